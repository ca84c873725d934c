/* SPDX-License-Identifier: MIT */
/* lsmod(8): the modules in the kernel, from /proc/modules. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/applet.h"
#include "core/error.h"

static int run(int argc, char **argv)
{
	char *line = NULL, *name, *size, *count, *users, *rest;
	size_t room = 0, length;
	FILE *file;

	if (argc > 1)
		usage("too many arguments: '%s'", argv[1]);
	file = fopen("/proc/modules", "re");
	if (!file)
		die(1, "could not open /proc/modules: %s", strerror(errno));
	puts("Module                  Size  Used by");
	while (getline(&line, &room, file) > 0) {
		name = strtok_r(line, " \n", &rest);
		size = strtok_r(NULL, " \n", &rest);
		count = strtok_r(NULL, " \n", &rest);
		users = strtok_r(NULL, " \n", &rest);
		if (!count)
			continue;
		printf("%-19s %8s  %s", name, size, count);
		/* "-" is none; else each name ends in a comma. */
		if (users && strcmp(users, "-")) {
			length = strlen(users);
			if (users[length - 1] == ',')
				users[length - 1] = '\0';
			printf(" %s", users);
		}
		putchar('\n');
	}
	free(line);
	fclose(file);
	return 0;
}

APPLET(lsmod, .names = "lsmod", .summary = "list the kernel's modules", .run = run);
