/* SPDX-License-Identifier: MIT */
/* mktemp(1): a new file or folder of a name nobody could guess. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/target.h"

static struct {
	bool folder, dry_run, quiet, in_temporary, place_given;
	const char *suffix, *place;
} G;

static int set_place(const char *name, const char *argument)
{
	(void)name;
	G.place_given = true;
	G.place = argument;
	return 0;
}

static const struct option_row options[] = {
	{ "-d --directory", OPTION_FLAG, &G.folder, NULL, "make a folder, not a file" },
	{ "-u --dry-run", OPTION_FLAG, &G.dry_run, NULL, "make nothing, print a name (unsafe)" },
	{ "-q --quiet", OPTION_FLAG, &G.quiet, NULL, "no message when it fails" },
	{ "--suffix", OPTION_TEXT, &G.suffix, "TEXT", "the name's end, behind the X's" },
	{ "-p", OPTION_CALL, set_place, "FOLDER", "make it in FOLDER" },
	{ "--tmpdir", OPTION_MAYBE, set_place, "FOLDER", "the same; else in $TMPDIR or /tmp" },
	{ "-t", OPTION_FLAG, &G.in_temporary, NULL, "TEMPLATE is a name in a folder, as above" },
	{ 0 }
};

static void give_up(const char *format, const char *name)
{
	if (!G.quiet)
		warn(format, quote(name));
	exit(1);
}

static void fill_random(char *at, size_t count)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "abcdefghijklmnopqrstuvwxyz0123456789";
	unsigned char byte;

	for (size_t i = 0; i < count;) {
		/* Those above the last whole round would favour some letters. */
		if (getrandom(&byte, 1, 0) == 1 && byte < 62 * 4)
			at[i++] = letters[byte % 62];
	}
}

static bool make(const char *path)
{
	struct stat status;
	int fd;

	if (G.dry_run)
		return lstat(path, &status) < 0 && errno == ENOENT;
	if (G.folder)
		return mkdir(path, 0700) == 0;
	fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
	return fd >= 0;
}

/* The folder names go into, when the template's own is not meant. */
static const char *temporary_folder(void)
{
	const char *environment = getenv("TMPDIR");

	/* The obsolete -t prefers the environment. */
	if (G.in_temporary && environment && *environment)
		return environment;
	if (G.place && *G.place)
		return G.place;
	return environment && *environment ? environment : "/tmp";
}

static char *full_template(const char *template)
{
	if (!template || G.place_given || G.in_temporary) {
		if (template && G.in_temporary && strchr(template, '/'))
			give_up("invalid template, %s, contains directory separator", template);
		if (template && G.place_given && template[0] == '/')
			give_up("invalid template, %s; with --tmpdir, it may not be absolute",
				template);
		return path_join(temporary_folder(), template ? template : "tmp.XXXXXXXXXX");
	}
	return xstrdup(template);
}

static int run(int argc, char **argv)
{
	const char *template = argv[1];
	char *path, *last;
	size_t count = 0;

	if (argc > 2)
		usage("too many templates");
	if (template && G.suffix && (!*template || template[strlen(template) - 1] != 'X'))
		give_up("with --suffix, template %s must end in X", template);
	if (G.suffix && strchr(G.suffix, '/'))
		give_up("invalid suffix %s, contains directory separator", G.suffix);
	last = template ? strrchr(template, 'X') : NULL;
	if (template && !G.suffix && last && strchr(last, '/'))
		give_up("invalid suffix %s, contains directory separator", last + 1);
	path = xasprintf("%s%s", full_template(template), G.suffix ? G.suffix : "");
	last = path + strlen(path) - (G.suffix ? strlen(G.suffix) : 0);
	while (last > path && last[-1] != 'X')
		last--;
	while (last > path && last[-1] == 'X') {
		last--;
		count++;
	}
	if (count < 3)
		give_up("too few X's in template %s", template ? template : path);
	for (int tries = 0; tries < 10000; tries++) {
		fill_random(last, count);
		if (make(path)) {
			puts(path);
			return 0;
		}
		if (errno != EEXIST && !(G.dry_run && errno == 0))
			break;
	}
	memset(last, 'X', count);
	if (!G.quiet)
		warn("failed to create %s via template %s: %s", G.folder ? "directory" : "file",
		     quote(path), strerror(errno));
	return 1;
}

APPLET(mktemp, .names = "mktemp", .summary = "make a temporary file or folder",
       .operands = "[TEMPLATE]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "TEMPLATE's last X's, three at least, become random letters;\n"
		  "without one it is tmp.XXXXXXXXXX in $TMPDIR or /tmp.");
