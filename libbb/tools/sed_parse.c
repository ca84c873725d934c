/* SPDX-License-Identifier: MIT */
/* sed's commands, as the script writes them. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "tools/sed.h"

enum { MOST_NESTING = 100 };

static uint64_t read_number(struct sed_script *script, int c)
{
	uint64_t number = 0;

	for (; c != EOF && isdigit(c); c = sed_next(script))
		if (__builtin_mul_overflow(number, 10, &number) ||
		    __builtin_add_overflow(number, c - '0', &number))
			number = UINT64_MAX;
	sed_back(script, c);
	return number;
}

/* /PATTERN/ or \cPATTERNc, and I and M behind it. */
static void read_match(struct sed *sed, int delimiter, struct sed_address *address)
{
	struct sed_script *script = &sed->script;
	struct buffer text = { 0 };
	unsigned flags = sed->extended ? PATTERN_EXTENDED : 0;
	int c;

	address->kind = SED_MATCH;
	if (!sed_delimited(script, delimiter, true, &text))
		sed_wrong(script, "unterminated address regex");
	for (;;) {
		c = sed_next_word(script, false);
		if (c == 'I')
			flags |= PATTERN_IGNORE_CASE;
		else if (c == 'M')
			flags |= PATTERN_LINES;
		else
			break;
	}
	sed_back(script, c);
	address->pattern = sed_pattern(script, &text, flags);
	buffer_free(&text);
}

/* False when there is no address here. */
static bool read_address(struct sed *sed, struct sed_address *address)
{
	struct sed_script *script = &sed->script;
	int c = sed_next_word(script, true);

	if (c == '/' || c == '\\') {
		read_match(sed, c == '/' ? c : sed_next(script), address);
	} else if (c == '$') {
		address->kind = SED_LAST;
	} else if (c == '+' || c == '~') {
		address->kind = c == '+' ? SED_PLUS : SED_MULTIPLE;
		address->first = read_number(script, sed_next_word(script, false));
	} else if (c != EOF && isdigit(c)) {
		address->kind = SED_LINE;
		address->first = read_number(script, c);
		c = sed_next_word(script, false);
		if (c == '~') {
			address->step = read_number(script, sed_next_word(script, false));
			if (address->step)
				address->kind = SED_STEP;
		} else {
			sed_back(script, c);
		}
	} else {
		sed_back(script, c);
		return false;
	}
	return true;
}

/* What stands before a command; returns its letter, or EOF. */
static int read_addresses(struct sed *sed, struct sed_command *command)
{
	struct sed_script *script = &sed->script;
	int c;

	if (read_address(sed, &command->from)) {
		if (command->from.kind == SED_PLUS || command->from.kind == SED_MULTIPLE)
			sed_wrong(script, "invalid usage of +N or ~N as first address");
		c = sed_next_word(script, true);
		if (c != ',')
			sed_back(script, c);
		else if (!read_address(sed, &command->to)) {
			sed_next(script);
			sed_wrong(script, "unexpected `,'");
		}
	}
	c = sed_next_word(script, true);
	if (command->from.kind == SED_LINE && !command->from.first) {
		if (command->to.kind != SED_MATCH)
			sed_wrong(script, "invalid usage of line address 0");
		command->range = SED_ACTIVE;
	}
	if (c == '!') {
		command->negated = true;
		c = sed_next_word(script, true);
		if (c == '!')
			sed_wrong(script, "multiple `!'s");
	}
	return c;
}

static void end_command(struct sed_script *script)
{
	int c = sed_next_word(script, false);

	if (c == '}' || c == '#')
		sed_back(script, c);
	else if (c != EOF && c != '\n' && c != ';')
		sed_wrong(script, "extra characters after command");
}

/* The lines that a, i and c take; each but the last ends in a backslash. */
static void read_text(struct sed_script *script, struct sed_command *command)
{
	struct buffer text = { 0 };
	int c = sed_next_word(script, false);

	if (c == EOF)
		sed_wrong(script, "expected \\ after `a', `c' or `i'");
	if (c == '\\') {
		size_t behind = script->at;

		/* Blanks may stand behind it, before the newline; else they are of the text. */
		if (sed_next_word(script, false) != '\n')
			script->at = behind;
		c = sed_next(script);
	}
	for (; c != EOF && c != '\n'; c = sed_next(script)) {
		char byte = c;

		if (c == '\\') {
			const char *at = script->text.data + script->at;
			int value = sed_escape(&at, script->text.data + script->text.length);

			if (value >= 0)
				script->at = at - script->text.data;
			else
				value = sed_next(script);
			if (value == EOF)
				break;
			byte = value;
		}
		buffer_add(&text, &byte, 1);
	}
	if (text.length || c == '\n')
		buffer_text(&text, "\n");
	command->text = text.data;
	command->length = text.length;
}

char *sed_file_name(struct sed *sed)
{
	struct sed_script *script = &sed->script;
	struct buffer name = { 0 };
	int c = sed_next_word(script, false);

	for (; c != EOF && c != '\n'; c = sed_next(script)) {
		char byte = c;

		buffer_add(&name, &byte, 1);
	}
	if (!name.length)
		sed_wrong(script, "missing filename in r/R/w/W commands");
	return name.data;
}

/* A label ends at white space, a semicolon or a brace. */
static char *read_label(struct sed_script *script)
{
	struct buffer label = { 0 };
	int c = sed_next_word(script, false);

	buffer_add(&label, "", 0);
	for (; c != EOF && !isspace(c) && c != ';' && c != '}'; c = sed_next(script)) {
		char byte = c;

		buffer_add(&label, &byte, 1);
	}
	sed_back(script, c);
	return label.data;
}

static void refuse_in_sandbox(const struct sed *sed)
{
	if (sed->sandbox)
		sed_wrong(&sed->script, "e/r/w commands disabled in sandbox mode");
}

/* v: scripts may say which sed they need; we are as new as the newest they know. */
static void read_version(struct sed_script *script)
{
	char *version = read_label(script);
	unsigned major = 0, minor = 0;

	if (*version && sscanf(version, "%u.%u", &major, &minor) < 1)
		sed_wrong(script, "invalid sed version");
	if (major > 4 || (major == 4 && minor > 9))
		sed_wrong(script, "expected newer version of sed");
	free(version);
}

/* What stands behind a command's letter. */
static void read_arguments(struct sed *sed, struct sed_command *command)
{
	struct sed_script *script = &sed->script;
	int c;

	switch (command->name) {
	case 'a': case 'i': case 'c':
		read_text(script, command);
		if (sed->nul && command->name != 'a' && command->length)
			command->text[command->length - 1] = '\0';
		return;
	case ':':
		if (command->from.kind)
			sed_wrong(script, ": doesn't want any addresses");
		command->text = read_label(script);
		if (!*command->text)
			sed_wrong(script, "\":\" lacks a label");
		break;
	case 'b': case 't': case 'T':
		command->text = read_label(script);
		break;
	case 'r': case 'R':
		refuse_in_sandbox(sed);
		command->text = sed_file_name(sed);
		return;
	case 'w': case 'W':
		refuse_in_sandbox(sed);
		command->output = sed_output_named(sed, sed_file_name(sed));
		return;
	case 'e':
		refuse_in_sandbox(sed);
		c = sed_next_word(script, false);
		sed_back(script, c);
		if (c != EOF && c != '\n')
			command->text = sed_file_name(sed);
		return;
	case 's':
		sed_parse_substitution(sed, command);
		return;
	case 'y':
		sed_parse_map(sed, command);
		break;
	case 'v':
		read_version(script);
		break;
	case 'q': case 'Q':
		if (command->to.kind)
			sed_wrong(script, "command only uses one address");
		/* fall through */
	case 'l': case 'L':
		c = sed_next_word(script, false);
		if (c != EOF && isdigit(c))
			command->number = read_number(script, c) & INT32_MAX;
		else
			sed_back(script, c);
	}
	end_command(script);
}

static struct sed_command *new_command(struct sed *sed)
{
	struct sed_command *command;

	if (sed->count % 32 == 0)
		sed->commands = xrealloc(sed->commands,
					 (sed->count + 32) * sizeof(*sed->commands));
	command = &sed->commands[sed->count];
	memset(command, 0, sizeof(*command));
	command->number = -1;
	return command;
}

static void find_labels(struct sed *sed)
{
	for (size_t i = 0; i < sed->count; i++) {
		struct sed_command *from = &sed->commands[i];

		if (!strchr("btT", from->name))
			continue;
		from->jump = sed->count;
		if (!*from->text)
			continue;
		for (size_t to = 0; to < sed->count; to++)
			if (sed->commands[to].name == ':' &&
			    strcmp(sed->commands[to].text, from->text) == 0)
				from->jump = to;
		if (from->jump == sed->count)
			die(SED_TROUBLE, "can't find label for jump to `%s'", from->text);
	}
}

void sed_parse(struct sed *sed)
{
	struct sed_script *script = &sed->script;
	size_t open[MOST_NESTING], depth = 0;
	bool more = true;

	if (script->text.length >= 2 && memcmp(script->text.data, "#n", 2) == 0 &&
	    (script->text.length == 2 || script->text.data[2] == '\n'))
		sed->quiet = true;
	while (more) {
		struct sed_command *command = new_command(sed);
		int c;

		do
			c = sed_next_word(script, true);
		while (c == ';');
		sed_back(script, c);
		c = read_addresses(sed, command);
		if (c == '#' && command->from.kind)
			sed_wrong(script, "comments don't accept any addresses");
		if (c == '#') {
			while (c != EOF && c != '\n')
				c = sed_next(script);
			continue;
		}
		more = c != EOF;
		if (!more && (command->from.kind || command->negated))
			sed_wrong(script, "missing command");
		if (!more)
			break;
		if (!strchr("{}=abcdDeFgGhHilnNpPqQrRstTvwWxyz:", c) || !c)
			sed_wrong(script, "unknown command: `%c'", c);
		command->name = c;
		if (c == '{') {
			if (depth == MOST_NESTING)
				sed_wrong(script, "too many `{'s");
			open[depth++] = sed->count;
		} else if (c == '}') {
			if (!depth)
				sed_wrong(script, "unexpected `}'");
			if (command->from.kind)
				sed_wrong(script, "} doesn't want any addresses");
			sed->commands[open[--depth]].jump = sed->count;
			end_command(script);
		} else {
			read_arguments(sed, command);
		}
		sed->count++;
	}
	script->at = 0;
	if (depth)
		sed_wrong(script, "unmatched `{'");
	find_labels(sed);
}
