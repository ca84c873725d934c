/* SPDX-License-Identifier: MIT */
/* A text that every match of a pattern must hold: looked for first, as that is far quicker. */
#include <stdlib.h>
#include <string.h>

#include "match/pattern_parts.h"

struct runs {
	struct buffer now, best;
	bool exact;		/* nothing but literal characters so far */
};

static void end_run(struct runs *runs)
{
	if (runs->now.length > runs->best.length) {
		runs->best.length = 0;
		buffer_add(&runs->best, runs->now.data, runs->now.length);
	}
	runs->now.length = 0;
}

static bool add_character(struct runs *runs, const struct set *set, bool utf8)
{
	uint32_t c = set->count ? set->ranges[0].first : 0;
	char byte = c >= UTF8_BAD ? c - UTF8_BAD : c;

	/* Beyond ASCII the bytes are left to the program: one character less to look for. */
	if (set->count != 1 || c != set->ranges[0].last || (utf8 && c >= 0x80 && c < UTF8_BAD))
		return false;
	buffer_add(&runs->now, &byte, 1);
	return true;
}

static void collect(struct runs *runs, const struct tree *tree, int number)
{
	const struct node *node = &tree->nodes[number];

	switch (node->kind) {
	case NODE_SET:
		if (!add_character(runs, &tree->sets[node->number], tree->utf8)) {
			end_run(runs);
			runs->exact = false;
		}
		break;
	case NODE_CAT:
		collect(runs, tree, node->left);
		collect(runs, tree, node->right);
		break;
	case NODE_GROUP:
		runs->exact = false;
		collect(runs, tree, node->left);
		break;
	case NODE_REPEAT:
		runs->exact = false;
		/* One time is certain; what follows it is not known. */
		if (node->low)
			collect(runs, tree, node->left);
		end_run(runs);
		break;
	case NODE_EMPTY:
		break;
	case NODE_PLACE:
		runs->exact = false;
		break;
	default:
		runs->exact = false;
		end_run(runs);
	}
}

void program_find_literal(struct pattern *pattern, const struct tree *tree)
{
	struct runs runs = { .exact = true };

	/* Ignoring case makes letters sets, which are no literals; sequences nest to the left. */
	if (tree->count > 20000)
		return;
	collect(&runs, tree, tree->root);
	end_run(&runs);
	if (runs.best.length) {
		pattern->literal = xmalloc(runs.best.length + 1);
		memcpy(pattern->literal, runs.best.data, runs.best.length);
		pattern->literal_length = runs.best.length;
		pattern->is_literal = runs.exact;
	}
	buffer_free(&runs.now);
	buffer_free(&runs.best);
}
