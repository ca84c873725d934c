/* SPDX-License-Identifier: MIT */
/* The registry: finding by name, running with zeroed state, flushing with a checked result. */
#include "core/applet.h"

#include <stdio.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"

/* By bytes: strcspn() and friends took most of an applet's start. */
static bool has_name(const struct applet *applet, const char *name)
{
	for (const char *at = applet->names; *at; at++) {
		size_t n = 0;

		while (name[n] && at[n] == name[n])
			n++;
		if (!name[n] && (!at[n] || at[n] == ' '))
			return true;
		while (*at && *at != ' ')
			at++;
		if (!*at)
			break;
	}
	return false;
}

const struct applet *applet_find(const char *name)
{
	for (const struct applet *applet = __start_applets; applet < __stop_applets; applet++)
		if (has_name(applet, name))
			return applet;
	return NULL;
}

const char *applet_nearest(const char *name)
{
	static char best[32];
	unsigned nearest = 3;

	for (const struct applet *applet = __start_applets; applet < __stop_applets; applet++) {
		for (const char *at = applet->names; *at; at += strspn(at, " ")) {
			size_t n = strcspn(at, " ");
			char candidate[sizeof(best)];
			unsigned distance;

			text_copy(candidate, MIN(sizeof(candidate), n + 1), at);
			distance = text_distance(name, candidate, 3);
			if (distance < nearest && distance < n) {
				nearest = distance;
				strcpy(best, candidate);
			}
			at += n;
		}
	}
	return nearest < 3 ? best : NULL;
}

int applet_run(const struct applet *applet, int argc, char **argv)
{
	const char *slash = strrchr(argv[0], '/');
	int status;

	program_name = slash ? slash + 1 : argv[0];
	exit_status = 0;
	if (applet->state)
		memset(applet->state, 0, applet->state_size);
	argc = options_parse(applet, argc, argv);
	status = applet->run(argc, argv);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		warn_errno("write error");
		/* Where 1 is an answer, as grep's, it must not be taken for one. */
		status = MAX(status, applet->usage_status);
	}
	return status ? status : exit_status;
}
