/* SPDX-License-Identifier: MIT */
/* tar -d: a member beside the file of its name. */
#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "tools/tar.h"

static void differs(const char *name, const char *what)
{
	printf("%s: %s\n", name, what);
	if (!exit_status)
		exit_status = 1;
}

static void compare_bytes(struct archive *from, const char *name)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC), result;
	char *mine = NULL;
	const void *block;
	size_t length;
	la_int64_t offset;

	if (fd < 0) {
		tar_error("%s: Cannot open: %s", name, strerror(errno));
		return;
	}
	while ((result = archive_read_data_block(from, &block, &length, &offset)) == ARCHIVE_OK) {
		mine = xrealloc(mine, length + 1);
		if (pread(fd, mine, length, offset) != (ssize_t)length ||
		    memcmp(mine, block, length) != 0) {
			differs(name, "Contents differ");
			break;
		}
	}
	free(mine);
	close(fd);
}

static void compare_link(const char *name, const char *target)
{
	char mine[4096];
	ssize_t length = readlink(name, mine, sizeof(mine) - 1);

	mine[MAX(length, 0)] = '\0';
	if (strcmp(mine, target) != 0)
		differs(name, "Symlink differs");
}

static void compare_hard_link(const char *name, const char *target, const struct stat *status)
{
	struct stat other;

	if (lstat(target, &other) < 0 || other.st_ino != status->st_ino ||
	    other.st_dev != status->st_dev)
		printf("%s: Not linked to %s\n", name, target);
}

void tar_compare(struct archive *from, struct archive_entry *entry, const char *name)
{
	struct stat status;
	mode_t type = archive_entry_filetype(entry);

	if (lstat(name, &status) < 0) {
		warn("%s: Warning: Cannot stat: %s", name, strerror(errno));
		return;
	}
	if (archive_entry_hardlink(entry)) {
		compare_hard_link(name, archive_entry_hardlink(entry), &status);
		return;
	}
	if ((status.st_mode & S_IFMT) != type) {
		differs(name, "File type differs");
		return;
	}
	if (type == S_IFLNK) {
		compare_link(name, archive_entry_symlink(entry));
		return;
	}
	if ((status.st_mode & 07777) != archive_entry_perm(entry))
		differs(name, "Mode differs");
	if (status.st_uid != archive_entry_uid(entry))
		differs(name, "Uid differs");
	if (status.st_gid != archive_entry_gid(entry))
		differs(name, "Gid differs");
	if (type != S_IFDIR && status.st_mtime != archive_entry_mtime(entry))
		differs(name, "Mod time differs");
	if (type == S_IFREG && status.st_size != archive_entry_size(entry))
		differs(name, "Size differs");
	else if (type == S_IFREG)
		compare_bytes(from, name);
}
