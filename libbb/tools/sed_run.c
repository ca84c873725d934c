/* SPDX-License-Identifier: MIT */
/* sed's commands, done to one line after the other. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/io.h"
#include "tools/sed.h"

/* How a cycle ends. */
enum ending {
	GO_ON,			/* it does not yet */
	END_PRINT,		/* with the pattern space printed, unless -n */
	END_SILENT,
	END_AGAIN,		/* D: begin anew with what is there */
	QUIT_PRINT,
	QUIT_SILENT,
};

int sed_find(struct sed *sed, struct pattern *pattern, size_t from, struct span *spans,
	     size_t count)
{
	int found;

	if (pattern)
		sed->last_pattern = pattern;
	if (!sed->last_pattern)
		sed_wrong(&sed->script, "no previous regular expression");
	found = pattern_find(sed->last_pattern, sed->space.data, sed->space.length, from, spans,
			     count);
	if (found < 0)
		die_failure(SED_TROUBLE);
	return found;
}

static bool is_at(struct sed *sed, const struct sed_address *address)
{
	switch (address->kind) {
	case SED_LINE:
		return sed->number == address->first;
	case SED_STEP:
		return sed->number >= address->first &&
		       (sed->number - address->first) % address->step == 0;
	case SED_LAST:
		return sed_is_last(sed);
	case SED_MATCH:
		return sed_find(sed, address->pattern, 0, NULL, 0);
	default:
		return false;
	}
}

/* The number of a range's last line when it is known as it begins, else 0. */
static uint64_t end_of_range(const struct sed *sed, const struct sed_address *to)
{
	switch (to->kind) {
	case SED_LINE:
		return MAX(to->first, 1u);
	case SED_PLUS:
		return sed->number + to->first;
	case SED_MULTIPLE:
		/* As GNU's does it: from a multiple on, up to the next. */
		return to->first ? (sed->number / to->first + 1) * to->first : sed->number;
	default:
		return 0;
	}
}

static bool is_in_range(struct sed *sed, struct sed_command *command)
{
	const struct sed_address *from = &command->from;

	if (command->range != SED_ACTIVE) {
		/* A line's number begins a range once, even when the line itself was skipped. */
		if (from->kind != SED_LINE) {
			if (!is_at(sed, from))
				return false;
		} else if (command->range == SED_CLOSED || sed->number < from->first) {
			return false;
		}
		command->range_end = end_of_range(sed, &command->to);
		command->range = SED_ACTIVE;
		if (command->range_end && command->range_end <= sed->number) {
			command->range = SED_CLOSED;
			return from->kind != SED_LINE || sed->number <= command->range_end ||
			       sed->number == from->first;
		}
		if (command->to.kind == SED_LAST && sed_is_last(sed))
			command->range = SED_CLOSED;
		return true;
	}
	if (command->range_end) {
		if (sed->number >= command->range_end)
			command->range = SED_CLOSED;
		/* Only a line's number is not passed when N has read beyond it. */
		return command->to.kind != SED_LINE || sed->number <= command->range_end;
	}
	if (is_at(sed, &command->to))
		command->range = SED_CLOSED;
	return true;
}

static bool is_selected(struct sed *sed, struct sed_command *command)
{
	bool selected = true;

	if (command->to.kind)
		selected = is_in_range(sed, command);
	else if (command->from.kind)
		selected = is_at(sed, &command->from);
	return selected != command->negated;
}

static void append(struct sed *sed, char kind, const char *text, size_t length)
{
	sed->appends = xrealloc(sed->appends, (sed->append_count + 1) * sizeof(*sed->appends));
	sed->appends[sed->append_count++] = (struct sed_append){ kind, text, length };
}

/* What a, r and R have left for the end of the cycle. */
static void put_appends(struct sed *sed)
{
	struct buffer content = { 0 };

	for (size_t i = 0; i < sed->append_count; i++) {
		const struct sed_append *append = &sed->appends[i];

		/* Even a file that is not there has the line before it ended. */
		if (append->kind == 'r')
			sed_put(sed, sed->output, NULL, 0);
		if (append->kind == 'a') {
			sed_put(sed, sed->output, append->text, append->length);
		} else if (append->kind == 'R') {
			if (sed_read_of(sed, append->text))
				sed_put(sed, sed->output, sed->scratch.data, sed->scratch.length);
		} else if (read_file(append->text, &content, SIZE_MAX / 2) == 0) {
			sed_put(sed, sed->output, content.data, content.length);
			content.length = 0;
		}
	}
	sed->append_count = 0;
	buffer_free(&content);
}

static void print_space(struct sed *sed, struct sed_output *output)
{
	sed_put_line(sed, output, sed->space.length);
}

static size_t first_line(const struct sed *sed)
{
	const char *end = memchr(sed->space.data, sed->nul ? '\0' : '\n', sed->space.length);

	return end ? (size_t)(end - sed->space.data) : sed->space.length;
}

/* l: the pattern space with nothing in it that a person could not see. */
static void put_visible(struct sed *sed, uint64_t width)
{
	static const char pairs[] = "\\\\\aa\bb\ff\nn\rr\tt\vv";
	struct buffer out = { 0 };
	size_t column = 0;

	for (size_t i = 0; i < sed->space.length; i++) {
		unsigned char c = sed->space.data[i];
		const char *found = NULL;
		char text[8];
		size_t length;

		for (const char *pair = pairs; *pair && !found; pair += 2)
			if (*pair == (char)c)
				found = pair + 1;
		if (found)
			length = sprintf(text, "\\%c", *found);
		else
			length = sprintf(text, isprint(c) && c < 0x80 ? "%c" : "\\%03o", c);
		if (width && column + length > width - 1) {
			buffer_text(&out, "\\\n");
			column = 0;
		}
		buffer_add(&out, text, length);
		column += length;
	}
	buffer_text(&out, "$");
	buffer_add(&out, sed->nul ? "" : "\n", 1);
	sed_put(sed, sed->output, out.data, out.length);
	buffer_free(&out);
}

/* Run a command; what it prints goes into out. */
static void run_shell(struct sed *sed, const char *command, struct buffer *out)
{
	FILE *pipe;
	char chunk[4096];
	size_t count;

	fflush(NULL);
	pipe = popen(command, "re");
	if (!pipe)
		die(SED_TROUBLE, "cannot run %s: %s", command, strerror(errno));
	while ((count = fread(chunk, 1, sizeof(chunk), pipe)) > 0)
		buffer_add(out, chunk, count);
	pclose(pipe);
	(void)sed;
}

/* The pattern space as a command: what it prints takes its place. */
static void execute_space(struct sed *sed)
{
	struct buffer out = { 0 };

	buffer_add(&out, "", 0);
	run_shell(sed, sed->space.data, &out);
	if (out.length && out.data[out.length - 1] == '\n')
		out.length--;
	buffer_free(&sed->space);
	sed->space = out;
}

static void substitute(struct sed *sed, const struct sed_substitution *substitution)
{
	if (!sed_substitute(sed, substitution))
		return;
	sed->replaced = true;
	if (substitution->execute)
		execute_space(sed);
	if (substitution->print)
		print_space(sed, sed->output);
	if (substitution->output)
		print_space(sed, substitution->output);
}

/* Commands that move texts between the pattern space and the hold space. */
static bool run_space(struct sed *sed, const struct sed_command *command)
{
	struct buffer other;
	bool ends = sed->space_ends;
	char delimiter = sed->nul ? '\0' : '\n';

	switch (command->name) {
	case 'g':
		sed->space.length = 0;
		buffer_add(&sed->space, sed->hold.data, sed->hold.length);
		sed->space_ends = sed->hold_ends;
		return true;
	case 'G':
		buffer_add(&sed->space, &delimiter, 1);
		buffer_add(&sed->space, sed->hold.data, sed->hold.length);
		sed->space_ends = sed->hold_ends;
		return true;
	case 'h':
		sed->hold.length = 0;
		buffer_add(&sed->hold, sed->space.data, sed->space.length);
		sed->hold_ends = ends;
		return true;
	case 'H':
		buffer_add(&sed->hold, &delimiter, 1);
		buffer_add(&sed->hold, sed->space.data, sed->space.length);
		sed->hold_ends = ends;
		return true;
	case 'x':
		other = sed->space;
		sed->space = sed->hold;
		sed->hold = other;
		sed->space_ends = sed->hold_ends;
		sed->hold_ends = ends;
		return true;
	case 's':
		substitute(sed, command->substitution);
		return true;
	case 'y':
		sed_translate(sed, command->map);
		return true;
	case 'z':
		sed->space.length = 0;
		return true;
	default:
		return false;
	}
}

/* Commands that print, or will. */
static bool run_output(struct sed *sed, const struct sed_command *command)
{
	struct buffer out = { 0 };

	switch (command->name) {
	case '=':
		buffer_format(&out, "%llu", (unsigned long long)sed->number);
		buffer_add(&out, sed->nul ? "" : "\n", 1);
		break;
	case 'F':
		buffer_text(&out, sed->name);
		buffer_add(&out, sed->nul ? "" : "\n", 1);
		break;
	case 'i':
		sed_put(sed, sed->output, command->text, command->length);
		break;
	case 'a': case 'r': case 'R':
		append(sed, command->name, command->text, command->length);
		break;
	case 'l':
		put_visible(sed, command->number >= 0 ? (uint64_t)command->number :
							sed->line_length);
		break;
	case 'p':
		print_space(sed, sed->output);
		break;
	case 'P':
		sed_put_line(sed, sed->output, first_line(sed));
		break;
	case 'w':
		print_space(sed, command->output);
		break;
	case 'W':
		sed_put_line(sed, command->output, first_line(sed));
		break;
	case 'e':
		if (command->text)
			run_shell(sed, command->text, &out);
		else
			execute_space(sed);
		break;
	default:
		return false;
	}
	if (out.length)
		sed_put(sed, sed->output, out.data, out.length);
	buffer_free(&out);
	return true;
}

/* Commands that read lines or end the cycle. */
static enum ending run_cycle(struct sed *sed, const struct sed_command *command)
{
	size_t length;

	switch (command->name) {
	case 'c':
		if (!command->to.kind || command->range != SED_ACTIVE)
			sed_put(sed, sed->output, command->text, command->length);
		return END_SILENT;
	case 'd':
		return END_SILENT;
	case 'D':
		length = first_line(sed);
		if (length == sed->space.length)
			return END_SILENT;
		sed->space.length -= length + 1;
		memmove(sed->space.data, sed->space.data + length + 1, sed->space.length);
		return END_AGAIN;
	case 'n':
		if (sed_is_last(sed))
			return END_PRINT;
		if (!sed->quiet)
			print_space(sed, sed->output);
		put_appends(sed);
		return sed_read(sed, false) ? GO_ON : END_SILENT;
	case 'N':
		if (sed_is_last(sed))
			return END_PRINT;
		put_appends(sed);
		return sed_read(sed, true) ? GO_ON : END_PRINT;
	case 'q':
		return QUIT_PRINT;
	case 'Q':
		return QUIT_SILENT;
	default:
		return GO_ON;
	}
}

static enum ending run_commands(struct sed *sed, int64_t *status)
{
	size_t at = 0;

	while (at < sed->count) {
		struct sed_command *command = &sed->commands[at++];
		enum ending ending;

		if (!is_selected(sed, command)) {
			if (command->name == '{')
				at = command->jump;
			continue;
		}
		if (command->name == 'b' || (command->name == 't' && sed->replaced) ||
		    (command->name == 'T' && !sed->replaced))
			at = command->jump;
		if (strchr("tT", command->name))
			sed->replaced = false;
		if (run_space(sed, command) || run_output(sed, command))
			continue;
		ending = run_cycle(sed, command);
		if (ending != GO_ON) {
			*status = MAX(command->number, 0);
			return ending;
		}
	}
	return END_PRINT;
}

int sed_run(struct sed *sed)
{
	enum ending ending = END_PRINT;
	int64_t status = 0;

	buffer_add(&sed->space, "", 0);
	buffer_add(&sed->hold, "", 0);
	sed->hold_ends = true;
	while (ending == END_AGAIN || sed_read(sed, false)) {
		ending = run_commands(sed, &status);
		if ((ending == END_PRINT || ending == QUIT_PRINT) && !sed->quiet)
			print_space(sed, sed->output);
		if (ending != QUIT_SILENT)
			put_appends(sed);
		/* q ends the line that the file has left open. */
		if (ending == QUIT_PRINT)
			sed_put(sed, sed->output, NULL, 0);
		if (ending == QUIT_PRINT || ending == QUIT_SILENT)
			break;
	}
	sed_close(sed);
	return status;
}
