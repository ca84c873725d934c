/* SPDX-License-Identifier: MIT */
/* tar(1), as GNU's: options here, the work in libbb/tools/tar_*. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "core/when.h"
#include "fs/owner.h"
#include "fs/target.h"
#include "tools/tar.h"

static struct {
	struct tar tar;
	bool nul;
	uint64_t blocking;
} G;

static int set_mode(const char *name, const char *argument)
{
	static const char *const words[] = { "--create", "--extract", "--get", "--list", "--append",
					     "--update", "--diff", "--compare" };
	char mode = name[1];

	(void)argument;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(name, words[i]) == 0)
			mode = "cxxtrudd"[i];
	if (G.tar.mode && G.tar.mode != mode)
		return fail_plain("You may not specify more than one '-Acdtrux' option");
	G.tar.mode = mode;
	return 0;
}

/* -C binds to the names behind it, and one -C starts where the last one led. */
static int set_folder(const char *name, const char *argument)
{
	(void)name;
	G.tar.folder = G.tar.folder && argument[0] != '/' ? path_join(G.tar.folder, argument)
							  : argument;
	return 0;
}

static void add_name(const char *name)
{
	struct tar *tar = &G.tar;
	size_t length = strlen(name);

	while (length > 1 && name[length - 1] == '/')
		length--;
	tar->names = xrealloc(tar->names, (tar->count + 1) * sizeof(*tar->names));
	tar->names[tar->count++] = (struct tar_name){ name, tar->folder, length, false };
}

static int names_of_file(const char *name, const char *argument)
{
	(void)name;
	if (tar_read_names(argument, G.nul, add_name) < 0)
		die_failure(2);
	return 0;
}

static void add_exclusion(const char *pattern)
{
	struct option_list *list = &G.tar.exclude;

	list->items = xrealloc(list->items, (list->count + 1) * sizeof(*list->items));
	list->items[list->count++] = pattern;
}

static int exclude(const char *name, const char *argument)
{
	(void)name;
	add_exclusion(argument);
	return 0;
}

static int exclude_from(const char *name, const char *argument)
{
	(void)name;
	if (tar_read_names(argument, false, add_exclusion) < 0)
		die_failure(2);
	return 0;
}

static int set_filter(const char *name, const char *argument)
{
	(void)argument;
	G.tar.filter = name[1] == 'j' || strcmp(name, "--bzip2") == 0 ? "bzip2" :
		       name[1] == 'z' || strstr(name, "zip") ? "gzip" :
		       strcmp(name, "--zstd") == 0 ? "zstd" :
		       strcmp(name, "--lzma") == 0 ? "lzma" : "xz";
	return 0;
}

static int set_existing(const char *name, const char *argument)
{
	static const struct {
		const char *name;
		enum tar_existing existing;
	} rows[] = {
		{ "-k", TAR_KEEP }, { "--keep-old-files", TAR_KEEP },
		{ "--skip-old-files", TAR_SKIP }, { "--overwrite", TAR_OVERWRITE },
		{ "--keep-newer-files", TAR_KEEP_NEWER }, { "-U", TAR_UNLINK },
		{ "--unlink-first", TAR_UNLINK },
	};

	(void)argument;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		if (strcmp(name, rows[i].name) == 0)
			G.tar.existing = rows[i].existing;
	return 0;
}

static int set_rights(const char *name, const char *argument)
{
	bool no = strncmp(name, "--no-", 5) == 0 || strcmp(name, "-o") == 0;

	(void)argument;
	if (strcmp(name, "-o") == 0 || strstr(name, "owner"))
		G.tar.owners = no ? -1 : 1;
	else
		G.tar.permissions = no ? -1 : 1;
	return 0;
}

/* NAME, NUMBER or NAME:NUMBER. */
static int set_identity(const char *name, const char *argument)
{
	bool group = strcmp(name, "--group") == 0;
	const char *colon = strchr(argument, ':');
	uint64_t *id = group ? &G.tar.group : &G.tar.owner;
	const char **text = group ? &G.tar.group_name : &G.tar.owner_name;
	unsigned found;

	*(group ? &G.tar.group_set : &G.tar.owner_set) = true;
	if (text_number(colon ? colon + 1 : argument, 10, 0, UINT32_MAX, id) == 0) {
		*text = colon ? xstrndup(argument, colon - argument) : NULL;
		return 0;
	}
	if (colon || (group ? group_parse(argument, &found) : user_parse(argument, &found)) < 0)
		return fail_plain("Invalid %s: '%s'", group ? "group" : "owner", argument);
	*id = found;
	*text = argument;
	return 0;
}

static int set_mtime(const char *name, const char *argument)
{
	struct timespec now;
	struct stat status;

	(void)name;
	clock_gettime(CLOCK_REALTIME, &now);
	G.tar.mtime_set = true;
	if (argument[0] == '/' || argument[0] == '.') {
		if (stat(argument, &status) < 0)
			return fail("%s", argument);
		G.tar.mtime = status.st_mtim;
		return 0;
	}
	return when_parse(argument, now, &G.tar.mtime);
}

static int set_sort(const char *name, const char *argument)
{
	(void)name;
	G.tar.sorted = strcmp(argument, "name") == 0;
	if (!G.tar.sorted && strcmp(argument, "none") != 0)
		return fail_plain("'%s' is neither none nor name", argument);
	return 0;
}

static int set_format(const char *name, const char *argument)
{
	static const struct {
		const char *name, *format;
	} rows[] = {
		{ "gnu", "gnutar" }, { "oldgnu", "gnutar" }, { "pax", "pax" }, { "posix", "pax" },
		{ "ustar", "ustar" }, { "v7", "v7tar" },
	};

	(void)name;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (strcmp(argument, rows[i].name) == 0) {
			G.tar.format = rows[i].format;
			return 0;
		}
	}
	return fail_plain("Invalid archive format '%s'", argument);
}

static const struct option_row options[] = {
	{ "-c --create", OPTION_CALL, set_mode, NULL, "make an archive" },
	{ "-x --extract --get", OPTION_CALL, set_mode, NULL, "unpack an archive" },
	{ "-t --list", OPTION_CALL, set_mode, NULL, "list what is in an archive" },
	{ "-r --append", OPTION_CALL, set_mode, NULL, "add files at the end of an archive" },
	{ "-u --update", OPTION_CALL, set_mode, NULL, "add those newer than in the archive" },
	{ "-d --diff --compare", OPTION_CALL, set_mode, NULL, "tell what differs from the files" },
	{ "-f --file", OPTION_TEXT, &G.tar.file, "ARCHIVE", "its name; - is stdin or stdout" },
	{ "-C --directory", OPTION_CALL, set_folder, "DIR", "be in DIR for what follows" },
	{ "-v --verbose", OPTION_COUNT, &G.tar.verbose, NULL, "print names; twice: long lines" },
	{ "-z --gzip --gunzip", OPTION_CALL, set_filter, NULL, "compress by gzip" },
	{ "-J --xz", OPTION_CALL, set_filter, NULL, "compress by xz" },
	{ "--zstd", OPTION_CALL, set_filter, NULL, "compress by zstd" },
	{ "-j --bzip2", OPTION_CALL, set_filter, NULL, "compress by the program bzip2" },
	{ "-I --use-compress-program", OPTION_TEXT, &G.tar.program, "COMMAND",
	  "compress by COMMAND, unpack by COMMAND -d" },
	{ "--lzma", OPTION_CALL, set_filter, NULL, "compress by lzma" },
	{ "-a --auto-compress", OPTION_FLAG, &G.tar.by_suffix, NULL,
	  "compress as the archive's name says" },
	{ "-T --files-from", OPTION_CALL, names_of_file, "FILE", "take the names in FILE, too" },
	{ "--null", OPTION_FLAG, &G.nul, NULL, "those of the next -T end in NUL" },
	{ "--exclude", OPTION_CALL, exclude, "PATTERN", "leave out what matches" },
	{ "-X --exclude-from", OPTION_CALL, exclude_from, "FILE", "patterns of --exclude in FILE" },
	{ "--strip-components", OPTION_NUMBER, &G.tar.strip, "N",
	  "unpack without the first N folders of names" },
	{ "--show-transformed-names", OPTION_FLAG, &G.tar.transformed, NULL,
	  "show them so, too" },
	{ "-O --to-stdout", OPTION_FLAG, &G.tar.to_stdout, NULL, "unpack to stdout" },
	{ "-k --keep-old-files", OPTION_CALL, set_existing, NULL,
	  "what is there already stays; an error" },
	{ "--skip-old-files", OPTION_CALL, set_existing, NULL, "the same, silently" },
	{ "--keep-newer-files", OPTION_CALL, set_existing, NULL, "what is newer stays" },
	{ "--overwrite", OPTION_CALL, set_existing, NULL, "write into files that are there" },
	{ "-U --unlink-first", OPTION_CALL, set_existing, NULL, "remove what is there first" },
	{ "-p --preserve-permissions --same-permissions", OPTION_CALL, set_rights, NULL,
	  "modes as in the archive (default for root)" },
	{ "--no-same-permissions", OPTION_CALL, set_rights, NULL, "the umask holds" },
	{ "--same-owner", OPTION_CALL, set_rights, NULL, "owners, too (default for root)" },
	{ "-o --no-same-owner", OPTION_CALL, set_rights, NULL, "what is unpacked is ours" },
	{ "-m --touch", OPTION_FLAG, &G.tar.no_times, NULL, "do not set times" },
	{ "--numeric-owner", OPTION_FLAG, &G.tar.numeric, NULL, "owners by number, not by name" },
	{ "--owner", OPTION_CALL, set_identity, "NAME[:UID]", "whose files shall be in it" },
	{ "--group", OPTION_CALL, set_identity, "NAME[:GID]", "which group's" },
	{ "--mode", OPTION_TEXT, &G.tar.mode_text, "MODE", "their mode, as for chmod" },
	{ "--mtime", OPTION_CALL, set_mtime, "DATE", "their time: a date, or /FILE's" },
	{ "--sort", OPTION_CALL, set_sort, "ORDER", "none (as the folder has them) or name" },
	{ "-H --format", OPTION_CALL, set_format, "FORMAT", "gnu (default), pax, ustar, v7" },
	{ "-b --blocking-factor", OPTION_NUMBER, &G.blocking, "N",
	  "the length is a multiple of N blocks of 512 (20)" },
	{ "-h --dereference", OPTION_FLAG, &G.tar.follow, NULL, "the files links point to" },
	{ "-S --sparse", OPTION_FLAG, &G.tar.sparse, NULL, "holes are not stored (pax)" },
	{ "--xattrs", OPTION_FLAG, &G.tar.xattrs, NULL, "extended attributes (pax)" },
	{ "-P --absolute-names", OPTION_FLAG, &G.tar.absolute, NULL,
	  "leave / and .. in names: for trusted archives" },
	{ "--one-file-system", OPTION_FLAG, &G.tar.one_device, NULL, "stay on it" },
	{ "--no-recursion", OPTION_FLAG, &G.tar.not_recursive, NULL, "not what is in folders" },
	{ "--wildcards", OPTION_FLAG, &G.tar.wildcards, NULL, "names of members are patterns" },
	{ "-i --ignore-zeros", OPTION_FLAG, &G.tar.ignore_zeros, NULL, "read beyond the end" },
	{ "--full-time", OPTION_FLAG, &G.tar.full_time, NULL, "list times in full" },
	{ "--utc", OPTION_FLAG, &G.tar.utc, NULL, "and in UTC" },
	{ 0 }
};

static int run(int argc, char **argv)
{
	struct tar *tar = &G.tar;

	(void)argc, (void)argv;
	setlocale(LC_CTYPE, "");
	output_in_bulk();
	if (!tar->mode)
		usage("You must specify one of the '-cdtrux' options");
	if (!tar->file)
		tar->file = getenv("TAPE") ?: "-";
	tar->last_block = (G.blocking ? G.blocking : 20) * 512;
	if (tar->mode == 'c' && !tar->count)
		usage("Cowardly refusing to create an empty archive");
	if (tar->last_block > 1 << 20)
		usage("Invalid blocking factor");
	if (strchr("cru", tar->mode))
		tar_write(tar);
	else
		tar_read(tar);
	if (exit_status == 2)
		tar_error("Exiting with failure status due to previous errors");
	return 0;
}

static const char details[] =
	"Compression is recognised when an archive is read. The first word may hold options\n"
	"without a dash: tar xzf ARCHIVE. Names never lead out of where it is unpacked, unless\n"
	"-P is given. The exit status is 1 when files differ or changed, 2 on errors.";

APPLET(tar, .names = "tar", .summary = "pack and unpack archives", .operands = "[FILE]...",
       .options = options, .run = run, .operand = add_name, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_CLUSTER, .usage_status = 2, .details = details);
