/* SPDX-License-Identifier: MIT */
/* Title on the second row, items from the fourth, what the keys do on the last. */
#include "boot/ipxe_screen.h"

#include <stdio.h>
#include <string.h>

#include "core/utf8.h"
#include "term/keys.h"
#include "term/screen.h"

enum { TITLE_ROW = 1, FIRST_ROW = 3, BELOW = 2, MARGIN = 1, PAD = 2 };

unsigned ipxe_key_number(int key)
{
	/* ESC [ NUMBER LAST is 0x100 * (NUMBER + 1) + LAST. */
	static const struct {
		int key;
		unsigned number, last;
	} keys[] = {
		{ KEY_UP, 0, 'A' }, { KEY_DOWN, 0, 'B' }, { KEY_RIGHT, 0, 'C' },
		{ KEY_LEFT, 0, 'D' }, { KEY_END, 0, 'F' }, { KEY_HOME, 0, 'H' },
		{ KEY_INSERT, 2, '~' },
		{ KEY_DELETE, 3, '~' }, { KEY_PAGE_UP, 5, '~' }, { KEY_PAGE_DOWN, 6, '~' },
		{ KEY_F1, 11, '~' }, { KEY_F2, 12, '~' }, { KEY_F3, 13, '~' }, { KEY_F4, 14, '~' },
		{ KEY_F5, 15, '~' }, { KEY_F6, 17, '~' }, { KEY_F7, 18, '~' }, { KEY_F8, 19, '~' },
		{ KEY_F9, 20, '~' }, { KEY_F10, 21, '~' }, { KEY_F11, 23, '~' },
		{ KEY_F12, 24, '~' },
	};

	for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
		if (keys[i].key == key)
			return 0x100 * (keys[i].number + 1) + keys[i].last;
	}
	return key;
}

static size_t visible(const struct ipxe_screen *screen)
{
	return MAX(1, screen->rows - FIRST_ROW - BELOW);
}

/* The nearest item with a label, from there in that direction; where the bar is when none. */
static size_t nearest(const struct ipxe_screen *screen, size_t from, int step)
{
	for (; from < screen->menu->count; from += step) {
		if (screen->menu->items[from].label)
			return from;
	}
	return screen->at;
}

static void move(struct ipxe_screen *screen, int key)
{
	size_t last = screen->menu->count - 1, page = visible(screen);

	switch (key) {
	case KEY_UP:
		screen->at = nearest(screen, screen->at - 1, -1);
		break;
	case KEY_DOWN:
		screen->at = nearest(screen, screen->at + 1, 1);
		break;
	case KEY_HOME:
		screen->at = nearest(screen, 0, 1);
		break;
	case KEY_END:
		screen->at = nearest(screen, last, -1);
		break;
	case KEY_PAGE_UP:
		screen->at = screen->at > page ? nearest(screen, screen->at - page, -1)
					       : nearest(screen, 0, 1);
		break;
	case KEY_PAGE_DOWN:
		screen->at = last - screen->at > page ? nearest(screen, screen->at + page, 1)
						      : nearest(screen, last, -1);
		break;
	}
}

/* A gap may have a key too: it leads to what stands below it. */
static bool take_shortcut(struct ipxe_screen *screen, int key)
{
	const struct ipxe_menu *menu = screen->menu;

	for (size_t i = 0; i < menu->count; i++) {
		const struct ipxe_menu_item *item = &menu->items[i];

		if (!item->key || item->key != ipxe_key_number(key))
			continue;
		screen->at = item->label ? i : nearest(screen, i, 1);
		return item->label;
	}
	return false;
}

enum ipxe_screen_result ipxe_screen_key(struct ipxe_screen *screen, int key)
{
	if (key == KEY_ESCAPE || key == CONTROL('C'))
		return SCREEN_LEFT;
	if (key == '\r' || key == '\n' || take_shortcut(screen, key))
		return SCREEN_CHOSEN;
	screen->edit = key == 'e' && screen->may_edit;
	move(screen, key);
	return screen->edit ? SCREEN_CHOSEN : SCREEN_GOES_ON;
}

/* ESC [ digits and semicolons m: colours have no place in the picture. */
static size_t colour_length(const char *text)
{
	size_t length;

	if (text[0] != '\033' || text[1] != '[')
		return 0;
	length = 2 + strspn(text + 2, "0123456789;");
	return text[length] == 'm' ? length + 1 : 0;
}

/* Text of a script in so many columns; returns those it took. */
static int put_text(struct screen *picture, int row, int column, const char *text, int width,
		    int look)
{
	size_t length = strlen(text), at = 0;
	int used = 0;

	while (at < length) {
		uint32_t character;
		size_t bytes = utf8_decode(text + at, length - at, &character);
		int own = utf8_width(character);

		if (colour_length(text + at)) {
			at += colour_length(text + at);
			continue;
		}
		if (used + (own < 0 ? 1 : own) > width)
			break;
		screen_text(picture, row, column + used, text + at, bytes, look);
		used += own < 0 ? 1 : own;
		at += bytes;
	}
	return used;
}

static int text_width(const char *text)
{
	struct screen nowhere = { 0 };

	return put_text(&nowhere, -1, 0, text, 10000, 0);
}

static void draw_item(const struct ipxe_screen *screen, size_t index, struct screen *picture)
{
	const struct ipxe_menu_item *item = &screen->menu->items[index];
	int row = FIRST_ROW + (int)(index - screen->first);
	int width = screen->columns - 2 * MARGIN, room = width - 2 * PAD;
	bool bar = index == screen->at;
	int look = bar ? LOOK_BOLD | LOOK_REVERSE : item->label ? 0 : LOOK_BOLD;
	char left[16] = "";

	if (bar && screen->seconds)
		snprintf(left, sizeof(left), " (%u)", screen->seconds);
	for (int i = 0; bar && i < width; i++)
		screen_text(picture, row, MARGIN + i, " ", 1, look);
	put_text(picture, row, MARGIN + PAD, item->text, room - (int)strlen(left), look);
	put_text(picture, row, screen->columns - MARGIN - PAD - (int)strlen(left), left, room,
		 look);
}

static void scroll(struct ipxe_screen *screen)
{
	size_t rows = visible(screen);

	if (screen->at < screen->first)
		screen->first = screen->at;
	if (screen->at >= screen->first + rows)
		screen->first = screen->at - rows + 1;
	/* What stands above the first item is its headline. */
	if (screen->at == nearest(screen, 0, 1) && screen->at < rows)
		screen->first = 0;
}

void ipxe_screen_draw(struct ipxe_screen *screen, struct screen *picture)
{
	const char *help = screen->may_edit ?
		"Enter starts it, e edits the kernel's command line first, Esc leaves" :
		"Enter takes it, Esc leaves";
	const char *title = screen->menu->title;
	int left = (screen->columns - text_width(title)) / 2;
	size_t end;

	for (int row = 0; row < screen->rows; row++)
		screen_clear(picture, row, 0);
	scroll(screen);
	end = MIN(screen->menu->count, screen->first + visible(screen));
	put_text(picture, TITLE_ROW, MAX(0, left), title, screen->columns, LOOK_BOLD);
	if (screen->first)
		put_text(picture, FIRST_ROW - 1, MARGIN + PAD, "...", 3, 0);
	for (size_t i = screen->first; i < end; i++)
		draw_item(screen, i, picture);
	if (end < screen->menu->count)
		put_text(picture, screen->rows - BELOW, MARGIN + PAD, "...", 3, 0);
	put_text(picture, screen->rows - 1, MARGIN + PAD, help, screen->columns - 4, 0);
	picture->row = screen->rows - 1;
	picture->column = 0;
}
