/* SPDX-License-Identifier: MIT */
/* Sections of ELF files (elf(5)), as modules are. Pure: any bytes may come in. */
#ifndef DEV_ELF_H
#define DEV_ELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dev/depmod.h"

/* 64 or 32 bits, in this machine's order of bytes; false when it is neither. */
bool elf_section(struct slice file, const char *name, struct slice *section);

/* The table of symbols, read one after the other from at on; false when there is none. */
struct elf_symbols {
	struct slice table, strings;
	bool wide;
	size_t at;
};
bool elf_symbols(struct slice file, struct elf_symbols *symbols);

struct elf_symbol {
	const char *name;	/* ended within the file */
	bool undefined, weak;
};
bool elf_symbol_next(struct elf_symbols *symbols, struct elf_symbol *symbol);

#endif
