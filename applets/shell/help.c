/* SPDX-License-Identifier: MIT */
/* help: every applet in a line, by what it is for; or one applet's --help. */
#include <string.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "term/pager.h"

/* In the order a person needs them; a group that is not here comes last, by its folder's name. */
static const struct {
	const char *group, *title;
} groups[] = {
	{ "boot", "Boot, kernel, drivers" },
	{ "net", "Network" },
	{ "disk", "Disks, images, mounts" },
	{ "file", "Files" },
	{ "text", "Text" },
	{ "archive", "Archives and digests" },
	{ "proc", "Processes and system" },
	{ "shell", "Shell" },
};

enum { NAMES = 20 };		/* columns for an applet's names */

static bool has_title(const char *group)
{
	for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
		if (strcmp(groups[i].group, group) == 0)
			return true;
	return false;
}

static void list(struct buffer *text, const char *group, const char *title)
{
	bool first = true;

	for (const struct applet *applet = __start_applets; applet < __stop_applets; applet++) {
		if (group ? strcmp(applet->group, group) != 0 : has_title(applet->group))
			continue;
		if (first)
			buffer_format(text, "%s%s\n", text->length ? "\n" : "", title);
		first = false;
		if (strlen(applet->names) > NAMES)
			buffer_format(text, " %s\n%*s%s\n", applet->names, NAMES + 2, "",
				      applet->summary);
		else
			buffer_format(text, " %-*s %s\n", NAMES, applet->names, applet->summary);
	}
}

static int list_all(void)
{
	struct buffer text = { 0 };
	int status;

	for (size_t i = 0; i < ARRAY_SIZE(groups); i++)
		list(&text, groups[i].group, groups[i].title);
	list(&text, NULL, "Further");
	buffer_text(&text, "\nMore of one: help NAME, man NAME. By word: man -k WORD.\n");
	status = pager_show(&text);
	buffer_free(&text);
	return status;
}

static void help_of(const char *name)
{
	const struct applet *applet = applet_find(name);
	const char *near = applet ? NULL : applet_nearest(name);

	if (applet)
		applet_help(applet, name);
	else if (near)
		warn("no tool %s; did you mean %s?", name, near);
	else
		warn("no tool %s; 'help' names them all", name);
}

static int run(int argc, char **argv)
{
	if (argc < 2)
		return list_all();
	for (int i = 1; i < argc; i++)
		help_of(argv[i]);
	return 0;
}

APPLET(help, .names = "help", .summary = "list the tools, or tell of one",
       .operands = "[NAME]...", .run = run);
