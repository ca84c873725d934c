/* SPDX-License-Identifier: MIT */
/* Validators: RFC 9110, sections 8.8 and 13.1.5. */
#include "http/version.h"

#include <stdlib.h>
#include <string.h>

#include "core/text.h"

void version_read(struct version *version, const struct http_head *head, const char *origin,
		  uint64_t size)
{
	const char *etag = http_field(head, "ETag", NULL);
	const char *modified = http_field(head, "Last-Modified", NULL);

	version_free(version);
	version->etag = etag && *etag && strlen(etag) < 1024 ? xstrdup(etag) : NULL;
	version->modified = modified && http_date(modified) ? xstrdup(modified) : NULL;
	version->origin = xstrdup(origin);
	version->size = size;
}

void version_free(struct version *version)
{
	free(version->etag);
	free(version->modified);
	free(version->origin);
	*version = (struct version){ .size = UINT64_MAX };
}

static bool is_strong(const char *etag)
{
	return etag && etag[0] == '"';
}

bool version_same(const struct version *a, const struct version *b, bool checked)
{
	bool one_origin = a->origin && b->origin && strcmp(a->origin, b->origin) == 0;
	bool sizes = a->size != UINT64_MAX && b->size != UINT64_MAX;

	if (sizes && a->size != b->size)
		return false;
	if (a->modified && b->modified && strcmp(a->modified, b->modified) != 0 && one_origin)
		return false;
	if (is_strong(a->etag) && is_strong(b->etag)) {
		if (strcmp(a->etag, b->etag) == 0)
			return one_origin || sizes;
		if (one_origin)
			return false;
	}
	/* A weak one that changed tells of a change, too. */
	if (one_origin && a->etag && b->etag && strcmp(a->etag, b->etag) != 0)
		return false;
	if (a->modified && b->modified && strcmp(a->modified, b->modified) == 0 && sizes)
		return true;
	return checked && sizes;
}

const char *version_if_range(const struct version *version, const char *origin)
{
	if (!version->origin || strcmp(version->origin, origin) != 0)
		return NULL;
	return is_strong(version->etag) ? version->etag : version->modified;
}
