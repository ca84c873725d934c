/* SPDX-License-Identifier: MIT */
/* Where the operands of cp, mv, ln and install go: FILE DEST, FILE... FOLDER, -t FOLDER. */
#ifndef FS_TARGET_H
#define FS_TARGET_H

#include <stdbool.h>

struct target {
	const char *folder;	/* where each file keeps its name; NULL: */
	const char *path;	/* the new name of the only one */
	char **files;		/* ended by NULL */
	int count;
};

/* The last component, without the slashes behind it. Caller frees. */
char *path_last(const char *path);
/* folder/name, with one slash between. Caller frees. */
char *path_join(const char *folder, const char *name);
bool is_folder(const char *path);

/*
 * Sort the operands out (usage errors exit): folder is -t's, whole is -T: the last operand is
 * never a folder to put things into. A link to a folder counts as one unless no_links.
 */
void target_choose(struct target *target, int argc, char **argv, const char *folder, bool whole,
		   bool no_links);

/* Where this file goes. Caller frees. */
char *target_of(const struct target *target, const char *file);

#endif
