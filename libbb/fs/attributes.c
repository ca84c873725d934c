/* SPDX-License-Identifier: MIT */
/* A file's owner, mode, times and extended attributes, carried over to its copy. */
#include "fs/attributes.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"

static ssize_t list_names(const char *path, int fd, char *names, size_t size)
{
	return fd >= 0 ? flistxattr(fd, names, size) : llistxattr(path, names, size);
}

static int copy_one(const char *name, const char *from_path, int from_fd, const char *path, int fd)
{
	ssize_t size = from_fd >= 0 ? fgetxattr(from_fd, name, NULL, 0)
				    : lgetxattr(from_path, name, NULL, 0);
	char *value;
	int result = -1;

	if (size < 0)
		return -1;
	value = xmalloc(size);
	size = from_fd >= 0 ? fgetxattr(from_fd, name, value, size)
			    : lgetxattr(from_path, name, value, size);
	if (size >= 0)
		result = fd >= 0 ? fsetxattr(fd, name, value, size, 0)
				 : lsetxattr(path, name, value, size, 0);
	free(value);
	return result;
}

/* With all unset: access control lists alone, which are part of the mode. */
static int copy_xattrs(bool all, const char *from_path, int from_fd, const char *path, int fd)
{
	ssize_t size = list_names(from_path, from_fd, NULL, 0);
	int result = 0, error = 0;
	char *names;

	if (size <= 0)
		return size < 0 && errno != ENOTSUP ? -1 : 0;
	names = xmalloc(size);
	size = list_names(from_path, from_fd, names, size);
	for (char *name = names; size > 0 && name < names + size; name += strlen(name) + 1) {
		if (!all && !text_starts_with(name, "system.posix_acl_"))
			continue;
		if (copy_one(name, from_path, from_fd, path, fd) < 0) {
			error = errno;
			result = -1;
		}
	}
	free(names);
	errno = error;
	return result;
}

static int set_owner(const struct stat *status, const char *path, int fd)
{
	return fd >= 0 ? fchown(fd, status->st_uid, status->st_gid)
		       : lchown(path, status->st_uid, status->st_gid);
}

int attributes_apply(const struct attributes_how *how, const struct stat *status,
		     const char *from_path, int from_fd, const char *path, int fd)
{
	bool is_link = S_ISLNK(status->st_mode);
	mode_t mode = status->st_mode & 07777;
	int result = 0;

	if (how->xattr && copy_xattrs(true, from_path, from_fd, path, fd) < 0 && how->must_xattr) {
		warn_errno("setting attributes for %s", quote(path));
		result = -1;
	}
	if (how->owner && set_owner(status, path, fd) < 0) {
		/* Who may not give files away keeps them, but not with set-ID bits. */
		mode &= ~06000;
		if (errno != EPERM || geteuid() == 0) {
			warn_errno("failed to preserve ownership for %s", quote(path));
			result = -1;
		}
	}
	if (how->mode && !is_link) {
		if ((fd >= 0 ? fchmod(fd, mode) : chmod(path, mode)) < 0) {
			warn_errno("preserving permissions for %s", quote(path));
			result = -1;
		}
		if (!how->xattr)
			copy_xattrs(false, from_path, from_fd, path, fd);
	}
	if (how->times) {
		const struct timespec times[] = { status->st_atim, status->st_mtim };

		if ((fd >= 0 ? futimens(fd, times)
			     : utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW)) < 0) {
			warn_errno("preserving times for %s", quote(path));
			result = -1;
		}
	}
	return result;
}
