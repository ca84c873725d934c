/* SPDX-License-Identifier: MIT */
/* modinfo(8): what a module says of itself. Of a signature only its kind is shown. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "dev/elf.h"
#include "dev/module.h"
#include "dev/module_file.h"

static struct {
	bool null_ended, by_name;
	const char *field, *version, *root;
	char end;
	struct module_tables tables;
} G;

static int set_field(const char *name, const char *argument)
{
	static const struct {
		const char *short_name, *long_name, *field;
	} rows[] = {
		{ "-a", "--author", "author" }, { "-d", "--description", "description" },
		{ "-l", "--license", "license" }, { "-p", "--parameters", "parm" },
		{ "-n", "--filename", "filename" },
	};

	G.field = argument;
	for (size_t i = 0; !argument && i < ARRAY_SIZE(rows); i++) {
		if (!strcmp(name, rows[i].short_name) || !strcmp(name, rows[i].long_name))
			G.field = rows[i].field;
	}
	return 0;
}

static const struct option_row options[] = {
	{ "-a --author", OPTION_CALL, set_field, NULL, "only the authors" },
	{ "-d --description", OPTION_CALL, set_field, NULL, "only the description" },
	{ "-l --license", OPTION_CALL, set_field, NULL, "only the licence" },
	{ "-p --parameters", OPTION_CALL, set_field, NULL, "only the parameters" },
	{ "-n --filename", OPTION_CALL, set_field, NULL, "only the file's name" },
	{ "-0 --null", OPTION_FLAG, &G.null_ended, NULL, "end values by NUL" },
	{ "-m --modname", OPTION_FLAG, &G.by_name, NULL, "the operand is a name, not an alias" },
	{ "-F --field", OPTION_CALL, set_field, "FIELD", "only this field" },
	{ "-k --set-version", OPTION_TEXT, &G.version, "VERSION", "of this kernel" },
	{ "-b --basedir", OPTION_TEXT, &G.root, "DIR", "root folder of lib/modules" },
	{ 0 }
};

enum { KEY_WIDTH = 16 };

static void print_field(struct slice key, struct slice value)
{
	if (G.field && !slice_equal(key, G.field))
		return;
	if (!G.field)
		printf("%.*s:%*s", (int)key.length, key.data,
		       (int)MAX(KEY_WIDTH - 1 - (int)key.length, 0), "");
	fwrite(value.data, 1, value.length, stdout);
	putchar(G.end);
}

/* The parameter's own name within "name:text". */
static struct slice name_of(struct slice value)
{
	const char *colon = memchr(value.data, ':', value.length);

	return (struct slice){ value.data, colon ? (size_t)(colon - value.data) : value.length };
}

static bool find_pair(struct slice table, const char *wanted, struct slice name,
		      struct slice *found)
{
	struct slice key, value;

	while (module_info_next(&table, &key, &value)) {
		struct slice own = name_of(value);

		if (!slice_equal(key, wanted) || own.length != name.length ||
		    memcmp(own.data, name.data, name.length) != 0)
			continue;
		*found = value;
		return true;
	}
	return false;
}

/* What it is for and its type stand in two rows. As kmod does, the last comes first. */
static void print_parameters(struct slice table)
{
	struct slice rest = table, key, value, other;
	struct buffer *texts = NULL;
	size_t count = 0;

	while (module_info_next(&rest, &key, &value)) {
		struct slice name = name_of(value);
		bool description = slice_equal(key, "parm");
		struct buffer text = { 0 };

		if (!description && (!slice_equal(key, "parmtype") ||
				     find_pair(table, "parm", name, &other)))
			continue;
		buffer_format(&text, "%.*s", (int)value.length, value.data);
		if (description && find_pair(table, "parmtype", name, &other) &&
		    other.length > name.length)
			buffer_format(&text, " (%.*s)", (int)(other.length - name.length - 1),
				      other.data + name.length + 1);
		texts = xrealloc(texts, (count + 1) * sizeof(*texts));
		texts[count++] = text;
	}
	while (count-- > 0) {
		print_field(slice_of("parm"), slice_of(texts[count].data));
		buffer_free(&texts[count]);
	}
	free(texts);
}

static void print_table(struct slice table, struct slice file)
{
	static const char mark[] = "~Module signature appended~\n";
	struct slice rest = table, key, value;

	while (module_info_next(&rest, &key, &value)) {
		if (!slice_equal(key, "parm") && !slice_equal(key, "parmtype"))
			print_field(key, value);
	}
	if (file.length > strlen(mark) &&
	    memcmp(file.data + file.length - strlen(mark), mark, strlen(mark)) == 0)
		print_field(slice_of("sig_id"), slice_of("PKCS#7"));
	print_parameters(table);
}

static int show_file(const char *path)
{
	struct buffer plain = { 0 };
	struct slice table;
	int result;

	print_field(slice_of("filename"), slice_of(path));
	if (G.field && strcmp(G.field, "filename") == 0)
		return 0;
	result = module_file_read(path, &plain);
	if (result == 0 &&
	    !elf_section((struct slice){ plain.data, plain.length }, ".modinfo", &table))
		result = fail_plain("could not get modinfo from '%s': %s", path, strerror(ENOENT));
	if (result == 0)
		print_table(table, (struct slice){ plain.data, plain.length });
	buffer_free(&plain);
	return result;
}

/* modules.builtin.modinfo has "module.key=value" of them all. */
static bool show_builtin(const char *name)
{
	struct slice rest = table_slice(&G.tables.builtin_modinfo), key, value;
	struct buffer own = { 0 };
	size_t length = strlen(name);

	while (module_info_next(&rest, &key, &value)) {
		char whose[MODULE_NAME_SIZE];
		const char *dot = memchr(key.data, '.', key.length);

		if (!dot || !module_name((struct slice){ key.data, dot - key.data }, whose) ||
		    strcmp(whose, name) != 0)
			continue;
		buffer_add(&own, key.data + length + 1, key.length - length - 1);
		buffer_text(&own, "=");
		buffer_add(&own, value.data, value.length);
		buffer_add(&own, "", 1);
	}
	if (!own.length)
		return false;
	print_field(slice_of("name"), slice_of(name));
	print_field(slice_of("filename"), slice_of("(builtin)"));
	print_table((struct slice){ own.data, own.length }, (struct slice){ "", 0 });
	buffer_free(&own);
	return true;
}

static int show_module(const char *name)
{
	struct slice path, needs;
	char *file;
	int result;

	if (!depmod_dependencies(table_slice(&G.tables.dep), name, &path, &needs)) {
		if (show_builtin(name))
			return 0;
		return fail_plain("Module %s not found.", name);
	}
	file = path.length && path.data[0] == '/'
		       ? xstrndup(path.data, path.length)
		       : xasprintf("%s/%.*s", G.tables.folder, (int)path.length, path.data);
	result = show_file(file);
	free(file);
	return result;
}

static int show(const char *operand)
{
	struct module_names names = { 0 };
	char name[MODULE_NAME_SIZE];
	int result = 0;

	if (!G.by_name && (strchr(operand, '/') || access(operand, F_OK) == 0)) {
		char *path;

		if (access(operand, F_OK) < 0)
			return fail_plain("Module %s not found.", operand);
		path = realpath(operand, NULL);
		result = show_file(path ? path : operand);
		free(path);
		return result;
	}
	if (G.by_name) {
		if (!module_name(slice_of(operand), name))
			return fail_plain("Module %s not found.", operand);
		return show_module(name);
	}
	module_lookup(&G.tables, operand, &names);
	if (!names.count)
		result = fail_plain("Module %s not found.", operand);
	for (size_t i = 0; i < names.count && result == 0; i++)
		result = show_module(names.names[i]);
	module_names_free(&names);
	return result;
}

static int run(int argc, char **argv)
{
	if (argc < 2)
		die(1, "ERROR: missing module or filename.");
	G.end = G.null_ended ? '\0' : '\n';
	if (module_tables_open(&G.tables, G.root, G.version) < 0)
		die(1, "ERROR: %s", fail_text());
	for (int i = 1; i < argc; i++) {
		if (show(argv[i]) < 0)
			warn("ERROR: %s", fail_text());
	}
	module_tables_close(&G.tables);
	return 0;
}

APPLET(modinfo, .names = "modinfo", .summary = "show what kernel modules say of themselves",
       .operands = "MODULE|FILE...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
