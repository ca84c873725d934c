/* SPDX-License-Identifier: MIT */
/* Drawing an editor on a screen of cells. */
#ifndef EDIT_VIEW_H
#define EDIT_VIEW_H

#include "edit/editor.h"
#include "term/screen.h"

/* Draw the whole picture; the screen finds out what changed. */
void view_draw(struct editor *editor, struct screen *screen);

#endif
