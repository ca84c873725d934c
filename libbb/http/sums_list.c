/* SPDX-License-Identifier: MIT */
/* A list's names are paths relative to it, or were when it was made: somewhere else, perhaps. */
#include "http/sums_list.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/error.h"
#include "core/text.h"
#include "http/url.h"
#include "trust/sums.h"

struct search {
	const char *list_url;
	char *url;		/* without fragment */
	char *base;		/* its last part, decoded */
	int best;		/* how well the best line fits */
	char *hex;		/* its digest */
	bool differs;		/* another one fits as well */
};

static char *last_part(const char *url)
{
	struct url parsed;
	const char *slash = strrchr(url, '/');
	char *base;

	if (url_is_local(url) || url_parse(url, &parsed) < 0)
		return xstrdup(slash ? slash + 1 : url);
	parsed.target[strcspn(parsed.target, "?")] = '\0';
	base = url_file_name(&parsed);
	url_free(&parsed);
	return base;
}

/* 2: it is the URL, 1: it is called the same, 0. */
static int fits(const struct search *search, const char *name)
{
	char *resolved = url_resolve(search->list_url, name);
	const char *slash = strrchr(name, '/');
	bool same = resolved && strcmp(resolved, search->url) == 0;

	free(resolved);
	return same ? 2 : strcmp(slash ? slash + 1 : name, search->base) == 0;
}

static void take_line(struct search *search, char *line)
{
	struct sums_line parsed;
	int rank = sums_parse(line, "SHA256", &parsed) < 0 ? 0 : fits(search, parsed.name);

	if (!rank || rank < search->best)
		return;
	if (rank == search->best) {
		search->differs |= strcasecmp(search->hex, parsed.hex) != 0;
		return;
	}
	search->best = rank;
	search->differs = false;
	free(search->hex);
	search->hex = xstrdup(parsed.hex);
}

int sums_list_find(const char *text, const char *list_url, const char *url, char hex[65])
{
	struct search search = { .list_url = list_url, .base = last_part(url),
				 .url = xstrndup(url, strcspn(url, "#")) };
	int result = 0;

	while (*text) {
		size_t length = strcspn(text, "\n");
		char *line = xstrndup(text, length);

		take_line(&search, line);
		free(line);
		text += length + (text[length] == '\n');
	}
	if (!search.best)
		result = fail_plain("%.400s has no SHA-256 of %.200s", list_url, search.base);
	else if (search.differs)
		result = fail_plain("%.400s has two SHA-256 of %.200s", list_url, search.base);
	else
		text_copy(hex, 65, search.hex);
	free(search.url);
	free(search.base);
	free(search.hex);
	return result;
}
