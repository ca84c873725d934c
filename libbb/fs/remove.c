/* SPDX-License-Identifier: MIT */
/* Removing files and trees as rm(1) does: by descriptor, so that no link leads astray. */
#include "fs/remove.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/ask.h"
#include "core/error.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/entries.h"
#include "fs/kind.h"
#include "fs/walk.h"

struct removal {
	const struct remove_how *how;
	int result;
	dev_t device;		/* of the tree's root */
	int kept;		/* depth of the folder left last: those above it stay, too */
};

static enum walk_next failed(struct removal *removal, const struct walk_entry *entry)
{
	removal->kept = entry->depth;
	warn("cannot remove %s: %s", quote(entry->path), strerror(errno));
	removal->result = -1;
	return WALK_SKIP;
}

static bool is_protected(struct walk_entry *entry)
{
	return entry->type != DT_LNK &&
	       faccessat(entry->dir_fd, entry->name, W_OK, AT_EACCESS) < 0 && errno == EACCES;
}

/* rm's question before a file or an emptied folder is removed: true to go on. */
static bool may_remove(struct removal *removal, struct walk_entry *entry, const char *verb)
{
	const struct remove_how *how = removal->how;
	bool protect;

	if (how->ask == REMOVE_ASK_NEVER || (how->ask == REMOVE_ASK_PROTECTED && !isatty(0)))
		return true;
	protect = is_protected(entry);
	if (!protect && how->ask != REMOVE_ASK_ALWAYS)
		return true;
	if (!walk_status(entry))
		return true;
	return ask("%s %s%s %s? ", verb, protect ? "write-protected " : "",
		   file_kind(&entry->status), quote(entry->path));
}

static bool is_empty(const struct walk_entry *entry)
{
	int fd = openat(entry->dir_fd, entry->name,
			O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	struct entries entries;
	bool empty = false;

	if (fd < 0)
		return false;
	if (entries_read(fd, &entries) == 0) {
		empty = !entries.count;
		entries_free(&entries);
	}
	close(fd);
	return empty;
}

static enum walk_next drop(struct removal *removal, struct walk_entry *entry, int flags)
{
	if (unlinkat(entry->dir_fd, entry->name, flags) < 0) {
		if (removal->how->force && (errno == ENOENT || errno == ENOTDIR))
			return WALK_SKIP;
		return failed(removal, entry);
	}
	if (removal->how->verbose)
		printf("removed %s%s\n", flags ? "directory " : "", quote(entry->path));
	return WALK_SKIP;
}

static enum walk_next before_folder(struct removal *removal, struct walk_entry *entry)
{
	const struct remove_how *how = removal->how;
	bool empty;

	if (!how->recursive) {
		if (how->empty_folders && is_empty(entry))
			return may_remove(removal, entry, "remove") ?
				       drop(removal, entry, AT_REMOVEDIR) : WALK_SKIP;
		errno = how->empty_folders ? ENOTEMPTY : EISDIR;
		return failed(removal, entry);
	}
	if (how->one_device && walk_status(entry)) {
		if (entry->depth == 0)
			removal->device = entry->status.st_dev;
		if (entry->status.st_dev != removal->device) {
			warn("skipping %s, since it's on a different device", quote(entry->path));
			removal->result = -1;
			return WALK_SKIP;
		}
	}
	if (how->ask == REMOVE_ASK_NEVER)
		return WALK_GO;
	/* An empty folder is asked about once, when its turn to go comes. */
	empty = is_empty(entry);
	if (!may_remove(removal, entry, empty ? "remove" : "descend into")) {
		removal->kept = entry->depth;
		return WALK_SKIP;
	}
	return empty ? drop(removal, entry, AT_REMOVEDIR) : WALK_GO;
}

static enum walk_next visit(struct walk_entry *entry, enum walk_when when, void *data)
{
	struct removal *removal = data;

	switch (when) {
	case WALK_BEFORE:
		return before_folder(removal, entry);
	case WALK_UNREADABLE:
		/* An empty folder goes all the same, and one that is not says more by errno. */
		if (unlinkat(entry->dir_fd, entry->name, AT_REMOVEDIR) < 0) {
			errno = errno == ENOTEMPTY || errno == EEXIST ? EACCES : errno;
			failed(removal, entry);
		}
		entry->own = entry;
		return WALK_GO;
	case WALK_AFTER:
		if (removal->kept > entry->depth)
			removal->kept = entry->depth;
		else if (!entry->own && may_remove(removal, entry, "remove"))
			drop(removal, entry, AT_REMOVEDIR);
		return WALK_GO;
	default:
		if (entry->error) {
			errno = entry->error;
			if (removal->how->force && (errno == ENOENT || errno == ENOTDIR))
				return WALK_GO;
			failed(removal, entry);
		} else if (may_remove(removal, entry, "remove")) {
			drop(removal, entry, 0);
		}
		return WALK_GO;
	}
}

static bool ends_in_dots(const char *path)
{
	size_t length = strlen(path);
	const char *name;

	while (length > 1 && path[length - 1] == '/')
		length--;
	name = memrchr(path, '/', length);
	name = name && length > 1 ? name + 1 : path;
	length -= name - path;
	return (length == 1 && name[0] == '.') || (length == 2 && memcmp(name, "..", 2) == 0);
}

int remove_tree(const char *path, const struct remove_how *how)
{
	struct removal removal = { .how = how };
	struct stat status;

	if (how->recursive && ends_in_dots(path)) {
		warn("refusing to remove '.' or '..' directory: skipping %s", quote(path));
		return -1;
	}
	if (how->recursive && how->root && lstat(path, &status) == 0 &&
	    status.st_ino == how->root->st_ino && status.st_dev == how->root->st_dev) {
		if (strcmp(path, "/") == 0)
			warn("it is dangerous to operate recursively on '/'");
		else
			warn("it is dangerous to operate recursively on %s (same as '/')",
			     quote(path));
		warn("use --no-preserve-root to override this failsafe");
		return -1;
	}
	walk(path, 0, visit, &removal);
	return removal.result;
}
