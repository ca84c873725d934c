/* SPDX-License-Identifier: MIT */
/* tail -f: what is added to files, told by inotify(7) where the kernel can. */
#include "tools/tail_follow.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"

static struct {
	const struct tail_how *how;
	const struct tail_file *last;	/* whose output came last */
	bool all_told;			/* the kernel tells of every change */
	int inotify;
} follow;

static void say(const char *format, const char *name, const char *more)
{
	fflush(stdout);
	fprintf(stderr, "%s: ", program_name);
	fprintf(stderr, format, quote_maybe(name), more);
	fputc('\n', stderr);
}

/* Wake up for changes to the file, and when by name for changes of its folder. */
static void watch(struct tail_file *file)
{
	struct stat status;
	char path[64];

	if (file->fd < 0 || fstat(file->fd, &status) < 0 || !S_ISREG(status.st_mode))
		return;
	snprintf(path, sizeof(path), "/proc/self/fd/%d", file->fd);
	file->watch = inotify_add_watch(follow.inotify, path, IN_MODIFY | IN_ATTRIB |
					IN_DELETE_SELF | IN_MOVE_SELF);
	if (file->watch < 0)
		follow.all_told = false;
}

static void watch_folder(const struct tail_file *file)
{
	const char *slash = strrchr(file->name, '/');
	char *folder = slash ? xstrndup(file->name, slash - file->name + 1) : xstrdup(".");

	if (inotify_add_watch(follow.inotify, folder, IN_CREATE | IN_MOVED_TO | IN_DELETE |
			      IN_MOVED_FROM) < 0)
		follow.all_told = false;
	free(folder);
}

/* Print what there is to print of one; negative when stdout is gone. */
static int print_new(struct tail_file *file)
{
	char chunk[1 << 14];
	struct stat status = { 0 };
	ssize_t count;

	if (fstat(file->fd, &status) == 0 && S_ISREG(status.st_mode) &&
	    lseek(file->fd, 0, SEEK_CUR) > status.st_size) {
		say("%s: file truncated", file->name, "");
		lseek(file->fd, 0, SEEK_SET);
	}
	while ((count = read(file->fd, chunk, sizeof(chunk))) > 0) {
		if (follow.how->headers && follow.last != file)
			printf("\n==> %s <==\n", file->name);
		follow.last = file;
		fwrite(chunk, 1, count, stdout);
	}
	if (fflush(stdout) != 0)
		return fail("write error");
	/* A pipe's end is the end; a file may grow, a named pipe be opened again. */
	if (count == 0 && file->is_stdin && S_ISFIFO(status.st_mode))
		close_fd(&file->fd);
	return 0;
}

/* By name: is it still the file we have open? Open what is there now. */
static void look_again(struct tail_file *file)
{
	struct stat there, ours;
	int fd;

	if (file->is_stdin)
		return;
	if (stat(file->name, &there) < 0) {
		if (file->fd >= 0 && !file->gone)
			say("%s has become inaccessible: %s", file->name, strerror(errno));
		file->gone = true;
		if (!follow.how->retry)
			close_fd(&file->fd);
		return;
	}
	if (file->fd >= 0 && fstat(file->fd, &ours) == 0 && ours.st_ino == there.st_ino &&
	    ours.st_dev == there.st_dev) {
		file->gone = false;
		return;
	}
	fd = open(file->name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (fd < 0)
		return;
	say(file->fd >= 0 && !file->gone ? "%s has been replaced;  following new file"
					  : "%s has appeared;  following new file",
	    file->name, "");
	close_fd(&file->fd);
	file->fd = fd;
	file->gone = false;
	watch(file);
}

/* Print what one event tells of. */
static int print_told(const struct inotify_event *event, struct tail_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (files[i].watch == event->wd && files[i].fd >= 0 && (event->mask & IN_MODIFY))
			return print_new(&files[i]);
	return 0;
}

/* What changed first is printed first. */
static int wait_for_change(struct tail_file *files, size_t file_count, bool waits_for_process)
{
	struct pollfd wait[] = {
		{ .fd = follow.inotify, .events = POLLIN },
		/* Nobody reads any more. */
		{ .fd = STDOUT_FILENO, .events = 0 },
	};
	int ms = follow.how->interval >= 1e6 ? -1 : follow.how->interval * 1000;
	char events[4096] __attribute__((aligned(8)));
	ssize_t length;

	fcntl(follow.inotify, F_SETFL, O_NONBLOCK);
	poll(wait, 2, follow.all_told && !waits_for_process ? -1 : MAX(ms, 1));
	while ((length = read(follow.inotify, events, sizeof(events))) > 0) {
		const struct inotify_event *event;

		for (ssize_t at = 0; at < length; at += sizeof(*event) + event->len) {
			event = (const struct inotify_event *)(events + at);
			if (print_told(event, files, file_count) < 0)
				return -1;
		}
	}
	if (wait[1].revents & POLLERR) {
		raise(SIGPIPE);
		_exit(1);
	}
	return 0;
}

static bool is_over(pid_t process)
{
	return process && kill(process, 0) < 0 && errno == ESRCH;
}

static void start(struct tail_file *files, size_t count)
{
	follow.inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	follow.all_told = follow.inotify >= 0;
	follow.last = count ? &files[count - 1] : NULL;
	for (size_t i = 0; i < count; i++) {
		struct stat status;

		if (files[i].fd < 0 && !follow.how->retry && !follow.how->by_name)
			continue;
		files[i].gone = files[i].fd < 0;
		if (files[i].fd >= 0 && fstat(files[i].fd, &status) == 0 &&
		    !S_ISREG(status.st_mode))
			follow.all_told = false;
		watch(&files[i]);
		if (follow.how->by_name && !files[i].is_stdin)
			watch_folder(&files[i]);
		else if (files[i].fd < 0)
			follow.all_told = false;
	}
}

int tail_follow(struct tail_file *files, size_t count, const struct tail_how *how)
{
	follow.how = how;
	if (fflush(stdout) != 0)
		return fail("write error");
	start(files, count);
	for (;;) {
		/* One last look after its end: what it wrote until then counts. */
		bool last = is_over(how->process);
		size_t left = 0;

		for (size_t i = 0; i < count; i++) {
			if (how->by_name || (how->retry && files[i].fd < 0))
				look_again(&files[i]);
			if (files[i].fd >= 0 && print_new(&files[i]) < 0)
				return -1;
			left += files[i].fd >= 0 || how->retry;
		}
		if (!left && count)
			return exit_status ? fail_plain("no files remaining") : 0;
		if (last)
			return 0;
		if (wait_for_change(files, count, how->process != 0) < 0)
			return -1;
	}
}
