/* SPDX-License-Identifier: MIT */
/*
 * The texts that depmod(8) writes, read from bytes in memory; nothing is copied but where a buffer
 * is given. In names of modules and aliases '-' and '_' are the same (modprobe(8)).
 */
#ifndef DEV_DEPMOD_H
#define DEV_DEPMOD_H

#include <stdbool.h>
#include <stddef.h>

/* Bytes within a table; not terminated. */
struct slice {
	const char *data;
	size_t length;
};

struct slice slice_of(const char *text);

/* Cut the first line off; false at the end of the bytes. */
bool slice_line(struct slice *rest, struct slice *line);
/* Cut the first word off; false when none is left. */
bool slice_word(struct slice *rest, struct slice *word);
bool slice_equal(struct slice a, const char *text);

#define MODULE_NAME_SIZE 128

/* "kernel/fs/a-b.ko.xz" as "a_b"; a name stays a name. False when it is empty or too long. */
bool module_name(struct slice path, char name[MODULE_NAME_SIZE]);

/* Whether an alias pattern (with * ? [] and \) covers the text; '-' is '_' outside of []. */
bool module_glob(struct slice pattern, struct slice text);

/* Of modules.dep, the row of this module: its file and the files it needs, last first. */
bool depmod_dependencies(struct slice table, const char *name, struct slice *path,
			 struct slice *needs);

/* Of modules.softdep, the names to load before and after; false when there is no row. */
bool depmod_softdep(struct slice table, const char *name, struct slice *before,
		    struct slice *after);

/* Whether modules.builtin lists it. */
bool depmod_builtin(struct slice table, const char *name);

/* The next module whose alias covers the text; *table moves on. False when there is no more. */
bool depmod_alias(struct slice *table, struct slice text, char name[MODULE_NAME_SIZE]);

/* As depmod_alias(), of modules.builtin.modinfo: "module.alias=pattern" strings, NUL-ended. */
bool depmod_builtin_alias(struct slice *table, struct slice text, char name[MODULE_NAME_SIZE]);

#endif
