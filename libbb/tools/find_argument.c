/* SPDX-License-Identifier: MIT */
/* What find's tests are given, as they take it from the command line. */
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "core/when.h"
#include "fs/birth.h"
#include "fs/mode.h"
#include "fs/owner.h"
#include "tools/find.h"

static const char *next(struct find_node *node, char ***at)
{
	if (!**at)
		die(1, "missing argument to `%s'", node->text);
	return *(*at)++;
}

static void wrong(const struct find_node *node, const char *argument)
{
	die(1, "invalid argument `%s' to `%s'", argument, node->text);
}

void find_take_text(struct find *find, struct find_node *node, char ***at)
{
	(void)find;
	node->text = next(node, at);
}

void find_take_no_case(struct find *find, struct find_node *node, char ***at)
{
	node->flag = true;
	find_take_text(find, node, at);
}

void find_take_true(struct find *find, struct find_node *node, char ***at)
{
	(void)find;
	(void)at;
	node->flag = true;
}

/* "+5", "-5", "5". */
static const char *take_signed(struct find_node *node, char ***at)
{
	const char *argument = next(node, at), *text = argument;
	char *end;

	node->sign = *text == '+' || *text == '-' ? *text++ : 0;
	if (!isdigit((unsigned char)*text))
		wrong(node, argument);
	errno = 0;
	node->number = strtoull(text, &end, 10);
	if (errno)
		wrong(node, argument);
	return end;
}

void find_take_number(struct find *find, struct find_node *node, char ***at)
{
	(void)find;
	if (*take_signed(node, at))
		wrong(node, (*at)[-1]);
}

void find_take_size(struct find *find, struct find_node *node, char ***at)
{
	static const struct {
		char letter;
		int size;
	} units[] = {
		{ '\0', 512 }, { 'b', 512 }, { 'c', 1 }, { 'w', 2 }, { 'k', 1024 },
		{ 'M', 1 << 20 }, { 'G', 1 << 30 },
	};
	const char *end = take_signed(node, at);

	(void)find;
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (units[i].letter == *end && (!*end || !end[1]))
			node->second = units[i].size;
	if (!node->second)
		die(1, "invalid -size type `%c'", *end);
}

void find_take_type(struct find *find, struct find_node *node, char ***at)
{
	const char *argument = next(node, at);

	(void)find;
	if (!*argument)
		die(1, "Arguments to -type should contain at least one letter");
	for (const char *letter = argument; *letter; letter += 2) {
		if (!strchr("bcdpfls", *letter))
			die(1, "Unknown argument to -type: %c", *letter);
		if (letter[1] && letter[1] != ',')
			die(1, "Must separate multiple arguments to -type using: ','");
		if (!letter[1])
			break;
		if (!letter[2])
			die(1, "Last file type in list argument to -type is missing, i.e., list is "
			    "ending on: ','");
	}
	node->text = argument;
}

void find_take_perm(struct find *find, struct find_node *node, char ***at)
{
	const char *argument = next(node, at), *text = argument;
	mode_t plain, folder;

	(void)find;
	node->sign = *text == '-' || *text == '/' ? *text++ : 0;
	if (mode_parse(text, 0, false, 0, &plain) < 0 || mode_parse(text, 0, true, 0, &folder) < 0)
		die(1, "invalid mode %s", quote(argument));
	node->number = plain;
	node->second = folder;
}

void find_take_owner(struct find *find, struct find_node *node, char ***at)
{
	const char *name = node->text, *argument = next(node, at);
	bool user = name[1] == 'u';
	unsigned id;

	(void)find;
	node->which = user ? 'u' : 'g';
	if ((user ? user_parse(argument, &id) : group_parse(argument, &id)) < 0)
		die(1, "%s is not the name of %s", quote(argument),
		    user ? "a known user" : "an existing group");
	node->number = id;
}

void find_take_owner_number(struct find *find, struct find_node *node, char ***at)
{
	node->which = node->text[1];
	find_take_number(find, node, at);
}

void find_take_no_owner(struct find *find, struct find_node *node, char ***at)
{
	(void)find;
	(void)at;
	node->which = node->text[3];
}

/* -atime -cmin ...: from now, or with -daystart from the end of this day. */
void find_take_age(struct find *find, struct find_node *node, char ***at)
{
	struct tm day;

	node->which = node->text[1];
	node->other = node->text[2] == 't' ? 'd' : 'm';
	node->time = find->now;
	if (find->day_start) {
		localtime_r(&find->now.tv_sec, &day);
		day.tm_hour = day.tm_min = day.tm_sec = 0;
		day.tm_mday++;
		day.tm_isdst = -1;
		node->time = (struct timespec){ .tv_sec = mktime(&day) };
	}
	find_take_number(find, node, at);
}

static bool follows_operands(const struct find *find)
{
	return find->follow & (WALK_FOLLOW | WALK_FOLLOW_ROOT);
}

static void status_of(const struct find *find, const char *path, struct stat *status)
{
	if ((follows_operands(find) ? stat(path, status) : lstat(path, status)) < 0 &&
	    lstat(path, status) < 0)
		die(1, "%s: %s", quote(path), strerror(errno));
}

void find_take_newer(struct find *find, struct find_node *node, char ***at)
{
	const char *name = node->text, *argument = next(node, at);
	struct stat status;
	char reference = 'm';

	node->which = 'm';
	if (name[1] == 'a' || name[1] == 'c') {
		node->which = name[1];
	} else if (strlen(name) == 8) {
		node->which = name[6];
		reference = name[7];
	}
	if (reference == 't') {
		if (when_parse(argument, find->now, &node->time) < 0)
			die(1, "I cannot figure out how to interpret %s as a date or time",
			    quote(argument));
		return;
	}
	status_of(find, argument, &status);
	if (reference == 'B') {
		if (!birth_time(AT_FDCWD, argument, follows_operands(find), &node->time))
			die(1, "Cannot obtain birth time of file %s", quote(argument));
		return;
	}
	node->time = reference == 'a' ? status.st_atim :
		     reference == 'c' ? status.st_ctim : status.st_mtim;
}

void find_take_same_file(struct find *find, struct find_node *node, char ***at)
{
	struct stat status;

	status_of(find, next(node, at), &status);
	node->number = status.st_ino;
	node->second = status.st_dev;
}

void find_take_access(struct find *find, struct find_node *node, char ***at)
{
	(void)find;
	(void)at;
	node->which = node->text[1] == 'r' ? R_OK : node->text[1] == 'w' ? W_OK : X_OK;
}

/* The kind of expression that -regextype has chosen for those behind it. */
static enum { EMACS, BASIC, EXTENDED } regex_type;

void find_take_regex_type(struct find *find, struct find_node *node, char ***at)
{
	static const struct {
		const char *name;
		int type;
	} types[] = {
		{ "findutils-default", EMACS }, { "emacs", EMACS }, { "ed", BASIC },
		{ "grep", BASIC }, { "sed", BASIC }, { "posix-basic", BASIC },
		{ "posix-minimal-basic", BASIC }, { "gnu-awk", EXTENDED },
		{ "posix-awk", EXTENDED }, { "awk", EXTENDED }, { "egrep", EXTENDED },
		{ "posix-egrep", EXTENDED }, { "posix-extended", EXTENDED },
	};
	const char *argument = next(node, at);

	(void)find;
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (strcmp(types[i].name, argument) == 0) {
			regex_type = types[i].type;
			node->flag = true;
			return;
		}
	}
	die(1, "Unknown regular expression type %s", quote(argument));
}

/* Emacs's syntax is the basic one but for + and ?, which are special by themselves. */
static char *from_emacs(const char *text)
{
	struct buffer out = { 0 };
	bool bracket = false;

	buffer_add(&out, "", 0);
	for (const char *at = text; *at; at++) {
		if (!bracket && *at == '\\' && at[1]) {
			buffer_add(&out, at++, 2);
			continue;
		}
		if (!bracket && (*at == '+' || *at == '?'))
			buffer_text(&out, "\\");
		else if (!bracket && *at == '[') {
			bracket = true;
			buffer_add(&out, at, 1);
			if (at[1] == '^')
				buffer_add(&out, ++at, 1);
			if (at[1] == ']')
				buffer_add(&out, ++at, 1);
			continue;
		} else if (*at == ']')
			bracket = false;
		buffer_add(&out, at, 1);
	}
	return out.data;
}

void find_take_regex(struct find *find, struct find_node *node, char ***at)
{
	bool fold = node->text[1] == 'i';
	const char *argument = next(node, at);
	unsigned flags = PATTERN_WHOLE_LINE | PATTERN_LENIENT | (fold ? PATTERN_IGNORE_CASE : 0);
	char *text = regex_type == EMACS ? from_emacs(argument) : xstrdup(argument);

	(void)find;
	if (regex_type == EXTENDED)
		flags |= PATTERN_EXTENDED;
	node->pattern = pattern_compile(text, strlen(text), flags);
	if (!node->pattern)
		die(1, "failed to compile regular expression '%s': %s", argument, fail_text());
	free(text);
}
