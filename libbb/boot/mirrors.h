/* SPDX-License-Identifier: MIT */
/*
 * Other places that hold what the source's folder holds: each is given as the source's own URL
 * there, or as the folder's, which ends in '/'.
 */
#ifndef BOOT_MIRRORS_H
#define BOOT_MIRRORS_H

#include "core/applet.h"
#include "core/text.h"
#include "http/fetch.h"

/* Which, from now on. All are copied; none: NULL. Fails for what is no URL, or many. */
int mirrors_begin(const char *source, const struct option_list *mirrors);

/* Let a fetch of one URL go on to the mirrors. What is added is valid until the next call. */
void mirrors_add(struct fetch *job);

/* For a plan's lines: " --mirror URL" of wget for each. */
void mirrors_words(const char *url, struct buffer *words);

#endif
