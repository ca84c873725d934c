/* SPDX-License-Identifier: MIT */
/* depmod: the symbols modules have and need, and what follows of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/io.h"
#include "dev/elf.h"
#include "dev/module_file.h"
#include "tools/depmod_tree.h"

static void add_symbol(struct depmod_tree *tree, const char *name, size_t module)
{
	/* Room doubles: a kernel has tens of thousands. */
	if ((tree->symbol_count & (tree->symbol_count - 1)) == 0)
		tree->symbols = xrealloc(tree->symbols, MAX(tree->symbol_count * 2, (size_t)1) *
							sizeof(*tree->symbols));
	tree->symbols[tree->symbol_count++] = (struct depmod_symbol){ xstrdup(name), module };
}

static void read_info(struct depmod_module *module, struct slice info)
{
	struct slice key, value;

	while (module_info_next(&info, &key, &value)) {
		struct buffer *to = slice_equal(key, "alias") ? &module->aliases
				    : slice_equal(key, "softdep") ? &module->softdeps : NULL;

		if (!to)
			continue;
		buffer_add(to, value.data, value.length);
		buffer_add(to, "", 1);
	}
}

/* EXPORT_SYMBOL(x) makes __ksymtab_x: include/linux/export.h. */
static void read_symbols(struct depmod_tree *tree, size_t number, struct slice file)
{
	static const char exported[] = "__ksymtab_";
	struct depmod_module *module = &tree->modules[number];
	struct elf_symbols symbols;
	struct elf_symbol symbol;

	if (!elf_symbols(file, &symbols))
		return;
	while (elf_symbol_next(&symbols, &symbol)) {
		if (symbol.undefined && *symbol.name)
			buffer_add(&module->needed, symbol.name, strlen(symbol.name) + 1);
		else if (!symbol.undefined && text_starts_with(symbol.name, exported))
			add_symbol(tree, symbol.name + sizeof(exported) - 1, number);
	}
}

static int read_module(struct depmod_tree *tree, size_t number)
{
	struct depmod_module *module = &tree->modules[number];
	char *path = xasprintf("%s/%s", tree->folder, module->path);
	struct buffer plain = { 0 };
	struct slice file, info;
	int result = module_file_read(path, &plain);

	file = (struct slice){ plain.data, plain.length };
	if (result == 0 && !elf_section(file, ".modinfo", &info))
		result = fail_plain("%s: is no module of this kind of machine", path);
	if (result == 0) {
		read_info(module, info);
		read_symbols(tree, number, file);
	}
	buffer_free(&plain);
	free(path);
	return result;
}

int depmod_kernel_symbols(struct depmod_tree *tree, const char *path)
{
	struct buffer text = { 0 };
	struct slice rest, line, word;

	if (read_file(path, &text, 64 << 20) < 0)
		return -1;
	rest = (struct slice){ text.data, text.length };
	/* "ffffffff81000000 R __ksymtab_x"; some symbols are there without being exported. */
	while (slice_line(&rest, &line)) {
		char *name;

		if (!slice_word(&line, &word) || !slice_word(&line, &word) ||
		    !slice_word(&line, &word))
			continue;
		name = xstrndup(word.data, word.length);
		if (text_starts_with(name, "__ksymtab_"))
			add_symbol(tree, name + 10, DEPMOD_KERNEL);
		free(name);
	}
	buffer_free(&text);
	tree->has_kernel_symbols = true;
	return 0;
}

static int by_name(const void *a, const void *b)
{
	const struct depmod_symbol *one = a, *other = b;
	int result = strcmp(one->name, other->name);

	return result ? result : (one->module > other->module) - (one->module < other->module);
}

static int compare_name(const void *name, const void *symbol)
{
	return strcmp(name, ((const struct depmod_symbol *)symbol)->name);
}

static void add_need(struct depmod_tree *tree, struct depmod_module *module, size_t needed)
{
	for (size_t i = 0; i < module->need_count; i++)
		if (module->needs[i] == needed)
			return;
	module->needs = xrealloc(module->needs, (module->need_count + 1) * sizeof(size_t));
	module->needs[module->need_count++] = needed;
	tree->modules[needed].users++;
}

static void find_needs(struct depmod_tree *tree, size_t number)
{
	struct depmod_module *module = &tree->modules[number];

	for (size_t at = 0; at < module->needed.length;) {
		const char *name = module->needed.data + at;
		const struct depmod_symbol *symbol = tree->symbol_count
			? bsearch(name, tree->symbols, tree->symbol_count,
				  sizeof(*tree->symbols), compare_name) : NULL;

		at += strlen(name) + 1;
		if (!symbol && tree->has_kernel_symbols && strcmp(name, "__this_module") != 0 &&
		    strcmp(name, "_GLOBAL_OFFSET_TABLE_") != 0)
			fprintf(stderr, "depmod: WARNING: %s/%s needs unknown symbol %s\n",
				tree->folder, module->path, name);
		if (symbol && symbol->module != DEPMOD_KERNEL && symbol->module != number)
			add_need(tree, module, symbol->module);
	}
	buffer_free(&module->needed);
}

/* Whoever nobody (any more) needs comes next; those in a circle are told of, and come last. */
static void rank_modules(struct depmod_tree *tree)
{
	size_t *waiting = xcalloc(tree->count + 1, sizeof(size_t)), count = 0, rank = 0;

	for (size_t i = 0; i < tree->count; i++)
		if (!tree->modules[i].users)
			waiting[count++] = i;
	while (count) {
		struct depmod_module *module = &tree->modules[waiting[--count]];

		module->rank = ++rank;
		for (size_t i = 0; i < module->need_count; i++)
			if (--tree->modules[module->needs[i]].users == 0)
				waiting[count++] = module->needs[i];
	}
	free(waiting);
	for (size_t i = 0; i < tree->count; i++) {
		if (tree->modules[i].rank)
			continue;
		warn("%s: is in a circle of modules that need one another",
		     tree->modules[i].path);
		tree->modules[i].rank = ++rank;
	}
}

int depmod_read(struct depmod_tree *tree)
{
	for (size_t i = 0; i < tree->count; i++) {
		if (read_module(tree, i) < 0) {
			fprintf(stderr, "depmod: WARNING: %s\n", fail_text());
			fail_clear();
		}
	}
	if (tree->symbol_count)
		qsort(tree->symbols, tree->symbol_count, sizeof(*tree->symbols), by_name);
	for (size_t i = 0; i < tree->count; i++)
		find_needs(tree, i);
	rank_modules(tree);
	return 0;
}
