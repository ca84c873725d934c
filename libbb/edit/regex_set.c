/* SPDX-License-Identifier: MIT */
/* Sets of characters in patterns: \d and its like, and brackets. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"
#include "edit/regex_parse.h"
#include "term/utf8.h"

static struct regex_set *new_set(struct regex *regex)
{
	struct regex_set *set;

	regex->sets = xrealloc(regex->sets, (regex->set_count + 1) * sizeof(*regex->sets));
	set = &regex->sets[regex->set_count++];
	memset(set, 0, sizeof(*set));
	return set;
}

static void set_add(struct regex_parser *parser, struct regex_set *set, uint32_t first,
		    uint32_t last)
{
	for (uint32_t c = first; c <= last && c < 128; c++) {
		set->ascii[c / 32] |= 1u << c % 32;
		if (parser->regex->ignore_case && isalpha(c))
			set->ascii[(c ^ 32) / 32] |= 1u << (c ^ 32) % 32;
	}
	if (last < 128)
		return;
	set->ranges = xrealloc(set->ranges, (set->count + 1) * sizeof(*set->ranges));
	set->ranges[set->count++] = (struct regex_range){ MAX(first, 128u), last };
}

static void set_add_pairs(struct regex_parser *parser, struct regex_set *set, const char *pairs)
{
	for (; *pairs; pairs += 2)
		set_add(parser, set, (unsigned char)pairs[0], (unsigned char)pairs[1]);
}

/* \d and its like, as pairs of ends; NULL when it is no class. */
static const char *class_pairs(int letter)
{
	switch (tolower(letter)) {
	case 's': return "  \t\t";
	case 'd': return "09";
	case 'w': return "09AZaz__";
	case 'h': return "AZaz__";
	case 'a': return "AZaz";
	case 'l': return "az";
	case 'u': return "AZ";
	case 'x': return "09AFaf";
	case 'o': return "07";
	case 'i': return "09AZaz__";
	case 'k': return "09AZaz__";
	case 'f': return "09AZaz__//..--++,,##$$%%~~==";
	case 'p': return " ~";
	}
	return NULL;
}

int regex_class(struct regex_parser *parser, int letter, bool newline)
{
	const char *pairs = class_pairs(letter);
	bool positive = islower(letter) || strchr("IKFP", letter);
	struct regex_set *set;

	if (!pairs)
		return fail_plain("unknown \\%c in the pattern", letter);
	set = new_set(parser->regex);
	/* \l and \u mean what they say, whatever the case is ignored for. */
	set_add_pairs(parser, set, pairs);
	if (strchr("ikpIKP", letter))
		set_add(parser, set, 0xa0, 0x10ffff);
	set->negated = !positive;
	regex_emit(parser, RE_SET, parser->regex->set_count - 1, 0);
	parser->regex->code[parser->regex->count - 1].newline = newline;
	parser->regex->crosses_lines |= newline;
	return 0;
}

/* [:name: ] within a bracket; false when it is none. */
static bool named_class(struct regex_parser *parser, struct regex_set *set)
{
	static const struct { const char *name, *pairs; } classes[] = {
		{ "[:alpha:]", "AZaz" }, { "[:digit:]", "09" }, { "[:alnum:]", "09AZaz" },
		{ "[:lower:]", "az" }, { "[:upper:]", "AZ" }, { "[:punct:]", "!/:@[`{~" },
		{ "[:space:]", "\t\r  " }, { "[:blank:]", "  \t\t" }, { "[:xdigit:]", "09AFaf" },
		{ "[:cntrl:]", "\1\037\177\177" }, { "[:print:]", " ~" }, { "[:graph:]", "!~" },
		{ "[:tab:]", "\t\t" }, { "[:escape:]", "\033\033" }, { "[:return:]", "\r\r" },
		{ "[:backspace:]", "\b\b" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(classes); i++) {
		size_t length = strlen(classes[i].name);

		if ((size_t)(parser->end - parser->at) < length ||
		    memcmp(parser->at, classes[i].name, length) != 0)
			continue;
		set_add_pairs(parser, set, classes[i].pairs);
		if (strstr("[:alpha:][:alnum:][:print:][:graph:]", classes[i].name) &&
		    parser->extended)
			set_add(parser, set, 0xa0, 0x10ffff);
		parser->at += length;
		return true;
	}
	return false;
}

/* A character of a bracket; vim knows \n, \t and others there, POSIX does not. */
static uint32_t bracket_character(struct regex_parser *parser)
{
	static const char names[] = "n\nt\tr\re\033b\b\\\\]]^^--";
	uint32_t character;

	if (*parser->at == '\\' && parser->at + 1 < parser->end && !parser->extended) {
		for (size_t i = 0; i + 1 < sizeof(names); i += 2) {
			if (parser->at[1] != names[i])
				continue;
			parser->at += 2;
			return (unsigned char)names[i + 1];
		}
	}
	parser->at += utf8_decode(parser->at, parser->end - parser->at, &character);
	return character;
}

static void bracket_items(struct regex_parser *parser, struct regex_set *set, bool *newline)
{
	bool first = true;

	for (; parser->at < parser->end && (first || *parser->at != ']'); first = false) {
		uint32_t low, high;

		if (*parser->at == '[' && named_class(parser, set))
			continue;
		low = high = bracket_character(parser);
		if (low == '\n')
			*newline = true;
		if (parser->at + 1 < parser->end && *parser->at == '-' && parser->at[1] != ']') {
			parser->at++;
			high = bracket_character(parser);
		}
		set_add(parser, set, low, high);
	}
}


int regex_bracket(struct regex_parser *parser, bool newline)
{
	const char *start = parser->at;
	struct regex_set *set = new_set(parser->regex);
	int index = parser->regex->set_count - 1;

	if (parser->at < parser->end && *parser->at == '^') {
		set->negated = true;
		parser->at++;
	}
	bracket_items(parser, set, &newline);
	if (parser->at == parser->end) {
		if (parser->extended)
			return fail_plain("unmatched [ in the pattern");
		parser->at = start;
		regex_emit(parser, RE_CHARACTER, '[', 0);
		return 0;
	}
	parser->at++;
	regex_emit(parser, RE_SET, index, 0);
	parser->regex->code[parser->regex->count - 1].newline = newline;
	parser->regex->crosses_lines |= newline;
	return 0;
}
