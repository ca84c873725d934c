/* SPDX-License-Identifier: MIT */
/* depmod's indices (modules.alias.bin and its like), for initrds that keep no texts. Pure. */
#ifndef DEV_MODULE_INDEX_H
#define DEV_MODULE_INDEX_H

#include "core/text.h"
#include "dev/depmod.h"

/*
 * Append a row for every entry of the index, as the text table beside it has them: before, key,
 * between, value, end ("alias ", " ", "\n" makes modules.alias). Any bytes may come in; false when
 * they are no index, or one that never ends.
 */
struct module_index_row {
	const char *before, *between;
	bool value_first;	/* "value between key": modules.builtin.modinfo */
	bool value_only;	/* modules.dep: the value is the row */
	char end;
};
bool module_index_rows(struct slice index, const struct module_index_row *row,
		       struct buffer *rows);

#endif
