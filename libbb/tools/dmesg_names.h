/* SPDX-License-Identifier: MIT */
/* Levels and facilities of the kernel's log, by number. */
#ifndef TOOLS_DMESG_NAMES_H
#define TOOLS_DMESG_NAMES_H

struct dmesg_name {
	const char *name;
	const char *color;	/* the sequence that begins it, or NULL */
};

extern const struct dmesg_name dmesg_levels[], dmesg_facilities[];

#endif
