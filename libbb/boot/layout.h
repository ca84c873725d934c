/* SPDX-License-Identifier: MIT */
/* How an image becomes a root: overlaid as a whole, or as the store of a NixOS. */
#ifndef BOOT_LAYOUT_H
#define BOOT_LAYOUT_H

#include "core/text.h"

#define LAYOUT_RW "/run/ramroot/rw"

enum layout {
	LAYOUT_UNKNOWN,
	LAYOUT_OVERLAY,		/* a whole root, under a writable layer */
	LAYOUT_DISK,		/* a disk, mounted as it is, nothing in RAM */
	LAYOUT_NIX_STORE,	/* the top level is store paths: /nix/store of an empty root */
};

/* "overlay", "nix-store", "disk". Fails for other texts, naming these. */
int layout_parse(const char *text, enum layout *layout);
const char *layout_name(enum layout layout);

/* Look at the mounted image's top level. Fails when it is neither. */
int layout_detect(const char *lower, enum layout *layout);

/* Whether a name is a store path's: 32 characters of Nix's base 32, a dash, a name. Pure. */
bool layout_is_store_name(const char *name);

/* What a root is made of. */
struct layout_parts {
	const char *root;	/* where it is to stand */
	const char *lower;	/* the mounted images as lowerdir= wants them; NULL: $lower */
	const char *upper;	/* a device or image for the writable layer; NULL: memory */
	/* LAYOUT_DISK alone: device, LABEL= and the like, type or NULL, what mount's -o takes. */
	const char *disk, *type, *options;
};

int layout_make(enum layout layout, const struct layout_parts *parts);
/* The same as shell lines. LAYOUT_UNKNOWN: lines that look first. */
void layout_lines(enum layout layout, const struct layout_parts *parts, struct buffer *lines);

/* Unmount all that layout_make() may have mounted. */
void layout_undo(const char *root);

#endif
