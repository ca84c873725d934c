/* SPDX-License-Identifier: MIT */
/* A menu on a whole screen, as iPXE's looks: keys in, a picture out. Pure. */
#ifndef BOOT_IPXE_SCREEN_H
#define BOOT_IPXE_SCREEN_H

#include <stdbool.h>
#include <stddef.h>

#include "boot/ipxe.h"

struct screen;

struct ipxe_screen {
	const struct ipxe_menu *menu;
	size_t at;		/* the bar's item */
	size_t first;		/* the first item on the screen */
	int rows, columns;	/* of the terminal; may change */
	unsigned seconds;	/* until the bar's item is taken; 0: no end */
	bool may_edit;		/* offer `e` */
	bool edit;		/* it was pressed */
};

enum ipxe_screen_result { SCREEN_GOES_ON, SCREEN_CHOSEN, SCREEN_LEFT };

/*
 * A key as term/keys.h has it. Arrows, Home, End and pages move; Enter takes; Esc and Ctrl+C
 * leave; an item's own key takes it.
 */
enum ipxe_screen_result ipxe_screen_key(struct ipxe_screen *screen, int key);

/* The whole picture, of this size already. */
void ipxe_screen_draw(struct ipxe_screen *screen, struct screen *picture);

/* iPXE's number of a key: what --key compares and --set stores. */
unsigned ipxe_key_number(int key);

#endif
