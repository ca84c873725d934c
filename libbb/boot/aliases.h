/* SPDX-License-Identifier: MIT */
/*
 * Words that other initrds take from the kernel command line, and what they mean here: so that a
 * boot entry written for dracut, live-boot, casper, archiso, CoreOS or NixOS needs no change. Pure.
 * docs/command-line.md explains each row.
 */
#ifndef BOOT_ALIASES_H
#define BOOT_ALIASES_H

#include <stddef.h>

#include "boot/parameters.h"

struct alias {
	const char *key;	/* the word, or what stands before its '=' */
	const char *with;	/* counts beside one of these boot=, blank-separated; or NULL */
	const char *value;	/* what its value begins with */
	enum meaning {
		MEANS_SOURCE,		/* the whole value is where to boot from */
		MEANS_SOURCE_AFTER,	/* what follows the beginning is */
		MEANS_ARCHISO_SERVER, MEANS_ARCHISO_FOLDER,
		MEANS_ROOT_DISK,	/* the whole value is a disk, the root itself */
		MEANS_WRITABLE,		/* whether that is written to */
		MEANS_NOTHING,
		MEANS_DISK,		/* a disk is to be searched: told that it is not */
		MEANS_STOP,		/* enum stop */
		MEANS_FAILURE,		/* enum on_failure */
		MEANS_PANIC,		/* seconds until a reboot */
		MEANS_TRACE,
	} meaning;
	int argument;
};

/* The rows, first match first; a key may have several. Returns how many. */
size_t aliases_rows(const struct alias **rows);

/* Let the aliases on the line fill what the words of our own left open. */
void aliases_take(const char *cmdline, struct parameters *parameters);

#endif
