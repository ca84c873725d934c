/* SPDX-License-Identifier: MIT */
/*
 * A digest computed beside the download: a thread reads the file up to where it is written, so
 * that a second processor does the arithmetic. Needs CONFIG_OPENSSL.
 */
#ifndef HTTP_FOLLOWER_H
#define HTTP_FOLLOWER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct fetch;
struct follower;

/* Can this descriptor be read beside being written? */
bool follower_can(int fd);
/* What the job's check takes, of job->fd from `base` on. NULL after fail(). */
struct follower *follower_start(struct fetch *job, off_t base);
/* So many bytes from base on are there. */
void follower_advance(struct follower *follower, uint64_t length);
/* Wait for the rest, then check_end(). Frees it. */
int follower_end(struct follower *follower);
/* Stop, whatever is left. */
void follower_cancel(struct follower *follower);

#endif
