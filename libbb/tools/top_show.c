/* SPDX-License-Identifier: MIT */
/* top: the lines above the table, and those of the table, as procps prints them. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/error.h"
#include "core/utf8.h"
#include "fs/owner.h"
#include "proc/system.h"
#include "tools/top.h"

static const char *const headings[TOP_FIELDS] = {
	"PID", "USER", "PR", "NI", "VIRT", "RES", "SHR", "S", "%CPU", "%MEM", "TIME+", "COMMAND",
};

int top_order_parse(struct top *top, const char *name)
{
	bool reversed = *name == '-';

	name += *name == '-' || *name == '+';
	for (int i = 0; i < TOP_FIELDS; i++) {
		/* "CPU" and "TIME" are understood as well. */
		if (strcasecmp(headings[i], name) == 0 ||
		    (*headings[i] == '%' && strcasecmp(headings[i] + 1, name) == 0) ||
		    (i == TOP_TIME && strcasecmp("TIME", name) == 0)) {
			top->order = i;
			top->reversed = reversed;
			return 0;
		}
	}
	return fail_plain("unrecognized field name '%s'", name);
}

static void add_tasks(const struct top *top, struct buffer *text)
{
	buffer_format(text, "%s: %3zu total, %3zu running, %3zu sleeping, %3zu stopped, "
		      "%3zu zombie", top->threads ? "Threads" : "Tasks", top->total, top->running,
		      top->sleeping, top->stopped, top->zombies);
}

static void add_processor(const struct top *top, size_t number, struct buffer *text)
{
	const struct top_processor *now = &top->now[number], *then = &top->then[number];
	/* As shown, which is not the kernel's order. */
	const struct {
		uint64_t now, then;
		const char *name;
	} rows[] = {
		{ now->user, then->user, "us" }, { now->system, then->system, "sy" },
		{ now->nice, then->nice, "ni" }, { now->idle, then->idle, "id" },
		{ now->waiting, then->waiting, "wa" }, { now->interrupts, then->interrupts, "hi" },
		{ now->soft, then->soft, "si" }, { now->stolen, then->stolen, "st" },
	};
	double total = 0;
	char name[24] = "(s)";

	/* The kernel's sums may go back a little. */
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
		total += rows[i].now > rows[i].then ? rows[i].now - rows[i].then : 0;
	if (number)
		snprintf(name, sizeof(name), "%zu", number - 1);
	buffer_format(text, "%%Cpu%-3s:", name);
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		uint64_t part = rows[i].now > rows[i].then ? rows[i].now - rows[i].then : 0;

		buffer_format(text, "%s%5.1f %s", i ? "," : "", total > 0 ? part * 100 / total : 0,
			      rows[i].name);
	}
	buffer_text(text, " ");
}

static void add_memory(bool swap, struct buffer *text)
{
	struct memory memory;

	if (memory_read(&memory) < 0) {
		fail_clear();
		memset(&memory, 0, sizeof(memory));
	}
	if (swap)
		buffer_format(text, "MiB Swap:%9.1f total,%9.1f free,%9.1f used.%9.1f avail Mem ",
			      memory.swap_total / 1024.0, memory.swap_free / 1024.0,
			      (memory.swap_total - memory.swap_free) / 1024.0,
			      memory.available / 1024.0);
	else
		buffer_format(text, "MiB Mem :%9.1f total,%9.1f free,%9.1f used,%9.1f buff/cache"
			      "     ", memory.total / 1024.0, memory.free / 1024.0,
			      (memory.total - MIN(memory.available, memory.total)) / 1024.0,
			      (memory.buffers + memory.cache) / 1024.0);
}

bool top_summary(const struct top *top, size_t line, struct buffer *text)
{
	size_t processors = top->each_processor ? top->processors - 1 : 1;

	if (line == 0) {
		buffer_text(text, "top - ");
		uptime_text(text);
	} else if (line == 1) {
		add_tasks(top, text);
	} else if (line < 2 + processors) {
		add_processor(top, line - 2 + top->each_processor, text);
	} else if (line < 4 + processors) {
		add_memory(line == 3 + processors, text);
	} else {
		return false;
	}
	return true;
}

/* Cut to so many columns, and filled with blanks. */
static void fit(struct buffer *text, size_t columns)
{
	size_t at = 0, column = 0;

	while (at < text->length) {
		uint32_t character;
		size_t length = utf8_decode(text->data + at, text->length - at, &character);
		int width = MAX(utf8_width(character), 0);

		if (column + width > columns)
			break;
		column += width;
		at += length;
	}
	text->length = at;
	if (text->data)
		text->data[at] = '\0';
	while (column++ < columns)
		buffer_text(text, " ");
}

void top_headings(struct buffer *text, size_t columns)
{
	buffer_format(text, "%*s USER      PR  NI    VIRT    RES    SHR S  %%CPU  %%MEM     TIME+ "
		      "COMMAND", ps_pid_width(), "PID");
	fit(text, columns);
}

/* KiB in at most so many digits. */
static void add_size(uint64_t kib, int width, struct buffer *text)
{
	static const char letters[] = "mgtpe";
	double size = kib;
	char number[32];
	int length = snprintf(number, sizeof(number), "%llu", (unsigned long long)kib);

	for (const char *letter = letters; length > width && *letter; letter++) {
		size /= 1024;
		length = snprintf(number, sizeof(number), "%.1f%c", size, *letter);
		if (length > width)
			length = snprintf(number, sizeof(number), "%.0f%c", size, *letter);
	}
	buffer_format(text, " %*s", width, number);
}

static void add_percent(double percent, struct buffer *text)
{
	buffer_format(text, percent < 999.95 ? " %5.1f" : " %5.0f", percent);
}

/* Minutes, seconds and hundredths; hours when that is too long. */
static void add_time(uint64_t ticks, struct buffer *text)
{
	unsigned long long hundredths = ticks * 100 / process_hertz(), minutes = hundredths / 6000;
	char time[32];

	if (snprintf(time, sizeof(time), "%llu:%02llu.%02llu", minutes, hundredths / 100 % 60,
		     hundredths % 100) > 9 &&
	    snprintf(time, sizeof(time), "%llu:%02llu", minutes, hundredths / 100 % 60) > 9)
		snprintf(time, sizeof(time), "%llu,%02llu", minutes / 60, minutes % 60);
	buffer_format(text, " %9s ", time);
}

/* What does not fit ends in a '+'. */
static void add_command(const struct top *top, const struct process *process, size_t columns,
			struct buffer *text)
{
	struct buffer command = { 0 };

	if (top->command_lines)
		process_arguments(process->pid, &command);
	if (!command.length)
		buffer_format(&command, top->command_lines ? "[%s]" : "%s", process->name);
	text_make_line(command.data);
	if (command.length > columns && columns) {
		fit(&command, columns - 1);
		buffer_text(&command, "+");
	}
	buffer_text(text, command.data);
	buffer_free(&command);
}

void top_line(const struct top *top, const struct top_process *shown, size_t columns,
	      struct buffer *text)
{
	const struct process *p = &shown->process;
	const char *user = user_name(p->user);
	char number[16], priority[16];
	bool cut;

	snprintf(number, sizeof(number), "%u", p->user);
	snprintf(priority, sizeof(priority), "%ld", p->priority);
	user = user ? user : number;
	cut = strlen(user) > 8;
	buffer_format(text, "%*d %-*.*s%s %3s %3ld", ps_pid_width(), p->thread, cut ? 7 : 8,
		      cut ? 7 : 8, user, cut ? "+" : "", p->priority < -99 ? "rt" : priority,
		      p->nice);
	add_size(p->size / 1024, 7, text);
	add_size(p->resident, 6, text);
	add_size(p->resident_file + p->resident_shared, 6, text);
	buffer_format(text, " %c", p->state);
	add_percent(shown->cpu, text);
	add_percent(top->memory ? p->resident * 100.0 / top->memory : 0, text);
	add_time(p->user_ticks + p->system_ticks + (top->dead_children ? p->child_ticks : 0),
		 text);
	if (columns > text->length)
		add_command(top, p, columns - text->length, text);
	fit(text, columns);
}
