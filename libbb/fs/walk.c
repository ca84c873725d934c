/* SPDX-License-Identifier: MIT */
/* A tree of files, folder by folder, of any depth and with paths of any length. */
#include "fs/walk.h"

#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "fs/entries.h"

/* How many folders of the way down stay open; those above are found again by "..". */
enum { OPEN_FOLDERS = 100 };

struct folder {
	struct folder *above;
	int fd;			/* -1: closed for want of descriptors */
	dev_t device;
	ino_t inode;
	bool by_link;		/* its ".." is not the folder above */
};

struct walk {
	unsigned flags;
	walk_visit *visit;
	void *data;
	struct buffer path;
	struct folder *deepest;
	dev_t device;
};

static enum walk_next step(struct walk *walk, struct walk_entry *entry);

bool walk_status(struct walk_entry *entry)
{
	if (entry->has_status || entry->error) {
		errno = entry->error;
		return entry->has_status;
	}
	if (fstatat(entry->dir_fd, entry->name, &entry->status,
		    entry->follows ? 0 : AT_SYMLINK_NOFOLLOW) < 0) {
		entry->error = errno;
		if (!entry->follows || !entry->dangling_ok ||
		    (errno != ENOENT && errno != ENOTDIR) ||
		    fstatat(entry->dir_fd, entry->name, &entry->status, AT_SYMLINK_NOFOLLOW) < 0)
			return false;
		entry->error = 0;
		entry->follows = false;
	}
	entry->has_status = true;
	entry->type = IFTODT(entry->status.st_mode);
	return true;
}

/* The n-th folder above the deepest, closed unless ".." would not find it again. */
static void close_one_above(struct walk *walk)
{
	struct folder *below = walk->deepest;

	for (int i = 1; i < OPEN_FOLDERS; i++) {
		if (!below->above)
			return;
		below = below->above;
	}
	if (below->above && !below->by_link)
		close_fd(&below->above->fd);
}

/* Open again the folder above one that is still open. */
static int reopen_above(const struct folder *below)
{
	struct folder *above = below->above;
	struct stat status;

	if (!above || above->fd >= 0)
		return 0;
	above->fd = openat(below->fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (above->fd < 0)
		return -1;
	if (fstat(above->fd, &status) == 0 && status.st_dev == above->device &&
	    status.st_ino == above->inode)
		return 0;
	close_fd(&above->fd);
	errno = ENOENT;
	return -1;
}

static enum walk_next visit_items(struct walk *walk, struct walk_entry *entry,
				  struct folder *folder, const struct entries *entries)
{
	size_t length = walk->path.length;
	enum walk_next next = WALK_GO;

	if (length && walk->path.data[length - 1] != '/')
		buffer_text(&walk->path, "/");
	for (size_t i = 0; i < entries->count && next != WALK_QUIT && folder->fd >= 0; i++) {
		size_t base = walk->path.length;
		struct walk_entry item = {
			.name = entries->items[i].name, .dir_fd = folder->fd,
			.depth = entry->depth + 1, .type = entries->items[i].type,
			.follows = walk->flags & WALK_FOLLOW,
			.dangling_ok = walk->flags & WALK_DANGLING,
		};

		buffer_text(&walk->path, item.name);
		item.path = walk->path.data;
		next = step(walk, &item);
		walk->path.length = base;
		walk->path.data[base] = '\0';
	}
	walk->path.length = length;
	walk->path.data[length] = '\0';
	entry->path = walk->path.data;
	return next;
}

static enum walk_next visit_folder(struct walk *walk, struct walk_entry *entry,
				   struct folder *folder)
{
	struct entries entries;
	enum walk_next next;

	if (entries_read(folder->fd, &entries) < 0) {
		entry->path = walk->path.data;
		return walk->visit(entry, WALK_UNREADABLE, walk->data);
	}
	if (walk->flags & WALK_SORTED)
		entries_sort(&entries);
	walk->deepest = folder;
	close_one_above(walk);
	next = visit_items(walk, entry, folder, &entries);
	walk->deepest = folder->above;
	entries_free(&entries);
	if (next != WALK_QUIT && folder->fd >= 0 && reopen_above(folder) < 0)
		next = walk->visit(entry, WALK_UNREADABLE, walk->data);
	return next;
}

static bool is_above(const struct walk *walk, const struct stat *status)
{
	for (const struct folder *at = walk->deepest; at; at = at->above)
		if (at->inode == status->st_ino && at->device == status->st_dev)
			return true;
	return false;
}

static enum walk_next enter(struct walk *walk, struct walk_entry *entry)
{
	struct folder folder = { .above = walk->deepest, .by_link = entry->follows };
	struct stat status;
	enum walk_next next;

	folder.fd = openat(entry->dir_fd, entry->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC |
			   O_NONBLOCK | (entry->follows ? 0 : O_NOFOLLOW));
	if (folder.fd < 0 || fstat(folder.fd, &status) < 0) {
		next = walk->visit(entry, WALK_UNREADABLE, walk->data);
		close_fd(&folder.fd);
		return next;
	}
	folder.device = status.st_dev;
	folder.inode = status.st_ino;
	if (entry->depth == 0)
		walk->device = status.st_dev;
	if ((walk->flags & WALK_ONE_DEVICE) && status.st_dev != walk->device)
		next = WALK_GO;
	else
		next = visit_folder(walk, entry, &folder);
	close_fd(&folder.fd);
	if (folder.above)
		entry->dir_fd = folder.above->fd;
	return next;
}

static enum walk_next step(struct walk *walk, struct walk_entry *entry)
{
	enum walk_next next;

	if (entry->type == DT_UNKNOWN || (entry->type == DT_LNK && entry->follows))
		walk_status(entry);
	if (entry->type != DT_DIR)
		return walk->visit(entry, WALK_FILE, walk->data);
	/* Only links lead back up. */
	if ((walk->flags & WALK_FOLLOW) && walk_status(entry) && is_above(walk, &entry->status))
		return walk->visit(entry, WALK_LOOP, walk->data);
	next = walk->visit(entry, WALK_BEFORE, walk->data);
	if (next != WALK_GO)
		return next;
	next = enter(walk, entry);
	if (next == WALK_QUIT)
		return next;
	entry->path = walk->path.data;
	return walk->visit(entry, WALK_AFTER, walk->data);
}

bool walk(const char *root, unsigned flags, walk_visit *visit, void *data)
{
	struct walk walk = { .flags = flags, .visit = visit, .data = data };
	struct walk_entry entry = {
		.name = root, .dir_fd = AT_FDCWD, .type = DT_UNKNOWN,
		.follows = flags & (WALK_FOLLOW | WALK_FOLLOW_ROOT),
		.dangling_ok = flags & WALK_DANGLING,
	};
	enum walk_next next;

	buffer_text(&walk.path, root);
	entry.path = walk.path.data;
	next = step(&walk, &entry);
	buffer_free(&walk.path);
	return next != WALK_QUIT;
}
