/* SPDX-License-Identifier: MIT */
/* What would start in the new root, found out before anything is given up for it. */
#include "boot/in_root.h"

#include <elf.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"

#define NAME_SIZE 512

int in_root_open(const char *root, const char *path)
{
	struct open_how how = { .flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK,
				.resolve = RESOLVE_IN_ROOT };
	int folder = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC), fd, error;

	if (folder < 0)
		return fail("open %s", root);
	fd = syscall(SYS_openat2, folder, path, &how, sizeof(how));
	error = errno;
	close(folder);
	errno = error;
	return fd < 0 ? fail("%s in %s", path, root) : fd;
}

static int open_folder(int root, const char *path)
{
	struct open_how how = { .flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
				.resolve = RESOLVE_IN_ROOT };

	return syscall(SYS_openat2, root, path, &how, sizeof(how));
}

/* The folder that path is in; those that are missing are made. Returns a descriptor or negative. */
static int make_folder_of(int root, const char *path)
{
	int folder = open_folder(root, "/"), below;

	for (const char *slash = strchr(path + 1, '/'); slash && folder >= 0;
	     slash = strchr(slash + 1, '/')) {
		char *above = xstrndup(path, slash - path);

		below = open_folder(root, above);
		if (below < 0 && errno == ENOENT &&
		    mkdirat(folder, strrchr(above, '/') + 1, 0755) == 0)
			below = open_folder(root, above);
		free(above);
		close(folder);
		folder = below;
	}
	return folder;
}

int in_root_create(const char *root, const char *path, unsigned mode)
{
	int top = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC), folder, fd = -1;
	const char *name = strrchr(path, '/') + 1;

	if (top < 0)
		return fail("open %s", root);
	folder = make_folder_of(top, path);
	if (folder >= 0 && (unlinkat(folder, name, 0) == 0 || errno == ENOENT))
		fd = openat(folder, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
			    0600);
	if (fd < 0 || fchmod(fd, mode) < 0) {
		fail("create %s in %s", path, root);
		close_fd(&fd);
	}
	close_fd(&folder);
	close(top);
	return fd;
}

void in_root_remove(const char *root, const char *path)
{
	int top = open(root, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int folder = top < 0 ? -1 : make_folder_of(top, path);

	if (folder >= 0)
		unlinkat(folder, strrchr(path, '/') + 1, 0);
	close_fd(&folder);
	close_fd(&top);
}

/* "#!/bin/sh -e": the program a script asks for. */
static bool script_interpreter(const char *head, size_t length, char name[NAME_SIZE])
{
	size_t at = 2, end;

	if (length < 4 || memcmp(head, "#!", 2) != 0)
		return false;
	while (at < length && (head[at] == ' ' || head[at] == '\t'))
		at++;
	for (end = at; end < length && !strchr(" \t\n", head[end]); end++)
		;
	if (end == at || end - at >= NAME_SIZE)
		return false;
	memcpy(name, head + at, end - at);
	name[end - at] = '\0';
	return true;
}

/* PT_INTERP of a 64-bit program: elf(5). */
static bool elf_interpreter(int fd, const char *head, size_t length, char name[NAME_SIZE])
{
	Elf64_Ehdr header;
	Elf64_Phdr row;

	if (length < sizeof(header) || memcmp(head, ELFMAG, SELFMAG) != 0)
		return false;
	memcpy(&header, head, sizeof(header));
	if (header.e_ident[EI_CLASS] != ELFCLASS64 || header.e_phentsize != sizeof(row))
		return false;
	for (unsigned i = 0; i < header.e_phnum; i++) {
		if (pread(fd, &row, sizeof(row), header.e_phoff + i * sizeof(row)) != sizeof(row))
			return false;
		if (row.p_type != PT_INTERP || row.p_filesz < 2 || row.p_filesz > NAME_SIZE)
			continue;
		if (pread(fd, name, row.p_filesz, row.p_offset) != (ssize_t)row.p_filesz)
			return false;
		name[row.p_filesz - 1] = '\0';
		return true;
	}
	return false;
}

/* Of one file; the interpreter's name is "" when it needs none. */
static int look(const char *root, const char *path, char interpreter[NAME_SIZE])
{
	char head[512];
	struct stat status;
	int fd = in_root_open(root, path);
	ssize_t length;

	if (fd < 0)
		return fd;
	interpreter[0] = '\0';
	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode) || !(status.st_mode & 0111)) {
		close(fd);
		return fail_plain("%s in %s is no program that can be executed", path, root);
	}
	length = read_full(fd, head, sizeof(head));
	if (length > 0 && !script_interpreter(head, length, interpreter))
		elf_interpreter(fd, head, length, interpreter);
	close(fd);
	return length < 0 ? fail("read %s in %s", path, root) : 0;
}

int in_root_check_program(const char *root, const char *path)
{
	char interpreter[NAME_SIZE], none[NAME_SIZE];

	if (look(root, path, interpreter) < 0)
		return -1;
	if (interpreter[0] && look(root, interpreter, none) < 0)
		return fail_in("%s needs its interpreter", path);
	return 0;
}

const char *in_root_find_init(const char *root)
{
	static const char *const places[] = { "/sbin/init", "/etc/init", "/bin/init",
					      "/lib/systemd/systemd", "/usr/lib/systemd/systemd",
					      "/init" };

	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		if (in_root_check_program(root, places[i]) == 0)
			return places[i];
	}
	return NULL;
}
