/* SPDX-License-Identifier: MIT */
/* find's expression: options, operators and predicates, as a tree. */
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "tools/find.h"

struct parser {
	struct find *find;
	char **at;
	bool has_action;
	int depth;		/* of parentheses */
};

static struct find_node *parse_comma(struct parser *parser);

static struct find_node *new_node(int kind, struct find_node *left, struct find_node *right)
{
	struct find_node *node = xcalloc(1, sizeof(*node));

	node->kind = kind;
	node->left = left;
	node->right = right;
	return node;
}

static bool is_word(const struct parser *parser, const char *a, const char *b)
{
	return *parser->at && (strcmp(*parser->at, a) == 0 || strcmp(*parser->at, b) == 0);
}

static bool always(struct find *find, const struct find_node *node, struct walk_entry *entry)
{
	(void)find;
	(void)node;
	(void)entry;
	return true;
}

static int take_depth(struct parser *parser, const char *name)
{
	uint64_t number;

	if (!*parser->at)
		die(1, "missing argument to `%s'", name);
	if (text_number(*parser->at, 10, 0, INT32_MAX, &number) < 0)
		die(1, "Expected a positive decimal integer argument to %s, but got %s", name,
		    quote(*parser->at));
	parser->at++;
	return number;
}

/* Options hold for all of the search, wherever they stand, and are true. */
static bool take_option(struct parser *parser, const char *name)
{
	struct find *find = parser->find;

	if (strcmp(name, "-depth") == 0 || strcmp(name, "-d") == 0)
		find->depth_first = true;
	else if (strcmp(name, "-maxdepth") == 0)
		find->max_depth = take_depth(parser, name);
	else if (strcmp(name, "-mindepth") == 0)
		find->min_depth = take_depth(parser, name);
	else if (strcmp(name, "-mount") == 0 || strcmp(name, "-xdev") == 0)
		find->one_device = true;
	else if (strcmp(name, "-daystart") == 0)
		find->day_start = true;
	else if (strcmp(name, "-follow") == 0)
		find->follow = WALK_FOLLOW;
	else if (strcmp(name, "-ignore_readdir_race") == 0)
		find->no_race = true;
	else if (strcmp(name, "-noignore_readdir_race") == 0)
		find->no_race = false;
	else if (strcmp(name, "-nowarn") == 0)
		find->warn_off = true;
	else if (strcmp(name, "-files0-from") == 0) {
		if (!*parser->at)
			die(1, "missing argument to `%s'", name);
		find->files_from = *parser->at++;
	} else
		return strcmp(name, "-noleaf") == 0 || strcmp(name, "-warn") == 0;
	return true;
}

static struct find_node *parse_predicate(struct parser *parser)
{
	const char *name = *parser->at++;
	const struct find_predicate *predicate;
	struct find_node *node = new_node(FIND_PREDICATE, NULL, NULL);

	if (take_option(parser, name)) {
		node->function = always;
		return node;
	}
	predicate = find_test_named(name);
	if (!predicate)
		predicate = find_action_named(name);
	if (!predicate && name[0] != '-')
		die(1, "paths must precede expression: `%s'", name);
	if (!predicate)
		die(1, "unknown predicate `%s'", name);
	node->function = predicate->function;
	node->text = name;
	parser->has_action |= predicate->kind == FIND_ACTION;
	if (predicate->take)
		predicate->take(parser->find, node, &parser->at);
	return node;
}

static struct find_node *parse_one(struct parser *parser)
{
	struct find_node *node;
	const char *before = parser->at[-1];

	if (!*parser->at)
		die(1, "expected an expression after %s", quote(before));
	if (is_word(parser, "!", "-not")) {
		parser->at++;
		return new_node(FIND_NOT, parse_one(parser), NULL);
	}
	if (strcmp(*parser->at, "(") == 0) {
		parser->at++;
		parser->depth++;
		if (is_word(parser, ")", ")"))
			die(1, "invalid expression; empty parentheses are not allowed.");
		node = parse_comma(parser);
		if (!is_word(parser, ")", ")"))
			die(1, "invalid expression; expected to find a ')' but didn't see one. "
			    "Perhaps you need an extra predicate after %s", quote(parser->at[-1]));
		parser->at++;
		parser->depth--;
		return node;
	}
	if (strcmp(*parser->at, ")") == 0)
		die(1, parser->depth ? "invalid expression; I was expecting to find a predicate "
		    "before ')'" : "invalid expression; you have too many ')'");
	if (is_word(parser, "-a", "-and") || is_word(parser, "-o", "-or") ||
	    is_word(parser, ",", ","))
		die(1, "invalid expression; you have used a binary operator '%s' with nothing "
		    "before it.", *parser->at);
	return parse_predicate(parser);
}

static struct find_node *parse_and(struct parser *parser)
{
	struct find_node *node = parse_one(parser);

	for (;;) {
		if (is_word(parser, "-a", "-and"))
			parser->at++;
		else if (!*parser->at || is_word(parser, "-o", "-or") || is_word(parser, ",", ")"))
			return node;
		node = new_node(FIND_AND, node, parse_one(parser));
	}
}

static struct find_node *parse_or(struct parser *parser)
{
	struct find_node *node = parse_and(parser);

	while (is_word(parser, "-o", "-or")) {
		parser->at++;
		node = new_node(FIND_OR, node, parse_and(parser));
	}
	return node;
}

static struct find_node *parse_comma(struct parser *parser)
{
	struct find_node *node = parse_or(parser);

	while (is_word(parser, ",", ",")) {
		parser->at++;
		node = new_node(FIND_COMMA, node, parse_or(parser));
	}
	return node;
}

void find_parse(struct find *find, char **words)
{
	static char print_word[] = "-print", *print[] = { print_word, NULL };
	struct parser parser = { .find = find, .at = words }, more = { .find = find, .at = print };

	if (*words) {
		find->expression = parse_comma(&parser);
		if (*parser.at)
			die(1, "invalid expression; you have too many ')'");
	}
	if (!parser.has_action) {
		struct find_node *node = parse_predicate(&more);

		find->expression = find->expression ?
					   new_node(FIND_AND, find->expression, node) : node;
	}
}

bool find_evaluate(struct find *find, const struct find_node *node, struct walk_entry *entry)
{
	bool left;

	if (find->quit)
		return false;
	switch (node->kind) {
	case FIND_PREDICATE:
		return node->function(find, node, entry);
	case FIND_NOT:
		return !find_evaluate(find, node->left, entry);
	case FIND_AND:
		return find_evaluate(find, node->left, entry) &&
		       find_evaluate(find, node->right, entry);
	case FIND_OR:
		left = find_evaluate(find, node->left, entry);
		return left || find_evaluate(find, node->right, entry);
	case FIND_COMMA:
		find_evaluate(find, node->left, entry);
		return find_evaluate(find, node->right, entry);
	}
	return false;
}
