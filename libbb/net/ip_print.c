/* SPDX-License-Identifier: MIT */
/* Text or JSON from one key. The JSON's blanks are those of iproute2's -pretty. */
#include "net/ip_print.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void put(struct printer *p, const char *text)
{
	buffer_text(&p->out, text);
}

static void indent(struct printer *p)
{
	if (!p->pretty)
		return;
	put(p, "\n");
	for (unsigned i = 0; i < p->depth; i++)
		put(p, "    ");
}

static void comma(struct printer *p)
{
	if (p->comma)
		put(p, ",");
	p->comma = true;
}

/* Control characters that JSON forbids and a terminal obeys go as \u00xx. */
static void quote(struct printer *p, const char *text)
{
	static const char special[] = "\t\n\r\f\b\\\"", letters[] = "tnrfb\\\"";

	put(p, "\"");
	for (; *text; text++) {
		const char *found = strchr(special, *text);

		if (found)
			buffer_format(&p->out, "\\%c", letters[found - special]);
		else if ((unsigned char)*text < 0x20)
			buffer_format(&p->out, "\\u%04x", (unsigned char)*text);
		else
			buffer_add(&p->out, text, 1);
	}
	put(p, "\"");
}

static void name(struct printer *p, const char *key)
{
	if (!key)
		return;
	comma(p);
	indent(p);
	quote(p, key);
	put(p, p->pretty ? ": " : ":");
	p->comma = false;
}

static void open(struct printer *p, const char *key, const char *bracket)
{
	name(p, key);
	comma(p);
	put(p, bracket);
	p->depth++;
	p->comma = false;
}

static void close(struct printer *p, const char *bracket)
{
	p->depth -= p->depth > 0;
	if (p->comma)
		indent(p);
	put(p, bracket);
	p->comma = true;
}

void print_open_object(struct printer *p, const char *key)
{
	if (p->json)
		open(p, key, "{");
}

void print_close_object(struct printer *p)
{
	if (p->json)
		close(p, "}");
}

void print_open_array(struct printer *p, const char *key)
{
	if (!p->json)
		return;
	open(p, key, "[");
	if (p->pretty)
		put(p, " ");
}

void print_close_array(struct printer *p)
{
	if (!p->json)
		return;
	if (p->pretty && p->comma)
		put(p, " ");
	p->comma = false;
	close(p, "]");
}

void print_begin(struct printer *p)
{
	p->depth = 0;
	p->comma = false;
	print_open_array(p, NULL);
}

void print_end(struct printer *p)
{
	print_close_array(p);
	if (p->json)
		put(p, "\n");
}

/* Bold ones are readable on a dark background, the others on a light one. */
static const char *color_code(const struct printer *p)
{
	static const char *const codes[][2] = {
		[COLOR_NAME] = { "\033[36m", "\033[1;36m" },
		[COLOR_MAC] = { "\033[33m", "\033[1;33m" },
		[COLOR_INET] = { "\033[35m", "\033[1;35m" },
		[COLOR_INET6] = { "\033[34m", "\033[1;34m" },
		[COLOR_UP] = { "\033[32m", "\033[1;32m" },
		[COLOR_DOWN] = { "\033[31m", "\033[1;31m" },
	};

	return codes[p->color][p->dark];
}

/* What others named may not drive the terminal. */
static void put_value(struct printer *p, const char *before, const char *value, const char *after)
{
	bool colored = p->colored && p->color != COLOR_NONE;
	char *safe = xstrdup(value);

	text_make_printable(safe);
	if (colored)
		put(p, color_code(p));
	put(p, before);
	put(p, safe);
	put(p, after);
	if (colored)
		put(p, "\033[0m");
	free(safe);
}

void print_text(struct printer *p, const char *key, const char *before, const char *value,
		const char *after)
{
	if (p->json && key)
		print_json_text(p, key, value);
	else if (!p->json)
		put_value(p, before, value, after);
	p->color = COLOR_NONE;
}

static void print_value(struct printer *p, const char *key, const char *before, const char *value,
			const char *after)
{
	if (p->json && key)
		print_json_value(p, key, value);
	else if (!p->json)
		put_value(p, before, value, after);
	p->color = COLOR_NONE;
}

void print_number(struct printer *p, const char *key, const char *before, uint64_t value,
		  const char *after)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRIu64, value);
	print_value(p, key, before, text, after);
}

void print_signed(struct printer *p, const char *key, const char *before, int64_t value,
		  const char *after)
{
	char text[32];

	snprintf(text, sizeof(text), "%" PRId64, value);
	print_value(p, key, before, text, after);
}

void print_hex(struct printer *p, const char *key, const char *before, uint64_t value,
	       const char *after)
{
	char text[32];

	snprintf(text, sizeof(text), "%#" PRIx64, value);
	print_text(p, key, before, text, after);
}

void print_switch(struct printer *p, const char *key, const char *before, bool value,
		  const char *after)
{
	print_value(p, key, before, p->json ? value ? "true" : "false" : value ? "on" : "off",
		    after);
}

void print_flag(struct printer *p, const char *key, const char *text)
{
	print_value(p, key, text, p->json ? "true" : "", "");
}

void print_null(struct printer *p, const char *key, const char *text)
{
	print_value(p, key, text, p->json ? "null" : "", "");
}

void print_item(struct printer *p, const char *before, const char *value, const char *after)
{
	if (!p->json) {
		put_value(p, before, value, after);
		return;
	}
	comma(p);
	quote(p, value);
}

void print_plain(struct printer *p, const char *text)
{
	if (!p->json)
		put(p, text);
}

void print_json_text(struct printer *p, const char *key, const char *value)
{
	if (!p->json)
		return;
	name(p, key);
	comma(p);
	quote(p, value);
}

void print_json_value(struct printer *p, const char *key, const char *value)
{
	if (!p->json)
		return;
	name(p, key);
	comma(p);
	put(p, value);
}

void print_line(struct printer *p)
{
	print_plain(p, p->oneline ? "\\" : "\n");
}
