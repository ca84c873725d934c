/* SPDX-License-Identifier: MIT */
/* The parts of tar(1): which members, what is printed of them, reading and writing archives. */
#ifndef TOOLS_TAR_H
#define TOOLS_TAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include "core/applet.h"

struct archive;
struct archive_entry;
struct stat;

struct tar_name {
	const char *name;
	const char *folder;	/* -C before it, NULL for none */
	size_t length;		/* of the name, without the slashes behind it */
	bool found;
};

enum tar_existing { TAR_REPLACE, TAR_OVERWRITE, TAR_KEEP, TAR_SKIP, TAR_KEEP_NEWER, TAR_UNLINK };

struct tar {
	char mode;		/* c r u x t d */
	const char *file;	/* NULL or "-": stdin or stdout */
	const char *filter, *format;
	const char *program;	/* that packs, and with -d unpacks; NULL: none */
	bool by_suffix;
	int verbose;
	struct tar_name *names;
	size_t count;
	const char *folder;	/* the -C that holds from here on */
	struct option_list exclude;
	uint64_t strip, last_block;
	bool wildcards, absolute, numeric, follow, one_device, not_recursive, sorted, xattrs;
	bool transformed;	/* names are shown without what --strip-components takes */
	bool sparse, to_stdout, no_times, ignore_zeros, full_time, utc;
	int permissions, owners;	/* 0: as root; 1: yes; -1: no */
	enum tar_existing existing;
	bool owner_set, group_set, mtime_set, mode_set;
	uint64_t owner, group;
	const char *owner_name, *group_name, *mode_text;
	struct timespec mtime;
};

/* A failure (exit status 2), a note that leaves the status alone, a fatal one. */
void tar_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void tar_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void tar_fatal(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* Is it left out by --exclude, itself or a folder above it? */
bool tar_is_excluded(const struct tar *tar, const char *name);
/* The operand that asks for this member; NULL when none does. Without operands: any_member. */
struct tar_name *tar_find_name(struct tar *tar, const char *name);
extern struct tar_name tar_any_name;
/* Where the name goes on behind what must not lead: slashes, "..". Says so once for each. */
const char *tar_safe_name(const struct tar *tar, const char *name, bool is_link);
/* Names that nothing in the archive had. */
void tar_say_missing(const struct tar *tar);
/* "name\n", or with long lines as ls -l. */
void tar_print(FILE *file, const struct tar *tar, struct archive_entry *entry, const char *name,
	       bool in_long);
/* Names listed in a file, -T. */
int tar_read_names(const char *file, bool nul, void (*each)(const char *name));

/* -c, -r, -u */
void tar_write(struct tar *tar);
/* -x, -t, -d */
void tar_read(struct tar *tar);
/* -d: one member beside the file. */
void tar_compare(struct archive *from, struct archive_entry *entry, const char *name);

#endif
