/* SPDX-License-Identifier: MIT */
/* ELF files: the few things module tools want of them. */
#include "dev/elf.h"

#include <elf.h>
#include <string.h>

/* Of both classes what is the same to us. */
struct header {
	uint32_t name, link;
	uint64_t offset, size;
	uint32_t type;
};

static bool get(struct slice file, uint64_t at, void *to, size_t size)
{
	if (at > file.length || size > file.length - at)
		return false;
	memcpy(to, file.data + at, size);
	return true;
}

static bool is_wide(struct slice file)
{
	return file.data[EI_CLASS] == ELFCLASS64;
}

static bool is_elf(struct slice file)
{
	uint16_t one = 1;
	int order = *(uint8_t *)&one ? ELFDATA2LSB : ELFDATA2MSB;

	return file.length > EI_NIDENT && memcmp(file.data, ELFMAG, SELFMAG) == 0 &&
	       (file.data[EI_CLASS] == ELFCLASS64 || file.data[EI_CLASS] == ELFCLASS32) &&
	       file.data[EI_DATA] == order;
}

static bool section_header(struct slice file, unsigned number, struct header *header)
{
	if (is_wide(file)) {
		Elf64_Ehdr elf;
		Elf64_Shdr section;

		if (!get(file, 0, &elf, sizeof(elf)) || number >= elf.e_shnum ||
		    !get(file, elf.e_shoff + (uint64_t)number * elf.e_shentsize, &section,
			 sizeof(section)))
			return false;
		*header = (struct header){ section.sh_name, section.sh_link, section.sh_offset,
					   section.sh_size, section.sh_type };
	} else {
		Elf32_Ehdr elf;
		Elf32_Shdr section;

		if (!get(file, 0, &elf, sizeof(elf)) || number >= elf.e_shnum ||
		    !get(file, elf.e_shoff + (uint64_t)number * elf.e_shentsize, &section,
			 sizeof(section)))
			return false;
		*header = (struct header){ section.sh_name, section.sh_link, section.sh_offset,
					   section.sh_size, section.sh_type };
	}
	return true;
}

static bool section_bytes(struct slice file, const struct header *header, struct slice *bytes)
{
	if (header->offset > file.length || header->size > file.length - header->offset)
		return false;
	*bytes = (struct slice){ file.data + header->offset, header->size };
	return true;
}

/* A name within a table of strings, whose last byte must be NUL. */
static const char *string_at(struct slice strings, uint64_t at)
{
	if (at >= strings.length || strings.data[strings.length - 1])
		return "";
	return strings.data + at;
}

static bool names_table(struct slice file, struct slice *names)
{
	struct header header;
	unsigned number;

	if (is_wide(file)) {
		Elf64_Ehdr elf;

		if (!get(file, 0, &elf, sizeof(elf)))
			return false;
		number = elf.e_shstrndx;
	} else {
		Elf32_Ehdr elf;

		if (!get(file, 0, &elf, sizeof(elf)))
			return false;
		number = elf.e_shstrndx;
	}
	return section_header(file, number, &header) && section_bytes(file, &header, names);
}

bool elf_section(struct slice file, const char *name, struct slice *section)
{
	struct header header;
	struct slice names;

	if (!is_elf(file) || !names_table(file, &names))
		return false;
	for (unsigned i = 0; section_header(file, i, &header); i++) {
		if (strcmp(string_at(names, header.name), name) == 0)
			return section_bytes(file, &header, section);
	}
	return false;
}

bool elf_symbols(struct slice file, struct elf_symbols *symbols)
{
	struct header header = { 0 };

	if (!is_elf(file))
		return false;
	*symbols = (struct elf_symbols){ .wide = is_wide(file) };
	for (unsigned i = 0; section_header(file, i, &header) && header.type != SHT_SYMTAB; i++)
		;
	return header.type == SHT_SYMTAB && section_bytes(file, &header, &symbols->table) &&
	       section_header(file, header.link, &header) &&
	       section_bytes(file, &header, &symbols->strings);
}

bool elf_symbol_next(struct elf_symbols *symbols, struct elf_symbol *symbol)
{
	unsigned name, info, section;

	if (symbols->wide) {
		Elf64_Sym one;

		if (!get(symbols->table, symbols->at * sizeof(one), &one, sizeof(one)))
			return false;
		name = one.st_name;
		info = one.st_info;
		section = one.st_shndx;
	} else {
		Elf32_Sym one;

		if (!get(symbols->table, symbols->at * sizeof(one), &one, sizeof(one)))
			return false;
		name = one.st_name;
		info = one.st_info;
		section = one.st_shndx;
	}
	symbols->at++;
	*symbol = (struct elf_symbol){ string_at(symbols->strings, name), section == SHN_UNDEF,
				       ELF64_ST_BIND(info) == STB_WEAK };
	return true;
}
