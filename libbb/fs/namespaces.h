/* SPDX-License-Identifier: MIT */
/* The kinds of namespaces (namespaces(7)), for unshare(1) and nsenter(1). */
#ifndef FS_NAMESPACES_H
#define FS_NAMESPACES_H

#include <stdbool.h>

struct namespace {
	int flag;		/* CLONE_NEW... */
	const char *file;	/* /proc/PID/ns/FILE */
	const char *names;	/* its options */
};

enum { NAMESPACES = 8 };
/* In the order in which they are entered: user first, for its rights. */
extern const struct namespace namespaces[NAMESPACES];

/* The place of the option's name, "-n" or "--net". */
int namespace_of_option(const char *name);

/* Wait for a child, handing on its end: an exit status, or the death by a signal. */
int child_status(int pid);

#endif
