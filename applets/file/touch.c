/* SPDX-License-Identifier: MIT */
/* touch(1): set files' times, making those that are not there. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "core/when.h"

static struct {
	bool access, modification, no_create, no_follow, ignored;
	const char *date, *reference, *stamp;
	struct timespec times[2];
} G;

static int set_time(const char *name, const char *argument)
{
	static const char *const reads[] = { "atime", "access", "use" };

	(void)name;
	for (size_t i = 0; i < ARRAY_SIZE(reads); i++) {
		if (strcmp(argument, reads[i]) == 0) {
			G.access = true;
			return 0;
		}
	}
	if (strcmp(argument, "mtime") != 0 && strcmp(argument, "modify") != 0)
		die(1, "invalid argument '%s' for '--time'", argument);
	G.modification = true;
	return 0;
}

static const struct option_row options[] = {
	{ "-a", OPTION_FLAG, &G.access, NULL, "only the time of the last access" },
	{ "-c --no-create", OPTION_FLAG, &G.no_create, NULL, "make no files" },
	{ "-d --date", OPTION_TEXT, &G.date, "TEXT", "this time, in words, instead of now" },
	{ "-f", OPTION_FLAG, &G.ignored, NULL, "nothing" },
	{ "-h --no-dereference", OPTION_FLAG, &G.no_follow, NULL, "links themselves" },
	{ "-m", OPTION_FLAG, &G.modification, NULL, "only the time of the last change" },
	{ "-r --reference", OPTION_TEXT, &G.reference, "FILE", "this file's times" },
	{ "-t", OPTION_TEXT, &G.stamp, "[[CC]YY]MMDDhhmm[.ss]", "this time" },
	{ "--time", OPTION_CALL, set_time, "WORD", "access, atime, use: -a; modify, mtime: -m" },
	{ 0 }
};

/* The times to be set; false: now, told by the kernel. */
static bool settle_times(void)
{
	struct timespec now;
	struct stat status;

	clock_gettime(CLOCK_REALTIME, &now);
	if (G.reference) {
		if ((G.no_follow ? lstat(G.reference, &status) : stat(G.reference, &status)) < 0)
			die(1, "failed to get attributes of %s: %s", quote(G.reference),
			    strerror(errno));
		G.times[0] = status.st_atim;
		G.times[1] = status.st_mtim;
		if (G.date && (when_parse(G.date, status.st_atim, &G.times[0]) < 0 ||
			       when_parse(G.date, status.st_mtim, &G.times[1]) < 0))
			die(1, "invalid date format %s", quote(G.date));
		return true;
	}
	if (G.date && when_parse(G.date, now, &G.times[0]) < 0)
		die(1, "invalid date format %s", quote(G.date));
	if (G.stamp && when_parse_stamp(G.stamp, WHEN_YEAR_FIRST, &G.times[0]) < 0)
		die_failure(1);
	G.times[1] = G.times[0];
	return G.date || G.stamp;
}

static int touch(const char *path)
{
	int flags = G.no_follow ? AT_SYMLINK_NOFOLLOW : 0, fd = -1, error = 0, result;

	/* "-" is what stdout goes to. */
	if (strcmp(path, "-") == 0) {
		result = futimens(STDOUT_FILENO, G.times);
		return result < 0 && !(errno == EBADF && G.no_create) ?
			       fail("setting times of %s", quote("standard output")) : 0;
	}
	if (!G.no_create && !G.no_follow) {
		fd = open(path, O_WRONLY | O_CREAT | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);
		error = errno;
	}
	result = fd >= 0 ? futimens(fd, G.times) : utimensat(AT_FDCWD, path, G.times, flags);
	if (fd >= 0)
		close(fd);
	if (result == 0)
		return 0;
	if (errno == ENOENT && G.no_create)
		return 0;
	if (fd < 0 && error && error != EISDIR && errno == ENOENT) {
		errno = error;
		return fail("cannot touch %s", quote(path));
	}
	return errno == ENOENT || errno == ENOTDIR || errno == ELOOP ?
		       fail("cannot touch %s", quote(path)) :
		       fail("setting times of %s", quote(path));
}

static int run(int argc, char **argv)
{
	if ((G.reference || G.date) && G.stamp)
		usage("cannot specify times from more than one source");
	if (argc < 2)
		usage("missing file operand");
	if (!settle_times())
		G.times[0].tv_nsec = G.times[1].tv_nsec = UTIME_NOW;
	if (G.access && !G.modification)
		G.times[1].tv_nsec = UTIME_OMIT;
	if (G.modification && !G.access)
		G.times[0].tv_nsec = UTIME_OMIT;
	for (argv++; *argv; argv++) {
		if (touch(*argv) < 0)
			warn_failure();
	}
	return 0;
}

APPLET(touch, .names = "touch", .summary = "set files' times", .operands = "FILE...",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
