/* SPDX-License-Identifier: MIT */
/*
 * What is in an initrd, as the kernel will find it unpacked: names and links, the module tables of
 * one kernel, images of roots. One pass, bounded memory. Pure.
 */
#ifndef BOOT_INITRD_LOOK_H
#define BOOT_INITRD_LOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "boot/newc.h"
#include "core/text.h"
#include "dev/tables.h"
#include "fs/probe.h"

enum { LOOK_IMAGES = 4, LOOK_TABLES = 8 };

struct initrd_look {
	char version[128];	/* set before: of the kernel; "": any */
	int copy_fd;		/* set before, -1: none: the file copy_name goes there */
	const char *copy_name;

	struct buffer names;	/* "\0name\0name\0" */
	struct buffer links;	/* "\0name\0target\0name\0target\0" */
	struct module_tables modules;	/* folder: "lib/modules/VERSION", "" when there is none */
	char other_version[128];	/* modules of another kernel are there */
	struct initrd_image {
		char *name;
		enum image_kind kind;
		uint64_t size;
		int64_t offset;	/* in the initrd; -1: compressed */
	} images[LOOK_IMAGES];	/* regular files that can be mounted */
	size_t image_count;
	bool overfull;		/* more than was kept */

	/* While it is read. */
	struct newc newc;
	const uint8_t *begin, *end;	/* the initrd's own bytes */
	struct buffer indices[LOOK_TABLES], *into;
	char *member;
	bool is_link, copying;
	uint64_t size;
	const uint8_t *start;	/* of the member's content */
	uint8_t head[2048];
	size_t head_length;
	int copy_error;
};

/* The same returns as initrd_read_segments(). To be freed whatever comes. */
int initrd_look(struct initrd_look *look, const void *bytes, size_t length);
void initrd_look_free(struct initrd_look *look);

/* Is there such a path, its links followed? Without them when plain. */
bool initrd_has(const struct initrd_look *look, const char *path);
bool initrd_has_plain(const struct initrd_look *look, const char *path);

/* The image of this path or NULL. */
const struct initrd_image *initrd_image_find(const struct initrd_look *look, const char *path);

#endif
