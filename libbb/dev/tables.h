/* SPDX-License-Identifier: MIT */
/* The module tables of one kernel, kept in memory for many lookups. */
#ifndef DEV_TABLES_H
#define DEV_TABLES_H

#include "core/text.h"
#include "dev/depmod.h"

struct module_tables {
	char folder[512];	/* ROOT/lib/modules/VERSION */
	struct buffer dep, alias, softdep, builtin, builtin_modinfo;
	struct buffer absent;	/* aliases of drivers that mkinitrd left out, once read */
	struct buffer cmdline;	/* the kernel command line */
};

struct slice table_slice(const struct buffer *table);

/* Root NULL is "/", version NULL the running kernel's. Tables that are not there are empty. */
int module_tables_open(struct module_tables *tables, const char *root, const char *version);
/* The same of the very folder that holds modules.dep. */
int module_tables_open_folder(struct module_tables *tables, const char *folder);
/* The largest, for driver_report() alone. */
int module_tables_read_absent(struct module_tables *tables);
void module_tables_close(struct module_tables *tables);

#endif
