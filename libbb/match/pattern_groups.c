/* SPDX-License-Identifier: MIT */
/* What each group matched, by backtracking: with known bounds in bounded time, else on a budget. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "match/pattern_parts.h"

/* Steps after which a pattern with back-references counts as too hard. */
enum { BUDGET = 20000000, SLOTS = PATTERN_GROUPS * 2 };

struct job {
	int at;			/* the instruction; negative: restore slot ~at */
	ssize_t position;
};

struct search {
	const struct pattern *pattern;
	const char *text;
	size_t length, start, end;
	bool exact;		/* the match must end at end, not just before or there */
	ssize_t slots[SLOTS];
	struct job *stack;
	size_t depth, room;
	uint64_t *visited;	/* a bit for each instruction at each position; NULL: not kept */
	size_t budget;
};

static void push(struct search *search, int at, ssize_t position)
{
	if (search->depth == search->room) {
		search->room = search->room * 2 + 256;
		search->stack = xrealloc(search->stack, search->room * sizeof(*search->stack));
	}
	search->stack[search->depth++] = (struct job){ at, position };
}

static bool was_visited(struct search *search, int at, size_t position)
{
	size_t bit;

	if (!search->visited)
		return false;
	bit = at * (search->end - search->start + 1) + position - search->start;
	if (search->visited[bit >> 6] >> (bit & 63) & 1)
		return true;
	search->visited[bit >> 6] |= 1ULL << (bit & 63);
	return false;
}

/* The same text, but for case when that is ignored. */
static bool is_same(const struct search *search, const char *a, const char *b, size_t length)
{
	if (!search->pattern->fold_back)
		return memcmp(a, b, length) == 0;
	for (size_t i = 0; i < length; i++)
		if (tolower((unsigned char)a[i]) != tolower((unsigned char)b[i]))
			return false;
	return true;
}

/* Length of what group number matched when it is here again, -1 when not. */
static ssize_t match_back(const struct search *search, int number, size_t position)
{
	ssize_t start, length;

	if (number >= PATTERN_GROUPS || search->slots[number * 2 + 1] < 0)
		return -1;
	start = search->slots[number * 2];
	length = search->slots[number * 2 + 1] - start;
	if (length < 0 || position + length > search->end ||
	    !is_same(search, search->text + start, search->text + position, length))
		return -1;
	return length;
}

/* The character at a position, -1 at the text's end. */
static int character_at(const struct search *search, size_t position)
{
	uint32_t character;

	if (position >= search->length)
		return -1;
	if (!search->pattern->utf8)
		return (unsigned char)search->text[position];
	utf8_decode(search->text + position, search->length - position, &character);
	return character;
}

static int character_before(const struct search *search, size_t position)
{
	if (!position)
		return -1;
	return character_at(search, search->pattern->utf8 ? utf8_before(search->text, position)
							  : position - 1);
}

/* Run from an instruction until it fails or matches: 1 at a match, whose end is *position. */
static int run_thread(struct search *search, int at, size_t *position)
{
	const struct pattern *pattern = search->pattern;

	for (;;) {
		const struct instruction *code = &pattern->code[at];
		ssize_t length;

		if (was_visited(search, at, *position) || !search->budget)
			return 0;
		search->budget--;
		switch (code->op) {
		case OP_BYTES:
		case OP_SET:
			if (*position >= search->end)
				return 0;
			if (code->op == OP_SET ?
				    !byte_in(&pattern->sets[code->x], search->text[*position]) :
				    (unsigned char)search->text[*position] < code->first ||
				    (unsigned char)search->text[*position] > code->last)
				return 0;
			++*position;
			at++;
			break;
		case OP_SPLIT:
			push(search, code->y, *position);
			at = code->x;
			break;
		case OP_JUMP:
			at = code->x;
			break;
		case OP_SAVE:
			if (code->x < SLOTS) {
				push(search, ~code->x, search->slots[code->x]);
				search->slots[code->x] = *position;
			}
			at++;
			break;
		case OP_PLACE:
			if (!place_holds(pattern, code->x, character_before(search, *position),
					 character_at(search, *position)))
				return 0;
			at++;
			break;
		case OP_BACK:
			length = match_back(search, code->x, *position);
			if (length < 0)
				return 0;
			*position += length;
			at++;
			break;
		case OP_MATCH:
			return !search->exact || *position == search->end;
		}
	}
}

/* The next match by preference; its end, or -1. */
static ssize_t next_match(struct search *search)
{
	while (search->depth) {
		struct job job = search->stack[--search->depth];
		size_t position = job.position;

		if (job.at < 0)
			search->slots[~job.at] = job.position;
		else if (run_thread(search, job.at, &position))
			return position;
	}
	return -1;
}

static void give_spans(const ssize_t *slots, size_t start, size_t end, struct span *spans,
		       size_t count)
{
	/* Of group 0 only vim's \zs and \ze write the slots. */
	if (count)
		spans[0].start = slots[0] >= 0 ? slots[0] : (ssize_t)start;
	if (count)
		spans[0].end = MAX(slots[1] >= 0 ? slots[1] : (ssize_t)end, spans[0].start);
	for (size_t i = 1; i < count; i++) {
		bool known = i < PATTERN_GROUPS && slots[i * 2] >= 0 && slots[i * 2 + 1] >= 0;

		spans[i] = known ? (struct span){ slots[i * 2], slots[i * 2 + 1] }
				 : (struct span){ -1, -1 };
	}
}

static void begin(struct search *search)
{
	size_t bits = search->pattern->count * (search->end - search->start + 1);

	/* What a group matched decides about what follows: no way is like another then. */
	if (!search->pattern->has_back)
		search->visited = xcalloc(bits / 64 + 1, sizeof(*search->visited));
	memset(search->slots, 0xff, sizeof(search->slots));
	push(search, 0, search->start);
}

void groups_find(const struct pattern *pattern, const char *text, size_t length, size_t start,
		 size_t end, struct span *spans, size_t count)
{
	struct search search = {
		.pattern = pattern, .text = text, .length = length, .start = start, .end = end,
		.exact = !(pattern->flags & PATTERN_VIM), .budget = SIZE_MAX,
	};
	ssize_t found;

	begin(&search);
	found = next_match(&search);
	give_spans(search.slots, start, found, spans, count);
	free(search.visited);
	free(search.stack);
}

ssize_t groups_search(const struct pattern *pattern, const char *text, size_t length, size_t start,
		      struct span *spans, size_t count)
{
	struct search search = {
		.pattern = pattern, .text = text, .length = length, .start = start, .end = length,
		.budget = BUDGET,
	};
	ssize_t longest = -1, end;

	begin(&search);
	while ((end = next_match(&search)) >= 0) {
		if (end > longest) {
			longest = end;
			give_spans(search.slots, start, end, spans, count);
		}
		if ((size_t)end == length || pattern->flags & PATTERN_VIM)
			break;
	}
	free(search.visited);
	free(search.stack);
	return !search.budget ? -2 : longest;
}
