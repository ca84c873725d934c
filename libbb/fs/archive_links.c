/* SPDX-License-Identifier: MIT */
/* Symbolic links of an archive that are made last. */
#include "fs/archive_links.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/text.h"
#include "fs/archive.h"

static bool leads_away(const char *target)
{
	if (target[0] == '/')
		return true;
	while (target) {
		if (target[0] == '.' && target[1] == '.' && (!target[2] || target[2] == '/'))
			return true;
		target = strchr(target, '/');
		target += target ? 1 : 0;
	}
	return false;
}

static const char *name_of(const struct archive_link *link)
{
	return archive_entry_pathname(link->entry);
}

/* FNV-1a, byte by byte: of a path and of all its beginnings in one pass. */
static uint32_t hash_byte(uint32_t hash, char byte)
{
	return (hash ^ (unsigned char)byte) * 16777619;
}

static uint32_t hash_name(const char *name)
{
	uint32_t hash = 2166136261;

	while (*name)
		hash = hash_byte(hash, *name++);
	return hash;
}

static struct archive_link *find(const struct archive_links *links, const char *name,
				 size_t length, uint32_t hash)
{
	for (size_t at = hash & (links->room - 1); links->room && links->table[at];
	     at = (at + 1) & (links->room - 1)) {
		struct archive_link *link = &links->items[links->table[at] - 1];

		if (strncmp(name_of(link), name, length) == 0 && !name_of(link)[length])
			return link;
	}
	return NULL;
}

static void put(struct archive_links *links, size_t item)
{
	size_t at = hash_name(name_of(&links->items[item])) & (links->room - 1);

	while (links->table[at])
		at = (at + 1) & (links->room - 1);
	links->table[at] = item + 1;
}

static void add(struct archive_links *links, struct archive_entry *entry)
{
	links->items = xrealloc(links->items, (links->count + 1) * sizeof(*links->items));
	links->items[links->count++] = (struct archive_link){ .entry = entry };
	if (links->count * 2 <= links->room) {
		put(links, links->count - 1);
		return;
	}
	free(links->table);
	links->room = links->room ? links->room * 2 : 64;
	links->table = xcalloc(links->room, sizeof(*links->table));
	for (size_t i = 0; i < links->count; i++)
		put(links, i);
}

bool archive_links_cover(const struct archive_links *links, const char *path)
{
	uint32_t hash = 2166136261;

	for (const char *at = path; links->count && *at; at++) {
		if (*at == '/' && find(links, path, at - path, hash))
			return true;
		hash = hash_byte(hash, *at);
	}
	return false;
}

/* Another name of one that waits waits as well, as a link to the same target. */
static bool defer_hard_link(struct archive_links *links, struct archive_entry *entry)
{
	const char *first = archive_entry_hardlink(entry);
	struct archive_link *link = find(links, first, strlen(first), hash_name(first));
	struct archive_entry *copy;

	if (!link)
		return false;
	copy = archive_entry_clone(link->entry);
	archive_entry_set_pathname(copy, archive_entry_pathname(entry));
	add(links, copy);
	return true;
}

bool archive_links_defer(struct archive_links *links, struct archive_entry *entry)
{
	const char *target = archive_entry_symlink(entry);

	if (archive_entry_hardlink(entry) && links->count)
		return defer_hard_link(links, entry);
	if (archive_entry_filetype(entry) != AE_IFLNK || !target || !leads_away(target))
		return false;
	add(links, archive_entry_clone(entry));
	archive_entry_set_symlink(entry, NULL);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_size(entry, 0);
	archive_entry_set_perm(entry, 0);
	return true;
}

void archive_links_placed(struct archive_links *links)
{
	struct archive_link *last = &links->items[links->count - 1];
	struct stat status;

	if (lstat(archive_entry_pathname(last->entry), &status) < 0)
		return;
	last->device = status.st_dev;
	last->inode = status.st_ino;
}

static bool is_in_place(const struct archive_link *link)
{
	struct stat status;

	return link->inode && lstat(archive_entry_pathname(link->entry), &status) == 0 &&
	       status.st_dev == link->device && status.st_ino == link->inode &&
	       S_ISREG(status.st_mode) && !status.st_size;
}

static char *path_folder(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == path ? xstrdup("/") : slash ? xstrndup(path, slash - path) : xstrdup(".");
}

void archive_links_make(struct archive_links *links, struct archive *to,
			const struct archive_request *request)
{
	struct stat above;
	bool known;

	for (size_t i = 0; i < links->count; i++) {
		struct archive_entry *entry = links->items[i].entry;

		char *folder;

		if (!is_in_place(&links->items[i]))
			continue;
		folder = path_folder(name_of(&links->items[i]));
		known = stat(folder, &above) == 0;
		if ((unlink(archive_entry_pathname(entry)) < 0 ||
		     archive_write_header(to, entry) < ARCHIVE_WARN ||
		     archive_write_finish_entry(to) < ARCHIVE_WARN) && request->failed) {
			errno = archive_errno(to);
			request->failed(entry, archive_error_string(to), request->own);
		}
		/* The folder may have its final time already. */
		if (known)
			utimensat(AT_FDCWD, folder, (struct timespec[]){ above.st_atim,
									 above.st_mtim }, 0);
		free(folder);
	}
	for (size_t i = 0; i < links->count; i++)
		archive_entry_free(links->items[i].entry);
	free(links->items);
	free(links->table);
	*links = (struct archive_links){ 0 };
}
