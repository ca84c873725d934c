/* SPDX-License-Identifier: MIT */
/*
 * Several connections for one file: helpers fetch later parts of it, each a process with a mirror
 * of its own, while the transfer comes from the front. Where it meets a part it goes on behind what
 * the helper has written by then, and whatever a helper did not get it fetches itself. So a server
 * without ranges, or of another version, costs nothing but the question.
 */
#ifndef HTTP_PARTS_H
#define HTTP_PARTS_H

#include "http/transfer.h"

enum { PARTS_MOST = 16 };

struct parts {
	bool ended;		/* there will be none any more */
	unsigned count;		/* of helpers */
	struct part {
		int pid;
		uint64_t from, to;	/* of the file */
		uint64_t reached;	/* as far as it is written */
	} *list;		/* NULL: none; shared with the helpers */
};

/*
 * The transfer is open at the file's beginning, and job->fd stands where it goes: start helpers if
 * the job wants them and the file allows it.
 */
void parts_begin(struct parts *parts, struct transfer *transfer);
/* The transfer came to an end: true when that was a part's begin, ->position is behind it now. */
bool parts_pass(struct parts *parts, struct transfer *transfer);
/* End all helpers; after that nobody but the transfer writes. */
void parts_end(struct parts *parts);

#endif
