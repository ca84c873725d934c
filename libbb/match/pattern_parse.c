/* SPDX-License-Identifier: MIT */
/* The text of a pattern as a tree: POSIX's two grammars, with what GNU adds to both. */
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "match/pattern_parts.h"

struct parser {
	struct tree *tree;
	const char *at, *end;
	bool extended, lenient;
	int depth;
	int first_group;		/* groups of earlier alternatives */
	unsigned open_groups;		/* a bit for each that is not closed yet */
};

static int parse_alternatives(struct parser *parser);

int tree_add(struct tree *tree, struct node node)
{
	if (tree->count == tree->room) {
		tree->room = tree->room * 2 + 32;
		tree->nodes = xrealloc(tree->nodes, tree->room * sizeof(*tree->nodes));
	}
	tree->nodes[tree->count] = node;
	return tree->count++;
}

int tree_add_set(struct tree *tree, struct set set)
{
	if (tree->set_count % 16 == 0)
		tree->sets = xrealloc(tree->sets, (tree->set_count + 16) * sizeof(*tree->sets));
	tree->sets[tree->set_count] = set;
	return tree_add(tree, (struct node){ NODE_SET, .number = tree->set_count++ });
}

void tree_free(struct tree *tree)
{
	for (size_t i = 0; i < tree->set_count; i++)
		free(tree->sets[i].ranges);
	free(tree->sets);
	free(tree->nodes);
}

int tree_add_cat(struct tree *tree, int left, int right)
{
	if (left < 0)
		return right;
	return tree_add(tree, (struct node){ NODE_CAT, left, right });
}

int tree_add_finished(struct tree *tree, struct set *set, bool negate)
{
	if (tree->fold)
		set_fold(set, tree->utf8);
	set_finish(set, negate, tree->utf8 ? 0x10ffff : 0xff);
	return tree_add_set(tree, *set);
}

uint32_t tree_character(const struct tree *tree, const char **at, const char *end)
{
	uint32_t character;

	if (!tree->utf8)
		return (unsigned char)*(*at)++;
	*at += utf8_decode(*at, end - *at, &character);
	return character;
}

static uint32_t next_character(struct parser *parser)
{
	return tree_character(parser->tree, &parser->at, parser->end);
}

int tree_add_character(struct tree *tree, uint32_t character)
{
	struct set set = { 0 };

	set_add(&set, character, character);
	return character < UTF8_BAD ? tree_add_finished(tree, &set, false)
				    : tree_add_set(tree, set);
}

int tree_add_place(struct tree *tree, enum place place)
{
	return tree_add(tree, (struct node){ NODE_PLACE, .number = place });
}

/* \w \W \s \S and the places; -2 when the letter is none of them. */
static int parse_gnu_escape(struct parser *parser, char letter)
{
	struct set set = { 0 };

	switch (letter) {
	case 'w':
	case 'W':
		set_add_class(&set, "alnum", 5, parser->tree->utf8);
		set_add(&set, '_', '_');
		return tree_add_finished(parser->tree, &set, letter == 'W');
	case 's':
	case 'S':
		set_add_class(&set, "space", 5, parser->tree->utf8);
		return tree_add_finished(parser->tree, &set, letter == 'S');
	case '<':
		return tree_add_place(parser->tree, PLACE_WORD_START);
	case '>':
		return tree_add_place(parser->tree, PLACE_WORD_END);
	case 'b':
		return tree_add_place(parser->tree, PLACE_BOUNDARY);
	case 'B':
		return tree_add_place(parser->tree, PLACE_NOT_BOUNDARY);
	case '`':
		return tree_add_place(parser->tree, PLACE_TEXT_START);
	case '\'':
		return tree_add_place(parser->tree, PLACE_TEXT_END);
	default:
		return -2;
	}
}

static int unmatched_bracket(void)
{
	return fail_plain("Unmatched [, [^, [:, [., or [=");
}

/* [:class:], [=x=] or [.x.] behind the bracket; *character is set for the latter two. */
static int parse_bracket_class(struct parser *parser, struct set *set, uint32_t *character)
{
	char kind = parser->at[1];
	const char *start = parser->at + 2, *close = start;

	*character = UINT32_MAX;
	while (close + 1 < parser->end && (close[0] != kind || close[1] != ']'))
		close++;
	if (close + 1 >= parser->end)
		return unmatched_bracket();
	if (kind == ':') {
		bool cased = parser->tree->fold && close - start == 5 &&
			     (memcmp(start, "upper", 5) == 0 || memcmp(start, "lower", 5) == 0);

		if (!set_add_class(set, cased ? "alpha" : start, close - start,
				   parser->tree->utf8))
			return fail_plain("Invalid character class name");
	} else {
		parser->at = start;
		*character = next_character(parser);
		if (parser->at != close)
			return fail_plain("Invalid collation character");
	}
	parser->at = close + 2;
	return 0;
}

static bool is_bracket_class(const struct parser *parser)
{
	return parser->at + 1 < parser->end && parser->at[0] == '[' &&
	       strchr(":=.", parser->at[1]) && parser->at[1];
}

/* One end of a range, or a lone character; UINT32_MAX for a class, which cannot be one. */
static int parse_bracket_item(struct parser *parser, struct set *set, uint32_t *character)
{
	if (is_bracket_class(parser))
		return parse_bracket_class(parser, set, character);
	*character = next_character(parser);
	return 0;
}

static int parse_bracket(struct parser *parser)
{
	struct set set = { 0 };
	const char *start = parser->at;
	bool negate = parser->at < parser->end && *parser->at == '^', first = true;
	uint32_t low, high;

	parser->at += negate;
	for (;; first = false) {
		if (parser->at >= parser->end)
			goto unmatched;
		if (*parser->at == ']' && !first)
			break;
		if (parse_bracket_item(parser, &set, &low) < 0)
			goto failed;
		high = low;
		if (parser->at + 1 < parser->end && *parser->at == '-' && parser->at[1] != ']') {
			parser->at++;
			if (parse_bracket_item(parser, &set, &high) < 0)
				goto failed;
			if (low == UINT32_MAX || high == UINT32_MAX || high < low) {
				fail_plain("Invalid range end");
				goto failed;
			}
		}
		if (low != UINT32_MAX)
			set_add(&set, low, high);
	}
	if (*start == ':' && parser->at - start > 2 && parser->at[-1] == ':') {
		fail_plain("character class syntax is [[:space:]], not [:space:]");
		goto failed;
	}
	parser->at++;
	return tree_add_finished(parser->tree, &set, negate);
unmatched:
	unmatched_bracket();
failed:
	free(set.ranges);
	return -1;
}

/* A number of an interval; -1 when there is none. */
static int parse_count(struct parser *parser)
{
	int number = -1;

	while (parser->at < parser->end && *parser->at >= '0' && *parser->at <= '9') {
		number = MAX(number, 0) * 10 + *parser->at++ - '0';
		if (number > MOST_REPEATS)
			number = MOST_REPEATS + 1;
	}
	return number;
}

/* Behind "{" or "\{": 1 when it is an interval, 0 when it stands for itself, or an error. */
static int parse_interval(struct parser *parser, int *low, int *high)
{
	const char *start = parser->at, *closing = parser->extended ? "}" : "\\}";
	size_t close = strlen(closing);

	*low = *high = parse_count(parser);
	if (parser->at < parser->end && *parser->at == ',') {
		parser->at++;
		*high = parse_count(parser);
		*low = MAX(*low, 0);
	}
	if (parser->at + close > parser->end ||
	    memcmp(parser->at, closing, close) != 0 || *low < 0) {
		if (parser->extended && parser->lenient) {
			parser->at = start;
			return 0;
		}
		return memmem(parser->at, parser->end - parser->at, closing, close) ?
			       fail_plain("Invalid content of \\{\\}") :
			       fail_plain("Unmatched \\{");
	}
	if (*high >= 0 && *low > *high)
		return fail_plain("Invalid content of \\{\\}");
	if (*low > MOST_REPEATS || *high > MOST_REPEATS)
		return fail_plain("Regular expression too big");
	parser->at += close;
	return 1;
}

/* Is there an operator of this meaning here? Moves past it. */
static bool take(struct parser *parser, char operator)
{
	bool escaped = parser->at < parser->end && *parser->at == '\\';

	if (operator == '*' ? escaped : escaped == parser->extended)
		return false;
	if (parser->at + escaped >= parser->end || parser->at[escaped] != operator)
		return false;
	parser->at += 1 + escaped;
	return true;
}

/* Behind a place a repeat says nothing; in basic expressions it does not even follow ^. */
static int repeat_place(struct parser *parser, int node)
{
	int low, high;

	while (take(parser, '*') || take(parser, '+') || take(parser, '?') || take(parser, '{')) {
		if (parser->at[-1] == '{' && parse_interval(parser, &low, &high) < 0)
			return -1;
	}
	return node;
}

static int parse_repeats(struct parser *parser, int node);

/* A '{' that is no interval, behind a node. */
static int parse_brace(struct parser *parser, int node)
{
	int brace = parse_repeats(parser, tree_add_character(parser->tree, '{'));

	return brace < 0 ? -1 : tree_add_cat(parser->tree, node, brace);
}

static int parse_repeats(struct parser *parser, int node)
{
	if (parser->tree->nodes[node].kind == NODE_PLACE)
		return repeat_place(parser, node);
	for (int count = 0; node >= 0; count++) {
		int low = 0, high = -1, result;

		if (take(parser, '*')) {
			/* As it is. */
		} else if (take(parser, '+')) {
			low = 1;
		} else if (take(parser, '?')) {
			high = 1;
		} else if (take(parser, '{')) {
			result = parse_interval(parser, &low, &high);
			if (result < 0)
				return -1;
			if (!result)
				return parse_brace(parser, node);
		} else {
			return node;
		}
		/* Repeats of repeats nest: a little of it is a slip, much of it an attack. */
		if (count > MOST_NESTING)
			return fail_plain("Regular expression too big");
		node = tree_add(parser->tree, (struct node){ NODE_REPEAT, node, .low = low,
							     .high = high });
	}
	return node;
}

static int parse_group(struct parser *parser)
{
	int number = ++parser->tree->groups, inner;
	unsigned bit = number - parser->first_group < 32 ?
			       1u << (number - parser->first_group) : 0;

	if (++parser->depth > MOST_NESTING)
		return fail_plain("Regular expression too big");
	parser->open_groups |= bit;
	inner = parse_alternatives(parser);
	if (inner < 0)
		return -1;
	if (!take(parser, ')'))
		return fail_plain("Unmatched ( or \\(");
	parser->open_groups &= ~bit;
	parser->depth--;
	return tree_add(parser->tree, (struct node){ NODE_GROUP, inner, .number = number });
}

static int parse_back(struct parser *parser, int digit)
{
	int number = parser->first_group + digit;

	if (number > parser->tree->groups || (parser->open_groups & 1u << digit))
		return fail_plain("Invalid back reference");
	parser->tree->has_back = true;
	return tree_add(parser->tree, (struct node){ NODE_BACK, .number = number });
}

static int parse_escape(struct parser *parser)
{
	int node;

	if (parser->at + 1 >= parser->end)
		return fail_plain("Trailing backslash");
	parser->at++;
	if (*parser->at >= '1' && *parser->at <= '9')
		return parse_back(parser, *parser->at++ - '0');
	node = parse_gnu_escape(parser, *parser->at);
	if (node != -2) {
		parser->at++;
		return node;
	}
	return tree_add_character(parser->tree, next_character(parser));
}

/* In basic expressions ^ and $ are special at the ends of an alternative alone. */
static bool ends_here(const struct parser *parser, const char *at)
{
	return at == parser->end || (at + 1 < parser->end && at[0] == '\\' &&
				     (at[1] == ')' || at[1] == '|'));
}

/* Nothing is there yet that '*' could repeat: it stands for itself, or for nothing. */
static int parse_leading_star(struct parser *parser)
{
	if (!parser->extended)
		return tree_add_character(parser->tree, *parser->at++);
	if (!parser->lenient)
		return fail_plain("Invalid preceding regular expression");
	while (parser->at < parser->end && strchr("*+?", *parser->at) && *parser->at)
		parser->at++;
	return tree_add(parser->tree, (struct node){ NODE_EMPTY });
}

static int parse_one(struct parser *parser, bool first, bool behind_anchor)
{
	struct set set = { 0 };
	char c = *parser->at;

	if (take(parser, '('))
		return parse_group(parser);
	if (parser->lenient && c == ')' && parser->extended)
		return tree_add_character(parser->tree, *parser->at++);
	if (c == '[') {
		parser->at++;
		return parse_bracket(parser);
	}
	if (c == '.') {
		parser->at++;
		set_add(&set, 0, parser->tree->utf8 ? 0x10ffff : 0xff);
		return tree_add_finished(parser->tree, &set, false);
	}
	if (c == '^' && (parser->extended || first)) {
		parser->at++;
		return tree_add_place(parser->tree, PLACE_LINE_START);
	}
	if (c == '$' && (parser->extended || ends_here(parser, parser->at + 1))) {
		parser->at++;
		return tree_add_place(parser->tree, PLACE_LINE_END);
	}
	if ((first || behind_anchor) && (c == '*' || (parser->extended && (c == '+' || c == '?'))))
		return parse_leading_star(parser);
	if (!parser->lenient && take(parser, '{'))
		return fail_plain("Invalid preceding regular expression");
	if (c == '\\')
		return parse_escape(parser);
	return tree_add_character(parser->tree, next_character(parser));
}

static int parse_sequence(struct parser *parser)
{
	int sequence = -1;
	bool first = true, behind_anchor = false;

	for (;;) {
		const char *at = parser->at;
		int node;

		if (at == parser->end || take(parser, '|') ||
		    (take(parser, ')') &&
		     (parser->depth || !parser->lenient || !parser->extended))) {
			parser->at = at;
			break;
		}
		parser->at = at;
		node = parse_one(parser, first, behind_anchor);
		if (node < 0)
			return -1;
		first = false;
		behind_anchor = *at == '^' && !parser->extended &&
				parser->tree->nodes[node].kind == NODE_PLACE;
		if (!behind_anchor)
			node = parse_repeats(parser, node);
		if (node < 0)
			return -1;
		sequence = tree_add_cat(parser->tree, sequence, node);
	}
	return sequence >= 0 ? sequence : tree_add(parser->tree, (struct node){ NODE_EMPTY });
}

static int parse_alternatives(struct parser *parser)
{
	int node = parse_sequence(parser);

	while (node >= 0 && take(parser, '|')) {
		int other = parse_sequence(parser);

		if (other < 0)
			return -1;
		node = tree_add(parser->tree, (struct node){ NODE_ALT, node, other });
	}
	return node;
}

static int parse_fixed(struct parser *parser)
{
	struct tree *tree = parser->tree;
	int node = -1;

	while (parser->at < parser->end)
		node = tree_add_cat(tree, node, tree_add_character(tree, next_character(parser)));
	return node >= 0 ? node : tree_add(tree, (struct node){ NODE_EMPTY });
}

/* -x and -w: around the whole of it. */
static int surround(struct parser *parser, int node, unsigned flags)
{
	bool line = flags & PATTERN_WHOLE_LINE;
	struct tree *tree = parser->tree;

	if (!(flags & (PATTERN_WHOLE_LINE | PATTERN_WHOLE_WORD)))
		return node;
	node = tree_add_cat(tree, tree_add_place(tree, line ? PLACE_LINE_START
							    : PLACE_NO_WORD_BEFORE), node);
	return tree_add_cat(tree, node, tree_add_place(tree, line ? PLACE_LINE_END
								  : PLACE_NO_WORD_BEHIND));
}

int tree_parse(struct tree *tree, const char *text, size_t length, unsigned flags)
{
	struct parser parser = {
		.tree = tree, .at = text, .end = text + length,
		.extended = flags & PATTERN_EXTENDED,
		.lenient = flags & PATTERN_LENIENT,
		.first_group = tree->groups,
	};
	bool first = !tree->count;
	int node;

	tree->fold = flags & PATTERN_IGNORE_CASE;
	node = flags & PATTERN_FIXED ? parse_fixed(&parser) : parse_alternatives(&parser);
	if (node < 0)
		return -1;
	if (parser.at < parser.end)
		return fail_plain("Unmatched ) or \\)");
	node = surround(&parser, node, flags);
	tree->root = first ? node : tree_add(tree, (struct node){ NODE_ALT, tree->root, node });
	return 0;
}
