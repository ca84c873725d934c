/* SPDX-License-Identifier: MIT */
/* Copies of files and trees, as cp(1), install(1) and mv(1) across filesystems make them. */
#ifndef FS_COPY_H
#define FS_COPY_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "fs/attributes.h"
#include "fs/backup.h"
#include "fs/seen.h"

enum copy_when { COPY_AUTO, COPY_ALWAYS, COPY_NEVER };

struct copy_how {
	struct attributes_how keep;
	bool plain_mode;		/* --no-preserve=mode: new files are as if just made */
	bool recursive, one_device;
	bool special_as_data;		/* read what devices and pipes give */
	enum { COPY_FOLLOW_ALWAYS, COPY_FOLLOW_ROOT, COPY_FOLLOW_NEVER } follow;
	bool force, remove_first, no_clobber, interactive, update, verbose;
	bool moving;			/* mv: its words in messages */
	bool hard_link, symbolic_link, attributes_only;
	enum copy_when sparse, reflink;
	enum backup_method backup;
	struct seen sources;		/* files with several names, and their first copy */
	struct seen operands;		/* those that are no folders, by their last name */
	struct seen created;		/* copies of operands: not to be overwritten by others */
};

/*
 * The bytes of a regular file, holes kept as sparse says, shared with the source as reflink
 * says. Fails with the whole message.
 */
int copy_data(int from, const char *from_name, int to, const char *to_name,
	      const struct stat *status, enum copy_when sparse, enum copy_when reflink);

/* One operand to its destination. Warns of each thing that failed; then negative. */
int copy_tree(const char *from, const char *to, struct copy_how *how);

/*
 * What is at a destination may be overwritten: 1; left alone by wish: 0; wrongly: negative,
 * having warned. Asks when how is interactive.
 */
int copy_may_overwrite(const struct copy_how *how, const char *from, const struct stat *source,
		       const char *to, const struct stat *there);

/* Give a destination's old content its backup name; *name is set (caller frees) or NULL. */
int copy_make_backup(const struct copy_how *how, const char *to, char **name);

/* "'a' -> 'b' (backup: 'b~')" for -v. */
void copy_say(const struct copy_how *how, const char *from, const char *to, const char *backup);

#endif
