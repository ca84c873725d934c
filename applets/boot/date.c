/* SPDX-License-Identifier: MIT */
/* date(1), as GNU's: tell a time in a wanted form, and set the clock. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "core/when.h"

static struct {
	const char *date, *file, *reference, *set, *format;
	bool utc;
	struct timespec now;
	struct buffer text;
} G;

static int set_format(const char *format)
{
	if (G.format)
		return fail_plain("multiple output formats specified");
	G.format = format;
	return 0;
}

static int set_mail(const char *name, const char *argument)
{
	(void)name, (void)argument;
	return set_format("%a, %d %b %Y %H:%M:%S %z");
}

static const struct precision {
	const char *word, *iso, *rfc;
} precisions[] = {
	{ "date", "%Y-%m-%d", "%Y-%m-%d" },
	{ "hours", "%Y-%m-%dT%H%:z", NULL },
	{ "minutes", "%Y-%m-%dT%H:%M%:z", NULL },
	{ "seconds", "%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%d %H:%M:%S%:z" },
	{ "ns", "%Y-%m-%dT%H:%M:%S,%N%:z", "%Y-%m-%d %H:%M:%S.%N%:z" },
};

/* Words may be cut short: -Is is --iso-8601=seconds. */
static int set_precise(const char *name, const char *argument)
{
	bool rfc = strcmp(name, "--rfc-3339") == 0;

	for (size_t i = 0; i < ARRAY_SIZE(precisions); i++) {
		const struct precision *row = &precisions[i];

		if (text_starts_with(row->word, argument ?: "date") && (row->rfc || !rfc) &&
		    (!argument || *argument))
			return set_format(rfc ? row->rfc : row->iso);
	}
	return fail_plain("invalid argument %s for '%s': it may be date,%s seconds or ns",
			  quote(argument), rfc ? "--rfc-3339" : "--iso-8601",
			  rfc ? "" : " hours, minutes,");
}

static const struct option_row options[] = {
	{ "-d --date", OPTION_TEXT, &G.date, "TEXT", "this time, in words, not now" },
	{ "-f --file", OPTION_TEXT, &G.file, "FILE", "the times in the lines of FILE" },
	{ "-r --reference", OPTION_TEXT, &G.reference, "FILE", "when FILE was last changed" },
	{ "-s --set", OPTION_TEXT, &G.set, "TEXT", "set the clock to this time" },
	{ "-u --utc --universal", OPTION_FLAG, &G.utc, NULL, "in UTC, not in local time" },
	{ "-R --rfc-email", OPTION_CALL, set_mail, NULL, "as in mails" },
	{ "-I --iso-8601", OPTION_MAYBE, set_precise, "WORD",
	  "as ISO 8601 has it, to the date, hours, minutes, seconds or ns" },
	{ "--rfc-3339", OPTION_CALL, set_precise, "WORD",
	  "as RFC 3339 has it, to the date, seconds or ns" },
	{ 0 }
};

static void show(struct timespec when)
{
	G.text.length = 0;
	when_format(&G.text, G.format ?: "%a %b %e %H:%M:%S %Z %Y", when);
	fwrite(G.text.data, 1, G.text.length, stdout);
	putchar('\n');
}

/* As BusyBox takes it, YYYYMMDDhhmm[.ss] is a date, too: GNU knows no meaning for it. */
static int parse(const char *text, struct timespec *when)
{
	if (when_parse(text, G.now, when) == 0)
		return 0;
	if (strspn(text, "0123456789") == 12 &&
	    when_parse_stamp(text, WHEN_YEAR_FIRST, when) == 0)
		return 0;
	return fail_plain("invalid date %s", quote(text));
}

static void show_lines(void)
{
	FILE *file = strcmp(G.file, "-") == 0 ? stdin : fopen(G.file, "re");
	struct timespec when;
	char *line = NULL;
	size_t room = 0;

	if (!file)
		die(1, "%s: %s", G.file, strerror(errno));
	while (getline(&line, &room, file) >= 0) {
		line[strcspn(line, "\n")] = '\0';
		if (parse(line, &when) < 0)
			warn_failure();
		else
			show(when);
	}
	if (ferror(file))
		die(1, "%s: %s", G.file, strerror(errno));
	free(line);
	if (file != stdin)
		fclose(file);
}

static void set_clock(struct timespec when)
{
	if (clock_settime(CLOCK_REALTIME, &when) < 0)
		warn_errno("cannot set date");
}

/* What stands without an option, alone: +FORMAT, or a stamp to set the clock to. */
static const char *take_operand(const char *operand, const char *next)
{
	bool has_option = G.date || G.file || G.reference || G.set;

	if (next)
		usage("extra operand %s", quote(next));
	if (!operand)
		return NULL;
	if (operand[0] == '+') {
		if (set_format(operand + 1) < 0)
			usage("%s", fail_text());
		return NULL;
	}
	if (has_option || G.format)
		usage("the argument %s lacks a leading '+'", quote(operand));
	return operand;
}

static int run(int argc, char **argv)
{
	int sources = !!G.date + !!G.file + !!G.reference;
	const char *stamp = take_operand(argv[1], argc > 1 ? argv[2] : NULL);
	struct timespec when;
	struct stat status;

	if (sources > 1)
		usage("the options to specify dates for printing are mutually exclusive");
	if (sources && G.set)
		usage("the options to print and set the time may not be used together");
	if (G.utc)
		setenv("TZ", "UTC0", 1);
	clock_gettime(CLOCK_REALTIME, &G.now);
	when = G.now;
	if (G.file) {
		show_lines();
		return 0;
	}
	if (G.reference) {
		if (stat(G.reference, &status) < 0)
			die(1, "%s: %s", G.reference, strerror(errno));
		when = status.st_mtim;
	}
	if ((G.date || G.set) && parse(G.date ?: G.set, &when) < 0)
		die_failure(1);
	if (stamp && when_parse_stamp(stamp, WHEN_YEAR_LAST, &when) < 0)
		die(1, "invalid date %s", quote(stamp));
	if (G.set || stamp)
		set_clock(when);
	show(when);
	buffer_free(&G.text);
	return 0;
}

static const char details[] =
	"FORMAT is text with %Y %m %d %H %M %S %N %z %Z %a %b %s and what else strftime(3) knows.\n"
	"Between % and the letter may stand - (no filling), _ (blanks), 0, ^ (capitals), a width,\n"
	"and colons before z. -d takes \"2024-02-29 13:45\", \"next monday\", \"3 days ago\",\n"
	"\"@1234567890\". A lone operand sets the clock.";

APPLET(date, .names = "date", .summary = "tell and set the date and time",
       .operands = "[+FORMAT] | [MMDDhhmm[[CC]YY][.ss]]", .options = options, .run = run,
       .state = &G, .state_size = sizeof(G), .details = details);
