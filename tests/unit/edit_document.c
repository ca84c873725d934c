/* SPDX-License-Identifier: MIT */
/* edit/rope and edit/document: random changes beside a plain array, and every step back again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "edit/document.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

static unsigned seed = 1;

static size_t chance(size_t below)
{
	seed = seed * 1103515245 + 12345;
	return below ? (seed >> 8) % below : 0;
}

static void same(const struct rope *rope, const char *text, size_t length)
{
	char *copy = malloc(length + 1);
	size_t newlines = 0;

	assert_int_equal(rope_length(rope), length);
	rope_copy(rope, 0, length, copy);
	assert_memory_equal(copy, text, length);
	for (size_t i = 0; i < length; i++) {
		if (i % 7 == 0)
			assert_int_equal(rope_line_of(rope, i), newlines);
		newlines += text[i] == '\n';
		if (text[i] == '\n')
			assert_int_equal(rope_line_start(rope, newlines), i + 1);
	}
	assert_int_equal(rope_newlines(rope), newlines);
	free(copy);
}

static void rope_changes(void **state)
{
	static char text[20000];
	size_t length = 0;
	struct rope rope = { 0 };
	struct rope_node *kept = NULL;
	char *old = NULL;
	size_t old_length = 0;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		char added[40];
		size_t at = chance(4) ? chance(length + 1) : length;
		size_t removed = chance(3) ? 0 : chance(MIN(length - at, (size_t)60) + 1);
		size_t count = chance(sizeof(added));

		if (length + count > sizeof(text))
			count = 0;
		for (size_t i = 0; i < count; i++)
			added[i] = chance(8) ? 'a' + chance(26) : '\n';
		rope_replace(&rope, at, removed, added, count);
		memmove(text + at + count, text + at + removed, length - at - removed);
		memcpy(text + at, added, count);
		length += count - removed;
		if (round == 1500) {
			kept = rope_keep(&rope);
			old = malloc(length);
			memcpy(old, text, length);
			old_length = length;
		}
		if (round % 100 == 0)
			same(&rope, text, length);
	}
	rope_restore(&rope, kept);
	same(&rope, old, old_length);
	rope_free(&rope);
	free(old);
}

static char *whole(struct document *document, size_t *length)
{
	*length = rope_length(&document->rope);
	return document_copy(document, (struct place){ 0, 0 },
			     (struct place){ document_lines(document), 0 }, length);
}

static void change(struct document *document)
{
	static const char text[] = "one\ntwo\nthree";
	size_t lines = document_lines(document), line = chance(lines);
	struct place from = { line, 0 }, to = { MIN(line + chance(3), lines - 1), 0 };

	from.column = chance(document_length(document, from.line) + 1);
	to.column = document_length(document, to.line);
	if (from.line == to.line)
		to.column = MAX(to.column, from.column);
	switch (chance(3)) {
	case 0: document_replace(document, from, to, text, chance(sizeof(text))); break;
	case 1: document_insert(document, line + chance(2) * !document_is_empty(document),
				text, chance(sizeof(text))); break;
	case 2: document_delete(document, line, MIN(1 + chance(3), lines - line)); break;
	}
}

static void steps(void **state)
{
	enum { STEPS = 200 };
	struct document document = { 0 };
	char *texts[STEPS + 1];
	size_t lengths[STEPS + 1], taken = 0;
	struct place cursor;

	(void)state;
	document_load(&document, strdup("first\nsecond"), 12);
	assert_false(document_changed(&document));
	texts[0] = whole(&document, &lengths[0]);
	for (int i = 0; i < STEPS; i++) {
		document_step(&document, (struct place){ 0, 0 });
		for (size_t k = chance(3) + 1; k > 0; k--)
			change(&document);
		if (document.done == taken)
			continue;
		taken = document.done;
		texts[taken] = whole(&document, &lengths[taken]);
	}
	for (int round = 0; round < 2; round++) {
		for (size_t i = taken; i-- > 0;) {
			size_t length;
			char *text;

			assert_true(document_undo(&document, &cursor));
			assert_true(cursor.line < document_lines(&document));
			text = whole(&document, &length);
			assert_int_equal(length, lengths[i]);
			assert_memory_equal(text, texts[i], length);
			free(text);
		}
		assert_false(document_undo(&document, &cursor));
		assert_false(document_changed(&document));
		for (size_t i = 0; i < taken; i++)
			assert_true(document_redo(&document, &cursor));
		assert_false(document_redo(&document, &cursor));
	}
	for (size_t i = 0; i <= taken; i++)
		free(texts[i]);
	document_free(&document);
}

static void marks_move(void **state)
{
	struct document document = { 0 };

	(void)state;
	document_load(&document, strdup("a\nb\nc\nd\n"), 8);
	document_mark(&document, 0, (struct place){ 2, 0 });
	document_insert(&document, 1, "x\ny\n", 4);
	assert_int_equal(document.marks[0].line, 4);
	document_delete(&document, 0, 3);
	assert_int_equal(document.marks[0].line, 1);
	document_delete(&document, 1, 1);
	assert_false(document.marked[0]);
	document_free(&document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rope_changes), cmocka_unit_test(steps),
		cmocka_unit_test(marks_move),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
