/* SPDX-License-Identifier: MIT */
/* A text longer than the screen, a screen at a time. */
#ifndef TERM_PAGER_H
#define TERM_PAGER_H

#include "core/text.h"

/*
 * Print the text; on a terminal it does not fit, through $PAGER or less, whose exit status this
 * then returns. 0 when it was printed.
 */
int pager_show(const struct buffer *text);

#endif
