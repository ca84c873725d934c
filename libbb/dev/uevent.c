/* SPDX-License-Identifier: MIT */
/* Uevents taken apart. Pure: any bytes may come in. */
#include "dev/uevent.h"

#include <string.h>

#include "core/text.h"

bool uevent_parse(const char *message, size_t length, struct uevent *event)
{
	const struct {
		const char *key;
		const char **value;
	} keys[] = {
		{ "ACTION=", &event->action },
		{ "DEVPATH=", &event->path },
		{ "SUBSYSTEM=", &event->subsystem },
		{ "MODALIAS=", &event->modalias },
	};
	size_t at, i;

	*event = (struct uevent){ "", "", "", "" };
	/* udevd's own messages begin with "libudev" and have no '@' in their first text. */
	if (!length || message[length - 1] || !strchr(message, '@'))
		return false;
	for (at = strlen(message) + 1; at < length; at += strlen(message + at) + 1) {
		for (i = 0; i < ARRAY_SIZE(keys); i++) {
			if (text_starts_with(message + at, keys[i].key))
				*keys[i].value = message + at + strlen(keys[i].key);
		}
	}
	return *event->action && *event->path;
}
