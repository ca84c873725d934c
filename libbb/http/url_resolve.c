/* SPDX-License-Identifier: MIT */
/* References made absolute: RFC 3986, sections 5.2.2 to 5.2.4. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/error.h"
#include "core/text.h"
#include "http/url.h"

/* A text cut into RFC 3986's components, by appendix B; the fragment is left out. */
struct parts {
	const char *scheme, *authority, *path, *query;
	int scheme_length, authority_length, path_length, query_length;
	bool has_authority, has_query;
};

static struct parts cut(const char *text)
{
	struct parts parts = { .scheme = text };
	size_t colon = strcspn(text, ":/?#");

	if (text[colon] == ':' && colon && isalpha((unsigned char)text[0])) {
		parts.scheme_length = colon;
		text += colon + 1;
	}
	if (text_starts_with(text, "//")) {
		parts.has_authority = true;
		parts.authority = text + 2;
		parts.authority_length = strcspn(parts.authority, "/?#");
		text = parts.authority + parts.authority_length;
	}
	parts.path = text;
	parts.path_length = strcspn(text, "?#");
	text += parts.path_length;
	if (*text == '?') {
		parts.has_query = true;
		parts.query = text + 1;
		parts.query_length = strcspn(parts.query, "#");
	}
	return parts;
}

void url_remove_dots(char *path)
{
	char *to = path, *from = path;

	while (*from) {
		size_t length = strcspn(from + 1, "/") + 1;
		bool slash = *from == '/';
		const char *name = slash ? from + 1 : from;
		size_t name_length = slash ? length - 1 : strcspn(from, "/");
		bool last = from[slash ? length : name_length] == '\0';

		if (!slash)
			length = name_length;
		if (name_length == 1 && name[0] == '.') {
			if (last && slash)
				*to++ = '/';
		} else if (name_length == 2 && name[0] == '.' && name[1] == '.') {
			while (to > path && *--to != '/')
				;
			if (last && slash)
				*to++ = '/';
		} else {
			memmove(to, from, length);
			to += length;
		}
		from += length;
	}
	*to = '\0';
}

/* 5.2.3: the base's path up to its last slash, then the reference's. */
static char *merged(const struct parts *base, const struct parts *reference)
{
	int keep = base->path_length;

	while (keep && base->path[keep - 1] != '/')
		keep--;
	if (base->has_authority && !base->path_length)
		return xasprintf("/%.*s", reference->path_length, reference->path);
	return xasprintf("%.*s%.*s", keep, base->path, reference->path_length, reference->path);
}

static char *join(const struct parts *base, const struct parts *reference)
{
	const struct parts *authority = reference->has_authority ? reference : base;
	const struct parts *query = reference;
	struct buffer text = { 0 };
	char *path;

	if (reference->has_authority || (reference->path_length && reference->path[0] == '/')) {
		path = xasprintf("%.*s", reference->path_length, reference->path);
	} else if (!reference->path_length) {
		path = xasprintf("%.*s", base->path_length, base->path);
		query = reference->has_query ? reference : base;
	} else {
		path = merged(base, reference);
	}
	url_remove_dots(path);
	buffer_format(&text, "%.*s:", base->scheme_length, base->scheme);
	if (authority->has_authority)
		buffer_format(&text, "//%.*s", authority->authority_length, authority->authority);
	buffer_text(&text, path);
	if (query->has_query)
		buffer_format(&text, "?%.*s", query->query_length, query->query);
	free(path);
	return text.data;
}

static char *resolve_path(const char *base, const char *reference)
{
	const char *slash = strrchr(base, '/');

	if (reference[0] == '/' || !slash)
		return xstrdup(reference);
	return xasprintf("%.*s%s", (int)(slash + 1 - base), base, reference);
}

char *url_resolve(const char *base, const char *reference)
{
	struct parts from = cut(base), to = cut(reference);

	for (const unsigned char *at = (const unsigned char *)reference; *at; at++) {
		if (*at < ' ' || *at == 0x7f) {
			fail_plain("URL with a control character in it");
			return NULL;
		}
	}
	if (strlen(reference) > URL_LONGEST || strlen(base) > URL_LONGEST) {
		fail_plain("URL longer than %d bytes", URL_LONGEST);
		return NULL;
	}
	if (to.scheme_length)
		return xstrdup(reference);
	if (!from.scheme_length)
		return resolve_path(base, reference);
	return join(&from, &to);
}

char *url_beside(const char *text, const char *suffix)
{
	size_t fragment = strcspn(text, "#"), path = strcspn(text, "?#");

	/* In a path they are letters as others. */
	if (url_is_local(text) && strncasecmp(text, "file:", 5) != 0)
		return xasprintf("%s%s", text, suffix);
	return xasprintf("%.*s%s%.*s", (int)path, text, suffix, (int)(fragment - path),
			 text + path);
}
