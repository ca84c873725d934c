/* SPDX-License-Identifier: MIT */
/* /proc/filesystems: a line each, "nodev\tNAME" or "\tNAME" (proc_filesystems(5)). */
#include "fs/filesystems.h"

#include <stdio.h>
#include <string.h>

#include "core/io.h"
#include "core/text.h"

/* Calls for each line until one says it is the one wanted. */
static bool find(bool (*wanted)(void *data, const char *name, bool virtual), void *data)
{
	struct buffer text = { 0 };
	bool found = false;
	char *rest, *line;

	if (read_file("/proc/filesystems", &text, 1 << 16) < 0 || !text.data) {
		buffer_free(&text);
		return false;
	}
	line = strtok_r(text.data, "\n", &rest);
	for (; line && !found; line = strtok_r(NULL, "\n", &rest)) {
		char *name = strchr(line, '\t');

		found = name && wanted(data, name + 1, name != line);
	}
	buffer_free(&text);
	return found;
}

static bool is_named(void *data, const char *name, bool virtual)
{
	(void)virtual;
	return strcmp(name, data) == 0;
}

static bool is_virtual(void *data, const char *name, bool virtual)
{
	return virtual && strcmp(name, data) == 0;
}

bool filesystems_has(const char *type)
{
	return find(is_named, (void *)type);
}

bool filesystems_is_virtual(const char *type)
{
	return find(is_virtual, (void *)type);
}

struct position {
	unsigned left;
	char *type;
};

static bool is_numbered(void *data, const char *name, bool virtual)
{
	struct position *position = data;

	if (virtual || position->left-- != 0)
		return false;
	return text_copy(position->type, 64, name);
}

bool filesystems_block(unsigned number, char type[64])
{
	struct position position = { number, type };

	return find(is_numbered, &position);
}
