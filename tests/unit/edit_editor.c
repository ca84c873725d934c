/* SPDX-License-Identifier: MIT */
/* edit: the whole editor fed with keys, without a terminal: known results, then any keys at all. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "edit/view.h"

/* Last: its fail() is a macro. */
#include <cmocka.h>

struct typist {
	const int *keys;
	size_t count, at;
};

static int next_key(void *data)
{
	struct typist *typist = data;

	return typist->at < typist->count ? typist->keys[typist->at++] : KEY_HANGUP;
}

static char *type(const char *text, const int *keys, size_t count, size_t *length)
{
	struct typist typist = { keys, count, 0 };
	struct edit_host host = { .data = &typist, .key = next_key };
	struct editor *editor = calloc(1, sizeof(*editor));
	struct screen screen = { 0 };
	char *result;

	editor_begin(editor, &host);
	editor->most_unattended = 5000;
	document_load(&editor->document, strdup(text), strlen(text));
	editor_run(editor);
	screen_resize(&screen, 24, 80);
	view_draw(editor, &screen);
	screen_update(&screen);
	result = document_copy(&editor->document, (struct place){ 0, 0 },
			       (struct place){ document_lines(&editor->document), 0 }, length);
	editor_end(editor);
	screen_free(&screen);
	free(editor);
	return result;
}

static void results(void **state)
{
	static const struct { const char *text, *keys, *result; } rows[] = {
		{ "one two\n", "dwu", "one two\n" }, { "one two\n", "wcwx\033", "one x\n" },
		{ "", "oa\033", "\na\n" }, { "a\n", "dd", "" }, { "a\nb\n", "ddp", "b\na\n" },
		{ "a\nb\nc\n", ":g/./m0\r", "c\nb\na\n" }, { "f(a, b)\n", "fadi(", "f()\n" },
		{ "a\n", "ix\033.u", "xa\n" }, { "a b\n", ":s/\\(a\\) \\(b\\)/\\2\\1/\r", "ba\n" },
		{ "a\n", ":2\r:@\r:5,1d\r:'zd\r", "a\n" }, { "a\n", "qq@qq@q", "a\n" },
		{ "x\n", "100ix\033u", "x\n" }, { "a\nb\n", "VGJ", "a b\n" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		int keys[64];
		size_t count = strlen(rows[i].keys), length;
		char *result;

		for (size_t k = 0; k < count; k++)
			keys[k] = rows[i].keys[k];
		result = type(rows[i].text, keys, count, &length);
		if (strcmp(result, rows[i].result) != 0)
			fail_msg("%s: %s", rows[i].keys, result);
		free(result);
	}
}

static void any_keys(void **state)
{
	static const char usual[] = "dcyhjklwbeWBE0$^GgxXpPuroOiaIAJ.~<>=vV:/?nN%{}()fFtT;,\"a1'`m"
				    "qz@&*#[]sSrRDCYHLMU\r\033\b |!-+_";
	static const char *const lines[] = {
		"one two (three) \"four\"\n\n\tfive [six] {seven}\n\nlast\n", "", "\n\n\n",
		"\xc3\xa9\xe4\xb8\xad\xff\x01 x\n", "a",
	};
	unsigned seed = 7;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		int keys[60];
		bool command = false;
		size_t length;

		for (size_t k = 0; k < ARRAY_SIZE(keys); k++) {
			seed = seed * 1103515245 + 12345;
			keys[k] = seed >> 28 == 0 ? (int)(seed >> 8 & 0x7f)
				  : seed >> 28 == 1 ? KEY_UP + (int)(seed >> 8) % 10
				  : usual[(seed >> 8) % (sizeof(usual) - 1)];
			/* No file is written by chance. */
			command = keys[k] == ':' || (command && keys[k] != '\r');
			if ((command && (keys[k] == 'w' || keys[k] == 'x')) || keys[k] == 'Z')
				keys[k] = 'k';
		}
		free(type(lines[round % ARRAY_SIZE(lines)], keys, ARRAY_SIZE(keys), &length));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results), cmocka_unit_test(any_keys),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
