/* SPDX-License-Identifier: MIT */
/* Superblocks' labels and UUIDs: each file system's own document says where they stand. */
#include "fs/label.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "fs/probe.h"

static const struct place {
	enum image_kind kind;
	size_t label, label_length;
	size_t uuid;	/* 16 bytes there; 0: none */
} places[] = {
	{ IMAGE_EXT, 1024 + 0x78, 16, 1024 + 0x68 },
	{ IMAGE_EROFS, 1024 + 64, 16, 1024 + 48 },
	{ IMAGE_XFS, 108, 12, 32 },
	{ IMAGE_ISO9660, 32768 + 40, 32, 0 },
	{ IMAGE_SWAP, 1024 + 28, 16, 1024 + 12 },
};

static void copy_label(char *to, const uint8_t *from, size_t length)
{
	memcpy(to, from, length);
	to[length] = '\0';
	/* iso9660 and vfat fill with blanks. */
	for (size_t end = strlen(to); end && to[end - 1] == ' '; end--)
		to[end - 1] = '\0';
}

static void format_uuid(char *to, const uint8_t *from)
{
	for (int i = 0; i < 16; i++)
		to += sprintf(to, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
			      from[i]);
}

/* FAT's serial number stands for its UUID: 1A2B-3C4D. */
static void read_vfat(const uint8_t *head, struct label *label)
{
	bool wide = memcmp(head + 82, "FAT32", 5) == 0;
	const uint8_t *serial = head + (wide ? 67 : 39);

	copy_label(label->label, serial + 4, 11);
	if (strcmp(label->label, "NO NAME") == 0)
		label->label[0] = '\0';
	snprintf(label->uuid, sizeof(label->uuid), "%02X%02X-%02X%02X", serial[3], serial[2],
		 serial[1], serial[0]);
}

void label_read(const void *head, size_t length, struct label *label)
{
	enum image_kind kind = probe_bytes(head, length);

	*label = (struct label){ 0 };
	if (kind == IMAGE_VFAT && length >= 512)
		read_vfat(head, label);
	for (size_t i = 0; i < ARRAY_SIZE(places); i++) {
		const struct place *place = &places[i];

		if (place->kind != kind || length < place->label + place->label_length)
			continue;
		copy_label(label->label, (const uint8_t *)head + place->label,
			   place->label_length);
		if (place->uuid)
			format_uuid(label->uuid, (const uint8_t *)head + place->uuid);
	}
}

static const struct tag {
	const char *prefix, *folder;	/* udev's links, where there are any */
} tags[] = {
	{ "LABEL=", "/dev/disk/by-label/" },
	{ "UUID=", "/dev/disk/by-uuid/" },
	{ "PARTLABEL=", "/dev/disk/by-partlabel/" },
	{ "PARTUUID=", "/dev/disk/by-partuuid/" },
};

static const struct tag *find_tag(const char *source)
{
	for (size_t i = 0; i < ARRAY_SIZE(tags); i++) {
		if (text_starts_with(source, tags[i].prefix))
			return &tags[i];
	}
	return NULL;
}

bool label_is_tag(const char *source)
{
	return find_tag(source) != NULL;
}

static bool device_has(const char *device, const char *name, bool by_uuid)
{
	static char head[PROBE_SIZE];
	struct label label;
	int fd = open(device, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t length;

	if (fd < 0)
		return false;
	length = pread(fd, head, sizeof(head), 0);
	close(fd);
	if (length <= 0)
		return false;
	label_read(head, length, &label);
	return by_uuid ? strcasecmp(label.uuid, name) == 0 : strcmp(label.label, name) == 0;
}

/* Each device of /proc/partitions in turn: "major minor blocks name". */
static bool search(const char *name, bool by_uuid, char device[64])
{
	struct buffer text = { 0 };
	bool found = false;
	char *rest, *line, word[32];

	if (read_file("/proc/partitions", &text, 1 << 20) < 0 || !text.data) {
		buffer_free(&text);
		return false;
	}
	line = strtok_r(text.data, "\n", &rest);
	for (; line && !found; line = strtok_r(NULL, "\n", &rest)) {
		if (sscanf(line, " %*u %*u %*u %31s", word) != 1)
			continue;
		snprintf(device, 64, "/dev/%s", word);
		found = device_has(device, name, by_uuid);
	}
	buffer_free(&text);
	return found;
}

int label_find(const char *source, char device[64])
{
	const struct tag *tag = find_tag(source);
	char *name = xstrdup(source + strlen(tag->prefix)), *bare = name, *link;
	size_t length = strlen(name);
	bool found = false;

	/* LABEL="a b" */
	if (length >= 2 && name[0] == '"' && name[length - 1] == '"') {
		name[length - 1] = '\0';
		bare = name + 1;
	}
	link = xasprintf("%s%s", tag->folder, bare);
	if (bare[0] && !strchr(bare, '/') && access(link, F_OK) == 0)
		found = text_copy(device, 64, link);
	if (!found && bare[0] && strncmp(tag->prefix, "PART", 4) != 0)
		found = search(bare, tag->prefix[0] == 'U', device);
	free(link);
	free(name);
	return found ? 0 : fail_plain("can't find %s", source);
}
