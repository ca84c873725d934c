/* SPDX-License-Identifier: MIT */
/* Title on row 2, items from row 4, what the keys do on the last row. Gaps are passed over. */
#include "boot/ipxe_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe_keys.h"

enum { TITLE_ROW = 2, FIRST_ROW = 4, BELOW = 2 };

void ipxe_screen_begin(struct ipxe_screen *screen, const struct ipxe_menu *menu, size_t at,
		       unsigned rows, unsigned columns)
{
	*screen = (struct ipxe_screen){
		.menu = menu, .at = at,
		.rows = rows > FIRST_ROW + BELOW ? rows : 24,
		.columns = columns > 20 ? columns : 80,
	};
}

static size_t visible(const struct ipxe_screen *screen)
{
	return screen->rows - FIRST_ROW - BELOW + 1;
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

/* The key of an item; of several the first behind the bar's. */
static bool take_shortcut(struct ipxe_screen *screen, int key)
{
	const struct ipxe_menu *menu = screen->menu;

	for (size_t i = 0; i < menu->count; i++) {
		const struct ipxe_menu_item *item = &menu->items[i];

		if (!item->key || item->key != (unsigned)key)
			continue;
		screen->at = item->label ? i : nearest(screen, i, 1);
		return item->label;
	}
	return false;
}

enum ipxe_screen_result ipxe_screen_key(struct ipxe_screen *screen, int key)
{
	screen->seconds = 0;
	switch (key) {
	case KEY_ESC:
	case KEY_CTRL_C:
		return SCREEN_LEFT;
	case KEY_CR:
	case KEY_LF:
		return SCREEN_CHOSEN;
	}
	if (take_shortcut(screen, key))
		return SCREEN_CHOSEN;
	if (key == 'e' && screen->may_edit) {
		screen->edit = true;
		return SCREEN_CHOSEN;
	}
	move(screen, key);
	return SCREEN_GOES_ON;
}

/* Text that is a script's, cut to a width, its control characters shown as '?'. */
static unsigned add_text(struct buffer *out, const char *text, unsigned width)
{
	char *safe = xstrdup(text), *end = safe;
	unsigned used = 0;

	text_make_printable(safe);
	for (char *at = safe; *at; at++) {
		if (*at == '\n' || *at == '\t')
			*at = ' ';
	}
	while (*end && used < width) {
		end++;
		while (((unsigned char)*end & 0xc0) == 0x80)
			end++;
		used++;
	}
	buffer_add(out, safe, end - safe);
	free(safe);
	return used;
}

static void draw_item(const struct ipxe_screen *screen, size_t index, struct buffer *out)
{
	const struct ipxe_menu_item *item = &screen->menu->items[index];
	unsigned width = screen->columns - 6, used;
	char left[16] = "";

	buffer_format(out, "\033[%zu;2H\033[K", FIRST_ROW + index - screen->first);
	buffer_text(out, index == screen->at ? "\033[1;7m  " : item->label ? "  " : "\033[36m  ");
	if (index == screen->at && screen->seconds)
		snprintf(left, sizeof(left), " (%u)", screen->seconds);
	used = add_text(out, item->text, width - strlen(left));
	if (index == screen->at)
		buffer_format(out, "%*s%s  ", (int)(width - used - strlen(left)), "", left);
	buffer_text(out, "\033[0m");
}

static void draw_page(const struct ipxe_screen *screen, struct buffer *out)
{
	size_t end = MIN(screen->menu->count, screen->first + visible(screen));

	for (unsigned row = FIRST_ROW - 1; row < screen->rows; row++)
		buffer_format(out, "\033[%u;1H\033[K", row);
	for (size_t i = screen->first; i < end; i++)
		draw_item(screen, i, out);
	if (screen->first)
		buffer_format(out, "\033[%u;4H...", FIRST_ROW - 1);
	if (end < screen->menu->count)
		buffer_format(out, "\033[%u;4H...", screen->rows - 1);
}

static void draw_frame(const struct ipxe_screen *screen, struct buffer *out)
{
	struct buffer title = { 0 };
	unsigned width = add_text(&title, screen->menu->title, screen->columns - 2);

	buffer_format(out, "\033[0m\033[2J\033[?25l\033[%d;%uH\033[1m%s\033[0m", TITLE_ROW,
		      (screen->columns - width) / 2 + 1, title.data ? title.data : "");
	buffer_format(out, "\033[%u;3H\033[2mEnter takes it%s, Esc leaves\033[0m", screen->rows,
		      screen->may_edit ? ", e edits the kernel's command line first" : "");
	buffer_free(&title);
}

void ipxe_screen_draw(struct ipxe_screen *screen, struct buffer *out)
{
	if (screen->at < screen->first)
		screen->first = screen->at;
	if (screen->at >= screen->first + visible(screen))
		screen->first = screen->at - visible(screen) + 1;
	/* The gaps above the first item are its headline. */
	if (screen->at == nearest(screen, 0, 1) && screen->at < visible(screen))
		screen->first = 0;
	if (!screen->drawn)
		draw_frame(screen, out);
	if (!screen->drawn || screen->first != screen->drawn_first) {
		draw_page(screen, out);
	} else {
		draw_item(screen, screen->drawn_at, out);
		draw_item(screen, screen->at, out);
	}
	screen->drawn = true;
	screen->drawn_at = screen->at;
	screen->drawn_first = screen->first;
}

void ipxe_screen_clear(struct buffer *out)
{
	buffer_text(out, "\033[0m\033[2J\033[H\033[?25h");
}
