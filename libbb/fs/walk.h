/* SPDX-License-Identifier: MIT */
/* A tree of files, folder by folder, of any depth and with paths of any length. */
#ifndef FS_WALK_H
#define FS_WALK_H

#include <stdbool.h>
#include <sys/stat.h>

enum walk_flags {
	WALK_FOLLOW = 1,	/* every symbolic link */
	WALK_FOLLOW_ROOT = 2,	/* the one named alone */
	WALK_ONE_DEVICE = 4,	/* visit mount points, do not enter them */
	WALK_SORTED = 8,	/* by name */
	WALK_DANGLING = 16,	/* when following: a link to nowhere stands for itself */
};

enum walk_when {
	WALK_FILE,		/* anything but a folder; also what could not be looked at */
	WALK_BEFORE,		/* a folder, before what is in it */
	WALK_AFTER,		/* the same, after it */
	WALK_UNREADABLE,	/* the same, when it could not be entered: errno; AFTER follows */
	WALK_LOOP,		/* a link to a folder above it; not entered */
};

enum walk_next {
	WALK_GO,
	WALK_SKIP,		/* do not enter this folder; no AFTER comes */
	WALK_QUIT,		/* end walk() */
};

struct walk_entry {
	const char *path;	/* as named, with what is below it */
	const char *name;	/* what to use with dir_fd in calls as fstatat() */
	int dir_fd;
	int depth;		/* 0: the root itself */
	unsigned char type;	/* DT_*: of the link's target when that is followed */
	bool follows;		/* calls should follow a symbolic link here */
	bool dangling_ok;
	int error;		/* errno of a failed look at it, else 0 */
	bool has_status;	/* see walk_status() */
	struct stat status;
	void *own;		/* the visitor's, from BEFORE to AFTER; NULL at first */
};

typedef enum walk_next walk_visit(struct walk_entry *entry, enum walk_when when, void *data);

/* False when a visitor answered WALK_QUIT. */
bool walk(const char *root, unsigned flags, walk_visit *visit, void *data);

/* The file's status, asked for once; false with entry->error (and errno) set on failure. */
bool walk_status(struct walk_entry *entry);

#endif
