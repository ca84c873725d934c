/* SPDX-License-Identifier: MIT */
/* Names in messages, as GNU's tools write them: 'name', "it's", 'a'$'\n''b'. */
#include "core/quote.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "core/text.h"

int printable_length(const char *text, int length, int *width)
{
	unsigned char first = text[0];
	wchar_t character;
	mbstate_t state = { 0 };
	size_t n;

	*width = 1;
	if (first < 0x80 || MB_CUR_MAX == 1)
		return first >= 0x20 && first < 0x7f;
	n = mbrtowc(&character, text, length, &state);
	if (n == (size_t)-1 || n == (size_t)-2 || !iswprint(character))
		return 0;
	*width = wcwidth(character);
	if (*width < 0)
		*width = 0;
	return n;
}

/* What a shell would take as more than a letter. */
static bool is_special(const char *name, size_t at)
{
	switch (name[at]) {
	case '{': case '}':
		return !name[1];
	case '#': case '~':
		return at == 0;
	default:
		return strchr(" !\"$&()*;<=>?[\\^`|'", name[at]) != NULL;
	}
}

/* Does it need quotes, and may they be double ones? */
static bool needs_quotes(const char *name, bool *may_double)
{
	bool needed = !*name, single = false, awkward = false;
	int length, width;

	for (size_t at = 0; name[at]; at += length ? length : 1) {
		length = printable_length(name + at, strlen(name + at), &width);
		if (length > 1)
			continue;
		needed |= !length || is_special(name, at);
		single |= name[at] == '\'';
		awkward |= !length || strchr("!\"$&()*;<=>?[\\^`|", name[at]);
	}
	*may_double = single && !awkward;
	return needed;
}

static void add_escape(struct buffer *buffer, unsigned char c)
{
	static const char letters[] = "\aa\bb\tt\nn\vv\ff\rr";
	const char *found = NULL;

	for (const char *at = letters; *at; at += 2)
		if ((unsigned char)*at == c)
			found = at + 1;
	if (found)
		buffer_format(buffer, "\\%c", *found);
	else
		buffer_format(buffer, "\\%03o", c);
}

void quote_into(struct buffer *buffer, const char *name, bool forced)
{
	bool may_double, escaping = false;
	int length, width;

	if (!needs_quotes(name, &may_double) && !forced) {
		buffer_text(buffer, name);
		return;
	}
	if (may_double) {
		buffer_format(buffer, "\"%s\"", name);
		return;
	}
	buffer_text(buffer, "'");
	for (size_t at = 0; name[at]; at += length ? length : 1) {
		length = printable_length(name + at, strlen(name + at), &width);
		if (!length && !escaping)
			buffer_text(buffer, "'$'");
		else if (length && escaping)
			buffer_text(buffer, "''");
		escaping = !length;
		if (!length)
			add_escape(buffer, name[at]);
		else if (name[at] == '\'')
			buffer_text(buffer, "'\\''");
		else
			buffer_add(buffer, name + at, length);
	}
	buffer_text(buffer, "'");
}

static const char *quote_in_turn(const char *name, bool forced)
{
	static struct buffer turns[4];
	static unsigned turn;
	struct buffer *buffer = &turns[turn++ % ARRAY_SIZE(turns)];

	buffer->length = 0;
	quote_into(buffer, name, forced);
	return buffer->data;
}

const char *quote(const char *name)
{
	return quote_in_turn(name, true);
}

const char *quote_maybe(const char *name)
{
	return quote_in_turn(name, false);
}
