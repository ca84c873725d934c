/* SPDX-License-Identifier: MIT */
/* hexdump's formats, read. */
#include "tools/hexdump_format.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/escape.h"
#include "core/text.h"

/* The text in quotes with its escapes decoded; *at is moved behind it. */
static char *read_quoted(const char **at)
{
	struct buffer out = { 0 };
	char bytes[8];
	int count;

	buffer_add(&out, "", 0);
	for (++*at; **at != '"';) {
		if (!**at)
			return NULL;
		if (**at != '\\') {
			buffer_add(&out, (*at)++, 1);
			continue;
		}
		++*at;
		count = **at ? escape_decode(at, ESCAPE_FORMAT, bytes) : -1;
		if (count > 0)
			buffer_add(&out, bytes, count);
		else if (**at)
			buffer_add(&out, (*at)++, 1);
	}
	++*at;
	return out.data;
}

static struct hexdump_piece *add_piece(struct hexdump_unit *unit, struct buffer *text)
{
	struct hexdump_piece *piece;

	unit->pieces = xrealloc(unit->pieces, (unit->count + 1) * sizeof(*unit->pieces));
	piece = &unit->pieces[unit->count++];
	memset(piece, 0, sizeof(*piece));
	piece->text = text->data ? text->data : xstrdup("");
	*text = (struct buffer){ 0 };
	return piece;
}

/* %_a and its like: what stands behind the underscore. */
static int read_own(struct hexdump_unit *unit, struct hexdump_piece *piece, const char **at)
{
	char letter = *(*at)++;

	switch (letter) {
	case 'A':
		unit->at_end = true;
		/* fall through */
	case 'a':
		piece->kind = 'A';
		piece->letter = **at;
		if (!piece->letter || !strchr("dox", piece->letter))
			return -1;
		++*at;
		return 0;
	case 'c': case 'p': case 'u':
		piece->kind = toupper(letter);
		piece->bytes = 1;
		return 0;
	default:
		return -1;
	}
}

/* A conversion behind its '%'. */
static int read_conversion(struct hexdump_unit *unit, struct hexdump_piece *piece, const char **at,
			   unsigned bytes)
{
	size_t length = strspn(*at, "-+ #0123456789.");
	const char *precision = memchr(*at, '.', length), *found;
	int result = 0;

	snprintf(piece->spec, sizeof(piece->spec), "%%%.*s", (int)MIN(length, 12u), *at);
	*at += length;
	piece->letter = **at;
	if (!**at)
		return fail_plain("bad conversion character %%");
	++*at;
	found = strchr("cdieEfgGosuxX_", piece->letter);
	if (!found)
		return fail_plain("bad conversion character %%%c", piece->letter);
	piece->kind = strchr("di", *found) ? 'd' : strchr("eEfgG", *found) ? 'e' :
		      *found == 'X' ? 'x' : *found;
	switch (piece->kind) {
	case '_':
		result = read_own(unit, piece, at);
		if (result < 0)
			return fail_plain("bad conversion character %%_%c", (*at)[-1]);
		break;
	case 'c':
		piece->bytes = 1;
		break;
	case 's':
		piece->bytes = bytes ? bytes : precision ? (unsigned)atoi(precision + 1) : 0;
		if (!piece->bytes)
			return fail_plain("%%s requires a precision or a byte count");
		break;
	default:
		piece->bytes = bytes ? bytes : piece->kind == 'e' ? 8 : 4;
		if (!strchr(piece->kind == 'e' ? "\4\10" : "\1\2\4\10", piece->bytes))
			return fail_plain("bad byte count for conversion character %c",
					  piece->letter);
	}
	return 0;
}

static int read_unit(struct hexdump_unit *unit, const char *format, unsigned bytes)
{
	struct buffer text = { 0 };

	for (const char *at = format; *at;) {
		struct hexdump_piece *piece;

		if (*at != '%' || at[1] == '%') {
			buffer_add(&text, at, 1);
			at += *at == '%' ? 2 : 1;
			continue;
		}
		at++;
		piece = add_piece(unit, &text);
		if (read_conversion(unit, piece, &at, bytes) < 0)
			return -1;
		unit->bytes += piece->bytes;
	}
	if (text.length)
		add_piece(unit, &text);
	return 0;
}

int hexdump_format_parse(struct hexdump_format *format, const char *text)
{
	const char *at = text;

	for (;;) {
		struct hexdump_unit unit = { .repeat = 1 };
		unsigned bytes = 0;
		char *quoted;

		at += strspn(at, " \t\n");
		if (!*at)
			return 0;
		if (isdigit((unsigned char)*at)) {
			unit.repeat = strtoul(at, (char **)&at, 10);
			unit.repeat_set = true;
			at += strspn(at, " \t");
		}
		if (*at == '/') {
			at += 1 + strspn(at + 1, " \t");
			bytes = strtoul(at, (char **)&at, 10);
			at += strspn(at, " \t");
		}
		quoted = *at == '"' ? read_quoted(&at) : NULL;
		if (!quoted || unit.repeat > 65535 || bytes > 65535)
			return fail_plain("bad format {%s}", text);
		if (read_unit(&unit, quoted, bytes) < 0)
			return -1;
		free(quoted);
		format->units = xrealloc(format->units,
					 (format->count + 1) * sizeof(*format->units));
		format->units[format->count++] = unit;
		format->bytes += unit.bytes * unit.repeat;
	}
}

void hexdump_format_fill(struct hexdump_format *format, unsigned block)
{
	struct hexdump_unit *last = format->units + format->count - 1;

	if (format->count && last->bytes && !last->repeat_set && format->bytes < block)
		last->repeat += (block - format->bytes) / last->bytes;
}
