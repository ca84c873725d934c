/* SPDX-License-Identifier: MIT */
/* Which members tar takes, and what their names may be. */
#include <fcntl.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/input.h"
#include "core/lines.h"
#include "core/text.h"
#include "tools/tar.h"

struct tar_name tar_any_name;

void tar_error(const char *format, ...)
{
	va_list args;
	char text[1200];

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	warn("%s", text);
	exit_status = 2;
}

void tar_note(const char *format, ...)
{
	int status = exit_status;
	va_list args;
	char text[1200];

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	warn("%s", text);
	exit_status = status;
}

void tar_fatal(const char *format, ...)
{
	va_list args;
	char text[1200];

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	warn("%s", text);
	die(2, "Error is not recoverable: exiting now");
}

/* GNU's rule for exclusion: wildcards match slashes, at the begin of any component. */
bool tar_is_excluded(const struct tar *tar, const char *name)
{
	for (size_t i = 0; i < tar->exclude.count; i++) {
		for (const char *at = name; at; at = strchr(at, '/')) {
			at += strspn(at, "/");
			if (fnmatch(tar->exclude.items[i], at, FNM_LEADING_DIR) == 0)
				return true;
		}
	}
	return false;
}

static bool matches(const struct tar *tar, const struct tar_name *wanted, const char *name)
{
	if (tar->wildcards)
		return fnmatch(wanted->name, name, FNM_LEADING_DIR) == 0;
	return strncmp(name, wanted->name, wanted->length) == 0 &&
	       (!name[wanted->length] || (name[wanted->length] == '/' &&
					  (!tar->not_recursive || !name[wanted->length + 1])));
}

struct tar_name *tar_find_name(struct tar *tar, const char *name)
{
	if (!tar->count)
		return &tar_any_name;
	for (size_t i = 0; i < tar->count; i++) {
		if (matches(tar, &tar->names[i], name)) {
			tar->names[i].found = true;
			return &tar->names[i];
		}
	}
	return NULL;
}

void tar_say_missing(const struct tar *tar)
{
	for (size_t i = 0; i < tar->count; i++)
		if (!tar->names[i].found)
			tar_error("%s: Not found in archive", tar->names[i].name);
}

/* The length of what leads to or beyond the root: slashes, all up to the last "..". */
static size_t unsafe_length(const char *name)
{
	size_t length = 0;

	for (const char *at = name; *at;) {
		size_t part = strcspn(at, "/");

		if (part == 2 && at[0] == '.' && at[1] == '.')
			length = at + 2 - name;
		at += part;
		at += strspn(at, "/");
	}
	return length + strspn(name + length, "/");
}

const char *tar_safe_name(const struct tar *tar, const char *name, bool is_link)
{
	static struct option_list said[2];
	struct option_list *list = &said[is_link];
	size_t length = tar->absolute ? 0 : unsafe_length(name), i;

	if (!length)
		return name;
	for (i = 0; i < list->count; i++)
		if (strncmp(list->items[i], name, length) == 0 && !list->items[i][length])
			break;
	if (i == list->count) {
		list->items = xrealloc(list->items, (i + 1) * sizeof(*list->items));
		list->items[list->count++] = xstrndup(name, length);
		tar_note("Removing leading `%s' from %s", list->items[i],
			 is_link ? "hard link targets" : "member names");
	}
	return name[length] ? name + length : ".";
}

int tar_read_names(const char *file, bool nul, void (*each)(const char *name))
{
	struct lines lines = { .fd = input_open(file), .name = file,
			       .delimiter = nul ? LINES_NUL : '\n' };
	ssize_t length;
	char *line;

	if (lines.fd < 0)
		return -1;
	while ((length = lines_next(&lines, &line)) > 0) {
		char *name = xstrndup(line, length);

		if (!nul && name[length - 1] == '\n')
			name[length - 1] = '\0';
		if (name[0])
			each(name);
	}
	input_close(lines.fd);
	lines_free(&lines);
	return length < 0 ? -1 : 0;
}
