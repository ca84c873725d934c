/* SPDX-License-Identifier: MIT */
/* Mirrors of what is booted. */
#include "boot/mirrors.h"

#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "http/url.h"

enum { MIRRORS_LIMIT = 16 };

static struct {
	char *source;
	char *mirrors[MIRRORS_LIMIT];
	size_t count;
	char **urls;		/* of the fetch at hand */
	size_t url_count;
} G;

/* Bytes before the query and the fragment. */
static size_t path_length(const char *url)
{
	return strcspn(url, "?#");
}

/* Bytes of a URL's folder, its '/' among them. */
static size_t folder_length(const char *url)
{
	size_t length = path_length(url);

	while (length && url[length - 1] != '/')
		length--;
	return length;
}

static bool is_folder(const char *url)
{
	return folder_length(url) == path_length(url);
}

static void forget_urls(void)
{
	for (size_t i = 1; i < G.url_count; i++)
		free(G.urls[i]);
	free(G.urls);
	G.urls = NULL;
	G.url_count = 0;
}

int mirrors_begin(const char *source, const struct option_list *mirrors)
{
	forget_urls();
	while (G.count)
		free(G.mirrors[--G.count]);
	free(G.source);
	G.source = xstrdup(source);
	if (mirrors && mirrors->count && url_is_local(source))
		return fail_plain("--mirror: %s is a file here, not a URL", source);
	if (mirrors && mirrors->count > MIRRORS_LIMIT)
		return fail_plain("--mirror: more than %d of them", MIRRORS_LIMIT);
	for (size_t i = 0; mirrors && i < mirrors->count; i++) {
		struct url url;

		if (url_is_local(mirrors->items[i]))
			return fail_plain("--mirror: %s is no URL", mirrors->items[i]);
		if (url_parse(mirrors->items[i], &url) < 0)
			return fail_in("--mirror");
		url_free(&url);
		G.mirrors[G.count++] = xstrdup(mirrors->items[i]);
	}
	return 0;
}

/*
 * Where else a URL's bytes are: one more for each mirror, when it is of the source's folder.
 * Caller frees each, and the array; *count of them.
 */
static char **mirrors_of(const char *url, size_t *count)
{
	size_t folder = G.source ? folder_length(G.source) : 0;
	size_t length = strcspn(url, "#");
	char **urls;

	*count = 0;
	if (!G.count || strncmp(url, G.source, folder) != 0)
		return NULL;
	urls = xcalloc(G.count, sizeof(*urls));
	for (size_t i = 0; i < G.count; i++) {
		const char *mirror = G.mirrors[i];
		bool whole = !is_folder(mirror) && length == strcspn(G.source, "#") &&
			     strncmp(url, G.source, length) == 0;

		urls[(*count)++] = whole ? xstrdup(mirror) :
			xasprintf("%.*s%.*s", (int)folder_length(mirror), mirror,
				  (int)(length - folder), url + folder);
	}
	return urls;
}

void mirrors_add(struct fetch *job)
{
	const char *url = job->urls[0];
	size_t count;
	char **others = mirrors_of(url, &count);

	forget_urls();
	if (!count)
		return;
	G.urls = xcalloc(count + 1, sizeof(*G.urls));
	G.urls[0] = (char *)url;
	memcpy(G.urls + 1, others, count * sizeof(*others));
	free(others);
	G.url_count = count + 1;
	job->urls = (const char *const *)G.urls;
	job->url_count = G.url_count;
}

void mirrors_words(const char *url, struct buffer *words)
{
	size_t count;
	char **others = mirrors_of(url, &count);

	for (size_t i = 0; i < count; i++) {
		char *quoted = text_shell_quote(others[i]);

		buffer_format(words, " --mirror %s", quoted);
		free(quoted);
		free(others[i]);
	}
	free(others);
}
