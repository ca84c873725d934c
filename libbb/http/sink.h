/* SPDX-License-Identifier: MIT */
/* Where a fetched file goes: written or spliced to a descriptor, digested on the way. */
#ifndef HTTP_SINK_H
#define HTTP_SINK_H

#include "http/transfer.h"
#include "http/check.h"
#include "http/parts.h"

struct follower;

struct sink {
	struct fetch *job;
	bool open;
	int resumed;		/* the descriptor of a part fetched earlier, -1: none */
	off_t base;		/* where the file begins in job->fd */
	bool seekable;
	bool splices;		/* not yet found impossible */
	int pipe[2];		/* sockets are spliced through; -1 */
	/* One of them when a digest is wanted: */
	struct check check;
	struct follower *follower;
	struct parts parts;	/* written by others */
	/* A signed file for a pipe waits in memory until it is verified. */
	int held, wanted;	/* that, and where it shall go; -1 */
};

void sink_init(struct sink *sink, struct fetch *job);
/* The transfer begins (job->fd is set) with `position` bytes there already. */
int sink_open(struct sink *sink, uint64_t position);
/* transfer.rewind: what was written is taken back. */
int sink_rewind(void *sink);
/* Move all that the transfer has; 0 when the file is complete, or where others have written. */
int sink_drain(struct sink *sink, struct transfer *transfer);
/* Others have written up to the transfer's position: go on behind that. */
int sink_pass(struct sink *sink, struct transfer *transfer);
/* The file is complete: is it what it should be? */
int sink_check(struct sink *sink);
void sink_close(struct sink *sink);

#endif
