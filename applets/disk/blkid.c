/* SPDX-License-Identifier: MIT */
/* blkid(8): what is on block devices and images: types, labels, UUIDs. No cache is kept. */
#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "fs/device_label.h"
#include "fs/label.h"

enum { STATUS_NONE = 2, STATUS_USAGE = 4 };	/* blkid(8), EXIT STATUS */

static struct {
	bool low_level, first, collect, raw_names;
	const char *cache, *format, *find_label, *find_uuid, *token;
	struct option_list show;
	uint64_t offset;
	int found;
} G;

static const struct option_row options[] = {
	{ "-c --cache-file", OPTION_TEXT, &G.cache, "FILE",
	  "must be empty: devices are read anew" },
	{ "-g --garbage-collect", OPTION_FLAG, &G.collect, NULL, "tidy the cache, which is none" },
	{ "-L --label", OPTION_TEXT, &G.find_label, "LABEL", "print the device with this label" },
	{ "-l --list-one", OPTION_FLAG, &G.first, NULL, "only the first device -t finds" },
	{ "-O --offset", OPTION_SIZE, &G.offset, "BYTES", "look from so far into the device" },
	{ "-o --output", OPTION_TEXT, &G.format, "FORMAT", "full, value, device, export or udev" },
	{ "-p --probe", OPTION_FLAG, &G.low_level, NULL, "all that is known of each DEVICE" },
	{ "-s --match-tag", OPTION_LIST, &G.show, "TAG", "show this tag; may be repeated" },
	{ "-t --match-token", OPTION_TEXT, &G.token, "NAME=VALUE", "only devices that have this" },
	{ "-U --uuid", OPTION_TEXT, &G.find_uuid, "UUID", "print the device with this UUID" },
	{ "-d --no-encoding", OPTION_FLAG, &G.raw_names, NULL, "characters as they are" },
	{ 0 }
};

/* The names of -p that are shown without it, some under another. NULL: not shown. */
static const char *usual_name(const char *name)
{
	static const char *const usual[] = {
		"LABEL", "UUID", "TYPE", "SEC_TYPE", "LABEL_FATBOOT", "UUID_SUB", "BLOCK_SIZE",
		"EXT_JOURNAL", "PTUUID", "PTTYPE",
	};

	if (G.low_level)
		return name;
	if (strcmp(name, "PART_ENTRY_NAME") == 0)
		return "PARTLABEL";
	if (strcmp(name, "PART_ENTRY_UUID") == 0)
		return "PARTUUID";
	for (size_t i = 0; i < ARRAY_SIZE(usual); i++) {
		if (strcmp(usual[i], name) == 0)
			return name;
	}
	return NULL;
}

static bool is_wanted(const char *name)
{
	for (size_t i = 0; i < G.show.count; i++) {
		if (strcmp(G.show.items[i], name) == 0)
			return true;
	}
	return G.show.count == 0;
}

/* Special characters behind a backslash, what is not printable as \x0a. */
static void print_safe(const char *text, const char *special)
{
	size_t left = strlen(text);

	while (left) {
		wchar_t wide;
		size_t length = mbrtowc(&wide, text, left, &(mbstate_t){ 0 });

		if (G.raw_names) {
			putchar(*text);
			length = 1;
		} else if (length == 0 || length > left || !iswprint(wide)) {
			printf("\\x%02x", (unsigned char)*text);
			length = 1;
		} else {
			if (length == 1 && strchr(special, *text))
				putchar('\\');
			fwrite(text, 1, length, stdout);
		}
		text += length;
		left -= length;
	}
}

/* What udev makes of a name: "_" for a blank, or \x20 for all that may not stand in a link. */
static void print_udev(const char *text, bool encode)
{
	for (; *text; text++) {
		bool plain = isalnum((unsigned char)*text) || strchr("#+-.:=@_", *text) ||
			     (unsigned char)*text >= 0x80;

		if (plain || (!encode && isgraph((unsigned char)*text)))
			putchar(*text);
		else if (encode)
			printf("\\x%02x", (unsigned char)*text);
		else
			putchar('_');
	}
	putchar('\n');
}

static void print_udev_tag(const char *name, const char *value)
{
	const char *prefix = "ID_FS_";
	bool plain = true;

	if (text_starts_with(name, "PART_ENTRY_")) {
		prefix = "ID_";
		plain = strcmp(name, "PART_ENTRY_NAME") != 0;
	} else if (text_starts_with(name, "PT")) {
		prefix = "ID_PART_TABLE_";
		name += 2;
	}
	if (strcmp(name, "LABEL") == 0 || strcmp(name, "UUID") == 0 ||
	    strcmp(name, "LABEL_FATBOOT") == 0 || strcmp(name, "UUID_SUB") == 0) {
		if (strcmp(prefix, "ID_FS_") == 0) {
			printf("%s%s=", prefix, name);
			print_udev(value, false);
			printf("%s%s_ENC=", prefix, name);
			print_udev(value, true);
			return;
		}
	}
	printf("%s%s=", prefix, name);
	if (plain)
		puts(value);
	else
		print_udev(value, true);
}

static void print_tag(const char *device, const char *name, const char *value, int number)
{
	if (strcmp(G.format, "value") == 0) {
		print_safe(value, "");
		putchar('\n');
	} else if (strcmp(G.format, "udev") == 0) {
		print_udev_tag(name, value);
	} else if (strcmp(G.format, "export") == 0) {
		if (number == 0)
			printf("DEVNAME=%s\n", device);
		printf("%s=", name);
		print_safe(value, " \\\"'$`<>");
		putchar('\n');
	} else {
		if (number == 0)
			printf("%s:", device);
		printf(" %s=\"", name);
		print_safe(value, "\"\\");
		putchar('"');
	}
}

static void print_device(const char *device, const struct tags *tags)
{
	bool between = strcmp(G.format, "export") == 0 || strcmp(G.format, "udev") == 0;
	int shown = 0;

	if (strcmp(G.format, "device") == 0) {
		puts(device);
		return;
	}
	if (between && G.found > 1)
		putchar('\n');
	for (size_t i = 0; i < tags->count; i++) {
		const char *name = usual_name(tags->rows[i].name);

		if (name && is_wanted(name))
			print_tag(device, name, tags->rows[i].value, shown++);
	}
	if (shown && strcmp(G.format, "full") == 0)
		putchar('\n');
}

static bool has_token(const struct tags *tags, const char *token)
{
	size_t length = strcspn(token, "=");
	const char *value = token + length + 1;
	char *bare = xstrdup(value);
	size_t end = strlen(bare);
	bool found = false;

	/* LABEL="a b" */
	if (end >= 2 && bare[0] == '"' && bare[end - 1] == '"') {
		bare[end - 1] = '\0';
		memmove(bare, bare + 1, end - 1);
	}
	for (size_t i = 0; i < tags->count && !found; i++) {
		const char *name = usual_name(tags->rows[i].name);

		found = name && strlen(name) == length && memcmp(name, token, length) == 0 &&
			strcmp(tags->rows[i].value, bare) == 0;
	}
	free(bare);
	return found;
}

static void look_at(const char *device)
{
	struct tags tags;
	int result = device_tags(device, G.offset, &tags);

	/* As ever, a device that cannot be read is just not listed. */
	if (result < 0 && G.low_level && errno != ENOENT)
		fprintf(stderr, "blkid: error: %s\n", fail_text());
	if (result <= 0 || (G.token && !has_token(&tags, G.token)))
		return;
	G.found++;
	print_device(device, &tags);
}

static int find(const char *kind, const char *name)
{
	char *tag = xasprintf("%s=%s", kind, name), device[64];
	int result = label_find(tag, device);

	free(tag);
	if (result < 0)
		return STATUS_NONE;
	puts(device);
	return 0;
}

static int run(int argc, char **argv)
{
	static const char *const formats[] = { "full", "value", "device", "export", "udev" };
	char device[64];
	bool known = false;

	setlocale(LC_CTYPE, "");
	if (!G.format)
		G.format = "full";
	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		known |= strcmp(formats[i], G.format) == 0;
	if (!known)
		die(STATUS_USAGE, "unsupported output format %s", G.format);
	if (G.token && !strchr(G.token, '='))
		usage("-t needs NAME=value pair");
	if (G.cache && strcmp(G.cache, "/dev/null") != 0)
		usage("no cache is kept: -c takes /dev/null alone");
	if (G.low_level && argc < 2)
		usage("The low-level probing mode requires a device");
	if (G.collect)
		return 0;
	if (G.find_label || G.find_uuid)
		return find(G.find_label ? "LABEL" : "UUID",
			    G.find_label ? G.find_label : G.find_uuid);
	for (int i = 1; i < argc && !(G.first && G.found); i++)
		look_at(argv[i]);
	for (unsigned number = 0; argc < 2 && !(G.first && G.found) &&
				  device_next(&number, device);)
		look_at(device);
	return G.found ? 0 : STATUS_NONE;
}

APPLET(blkid, .names = "blkid", .summary = "tell types, labels and UUIDs of block devices",
       .operands = "[DEVICE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .usage_status = STATUS_USAGE,
       .details = "The status is 2 when nothing is found.");
