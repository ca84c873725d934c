/* SPDX-License-Identifier: MIT */
/* Kernel modules: what modprobe(8), insmod(8) and rmmod(8) do. */
#ifndef DEV_MODULE_H
#define DEV_MODULE_H

#include <stdbool.h>

#include "dev/tables.h"

/* Load a module, or all that an alias names, with what they need. 0 also when it was loaded. */
int module_load(const char *name_or_alias, const char *parameters);

/* Load one file (.ko, .ko.xz, .ko.zst, .ko.gz). Fails with EEXIST when it is loaded already. */
int module_insert(const char *path, const char *parameters);

/* Take one module out of the kernel; refused while it is in use. */
int module_remove(const char *name);

enum module_state {
	MODULE_ABSENT,
	MODULE_COMING,		/* being loaded, or part of the kernel: /sys does not tell */
	MODULE_LIVE,
};
enum module_state module_state(const char *name);
/* Loaded, and nothing uses it. */
bool module_is_idle(const char *name);

/* Names that an alias or a name stands for, in the tables' order, each once. */
struct module_names {
	char (*names)[MODULE_NAME_SIZE];
	size_t count;
	bool by_alias;		/* found as an alias: the blacklist counts */
};
void module_lookup(const struct module_tables *tables, const char *text,
		   struct module_names *names);
void module_names_free(struct module_names *names);

/* What to load for one module, in order: its needs, itself, and what its softdeps ask for. */
struct module_plan {
	struct module_step {
		char name[MODULE_NAME_SIZE];
		char *path;		/* NULL: built into the kernel */
		char *parameters;	/* of the kernel command line; never NULL */
		bool optional;		/* asked for by a softdep: may fail */
	} *steps;
	size_t count;
};
/* Fails when neither modules.dep nor modules.builtin has the module. */
int module_plan_make(const struct module_tables *tables, const char *name,
		     struct module_plan *plan);
void module_plan_free(struct module_plan *plan);

/* module_load() with tables that are open already. */
int module_load_from(const struct module_tables *tables, const char *name_or_alias,
		     const char *parameters);

#endif
