/* SPDX-License-Identifier: MIT */
/* iPXE scripts: logical lines, labels, goto, and the run from line to line. */
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe_state.h"
#include "core/error.h"

static const char blanks[] = " \t\v\f\r\n";

bool ipxe_is_script(const void *head, size_t length)
{
	const char *text = head;

	return length > 6 && (memcmp(text, "#!ipxe", 6) == 0 || memcmp(text, "#!gpxe", 6) == 0) &&
	       text[6] && strchr(blanks, text[6]);
}

/* Part the label from the command, in place; a label ends at a blank and is never expanded. */
static void add_line(struct ipxe_script *script, char *text, size_t number)
{
	struct ipxe_line line = { .number = number };

	text += strspn(text, blanks);
	if (*text == ':') {
		line.label = ++text;
		text += strcspn(text, blanks);
		if (*text)
			*text++ = '\0';
	}
	line.command = text;
	if ((script->count & (script->count + 1)) == 0)
		script->lines = xrealloc(script->lines,
					 (2 * script->count + 1) * sizeof(line));
	script->lines[script->count++] = line;
}

static const struct ipxe_line *sorted_lines;

/* Among equal labels the first line comes first, as it is the one that goto finds. */
static int compare_labels(const void *a, const void *b)
{
	size_t one = *(const size_t *)a, two = *(const size_t *)b;
	int order = strcmp(sorted_lines[one].label, sorted_lines[two].label);

	return order ? order : one < two ? -1 : 1;
}

static void sort_labels(struct ipxe_script *script)
{
	script->labels = xcalloc(script->count, sizeof(*script->labels));
	for (size_t i = 0; i < script->count; i++) {
		if (script->lines[i].label)
			script->labels[script->label_count++] = i;
	}
	sorted_lines = script->lines;
	qsort(script->labels, script->label_count, sizeof(*script->labels), compare_labels);
	sorted_lines = NULL;
}

struct ipxe_script *ipxe_script_cut(const char *text, size_t length)
{
	struct ipxe_script *script = xcalloc(1, sizeof(*script));
	const char *end = text + length;
	size_t number = 0, first = 1;
	char *start, *to;

	/* Every line is shorter than its source, so they all fit where the source would. */
	start = to = script->text = xmalloc(length + 2);
	while (text < end) {
		const char *newline = memchr(text, '\n', end - text);
		size_t part = (newline ? newline : end) - text;

		number++;
		memcpy(to, text, part);
		to += part;
		text += part + 1;
		if (to > start && to[-1] == '\r')
			to--;
		script->unfinished = to > start && to[-1] == '\\';
		if (script->unfinished) {
			to--;
			continue;
		}
		*to++ = '\0';
		add_line(script, start, first);
		start = to;
		first = number + 1;
	}
	*to = '\0';
	sort_labels(script);
	return script;
}

void ipxe_script_free(struct ipxe_script *script)
{
	if (!script)
		return;
	free(script->lines);
	free(script->labels);
	free(script->text);
	free(script);
}

bool ipxe_script_goto(struct ipxe_script *script, const char *label)
{
	size_t low = 0, high = script->label_count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (strcmp(script->lines[script->labels[middle]].label, label) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == script->label_count ||
	    strcmp(script->lines[script->labels[low]].label, label) != 0)
		return false;
	script->next = script->labels[low];
	return true;
}

/* Remember where and why; a script within it has done so already, nearer to the cause. */
static void remember_failure(struct ipxe *ipxe, const struct ipxe_line *line, int status)
{
	const char *name = ipxe->running ? ipxe->running->name : "script";
	char *command = xstrndup(line->command, 200);

	if (!ipxe->failure.length) {
		const char *text = fail_text();

		if (!*text)
			buffer_format(&ipxe->failure, "%s:%zu: %s: %s", name, line->number, command,
				      ipxe_reason(status));
		else
			buffer_format(&ipxe->failure, "%s:%zu: %s", name, line->number, text);
		text_make_printable(ipxe->failure.data);
	}
	free(command);
}

static int may_go_on(struct ipxe *ipxe)
{
	if (ipxe->host.interrupted && ipxe->host.interrupted(ipxe->host.data))
		fail_plain("interrupted");
	else if (++ipxe->steps > IPXE_STEP_LIMIT)
		fail_plain("%d lines have run without a pause: the script has no end",
			   IPXE_STEP_LIMIT);
	else
		return 0;
	ipxe->stop = STOP_ALL;
	return -IPXE_E_INTERRUPTED;
}

static int run_lines(struct ipxe *ipxe, struct ipxe_script *script)
{
	int status = 0;

	while (script->next < script->count) {
		const struct ipxe_line *line = &script->lines[script->next++];

		status = may_go_on(ipxe);
		if (status == 0)
			status = ipxe_line(ipxe, line->command);
		if (status && !(ipxe->stop == STOP_SCRIPT && status > 0))
			remember_failure(ipxe, line, status);
		if (ipxe->stop == STOP_ALL)
			return status;
		if (ipxe->stop == STOP_SCRIPT || status) {
			ipxe->stop = STOP_NOT;
			return status;
		}
	}
	if (!script->unfinished)
		return status;
	fail_plain("%s ends in a backslash", ipxe->running ? ipxe->running->name : "the script");
	return -IPXE_E_UNFINISHED;
}

int ipxe_script_run(struct ipxe *ipxe, struct ipxe_image *image)
{
	struct ipxe_script *outer = ipxe->script;
	int status;

	if (image->text.length > IPXE_SCRIPT_LIMIT) {
		fail_plain("%s: a script of %zu bytes is too large", image->name,
			   image->text.length);
		return -IPXE_E_VALUE;
	}
	if (ipxe->depth >= IPXE_DEPTH_LIMIT) {
		fail_plain("%s: %d scripts have called one another: there is no end to it",
			   image->name, IPXE_DEPTH_LIMIT);
		ipxe->stop = STOP_ALL;
		return -IPXE_E_INTERRUPTED;
	}
	ipxe->depth++;
	ipxe->script = ipxe_script_cut(image->text.data ? image->text.data : "",
				       image->text.length);
	status = run_lines(ipxe, ipxe->script);
	ipxe_script_free(ipxe->script);
	ipxe->script = outer;
	ipxe->depth--;
	return status;
}
