/* SPDX-License-Identifier: MIT */
/* tar -c, -r, -u: from a tree to an archive. */
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"
#include "fs/archive_output.h"
#include "fs/mode.h"
#include "fs/owner.h"
#include "fs/target.h"
#include "fs/walk.h"
#include "tools/tar.h"

/* One archive is written in a run. */
static struct archive_output output;
static struct tar *tar;
static struct stat archive_status;
static FILE *listing;

/* -u: the newest time each name has in the archive. */
static struct newest {
	char *name;
	time_t time;
} *newest;
static size_t newest_count;

static void add_xattrs(struct archive_entry *entry, const char *path)
{
	char names[4096], value[65536];
	ssize_t length = llistxattr(path, names, sizeof(names)), size;

	for (char *name = names; length > 0 && name < names + length; name += strlen(name) + 1) {
		size = lgetxattr(path, name, value, sizeof(value));
		if (size >= 0)
			archive_entry_xattr_add_entry(entry, name, value, size);
	}
}

/* Where a sparse file has data: so that its holes are not stored. */
static void add_extents(struct archive_entry *entry, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	off_t size = archive_entry_size(entry), data = 0, hole = 0;

	while (fd >= 0 && hole < size && (data = lseek(fd, hole, SEEK_DATA)) >= 0 &&
	       (hole = lseek(fd, data, SEEK_HOLE)) > data)
		archive_entry_sparse_add_entry(entry, data, hole - data);
	if (fd >= 0 && !archive_entry_sparse_count(entry))
		archive_entry_sparse_add_entry(entry, size, 0);
	if (fd >= 0)
		close(fd);
}

static void set_owners(struct archive_entry *entry, const struct stat *status)
{
	uid_t user = tar->owner_set ? tar->owner : status->st_uid;
	gid_t group = tar->group_set ? tar->group : status->st_gid;

	archive_entry_set_uid(entry, user);
	archive_entry_set_gid(entry, group);
	if (tar->numeric)
		return;
	archive_entry_set_uname(entry, tar->owner_name ?: user_name(user));
	archive_entry_set_gname(entry, tar->group_name ?: group_name(group));
}

static struct archive_entry *make_entry(const struct walk_entry *from, const char *name)
{
	struct archive_entry *entry = archive_entry_new();
	const struct stat *status = &from->status;
	char target[4096];
	ssize_t length;
	mode_t mode;

	archive_entry_copy_stat(entry, status);
	if (!S_ISREG(status->st_mode))
		archive_entry_set_size(entry, 0);
	archive_entry_set_pathname(entry, name);
	archive_entry_copy_sourcepath(entry, from->path);
	set_owners(entry, status);
	if (tar->mtime_set)
		archive_entry_set_mtime(entry, tar->mtime.tv_sec, tar->mtime.tv_nsec);
	if (tar->mode_text && !S_ISLNK(status->st_mode) &&
	    mode_parse(tar->mode_text, status->st_mode & 07777, S_ISDIR(status->st_mode), 0,
		       &mode) == 0)
		archive_entry_set_perm(entry, mode);
	/* Only what was there when the file was looked at: pax would store these, too. */
	archive_entry_unset_birthtime(entry);
	if (!tar->format || strcmp(tar->format, "pax") != 0) {
		archive_entry_unset_atime(entry);
		archive_entry_unset_ctime(entry);
	}
	if (S_ISLNK(status->st_mode)) {
		length = readlinkat(from->dir_fd, from->name, target, sizeof(target) - 1);
		target[MAX(length, 0)] = '\0';
		archive_entry_set_symlink(entry, target);
	}
	if (tar->xattrs)
		add_xattrs(entry, from->path);
	if (tar->sparse && S_ISREG(status->st_mode) &&
	    status->st_blocks * 512LL < status->st_size)
		add_extents(entry, from->path);
	return entry;
}

static bool is_old_news(const char *name, const struct stat *status)
{
	for (size_t i = 0; i < newest_count; i++)
		if (strcmp(newest[i].name, name) == 0 && newest[i].time >= status->st_mtim.tv_sec)
			return true;
	return false;
}

/* The name as it was found: what is stripped off in the archive is shown. */
static const char *shown;

static void print(struct archive_entry *entry)
{
	tar_print(listing, tar, entry, shown, tar->verbose > 1);
}

static void add(const struct walk_entry *from, const char *path)
{
	char *name = xstrdup(tar_safe_name(tar, path, false));
	struct archive_entry *entry = make_entry(from, name);
	int result;

	shown = path;
	result = archive_output_add(&output, entry);
	if (result < 0)
		tar_fatal("%s", fail_text());
	if (result == ARCHIVE_OUTPUT_CHANGED)
		warn_failure();
	if (result == ARCHIVE_OUTPUT_UNREAD)
		tar_error("%s", fail_text());
	free(name);
}

static enum walk_next visit(struct walk_entry *entry, enum walk_when when, void *data)
{
	char *folder = NULL;
	const char *path = entry->path;
	enum walk_next next = WALK_GO;

	(void)data;
	if (when == WALK_AFTER)
		return WALK_GO;
	if (when == WALK_UNREADABLE) {
		tar_error("%s: Cannot open: %s", path, strerror(errno));
		return WALK_GO;
	}
	if (tar_is_excluded(tar, path))
		return when == WALK_BEFORE ? WALK_SKIP : WALK_GO;
	if (!walk_status(entry)) {
		tar_error("%s: Cannot stat: %s", path, strerror(entry->error));
		return WALK_GO;
	}
	if (S_ISSOCK(entry->status.st_mode)) {
		tar_note("%s: socket ignored", path);
		return WALK_GO;
	}
	if (entry->status.st_dev == archive_status.st_dev && archive_status.st_ino &&
	    entry->status.st_ino == archive_status.st_ino) {
		tar_note("%s: file is the archive; not dumped", path);
		return WALK_GO;
	}
	if (S_ISDIR(entry->status.st_mode))
		path = folder = xasprintf("%s%s", path, text_ends_with(path, "/") ? "" : "/");
	if (when == WALK_BEFORE && tar->not_recursive)
		next = WALK_SKIP;
	if (!is_old_news(path, &entry->status))
		add(entry, path);
	free(folder);
	return next;
}

static void add_names(void)
{
	unsigned flags = (tar->follow ? WALK_FOLLOW | WALK_FOLLOW_ROOT : 0) |
			 (tar->one_device ? WALK_ONE_DEVICE : 0) |
			 (tar->sorted ? WALK_SORTED : 0);
	int back = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);

	for (size_t i = 0; i < tar->count; i++) {
		const struct tar_name *name = &tar->names[i];
		char *root = xstrdup(name->name);

		for (size_t n = strlen(root); n > 1 && root[n - 1] == '/';)
			root[--n] = '\0';
		if (name->folder && chdir(name->folder) < 0)
			tar_fatal("%s: Cannot open: %s", name->folder, strerror(errno));
		walk(root, flags, visit, NULL);
		if (name->folder && fchdir(back) < 0)
			tar_fatal("Cannot return to the working folder: %s", strerror(errno));
		free(root);
	}
	close(back);
}

static const char *filter_by_suffix(const char *file)
{
	static const struct {
		const char *suffix, *filter;
	} rows[] = {
		{ ".gz", "gzip" }, { ".tgz", "gzip" }, { ".taz", "gzip" }, { ".xz", "xz" },
		{ ".txz", "xz" }, { ".lzma", "lzma" }, { ".tlz", "lzma" }, { ".zst", "zstd" },
		{ ".tzst", "zstd" }, { ".bz2", "bzip2" }, { ".tbz", "bzip2" },
		{ ".tbz2", "bzip2" }, { ".tb2", "bzip2" },
	};

	for (size_t i = 0; file && i < ARRAY_SIZE(rows); i++)
		if (text_ends_with(file, rows[i].suffix))
			return rows[i].filter;
	return NULL;
}

static void remember(const char *name, time_t time)
{
	newest = xrealloc(newest, (newest_count + 1) * sizeof(*newest));
	newest[newest_count++] = (struct newest){ xstrdup(name), time };
}

/* -r, -u: stand where the archive's end mark begins; learn what is in it. */
static void find_end(int fd)
{
	struct archive *from = archive_read_new();
	struct archive_entry *entry;
	struct stat status;
	int result;

	if (fstat(fd, &status) == 0 && status.st_size == 0)
		return;
	archive_read_support_format_tar(from);
	if (archive_read_open_fd(from, fd, 10240) != ARCHIVE_OK)
		tar_fatal("%s: Cannot read: %s", tar->file, archive_error_string(from));
	while ((result = archive_read_next_header(from, &entry)) >= ARCHIVE_WARN &&
	       result != ARCHIVE_EOF)
		if (tar->mode == 'u')
			remember(archive_entry_pathname(entry), archive_entry_mtime(entry));
	if (result != ARCHIVE_EOF)
		tar_fatal("%s: Cannot update what is no plain tar archive: %s", tar->file,
			  archive_error_string(from));
	lseek(fd, archive_read_header_position(from), SEEK_SET);
	archive_read_free(from);
}

static int open_archive(void)
{
	bool append = tar->mode != 'c';
	int fd = STDOUT_FILENO;

	if (strcmp(tar->file, "-") == 0) {
		if (append)
			die(2, "Options '-Aru' are incompatible with '-f -'");
		if (isatty(fd))
			tar_fatal("Refusing to write archive contents to terminal "
				  "(missing -f option?)");
		return fd;
	}
	fd = open(tar->file, (append ? O_RDWR : O_WRONLY | O_TRUNC) | O_CREAT | O_CLOEXEC, 0666);
	if (fd < 0)
		tar_fatal("%s: Cannot open: %s", tar->file, strerror(errno));
	if (append)
		find_end(fd);
	if (fstat(fd, &archive_status) < 0 || !S_ISREG(archive_status.st_mode))
		archive_status.st_ino = 0;
	return fd;
}

void tar_write(struct tar *how)
{
	const char *format = how->format ? how->format : how->xattrs || how->sparse ? "pax"
									      : "gnutar";
	const char *filter = how->program ? how->program : how->filter;

	tar = how;
	if (how->by_suffix && !filter)
		filter = filter_by_suffix(how->file);
	if (how->mode != 'c' && filter)
		die(2, "Cannot update compressed archives");
	/* That a program ended is an error to be told, like any other. */
	if (how->program || (filter && strcmp(filter, "bzip2") == 0))
		signal(SIGPIPE, SIG_IGN);
	output.name = how->file;
	output.fd = open_archive();
	output.each = how->verbose ? print : NULL;
	listing = output.fd == STDOUT_FILENO ? stderr : stdout;
	if (archive_output_open(&output, format, filter, how->last_block) < 0)
		tar_fatal("%s", fail_text());
	add_names();
	if (archive_output_close(&output) < 0)
		tar_fatal("%s", fail_text());
	/* A longer end mark of an archive that was appended to. */
	if (how->mode != 'c' && ftruncate(output.fd, lseek(output.fd, 0, SEEK_CUR)) < 0)
		tar_error("%s: Cannot truncate: %s", how->file, strerror(errno));
	if (output.fd != STDOUT_FILENO && close(output.fd) < 0)
		tar_fatal("%s: Cannot close: %s", how->file, strerror(errno));
}
