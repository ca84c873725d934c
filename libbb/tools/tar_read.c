/* SPDX-License-Identifier: MIT */
/* tar -x, -t, -d: from an archive. */
#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "fs/archive.h"
#include "fs/target.h"
#include "tools/tar.h"

static struct tar *tar;

static ssize_t read_block(void *data, const void **block)
{
	static char bytes[1 << 18];
	ssize_t length;

	do
		length = read(*(int *)data, bytes, sizeof(bytes));
	while (length < 0 && errno == EINTR);
	*block = bytes;
	return length < 0 ? fail("%s: Cannot read", tar->file) : length;
}

/* Without the leading folders of --strip-components; NULL when nothing is left. */
static const char *strip(const char *name)
{
	for (uint64_t left = tar->strip; left; left--) {
		name = strchr(name, '/');
		if (!name)
			return NULL;
		name += strspn(name, "/");
	}
	return *name ? name : NULL;
}

/* The name a member gets here. Caller frees; NULL: it is stripped away. */
static char *name_here(const char *name, const struct tar_name *wanted, bool is_link)
{
	const char *rest = strip(name);

	if (!rest)
		return NULL;
	rest = tar_safe_name(tar, rest, is_link);
	return wanted->folder ? path_join(wanted->folder, rest) : xstrdup(rest);
}

static void say_failed(struct archive_entry *entry, const char *why, void *own)
{
	const char *name = archive_entry_pathname(entry), *error = strerror(errno);

	(void)own;
	if (errno <= 0)
		tar_error("%s: %s", name, why);
	else if (archive_entry_hardlink(entry))
		tar_error("%s: Cannot hard link to '%s': %s", name,
			  archive_entry_hardlink(entry), error);
	else if (archive_entry_symlink(entry))
		tar_error("%s: Cannot create symlink to '%s': %s", name,
			  archive_entry_symlink(entry), error);
	else
		tar_error("%s: Cannot %s: %s", name,
			  archive_entry_filetype(entry) == AE_IFDIR ? "mkdir" :
			  archive_entry_filetype(entry) == AE_IFREG ? "open" : "mknod", error);
}

/* --overwrite: the file stays itself, and gets other bytes. */
static bool overwrite(struct archive *from, struct archive_entry *entry, const char *name)
{
	const struct timespec times[2] = { { .tv_nsec = UTIME_NOW },
		{ archive_entry_mtime(entry), archive_entry_mtime_nsec(entry) } };
	int fd = open(name, O_WRONLY | O_TRUNC | O_CLOEXEC);

	if (fd < 0)
		return false;
	if (archive_read_data_into_fd(from, fd) < ARCHIVE_WARN ||
	    ftruncate(fd, archive_entry_size(entry)) < 0)
		tar_error("%s: Cannot write: %s", name, archive_error_string(from));
	fchmod(fd, archive_entry_perm(entry));
	if (!tar->no_times)
		futimens(fd, times);
	close(fd);
	return true;
}

/* Something of that name is there: what is to become of the member? */
static enum archive_next meet(struct archive *from, struct archive_entry *entry,
			      const char *name)
{
	bool is_folder = archive_entry_filetype(entry) == AE_IFDIR;
	struct stat status;

	if (tar->existing == TAR_REPLACE || lstat(name, &status) < 0 ||
	    (is_folder && S_ISDIR(status.st_mode)))
		return ARCHIVE_GO;
	switch (tar->existing) {
	case TAR_KEEP:
		tar_error("%s: Cannot open: File exists", name);
		return ARCHIVE_PASS;
	case TAR_SKIP:
		return ARCHIVE_PASS;
	case TAR_KEEP_NEWER:
		if (status.st_mtime < archive_entry_mtime(entry))
			return ARCHIVE_GO;
		tar_note("Current '%s' is newer or same age", name);
		return ARCHIVE_PASS;
	case TAR_OVERWRITE:
		return archive_entry_filetype(entry) == AE_IFREG && S_ISREG(status.st_mode) &&
		       !archive_entry_hardlink(entry) && overwrite(from, entry, name) ?
			       ARCHIVE_PASS : ARCHIVE_GO;
	default:
		unlink(name);
		return ARCHIVE_GO;
	}
}

static void put_to_stdout(struct archive *from, struct archive_entry *entry)
{
	const void *block;
	size_t length;
	la_int64_t offset, at = 0;

	if (archive_entry_filetype(entry) != AE_IFREG)
		return;
	while (archive_read_data_block(from, &block, &length, &offset) == ARCHIVE_OK) {
		for (; at < offset; at++)
			putchar('\0');
		if (fwrite(block, 1, length, stdout) < length)
			tar_fatal("stdout: Cannot write: %s", strerror(errno));
		at += length;
	}
	for (; at < archive_entry_size(entry); at++)
		putchar('\0');
}

static enum archive_next extract(struct archive *from, struct archive_entry *entry,
				 const struct tar_name *wanted)
{
	const char *link = archive_entry_hardlink(entry);
	char *name = name_here(archive_entry_pathname(entry), wanted, false);
	char *target = link ? name_here(link, wanted, true) : NULL;
	enum archive_next next = ARCHIVE_PASS;

	if (name && tar->verbose)
		tar_print(tar->to_stdout ? stderr : stdout, tar, entry,
			  tar->transformed ? name : archive_entry_pathname(entry),
			  tar->verbose > 1);
	if (name && tar->to_stdout) {
		put_to_stdout(from, entry);
	} else if (name && (!link || target)) {
		next = meet(from, entry, name);
		archive_entry_set_pathname(entry, name);
		if (target)
			archive_entry_set_hardlink(entry, target);
		if (tar->numeric)
			archive_entry_set_uname(entry, NULL);
		if (tar->numeric)
			archive_entry_set_gname(entry, NULL);
	}
	free(name);
	free(target);
	return next;
}

static enum archive_next member(struct archive *from, struct archive_entry *entry, void *own)
{
	const char *name = archive_entry_pathname(entry);
	struct tar_name *wanted;
	const char *shown;

	(void)own;
	if (!name) {
		tar_error("A member without a name: skipped");
		return ARCHIVE_PASS;
	}
	wanted = tar_find_name(tar, name);
	if (!wanted || tar_is_excluded(tar, name))
		return ARCHIVE_PASS;
	if (tar->mode == 't') {
		shown = tar->transformed ? strip(name) : name;
		if (shown)
			tar_print(stdout, tar, entry, shown, tar->verbose > 0);
		return ARCHIVE_PASS;
	}
	if (tar->mode == 'd') {
		if (tar->verbose)
			tar_print(stdout, tar, entry, name, tar->verbose > 1);
		tar_compare(from, entry, tar_safe_name(tar, name, false));
		return ARCHIVE_PASS;
	}
	return extract(from, entry, wanted);
}

/* One -C for all is where we go; with several each name has its own. */
static void choose_folder(void)
{
	const char *folder = tar->count ? tar->names[0].folder : tar->folder;

	for (size_t i = 1; i < tar->count; i++)
		if (tar->names[i].folder != folder)
			return;
	if (folder && chdir(folder) < 0)
		tar_fatal("%s: Cannot open: %s", folder, strerror(errno));
	for (size_t i = 0; i < tar->count; i++)
		tar->names[i].folder = NULL;
}

static int extract_flags(void)
{
	bool root = geteuid() == 0;

	return (tar->absolute || tar->folder ? 0 : ARCHIVE_EXTRACT_SECURE_NODOTDOT) |
	       (tar->no_times ? 0 : ARCHIVE_EXTRACT_TIME) |
	       (tar->permissions > 0 || (root && !tar->permissions) ? ARCHIVE_EXTRACT_PERM : 0) |
	       (tar->owners > 0 || (root && !tar->owners) ? ARCHIVE_EXTRACT_OWNER : 0) |
	       (tar->xattrs ? ARCHIVE_EXTRACT_XATTR : 0) |
	       ARCHIVE_EXTRACT_CLEAR_NOCHANGE_FFLAGS;
}

void tar_read(struct tar *how)
{
	int fd = STDIN_FILENO;
	struct archive_request request = {
		.read = read_block, .data = &fd, .name = how->file, .member = member,
		.failed = say_failed, .list_only = how->mode != 'x' || how->to_stdout,
		.names = !how->numeric, .defer_links = !how->absolute,
		.ignore_zeros = how->ignore_zeros, .empty_ok = true,
	};

	tar = how;
	if (strcmp(how->file, "-") != 0)
		fd = open(how->file, O_RDONLY | O_CLOEXEC);
	else if (isatty(fd))
		tar_fatal("Refusing to read archive contents from terminal "
			  "(missing -f option?)");
	if (fd < 0)
		tar_fatal("%s: Cannot open: %s", how->file, strerror(errno));
	choose_folder();
	request.flags = extract_flags();
	request.programs = true;
	request.program = how->program ? xasprintf("%s -d", how->program) : NULL;
	if (archive_run(&request) < 0) {
		tar_error("%s", fail_text());
		if (strstr(fail_text(), "cut off"))
			tar_fatal("Unexpected EOF in archive");
	}
	tar_say_missing(how);
}
