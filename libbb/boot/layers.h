/* SPDX-License-Identifier: MIT */
/* Images mounted one above the other, read-only: what becomes overlay's lowerdir=. */
#ifndef BOOT_LAYERS_H
#define BOOT_LAYERS_H

#include "core/applet.h"
#include "core/text.h"

/* The first is mounted here, further ones at this path and a number. */
#define LAYERS_LOWER "/run/ramroot/lower"

enum { LAYERS_MAX = 32, LAYERS_PLACE = 40 };

struct layers {
	struct option_list choices;	/* of a live medium's images; empty: found out */
	unsigned places;		/* taken so far */
	char *lower;			/* for lowerdir=, the topmost first; NULL: none yet */
	char *init;			/* what a live medium says, or NULL */
	const char *who;		/* whose live medium the last one was, or NULL */
};

/* The path of a place, not yet made. Fails when all are taken. */
int layers_take_place(struct layers *layers, char place[LAYERS_PLACE]);

/* What is mounted there is the new topmost layer. */
void layers_push(struct layers *layers, const char *place);

/*
 * Mount the image at the next place as the topmost layer; or, when it is a live medium, the images
 * that it holds, without unpacking any (an ISO's squashfs, that one's ext4).
 */
int layers_attach(struct layers *layers, const char *image);

/* The function `attach IMAGE` for a shell, which does the same and sets $lower. */
void layers_function(const struct layers *layers, struct buffer *lines);

/* The lowest of a lowerdir= list: a pointer into it. */
const char *layers_base(const char *lower);

/* Unmount every place, the last one first. */
void layers_undo(void);

void layers_free(struct layers *layers);

#endif
