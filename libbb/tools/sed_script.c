/* SPDX-License-Identifier: MIT */
/* The text of sed's script: its characters, where they stand, what is escaped in them. */
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "tools/sed.h"

void sed_script_add(struct sed_script *script, const char *text, size_t length, const char *file)
{
	if (script->count)
		buffer_text(&script->text, "\n");
	script->pieces = xrealloc(script->pieces, (script->count + 1) * sizeof(*script->pieces));
	script->pieces[script->count++] = (struct sed_piece){ script->text.length, file };
	buffer_add(&script->text, text, length);
}

int sed_next(struct sed_script *script)
{
	return script->at < script->text.length ?
		       (unsigned char)script->text.data[script->at++] : EOF;
}

void sed_back(struct sed_script *script, int c)
{
	script->at -= c != EOF;
}

int sed_next_word(struct sed_script *script, bool newlines)
{
	int c;

	do
		c = sed_next(script);
	while (c != EOF && (newlines || c != '\n') && isspace(c));
	return c;
}

void sed_wrong(const struct sed_script *script, const char *format, ...)
{
	size_t number = script->count, end = script->at;
	const struct sed_piece *piece;
	int line = 1;
	char *text;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&text, format, arguments) < 0)
		die(SED_TROUBLE, "out of memory");
	va_end(arguments);
	/* A piece's last newline is not its own; in an empty script everything is at 0. */
	while (number > 1 && script->pieces[number - 1].start > MAX(end, 1u) - 1)
		number--;
	piece = &script->pieces[number - 1];
	if (number < script->count)
		end = MIN(end, piece[1].start - 1);
	if (!piece->file)
		die(SED_WRONG, "-e expression #%zu, char %zu: %s", number,
		    end > piece->start ? end - piece->start : 0, text);
	for (size_t at = piece->start; at + 1 < end; at++)
		line += script->text.data[at] == '\n';
	die(SED_WRONG, "file %s line %d: %s", piece->file, line, text);
}

static int hex(int c)
{
	return isdigit(c) ? c - '0' : tolower(c) - 'a' + 10;
}

/* So many digits of a base; negative when there is none. */
static int digits(const char **at, const char *end, int base, int most)
{
	int value = 0, count = 0;

	for (; count < most && *at < end && isxdigit((unsigned char)**at) &&
	       hex((unsigned char)**at) < base; count++)
		value = value * base + hex((unsigned char)*(*at)++);
	return count ? value & 0xff : -1;
}

int sed_escape(const char **at, const char *end)
{
	static const char pairs[] = "a\af\fn\nr\rt\tv\v";
	const char *start = *at;
	int value = -1;

	if (start == end)
		return -1;
	for (const char *pair = pairs; *pair; pair += 2) {
		if (*pair == *start) {
			++*at;
			return pair[1];
		}
	}
	++*at;
	if (*start == 'c' && *at < end)
		value = toupper((unsigned char)*(*at)++) ^ 0x40;
	else if (*start == 'd')
		value = digits(at, end, 10, 3);
	else if (*start == 'o')
		value = digits(at, end, 8, 3);
	else if (*start == 'x')
		value = digits(at, end, 16, 2);
	if (value < 0)
		*at = start;
	return value;
}

/* In brackets a delimiter is a character like others. */
static void copy_bracket(struct sed_script *script, struct buffer *out)
{
	const char *start = script->text.data + script->at, *at = start;
	const char *end = script->text.data + script->text.length;

	at += at < end && *at == '^';
	at += at < end && *at == ']';
	while (at < end && *at != ']' && *at != '\n') {
		if (at + 1 < end && *at == '[' && strchr(":.=", at[1]) && at[1]) {
			char close[] = { at[1], ']' };
			const char *found = memmem(at + 2, end - at - 2, close, 2);

			if (found)
				at = found + 1;
		}
		at++;
	}
	at += at < end && *at == ']';
	buffer_add(out, start, at - start);
	script->at += at - start;
}

bool sed_delimited(struct sed_script *script, int delimiter, bool pattern, struct buffer *out)
{
	int c;

	buffer_add(out, "", 0);
	while ((c = sed_next(script)) != EOF) {
		char byte = c;

		if (c == delimiter)
			return true;
		if (c == '\n' && pattern)
			break;
		if (c == '\\') {
			c = sed_next(script);
			if (c == EOF)
				break;
			byte = c;
			/* An escaped delimiter is what it is without; but \n and \& mean more. */
			if (c != delimiter || c == 'n' || (!pattern && c == '&'))
				buffer_add(out, "\\", 1);
			buffer_add(out, &byte, 1);
			continue;
		}
		buffer_add(out, &byte, 1);
		if (c == '[' && pattern)
			copy_bracket(script, out);
		else if (c == '\n')
			break;
	}
	return false;
}

struct pattern *sed_pattern(const struct sed_script *script, const struct buffer *text,
			    unsigned flags)
{
	const char *at = text->data, *end = at + text->length;
	struct buffer out = { 0 };
	struct pattern *pattern;

	if (!text->length && flags & (PATTERN_IGNORE_CASE | PATTERN_LINES))
		sed_wrong(script, "cannot specify modifiers on empty regexp");
	if (!text->length)
		return NULL;
	buffer_add(&out, "", 0);
	while (at < end) {
		int c;
		char byte;

		if (*at != '\\' || at + 1 == end) {
			buffer_add(&out, at++, 1);
			continue;
		}
		at++;
		c = sed_escape(&at, end);
		if (c < 0) {
			buffer_add(&out, at++ - 1, 2);
			continue;
		}
		byte = c;
		if (c == '\\')
			buffer_add(&out, "\\", 1);
		buffer_add(&out, &byte, 1);
	}
	pattern = pattern_compile(out.data, out.length, flags);
	if (!pattern)
		sed_wrong(script, "%s", fail_text());
	buffer_free(&out);
	return pattern;
}
