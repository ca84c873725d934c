/* SPDX-License-Identifier: MIT */
/* Names with links resolved, as realpath(1) and readlink(1) give them. */
#include "fs/relative.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/io.h"
#include "core/text.h"
#include "fs/entries.h"

enum { MOST_LINKS = 40 };

/* The name of the folder of this number in the open one; NULL when it is not there. */
static char *name_of_folder(int above, const struct stat *below)
{
	int fd = openat(above, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct entries entries;
	char *name = NULL;

	if (fd < 0 || entries_read(fd, &entries) < 0) {
		close_fd(&fd);
		return NULL;
	}
	for (size_t i = 0; i < entries.count && !name; i++) {
		struct stat status;

		if (fstatat(fd, entries.items[i].name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
		    status.st_ino == below->st_ino && status.st_dev == below->st_dev)
			name = xstrdup(entries.items[i].name);
	}
	entries_free(&entries);
	close_fd(&fd);
	return name;
}

/* Longer than the kernel tells: found by going up, folder by folder. */
static char *climb(void)
{
	struct stat root, here;
	char *path = xstrdup(""), *name, *longer;
	int fd = open(".", O_PATH | O_CLOEXEC), above;

	if (stat("/", &root) < 0)
		return NULL;
	while (fd >= 0 && fstat(fd, &here) == 0 &&
	       (here.st_ino != root.st_ino || here.st_dev != root.st_dev)) {
		above = openat(fd, "..", O_PATH | O_DIRECTORY | O_CLOEXEC);
		close_fd(&fd);
		name = above < 0 ? NULL : name_of_folder(above, &here);
		if (!name) {
			close_fd(&above);
			free(path);
			errno = ENOENT;
			return NULL;
		}
		longer = xasprintf("/%s%s", name, path);
		free(name);
		free(path);
		path = longer;
		fd = above;
	}
	close_fd(&fd);
	return path;
}

char *current_folder(void)
{
	char path[4096];

	if (getcwd(path, sizeof(path)))
		return xstrdup(path);
	return errno == ERANGE || errno == ENAMETOOLONG ? climb() : NULL;
}

static void drop_last(struct buffer *path)
{
	while (path->length > 1 && path->data[path->length - 1] != '/')
		path->length--;
	if (path->length > 1)
		path->length--;
	path->data[path->length] = '\0';
}

static char *read_target(const char *path, off_t size)
{
	size_t room = MAX(size, 4095) + 1;
	char *target = xmalloc(room);
	ssize_t length = readlink(path, target, room - 1);

	if (length < 0) {
		free(target);
		return NULL;
	}
	target[length] = '\0';
	return target;
}

/* Put what a link says in place of its name. */
static int follow_link(struct buffer *done, char **rest, off_t size)
{
	char *target = read_target(done->data, size), *joined;

	if (!target)
		return -1;
	if (target[0] == '/') {
		done->length = 1;
		done->data[1] = '\0';
	} else {
		drop_last(done);
	}
	joined = xasprintf("%s%s%s", target, **rest ? "/" : "", *rest);
	free(target);
	free(*rest);
	*rest = joined;
	return 0;
}

/* Without following: a name that is not there matters when everything must be. */
static int check_component(const char *path, const char *rest, enum canonical_how how)
{
	bool up = strncmp(rest + strspn(rest, "/"), "..", 2) == 0;
	struct stat status;

	if (how == CANONICAL_MISSING)
		return 0;
	if (stat(path, &status) < 0)
		return errno == ENOENT && how != CANONICAL_EXISTING && !up ? 0 : -1;
	if (!*rest || S_ISDIR(status.st_mode))
		return 0;
	errno = ENOTDIR;
	return -1;
}

/* Resolve one component onto done; negative with errno. *rest is what follows it. */
static int add_component(struct buffer *done, const char *name, char **rest,
			 enum canonical_how how, bool no_links, int *links)
{
	bool last = (*rest)[strspn(*rest, "/")] == '\0';
	struct stat status;

	if (strcmp(name, ".") == 0)
		return 0;
	if (strcmp(name, "..") == 0) {
		drop_last(done);
		return 0;
	}
	if (done->length > 1)
		buffer_text(done, "/");
	buffer_text(done, name);
	if (no_links)
		return check_component(done->data, *rest, how);
	if (lstat(done->data, &status) < 0) {
		if (how == CANONICAL_MISSING ||
		    (how == CANONICAL_LAST_MISSING && last && errno == ENOENT))
			return 0;
		return -1;
	}
	if (S_ISLNK(status.st_mode)) {
		if (++*links > MOST_LINKS) {
			errno = ELOOP;
			return how == CANONICAL_MISSING ? 0 : -1;
		}
		return follow_link(done, rest, status.st_size);
	}
	/* A slash behind it, or more: it has to be a folder. */
	if (**rest && how != CANONICAL_MISSING && !S_ISDIR(status.st_mode)) {
		errno = ENOTDIR;
		return -1;
	}
	return 0;
}

char *canonical_path(const char *path, enum canonical_how how, bool no_links)
{
	struct buffer done = { 0 };
	char *rest, *here;
	int links = 0, result = 0;

	if (!*path) {
		errno = ENOENT;
		return NULL;
	}
	if (path[0] == '/') {
		rest = xstrdup(path);
	} else {
		here = current_folder();
		if (!here)
			return NULL;
		rest = xasprintf("%s/%s", here, path);
		free(here);
	}
	buffer_text(&done, "/");
	while (result == 0) {
		size_t skip = strspn(rest, "/"), length = strcspn(rest + skip, "/");
		char *name = xstrndup(rest + skip, length);

		if (!length) {
			free(name);
			break;
		}
		memmove(rest, rest + skip + length, strlen(rest + skip + length) + 1);
		result = add_component(&done, name, &rest, how, no_links, &links);
		free(name);
	}
	free(rest);
	if (result < 0) {
		int error = errno;

		buffer_free(&done);
		errno = error;
	}
	return done.data;
}

char *relative_between(const char *path, const char *folder)
{
	struct buffer text = { 0 };
	size_t same = 0, at = 0;

	/* What both begin with, up to whole components. */
	for (;; at++) {
		bool end_path = !path[at] || path[at] == '/';
		bool end_folder = !folder[at] || folder[at] == '/';

		if (end_path && end_folder)
			same = at;
		if (path[at] != folder[at] || !path[at])
			break;
	}
	if (strcmp(folder, "/") == 0)
		folder = "";
	for (const char *up = folder + MIN(same, strlen(folder)); *up; up++)
		if (*up == '/' && up[1])
			buffer_text(&text, text.length ? "/.." : "..");
	path += same;
	path += strspn(path, "/");
	if (*path)
		buffer_format(&text, "%s%s", text.length ? "/" : "", path);
	return text.length ? text.data : xstrdup(".");
}

char *relative_path(const char *path, const char *folder)
{
	char *from = canonical_path(folder, CANONICAL_MISSING, false);
	char *to = canonical_path(path, CANONICAL_MISSING, false);
	char *text = from && to ? relative_between(to, from) : NULL;

	free(from);
	free(to);
	return text;
}
