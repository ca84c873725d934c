/* SPDX-License-Identifier: MIT */
/* depmod: which files of a kernel are modules. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/io.h"
#include "fs/walk.h"
#include "tools/depmod_tree.h"

static bool is_module(const char *path)
{
	static const char *const endings[] = { ".ko", ".ko.xz", ".ko.zst", ".ko.gz" };

	for (size_t i = 0; i < ARRAY_SIZE(endings); i++)
		if (text_ends_with(path, endings[i]))
			return true;
	return false;
}

static enum walk_next found(struct walk_entry *entry, enum walk_when when, void *data)
{
	struct depmod_tree *tree = data;
	struct depmod_module *module;
	const char *path;

	/* The kernel's sources and headers, which links name. */
	if (when == WALK_BEFORE && entry->depth == 1 &&
	    (strcmp(entry->name, "build") == 0 || strcmp(entry->name, "source") == 0))
		return WALK_SKIP;
	if (when != WALK_FILE || entry->error || !is_module(entry->path))
		return WALK_GO;
	path = entry->path + strlen(tree->folder) + 1;
	tree->modules = xrealloc(tree->modules, (tree->count + 1) * sizeof(*tree->modules));
	module = &tree->modules[tree->count];
	*module = (struct depmod_module){ .order = (size_t)-1 };
	if (!module_name(slice_of(path), module->name)) {
		warn("%s: no module has such a name", path);
		return WALK_GO;
	}
	module->path = xstrdup(path);
	tree->count++;
	return WALK_GO;
}

/* What was built later goes before what came with the kernel: depmod.d(5)'s default. */
static int precedence(const struct depmod_module *module)
{
	return text_starts_with(module->path, "updates/") ? 0 : 1;
}

static int by_name(const void *a, const void *b)
{
	const struct depmod_module *one = a, *other = b;
	int result = strcmp(one->name, other->name);

	if (!result)
		result = precedence(one) - precedence(other);
	return result ? result : strcmp(one->path, other->path);
}

static int by_order(const void *a, const void *b)
{
	const struct depmod_module *one = a, *other = b;

	if (one->order != other->order)
		return one->order < other->order ? -1 : 1;
	return strcmp(one->path, other->path);
}

static void drop_duplicates(struct depmod_tree *tree)
{
	size_t kept = 0;

	qsort(tree->modules, tree->count, sizeof(*tree->modules), by_name);
	for (size_t i = 0; i < tree->count; i++) {
		struct depmod_module *module = &tree->modules[i];

		if (kept && strcmp(tree->modules[kept - 1].name, module->name) == 0) {
			if (tree->warn_duplicates)
				warn("%s: duplicate of %s, which is taken", module->path,
				     tree->modules[kept - 1].path);
			free(module->path);
			continue;
		}
		tree->modules[kept++] = *module;
	}
	tree->count = kept;
}

static int compare_name(const void *name, const void *module)
{
	return strcmp(name, ((const struct depmod_module *)module)->name);
}

/* modules.order has a path a line; a module may have been packed since. */
static void read_order(struct depmod_tree *tree)
{
	char *path = xasprintf("%s/modules.order", tree->folder);
	struct buffer text = { 0 };
	struct slice rest, line;
	size_t place = 0;

	if (read_file(path, &text, 64 << 20) < 0)
		fail_clear();
	rest = (struct slice){ text.data, text.length };
	while (slice_line(&rest, &line)) {
		char name[MODULE_NAME_SIZE];
		struct depmod_module *module = NULL;

		if (tree->count && module_name(line, name))
			module = bsearch(name, tree->modules, tree->count, sizeof(*module),
					 compare_name);
		if (module && strncmp(module->path, line.data, line.length) == 0)
			module->order = place;
		place++;
	}
	buffer_free(&text);
	free(path);
}

int depmod_find(struct depmod_tree *tree)
{
	DIR *folder = opendir(tree->folder);

	if (!folder)
		return fail("could not open directory %s", tree->folder);
	closedir(folder);
	walk(tree->folder, WALK_SORTED, found, tree);
	drop_duplicates(tree);
	read_order(tree);
	qsort(tree->modules, tree->count, sizeof(*tree->modules), by_order);
	return 0;
}

void depmod_free(struct depmod_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		struct depmod_module *module = &tree->modules[i];

		free(module->path);
		free(module->needs);
		buffer_free(&module->needed);
		buffer_free(&module->aliases);
		buffer_free(&module->softdeps);
	}
	for (size_t i = 0; i < tree->symbol_count; i++)
		free(tree->symbols[i].name);
	free(tree->modules);
	free(tree->symbols);
	free(tree->folder);
}
