/* SPDX-License-Identifier: MIT */
/* Settings of the machine, a block a row: who answers for its names. */
#include "boot/ipxe_machine.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "boot/ipxe_nic.h"
#include "boot/ipxe_smbios.h"
#include "boot/ipxe_type.h"
#include "core/error.h"
#include "core/io.h"

static void take_number(struct ipxe_value *value, const char *type, uint32_t number)
{
	uint32_t wire = htonl(number);

	value->type = type;
	buffer_add(&value->raw, &wire, sizeof(wire));
}

/* iPXE for a PC's firmware is a program of 32 bits, for UEFI of the machine's. */
static const char *build_architecture(void)
{
	static struct utsname name;

	uname(&name);
	if (strcmp(name.machine, "aarch64") == 0)
		return "arm64";
	if (strcmp(name.machine, "x86_64") == 0 && access("/sys/firmware/efi", F_OK) < 0)
		return "i386";
	return name.machine;
}

static bool builtin_setting(const char *block, const char *name, struct ipxe_value *value)
{
	struct sysinfo info;

	text_copy(value->block, sizeof(value->block), "builtin");
	if (strcmp(name, "platform") == 0)
		buffer_text(&value->raw, access("/sys/firmware/efi", F_OK) == 0 ? "efi" : "pcbios");
	else if (strcmp(name, "buildarch") == 0)
		buffer_text(&value->raw, build_architecture());
	else if (strcmp(name, "version") == 0)
		buffer_text(&value->raw, "RAMsteam " RAMSTEAM_VERSION);
	else if (strcmp(name, "unixtime") == 0)
		take_number(value, "uint32", time(NULL));
	else if (!block && strcmp(name, "memsize") == 0 && sysinfo(&info) == 0)
		take_number(value, "int32", (uint64_t)info.totalram * info.mem_unit >> 20);
	return value->raw.length;
}

/* "[a.]b.c.d": a byte each. 0: no such number. */
static uint32_t number_of(const char *name)
{
	uint32_t number = 0;
	char *at = (char *)name;

	for (;; at++) {
		number = number << 8 | (uint32_t)strtoul(at, &at, 0);
		if (*at != '.')
			return *at ? 0 : number;
	}
}

/* The kernel has read the texts already, and put the UUID's bytes in order. */
static bool firmware_text(const char *name, struct ipxe_value *value)
{
	static const char *const files[][2] = {
		{ "manufacturer", "sys_vendor" }, { "product", "product_name" },
		{ "serial", "product_serial" }, { "asset", "chassis_asset_tag" },
		{ "board-serial", "board_serial" }, { "uuid", "product_uuid" },
	};
	const struct ipxe_type *hex = ipxe_type_find("hexraw");
	char text[256], digits[33];

	for (size_t i = 0; i < ARRAY_SIZE(files); i++) {
		char *path;
		bool there;

		if (strcmp(files[i][0], name) != 0)
			continue;
		path = xasprintf("/sys/class/dmi/id/%s", files[i][1]);
		there = access(path, R_OK) == 0 && read_line_of(path, text, sizeof(text)) >= 0;
		free(path);
		if (!there || strcmp(name, "uuid") != 0) {
			buffer_text(&value->raw, there ? text : "");
			return there && *text;
		}
		value->type = "uuid";
		for (size_t from = 0, to = 0; text[from] && to + 1 < sizeof(digits); from++) {
			if (text[from] != '-')
				digits[to++] = text[from];
			digits[to] = '\0';
		}
		return *text && hex->parse(hex, digits, &value->raw) == 0;
	}
	return false;
}

static bool smbios_setting(const char *block, const char *name, struct ipxe_value *value)
{
	struct buffer table = { 0 };
	uint32_t number = number_of(name);
	bool found = false;

	text_copy(value->block, sizeof(value->block), "smbios");
	if (!block || !number)
		return firmware_text(name, value);
	if (access("/sys/firmware/dmi/tables/DMI", R_OK) == 0 &&
	    read_file("/sys/firmware/dmi/tables/DMI", &table, 1 << 20) == 0)
		found = ipxe_smbios_field(table.data, table.length, number, &value->raw);
	value->type = number & 0xff ? "hexraw" : "string";
	buffer_free(&table);
	return found;
}

/* pci/BUSDEVFN.OFFSET.LENGTH: bytes of a device's configuration. */
static bool pci_setting(const char *block, const char *name, struct ipxe_value *value)
{
	uint32_t number = number_of(name), place = number >> 16;
	char *path, bytes[256];
	ssize_t length;
	int fd;

	if (!block || !(number & 0xff))
		return false;
	path = xasprintf("/sys/bus/pci/devices/0000:%02x:%02x.%x/config", place >> 8 & 0xff,
			 place >> 3 & 0x1f, place & 7);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	free(path);
	if (fd < 0)
		return false;
	length = pread(fd, bytes, number & 0xff, number >> 8 & 0xff);
	close(fd);
	value->type = "hexraw";
	text_copy(value->block, sizeof(value->block), "pci");
	if (length > 0)
		buffer_add(&value->raw, bytes, length);
	return length > 0;
}

static const struct {
	const char *block;
	bool (*setting)(const char *block, const char *name, struct ipxe_value *value);
} blocks[] = {
	{ "net", ipxe_nic_setting },
	{ "smbios", smbios_setting },
	{ "builtin", builtin_setting },
	{ "pci", pci_setting },
};

bool ipxe_machine_setting(void *data, const char *name, struct ipxe_value *value)
{
	const char *slash = strchr(name, '/');
	char *block = slash ? xstrndup(name, slash - name) : NULL;
	bool found = false;

	(void)data;
	for (size_t i = 0; !found && i < ARRAY_SIZE(blocks); i++) {
		bool card = strcmp(blocks[i].block, "net") == 0;

		if (block && (card ? !text_starts_with(block, "net")
				   : strcmp(block, blocks[i].block) != 0))
			continue;
		value->raw.length = 0;
		value->type = NULL;
		if (block && !slash[1])
			found = !card || ipxe_nic_is_there(block, value->block);
		else
			found = blocks[i].setting(block, slash ? slash + 1 : name, value);
	}
	free(block);
	return found;
}
