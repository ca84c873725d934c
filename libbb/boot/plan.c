/* SPDX-License-Identifier: MIT */
/* Steps, stamped. */
#include "boot/plan.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"

void kernel_log(const char *format, ...)
{
	char text[512], line[560];
	va_list args;
	int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);

	if (fd < 0)
		return;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	/* <31>: a daemon's debug message (syslog(2)); the person sees these lines on stdout. */
	snprintf(line, sizeof(line), "<31>ramroot: %s\n", text);
	text_make_printable(line);
	if (write(fd, line, strlen(line)) < 0)
		fail_clear();
	close(fd);
}

struct buffer *plan_add(struct plan *plan, const char *name, step_function *perform)
{
	struct step *step = &plan->steps[plan->count++];

	*step = (struct step){ .name = name, .perform = perform };
	return &step->lines;
}

struct step *plan_now(struct plan *plan)
{
	return &plan->steps[plan->next];
}

void plan_note(struct plan *plan, const char *format, ...)
{
	struct step *step = plan_now(plan);
	va_list args;

	va_start(args, format);
	vsnprintf(step->note, sizeof(step->note), format, args);
	va_end(args);
	text_make_printable(step->note);
	for (char *at = step->note; *at; at++)
		if (*at == '\n')
			*at = ' ';
}

static void format_row(const struct step *step, struct buffer *text)
{
	char bytes[16] = "", rate[16], each[40] = "";

	if (step->bytes) {
		text_bytes(step->bytes, bytes);
		if (step->length > 0)
			snprintf(each, sizeof(each), "%s/s",
				 text_bytes(step->bytes / step->length, rate));
	}
	buffer_format(text, "%-8s %9.3f s %8.3f s", step->name, step->start, step->length);
	if (step->bytes)
		buffer_format(text, "  %9s  %11s", bytes, each);
	buffer_format(text, "%s%s\n", step->note[0] ? "  " : "", step->note);
}

void plan_timeline(const struct plan *plan, struct buffer *text)
{
	for (unsigned i = 0; i < plan->count; i++)
		if (plan->steps[i].done)
			format_row(&plan->steps[i], text);
}

static void write_timeline(const struct plan *plan)
{
	struct buffer text = { 0 };

	plan_timeline(plan, &text);
	if (!text.data || write_file(TIMELINE_PATH, text.data) < 0)
		fail_clear();	/* a timeline that is lost stops no boot */
	buffer_free(&text);
}

static void tell(const struct plan *plan, const struct step *step)
{
	if (!plan->quiet)
		printf("ramroot: %s: %s%s(%.2f s)\n", step->name, step->note,
		       step->note[0] ? " " : "", step->length);
	fflush(stdout);
	if (plan->keep) {
		kernel_log("%s: %s%sin %.3f s", step->name, step->note, step->note[0] ? ", " : "",
			   step->length);
		write_timeline(plan);
	}
}

/* As a shell does it after set -x. */
static void trace(const struct step *step)
{
	for (const char *line = step->lines.data; line && *line;) {
		int length = strcspn(line, "\n");

		printf("+ %.*s\n", length, line);
		line += length + (line[length] == '\n');
	}
	fflush(stdout);
}

static int perform(struct plan *plan, struct step *step)
{
	int result;

	if (plan->trace)
		trace(step);
	step->start = now_seconds();
	result = step->perform(plan->data, plan);
	step->length = now_seconds() - step->start;
	if (result < 0) {
		if (plan->keep) {
			char text[64];

			snprintf(text, sizeof(text), "%s\n", step->name);
			kernel_log("%s failed: %s", step->name, fail_text());
			if (access("/run/ramroot", F_OK) == 0 && write_file(FAILED_PATH, text) < 0)
				kernel_log("%s", "the failed step could not be recorded");
		}
		return result;
	}
	step->done = true;
	tell(plan, step);
	return 0;
}

int plan_perform(struct plan *plan)
{
	for (; plan->next < plan->count; plan->next++) {
		struct step *step = &plan->steps[plan->next];

		if (plan->resume_after) {	/* a person did it by hand, or passes over it */
			if (strcmp(plan->resume_after, step->name) == 0)
				plan->resume_after = NULL;
			continue;
		}
		if (step->perform && perform(plan, step) < 0)
			return -1;
	}
	return 0;
}

void plan_print(const struct plan *plan)
{
	for (unsigned i = 0; i < plan->count; i++) {
		const struct step *step = &plan->steps[i];

		if (!step->lines.length)
			continue;
		printf("# %s%s%s\n%s", step->name, step->note[0] ? ": " : "", step->note,
		       step->lines.data);
	}
}

void plan_free(struct plan *plan)
{
	for (unsigned i = 0; i < plan->count; i++)
		buffer_free(&plan->steps[i].lines);
	plan->count = plan->next = 0;
}
