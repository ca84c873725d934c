/* SPDX-License-Identifier: MIT */
/*
 * Compiling patterns. The program's jumps are relative, so that a piece of it can be moved and
 * repeated as a whole.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"
#include "edit/characters.h"
#include "edit/regex_parse.h"
#include "term/utf8.h"

enum { SPECIAL = 1 << 24, END = -1, MOST_CODE = 20000, MOST_COUNT = 32767, MOST_NESTING = 200 };

static const char every[] = "^$.*[~+?={|()<>%@&";

size_t regex_emit(struct regex_parser *parser, enum regex_op op, int value, int other)
{
	struct regex *regex = parser->regex;

	if (regex->count == regex->room) {
		regex->room = regex->room * 2 + 32;
		regex->code = xrealloc(regex->code, regex->room * sizeof(*regex->code));
	}
	regex->code[regex->count] = (struct regex_code){ op, value, other, false };
	return regex->count++;
}

/* Make room for an instruction before the piece that begins at start. */
static void emit_before(struct regex_parser *parser, size_t start, enum regex_op op, int value,
			int other)
{
	struct regex *regex = parser->regex;

	regex_emit(parser, op, value, other);
	memmove(regex->code + start + 1, regex->code + start,
		(regex->count - start - 1) * sizeof(*regex->code));
	regex->code[start] = (struct regex_code){ op, value, other, false };
}

/* The next token: a character, SPECIAL + the character for what means something, or END. */
static int peek(const struct regex_parser *parser, size_t *used)
{
	uint32_t character;
	bool escaped;

	if (parser->at == parser->end)
		return END;
	escaped = *parser->at == '\\' && parser->at + 1 < parser->end;
	*used = escaped + utf8_decode(parser->at + escaped, parser->end - parser->at - escaped,
				      &character);
	if (character >= 128 || !character)
		return character;
	if (isalnum(character) || character == '_')
		return escaped ? (int)(SPECIAL | character) : (int)character;
	if (strchr(parser->natural, character))
		return escaped ? (int)character : (int)(SPECIAL | character);
	if (parser->extended && !(escaped && strchr("<>", character)))
		return character;
	return escaped && strchr(every, character) ? (int)(SPECIAL | character) : (int)character;
}

static bool accept(struct regex_parser *parser, int token)
{
	size_t used = 0;

	if (parser->at == parser->end || peek(parser, &used) != token)
		return false;
	parser->at += used;
	return true;
}

static int alternatives(struct regex_parser *parser);

static int group(struct regex_parser *parser, bool counted)
{
	int number = 0;

	if (counted) {
		if (parser->regex->groups >= REGEX_GROUPS - 1 && !parser->extended)
			return fail_plain("too many \\( in the pattern");
		number = ++parser->regex->groups;
		counted = number < REGEX_GROUPS;
	}
	if (++parser->nesting > MOST_NESTING)
		return fail_plain("the pattern is nested too deeply");
	if (counted)
		regex_emit(parser, RE_SAVE, number * 2, 0);
	parser->group_open++;
	if (alternatives(parser) < 0)
		return -1;
	if (!accept(parser, SPECIAL | ')'))
		return fail_plain("unmatched ( in the pattern");
	parser->group_open--;
	parser->nesting--;
	if (counted)
		regex_emit(parser, RE_SAVE, number * 2 + 1, 0);
	return 0;
}

/* \z, \%, \_: two characters that mean one thing. */
static int two_letters(struct regex_parser *parser, int first)
{
	int second = parser->at < parser->end ? *parser->at++ : 0;

	if (first == 'z' && (second == 's' || second == 'e'))
		regex_emit(parser, RE_SAVE, 2 * REGEX_GROUPS + (second == 'e'), 0);
	else if (first == '%' && second == '(')
		return group(parser, false);
	else if (first == '%' && (second == '^' || second == '$'))
		regex_emit(parser, second == '^' ? RE_TEXT_START : RE_TEXT_END, 0, 0);
	else if (first == '_' && second == '[')
		return regex_bracket(parser, true);
	else if (first == '_' && (second == '^' || second == '$'))
		regex_emit(parser, second == '^' ? RE_LINE_START : RE_LINE_END, 0, 0);
	else if (first == '_' && second == '.') {
		regex_emit(parser, RE_ANY, 0, 0);
		parser->regex->code[parser->regex->count - 1].newline = true;
		parser->regex->crosses_lines = true;
	} else if (first == '_' && isalpha(second))
		return regex_class(parser, second, true);
	else
		return fail_plain("unknown \\%c%c in the pattern", first, second ? second : ' ');
	return 0;
}

static int escaped_letter(struct regex_parser *parser, int letter)
{
	switch (letter) {
	case 'n':
		regex_emit(parser, RE_CHARACTER, '\n', 0);
		parser->regex->crosses_lines = true;
		return 0;
	case 't':
		regex_emit(parser, RE_CHARACTER, '\t', 0);
		return 0;
	case 'r':
		regex_emit(parser, RE_CHARACTER, '\r', 0);
		return 0;
	case 'e':
		regex_emit(parser, RE_CHARACTER, 27, 0);
		return 0;
	case 'b':
	case 'B':
		if (parser->extended)
			regex_emit(parser, letter == 'b' ? RE_BOUNDARY : RE_NOT_BOUNDARY, 0, 0);
		else if (letter == 'b')
			regex_emit(parser, RE_CHARACTER, '\b', 0);
		return 0;
	case 'z':
	case '_':
		return two_letters(parser, letter);
	}
	if (letter >= '1' && letter <= '9') {
		regex_emit(parser, RE_GROUP, letter - '0', 0);
		return 0;
	}
	return regex_class(parser, letter, false);
}

/* How the pattern's case and magic are, wherever in it that stands. */
static bool mode_letter(struct regex_parser *parser, int token)
{
	static const struct { char letter; const char *natural; } modes[] = {
		{ 'v', every }, { 'm', "^$.*[~" }, { 'M', "^$" }, { 'V', "" },
	};

	if (token == (SPECIAL | 'c') || token == (SPECIAL | 'C'))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		if (token != (SPECIAL | modes[i].letter) || parser->extended)
			continue;
		parser->natural = modes[i].natural;
		return true;
	}
	return false;
}

static int special(struct regex_parser *parser, int token)
{
	switch (token & ~SPECIAL) {
	case '.':
		regex_emit(parser, RE_ANY, 0, 0);
		return 0;
	case '[':
		return regex_bracket(parser, false);
	case '(':
		return group(parser, true);
	case '<':
		regex_emit(parser, RE_WORD_START, 0, 0);
		return 0;
	case '>':
		regex_emit(parser, RE_WORD_END, 0, 0);
		return 0;
	case '^':
		regex_emit(parser, RE_LINE_START, 0, 0);
		return 0;
	case '$':
		regex_emit(parser, RE_LINE_END, 0, 0);
		return 0;
	case '%':
		return two_letters(parser, '%');
	case '*': case '+': case '?': case '=': case '{':
		return fail_plain("nothing before %c in the pattern", token & 0x7f);
	case '@': case '&': case '~':
		return fail_plain("\\%c in the pattern is not supported", token & 0x7f);
	}
	return escaped_letter(parser, token & 0x7f);
}

/* '^' means the line's start where an alternative begins, '$' its end where one ends. */
static bool is_anchor(struct regex_parser *parser, int token, const char *behind, bool first)
{
	struct regex_parser ahead = *parser;
	size_t used;
	int next;

	if (token == (SPECIAL | '^'))
		return first || parser->extended || parser->natural == every;
	if (token != (SPECIAL | '$'))
		return true;
	ahead.at = behind;
	next = peek(&ahead, &used);
	return next == END || next == (SPECIAL | '|') || next == (SPECIAL | ')') ||
	       next == (SPECIAL | 'n') || parser->extended || parser->natural == every;
}

static int read_number(struct regex_parser *parser, int otherwise)
{
	int value = 0;

	if (parser->at == parser->end || !isdigit((unsigned char)*parser->at))
		return otherwise;
	for (; parser->at < parser->end && isdigit((unsigned char)*parser->at); parser->at++)
		value = MIN(value * 10 + *parser->at - '0', MOST_COUNT);
	return value;
}

/* {n,m} {-n,m} after the brace. */
static int braces(struct regex_parser *parser, int *least, int *most, bool *few)
{
	const char *start = parser->at;
	bool digits;

	*few = parser->at < parser->end && *parser->at == '-';
	parser->at += *few;
	*least = read_number(parser, 0);
	digits = parser->at > start + *few;
	*most = digits ? *least : MOST_COUNT;
	if (parser->at < parser->end && *parser->at == ',') {
		parser->at++;
		*most = read_number(parser, MOST_COUNT);
	}
	if (parser->at < parser->end && *parser->at == '\\')
		parser->at++;
	if (parser->at == parser->end || *parser->at++ != '}')
		return fail_plain("unmatched { in the pattern");
	if (*most < *least) {
		int swapped = *most;

		*most = *least;
		*least = swapped;
	}
	return 0;
}

/* Repeat the piece from start on: a copy for each time it must match, then a loop or options. */
static int repeat_piece(struct regex_parser *parser, size_t start, int least, int most, bool few)
{
	struct regex *regex = parser->regex;
	size_t size = regex->count - start;
	int optional = most == MOST_COUNT ? 1 : most - least;
	struct regex_code *piece = xmalloc((size + 1) * sizeof(*piece));

	memcpy(piece, regex->code + start, size * sizeof(*piece));
	regex->count = start;
	if ((size + 2) * (least + optional) + start > MOST_CODE) {
		free(piece);
		return fail_plain("the pattern is too large");
	}
	for (int i = 0; i < least + optional; i++) {
		int skip = most == MOST_COUNT ? size + 3 : size + 1;

		if (i >= least && most == MOST_COUNT)
			regex_emit(parser, RE_ENTER, regex->loops % 32, 0);
		if (i >= least)
			regex_emit(parser, RE_SPLIT, few ? skip : 1, few ? 1 : skip);
		for (size_t k = 0; k < size; k++) {
			regex_emit(parser, piece[k].op, piece[k].value, piece[k].other);
			regex->code[regex->count - 1].newline = piece[k].newline;
		}
		if (i >= least && most == MOST_COUNT) {
			int loop = regex->loops++ % 32;

			regex_emit(parser, RE_PROGRESS, loop, 0);
			regex_emit(parser, RE_JUMP, -(int)size - 2, 0);
		}
	}
	free(piece);
	return 0;
}

static int repeated(struct regex_parser *parser, size_t start, int least, int most, bool few)
{
	struct regex *regex = parser->regex;

	if (regex->count - start == 1 && regex->code[start].op <= RE_SET) {
		emit_before(parser, start, few ? RE_REPEAT_LEAST : RE_REPEAT, least, most);
		return 0;
	}
	return repeat_piece(parser, start, least, most, few);
}

/* What stands behind an atom: how often it matches. */
static int quantifier(struct regex_parser *parser, size_t start)
{
	for (;;) {
		int least = 0, most = MOST_COUNT;
		bool few = false;

		if (accept(parser, SPECIAL | '*'))
			least = 0;
		else if (accept(parser, SPECIAL | '+'))
			least = 1;
		else if (accept(parser, SPECIAL | '?') || accept(parser, SPECIAL | '='))
			most = 1;
		else if (!accept(parser, SPECIAL | '{'))
			return 0;
		else if (braces(parser, &least, &most, &few) < 0)
			return -1;
		if (repeated(parser, start, least, most, few) < 0)
			return -1;
	}
}

static int sequence(struct regex_parser *parser)
{
	bool first = true;
	size_t used = 0;

	while (parser->at < parser->end) {
		const char *from = parser->at;
		int token = peek(parser, &used);
		size_t start = parser->regex->count;

		if (token == (SPECIAL | '|') || (token == (SPECIAL | ')') && parser->group_open))
			return 0;
		parser->at += used;
		if (mode_letter(parser, token))
			continue;
		if (token == (SPECIAL | ')') ||
		    !is_anchor(parser, token, parser->at, first) ||
		    (token == (SPECIAL | '*') && first))
			token &= ~SPECIAL;
		first = false;
		if (token >= 0 && !(token & SPECIAL)) {
			regex_emit(parser, RE_CHARACTER, token, 0);
		} else if (special(parser, token) < 0) {
			parser->at = from;
			return -1;
		}
		if (quantifier(parser, start) < 0)
			return -1;
	}
	return 0;
}

static int alternatives(struct regex_parser *parser)
{
	struct regex *regex = parser->regex;
	size_t start = regex->count, ends[64], count = 0;

	for (;;) {
		if (sequence(parser) < 0)
			return -1;
		if (!accept(parser, SPECIAL | '|'))
			break;
		if (count == ARRAY_SIZE(ends))
			return fail_plain("too many alternatives in the pattern");
		emit_before(parser, start, RE_SPLIT, 1, regex->count - start + 2);
		ends[count++] = regex_emit(parser, RE_JUMP, 0, 0);
		start = regex->count;
	}
	while (count--)
		regex->code[ends[count]].value = regex->count - ends[count];
	return 0;
}

static bool has_capital(const char *pattern, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (pattern[i] == '\\')
			i++;
		else if (isupper((unsigned char)pattern[i]))
			return true;
	}
	return false;
}

/* \c and \C anywhere decide for the whole. */
static bool ignores_case(const char *pattern, size_t length, unsigned flags)
{
	for (size_t i = 0; i + 1 < length; i++) {
		if (pattern[i] != '\\')
			continue;
		i++;
		if (pattern[i] == 'c' || pattern[i] == 'C')
			return pattern[i] == 'c';
	}
	if (!(flags & REGEX_IGNORE_CASE))
		return false;
	return !(flags & REGEX_SMART_CASE) || !has_capital(pattern, length);
}

int regex_compile(struct regex *regex, const char *pattern, size_t length, unsigned flags)
{
	struct regex_parser parser = { .regex = regex, .at = pattern, .end = pattern + length };

	memset(regex, 0, sizeof(*regex));
	parser.extended = flags & REGEX_EXTENDED;
	parser.natural = parser.extended ? "^$.*[+?{|()" : "^$.*[~";
	regex->ignore_case = ignores_case(pattern, length, flags);
	if (alternatives(&parser) < 0) {
		regex_free(regex);
		return -1;
	}
	regex_emit(&parser, RE_MATCH, 0, 0);
	return 0;
}

void regex_free(struct regex *regex)
{
	for (size_t i = 0; i < regex->set_count; i++)
		free(regex->sets[i].ranges);
	free(regex->sets);
	free(regex->code);
	memset(regex, 0, sizeof(*regex));
}
