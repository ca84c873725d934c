/* SPDX-License-Identifier: MIT */
/* cp(1)'s one operand: a file, or a tree folder by folder. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/copy.h"
#include "fs/mode.h"
#include "fs/walk.h"

struct copying {
	struct copy_how *how;
	const char *from;		/* the operand, and where it goes */
	const char *to;
	int result;
	mode_t mask;			/* the umask */
	bool has_top;
	struct stat top;		/* the folder made for the operand */
};

/* What visiting one item is about. */
struct item {
	struct walk_entry *entry;
	const char *from;
	char *to;
	char *backup;
};

static int complain(struct copying *copying)
{
	warn_failure();
	return copying->result = -1;
}

void copy_say(const struct copy_how *how, const char *from, const char *to, const char *backup)
{
	printf("%s%s -> %s", how->moving ? "copied " : "", quote(from), quote(to));
	if (backup)
		printf(" (backup: %s)", quote(backup));
	putchar('\n');
}

static mode_t new_mode(const struct copying *copying, const struct stat *status)
{
	if (copying->how->plain_mode)
		return S_ISDIR(status->st_mode) ? 0777 & ~copying->mask : 0666 & ~copying->mask;
	return status->st_mode & 0777 & ~copying->mask;
}

/* A file with several names in the source gets them in the copy: 1 when it was linked. */
static int link_to_earlier(struct copying *copying, struct item *item)
{
	const struct stat *status = &item->entry->status;
	const struct seen_file *earlier;

	if (!copying->how->keep.links || (status->st_nlink < 2 && !item->entry->follows))
		return 0;
	earlier = seen_or_add(&copying->how->sources, status, item->to);
	if (!earlier)
		return 0;
	if (link(earlier->name, item->to) < 0 &&
	    (errno != EEXIST || unlink(item->to) < 0 || link(earlier->name, item->to) < 0))
		return fail("cannot create hard link %s to %s", quote(item->to),
			    quote(earlier->name));
	return 1;
}

/* Open the destination, anew or, when existing, emptied. */
static int open_destination(struct copying *copying, struct item *item, bool existing, bool *fresh)
{
	const struct attributes_how *keep = &copying->how->keep;
	mode_t mode = new_mode(copying, &item->entry->status);
	int fd = -1;

	/* Until it has its owner, nobody else is let in. */
	if (keep->owner)
		mode &= 0700;
	*fresh = false;
	if (existing) {
		int flags = copying->how->attributes_only ? 0 : O_TRUNC;

		fd = open(item->to, O_WRONLY | O_CLOEXEC | flags);
		if (fd >= 0 || !copying->how->force)
			return fd;
		if (unlink(item->to) < 0)
			return fd;
	}
	*fresh = true;
	return open(item->to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
}

static int finish_file(struct copying *copying, struct item *item, int from, int to, bool fresh)
{
	const struct attributes_how *keep = &copying->how->keep;
	const struct stat *status = &item->entry->status;
	int result = attributes_apply(keep, status, NULL, from, item->to, to);

	if (fresh && keep->owner && !keep->mode)
		fchmod(to, new_mode(copying, status));
	else if (!fresh && copying->how->plain_mode)
		fchmod(to, new_mode(copying, status));
	return result;
}

static int copy_file(struct copying *copying, struct item *item, bool existing)
{
	struct walk_entry *entry = item->entry;
	int from, to, result = 0;
	bool fresh;

	from = openat(entry->dir_fd, entry->name,
		      O_RDONLY | O_CLOEXEC | (entry->follows ? 0 : O_NOFOLLOW));
	if (from < 0)
		return fail("cannot open %s for reading", quote(item->from));
	to = open_destination(copying, item, existing, &fresh);
	if (to < 0) {
		result = fail("cannot create regular file %s", quote(item->to));
	} else {
		if (!copying->how->attributes_only)
			result = copy_data(from, item->from, to, item->to, &entry->status,
					   copying->how->sparse, copying->how->reflink);
		if (result == 0 && finish_file(copying, item, from, to, fresh) < 0)
			copying->result = -1;
		if (close(to) < 0 && result == 0)
			result = fail("failed to close %s", quote(item->to));
		if (result < 0 && copying->how->reflink == COPY_ALWAYS && fresh)
			unlink(item->to);
	}
	close(from);
	return result;
}

static int copy_link(struct item *item)
{
	char target[4096];
	ssize_t length = readlinkat(item->entry->dir_fd, item->entry->name, target,
				    sizeof(target) - 1);

	if (length < 0)
		return fail("cannot read symbolic link %s", quote(item->from));
	target[length] = '\0';
	if (symlink(target, item->to) < 0)
		return fail("cannot create symbolic link %s", quote(item->to));
	return 0;
}

static int make_link(struct copying *copying, struct item *item)
{
	const char *slash = strrchr(item->to, '/');

	if (copying->how->hard_link) {
		if (linkat(item->entry->dir_fd, item->entry->name, AT_FDCWD, item->to,
			   item->entry->follows ? AT_SYMLINK_FOLLOW : 0) == 0)
			return 0;
		return fail("cannot create hard link %s to %s", quote(item->to),
			    quote(item->from));
	}
	if (item->from[0] != '/' && slash && strncmp(item->to, "./", 2) != 0)
		return fail_plain("%s: can make relative symbolic links only in current directory",
				  quote_maybe(item->to));
	if (symlink(item->from, item->to) < 0)
		return fail("cannot create symbolic link %s to %s", quote(item->to),
			    quote(item->from));
	return 0;
}

static int copy_special(struct copying *copying, struct item *item)
{
	const struct stat *status = &item->entry->status;

	if (mknod(item->to, (status->st_mode & S_IFMT) | new_mode(copying, status),
		  status->st_rdev) < 0)
		return fail("cannot create special file %s", quote(item->to));
	return 0;
}

/* Is the copy of this made by opening it, rather than by making another like it? */
static bool is_data(const struct copying *copying, const struct stat *status)
{
	return S_ISREG(status->st_mode) ||
	       (copying->how->special_as_data && !S_ISLNK(status->st_mode) &&
		!S_ISDIR(status->st_mode));
}

/* What is there already goes out of the way: 1 to go on, 0 to leave this one. */
static int clear_destination(struct copying *copying, struct item *item, bool *existing)
{
	struct copy_how *how = copying->how;
	const struct stat *status = &item->entry->status;
	bool replaces = how->remove_first || how->hard_link || how->symbolic_link ||
			!is_data(copying, status);
	struct stat there, link;
	int may;

	*existing = false;
	if (lstat(item->to, &link) < 0)
		return 1;
	there = link;
	if (S_ISLNK(link.st_mode) && stat(item->to, &there) < 0 && !replaces && !how->backup)
		return fail_plain("not writing through dangling symlink %s", quote(item->to));
	may = copy_may_overwrite(how, item->from, status, item->to,
				 replaces || how->backup ? &link : &there);
	if (may <= 0)
		return may;
	/* The file's other names are not to get these bytes where links are kept. */
	replaces |= how->keep.links && there.st_nlink > 1;
	if (copy_make_backup(how, item->to, &item->backup) < 0)
		return -1;
	if (item->backup)
		return 1;
	if (replaces) {
		if (unlink(item->to) < 0)
			return fail("cannot remove %s", quote(item->to));
		if (how->verbose && how->remove_first)
			printf("removed %s\n", quote(item->to));
		return 1;
	}
	*existing = true;
	return 1;
}

static void remember_created(struct copying *copying, const struct item *item)
{
	struct stat made;

	if (item->entry->depth == 0 && lstat(item->to, &made) == 0)
		seen_or_add(&copying->how->created, &made, NULL);
}

static int copy_item(struct copying *copying, struct item *item)
{
	struct copy_how *how = copying->how;
	const struct stat *status = &item->entry->status;
	bool existing;
	int result = clear_destination(copying, item, &existing);

	if (result <= 0)
		return result;
	if (how->verbose)
		copy_say(how, item->from, item->to, item->backup);
	result = how->hard_link || how->symbolic_link ? 0 : link_to_earlier(copying, item);
	if (result != 0)
		return MIN(result, 0);
	if (how->hard_link || how->symbolic_link)
		return make_link(copying, item);
	if (is_data(copying, status)) {
		result = copy_file(copying, item, existing);
	} else {
		result = S_ISLNK(status->st_mode) ? copy_link(item) : copy_special(copying, item);
		if (result == 0 && attributes_apply(&how->keep, status, item->from, -1, item->to,
						    -1) < 0)
			copying->result = -1;
	}
	if (result == 0)
		remember_created(copying, item);
	return result;
}

/* A folder's state from before to after what is in it. */
struct made {
	mode_t mode;		/* to be set at the end */
	bool fresh;
};

static int make_folder(struct copying *copying, struct item *item, struct made *made)
{
	const struct stat *status = &item->entry->status;
	struct stat there;

	made->mode = new_mode(copying, status);
	if (mkdir(item->to, (made->mode & (copying->how->keep.owner ? 0700 : 0777)) | 0700) == 0) {
		made->fresh = true;
		if (copying->how->verbose && copying->how->moving)
			printf("created directory %s\n", quote(item->to));
		else if (copying->how->verbose)
			copy_say(copying->how, item->from, item->to, NULL);
	} else if (errno != EEXIST || stat(item->to, &there) < 0 || !S_ISDIR(there.st_mode)) {
		if (errno == EEXIST || errno == ENOTDIR || errno == 0)
			return fail_plain("cannot overwrite non-directory %s with directory %s",
					  quote(item->to), quote(item->from));
		return fail("cannot create directory %s", quote(item->to));
	} else if (there.st_ino == status->st_ino && there.st_dev == status->st_dev) {
		return fail_plain("%s and %s are the same file", quote(item->from),
				  quote(item->to));
	}
	if (!copying->has_top && stat(item->to, &copying->top) == 0)
		copying->has_top = true;
	return 0;
}

static enum walk_next before_folder(struct copying *copying, struct item *item)
{
	const struct stat *status = &item->entry->status;
	struct made *made;

	if (!copying->how->recursive) {
		warn("-r not specified; omitting directory %s", quote(item->from));
		copying->result = -1;
		return WALK_SKIP;
	}
	if (copying->has_top && status->st_ino == copying->top.st_ino &&
	    status->st_dev == copying->top.st_dev) {
		warn("cannot copy a directory, %s, into itself, %s", quote(copying->from),
		     quote(copying->to));
		copying->result = -1;
		return WALK_SKIP;
	}
	made = xcalloc(1, sizeof(*made));
	if (make_folder(copying, item, made) < 0) {
		free(made);
		complain(copying);
		return WALK_SKIP;
	}
	item->entry->own = made;
	return WALK_GO;
}

static void after_folder(struct copying *copying, struct item *item)
{
	struct made *made = item->entry->own;

	if (!made)
		return;
	if (attributes_apply(&copying->how->keep, &item->entry->status, item->from, -1, item->to,
			     -1) < 0)
		copying->result = -1;
	if (made->fresh && !copying->how->keep.mode)
		chmod(item->to, made->mode);
	free(made);
	item->entry->own = NULL;
}

/* The same operand twice, by the same name, is a slip and no failure. */
static bool is_repeated(struct copying *copying, const struct walk_entry *entry)
{
	const char *slash = strrchr(entry->path, '/'), *name = slash ? slash + 1 : entry->path;
	const struct seen_file *before;

	before = seen_or_add(&copying->how->operands, &entry->status, name);
	if (!before || strcmp(before->name, name) != 0 || copying->how->backup)
		return false;
	fflush(stdout);
	fprintf(stderr, "%s: warning: source file %s specified more than once\n", program_name,
		quote(entry->path));
	return true;
}

static enum walk_next visit(struct walk_entry *entry, enum walk_when when, void *data)
{
	struct copying *copying = data;
	struct item item = { .entry = entry, .from = entry->path };
	enum walk_next next = WALK_GO;
	const char *below;

	below = entry->path + strlen(copying->from);
	item.to = xasprintf("%s%s%s", copying->to, *below && *below != '/' ? "/" : "", below);
	if (!walk_status(entry)) {
		fail("cannot stat %s", quote(entry->path));
		complain(copying);
	} else if (when == WALK_BEFORE) {
		next = before_folder(copying, &item);
	} else if (when == WALK_AFTER) {
		after_folder(copying, &item);
	} else if (when == WALK_UNREADABLE) {
		fail("cannot access %s", quote(entry->path));
		complain(copying);
	} else if (when == WALK_LOOP) {
		fail_plain("cannot copy cyclic symbolic link %s", quote(entry->path));
		complain(copying);
	} else if (entry->depth == 0 && is_repeated(copying, entry)) {
		/* Said, and nothing wrong. */
	} else if (copy_item(copying, &item) < 0) {
		if (item.backup)
			rename(item.backup, item.to);
		complain(copying);
	}
	free(item.backup);
	free(item.to);
	return next;
}

int copy_tree(const char *from, const char *to, struct copy_how *how)
{
	static const unsigned follow[] = {
		[COPY_FOLLOW_ALWAYS] = WALK_FOLLOW, [COPY_FOLLOW_ROOT] = WALK_FOLLOW_ROOT,
		[COPY_FOLLOW_NEVER] = 0,
	};
	struct copying copying = { .how = how, .from = from, .to = to, .mask = current_umask() };

	walk(from, follow[how->follow] | (how->one_device ? WALK_ONE_DEVICE : 0), visit, &copying);
	return copying.result;
}
