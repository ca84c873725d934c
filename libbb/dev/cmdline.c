/* SPDX-License-Identifier: MIT */
/*
 * The kernel command line's words for modules. Quotes keep blanks together, as in the kernel's
 * next_arg(); what follows a lone "--" is for process 1, yet modprobe reads it too.
 */
#include "dev/cmdline.h"

#include <string.h>

#include "dev/depmod.h"

static bool next_word(const char **rest, struct slice *word)
{
	const char *p = *rest + strspn(*rest, " \t\n");
	bool quoted = false;

	word->data = p;
	for (; *p && (quoted || !strchr(" \t\n", *p)); p++) {
		if (*p == '"')
			quoted = !quoted;
	}
	word->length = p - word->data;
	*rest = p;
	return word->length > 0;
}

void cmdline_parameters(const char *cmdline, const char *module, struct buffer *parameters)
{
	struct slice word, prefix;
	const char *dot, *equals;
	char name[MODULE_NAME_SIZE];

	while (next_word(&cmdline, &word)) {
		/* "module.parameter=value" in quotes is quoted as a whole. */
		if (word.length > 1 && *word.data == '"' && word.data[word.length - 1] == '"') {
			word.data++;
			word.length -= 2;
		}
		equals = memchr(word.data, '=', word.length);
		dot = memchr(word.data, '.', equals ? (size_t)(equals - word.data) : word.length);
		if (!dot || dot + 1 == word.data + word.length || dot + 1 == equals)
			continue;
		prefix = (struct slice){ word.data, dot - word.data };
		if (!module_name(prefix, name) || strcmp(name, module))
			continue;
		if (parameters->length)
			buffer_text(parameters, " ");
		buffer_add(parameters, dot + 1, word.data + word.length - dot - 1);
	}
}

static bool lists(struct slice names, const char *module)
{
	struct slice name = { names.data, 0 };
	char text[MODULE_NAME_SIZE];
	size_t i;

	for (i = 0; i <= names.length; i++) {
		if (i < names.length && names.data[i] != ',')
			continue;
		name.length = names.data + i - name.data;
		if (module_name(name, text) && !strcmp(text, module))
			return true;
		name.data = names.data + i + 1;
	}
	return false;
}

bool cmdline_blacklists(const char *cmdline, const char *module)
{
	static const char *const keys[] = { "modprobe.blacklist=", "blacklist=" };
	struct slice word, names;
	size_t i, length;

	while (next_word(&cmdline, &word)) {
		for (i = 0; i < ARRAY_SIZE(keys); i++) {
			length = strlen(keys[i]);
			if (word.length <= length || memcmp(word.data, keys[i], length))
				continue;
			names = (struct slice){ word.data + length, word.length - length };
			if (lists(names, module))
				return true;
		}
	}
	return false;
}
