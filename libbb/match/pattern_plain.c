/* SPDX-License-Identifier: MIT */
/*
 * Many plain texts, as grep -f gives them: a program that shares what they begin with, so that
 * each byte of a line rules out nearly all of them.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "match/pattern_parts.h"

enum { MOST_BYTES = 1 << 28 };

static bool is_plain(const struct pattern_text *text, unsigned flags)
{
	const char *special = flags & PATTERN_FIXED ? "" :
			      flags & PATTERN_EXTENDED ? "\\.[*^$+?{|()" : "\\.[*^$";

	for (size_t i = 0; i < text->length; i++) {
		unsigned char c = text->text[i];

		if ((c && strchr(special, c)) || (c >= 0x80 && (flags & PATTERN_IGNORE_CASE)))
			return false;
	}
	return true;
}

static int by_text(const void *a, const void *b)
{
	const struct pattern_text *left = a, *right = b;
	int order = memcmp(left->text, right->text, MIN(left->length, right->length));

	return order ? order : (left->length > right->length) - (left->length < right->length);
}

static unsigned char byte_at(const struct pattern_text *text, size_t at)
{
	return text->text[at];
}

/* Texts in order that are the same up to a byte, from there on. */
static void emit_texts(struct pattern *pattern, const struct pattern_text *texts, size_t count,
		       size_t at, bool fold)
{
	const struct pattern_text *last = &texts[count - 1];
	int split = -1, jump = -1;

	for (; at < texts->length && byte_at(texts, at) == byte_at(last, at); at++)
		program_emit_byte(pattern, byte_at(texts, at), fold);
	if (at == last->length)
		return;
	while (count) {
		unsigned char byte = at < texts->length ? byte_at(texts, at) : 0;
		size_t same = 0;

		while (same < count && (at < texts->length ?
					byte_at(&texts[same], at) == byte :
					at == texts[same].length))
			same++;
		if (split >= 0)
			pattern->code[split].y = pattern->count;
		split = same < count ? program_emit(pattern, OP_SPLIT, pattern->count + 1, 0) : -1;
		if (at < texts->length)
			emit_texts(pattern, texts, same, at, fold);
		/* Jumps to the end are a chain until the end is known. */
		jump = program_emit(pattern, OP_JUMP, jump, 0);
		texts += same;
		count -= same;
	}
	while (jump >= 0) {
		int next = pattern->code[jump].x;

		pattern->code[jump].x = pattern->count;
		jump = next;
	}
}

static void emit_place(struct pattern *pattern, enum place place)
{
	pattern->has_places = true;
	pattern->has_words |= place >= PLACE_WORD_START;
	program_emit(pattern, OP_PLACE, place, 0);
}

static void emit_all(struct pattern *pattern, const struct pattern_text *texts, size_t count)
{
	bool line = pattern->flags & PATTERN_WHOLE_LINE;
	bool word = !line && (pattern->flags & PATTERN_WHOLE_WORD);

	if (line || word)
		emit_place(pattern, line ? PLACE_LINE_START : PLACE_NO_WORD_BEFORE);
	emit_texts(pattern, texts, count, 0, pattern->flags & PATTERN_IGNORE_CASE);
	if (line || word)
		emit_place(pattern, line ? PLACE_LINE_END : PLACE_NO_WORD_BEHIND);
	program_emit(pattern, OP_MATCH, 0, 0);
}

int program_make_plain(struct pattern *pattern, const struct pattern_text *texts, size_t count)
{
	struct pattern_text *sorted;
	struct buffer lower = { 0 };
	size_t bytes = 0;

	for (size_t i = 0; i < count; i++) {
		bytes += texts[i].length;
		if (!is_plain(&texts[i], pattern->flags))
			return 0;
	}
	if (count < 2 || pattern->flags & PATTERN_VIM)
		return 0;
	if (bytes > MOST_BYTES)
		return fail_plain("Regular expression too big");
	sorted = xcalloc(count, sizeof(*sorted));
	memcpy(sorted, texts, count * sizeof(*sorted));
	for (size_t i = 0; i < count; i++)
		buffer_add(&lower, texts[i].text, texts[i].length);
	if (pattern->flags & PATTERN_IGNORE_CASE) {
		for (size_t i = 0; i < lower.length; i++)
			lower.data[i] = tolower((unsigned char)lower.data[i]);
		for (size_t i = 0, at = 0; i < count; at += sorted[i++].length)
			sorted[i].text = lower.data + at;
	}
	qsort(sorted, count, sizeof(*sorted), by_text);
	emit_all(pattern, sorted, count);
	buffer_free(&lower);
	free(sorted);
	return 1;
}
