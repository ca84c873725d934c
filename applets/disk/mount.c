/* SPDX-License-Identifier: MIT */
/* mount(8): show mounts, mount one, mount what fstab(5) lists. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "fs/mount.h"
#include "fs/mount_table.h"

enum { STATUS_FAILED = 32, STATUS_SOME = 64 };	/* mount(8), EXIT STATUS */

static struct {
	bool all, fake, make_folder, no_mtab;
	int verbose;
	const char *types, *fstab, *source, *target;
	struct buffer options;
} G;

static int add_options(const char *name, const char *text)
{
	(void)name;
	buffer_format(&G.options, "%s%s", G.options.length ? "," : "", text);
	return 0;
}

static int take_tag(const char *name, const char *value)
{
	bool is_label = strcmp(name, "-L") == 0 || strcmp(name, "--label") == 0;

	G.source = xasprintf("%s=%s", is_label ? "LABEL" : "UUID", value);
	return 0;
}

/* -B, -M and the like are words of -o. */
static int add_word(const char *name, const char *argument)
{
	static const struct { const char *name, *word; } words[] = {
		{ "-B", "bind" }, { "--bind", "bind" }, { "-R", "rbind" }, { "--rbind", "rbind" },
		{ "-M", "move" }, { "--move", "move" }, { "-r", "ro" }, { "--read-only", "ro" },
		{ "-w", "rw" }, { "--rw", "rw" }, { "--read-write", "rw" },
	};

	(void)argument;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(name, words[i].name) == 0)
			return add_options(name, words[i].word);
	}
	/* --make-rprivate */
	return add_options(name, name + strlen("--make-"));
}

static const struct option_row options[] = {
	{ "-a --all", OPTION_FLAG, &G.all, NULL, "mount all of fstab" },
	{ "-t --types", OPTION_TEXT, &G.types, "TYPE", "the type, or with -a those to mount" },
	{ "-o --options", OPTION_CALL, add_options, "LIST", "options, separated by commas" },
	{ "-r --read-only", OPTION_CALL, add_word, NULL, "same as -o ro" },
	{ "-w --rw --read-write", OPTION_CALL, add_word, NULL, "same as -o rw" },
	{ "-B --bind", OPTION_CALL, add_word, NULL, "same as -o bind" },
	{ "-R --rbind", OPTION_CALL, add_word, NULL, "same as -o rbind" },
	{ "-M --move", OPTION_CALL, add_word, NULL, "same as -o move" },
	{ "--make-shared", OPTION_CALL, add_word, NULL, "pass mounts on, both ways" },
	{ "--make-slave", OPTION_CALL, add_word, NULL, "take mounts, pass none on" },
	{ "--make-private", OPTION_CALL, add_word, NULL, "neither take mounts nor pass them on" },
	{ "--make-unbindable", OPTION_CALL, add_word, NULL, "private, and cannot be bound" },
	{ "--make-rshared", OPTION_CALL, add_word, NULL, "with everything below" },
	{ "--make-rslave", OPTION_CALL, add_word, NULL, "with everything below" },
	{ "--make-rprivate", OPTION_CALL, add_word, NULL, "with everything below" },
	{ "--make-runbindable", OPTION_CALL, add_word, NULL, "with everything below" },
	{ "-m --mkdir", OPTION_FLAG, &G.make_folder, NULL, "make the missing mount point" },
	{ "-f --fake", OPTION_FLAG, &G.fake, NULL, "all but the mount itself" },
	{ "-n --no-mtab", OPTION_FLAG, &G.no_mtab, NULL, "write no /etc/mtab (as ever)" },
	{ "-T --fstab", OPTION_TEXT, &G.fstab, "FILE", "another fstab" },
	{ "-L --label", OPTION_CALL, take_tag, "LABEL", "the source, by its label" },
	{ "-U --uuid", OPTION_CALL, take_tag, "UUID", "the source, by its UUID" },
	{ "--source", OPTION_TEXT, &G.source, "SOURCE", "the source, named" },
	{ "--target", OPTION_TEXT, &G.target, "TARGET", "the mount point, named" },
	{ "-v --verbose", OPTION_COUNT, &G.verbose, NULL, "say what is done" },
	{ 0 }
};

static int list(void)
{
	struct mount_table table;

	if (mount_table_read("/proc/self/mounts", &table) < 0)
		die_failure(STATUS_FAILED);
	for (size_t i = 0; i < table.count; i++) {
		const struct mount_entry *row = &table.rows[i];

		if (!G.types || mount_type_matches(row->type, G.types))
			printf("%s on %s type %s (%s)\n", row->source, row->target, row->type,
			       row->options);
	}
	mount_table_free(&table);
	return 0;
}

static int mount_one(const char *source, const char *target, const char *type, const char *text)
{
	struct mount_options parsed = { 0 };
	char *copy = xstrdup(text ? text : "");
	int result = mount_options_parse(&parsed, copy);

	if (result == 0 && G.make_folder)
		result = make_folders(target);
	if (result == 0 && !G.fake)
		result = mount_with(source, target, type, &parsed);
	if (result < 0 && parsed.nofail)
		result = 0;
	else if (result < 0)
		warn_failure();
	else if (G.verbose)
		printf("mount: %s mounted on %s.\n", source ? source : "none", target);
	if (result == 0 && parsed.fell_back)
		fprintf(stderr, "mount: %s: WARNING: source write-protected, mounted read-only.\n",
			target);
	mount_options_free(&parsed);
	free(copy);
	return result < 0 ? STATUS_FAILED : 0;
}

static bool is_mounted(const struct mount_table *now, const struct mount_entry *row)
{
	for (size_t i = 0; i < now->count; i++) {
		if (strcmp(now->rows[i].target, row->target) == 0)
			return true;
	}
	return false;
}

/* What of fstab -a means: not swap, not noauto, not yet mounted. */
static bool is_wanted(const struct mount_entry *row, const struct mount_table *now)
{
	struct mount_options parsed = { 0 };
	char *copy = xstrdup(row->options);
	bool wanted = mount_options_parse(&parsed, copy) == 0 && !parsed.noauto;

	mount_options_free(&parsed);
	free(copy);
	return wanted && row->target[0] == '/' && strcmp(row->type, "swap") != 0 &&
	       (!G.types || mount_type_matches(row->type, G.types)) && !is_mounted(now, row);
}

static char *with_options(const char *first)
{
	return xasprintf("%s%s%s", first, *first && G.options.length ? "," : "",
			 G.options.data ? G.options.data : "");
}

static int mount_all(void)
{
	struct mount_table table, now;
	int failed = 0, done = 0;

	if (mount_table_read(G.fstab, &table) < 0)
		die_failure(STATUS_FAILED);
	for (size_t i = 0; i < table.count; i++) {
		const struct mount_entry *row = &table.rows[i];

		/* Read anew: an entry may stand twice. */
		if (mount_table_read("/proc/self/mounts", &now) < 0)
			now = (struct mount_table){ 0 };
		if (is_wanted(row, &now)) {
			char *text = with_options(row->options);

			if (mount_one(row->source, row->target, row->type, text))
				failed++;
			else
				done++;
			free(text);
		}
		mount_table_free(&now);
	}
	mount_table_free(&table);
	if (!failed)
		return 0;
	return done ? STATUS_SOME : STATUS_FAILED;
}

static const struct mount_entry *find_row(const struct mount_table *table, const char *name)
{
	for (size_t i = table->count; i-- > 0;) {
		if (strcmp(table->rows[i].target, name) == 0 ||
		    strcmp(table->rows[i].source, name) == 0)
			return &table->rows[i];
	}
	return NULL;
}

/* Remounting keeps what is not said otherwise: start from the flags it has. */
static int remount(const char *name)
{
	struct mount_options old = { 0 };
	const struct mount_entry *row;
	struct mount_table table;
	char *path = realpath(name, NULL);
	int status = STATUS_FAILED;

	if (mount_table_read("/proc/self/mounts", &table) < 0)
		die_failure(STATUS_FAILED);
	row = find_row(&table, path ? path : name);
	if (!row) {
		warn("%s: mount point not mounted or bad option.", name);
	} else if (mount_options_parse(&old, row->options) == 0) {
		/* The file system's own options stay its own; only the user's are passed. */
		struct buffer text = { 0 };

		mount_options_words(old.flags, &text);
		buffer_format(&text, ",%s", G.options.data);
		status = mount_one(row->source, row->target, NULL, text.data);
		buffer_free(&text);
	}
	mount_options_free(&old);
	mount_table_free(&table);
	free(path);
	return status;
}

/* One operand: a mount point or a source of fstab, remount and --make-* aside. */
static int mount_named(const char *name)
{
	struct mount_options asked = { 0 };
	char *copy = xstrdup(G.options.data ? G.options.data : ""), *text;
	const struct mount_entry *row;
	struct mount_table table;
	int status;

	if (mount_options_parse(&asked, copy) < 0)
		usage("%s", fail_text());
	if (asked.propagation && !(asked.flags & (MS_REMOUNT | MS_BIND)))
		return mount_one(NULL, name, NULL, G.options.data);
	if (asked.flags & MS_REMOUNT)
		return remount(name);
	mount_options_free(&asked);
	free(copy);
	if (mount_table_read(G.fstab, &table) < 0 || !(row = find_row(&table, name))) {
		warn("%s: can't find in %s.", name, G.fstab);
		return 1;
	}
	text = with_options(row->options);
	status = mount_one(row->source, row->target, G.types ? G.types : row->type, text);
	free(text);
	mount_table_free(&table);
	return status;
}

static int run(int argc, char **argv)
{
	int operand = 1;

	if (!G.fstab)
		G.fstab = "/etc/fstab";
	if (G.all) {
		if (argc > 1)
			usage("unexpected argument '%s' beside --all", argv[1]);
		return mount_all();
	}
	if (!G.source && G.target && argc == 2)
		G.source = argv[operand++];
	else if (!G.source && !G.target && argc == 3)
		G.source = argv[operand++];
	if (!G.target && operand < argc && (G.source || argc == 2))
		G.target = argv[operand++];
	if (operand < argc)
		usage("too many operands: a source and a mount point are wanted");
	if (G.source && G.target)
		return mount_one(G.source, G.target, G.types, G.options.data);
	if (G.source || G.target)
		return mount_named(G.target ? G.target : G.source);
	if (G.options.length)
		usage("what to mount, and where?");
	return list();
}

APPLET(mount, .names = "mount", .summary = "mount a file system, or show what is mounted",
       .operands = "[SOURCE] [TARGET]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "  mount                    show mounts (with -t: of this type)\n"
		  "  mount SOURCE TARGET      the type is found when -t does not say it\n"
		  "  mount TARGET             as fstab says\n"
		  "A file as SOURCE gets a loop device, freed with the mount.");
