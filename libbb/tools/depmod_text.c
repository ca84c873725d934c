/* SPDX-License-Identifier: MIT */
/* depmod: its tables, modules.dep(5) and those beside it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/depmod_tree.h"

static const struct depmod_tree *ranking;

static int by_rank(const void *a, const void *b)
{
	size_t one = ranking->modules[*(const size_t *)a].rank;
	size_t other = ranking->modules[*(const size_t *)b].rank;

	return (one > other) - (one < other);
}

/* All it needs, and what that needs. */
static void gather(struct depmod_tree *tree, size_t number, size_t *list, size_t *count)
{
	const struct depmod_module *module = &tree->modules[number];

	for (size_t i = 0; i < module->need_count; i++) {
		size_t needed = module->needs[i];

		if (tree->modules[needed].seen)
			continue;
		tree->modules[needed].seen = true;
		list[(*count)++] = needed;
		gather(tree, needed, list, count);
	}
}

void depmod_dep(struct depmod_tree *tree, struct buffer *text)
{
	size_t *list = xcalloc(tree->count + 1, sizeof(size_t));

	ranking = tree;
	for (size_t i = 0; i < tree->count; i++) {
		size_t count = 0;

		/* In a circle a module would need itself. */
		tree->modules[i].seen = true;
		gather(tree, i, list, &count);
		tree->modules[i].seen = false;
		qsort(list, count, sizeof(*list), by_rank);
		buffer_format(text, "%s:", tree->modules[i].path);
		for (size_t k = 0; k < count; k++) {
			buffer_format(text, " %s", tree->modules[list[k]].path);
			tree->modules[list[k]].seen = false;
		}
		buffer_text(text, "\n");
	}
	free(list);
}

void depmod_aliases(const struct depmod_tree *tree, struct buffer *text)
{
	buffer_text(text, "# Aliases extracted from modules themselves.\n");
	for (size_t i = 0; i < tree->count; i++) {
		const struct depmod_module *module = &tree->modules[i];
		const struct buffer *aliases = &module->aliases;

		for (size_t at = 0; at < aliases->length; at += strlen(aliases->data + at) + 1) {
			const char *alias = aliases->data + at;

			/* What is not one word would be read as something else. */
			if (*alias && !alias[strcspn(alias, " \t\n")])
				buffer_format(text, "alias %s %s\n", alias, module->name);
		}
	}
}

void depmod_softdeps(const struct depmod_tree *tree, struct buffer *text)
{
	buffer_text(text, "# Soft dependencies extracted from modules themselves.\n");
	for (size_t i = 0; i < tree->count; i++) {
		const struct buffer *rows = &tree->modules[i].softdeps;

		for (size_t at = 0; at < rows->length; at += strlen(rows->data + at) + 1)
			if (!strchr(rows->data + at, '\n'))
				buffer_format(text, "softdep %s %s\n", tree->modules[i].name,
					      rows->data + at);
	}
}

void depmod_symbols(const struct depmod_tree *tree, struct buffer *text)
{
	buffer_text(text, "# Aliases for symbols, used by symbol_request().\n");
	for (size_t i = 0; i < tree->symbol_count; i++) {
		const struct depmod_symbol *symbol = &tree->symbols[i];

		/* Of several the first is meant, as when modules are loaded. */
		if (symbol->module == DEPMOD_KERNEL ||
		    (i && strcmp(symbol[-1].name, symbol->name) == 0))
			continue;
		buffer_format(text, "alias symbol:%s %s\n", symbol->name,
			      tree->modules[symbol->module].name);
	}
}

/* "char-major-10-229" and "devname:fuse" together make a node. */
static void add_node(const struct depmod_module *module, struct buffer *text)
{
	const char *name = NULL;
	unsigned major = 0, minor = 0;
	char type = 0;

	for (size_t at = 0; at < module->aliases.length;) {
		const char *alias = module->aliases.data + at;
		unsigned one, other;

		at += strlen(alias) + 1;
		if (text_starts_with(alias, "devname:")) {
			name = alias + 8;
		} else if (sscanf(alias, "char-major-%u-%u", &one, &other) == 2 ||
			   sscanf(alias, "block-major-%u-%u", &one, &other) == 2) {
			type = alias[0];
			major = one;
			minor = other;
		}
		if (type && name)
			break;
	}
	if (type && name)
		buffer_format(text, "%s %s %c%u:%u\n", module->name, name, type, major, minor);
}

void depmod_devnames(const struct depmod_tree *tree, struct buffer *text)
{
	struct buffer nodes = { 0 };

	for (size_t i = 0; i < tree->count; i++)
		add_node(&tree->modules[i], &nodes);
	if (nodes.length) {
		buffer_text(text, "# Device nodes to trigger on-demand module loading.\n");
		buffer_add(text, nodes.data, nodes.length);
	}
	buffer_free(&nodes);
}
