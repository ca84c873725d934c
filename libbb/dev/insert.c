/* SPDX-License-Identifier: MIT */
/* Give a module file to the kernel and take a module back: init_module(2), delete_module(2). */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "dev/module.h"
#include "dev/unpack.h"

#define FILE_LIMIT (256 << 20)

/* What the errors of init_module mean; the kernel log has the details. */
static const char *insert_error(int error)
{
	static const struct {
		int error;
		const char *text;
	} texts[] = {
		{ ENOEXEC, "Invalid module format" },
		{ ENOENT, "Unknown symbol in module" },
		{ ESRCH, "Module has wrong symbol version" },
		{ EINVAL, "Invalid parameters" },
		{ ERANGE, "Invalid parameters" },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		if (texts[i].error == error)
			return texts[i].text;
	}
	return strerror(error);
}

static int insert_bytes(int fd, const char *path, const char *parameters, const char *head)
{
	struct buffer file = { 0 }, plain = { 0 };
	int result, error;

	/* A plain file goes by its descriptor: the kernel can check where it comes from. */
	if (!memcmp(head, "\177ELF", 4)) {
		result = syscall(SYS_finit_module, fd, parameters, 0);
		if (!result || errno != ENOSYS)
			return result;
	}
	result = read_fd(fd, path, &file, FILE_LIMIT);
	if (!result)
		result = module_unpack(file.data, file.length, path, &plain);
	if (result < 0) {
		errno = 0;
	} else {
		const struct buffer *bytes = result ? &file : &plain;

		result = syscall(SYS_init_module, bytes->data ? bytes->data : "", bytes->length,
				 parameters);
	}
	error = errno;
	buffer_free(&file);
	buffer_free(&plain);
	errno = error;
	return result;
}

int module_insert(const char *path, const char *parameters)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char head[4] = "";
	int result, error;

	if (fd < 0)
		return fail("open %s", path);
	if (pread(fd, head, sizeof(head), 0) < 0) {
		fail("read %s", path);
		close(fd);
		return -1;
	}
	result = insert_bytes(fd, path, parameters ? parameters : "", head);
	error = errno;
	close(fd);
	errno = error;
	if (result < 0 && error)
		fail_plain("could not insert module %s: %s", path, insert_error(error));
	return result;
}

int module_remove(const char *name)
{
	if (syscall(SYS_delete_module, name, O_NONBLOCK) < 0)
		return fail_plain("could not remove '%s': %s", name,
				  errno == ENOENT ? "Module is not loaded" :
				  errno == EWOULDBLOCK ? "Module is in use" : strerror(errno));
	return 0;
}

enum module_state module_state(const char *name)
{
	char path[64 + MODULE_NAME_SIZE], state[16];

	snprintf(path, sizeof(path), "/sys/module/%.*s", MODULE_NAME_SIZE, name);
	if (access(path, F_OK) < 0)
		return MODULE_ABSENT;
	snprintf(path, sizeof(path), "/sys/module/%.*s/initstate", MODULE_NAME_SIZE, name);
	if (read_line_of(path, state, sizeof(state)) < 0) {
		fail_clear();
		return MODULE_COMING;
	}
	return strcmp(state, "live") ? MODULE_COMING : MODULE_LIVE;
}

bool module_is_idle(const char *name)
{
	char path[64 + MODULE_NAME_SIZE], users[16];

	snprintf(path, sizeof(path), "/sys/module/%.*s/refcnt", MODULE_NAME_SIZE, name);
	if (read_line_of(path, users, sizeof(users)) < 0) {
		fail_clear();
		return false;
	}
	return !strcmp(users, "0");
}
