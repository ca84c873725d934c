/* SPDX-License-Identifier: MIT */
/* A disk may come late (USB, a driver still being loaded): the kernel's uevents tell of each. */
#include "boot/persist.h"

#include <poll.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "dev/coldplug.h"
#include "fs/device_label.h"
#include "fs/label.h"

enum { WAIT_MS = 30000, NEAR = 3 };

/* A device, or a file, which a loop device will make one. */
static bool is_there(const char *name, char device[64])
{
	struct stat status;

	if (label_is_tag(name)) {
		if (label_find(name, device) == 0)
			return true;
		fail_clear();
		return false;
	}
	return stat(name, &status) == 0 && (S_ISBLK(status.st_mode) || S_ISREG(status.st_mode));
}

static void wait_for_uevents(int fd, uint64_t until)
{
	struct pollfd watched = { fd, POLLIN, 0 };
	uint64_t now = now_ms();
	char message[8192];

	if (now < until && poll(&watched, 1, until - now) > 0)
		while (recv(fd, message, sizeof(message), MSG_DONTWAIT) > 0)
			;
}

/* What there is, and the one whose name is nearest. */
static int explain(const char *name)
{
	static const char *const keys[] = { "LABEL", "UUID", "PART_ENTRY_NAME", "PART_ENTRY_UUID" };
	static const char *const shown[] = { "LABEL", "UUID", "PARTLABEL", "PARTUUID" };
	struct buffer list = { 0 };
	char device[64], near[256] = "";
	unsigned best = NEAR + 1;

	for (unsigned number = 0; device_next(&number, device);) {
		struct tags tags = { 0 };

		if (device_tags(device, 0, &tags) <= 0)
			fail_clear();
		buffer_format(&list, "%s%s", list.length ? ", " : "", device);
		for (size_t i = 0; i < ARRAY_SIZE(keys); i++) {
			const char *value = tags_get(&tags, keys[i]);
			char *tag = value ? xasprintf("%s=%s", shown[i], value) : NULL;

			if (tag && text_distance(name, tag, NEAR) < best) {
				best = text_distance(name, tag, NEAR);
				text_copy(near, sizeof(near), tag);
			}
			if (tag && i < 2)
				buffer_format(&list, " %s", tag);
			free(tag);
		}
	}
	fail_plain("%s has not come in %d s; %s%s%s%s%s", name, WAIT_MS / 1000,
		   list.data ? "there are " : "there is no disk: does the initrd hold its driver "
		   "(mkinitrd --nics all,disks)?",
		   list.data ? list.data : "",
		   near[0] ? ": did you mean " : "", near, near[0] ? "?" : "");
	buffer_free(&list);
	return -1;
}

int persist_wait(const char *name, char **device)
{
	uint64_t until = now_ms() + WAIT_MS;
	int events = uevents_open();
	char found[64];
	bool there;

	if (events < 0)
		return -1;
	while (!(there = is_there(name, found)) && now_ms() < until)
		wait_for_uevents(events, until);
	close(events);
	if (!there)
		return explain(name);
	*device = xstrdup(label_is_tag(name) ? found : name);
	return 0;
}
