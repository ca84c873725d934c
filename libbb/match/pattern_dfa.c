/* SPDX-License-Identifier: MIT */
/*
 * The program as a table, made while it is used: a state is the set of instructions that may come
 * next and what kind of byte came before; a row says what follows each byte. Whether a match ends
 * somewhere is known one byte later, as places ($, \>) look at the byte behind.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "match/pattern_parts.h"

enum {
	UNKNOWN = -1,		/* not yet worked out */
	FOUND = -2,		/* a scan is over: a match ended before this byte */
	TEXT_END = 256,		/* the symbol behind the last byte */
	SYMBOLS = 257,
	MOST_STATES = 4096,	/* then it starts anew */
	ENDED = 1,		/* in a row: a match ended before this byte */
	ROW = 512,		/* a row's symbols and room: what follows is told times this */
};

enum before { BEFORE_START, BEFORE_NEWLINE, BEFORE_WORD, BEFORE_OTHER };

struct state {
	uint32_t count, hash;
	enum before before;
	bool dead;		/* nothing can follow any more */
	uint32_t *places;	/* instructions, sorted */
};

struct dfa {
	struct pattern *pattern;
	bool anchored;
	int delimiter;		/* of scanned lines, -1: none */
	int32_t *rows;		/* of each state: what follows each symbol, times ROW, | ENDED */
	struct state *states;
	size_t count;
	uint32_t *table;	/* of hashes: state + 1 */
	uint32_t *stack, *work, *mark, generation;
	size_t work_count;
	bool matched;		/* the last closure held a match */
	int32_t starts[4];	/* by what came before */
};

struct dfa *dfa_make(struct pattern *pattern, bool anchored, int delimiter)
{
	struct dfa *dfa = xcalloc(1, sizeof(*dfa));

	dfa->pattern = pattern;
	dfa->anchored = anchored;
	dfa->delimiter = delimiter;
	dfa->rows = xcalloc((size_t)MOST_STATES * ROW, sizeof(*dfa->rows));
	dfa->states = xcalloc(MOST_STATES, sizeof(*dfa->states));
	dfa->table = xcalloc(MOST_STATES * 2, sizeof(*dfa->table));
	dfa->stack = xcalloc(pattern->count * 2 + 2, sizeof(*dfa->stack));
	dfa->work = xcalloc(pattern->count + 1, sizeof(*dfa->work));
	dfa->mark = xcalloc(pattern->count + 1, sizeof(*dfa->mark));
	memset(dfa->starts, 0xff, sizeof(dfa->starts));
	return dfa;
}

static void forget_states(struct dfa *dfa)
{
	for (size_t i = 0; i < dfa->count; i++)
		free(dfa->states[i].places);
	dfa->count = 0;
	memset(dfa->table, 0, MOST_STATES * 2 * sizeof(*dfa->table));
	memset(dfa->starts, 0xff, sizeof(dfa->starts));
}

void dfa_free(struct dfa *dfa)
{
	if (!dfa)
		return;
	forget_states(dfa);
	free(dfa->rows);
	free(dfa->states);
	free(dfa->table);
	free(dfa->stack);
	free(dfa->work);
	free(dfa->mark);
	free(dfa);
}

static int by_value(const void *a, const void *b)
{
	uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;

	return (left > right) - (left < right);
}

/* The state of dfa->work, new or known. Negative when there is no room for one more. */
static int32_t find_state(struct dfa *dfa, enum before before)
{
	uint32_t hash = before * 0x9e3779b1u;
	struct state *state;
	size_t slot;

	/* A state that is the same but for what does not matter to it is the same. */
	if (!dfa->pattern->has_places)
		before = BEFORE_OTHER;
	if (dfa->work_count)
		qsort(dfa->work, dfa->work_count, sizeof(*dfa->work), by_value);
	for (size_t i = 0; i < dfa->work_count; i++)
		hash = (hash ^ dfa->work[i]) * 0x85ebca6bu + (hash >> 13);
	for (slot = hash % (MOST_STATES * 2); dfa->table[slot];
	     slot = (slot + 1) % (MOST_STATES * 2)) {
		state = &dfa->states[dfa->table[slot] - 1];
		if (state->hash == hash && state->before == before &&
		    state->count == dfa->work_count &&
		    memcmp(state->places, dfa->work, state->count * sizeof(*dfa->work)) == 0)
			return dfa->table[slot] - 1;
	}
	if (dfa->count == MOST_STATES)
		return -1;
	state = &dfa->states[dfa->count];
	memset(dfa->rows + dfa->count * ROW, 0xff, SYMBOLS * sizeof(*dfa->rows));
	state->before = before;
	state->count = dfa->work_count;
	state->hash = hash;
	state->before = before;
	state->dead = !dfa->work_count;
	state->places = xmalloc((state->count + 1) * sizeof(*state->places));
	memcpy(state->places, dfa->work, state->count * sizeof(*dfa->work));
	dfa->table[slot] = ++dfa->count;
	return dfa->count - 1;
}

static void begin_set(struct dfa *dfa)
{
	dfa->work_count = 0;
	if (++dfa->generation == 0) {
		memset(dfa->mark, 0, dfa->pattern->count * sizeof(*dfa->mark));
		dfa->generation = 1;
	}
}

static void push(struct dfa *dfa, size_t *depth, int at)
{
	if (dfa->mark[at] == dfa->generation)
		return;
	dfa->mark[at] = dfa->generation;
	dfa->stack[(*depth)++] = at;
}

/* Where one may get from an instruction without a byte, between these two bytes. */
static void follow(struct dfa *dfa, int at, int before, int behind)
{
	const struct pattern *pattern = dfa->pattern;
	size_t depth = 0;

	push(dfa, &depth, at);
	while (depth) {
		const struct instruction *code;

		at = dfa->stack[--depth];
		code = &pattern->code[at];
		switch (code->op) {
		case OP_JUMP:
			push(dfa, &depth, code->x);
			break;
		case OP_SPLIT:
			push(dfa, &depth, code->x);
			push(dfa, &depth, code->y);
			break;
		case OP_SAVE:
			push(dfa, &depth, at + 1);
			break;
		case OP_PLACE:
			if (place_holds(pattern, code->x, before, behind))
				push(dfa, &depth, at + 1);
			break;
		case OP_MATCH:
			dfa->matched = true;
			break;
		default:
			dfa->work[dfa->work_count++] = at;
		}
	}
}

/* A byte of each kind, for place_holds(). */
static int byte_before(enum before before)
{
	static const int bytes[] = { -1, '\n', 'x', ' ' };

	return bytes[before];
}

static enum before kind_of(const struct pattern *pattern, int byte)
{
	if (byte == '\n')
		return BEFORE_NEWLINE;
	if (byte == '_' || (byte < 0x80 && isalnum(byte)) || (byte >= 0x80 && pattern->utf8))
		return BEFORE_WORD;
	return BEFORE_OTHER;
}

static int32_t start_state(struct dfa *dfa, enum before before)
{
	if (!dfa->pattern->has_places)
		before = BEFORE_OTHER;
	if (dfa->starts[before] < 0) {
		dfa->work[0] = 0;
		dfa->work_count = 1;
		dfa->starts[before] = find_state(dfa, before);
	}
	return dfa->starts[before];
}

static bool takes(const struct pattern *pattern, const struct instruction *code, int byte)
{
	if (code->op == OP_BYTES)
		return byte >= code->first && byte <= code->last;
	return code->op == OP_SET && byte_in(&pattern->sets[code->x], byte);
}

/* What follows a state by a symbol: worked out once. */
static int32_t work_out(struct dfa *dfa, int32_t number, int symbol)
{
	const struct pattern *pattern = dfa->pattern;
	const struct state *state = &dfa->states[number];
	int32_t *next_of = &dfa->rows[number * ROW + symbol];
	bool line_end = symbol == TEXT_END || symbol == dfa->delimiter;
	int behind = line_end ? -1 : symbol;
	uint32_t *closure;
	size_t count;
	int32_t next;

	begin_set(dfa);
	dfa->matched = false;
	for (size_t i = 0; i < state->count; i++)
		follow(dfa, state->places[i], byte_before(state->before), behind);
	if (dfa->matched && !dfa->anchored)
		return *next_of = FOUND;
	if (line_end) {
		if (dfa->anchored)
			return *next_of = dfa->matched ? ENDED : 0;
		next = start_state(dfa, BEFORE_START);
		if (next < 0)
			return UNKNOWN;
		return *next_of = next * ROW;
	}
	count = dfa->work_count;
	closure = xmalloc((count + 1) * sizeof(*closure));
	memcpy(closure, dfa->work, count * sizeof(*closure));
	begin_set(dfa);
	for (size_t i = 0; i < count; i++) {
		int at = closure[i] + 1;

		if (takes(pattern, &pattern->code[closure[i]], symbol) &&
		    dfa->mark[at] != dfa->generation) {
			dfa->mark[at] = dfa->generation;
			dfa->work[dfa->work_count++] = at;
		}
	}
	free(closure);
	/* A scan may find a match that begins at the next byte, too. */
	if (!dfa->anchored && dfa->mark[0] != dfa->generation)
		dfa->work[dfa->work_count++] = 0;
	next = find_state(dfa, kind_of(pattern, symbol));
	if (next < 0)
		return UNKNOWN;
	return *next_of = next * ROW | dfa->matched;
}

/* The same, with a fresh table when it is full: *number is kept right. */
static int32_t step(struct dfa *dfa, int32_t *number, int symbol)
{
	int32_t next = work_out(dfa, *number, symbol);

	if (next == UNKNOWN) {
		struct state *state = &dfa->states[*number];
		enum before before = state->before;

		dfa->work_count = state->count;
		memcpy(dfa->work, state->places, state->count * sizeof(*dfa->work));
		forget_states(dfa);
		*number = find_state(dfa, before);
		next = work_out(dfa, *number, symbol);
	}
	return next;
}

/* A start state there is room for. */
static int32_t begin(struct dfa *dfa, enum before before)
{
	int32_t state = start_state(dfa, before);

	if (state < 0) {
		forget_states(dfa);
		state = start_state(dfa, before);
	}
	return state;
}

ssize_t dfa_longest(struct dfa *dfa, const char *text, size_t length, size_t from)
{
	enum before before = !from ? BEFORE_START :
			     kind_of(dfa->pattern, (unsigned char)text[from - 1]);
	int32_t state = begin(dfa, before), next;
	ssize_t end = -1;

	for (size_t at = from;; at++) {
		int symbol = at < length ? (unsigned char)text[at] : TEXT_END;

		next = dfa->rows[state * ROW + symbol];
		if (next == UNKNOWN)
			next = step(dfa, &state, symbol);
		if (next & ENDED)
			end = at;
		if (symbol == TEXT_END)
			return end;
		state = next / ROW;
		if (dfa->states[state].dead)
			return end;
	}
}

/* Bytes no match begins with, while none is under way. */
static const char *skip_rest(const struct dfa *dfa, const char *at, const char *end)
{
	const bool *can_begin = dfa->pattern->can_begin;
	const unsigned char *byte = (const unsigned char *)at;
	const unsigned char *stop = (const unsigned char *)end;

	while (stop - byte >= 4 && !(can_begin[byte[0]] | can_begin[byte[1]] |
				     can_begin[byte[2]] | can_begin[byte[3]]))
		byte += 4;
	while (byte < stop && !can_begin[*byte])
		byte++;
	return (const char *)byte;
}

const char *dfa_scan(struct dfa *dfa, const char *block, size_t length, int byte_before)
{
	const char *at = block, *end = block + length;
	enum before before = byte_before < 0 ? BEFORE_START : kind_of(dfa->pattern, byte_before);
	int32_t state = begin(dfa, before) * ROW, next;
	bool rests = !dfa->pattern->has_places && !dfa->pattern->may_be_empty;

	while (at < end) {
		if (rests && state == dfa->starts[BEFORE_OTHER] * ROW) {
			at = skip_rest(dfa, at, end);
			if (at == end)
				break;
		}
		next = dfa->rows[state + (unsigned char)*at];
		if (next < 0) {
			if (next == UNKNOWN) {
				state /= ROW;
				next = step(dfa, &state, (unsigned char)*at);
			}
			if (next == FOUND)
				return at;
		}
		state = next & ~ENDED;
		at++;
	}
	if (dfa->delimiter >= 0 && length && (unsigned char)end[-1] == dfa->delimiter)
		return NULL;
	next = dfa->rows[state + TEXT_END];
	if (next == UNKNOWN) {
		state /= ROW;
		next = step(dfa, &state, TEXT_END);
	}
	return next == FOUND ? end : NULL;
}
