/* SPDX-License-Identifier: MIT */
/* The text of a pattern in vim's syntax as a tree (:help pattern-overview). */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "match/pattern_parts.h"

enum { SPECIAL = 1 << 24, END = -1, MOST_ALTERNATIVES = 1000 };

struct parser {
	struct tree *tree;
	const char *at, *end;
	const char *natural;	/* what is special without a backslash */
	int depth;
};

static const char every[] = "^$.*[~+?={|()<>%@&";

/* The next token: a character, SPECIAL + the character for what means something, or END. */
static int peek(const struct parser *parser, const char **behind)
{
	bool escaped;
	uint32_t character;

	*behind = parser->at;
	if (parser->at == parser->end)
		return END;
	escaped = *parser->at == '\\' && parser->at + 1 < parser->end;
	*behind += escaped;
	character = tree_character(parser->tree, behind, parser->end);
	if (character >= 0x80 || !character)
		return character;
	if (isalnum(character) || character == '_')
		return escaped ? (int)(SPECIAL | character) : (int)character;
	if (strchr(parser->natural, character))
		return escaped ? (int)character : (int)(SPECIAL | character);
	return escaped && strchr(every, character) ? (int)(SPECIAL | character) : (int)character;
}

static bool accept(struct parser *parser, int token)
{
	const char *behind;

	if (parser->at == parser->end || peek(parser, &behind) != token)
		return false;
	parser->at = behind;
	return true;
}

/* The tree takes the set over. Newlines are matched only where the pattern asks for them. */
static int add_set(struct parser *parser, struct set *set, bool negate, bool newline)
{
	struct tree *tree = parser->tree;
	int node;

	if (negate)
		set_add(set, '\n', '\n');
	node = tree_add_finished(tree, set, negate);
	if (newline) {
		set = &tree->sets[tree->nodes[node].number];
		set_add(set, '\n', '\n');
		set_finish(set, false, 0);
		tree->crosses_lines = true;
	}
	return node;
}

static int add_any(struct parser *parser, bool newline)
{
	struct set set = { 0 };

	return add_set(parser, &set, true, newline);
}

static void set_add_pairs(struct set *set, const char *pairs)
{
	for (; *pairs; pairs += 2)
		set_add(set, (unsigned char)pairs[0], (unsigned char)pairs[1]);
}

/* \d and its like, as pairs of ends; NULL when it is no class. */
static const char *class_pairs(int letter)
{
	switch (tolower(letter)) {
	case 's': return "  \t\t";
	case 'd': return "09";
	case 'h': return "AZaz__";
	case 'a': return "AZaz";
	case 'l': return "az";
	case 'u': return "AZ";
	case 'x': return "09AFaf";
	case 'o': return "07";
	case 'w': case 'i': case 'k': return "09AZaz__";
	case 'f': return "09AZaz__//..--++,,##$$%%~~==";
	case 'p': return " ~";
	}
	return NULL;
}

static int class(struct parser *parser, int letter, bool newline)
{
	const char *pairs = class_pairs(letter);
	bool positive = islower(letter) || strchr("IKFP", letter), fold = parser->tree->fold;
	struct set set = { 0 };
	int node;

	if (!pairs)
		return fail_plain("unknown \\%c in the pattern", letter);
	set_add_pairs(&set, pairs);
	if (strchr("ikpIKP", letter))
		set_add(&set, 0xa0, 0x10ffff);
	/* \l and \u mean what they say, even where case is ignored. */
	parser->tree->fold = false;
	node = add_set(parser, &set, !positive, newline);
	parser->tree->fold = fold;
	return node;
}

/* [:name:] within a bracket, of ASCII alone; false when it is none. */
static bool named_class(struct parser *parser, struct set *set)
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
		set_add_pairs(set, classes[i].pairs);
		parser->at += length;
		return true;
	}
	return false;
}

static uint32_t bracket_character(struct parser *parser)
{
	static const char names[] = "n\nt\tr\re\033b\b\\\\]]^^--";

	if (*parser->at == '\\' && parser->at + 1 < parser->end) {
		for (size_t i = 0; i + 1 < sizeof(names); i += 2) {
			if (parser->at[1] != names[i])
				continue;
			parser->at += 2;
			return (unsigned char)names[i + 1];
		}
	}
	return tree_character(parser->tree, &parser->at, parser->end);
}

static int bracket_items(struct parser *parser, struct set *set, bool *newline)
{
	for (bool first = true; parser->at < parser->end && (first || *parser->at != ']');
	     first = false) {
		uint32_t low, high;

		if (*parser->at == '[' && named_class(parser, set))
			continue;
		low = high = bracket_character(parser);
		*newline |= low == '\n';
		if (parser->at + 1 < parser->end && *parser->at == '-' && parser->at[1] != ']') {
			parser->at++;
			high = bracket_character(parser);
		}
		if (high < low)
			return fail_plain("a range in [] of the pattern ends before it begins");
		set_add(set, low, high);
	}
	return 0;
}

/* Behind a '['. One that is never closed is a '['. */
static int bracket(struct parser *parser, bool newline)
{
	const char *start = parser->at;
	bool negate = parser->at < parser->end && *parser->at == '^';
	struct set set = { 0 };
	int result;

	parser->at += negate;
	result = bracket_items(parser, &set, &newline);
	if (result == 0 && parser->at < parser->end) {
		parser->at++;
		return add_set(parser, &set, negate, newline);
	}
	free(set.ranges);
	parser->at = start;
	return result < 0 ? -1 : tree_add_character(parser->tree, '[');
}

static int alternatives(struct parser *parser);

static int group(struct parser *parser, bool counted)
{
	struct node node = { NODE_GROUP };

	if (counted && parser->tree->groups >= PATTERN_GROUPS - 1)
		return fail_plain("too many \\( in the pattern");
	if (counted)
		node.number = ++parser->tree->groups;
	if (++parser->depth > MOST_NESTING)
		return fail_plain("the pattern is nested too deeply");
	node.left = alternatives(parser);
	if (node.left < 0)
		return -1;
	if (!accept(parser, SPECIAL | ')'))
		return fail_plain("unmatched ( in the pattern");
	parser->depth--;
	return counted ? tree_add(parser->tree, node) : node.left;
}

/* \z, \%, \_: two characters that mean one thing. */
static int two_letters(struct parser *parser, int first)
{
	int second = parser->at < parser->end ? *parser->at++ : 0;

	/* What group 0, the whole, is to begin and end with. */
	if (first == 'z' && (second == 's' || second == 'e'))
		return tree_add(parser->tree, (struct node){ NODE_SAVE, .number = second == 'e' });
	if (first == '%' && second == '(')
		return group(parser, false);
	if (first == '%' && (second == '^' || second == '$'))
		return tree_add_place(parser->tree, second == '^' ? PLACE_TEXT_START
								  : PLACE_TEXT_END);
	if (first == '_' && second == '[')
		return bracket(parser, true);
	if (first == '_' && (second == '^' || second == '$'))
		return tree_add_place(parser->tree, second == '^' ? PLACE_LINE_START
								  : PLACE_LINE_END);
	if (first == '_' && second == '.')
		return add_any(parser, true);
	if (first == '_' && isalpha(second))
		return class(parser, second, true);
	return fail_plain("unknown \\%c%c in the pattern", first, second ? second : ' ');
}

static int escaped_letter(struct parser *parser, int letter)
{
	static const char names[] = "n\nt\tr\re\033b\b";

	for (size_t i = 0; i + 1 < sizeof(names); i += 2) {
		if (letter != names[i])
			continue;
		parser->tree->crosses_lines |= letter == 'n';
		return tree_add_character(parser->tree, names[i + 1]);
	}
	if (letter == 'z' || letter == '_')
		return two_letters(parser, letter);
	if (letter >= '1' && letter <= '9') {
		if (letter - '0' > parser->tree->groups)
			return fail_plain("there is no group \\%c before it in the pattern",
					  letter);
		parser->tree->has_back = true;
		return tree_add(parser->tree, (struct node){ NODE_BACK, .number = letter - '0' });
	}
	return class(parser, letter, false);
}

/* \v \m \M \V; \c and \C, which tell for the whole and were seen to already. */
static bool mode_letter(struct parser *parser, int token)
{
	static const struct { char letter; const char *natural; } modes[] = {
		{ 'v', every }, { 'm', "^$.*[~" }, { 'M', "^$" }, { 'V', "" },
	};

	if (token == (SPECIAL | 'c') || token == (SPECIAL | 'C'))
		return true;
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		if (token != (SPECIAL | modes[i].letter))
			continue;
		parser->natural = modes[i].natural;
		return true;
	}
	return false;
}

static int special(struct parser *parser, int token)
{
	switch (token & ~SPECIAL) {
	case '.':
		return add_any(parser, false);
	case '[':
		return bracket(parser, false);
	case '(':
		return group(parser, true);
	case '<':
		return tree_add_place(parser->tree, PLACE_WORD_START);
	case '>':
		return tree_add_place(parser->tree, PLACE_WORD_END);
	case '^':
		return tree_add_place(parser->tree, PLACE_LINE_START);
	case '$':
		return tree_add_place(parser->tree, PLACE_LINE_END);
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
static bool is_anchor(struct parser *parser, int token, bool first)
{
	const char *behind;
	int next;

	if (parser->natural == every)
		return true;
	if (token == (SPECIAL | '^'))
		return first;
	if (token != (SPECIAL | '$'))
		return true;
	next = peek(parser, &behind);
	return next == END || next == (SPECIAL | '|') || next == (SPECIAL | ')') ||
	       next == (SPECIAL | 'n');
}

static int read_number(struct parser *parser, int otherwise)
{
	int value = 0;

	if (parser->at == parser->end || !isdigit((unsigned char)*parser->at))
		return otherwise;
	for (; parser->at < parser->end && isdigit((unsigned char)*parser->at); parser->at++)
		value = MIN(value * 10 + *parser->at - '0', MOST_REPEATS);
	return value;
}

/* {n,m} {-n,m} after the brace. */
static int braces(struct parser *parser, struct node *node)
{
	node->few = parser->at < parser->end && *parser->at == '-';
	parser->at += node->few;
	node->high = read_number(parser, -1);
	node->low = MAX(node->high, 0);
	if (parser->at < parser->end && *parser->at == ',') {
		parser->at++;
		node->high = read_number(parser, -1);
	}
	if (parser->at < parser->end && *parser->at == '\\')
		parser->at++;
	if (parser->at == parser->end || *parser->at++ != '}')
		return fail_plain("unmatched { in the pattern");
	if (node->high >= 0 && node->high < node->low) {
		int swapped = node->high;

		node->high = node->low;
		node->low = swapped;
	}
	return 0;
}

/* What stands behind an atom: how often it matches. */
static int repeats(struct parser *parser, int atom)
{
	for (int count = 0; count < MOST_NESTING; count++) {
		struct node node = { NODE_REPEAT, atom, .high = -1 };

		if (accept(parser, SPECIAL | '*'))
			node.low = 0;
		else if (accept(parser, SPECIAL | '+'))
			node.low = 1;
		else if (accept(parser, SPECIAL | '?') || accept(parser, SPECIAL | '='))
			node.high = 1;
		else if (!accept(parser, SPECIAL | '{'))
			return atom;
		else if (braces(parser, &node) < 0)
			return -1;
		atom = tree_add(parser->tree, node);
	}
	return fail_plain("the pattern is nested too deeply");
}

static int sequence(struct parser *parser)
{
	int all = -1;
	bool first = true;

	while (parser->at < parser->end) {
		const char *behind;
		int token = peek(parser, &behind), node;

		if (token == (SPECIAL | '|') || (token == (SPECIAL | ')') && parser->depth))
			break;
		parser->at = behind;
		if (mode_letter(parser, token))
			continue;
		if (token == (SPECIAL | ')') || !is_anchor(parser, token, first) ||
		    (token == (SPECIAL | '*') && first))
			token &= ~SPECIAL;
		first = false;
		node = token & SPECIAL ? special(parser, token)
				       : tree_add_character(parser->tree, token);
		if (node >= 0)
			node = repeats(parser, node);
		if (node < 0)
			return -1;
		all = tree_add_cat(parser->tree, all, node);
	}
	return all >= 0 ? all : tree_add(parser->tree, (struct node){ NODE_EMPTY });
}

static int alternatives(struct parser *parser)
{
	int node = sequence(parser);

	for (int count = 0; node >= 0 && accept(parser, SPECIAL | '|'); count++) {
		int other = count < MOST_ALTERNATIVES ? sequence(parser) :
			    fail_plain("too many alternatives in the pattern");

		if (other < 0)
			return -1;
		node = tree_add(parser->tree, (struct node){ NODE_ALT, node, other });
	}
	return node;
}

/* \c and \C anywhere decide for the whole. */
static bool ignores_case(const char *text, size_t length, unsigned flags)
{
	for (size_t i = 0; i + 1 < length; i++) {
		if (text[i] != '\\')
			continue;
		i++;
		if (text[i] == 'c' || text[i] == 'C')
			return text[i] == 'c';
	}
	return flags & PATTERN_IGNORE_CASE;
}

int tree_parse_vim(struct tree *tree, const char *text, size_t length, unsigned flags)
{
	struct parser parser = {
		.tree = tree, .at = text, .end = text + length, .natural = "^$.*[~",
	};

	tree->fold = ignores_case(text, length, flags);
	tree->root = alternatives(&parser);
	return MIN(tree->root, 0);
}
