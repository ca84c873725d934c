/* SPDX-License-Identifier: MIT */
/* The tree as a program for bytes: characters beyond ASCII become the bytes UTF-8 writes. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <wctype.h>

#include "core/error.h"
#include "match/pattern_parts.h"

enum { MOST_CODE = 200000 };

int program_emit(struct pattern *pattern, enum operation op, int x, int y)
{
	if (pattern->count == pattern->room) {
		pattern->room = pattern->room * 2 + 64;
		pattern->code = xrealloc(pattern->code, pattern->room * sizeof(*pattern->code));
	}
	pattern->code[pattern->count] = (struct instruction){ op, .x = x, .y = y };
	return pattern->count++;
}

static void emit_bytes(struct pattern *pattern, uint8_t first, uint8_t last)
{
	int at = program_emit(pattern, OP_BYTES, 0, 0);

	pattern->code[at].first = first;
	pattern->code[at].last = last;
}

/* Sequences of byte ranges, each an alternative of what is being written. */
struct alternatives {
	struct pattern *pattern;
	int *jumps;		/* to be set to the end */
	size_t count;
	int split;		/* whose second way is the next alternative; -1: none yet */
};

static void begin_alternative(struct alternatives *all)
{
	if (all->split >= 0)
		all->pattern->code[all->split].y = all->pattern->count;
	all->split = program_emit(all->pattern, OP_SPLIT, all->pattern->count + 1, 0);
}

static void end_alternative(struct alternatives *all)
{
	all->jumps = xrealloc(all->jumps, (all->count + 1) * sizeof(*all->jumps));
	all->jumps[all->count++] = program_emit(all->pattern, OP_JUMP, 0, 0);
}

/* The last alternative needs no split before it: its first way is taken always. */
static void end_all(struct alternatives *all)
{
	all->pattern->code[all->split].op = OP_JUMP;
	for (size_t i = 0; i < all->count; i++)
		all->pattern->code[all->jumps[i]].x = all->pattern->count;
	free(all->jumps);
}

/* A range whose ends have the same number of bytes, cut where the bytes' ranges stay square. */
static void add_utf8_range(struct alternatives *all, uint32_t first, uint32_t last)
{
	static const uint32_t ends[] = { 0x7f, 0x7ff, 0xffff, 0x10ffff };
	char low[4], high[4];
	int length;

	for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
		if (first <= ends[i] && last > ends[i]) {
			add_utf8_range(all, first, ends[i]);
			add_utf8_range(all, ends[i] + 1, last);
			return;
		}
	}
	for (int bits = 6; bits <= 18 && last >= 0x80; bits += 6) {
		uint32_t mask = (1u << bits) - 1;

		if ((first & ~mask) == (last & ~mask))
			break;
		if (first & mask) {
			add_utf8_range(all, first, first | mask);
			add_utf8_range(all, (first | mask) + 1, last);
			return;
		}
		if ((last & mask) != mask) {
			add_utf8_range(all, first, (last & ~mask) - 1);
			add_utf8_range(all, last & ~mask, last);
			return;
		}
	}
	length = utf8_encode(first, low);
	utf8_encode(last, high);
	begin_alternative(all);
	for (int i = 0; i < length; i++)
		emit_bytes(all->pattern, low[i], high[i]);
	end_alternative(all);
}

static int add_byte_set(struct pattern *pattern, const struct set *set, uint32_t limit)
{
	struct byte_set bytes = { 0 };

	for (size_t i = 0; i < set->count; i++)
		for (uint32_t c = set->ranges[i].first; c <= set->ranges[i].last && c <= limit; c++)
			bytes.bits[c >> 6] |= 1ULL << (c & 63);
	/* Repeats ask for the same set again and again. */
	for (size_t i = pattern->set_count; i-- > 0 && pattern->set_count - i < 64;)
		if (memcmp(&pattern->sets[i], &bytes, sizeof(bytes)) == 0)
			return i;
	if (pattern->set_count % 64 == 0)
		pattern->sets = xrealloc(pattern->sets, (pattern->set_count + 64) * sizeof(bytes));
	pattern->sets[pattern->set_count] = bytes;
	return pattern->set_count++;
}

void program_emit_byte(struct pattern *pattern, unsigned char byte, bool fold)
{
	struct set set = { 0 };

	if (!fold || !isalpha(byte)) {
		emit_bytes(pattern, byte, byte);
		return;
	}
	set_add(&set, byte, byte);
	set_add(&set, byte ^ 0x20, byte ^ 0x20);
	program_emit(pattern, OP_SET, add_byte_set(pattern, &set, 0x7f), 0);
	free(set.ranges);
}

static void make_set(struct pattern *pattern, const struct set *set)
{
	uint32_t limit = pattern->utf8 ? 0x7f : 0xff;
	struct alternatives all = { .pattern = pattern, .split = -1 };
	char bytes[4];

	if (set->count == 1 && set->ranges[0].first >= UTF8_BAD) {
		emit_bytes(pattern, set->ranges[0].first - UTF8_BAD,
			   set->ranges[0].first - UTF8_BAD);
		return;
	}
	/* One character is its bytes, one after the other. */
	if (pattern->utf8 && set->count == 1 && set->ranges[0].first == set->ranges[0].last) {
		int length = utf8_encode(set->ranges[0].first, bytes);

		for (int i = 0; i < length; i++)
			emit_bytes(pattern, bytes[i], bytes[i]);
		return;
	}
	if (set->count == 1 && set->ranges[0].last <= limit) {
		emit_bytes(pattern, set->ranges[0].first, set->ranges[0].last);
		return;
	}
	if (!set->count || set->ranges[set->count - 1].last <= limit) {
		program_emit(pattern, OP_SET, add_byte_set(pattern, set, limit), 0);
		return;
	}
	begin_alternative(&all);
	program_emit(pattern, OP_SET, add_byte_set(pattern, set, limit), 0);
	end_alternative(&all);
	for (size_t i = 0; i < set->count; i++) {
		/* A range may have reached over lone bytes, which no set of characters holds. */
		uint32_t last = MIN(set->ranges[i].last, 0x10ffff);

		if (last > limit && set->ranges[i].first <= last)
			add_utf8_range(&all, MAX(set->ranges[i].first, limit + 1), last);
	}
	end_all(&all);
}

static int make(struct pattern *pattern, const struct tree *tree, int number);

/* A way into a repeated piece and one past it, in the order of the node's preference. */
static int emit_way(struct pattern *pattern, const struct node *node, int into, int past)
{
	return program_emit(pattern, OP_SPLIT, node->few ? past : into, node->few ? into : past);
}

static void set_past(struct pattern *pattern, const struct node *node, int way)
{
	*(node->few ? &pattern->code[way].x : &pattern->code[way].y) = pattern->count;
}

/* x{low,high}, x*, x+, x?: as many copies as needed, then a loop or copies that may be skipped. */
static int make_repeat(struct pattern *pattern, const struct tree *tree, const struct node *node)
{
	int *skips, count = 0, start = pattern->count;

	for (int i = 0; i < node->low; i++) {
		start = pattern->count;
		if (make(pattern, tree, node->left) < 0)
			return -1;
	}
	if (node->high < 0 && node->low) {
		emit_way(pattern, node, start, pattern->count + 1);
		return 0;
	}
	if (node->high < 0) {
		/* (x+)?, so that a group within holds an empty match rather than none. */
		start = emit_way(pattern, node, pattern->count + 1, 0);
		if (make(pattern, tree, node->left) < 0)
			return -1;
		emit_way(pattern, node, start + 1, pattern->count + 1);
		set_past(pattern, node, start);
		return 0;
	}
	skips = xcalloc(node->high - node->low + 1, sizeof(*skips));
	for (int i = node->low; i < node->high; i++) {
		skips[count++] = emit_way(pattern, node, pattern->count + 1, 0);
		if (make(pattern, tree, node->left) < 0) {
			free(skips);
			return -1;
		}
	}
	while (count--)
		set_past(pattern, node, skips[count]);
	free(skips);
	return 0;
}

/* How many characters a node always matches, -1 when it varies (or is long to tell). */
static int fixed_length(const struct tree *tree, int number)
{
	const struct node *node = &tree->nodes[number];
	int left, right;

	if (tree->count > 200)
		return -1;
	switch (node->kind) {
	case NODE_SET:
		return 1;
	case NODE_GROUP:
		return fixed_length(tree, node->left);
	case NODE_CAT:
	case NODE_ALT:
		left = fixed_length(tree, node->left);
		right = fixed_length(tree, node->right);
		if (left < 0 || right < 0 || (node->kind == NODE_ALT && left != right))
			return -1;
		return node->kind == NODE_CAT ? left + right : left;
	case NODE_EMPTY:
	case NODE_PLACE:
		return 0;
	default:
		return -1;
	}
}

/* The longer alternative is preferred, where that can be told. */
static int make_alternatives(struct pattern *pattern, const struct tree *tree,
			     const struct node *node)
{
	int left = fixed_length(tree, node->left), right = fixed_length(tree, node->right);
	bool turn = !(pattern->flags & PATTERN_VIM) && left >= 0 && right > left;
	int split = program_emit(pattern, OP_SPLIT, pattern->count + 1, 0), jump;

	if (make(pattern, tree, turn ? node->right : node->left) < 0)
		return -1;
	jump = program_emit(pattern, OP_JUMP, 0, 0);
	pattern->code[split].y = pattern->count;
	if (make(pattern, tree, turn ? node->left : node->right) < 0)
		return -1;
	pattern->code[jump].x = pattern->count;
	return 0;
}

/* Sequences lean to the left, as long as the pattern: walked without a deep stack. */
static int make_sequence(struct pattern *pattern, const struct tree *tree, int number)
{
	size_t count = 0, room = 0;
	int *parts = NULL, result = 0;

	for (;; number = tree->nodes[number].left) {
		bool last = tree->nodes[number].kind != NODE_CAT;

		if (count == room) {
			room = room * 2 + 16;
			parts = xrealloc(parts, room * sizeof(*parts));
		}
		parts[count++] = last ? number : tree->nodes[number].right;
		if (last)
			break;
	}
	while (count && result == 0)
		result = make(pattern, tree, parts[--count]);
	free(parts);
	return result;
}

/* So do alternatives, when there are many texts. */
static int make_many(struct pattern *pattern, const struct tree *tree, int number)
{
	struct alternatives all = { .pattern = pattern, .split = -1 };
	int result = 0;

	for (bool last = false; !last && result == 0; number = tree->nodes[number].left) {
		last = tree->nodes[number].kind != NODE_ALT;
		begin_alternative(&all);
		result = make(pattern, tree, last ? number : tree->nodes[number].right);
		end_alternative(&all);
	}
	end_all(&all);
	return result;
}

static int make(struct pattern *pattern, const struct tree *tree, int number)
{
	const struct node *node = &tree->nodes[number];

	if (pattern->count > MOST_CODE)
		return fail_plain("Regular expression too big");
	switch (node->kind) {
	case NODE_EMPTY:
		return 0;
	case NODE_SET:
		make_set(pattern, &tree->sets[node->number]);
		return 0;
	case NODE_CAT:
		return make_sequence(pattern, tree, number);
	case NODE_ALT:
		if (tree->count > 200 && !(pattern->flags & PATTERN_VIM))
			return make_many(pattern, tree, number);
		return make_alternatives(pattern, tree, node);
	case NODE_REPEAT:
		return make_repeat(pattern, tree, node);
	case NODE_GROUP:
		program_emit(pattern, OP_SAVE, node->number * 2, 0);
		if (make(pattern, tree, node->left) < 0)
			return -1;
		program_emit(pattern, OP_SAVE, node->number * 2 + 1, 0);
		return 0;
	case NODE_SAVE:
		program_emit(pattern, OP_SAVE, node->number, 0);
		return 0;
	case NODE_BACK:
		program_emit(pattern, OP_BACK, node->number, 0);
		return 0;
	case NODE_PLACE:
		pattern->has_places = true;
		pattern->has_words |= node->number >= PLACE_WORD_START;
		program_emit(pattern, OP_PLACE, node->number, 0);
		return 0;
	}
	return 0;
}

int program_make(struct pattern *pattern, const struct tree *tree)
{
	pattern->utf8 = tree->utf8;
	pattern->groups = tree->groups;
	pattern->has_back = tree->has_back;
	pattern->fold_back = tree->fold;
	pattern->crosses_lines = tree->crosses_lines;
	if (make(pattern, tree, tree->root) < 0)
		return -1;
	program_emit(pattern, OP_MATCH, 0, 0);
	return 0;
}

static bool is_word(const struct pattern *pattern, int character)
{
	if (character < 0x80)
		return character == '_' || (character >= 0 && isalnum(character));
	return pattern->utf8 && iswalnum(character);
}

bool place_holds(const struct pattern *pattern, enum place place, int before, int behind)
{
	bool lines = pattern->flags & PATTERN_LINES;
	bool word_before = is_word(pattern, before), word_behind = is_word(pattern, behind);

	switch (place) {
	case PLACE_LINE_START:
		return before < 0 || (lines && before == '\n');
	case PLACE_LINE_END:
		return behind < 0 || (lines && behind == '\n');
	case PLACE_TEXT_START:
		return before < 0;
	case PLACE_TEXT_END:
		return behind < 0;
	case PLACE_WORD_START:
		return !word_before && word_behind;
	case PLACE_WORD_END:
		return word_before && !word_behind;
	case PLACE_BOUNDARY:
		return word_before != word_behind;
	case PLACE_NOT_BOUNDARY:
		return word_before == word_behind;
	case PLACE_NO_WORD_BEFORE:
		return !word_before;
	case PLACE_NO_WORD_BEHIND:
		return !word_behind;
	}
	return false;
}
