/* SPDX-License-Identifier: MIT */
/* Running a pattern's program over a text. */
#include <string.h>

#include "core/text.h"
#include "edit/characters.h"
#include "edit/regex.h"
#include "term/utf8.h"

/* More work than any sensible pattern needs, and less than a person would notice. */
enum { MOST_STEPS = 5000000, MOST_DEPTH = 6000, MOST_LOOPS = 32 };

struct run {
	const struct regex *regex;
	const char *text;
	size_t length;
	size_t slots[2 * REGEX_GROUPS + 2];	/* the last two: \zs, \ze */
	size_t loops[MOST_LOOPS];
	int steps, depth;
};

static bool in_set(const struct regex *regex, const struct regex_set *set, uint32_t character)
{
	bool found = false;

	if (character < 128) {
		found = set->ascii[character / 32] >> character % 32 & 1;
		return found != set->negated;
	}
	for (size_t i = 0; i < set->count && !found; i++)
		found = character >= set->ranges[i].first && character <= set->ranges[i].last;
	if (!found && regex->ignore_case) {
		uint32_t lower = character_lower(character), upper = character_upper(character);

		for (size_t i = 0; i < set->count && !found; i++)
			found = (lower >= set->ranges[i].first && lower <= set->ranges[i].last) ||
				(upper >= set->ranges[i].first && upper <= set->ranges[i].last);
	}
	return found != set->negated;
}

/* Bytes of the character at a place if the instruction takes it, else 0. */
static size_t one(const struct run *run, const struct regex_code *code, size_t at)
{
	uint32_t character;
	size_t used;
	bool takes;

	if (at >= run->length)
		return 0;
	if (run->text[at] == '\n' && !(code->op == RE_CHARACTER && code->value == '\n'))
		return code->newline;
	used = utf8_decode(run->text + at, run->length - at, &character);
	if (code->op == RE_ANY)
		takes = true;
	else if (code->op == RE_SET)
		takes = in_set(run->regex, &run->regex->sets[code->value], character);
	else
		takes = character == (uint32_t)code->value ||
			(run->regex->ignore_case &&
			 character_lower(character) == character_lower(code->value));
	return takes ? used : 0;
}

static int kind_at(const struct run *run, size_t at)
{
	uint32_t character;

	if (at >= run->length || run->text[at] == '\n')
		return 0;
	utf8_decode(run->text + at, run->length - at, &character);
	return character_kind(character);
}

static int kind_before(const struct run *run, size_t at)
{
	return at == 0 ? 0 : kind_at(run, utf8_before(run->text, at));
}

static bool holds(const struct run *run, enum regex_op op, size_t at)
{
	int here = kind_at(run, at), before = kind_before(run, at);
	bool starts = here > 1 && before != here, ends = before > 1 && before != here;

	switch (op) {
	case RE_LINE_START: return at == 0 || run->text[at - 1] == '\n';
	case RE_LINE_END: return at == run->length || run->text[at] == '\n';
	case RE_WORD_START: return starts;
	case RE_WORD_END: return ends;
	case RE_BOUNDARY: return starts || ends;
	case RE_NOT_BOUNDARY: return !starts && !ends;
	case RE_TEXT_START: return at == 0;
	default: return at == run->length;
	}
}

static bool go(struct run *run, const struct regex_code *code, size_t at);

/* Try the rest with this slot set; put it back when that fails. */
static bool with(struct run *run, size_t *slot, size_t value, const struct regex_code *rest,
		 size_t at)
{
	size_t old = *slot;

	*slot = value;
	if (go(run, rest, at))
		return true;
	*slot = old;
	return false;
}

static bool repeat_most(struct run *run, const struct regex_code *code, size_t at)
{
	const struct regex_code *rest = code + 2;
	size_t used, least_end = at;
	int count = 0;

	while (count < code->other && (used = one(run, code + 1, at)) > 0) {
		at += used;
		if (++count == code->value)
			least_end = at;
	}
	if (count < code->value)
		return false;
	for (;;) {
		bool hopeless = rest->op == RE_CHARACTER && !one(run, rest, at);

		if (!hopeless && go(run, rest, at))
			return true;
		if (at == least_end || run->steps <= 0)
			return false;
		at = utf8_before(run->text, at);
	}
}

static bool repeat_least(struct run *run, const struct regex_code *code, size_t at)
{
	size_t used;

	for (int count = 0;; count++) {
		if (count >= code->value && go(run, code + 2, at))
			return true;
		if (count == code->other || run->steps <= 0)
			return false;
		used = one(run, code + 1, at);
		if (!used)
			return false;
		at += used;
	}
}

static bool same_text(const struct run *run, size_t a, size_t b, size_t length)
{
	if (!run->regex->ignore_case)
		return memcmp(run->text + a, run->text + b, length) == 0;
	for (size_t used, i = 0; i < length; i += used) {
		uint32_t x, y;

		used = utf8_decode(run->text + a + i, length - i, &x);
		utf8_decode(run->text + b + i, length - i, &y);
		if (character_lower(x) != character_lower(y))
			return false;
	}
	return true;
}

/* Match a group's text again; how long it is, or SIZE_MAX. */
static size_t again(const struct run *run, int group, size_t at)
{
	size_t start = run->slots[group * 2], end = run->slots[group * 2 + 1];

	if (start == SIZE_MAX || end == SIZE_MAX)
		return 0;
	if (end - start > run->length - at || !same_text(run, start, at, end - start))
		return SIZE_MAX;
	return end - start;
}

static bool advance(struct run *run, const struct regex_code *code, size_t at)
{
	for (;;) {
		size_t used;

		if (--run->steps <= 0)
			return false;
		switch (code->op) {
		case RE_CHARACTER:
		case RE_ANY:
		case RE_SET:
			used = one(run, code, at);
			if (!used)
				return false;
			at += used;
			code++;
			break;
		case RE_SAVE:
			return with(run, &run->slots[code->value], at, code + 1, at);
		case RE_ENTER:
			return with(run, &run->loops[code->value], at, code + 1, at);
		case RE_PROGRESS:
			if (run->loops[code->value] == at)
				return false;
			return with(run, &run->loops[code->value], at, code + 1, at);
		case RE_SPLIT:
			if (go(run, code + code->value, at))
				return true;
			code += code->other;
			break;
		case RE_JUMP:
			code += code->value;
			break;
		case RE_GROUP:
			used = again(run, code->value, at);
			if (used == SIZE_MAX)
				return false;
			at += used;
			code++;
			break;
		case RE_REPEAT:
			return repeat_most(run, code, at);
		case RE_REPEAT_LEAST:
			return repeat_least(run, code, at);
		case RE_MATCH:
			run->slots[1] = at;
			return true;
		default:
			if (!holds(run, code->op, at))
				return false;
			code++;
		}
	}
}

static bool go(struct run *run, const struct regex_code *code, size_t at)
{
	bool found;

	if (run->depth >= MOST_DEPTH)
		return false;
	run->depth++;
	found = advance(run, code, at);
	run->depth--;
	return found;
}

static void take(const struct run *run, struct regex_span *spans)
{
	size_t start = run->slots[2 * REGEX_GROUPS], end = run->slots[2 * REGEX_GROUPS + 1];

	for (int i = 0; i < REGEX_GROUPS; i++)
		spans[i] = (struct regex_span){ run->slots[i * 2], run->slots[i * 2 + 1] };
	if (start != SIZE_MAX)
		spans[0].start = start;
	if (end != SIZE_MAX)
		spans[0].end = end;
	if (spans[0].end < spans[0].start)
		spans[0].end = spans[0].start;
}

bool regex_match(const struct regex *regex, const char *text, size_t length, size_t from,
		 struct regex_span spans[REGEX_GROUPS])
{
	struct run run = { .regex = regex, .text = text, .length = length, .steps = MOST_STEPS };
	const struct regex_code *first = regex->code;
	bool literal = regex->count && !regex->ignore_case && first->op == RE_CHARACTER &&
		       first->value < 128;

	for (size_t at = from; regex->count && at <= length && run.steps > 0;) {
		uint32_t character;

		if (literal) {
			const char *next = memchr(text + at, first->value, length - at);

			if (!next)
				return false;
			at = next - text;
		}
		memset(run.slots, 0xff, sizeof(run.slots));
		run.slots[0] = at;
		if (go(&run, regex->code, at)) {
			take(&run, spans);
			return true;
		}
		if (at == length)
			return false;
		at += utf8_decode(text + at, length - at, &character);
	}
	return false;
}
