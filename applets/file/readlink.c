/* SPDX-License-Identifier: MIT */
/* readlink(1), realpath(1): what a link says, and where a path leads. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/relative.h"

static struct {
	bool canonical, no_newline, quiet, verbose, nul, logical, no_links;
	enum canonical_how how;
	const char *relative_to, *relative_base;
} G;

static int set_how(const char *name, const char *argument)
{
	char letter = name[1] != '-' ? name[1] : strstr(name, "existing") ? 'e' :
		      strstr(name, "missing") ? 'm' : 'f';

	(void)argument;
	G.canonical = true;
	G.how = letter == 'e' ? CANONICAL_EXISTING : letter == 'm' ? CANONICAL_MISSING :
								     CANONICAL_LAST_MISSING;
	return 0;
}

static int set_logical(const char *name, const char *argument)
{
	(void)argument;
	G.logical = name[1] == 'L' || strcmp(name, "--logical") == 0;
	return 0;
}

static const struct option_row options[] = {
	{ "-f --canonicalize", OPTION_CALL, set_how, NULL,
	  "follow every link; all but the last part must exist" },
	{ "-e --canonicalize-existing", OPTION_CALL, set_how, NULL, "the same; all must exist" },
	{ "-m --canonicalize-missing", OPTION_CALL, set_how, NULL, "the same; nothing need exist" },
	{ "-n --no-newline", OPTION_FLAG, &G.no_newline, NULL, "no newline at the end" },
	{ "-q -s --quiet --silent", OPTION_FLAG, &G.quiet, NULL, "no messages, the default" },
	{ "-v --verbose", OPTION_FLAG, &G.verbose, NULL, "messages" },
	{ "-z --zero", OPTION_FLAG, &G.nul, NULL, "end each line with NUL, not newline" },
	{ 0 }
};

static const struct option_row realpath_options[] = {
	{ "-e --canonicalize-existing", OPTION_CALL, set_how, NULL, "all of it must exist" },
	{ "-m --canonicalize-missing", OPTION_CALL, set_how, NULL, "nothing of it need exist" },
	{ "-L --logical", OPTION_CALL, set_logical, NULL, "take .. away before following links" },
	{ "-P --physical", OPTION_CALL, set_logical, NULL,
	  "follow links as they come, the default" },
	{ "-q --quiet", OPTION_FLAG, &G.quiet, NULL, "no messages" },
	{ "--relative-to", OPTION_TEXT, &G.relative_to, "FOLDER", "print the way from FOLDER" },
	{ "--relative-base", OPTION_TEXT, &G.relative_base, "FOLDER",
	  "print absolute paths but for what is below FOLDER" },
	{ "-s --strip --no-symlinks", OPTION_FLAG, &G.no_links, NULL, "do not follow links" },
	{ "-z --zero", OPTION_FLAG, &G.nul, NULL, "end each line with NUL, not newline" },
	{ 0 }
};

static char *read_link(const char *path)
{
	struct stat status;
	size_t room;
	char *text;
	ssize_t length;

	if (lstat(path, &status) < 0)
		return NULL;
	room = MAX(status.st_size, 4095) + 1;
	text = xmalloc(room);
	length = readlink(path, text, room - 1);
	if (length < 0) {
		free(text);
		return NULL;
	}
	text[length] = '\0';
	return text;
}

static int run(int argc, char **argv)
{
	if (argc < 2)
		usage("missing operand");
	if (argc > 2 && G.no_newline) {
		fprintf(stderr, "%s: ignoring --no-newline with multiple arguments\n",
			program_name);
		G.no_newline = false;
	}
	for (argv++; *argv; argv++) {
		char *text = G.canonical ? canonical_path(*argv, G.how, false)
					 : read_link(*argv);

		if (text)
			printf("%s", text);
		if (text && !G.no_newline)
			putchar(G.nul ? '\0' : '\n');
		if (!text && G.verbose)
			warn_errno("%s", quote_maybe(*argv));
		if (!text)
			exit_status = 1;
		free(text);
	}
	return 0;
}

static bool is_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	if (strcmp(folder, "/") == 0)
		return true;
	return strncmp(path, folder, length) == 0 && (!path[length] || path[length] == '/');
}

/* -L: ".." goes away before links are followed. */
static char *real_path(const char *path)
{
	char *folded, *real;

	if (!G.logical)
		return canonical_path(path, G.how, G.no_links);
	folded = canonical_path(path, G.how, true);
	if (!folded || G.no_links)
		return folded;
	real = canonical_path(folded, G.how, false);
	free(folded);
	return real;
}

static char *canonical_folder(const char *path)
{
	char *canonical = real_path(path);
	struct stat status;

	if (canonical && G.how == CANONICAL_EXISTING && stat(canonical, &status) == 0 &&
	    !S_ISDIR(status.st_mode)) {
		errno = ENOTDIR;
		canonical = NULL;
	}
	if (!canonical)
		die(1, "%s: %s", quote_maybe(path), strerror(errno));
	return canonical;
}

static int run_realpath(int argc, char **argv)
{
	char *to = NULL, *base = NULL;

	if (argc < 2)
		usage("missing operand");
	if (!G.canonical)
		G.how = CANONICAL_LAST_MISSING;
	if (G.relative_to)
		to = canonical_folder(G.relative_to);
	if (G.relative_base) {
		base = canonical_folder(G.relative_base);
		/* What is not below the base is told by its absolute path. */
		if (to && !is_below(to, base))
			base = to = NULL;
		else if (!to)
			to = base;
	}
	for (argv++; *argv; argv++) {
		char *path = real_path(*argv), *text = NULL;

		if (!path) {
			if (!G.quiet)
				warn_errno("%s", quote_maybe(*argv));
			exit_status = 1;
			continue;
		}
		if (to && (!base || is_below(path, base)))
			text = relative_between(path, to);
		printf("%s%c", text ? text : path, G.nul ? '\0' : '\n');
		free(text);
		free(path);
	}
	return 0;
}

APPLET(readlink, .names = "readlink", .summary = "print what a link says, or where a path leads",
       .operands = "FILE...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
APPLET(realpath, .names = "realpath", .summary = "print the path without links",
       .operands = "FILE...", .options = realpath_options, .run = run_realpath, .state = &G,
       .state_size = sizeof(G));
