/* SPDX-License-Identifier: MIT */
/* A thread that digests what another writes. */
#include "http/follower.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"
#include "http/check.h"
#include "http/connect.h"

enum { FOLLOWER_BLOCK = 256 * 1024 };

struct follower {
	struct fetch *job;
	int fd;
	off_t base;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	uint64_t there;		/* bytes that may be read */
	bool ended, cancelled;
	int error;		/* errno of a read that failed */
	struct check check;
	char *block;
};

bool follower_can(int fd)
{
	struct stat status;
	int flags = fcntl(fd, F_GETFL);

	return flags >= 0 && (flags & O_ACCMODE) == O_RDWR && fstat(fd, &status) == 0 &&
	       S_ISREG(status.st_mode);
}

/* Whole blocks while it goes on, whatever there is at the end. Returns bytes, 0 when done. */
static size_t wait_for_bytes(struct follower *follower, uint64_t done)
{
	size_t count;

	pthread_mutex_lock(&follower->lock);
	while (!follower->ended && !follower->cancelled &&
	       follower->there - done < FOLLOWER_BLOCK)
		pthread_cond_wait(&follower->changed, &follower->lock);
	count = follower->cancelled ? 0 : MIN(follower->there - done, FOLLOWER_BLOCK);
	pthread_mutex_unlock(&follower->lock);
	return count;
}

static void *follow(void *data)
{
	struct follower *follower = data;
	uint64_t done = 0;
	size_t wanted;

	while ((wanted = wait_for_bytes(follower, done))) {
		ssize_t count = pread(follower->fd, follower->block, wanted,
				      follower->base + done);

		if (count < 0 && errno == EINTR)
			continue;
		if (count <= 0) {
			follower->error = count < 0 ? errno : EIO;
			break;
		}
		check_add(&follower->check, follower->block, count);
		done += count;
	}
	return NULL;
}

/* Signals are the main thread's. */
static int create(struct follower *follower)
{
	sigset_t all, before;
	int error;

	sigfillset(&all);
	pthread_sigmask(SIG_BLOCK, &all, &before);
	error = pthread_create(&follower->thread, NULL, follow, follower);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	errno = error;
	return error ? fail("start a thread") : 0;
}

static void release(struct follower *follower)
{
	pthread_cond_destroy(&follower->changed);
	pthread_mutex_destroy(&follower->lock);
	check_free(&follower->check);
	free(follower->block);
	free(follower);
}

struct follower *follower_start(struct fetch *job, off_t base)
{
	struct follower *follower = xcalloc(1, sizeof(*follower));

	follower->job = job;
	follower->fd = job->fd;
	follower->base = base;
	pthread_mutex_init(&follower->lock, NULL);
	pthread_cond_init(&follower->changed, NULL);
	follower->block = xmalloc(FOLLOWER_BLOCK);
	if (check_begin(&follower->check, job) == 0 && create(follower) == 0)
		return follower;
	release(follower);
	return NULL;
}

static void tell(struct follower *follower, uint64_t length, bool ended, bool cancelled)
{
	pthread_mutex_lock(&follower->lock);
	if (length)
		follower->there = length;
	follower->ended = ended;
	follower->cancelled = cancelled;
	pthread_cond_signal(&follower->changed);
	pthread_mutex_unlock(&follower->lock);
}

void follower_advance(struct follower *follower, uint64_t length)
{
	tell(follower, length, false, false);
}

int follower_end(struct follower *follower)
{
	int result;

	tell(follower, 0, true, false);
	pthread_join(follower->thread, NULL);
	if (follower->error) {
		errno = follower->error;
		result = because(follower->job, FETCH_FILE, fail("read back for the digest"));
	} else {
		result = check_end(&follower->check, follower->job, follower->fd, follower->base);
	}
	release(follower);
	return result;
}

void follower_cancel(struct follower *follower)
{
	if (!follower)
		return;
	tell(follower, 0, false, true);
	pthread_join(follower->thread, NULL);
	release(follower);
}
