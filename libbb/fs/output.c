/* SPDX-License-Identifier: MIT */
/* Files that appear when they are complete. */
#include "fs/output.h"

#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

/* What a signal's handler removes; "" for nothing. */
static char guarded[PATH_MAX];

static void die_of(int number)
{
	if (guarded[0])
		unlink(guarded);
	signal(number, SIG_DFL);
	raise(number);
}

void output_guard_signals(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };

	for (size_t i = 0; i < ARRAY_SIZE(numbers); i++) {
		struct sigaction action;

		/* nohup's SIGHUP stays ignored. */
		if (sigaction(numbers[i], NULL, &action) < 0 || action.sa_handler == SIG_IGN)
			continue;
		action = (struct sigaction){ .sa_handler = die_of, .sa_flags = SA_NODEFER };
		sigaction(numbers[i], &action, NULL);
	}
}

static void guard(const char *path)
{
	guarded[0] = '\0';
	if (path && strlen(path) < sizeof(guarded)) {
		strcpy(guarded + 1, path + 1);
		guarded[0] = path[0];
	}
}

int output_open(struct output *output, const char *path)
{
	const char *slash = strrchr(path, '/');
	struct stat status;
	mode_t mask = umask(0);
	char target[PATH_MAX];

	umask(mask);
	*output = (struct output){ .path = xstrdup(path), .fd = -1 };
	if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
		output->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
		return output->fd < 0 ? fail("%s", path) : 0;
	}
	/* Through a link, it is the file behind it that is replaced. */
	if (lstat(path, &status) == 0 && S_ISLNK(status.st_mode) && realpath(path, target)) {
		free(output->path);
		output->path = xstrdup(target);
		path = output->path;
		slash = strrchr(path, '/');
	}
	output->temporary = xasprintf("%.*s.%s-XXXXXX", slash ? (int)(slash + 1 - path) : 0,
				      path, program_name);
	output->fd = mkostemp(output->temporary, O_CLOEXEC);
	if (output->fd < 0) {
		free(output->temporary);
		output->temporary = NULL;
		return fail("%s", path);
	}
	guard(output->temporary);
	if (fchmod(output->fd, 0666 & ~mask) < 0)
		return fail("%s", path);
	return 0;
}

int output_resume(struct output *output, const char *path, bool aside)
{
	const char *slash = strrchr(path, '/');
	int length = strlen(path), name = strlen(slash ? slash + 1 : path);
	struct stat status;

	length -= MAX(name - (NAME_MAX - 5), 0);
	*output = (struct output){ .path = xstrdup(path), .fd = -1, .keep = true };
	output->temporary = xasprintf("%.*s.part", length, path);
	if (aside && stat(path, &status) == 0 && S_ISREG(status.st_mode) &&
	    rename(path, output->temporary) < 0)
		return fail("rename %s to %s", path, output->temporary);
	output->fd = open(path, O_RDWR | O_CLOEXEC);
	if (output->fd < 0 && errno != ENOENT)
		return fail("%s", path);
	if (output->fd < 0) {
		output->fd = open(output->temporary, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	} else {
		free(output->temporary);
		output->temporary = NULL;
	}
	if (output->fd < 0 || lseek(output->fd, 0, SEEK_END) < 0)
		return fail("%s", output->temporary ?: path);
	return 0;
}

static void forget(struct output *output)
{
	guard(NULL);
	close_fd(&output->fd);
	free(output->path);
	free(output->temporary);
	output->path = output->temporary = NULL;
}

int output_commit(struct output *output, int64_t modified)
{
	struct timespec times[2] = { { .tv_nsec = UTIME_NOW }, { .tv_sec = modified } };
	struct stat status;
	int fd = output->fd, result = 0;

	if (modified && fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		futimens(fd, times);
	output->fd = -1;
	/* A quota or a full server may only be told now. */
	if (close(fd) < 0 && errno != EINTR)
		result = fail("write %s", output->path);
	if (result == 0 && output->temporary && rename(output->temporary, output->path) < 0)
		result = fail("rename %s to %s", output->temporary, output->path);
	if (result < 0 && output->temporary && !output->keep)
		unlink(output->temporary);
	forget(output);
	return result;
}

void output_abandon(struct output *output)
{
	struct stat status;
	bool empty = output->fd >= 0 && fstat(output->fd, &status) == 0 && !status.st_size;

	if (output->temporary && (!output->keep || empty))
		unlink(output->temporary);
	forget(output);
}

char *output_unused_name(const char *path)
{
	char *name = xstrdup(path);

	for (unsigned i = 1; access(name, F_OK) == 0; i++) {
		free(name);
		name = xasprintf("%s.%u", path, i);
	}
	return name;
}
