/* SPDX-License-Identifier: MIT */
/* Basic authentication and the netrc file of ftp(1), which curl and GNU wget read too. */
#include "http/credentials.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/base64.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

char *basic_credentials(const char *user, const char *password)
{
	char *both = xasprintf("%s:%s", user, password ?: "");
	struct buffer value = { 0 };

	buffer_text(&value, "Basic ");
	base64_encode(both, strlen(both), &value);
	free(both);
	return value.data;
}

/* The next word, quotes and backslashes taken off; NULL at the end. Caller frees. */
static char *next_word(const char **text)
{
	struct buffer word = { 0 };
	const char *at = *text + strspn(*text, " \t\r\n,");
	bool quoted = *at == '"';

	if (!*at)
		return NULL;
	buffer_text(&word, "");
	for (at += quoted; *at && (quoted ? *at != '"' : !strchr(" \t\r\n,", *at)); at++) {
		if (*at == '\\' && at[1])
			at++;
		buffer_add(&word, at, 1);
	}
	*text = at + (quoted && *at);
	return word.data;
}

struct entry {
	char *user, *password;
	bool matches;
};

static int finish(struct entry *entry, const char *wanted, char **user, char **password)
{
	if (entry->matches && entry->user &&
	    (!wanted || strcmp(wanted, entry->user) == 0)) {
		*user = entry->user;
		*password = entry->password ?: xstrdup("");
		return 1;
	}
	free(entry->user);
	free(entry->password);
	*entry = (struct entry){ 0 };
	return 0;
}

/* Take one keyword with its value. */
static void take(const char *keyword, const char **text, struct entry *entry, const char *host)
{
	char *value, **field = NULL;

	if (strcmp(keyword, "default") == 0) {
		entry->matches = true;
		return;
	}
	value = next_word(text);
	if (strcmp(keyword, "machine") == 0)
		entry->matches = value && strcasecmp(value, host) == 0;
	else if (strcmp(keyword, "login") == 0)
		field = &entry->user;
	else if (strcmp(keyword, "password") == 0)
		field = &entry->password;
	if (!field) {
		free(value);
		return;
	}
	free(*field);
	*field = value;
}

int netrc_find(const char *text, const char *host, const char *wanted, char **user,
	       char **password)
{
	struct entry entry = { 0 };
	char *keyword;
	int found = 0;

	while (!found && (keyword = next_word(&text))) {
		if (strcmp(keyword, "machine") == 0 || strcmp(keyword, "default") == 0)
			found = finish(&entry, wanted, user, password);
		if (found) {
			free(keyword);
			break;
		}
		if (keyword[0] == '#') {
			text += strcspn(text, "\n");
		} else if (strcmp(keyword, "macdef") == 0) {
			/* A macro ends at an empty line. */
			const char *end = strstr(text, "\n\n");

			text = end ?: text + strlen(text);
		} else {
			take(keyword, &text, &entry, host);
		}
		free(keyword);
	}
	return found ? found : finish(&entry, wanted, user, password);
}

int netrc_lookup(const char *host, const char *wanted, char **user, char **password)
{
	const char *file = getenv("NETRC"), *home = getenv("HOME");
	char *path = file ? xstrdup(file) : home ? xasprintf("%s/.netrc", home) : NULL;
	struct buffer text = { 0 };
	int found = 0;

	if (path && read_file(path, &text, 1 << 18) == 0 && text.data)
		found = netrc_find(text.data, host, wanted, user, password);
	/* That there is none is no failure. */
	fail_clear();
	buffer_free(&text);
	free(path);
	return found;
}
