/* SPDX-License-Identifier: MIT */
/* depmod(8): write the tables by which modprobe finds modules. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "fs/output.h"
#include "tools/depmod_tree.h"

static struct {
	bool all, quick, errors, show, verbose, warn;
	const char *base, *symbols;
	struct depmod_tree tree;
} G;

static const struct option_row options[] = {
	{ "-a --all", OPTION_FLAG, &G.all, NULL, "all modules, the default" },
	{ "-A --quick", OPTION_FLAG, &G.quick, NULL,
	  "only when a module is newer than the tables" },
	{ "-b --basedir", OPTION_TEXT, &G.base, "DIR", "root folder of lib/modules" },
	{ "-e --errsyms", OPTION_FLAG, &G.errors, NULL,
	  "tell of symbols that nobody has (with -F)" },
	{ "-F --filesyms", OPTION_TEXT, &G.symbols, "FILE", "the kernel's symbols: System.map" },
	{ "-n --show --dry-run", OPTION_FLAG, &G.show, NULL, "print the tables, write none" },
	{ "-v --verbose", OPTION_FLAG, &G.verbose, NULL, "print who needs whom" },
	{ "-w --warn", OPTION_FLAG, &G.warn, NULL, "tell of modules that are there twice" },
	{ 0 }
};

/* "6.1.0-13-amd64": numbers with a point first. */
static bool is_version(const char *text)
{
	unsigned a, b;

	return sscanf(text, "%u.%u", &a, &b) == 2 && !strchr(text, '/');
}

static void set_folder(const char *version)
{
	struct utsname names;

	if (version && !is_version(version))
		die(1, "Bad version passed %s", version);
	uname(&names);
	G.tree.folder = xasprintf("%s/lib/modules/%s", G.base ? G.base : "",
				  version ? version : names.release);
}

static bool is_newer(const char *path, const struct stat *than)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return false;
	return status.st_mtim.tv_sec > than->st_mtim.tv_sec ||
	       (status.st_mtim.tv_sec == than->st_mtim.tv_sec &&
		status.st_mtim.tv_nsec > than->st_mtim.tv_nsec);
}

static bool up_to_date(void)
{
	char *path = xasprintf("%s/modules.dep", G.tree.folder);
	struct stat table;
	bool current = stat(path, &table) == 0;

	free(path);
	for (size_t i = 0; i < G.tree.count && current; i++) {
		path = xasprintf("%s/%s", G.tree.folder, G.tree.modules[i].path);
		current = !is_newer(path, &table);
		free(path);
	}
	return current;
}

/* Whole or not at all. */
static int write_table(const char *name, const struct buffer *text)
{
	char *path = xasprintf("%s/%s", G.tree.folder, name);
	struct output output;
	int result = output_open(&output, path);

	if (result == 0 && write_all(output.fd, text->data, text->length) < 0)
		result = fail("write %s", path);
	result = result < 0 ? (output_abandon(&output), -1) : output_commit(&output, 0);
	free(path);
	return result;
}

static void make_tables(void)
{
	struct buffer texts[5] = { 0 };
	static const char *const names[] = {
		"modules.dep", "modules.alias", "modules.softdep", "modules.symbols",
		"modules.devname",
	};

	for (size_t i = 0; i < ARRAY_SIZE(texts); i++)
		buffer_add(&texts[i], "", 0);
	depmod_dep(&G.tree, &texts[0]);
	depmod_aliases(&G.tree, &texts[1]);
	depmod_softdeps(&G.tree, &texts[2]);
	depmod_symbols(&G.tree, &texts[3]);
	depmod_devnames(&G.tree, &texts[4]);
	if (G.verbose && !G.show)
		fwrite(texts[0].data, 1, texts[0].length, stdout);
	for (size_t i = 0; i < ARRAY_SIZE(texts); i++) {
		if (G.show)
			fwrite(texts[i].data, 1, texts[i].length, stdout);
		else if (write_table(names[i], &texts[i]) < 0)
			die_failure(1);
		buffer_free(&texts[i]);
	}
}

static int run(int argc, char **argv)
{
	if (argc > 2)
		usage("one version only");
	G.tree.warn_duplicates = G.warn;
	set_folder(argv[1]);
	if (depmod_find(&G.tree) < 0)
		die_failure(1);
	if (G.quick && !G.all && up_to_date())
		return 0;
	if (G.errors && !G.symbols)
		fprintf(stderr, "depmod: WARNING: -e needs -F\n");
	if (G.errors && G.symbols && depmod_kernel_symbols(&G.tree, G.symbols) < 0)
		die_failure(1);
	output_in_bulk();
	if (depmod_read(&G.tree) < 0)
		die_failure(1);
	make_tables();
	depmod_free(&G.tree);
	return 0;
}

APPLET(depmod, .names = "depmod", .summary = "write the tables by which modprobe finds modules",
       .operands = "[VERSION]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "The tables are texts: modules.dep, .alias, .softdep, .symbols, .devname in\n"
		  "lib/modules/VERSION. modules.builtin and modules.order came with the kernel.");
