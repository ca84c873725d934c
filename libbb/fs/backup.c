/* SPDX-License-Identifier: MIT */
/* Backups of what cp, mv, ln and install overwrite: "x~", "x.~1~". */
#include "fs/backup.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"
#include "fs/entries.h"

static const char *suffix;

int backup_method(const char *word, enum backup_method *method)
{
	static const struct {
		const char *word;
		enum backup_method method;
	} words[] = {
		{ "none", BACKUP_NONE }, { "off", BACKUP_NONE }, { "simple", BACKUP_SIMPLE },
		{ "never", BACKUP_SIMPLE }, { "existing", BACKUP_EXISTING },
		{ "nil", BACKUP_EXISTING }, { "numbered", BACKUP_NUMBERED },
		{ "t", BACKUP_NUMBERED },
	};

	if (!word || !*word)
		word = getenv("VERSION_CONTROL");
	if (!word || !*word)
		word = "existing";
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(word, words[i].word) == 0) {
			*method = words[i].method;
			return 0;
		}
	}
	return fail_plain("invalid argument '%s' for 'backup type'", word);
}

void backup_set_suffix(const char *text)
{
	suffix = text;
}

/* The highest N of "name.~N~" beside path, 0 when there is none. */
static unsigned long highest_number(const char *folder, const char *name)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	size_t length = strlen(name);
	struct entries entries;
	unsigned long highest = 0;

	if (fd < 0)
		return 0;
	if (entries_read(fd, &entries) < 0)
		entries.count = 0;
	close(fd);
	for (size_t i = 0; i < entries.count; i++) {
		const char *at = entries.items[i].name;
		unsigned long number;
		char *end;

		if (strncmp(at, name, length) != 0 || strncmp(at + length, ".~", 2) != 0)
			continue;
		number = strtoul(at + length + 2, &end, 10);
		if (strcmp(end, "~") == 0 && end != at + length + 2)
			highest = MAX(highest, number);
	}
	entries_free(&entries);
	return highest;
}

char *backup_name(const char *path, enum backup_method method)
{
	const char *slash = strrchr(path, '/'), *end = suffix;
	char *folder = slash ? xstrndup(path, slash - path + 1) : xstrdup(".");
	unsigned long highest = 0;

	if (!end)
		end = getenv("SIMPLE_BACKUP_SUFFIX");
	if (!end || !*end || strchr(end, '/'))
		end = "~";
	if (method > BACKUP_SIMPLE)
		highest = highest_number(folder, slash ? slash + 1 : path);
	free(folder);
	if (method == BACKUP_NONE)
		return NULL;
	if (method == BACKUP_NUMBERED || highest)
		return xasprintf("%s.~%lu~", path, highest + 1);
	return xasprintf("%s%s", path, end);
}
