/* SPDX-License-Identifier: MIT */
/* Words of the kernel command line, as rows. */
#include "boot/parameters.h"

#include <ctype.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/aliases.h"
#include "core/error.h"
#include "core/io.h"

static const struct row {
	const char *key;
	size_t offset;
} rows[] = {
	{ "ramroot", offsetof(struct parameters, source) },
	{ "init", offsetof(struct parameters, init) },
	{ "ramroot.layout", offsetof(struct parameters, layout) },
	{ "ramroot.layers", offsetof(struct parameters, layers) },
	{ "ramroot.mirrors", offsetof(struct parameters, mirrors) },
	{ "ramroot.image", offsetof(struct parameters, image) },
	{ "layerfs-path", offsetof(struct parameters, image) },	/* casper */
	{ "rd.live.squashimg", offsetof(struct parameters, image) },	/* dracut */
	{ "ramroot.persist", offsetof(struct parameters, persist) },
	{ "rootfstype", offsetof(struct parameters, root_type) },
	{ "rootflags", offsetof(struct parameters, root_flags) },
	{ "ramroot.cmdline", offsetof(struct parameters, fill) },
	{ "ramroot.keep_net", offsetof(struct parameters, keep_net) },
};

static const char *const on_failures[] = {
	[FAILURE_RETRY] = "retry", [FAILURE_SHELL] = "shell",
	[FAILURE_REBOOT] = "reboot", [FAILURE_POWEROFF] = "poweroff",
};

char *parameters_word(const char **line)
{
	const char *at = *line;
	bool quoted = false;
	char *word, *to;

	while (isspace((unsigned char)*at))
		at++;
	*line = at;
	if (!*at)
		return NULL;
	word = to = xmalloc(strlen(at) + 1);
	/* Quotes go wherever they stand: "a b=c", a="b c". */
	for (; *at && (quoted || !isspace((unsigned char)*at)); at++) {
		if (*at == '"')
			quoted = !quoted;
		else
			*to++ = *at;
	}
	*to = '\0';
	*line = at;
	if (strcmp(word, "--") == 0) {
		free(word);
		*line = at + strlen(at);
		return NULL;
	}
	return word;
}

static void set_on_failure(struct parameters *parameters, const char *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(on_failures); i++) {
		if (strcmp(value, on_failures[i]) == 0) {
			parameters->on_failure = i;
			parameters->on_failure_said = true;
			return;
		}
	}
	buffer_format(&parameters->problems,
		      "ramroot.onfail=%s: want retry, shell, reboot or poweroff\n", value);
}

static void take(struct parameters *parameters, const char *key, size_t length, const char *value)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char **field = (char **)((char *)parameters + rows[i].offset);

		if (strlen(rows[i].key) != length || memcmp(rows[i].key, key, length) != 0)
			continue;
		free(*field);
		*field = xstrdup(value);
		return;
	}
	if (length == strlen("ramroot.onfail") && memcmp(key, "ramroot.onfail", length) == 0)
		set_on_failure(parameters, value);
	else if (length > 8 && memcmp(key, "ramroot.", 8) == 0)
		buffer_format(&parameters->problems, "%.*s: no such parameter\n", (int)length, key);
}

bool parameters_is_on(const char *value)
{
	return value && strcmp(value, "0") != 0 && strcmp(value, "no") != 0 &&
	       strcmp(value, "off") != 0;
}

void parameters_parse(const char *cmdline, struct parameters *parameters)
{
	const char *at = cmdline;
	char *word;

	memset(parameters, 0, sizeof(*parameters));
	parameters->line = xstrdup(cmdline);
	while ((word = parameters_word(&at))) {
		char *equals = strchr(word, '=');

		if (equals)
			take(parameters, word, equals - word, equals + 1);
		free(word);
	}
	aliases_take(cmdline, parameters);
}

int parameters_read(struct parameters *parameters)
{
	struct buffer text = { 0 };

	memset(parameters, 0, sizeof(*parameters));
	if (access(PARAMETERS_DEFAULT, F_OK) == 0 &&
	    read_file(PARAMETERS_DEFAULT, &text, 1 << 16) < 0)
		return fail_in("read the default command line");
	if (read_file("/proc/cmdline", &text, 1 << 17) < 0)
		return fail_in("read the kernel command line");
	parameters_parse(text.data ? text.data : "", parameters);
	buffer_free(&text);
	return 0;
}

void parameters_free(struct parameters *parameters)
{
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		char **field = (char **)((char *)parameters + rows[i].offset);

		free(*field);
		*field = NULL;	/* another row may be of the same one */
	}
	free(parameters->alias_source);
	free(parameters->other_source);
	free(parameters->root_disk);
	free(parameters->line);
	buffer_free(&parameters->problems);
	memset(parameters, 0, sizeof(*parameters));
}
