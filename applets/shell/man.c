/* SPDX-License-Identifier: MIT */
/*
 * man: an applet's page, from its table. man(1) of man-db: a chapter may come before the name, -k
 * searches names and summaries, -f shows the summary of a name.
 */
#include <ctype.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/manual.h"
#include "term/pager.h"
#include "term/window.h"

static struct {
	bool search, summary;
	const char *chapter;
} G;

static const struct option_row options[] = {
	{ "-k --apropos", OPTION_FLAG, &G.search, NULL, "search names and summaries for WORD" },
	{ "-f --whatis", OPTION_FLAG, &G.summary, NULL, "show the summary of NAME" },
	{ "-s --sections", OPTION_TEXT, &G.chapter, "CHAPTER", "only of this chapter: 1 or 8" },
	{ 0 }
};

/* As man-db's: 16 where nothing was found. */
enum { NOT_FOUND = 16 };
/* Longer lines are hard to read, however wide the screen. */
enum { WIDEST = 100 };

static void summary_line(struct buffer *text, const struct applet *applet)
{
	struct buffer name = { 0 };

	buffer_format(&name, "%.*s (%d)", (int)strcspn(applet->names, " "), applet->names,
		      manual_section(applet));
	buffer_format(text, "%-20s - %s\n", name.data, applet->summary);
	buffer_free(&name);
}

static int search(int argc, char **argv)
{
	struct buffer found = { 0 };

	for (const struct applet *applet = __start_applets; applet < __stop_applets; applet++) {
		bool wanted = false;

		for (int i = 1; i < argc; i++)
			wanted |= strcasestr(applet->names, argv[i]) ||
				  strcasestr(applet->summary, argv[i]);
		if (wanted)
			summary_line(&found, applet);
	}
	if (!found.length) {
		warn("nothing about %s", argv[1]);
		return NOT_FOUND;
	}
	return pager_show(&found);
}

static const struct applet *find(const char *name)
{
	const struct applet *applet = applet_find(name);
	const char *near = applet ? NULL : applet_nearest(name);
	/* "8" of "8", "1" of "1p" */
	bool wrong = applet && G.chapter && G.chapter[0] != '0' + manual_section(applet);

	if (applet && !wrong)
		return applet;
	if (near)
		warn("no page of %s; did you mean %s?", name, near);
	else if (wrong)
		warn("no page of %s in chapter %s", name, G.chapter);
	else
		warn("no page of %s; 'help' names them all", name);
	return NULL;
}

static bool is_chapter(const char *word)
{
	return isdigit((unsigned char)word[0]) && !word[1];
}

static int run(int argc, char **argv)
{
	unsigned width = MIN(window_columns(STDOUT_FILENO), WIDEST);
	struct buffer text = { 0 };
	int status = 0, shown;

	if (argc > 2 && is_chapter(argv[1])) {
		G.chapter = argv[1];
		argv++;
		argc--;
	}
	if (argc < 2)
		usage("what page do you want?");
	if (G.search)
		return search(argc, argv);
	for (int i = 1; i < argc; i++) {
		const struct applet *applet = find(argv[i]);

		if (!applet)
			status = NOT_FOUND;
		else if (G.summary)
			summary_line(&text, applet);
		else
			manual_text(applet, width, isatty(STDOUT_FILENO), &text);
	}
	shown = text.length ? pager_show(&text) : 0;
	buffer_free(&text);
	return status ? status : shown;
}

APPLET(man, .names = "man", .summary = "show the page of a tool",
       .operands = "[CHAPTER] NAME...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "  man NAME                 its page, a screen at a time\n"
		  "  man -k WORD              which tool has to do with WORD\n"
		  "  help                     every tool by what it is for");
