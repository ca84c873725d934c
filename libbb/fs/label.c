/* SPDX-License-Identifier: MIT */
/* Devices by their labels and UUIDs. */
#include "fs/label.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"
#include "fs/device_label.h"

static const struct kind {
	const char *prefix, *folder;	/* udev's links, where there are any */
	const char *tag;
} kinds[] = {
	{ "LABEL=", "/dev/disk/by-label/", "LABEL" },
	{ "UUID=", "/dev/disk/by-uuid/", "UUID" },
	{ "PARTLABEL=", "/dev/disk/by-partlabel/", "PART_ENTRY_NAME" },
	{ "PARTUUID=", "/dev/disk/by-partuuid/", "PART_ENTRY_UUID" },
};

static const struct kind *find_kind(const char *source)
{
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (text_starts_with(source, kinds[i].prefix))
			return &kinds[i];
	}
	return NULL;
}

bool label_is_tag(const char *source)
{
	return find_kind(source) != NULL;
}

static bool device_has(const char *device, const struct kind *kind, const char *name)
{
	struct tags tags;
	const char *value;

	if (device_tags(device, 0, &tags) <= 0) {
		fail_clear();
		return false;
	}
	value = tags_get(&tags, kind->tag);
	if (!value)
		return false;
	return text_ends_with(kind->tag, "UUID") ? strcasecmp(value, name) == 0
						  : strcmp(value, name) == 0;
}

int label_find(const char *source, char device[64])
{
	const struct kind *kind = find_kind(source);
	char *name = xstrdup(source + strlen(kind->prefix)), *bare = name, *link;
	size_t length = strlen(name);
	bool found = false;

	/* LABEL="a b" */
	if (length >= 2 && name[0] == '"' && name[length - 1] == '"') {
		name[length - 1] = '\0';
		bare = name + 1;
	}
	link = xasprintf("%s%s", kind->folder, bare);
	if (bare[0] && !strchr(bare, '/') && access(link, F_OK) == 0)
		found = text_copy(device, 64, link);
	for (unsigned number = 0; !found && bare[0] && device_next(&number, device);)
		found = device_has(device, kind, bare);
	free(link);
	free(name);
	return found ? 0 : fail_plain("can't find %s", source);
}
