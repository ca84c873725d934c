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

/* Symbols one after the other; *at begins at 0. False at the end. */
struct elf_symbol {
	const char *name;	/* ended within the file */
	bool undefined, weak, global;
	uint64_t value;
};
bool elf_symbol_next(struct slice file, size_t *at, struct elf_symbol *symbol);

#endif
