/* SPDX-License-Identifier: MIT */
/* Trying again: which failures are worth it, which mirror is next, how long to wait. */
#ifndef HTTP_RETRY_H
#define HTTP_RETRY_H

#include "http/transfer.h"

struct retry {
	struct fetch *job;
	struct transfer *transfer;
	size_t mirror;		/* the URL in use */
	uint64_t dead;		/* mirrors not worth another try, a bit each */
	unsigned rounds;	/* over all mirrors, without progress */
	uint64_t position;	/* where the last failure was */
	bool whole;		/* the file was begun anew for its digest's sake */
};

/* Defaults in place of zeros; refuse what cannot be fetched. */
int retry_begin(struct retry *retry, struct fetch *job, struct transfer *transfer);
/* The URL to try now. */
const char *retry_url(const struct retry *retry);
/*
 * After a failure: 0 to try retry_url() again, the pause is over; negative when that is the end:
 * fail() tells the URL and the cause.
 */
int retry_again(struct retry *retry);
/* The pause before round `round`, from a random number. Pure. */
uint64_t retry_pause(unsigned round, uint64_t longest, uint32_t random);

#endif
