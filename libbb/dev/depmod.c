/* SPDX-License-Identifier: MIT */
/* depmod's text tables: modules.dep(5) and its neighbours. Pure: any bytes may come in. */
#include "dev/depmod.h"

#include <string.h>

struct slice slice_of(const char *text)
{
	return (struct slice){ text, strlen(text) };
}

/* Cut off what comes before the separator, and the separator. */
static bool cut(struct slice *rest, char separator, struct slice *part)
{
	const char *end;

	if (!rest->length)
		return false;
	part->data = rest->data;
	end = memchr(rest->data, separator, rest->length);
	part->length = end ? (size_t)(end - rest->data) : rest->length;
	rest->data += part->length + (end != NULL);
	rest->length -= part->length + (end != NULL);
	return true;
}

bool slice_line(struct slice *rest, struct slice *line)
{
	return cut(rest, '\n', line);
}

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

bool slice_word(struct slice *rest, struct slice *word)
{
	while (rest->length && blank(*rest->data)) {
		rest->data++;
		rest->length--;
	}
	word->data = rest->data;
	word->length = 0;
	while (rest->length && !blank(*rest->data)) {
		rest->data++;
		rest->length--;
		word->length++;
	}
	return word->length > 0;
}

bool slice_equal(struct slice a, const char *text)
{
	return a.length == strlen(text) && !memcmp(a.data, text, a.length);
}

bool module_name(struct slice path, char name[MODULE_NAME_SIZE])
{
	const char *slash = path.length ? memrchr(path.data, '/', path.length) : NULL;
	size_t length, i;

	if (slash) {
		path.length -= slash + 1 - path.data;
		path.data = slash + 1;
	}
	for (length = 0; length < path.length; length++) {
		if (path.length - length >= 3 && !memcmp(path.data + length, ".ko", 3) &&
		    (path.length - length == 3 || path.data[length + 3] == '.'))
			break;
	}
	if (!length || length >= MODULE_NAME_SIZE || memchr(path.data, '\0', length))
		return false;
	for (i = 0; i < length; i++)
		name[i] = path.data[i] == '-' ? '_' : path.data[i];
	name[length] = '\0';
	return true;
}

static bool names(struct slice path, const char *name)
{
	char other[MODULE_NAME_SIZE];

	return module_name(path, other) && !strcmp(other, name);
}

bool depmod_dependencies(struct slice table, const char *name, struct slice *path,
			 struct slice *needs)
{
	struct slice line;

	while (slice_line(&table, &line)) {
		if (!memchr(line.data, ':', line.length) || !cut(&line, ':', path) ||
		    !names(*path, name))
			continue;
		*needs = line;
		return true;
	}
	return false;
}

bool depmod_softdep(struct slice table, const char *name, struct slice *before,
		    struct slice *after)
{
	struct slice line, word, *into;

	while (slice_line(&table, &line)) {
		if (!slice_word(&line, &word) || !slice_equal(word, "softdep") ||
		    !slice_word(&line, &word) || !names(word, name))
			continue;
		*before = *after = (struct slice){ line.data, 0 };
		for (into = NULL; slice_word(&line, &word);) {
			if (slice_equal(word, "pre:") || slice_equal(word, "post:")) {
				into = slice_equal(word, "pre:") ? before : after;
				*into = (struct slice){ line.data, 0 };
			} else if (into) {
				into->length = word.data + word.length - into->data;
			}
		}
		return true;
	}
	return false;
}

bool depmod_builtin(struct slice table, const char *name)
{
	struct slice line;

	while (slice_line(&table, &line)) {
		if (names(line, name))
			return true;
	}
	return false;
}

/*
 * Most rows differ in the first character ("pci:", "usb:", "fs-"): told apart before they are taken
 * apart, as the hundred devices of a small machine search a table of thousands.
 */
static bool may_cover(struct slice line, struct slice text)
{
	return line.length > 6 && !memcmp(line.data, "alias ", 6) &&
	       (strchr("*?[\\", line.data[6]) || blank(line.data[6]) ||
		(text.length && line.data[6] == *text.data));
}

bool depmod_alias(struct slice *table, struct slice text, char name[MODULE_NAME_SIZE])
{
	struct slice line, word, pattern, module;

	while (slice_line(table, &line)) {
		if (may_cover(line, text) && slice_word(&line, &word) &&
		    slice_word(&line, &pattern) && slice_word(&line, &module) &&
		    module_glob(pattern, text) && module_name(module, name))
			return true;
	}
	return false;
}

bool depmod_builtin_alias(struct slice *table, struct slice text, char name[MODULE_NAME_SIZE])
{
	struct slice row, module, key;

	while (cut(table, '\0', &row)) {
		if (cut(&row, '.', &module) && cut(&row, '=', &key) && slice_equal(key, "alias") &&
		    module_glob(row, text) && module_name(module, name))
			return true;
	}
	return false;
}
