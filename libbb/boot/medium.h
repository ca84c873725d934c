/* SPDX-License-Identifier: MIT */
/* Live media: which of the images on a mounted ISO, or within another image, make the root. */
#ifndef BOOT_MEDIUM_H
#define BOOT_MEDIUM_H

#include "core/applet.h"

struct medium {
	const char *who;	/* "Debian live"; NULL: no live medium */
	char **images;		/* paths, the lowest layer first */
	size_t count;
	char *init;		/* what its boot loader's configuration names, or NULL */
};

/*
 * Look at what is mounted at folder. choices are paths within it, or names of files in one of its
 * folders, each a layer on the ones before; without any, the image is found, and a person asked
 * when there are several. A folder that is no live medium is no failure: count is 0.
 */
int medium_look(const char *folder, const struct option_list *choices, struct medium *medium);
void medium_free(struct medium *medium);

#endif
