/* SPDX-License-Identifier: MIT */
/* An initrd's members sorted: what a look before the jump asks for is kept, the rest goes by. */
#include "boot/initrd_look.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "boot/initrd_segments.h"
#include "core/error.h"
#include "core/io.h"
#include "dev/module_index.h"

enum {
	NAMES_LIMIT = 32 << 20, TABLE_LIMIT = 32 << 20, LINKS_LIMIT = 40, PATH_SIZE = 4096,
	IMAGE_LEAST = 4096,
};

static const struct module_index_row alias_row = { "alias ", " ", .end = '\n' },
	dependency_row = { .value_only = true, .end = '\n' },
	builtin_row = { .before = "", .between = "", .end = '\n' },
	builtin_alias_row = { .between = ".alias=", .value_first = true, .end = '\0' };

/* depmod's files: a text, and the index that stands for it where the text was left out. */
static const struct table {
	const char *name;
	size_t text;		/* within struct module_tables */
	const struct module_index_row *row;	/* NULL: it is the text */
} tables[] = {
#define TEXT(field) offsetof(struct module_tables, field)
	{ "modules.dep", TEXT(dep) },
	{ "modules.alias", TEXT(alias) },
	{ "modules.softdep", TEXT(softdep) },
	{ "modules.builtin", TEXT(builtin) },
	{ "modules.builtin.modinfo", TEXT(builtin_modinfo) },
	{ "modules.dep.bin", TEXT(dep), &dependency_row },
	{ "modules.alias.bin", TEXT(alias), &alias_row },
	{ "modules.builtin.bin", TEXT(builtin), &builtin_row },
	{ "modules.builtin.alias.bin", TEXT(builtin_modinfo), &builtin_alias_row },
#undef TEXT
};
/* The texts come first, and need no room of their own. */
enum { FIRST_INDEX = 5 };
_Static_assert(ARRAY_SIZE(tables) - FIRST_INDEX <= LOOK_TABLES, "room for every index");

static struct buffer *text_of(struct initrd_look *look, size_t table)
{
	return (struct buffer *)((char *)&look->modules + tables[table].text);
}

static struct buffer *table_find(struct initrd_look *look, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		if (strcmp(tables[i].name, name) == 0)
			return i < FIRST_INDEX ? text_of(look, i) :
						 &look->indices[i - FIRST_INDEX];
	}
	return NULL;
}

/* "usr/lib/modules/VERSION/modules.dep": the folder's length when it is this kernel's. */
static size_t modules_folder(struct initrd_look *look, const char *name)
{
	const char *version = text_starts_with(name, "lib/modules/") ? name + 12 :
			      text_starts_with(name, "usr/lib/modules/") ? name + 16 : NULL;
	size_t length = version ? strcspn(version, "/") : 0;

	if (!length || !version[length] || length >= sizeof(look->version))
		return 0;
	if (!look->version[0])
		memcpy(look->version, version, length);
	if (strlen(look->version) != length || memcmp(look->version, version, length) != 0) {
		memcpy(look->other_version, version, length);
		look->other_version[length] = '\0';
		return 0;
	}
	return version + length - name;
}

static void begin_regular(struct initrd_look *look, const char *name)
{
	size_t folder = modules_folder(look, name);

	look->copying = look->copy_fd >= 0 && look->copy_name &&
			strcmp(name, look->copy_name) == 0;
	if (!folder)
		return;
	memcpy(look->modules.folder, name, folder);
	look->modules.folder[folder] = '\0';
	look->into = table_find(look, name + folder + 1);
	if (look->into)		/* a later one takes the earlier's place */
		buffer_free(look->into);
}

static void begin(void *data, const struct newc_member *member)
{
	struct initrd_look *look = data;

	free(look->member);
	look->member = xstrdup(member->name);
	look->size = member->size;
	look->into = NULL;
	look->is_link = look->copying = false;
	look->head_length = 0;
	if (look->names.length + look->links.length > NAMES_LIMIT) {
		look->overfull = true;
		return;
	}
	buffer_add(&look->names, member->name, strlen(member->name) + 1);
	if (S_ISREG(member->mode)) {
		begin_regular(look, member->name);
	} else if (S_ISLNK(member->mode) && member->size && member->size < PATH_SIZE) {
		look->is_link = true;
		buffer_add(&look->links, member->name, strlen(member->name) + 1);
	}
}

/* The first bytes of a file tell whether it is an image. */
static void take_image(struct initrd_look *look)
{
	enum image_kind kind = probe_bytes(look->head, look->head_length);
	struct initrd_image *image = &look->images[look->image_count];

	if ((kind != IMAGE_SQUASHFS && kind != IMAGE_EROFS) || look->image_count == LOOK_IMAGES)
		return;
	*image = (struct initrd_image){ xstrdup(look->member), kind, look->size, -1 };
	if (look->start >= look->begin && look->start < look->end)
		image->offset = look->start - look->begin;
	look->image_count++;
}

static void take_head(struct initrd_look *look, const uint8_t *bytes, size_t length)
{
	size_t part = MIN(length, sizeof(look->head) - look->head_length);

	if (look->is_link || look->size < IMAGE_LEAST || !part)
		return;
	if (!look->head_length)
		look->start = bytes;
	memcpy(look->head + look->head_length, bytes, part);
	look->head_length += part;
	if (look->head_length == sizeof(look->head))
		take_image(look);
}

static void content(void *data, const void *bytes, size_t length)
{
	struct initrd_look *look = data;

	if (look->is_link) {
		buffer_add(&look->links, bytes, length);
		if (look->newc.left == length)
			buffer_add(&look->links, "", 1);
	}
	take_head(look, bytes, length);
	if (look->into && look->into->length + length > TABLE_LIMIT)
		look->overfull = true;
	else if (look->into)
		buffer_add(look->into, bytes, length);
	if (look->copying && !look->copy_error && write_all(look->copy_fd, bytes, length) < 0)
		look->copy_error = errno;
}

/* Where there is no text, the index is turned into one. */
static void read_indices(struct initrd_look *look)
{
	for (size_t i = FIRST_INDEX; i < ARRAY_SIZE(tables); i++) {
		struct buffer *text = text_of(look, i), rows = { 0 };
		struct slice index = table_slice(&look->indices[i - FIRST_INDEX]);

		if (!text->length && index.length &&
		    module_index_rows(index, tables[i].row, &rows))
			*text = rows;
		else
			buffer_free(&rows);
	}
}

int initrd_look(struct initrd_look *look, const void *bytes, size_t length)
{
	int result;

	look->newc = (struct newc){ .begin = begin, .content = content, .data = look };
	look->begin = bytes;
	look->end = look->begin + length;
	buffer_add(&look->names, "", 1);
	buffer_add(&look->links, "", 1);
	buffer_text(&look->modules.cmdline, "");
	result = initrd_read_segments(bytes, length, &look->newc);
	/* A link that was cut off, so that names and targets stay in pairs. */
	if (look->links.data[look->links.length - 1])
		buffer_add(&look->links, "", 1);
	read_indices(look);
	return result;
}

void initrd_look_free(struct initrd_look *look)
{
	buffer_free(&look->names);
	buffer_free(&look->links);
	module_tables_close(&look->modules);
	for (size_t i = 0; i < LOOK_TABLES; i++)
		buffer_free(&look->indices[i]);
	for (size_t i = 0; i < look->image_count; i++)
		free(look->images[i].name);
	free(look->member);
	look->member = NULL;
	look->image_count = 0;
}

static const char *find(const struct buffer *list, const char *path, size_t length)
{
	char text[PATH_SIZE + 2];

	if (length >= PATH_SIZE)
		return NULL;
	text[0] = '\0';
	memcpy(text + 1, path, length);
	text[length + 1] = '\0';
	return memmem(list->data, list->length, text, length + 2);
}

bool initrd_has_plain(const struct initrd_look *look, const char *path)
{
	return find(&look->names, path, strlen(path)) != NULL;
}

/* The target of a link, or NULL; the last of that name counts. */
static const char *target_of(const struct initrd_look *look, const char *path, size_t length)
{
	const char *target = NULL, *end = look->links.data + look->links.length;

	for (const char *at = look->links.data + 1; at < end;) {
		const char *name = at;

		at += strlen(at) + 1;
		if (at >= end)
			break;
		if (strlen(name) == length && memcmp(name, path, length) == 0)
			target = at;
		at += strlen(at) + 1;
	}
	return target;
}

/* No slash before, behind or twice. */
static void tidy(char *path)
{
	char *to = path;

	for (const char *at = path; *at; at++)
		if (*at != '/' || (to > path && at[1] && at[1] != '/'))
			*to++ = *at;
	*to = '\0';
}

/* Put a link's target in the place of its name, path[start..end). False when it grows too long. */
static bool follow(char path[PATH_SIZE], size_t start, size_t end, const char *target)
{
	char *rest = xstrdup(path + end);
	size_t keep = *target == '/' ? 0 : start;
	bool fits = keep + strlen(target) + strlen(rest) + 1 < PATH_SIZE;

	if (fits) {
		strcpy(path + keep, target);
		strcat(path, rest);
		tidy(path);
	}
	free(rest);
	return fits;
}

/* Take out the component at start, "." or "..", with what ".." takes away: where to go on. */
static size_t drop(char *path, size_t start, size_t end)
{
	bool up = end - start == 2;

	if (up && start)
		start--;
	while (up && start && path[start - 1] != '/')
		start--;
	end += path[end] == '/';
	memmove(path + start, path + end, strlen(path + end) + 1);
	return start;
}

bool initrd_has(const struct initrd_look *look, const char *wanted)
{
	char path[PATH_SIZE];
	size_t start = 0;
	int links = 0;

	if (!text_copy(path, sizeof(path), wanted))
		return false;
	tidy(path);
	while (path[start]) {
		size_t length = strcspn(path + start, "/"), end = start + length;
		const char *target;

		if (length <= 2 && strncmp(path + start, "..", length) == 0) {
			start = drop(path, start, end);
			continue;
		}
		target = target_of(look, path, end);
		if (target && (++links > LINKS_LIMIT || !follow(path, start, end, target)))
			return false;
		start = target ? 0 : end + (path[end] == '/');
	}
	tidy(path);
	return !*path || initrd_has_plain(look, path);
}

const struct initrd_image *initrd_image_find(const struct initrd_look *look, const char *path)
{
	for (size_t i = 0; i < look->image_count; i++) {
		if (strcmp(look->images[i].name, path + strspn(path, "/")) == 0)
			return &look->images[i];
	}
	return NULL;
}
