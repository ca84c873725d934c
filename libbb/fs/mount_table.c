/* SPDX-License-Identifier: MIT */
/* fstab(5) and /proc/self/mounts: rows of source, target, type, options. */
#include "fs/mount_table.h"

#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

enum { TABLE_LIMIT = 4 << 20 };

/* Undo fstab's \040 for a blank. */
static void unescape(char *text)
{
	char *to = text;

	for (; *text; text++) {
		if (text[0] == '\\' && strspn(text + 1, "01234567") >= 3) {
			*to++ = (text[1] - '0') << 6 | (text[2] - '0') << 3 | (text[3] - '0');
			text += 3;
		} else {
			*to++ = *text;
		}
	}
	*to = '\0';
}

bool mount_entry_parse(char *line, struct mount_entry *entry)
{
	char **fields[] = { &entry->source, &entry->target, &entry->type, &entry->options };
	char *rest;

	line += strspn(line, " \t");
	if (*line == '#')
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++, line = NULL) {
		*fields[i] = strtok_r(line, " \t\n", &rest);
		/* Options may be left out. */
		if (!*fields[i] && i < 3)
			return false;
		if (!*fields[i])
			*fields[i] = strchr(entry->type, '\0');
		unescape(*fields[i]);
	}
	return true;
}

int mount_table_read(const char *path, struct mount_table *table)
{
	struct buffer text = { 0 };
	char *rest, *line;

	*table = (struct mount_table){ 0 };
	if (read_file(path, &text, TABLE_LIMIT) < 0) {
		buffer_free(&text);
		return -1;
	}
	table->text = text.data;
	line = text.data ? strtok_r(text.data, "\n", &rest) : NULL;
	for (; line; line = strtok_r(NULL, "\n", &rest)) {
		struct mount_entry entry = { 0 };

		if (!mount_entry_parse(line, &entry))
			continue;
		table->rows = xrealloc(table->rows, (table->count + 1) * sizeof(*table->rows));
		table->rows[table->count++] = entry;
	}
	return 0;
}

void mount_table_free(struct mount_table *table)
{
	free(table->rows);
	free(table->text);
	*table = (struct mount_table){ 0 };
}

bool mount_type_matches(const char *type, const char *list)
{
	bool negative = strncmp(list, "no", 2) == 0, found = false;
	size_t length = strlen(type);

	while (*list && !found) {
		const char *word = list;
		size_t size = strcspn(word, ",");

		list += size + (word[size] == ',');
		if (negative && size > 2 && strncmp(word, "no", 2) == 0) {
			word += 2;
			size -= 2;
		}
		found = size == length && strncmp(word, type, size) == 0;
	}
	return found != negative;
}
