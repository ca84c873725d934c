/* SPDX-License-Identifier: MIT */
/* xxd -r: a dump back into bytes. */
#ifndef TOOLS_XXD_REVERSE_H
#define TOOLS_XXD_REVERSE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/*
 * Read a dump of so many bytes a line, or (plain) digits alone, and write what it shows; offset is
 * added to the places its lines name. Fails when a place cannot be reached, or writing does.
 */
int xxd_reverse(FILE *in, FILE *out, bool plain, uint64_t columns, int64_t offset);

#endif
