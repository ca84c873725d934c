/* SPDX-License-Identifier: MIT */
/* The modules of a kernel and which needs which: what depmod(8) finds out. */
#ifndef TOOLS_DEPMOD_TREE_H
#define TOOLS_DEPMOD_TREE_H

#include "core/text.h"
#include "dev/depmod.h"

struct depmod_module {
	char *path;			/* below lib/modules/VERSION */
	char name[MODULE_NAME_SIZE];
	struct buffer needed;		/* symbols, each ended by NUL */
	struct buffer aliases;		/* the same of "alias=" */
	struct buffer softdeps;
	size_t *needs;			/* modules, by their place in the list */
	size_t need_count;
	size_t order;			/* place in modules.order */
	size_t users, rank;		/* rank: modules come before those they need */
	bool seen;
};

struct depmod_tree {
	char *folder;			/* BASE/lib/modules/VERSION */
	struct depmod_module *modules;
	size_t count;
	struct depmod_symbol {
		char *name;
		size_t module;		/* DEPMOD_KERNEL: of the kernel itself */
	} *symbols;			/* by name */
	size_t symbol_count;
	bool warn_duplicates;
	bool has_kernel_symbols;	/* then what nobody has is told of */
};

#define DEPMOD_KERNEL ((size_t)-1)

/* The files that are modules, each name once, in the order of modules.order. */
int depmod_find(struct depmod_tree *tree);
/* The symbols that System.map has of the kernel. */
int depmod_kernel_symbols(struct depmod_tree *tree, const char *path);
/* Read them all, and find out who needs whom. A broken file is told of, and is no failure. */
int depmod_read(struct depmod_tree *tree);
void depmod_free(struct depmod_tree *tree);

/* The tables, as texts. */
void depmod_dep(struct depmod_tree *tree, struct buffer *text);
void depmod_aliases(const struct depmod_tree *tree, struct buffer *text);
void depmod_softdeps(const struct depmod_tree *tree, struct buffer *text);
void depmod_symbols(const struct depmod_tree *tree, struct buffer *text);
void depmod_devnames(const struct depmod_tree *tree, struct buffer *text);

#endif
