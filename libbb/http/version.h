/* SPDX-License-Identifier: MIT */
/* Which version of a file an answer is of: two are joined only when they are the same. Pure. */
#ifndef HTTP_VERSION_H
#define HTTP_VERSION_H

#include <stdbool.h>
#include <stdint.h>

#include "http/message.h"

struct version {
	char *etag, *modified;	/* as sent; NULL when not */
	char *origin;		/* scheme, host, port: whose ETag it is */
	uint64_t size;		/* UINT64_MAX: not known */
};

void version_read(struct version *version, const struct http_head *head, const char *origin,
		  uint64_t size);
void version_free(struct version *version);

/*
 * Are both certainly of one file? By strong ETags of one origin or equal ones of two, else by
 * Last-Modified and size. With `checked` (a digest will tell) an equal size is enough.
 */
bool version_same(const struct version *a, const struct version *b, bool checked);
/* What to say in If-Range to this origin: a strong ETag, a date, or NULL. */
const char *version_if_range(const struct version *version, const char *origin);

#endif
