/* SPDX-License-Identifier: MIT */
/* top: looking at processes and processors, proc(5), and ordering them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/io.h"
#include "fs/owner.h"
#include "tools/top.h"

static uint64_t ticks_of(const struct process *process)
{
	return process->user_ticks + process->system_ticks;
}

static int by_number(const void *a, const void *b)
{
	const struct process *one = a, *other = b;

	return (one->thread > other->thread) - (one->thread < other->thread);
}

static int read_processors(struct top *top)
{
	struct buffer text = { 0 };
	size_t count = 0;
	char *rest;

	free(top->then);
	top->then = top->now;
	top->now = NULL;
	if (read_file("/proc/stat", &text, 1 << 22) < 0)
		return -1;
	for (char *line = strtok_r(text.data, "\n", &rest); line && text_starts_with(line, "cpu");
	     line = strtok_r(NULL, "\n", &rest)) {
		struct top_processor *cpu;
		unsigned long long value[8] = { 0 };

		sscanf(line + strcspn(line, " "), "%llu %llu %llu %llu %llu %llu %llu %llu",
		       &value[0], &value[1], &value[2], &value[3], &value[4], &value[5],
		       &value[6], &value[7]);
		top->now = xrealloc(top->now, (count + 1) * sizeof(*top->now));
		cpu = &top->now[count++];
		*cpu = (struct top_processor){ value[0], value[1], value[2], value[3], value[4],
					       value[5], value[6], value[7] };
	}
	buffer_free(&text);
	if (count != top->processors || !top->then) {
		free(top->then);
		top->then = xcalloc(MAX(count, (size_t)1), sizeof(*top->then));
	}
	top->processors = count;
	return count ? 0 : fail_plain("/proc/stat tells of no processor");
}

static void count_state(struct top *top, char state)
{
	top->total++;
	if (state == 'R')
		top->running++;
	else if (state == 'T' || state == 't')
		top->stopped++;
	else if (state == 'Z')
		top->zombies++;
	else
		top->sleeping++;
}

static double share_of(const struct top *top, const struct process *process, double seconds)
{
	const struct process *before = top->before_count
		? bsearch(process, top->before, top->before_count, sizeof(*before), by_number)
		: NULL;
	uint64_t ticks = ticks_of(process), old = 0;

	if (before && before->start_ticks == process->start_ticks)
		old = ticks_of(before);
	if (ticks < old || seconds <= 0)
		return 0;
	return (ticks - old) * 100.0 / process_hertz() / seconds;
}

static bool is_wanted(const struct top *top, const struct process *process, double share)
{
	if (top->select.choices && !ps_is_selected(&top->select, process))
		return false;
	return !top->busy_only || share > 0 || process->state == 'R';
}

int top_read(struct top *top)
{
	struct process *list = NULL;
	double now = process_uptime(), seconds = now - top->at;
	ssize_t count = process_list(&list, PROCESS_STATUS |
					    (top->threads ? PROCESS_THREADS : 0));

	if (count < 0 || read_processors(top) < 0)
		return -1;
	qsort(list, count, sizeof(*list), by_number);
	free(top->list);
	top->list = xcalloc(count + 1, sizeof(*top->list));
	top->count = top->total = 0;
	top->running = top->sleeping = top->stopped = top->zombies = 0;
	for (ssize_t i = 0; i < count; i++) {
		double share = share_of(top, &list[i], seconds);

		if (!top->select.choices || ps_is_selected(&top->select, &list[i]))
			count_state(top, list[i].state);
		if (is_wanted(top, &list[i], share))
			top->list[top->count++] = (struct top_process){ list[i], share };
	}
	free(top->before);
	top->before = list;
	top->before_count = count;
	top->at = now;
	top->memory = process_memory_total();
	top_sort(top);
	return 0;
}

static const struct top *ordering;

static int compare_numbers(double a, double b)
{
	return (a > b) - (a < b);
}

static int compare_users(const struct process *a, const struct process *b)
{
	const char *one = user_name(a->user), *other = user_name(b->user);

	return one && other ? strcmp(one, other) : compare_numbers(a->user, b->user);
}

static double number_of(const struct top_process *p)
{
	switch (ordering->order) {
	case TOP_PRIORITY:
		return p->process.priority;
	case TOP_NICE:
		return p->process.nice;
	case TOP_VIRTUAL:
		return p->process.size;
	case TOP_RESIDENT:
	case TOP_MEMORY:
		return p->process.resident;
	case TOP_SHARED:
		return p->process.resident_file + p->process.resident_shared;
	case TOP_STATE:
		return p->process.state;
	case TOP_TIME:
		return ticks_of(&p->process) +
		       (ordering->dead_children ? p->process.child_ticks : 0);
	case TOP_CPU:
		return p->cpu;
	default:
		return p->process.thread;
	}
}

static int in_order(const void *a, const void *b)
{
	const struct top_process *one = a, *other = b;
	int result;

	if (ordering->order == TOP_USER)
		result = compare_users(&one->process, &other->process);
	else if (ordering->order == TOP_COMMAND)
		result = strcmp(one->process.name, other->process.name);
	else
		result = compare_numbers(number_of(one), number_of(other));
	if (!result)
		return by_number(&one->process, &other->process);
	return ordering->reversed ? result : -result;
}

void top_sort(struct top *top)
{
	ordering = top;
	qsort(top->list, top->count, sizeof(*top->list), in_order);
}

void top_free(struct top *top)
{
	free(top->list);
	free(top->before);
	free(top->now);
	free(top->then);
}
