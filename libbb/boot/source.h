/* SPDX-License-Identifier: MIT */
/* What a person gave to boot from: looked at, its kind and length known before it is fetched. */
#ifndef BOOT_SOURCE_H
#define BOOT_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/text.h"
#include "fs/probe.h"

enum source_way { SOURCE_SCRIPT, SOURCE_PXELINUX, SOURCE_KERNEL, SOURCE_IMAGE, SOURCE_ARCHIVE };

struct source {
	const char *name;	/* URL or path, the caller's */
	bool local;		/* a path */
	enum image_kind kind;
	enum source_way way;
	uint64_t size;		/* bytes, UINT64_MAX: unknown */
	uint64_t image_size;	/* what the image says of itself, 0: nothing */
};

/*
 * Read the first bytes, of a URL over the network. The failure tells what else it is: "looks like
 * HTML"; or that it is cut off.
 */
int source_look(const char *name, struct source *source);

/* The first bytes alone, PROBE_SIZE or a few more; size as in struct source. */
int source_read_head(const char *name, struct buffer *head, uint64_t *size);

/* Its name's last part, for files and messages: "root.squashfs". Caller frees. */
char *source_basename(const char *name);

#endif
