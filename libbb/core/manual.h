/* SPDX-License-Identifier: MIT */
/*
 * An applet's page from its table: as text for man at the prompt, as mdoc(7) for man and mandoc
 * elsewhere, and bash's completion of its options. Whoever adds a row to a table has done all.
 */
#ifndef CORE_MANUAL_H
#define CORE_MANUAL_H

#include <stdbool.h>

#include "core/applet.h"
#include "core/text.h"

/* Its chapter: 8 for what administers a machine (boot, net, disk), 1 for the rest. */
int manual_section(const struct applet *applet);

/*
 * A stretch of .details: lines that begin with a blank are shown as they stand (examples,
 * tables), others are prose. False at the end.
 */
struct manual_block {
	const char *start;
	size_t length;		/* without the last newline */
	bool literal;
};
bool manual_next(const char **at, struct manual_block *block);

/* Append the page, in lines of at most width columns, with headings in bold when asked. */
void manual_text(const struct applet *applet, unsigned width, bool bold, struct buffer *page);

/* Append the page as mdoc(7), of this date, as in "November 24, 2026". */
void manual_mdoc(const struct applet *applet, const char *date, struct buffer *page);

/* Append bash's completion of the binary and of each applet that is a link to it. */
void completion_bash(const struct applet *multicall, struct buffer *script);

#endif
