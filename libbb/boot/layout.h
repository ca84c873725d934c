/* SPDX-License-Identifier: MIT */
/* How an image becomes a root: overlaid as a whole, or as the store of a NixOS. */
#ifndef BOOT_LAYOUT_H
#define BOOT_LAYOUT_H

#include "core/text.h"

#define LAYOUT_LOWER "/run/ramroot/lower"
#define LAYOUT_RW "/run/ramroot/rw"

enum layout {
	LAYOUT_UNKNOWN,
	LAYOUT_OVERLAY,		/* a whole root, under a writable layer in memory */
	LAYOUT_NIX_STORE,	/* the top level is store paths: /nix/store of an empty root */
};

/* "overlay", "nix-store". Fails for other texts, naming these. */
int layout_parse(const char *text, enum layout *layout);
const char *layout_name(enum layout layout);

/* Look at the mounted image's top level. Fails when it is neither. */
int layout_detect(const char *lower, enum layout *layout);

/* Whether a name is a store path's: 32 characters of Nix's base 32, a dash, a name. Pure. */
bool layout_is_store_name(const char *name);

/* From what is mounted at LAYOUT_LOWER, make the root. */
int layout_make(enum layout layout, const char *root);
/* The same as shell lines. LAYOUT_UNKNOWN: lines that look first. */
void layout_lines(enum layout layout, const char *root, struct buffer *lines);

/* Where init is in this root when nobody said: a constant or allocated path, or negative. */
int layout_find_init(enum layout layout, const char *root, char **init);

/* Unmount all that layout_make() may have mounted. */
void layout_undo(const char *root);

#endif
