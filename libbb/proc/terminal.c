/* SPDX-License-Identifier: MIT */
/* Names of terminals by device number: Documentation/admin-guide/devices.txt, /sys/dev/char. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "core/error.h"
#include "core/io.h"
#include "proc/process.h"

static bool from_sys(unsigned device, char name[32])
{
	char path[64], *line, *end;
	struct buffer text = { 0 };

	snprintf(path, sizeof(path), "/sys/dev/char/%u:%u/uevent", major(device), minor(device));
	if (read_file(path, &text, 1 << 16) < 0)
		return false;
	line = text.data ? strstr(text.data, "DEVNAME=") : NULL;
	if (line) {
		end = strchrnul(line, '\n');
		*end = '\0';
		text_copy(name, 32, line + 8);
	}
	buffer_free(&text);
	return line != NULL;
}

void terminal_name(unsigned device, char name[32])
{
	unsigned major_number = major(device), minor_number = minor(device);

	if (!device)
		strcpy(name, "?");
	else if (major_number >= 136 && major_number <= 143)
		snprintf(name, 32, "pts/%u", minor_number + (major_number - 136) * 256);
	else if (major_number == 4 && minor_number < 64)
		snprintf(name, 32, "tty%u", minor_number);
	else if (major_number == 4)
		snprintf(name, 32, "ttyS%u", minor_number - 64);
	else if (major_number == 5 && minor_number == 1)
		strcpy(name, "console");
	else if (!from_sys(device, name))
		strcpy(name, "?");
}

int terminal_device(const char *name, unsigned *device)
{
	const char *const forms[] = { "%s", "/dev/%s", "/dev/tty%s", "/dev/pts/%s" };
	struct stat status;

	for (size_t i = 0; i < ARRAY_SIZE(forms); i++) {
		char path[128];

		snprintf(path, sizeof(path), forms[i], name);
		if (path[0] == '/' && stat(path, &status) == 0 && S_ISCHR(status.st_mode)) {
			*device = status.st_rdev;
			return 0;
		}
	}
	return fail_plain("TTY could not be found");
}
