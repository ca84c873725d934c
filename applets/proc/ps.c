/* SPDX-License-Identifier: MIT */
/* ps(1) of procps: what processes there are. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "tools/ps.h"

static struct {
	struct ps_options options;
	struct buffer line;
	int correct, actual;	/* where the column should be, and where it is */
} G;

/*
 * One column's text. What is too long for its column takes from the blanks that follow, so that
 * the columns behind it stand where they should as soon as they can.
 */
static void put_column(size_t number, const char *text, enum ps_align align)
{
	const struct ps_column *column = &G.options.columns.items[number];
	bool last = number + 1 == G.options.columns.count;
	int length = strlen(text), pad = 0, space;

	if (!last && align != PS_RIGHT)
		length = MIN(length, MAX(column->width, 1));
	if (align == PS_RIGHT)
		pad = MAX(0, column->width - length);
	space = MAX(G.correct - G.actual + pad, number != 0);
	buffer_format(&G.line, "%*s%.*s", MAX(space, 0), "", length, text);
	G.actual += MAX(space, 0) + length;
	G.correct += column->width + 1;
}

static void end_line(void)
{
	unsigned most = G.options.look.columns;
	size_t length = G.line.length;

	if (most && length > most)
		length = most;
	/* Not within a character. */
	while (length && length < G.line.length && (G.line.data[length] & 0xc0) == 0x80)
		length--;
	fwrite(G.line.data, 1, length, stdout);
	putchar('\n');
	G.line.length = 0;
	G.correct = G.actual = 0;
}

static void print_headings(void)
{
	bool any = false;

	for (size_t i = 0; i < G.options.columns.count; i++)
		any |= G.options.columns.items[i].heading[0] != '\0';
	if (!any || G.options.no_headings)
		return;
	for (size_t i = 0; i < G.options.columns.count; i++) {
		const struct ps_column *column = &G.options.columns.items[i];

		if (column->field->align == PS_USER && G.options.look.numeric) {
			put_column(i, column->heading, PS_RIGHT);
			continue;
		}
		/* A heading is never cut. */
		if (column->field->align == PS_RIGHT ||
		    (int)strlen(column->heading) <= column->width) {
			put_column(i, column->heading, column->field->align);
		} else {
			int before = G.correct;

			put_column(i, column->heading, PS_RIGHT);
			G.correct = before + column->width + 1;
		}
	}
	end_line();
}

/* Names too long for their column end in a '+'; numbers stand to the right. */
static enum ps_align fit_user(struct buffer *text, int width)
{
	if ((int)text->length > width) {
		text->length = width;
		text->data[width] = '\0';
		text->data[width - 1] = '+';
	}
	return G.options.look.numeric ? PS_RIGHT : PS_LEFT;
}

static void print_process(const struct ps_process *process)
{
	struct buffer text = { 0 };

	for (size_t i = 0; i < G.options.columns.count; i++) {
		const struct ps_column *column = &G.options.columns.items[i];
		enum ps_align align = column->field->align;

		text.length = 0;
		buffer_add(&text, "", 0);
		ps_field_text(column->field, process, &G.options.look, &text);
		if (align == PS_USER)
			align = fit_user(&text, column->width);
		put_column(i, text.data, align);
	}
	end_line();
	buffer_free(&text);
}

static void set_columns(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	uint64_t number;

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		G.options.look.columns = size.ws_col;
	if (columns && text_number(columns, 10, 1, 1 << 20, &number) == 0)
		G.options.look.columns = number;
}

static int run(int argc, char **argv)
{
	struct ps_options *options = &G.options;
	struct process *list = NULL;
	struct ps_process *shown;
	size_t count = 0;
	ssize_t total;

	set_columns();
	ps_options_parse(options, argc, argv);
	options->look.uptime = process_uptime();
	options->look.boot = process_boot_time();
	options->look.now = time(NULL);
	options->look.memory = process_memory_total();
	total = process_list(&list, PROCESS_STATUS | (options->threads ? PROCESS_THREADS : 0));
	if (total < 0)
		die_failure(1);
	shown = xcalloc(total + 1, sizeof(*shown));
	for (ssize_t i = 0; i < total; i++)
		if (ps_is_selected(&options->select, &list[i]))
			shown[count++].process = list[i];
	ps_order(shown, count, options);
	output_in_bulk();
	print_headings();
	for (size_t i = 0; i < count; i++) {
		print_process(&shown[i]);
		free(shown[i].prefix);
	}
	free(shown);
	free(list);
	return count ? 0 : 1;
}

APPLET(ps, .names = "ps", .summary = "show processes",
       .operands = "[OPTION]...", .run = run, .state = &G, .state_size = sizeof(G),
       .flags = APPLET_RAW,
       .details =
	  "Which (any of them; without, those of your user on this terminal):\n"
	  "  -A -e  ax           all\n"
	  "  -a  a               with a terminal, but session leaders; a: these too\n"
	  "  -d  x               all but session leaders; x: yours without a terminal too\n"
	  "  -p  p  --pid LIST   by number; --ppid LIST by the parent's\n"
	  "  -C LIST             by the command's name\n"
	  "  -u  U  --user LIST  by effective user, -U by real user\n"
	  "  -G LIST, --group LIST, -s --sid LIST, -t t --tty LIST\n"
	  "  r                   running ones only; -N --deselect: all others\n"
	  "How:\n"
	  "  -f -F -l -j -y -c   UNIX's formats: full, extra full, long, jobs\n"
	  "  u l j v s           BSD's: user, long, jobs, memory, signals\n"
	  "  -o  o  --format LIST of columns: pid,ppid,user,%cpu,%mem,rss,vsz,stat,time,args\n"
	  "                      and others; COLUMN:WIDTH, COLUMN=HEADING\n"
	  "  --sort  k LIST      by columns, '-' before one: from the largest\n"
	  "  f  --forest         as a tree, -H by indentation\n"
	  "  -L -T  H            threads too\n"
	  "  -w  w  --cols N     lines of any width, of N columns\n"
	  "  h  --no-headers     no headings\n"
	  "  n  e  S             numbers for users; the environment; dead children's time");
