/* SPDX-License-Identifier: MIT */
/*
 * PXELINUX's configuration (https://wiki.syslinux.org/wiki/index.php?title=Config, /Menu,
 * /PXELINUX): text in, menus and what they boot out. Included files come by a callback. Pure.
 */
#ifndef BOOT_PXELINUX_H
#define BOOT_PXELINUX_H

#include <stdbool.h>
#include <stddef.h>

#include "core/text.h"

enum pxelinux_kind {
	PXELINUX_BOOT, PXELINUX_SUBMENU, PXELINUX_BACK, PXELINUX_LOCAL, PXELINUX_CONFIG,
	PXELINUX_GAP,
};

struct pxelinux_entry {
	char *label, *text;	/* text: what a menu shows, NULL: the label */
	char *kernel, *append, *initrd;
	unsigned key;		/* 0: none */
	unsigned menu, target;	/* the menu it is in; the one a submenu or "back" goes to */
	unsigned sysappend;	/* IPAPPEND's bits: 1 ip=, 2 BOOTIF= */
	enum pxelinux_kind kind;
	bool hidden, is_default;
};

struct pxelinux {
	struct pxelinux_entry *entries;
	size_t count;
	struct pxelinux_menu {
		char *title;
		unsigned parent;
	} menus[64];		/* the first is the root */
	unsigned menu_count;
	char *fallback, *on_timeout, *append;	/* DEFAULT, ONTIMEOUT, APPEND of all */
	unsigned timeout;	/* tenths of a second, 0: none */
	bool prompt, shows_menu;

	/* INCLUDE: the file's text; negative after fail(). */
	int (*include)(void *data, const char *name, struct buffer *text);
	void *data;
	unsigned depth, included, at;	/* while it is read */
	bool in_text, in_label;
};

/* Zero-initialised but for include and data. name: for messages, "NAME:LINE: ...". */
int pxelinux_parse(struct pxelinux *config, const char *name, const char *text, size_t length);
void pxelinux_free(struct pxelinux *config);

/* The entry of this label, or NULL. */
const struct pxelinux_entry *pxelinux_find(const struct pxelinux *config, const char *label);

/*
 * The so-manieth name to look for below pxelinux.cfg/: the uuid, 01-MAC, the address in hex and
 * its beginnings, "default". Those not known are "" and left out. False behind the last.
 */
bool pxelinux_name(unsigned number, const char *uuid, const char *mac, const char *address,
		   char name[64]);

#endif
