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

struct follower;

/* Can this descriptor be read beside being written? */
bool follower_can(int fd);
/* SHA-256 of fd from `base` on. NULL after fail(). */
struct follower *follower_start(int fd, off_t base);
/* So many bytes from base on are there. */
void follower_advance(struct follower *follower, uint64_t length);
/* Wait for the rest; hex gets 65 bytes. Frees it. Negative after fail(). */
int follower_end(struct follower *follower, char *hex);
/* Stop, whatever is left. */
void follower_cancel(struct follower *follower);

#endif
