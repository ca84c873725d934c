/* SPDX-License-Identifier: MIT */
/* A menu on a whole screen, as iPXE's looks: keys in, text for the terminal out. Pure. */
#ifndef BOOT_IPXE_SCREEN_H
#define BOOT_IPXE_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "boot/ipxe.h"

struct ipxe_screen {
	const struct ipxe_menu *menu;
	size_t at;		/* the bar's item */
	size_t first;		/* the first item on the screen */
	unsigned rows, columns;
	unsigned seconds;	/* until the bar's item is taken; 0: no end */
	bool may_edit;		/* offer `e` */
	bool edit;		/* it was pressed */
	/* What the terminal shows. */
	bool drawn;
	size_t drawn_at, drawn_first;
};

enum ipxe_screen_result { SCREEN_GOES_ON, SCREEN_CHOSEN, SCREEN_LEFT };

/* rows and columns 0: 24 and 80. */
void ipxe_screen_begin(struct ipxe_screen *screen, const struct ipxe_menu *menu, size_t at,
		       unsigned rows, unsigned columns);

/* Arrows, Home, End, pages move; Enter takes; Esc and Ctrl+C leave; an item's key takes it. */
enum ipxe_screen_result ipxe_screen_key(struct ipxe_screen *screen, int key);

/* What changed since the last call; all of it the first time. */
void ipxe_screen_draw(struct ipxe_screen *screen, struct buffer *out);
/* Give the screen back. */
void ipxe_screen_clear(struct buffer *out);

#endif
