/* SPDX-License-Identifier: MIT */
/* ls(1): what is in folders. Options here; reading folders in ls_read, printing in other ls_*. */
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "tools/ls.h"
#include "tools/ls_read.h"

static struct {
	struct ls_how how;
	struct ls_read read;
	bool sort_set, block_set, quoting_set, controls_set, ignored;
	const char *time_style, *hyperlink;
	uint64_t width, tab;
	bool width_set, tab_set, zero;
} G;

struct word {
	const char *name;
	int value;
};

/* The value of a word of an option, which may be cut short. */
static int find_word(const struct word *words, const char *option, const char *text, int *value)
{
	size_t length = strlen(text), found = 0;

	for (size_t i = 0; words[i].name; i++) {
		if (strncmp(words[i].name, text, length) != 0)
			continue;
		if (words[i].name[length] && found && *value != words[i].value)
			die(1, "ambiguous argument '%s' for '%s'", text, option);
		*value = words[i].value;
		found++;
		if (!words[i].name[length])
			return 0;
	}
	if (!found)
		die(1, "invalid argument '%s' for '%s'", text, option);
	return 0;
}

static int set_format(const char *name, const char *argument)
{
	static const struct word words[] = {
		{ "-l", LS_LONG }, { "-g", LS_LONG }, { "-o", LS_LONG }, { "-n", LS_LONG },
		{ "--numeric-uid-gid", LS_LONG }, { "--full-time", LS_LONG }, { "-1", LS_ONE },
		{ "-C", LS_COLUMNS }, { "-x", LS_ACROSS }, { "-m", LS_COMMAS },
		{ "verbose", LS_LONG }, { "long", LS_LONG }, { "commas", LS_COMMAS },
		{ "horizontal", LS_ACROSS }, { "across", LS_ACROSS },
		{ "vertical", LS_COLUMNS }, { "single-column", LS_ONE }, { NULL, 0 },
	};
	int value;

	if (find_word(words, name, argument ? argument : name, &value) < 0)
		return -1;
	/* One of -l's relatives is not undone by -1. */
	if (value != LS_ONE || G.how.format != LS_LONG || argument)
		G.how.format = value;
	G.how.numeric |= strcmp(name, "-n") == 0 || strcmp(name, "--numeric-uid-gid") == 0;
	G.how.no_owner |= strcmp(name, "-g") == 0;
	G.how.no_group |= strcmp(name, "-o") == 0;
	if (strcmp(name, "--full-time") == 0)
		G.time_style = "full-iso";
	return 0;
}

static int set_sort(const char *name, const char *argument)
{
	static const struct word words[] = {
		{ "-t", LS_SORT_TIME }, { "-S", LS_SORT_SIZE }, { "-X", LS_SORT_EXTENSION },
		{ "-U", LS_SORT_NONE }, { "-v", LS_SORT_VERSION }, { "none", LS_SORT_NONE },
		{ "time", LS_SORT_TIME }, { "size", LS_SORT_SIZE },
		{ "extension", LS_SORT_EXTENSION }, { "version", LS_SORT_VERSION },
		{ "width", LS_SORT_WIDTH }, { NULL, 0 },
	};
	int value;

	if (find_word(words, name, argument ? argument : name, &value) < 0)
		return -1;
	G.how.sort = value;
	G.sort_set = true;
	return 0;
}

static int set_time(const char *name, const char *argument)
{
	static const struct word words[] = {
		{ "-u", LS_ATIME }, { "-c", LS_CTIME }, { "atime", LS_ATIME },
		{ "access", LS_ATIME }, { "use", LS_ATIME }, { "ctime", LS_CTIME },
		{ "status", LS_CTIME }, { "birth", LS_BTIME }, { "creation", LS_BTIME },
		{ "mtime", LS_MTIME }, { "modification", LS_MTIME }, { NULL, 0 },
	};
	int value;

	if (find_word(words, name, argument ? argument : name, &value) < 0)
		return -1;
	G.how.time = value;
	return 0;
}

static int set_mark(const char *name, const char *argument)
{
	static const struct word words[] = {
		{ "-F", LS_MARK_ALL }, { "-p", LS_MARK_SLASH }, { "--file-type", LS_MARK_TYPE },
		{ "none", LS_MARK_NONE }, { "slash", LS_MARK_SLASH },
		{ "file-type", LS_MARK_TYPE }, { "classify", LS_MARK_ALL },
		{ "always", LS_MARK_ALL }, { "yes", LS_MARK_ALL }, { "force", LS_MARK_ALL },
		{ "never", LS_MARK_NONE }, { "no", LS_MARK_NONE }, { "auto", -1 }, { "tty", -1 },
		{ "if-tty", -1 }, { NULL, 0 },
	};
	int value;

	if (strcmp(name, "--classify") == 0 && !argument)
		argument = "always";
	if (find_word(words, name, argument ? argument : name, &value) < 0)
		return -1;
	G.how.mark = value >= 0 ? value : isatty(STDOUT_FILENO) ? LS_MARK_ALL : LS_MARK_NONE;
	return 0;
}

static int set_quoting(const char *name, const char *argument)
{
	static const struct word words[] = {
		{ "-N", LS_LITERAL }, { "--literal", LS_LITERAL }, { "-Q", LS_C },
		{ "--quote-name", LS_C }, { "-b", LS_ESCAPE }, { "--escape", LS_ESCAPE },
		{ "literal", LS_LITERAL }, { "shell", LS_SHELL },
		{ "shell-always", LS_SHELL_ALWAYS }, { "shell-escape", LS_SHELL_ESCAPE },
		{ "shell-escape-always", LS_SHELL_ESCAPE_ALWAYS }, { "c", LS_C },
		{ "c-maybe", LS_C }, { "escape", LS_ESCAPE }, { NULL, 0 },
	};
	int value;

	if (find_word(words, name, argument ? argument : name, &value) < 0)
		return -1;
	G.how.quoting = value;
	G.quoting_set = true;
	return 0;
}

static int set_color(const char *name, const char *argument)
{
	static const struct word words[] = {
		{ "always", 1 }, { "yes", 1 }, { "force", 1 }, { "never", 0 }, { "no", 0 },
		{ "none", 0 }, { "auto", -1 }, { "tty", -1 }, { "if-tty", -1 }, { NULL, 0 },
	};
	int value;

	if (find_word(words, name, argument ? argument : "always", &value) < 0)
		return -1;
	G.how.color = value > 0 || (value && isatty(STDOUT_FILENO));
	return 0;
}

static int set_size(const char *name, const char *argument)
{
	struct size_style style = { .human = 1024 };

	G.block_set = true;
	if (argument && size_style_parse(argument, &style) < 0)
		return -1;
	if (strcmp(name, "--si") == 0)
		style.human = 1000;
	G.how.size = G.how.block = style;
	return 0;
}

static int set_controls(const char *name, const char *argument)
{
	(void)argument;
	G.how.hide_controls = name[1] == 'q' || name[2] == 'h';
	G.controls_set = true;
	return 0;
}

static int set_follow(const char *name, const char *argument)
{
	(void)argument;
	G.read.follow = strcmp(name, "-L") == 0 || strcmp(name, "--dereference") == 0 ?
				LS_FOLLOW_ALL : LS_FOLLOW_OPERANDS;
	if (strcmp(name, "--dereference-command-line-symlink-to-dir") == 0)
		G.read.follow = LS_FOLLOW_FOLDERS;
	G.how.follow_all = G.read.follow == LS_FOLLOW_ALL;
	return 0;
}

/* -f: everything, as it comes. */
static int set_as_is(const char *name, const char *argument)
{
	(void)argument;
	G.read.hidden = LS_HIDDEN_ALL;
	G.how.sort = LS_SORT_NONE;
	G.sort_set = true;
	G.how.color = false;
	if (G.how.format == LS_LONG)
		G.how.format = LS_FORMAT_AUTO;
	G.how.show_blocks &= name == NULL;
	return 0;
}

static int set_hidden(const char *name, const char *argument)
{
	(void)argument;
	G.read.hidden = strcmp(name, "-a") == 0 || strcmp(name, "--all") == 0 ? LS_HIDDEN_ALL :
			LS_HIDDEN_ALMOST;
	return 0;
}

static int set_number(const char *name, const char *argument)
{
	bool width = name[1] == 'w' || name[2] == 'w';

	G.width_set |= width;
	if (text_number(argument, 10, 0, UINT32_MAX, width ? &G.width : &G.tab) < 0)
		return fail_plain("invalid line width: '%s'", argument);
	G.tab_set |= !width;
	return 0;
}

static int set_zero(const char *name, const char *argument)
{
	set_quoting("-N", argument);
	set_controls("--show-control-chars", argument);
	G.how.color = false;
	if (G.how.format != LS_LONG)
		G.how.format = LS_ONE;
	G.zero = name != NULL;
	return 0;
}

static const struct option_row options[] = {
	{ "-a --all", OPTION_CALL, set_hidden, NULL, "names that begin with a dot too" },
	{ "-A --almost-all", OPTION_CALL, set_hidden, NULL, "these, but not . and .." },
	{ "--author", OPTION_FLAG, &G.how.author, NULL, "with -l: each file's author" },
	{ "-b --escape", OPTION_CALL, set_quoting, NULL, "escape what is no graphic character" },
	{ "--block-size", OPTION_CALL, set_size, "SIZE", "sizes in units of SIZE" },
	{ "-B --ignore-backups", OPTION_FLAG, &G.read.no_backups, NULL, "no names that end in ~" },
	{ "-c", OPTION_CALL, set_time, NULL, "show (-l) or sort by the change of status" },
	{ "-C", OPTION_CALL, set_format, NULL, "in columns" },
	{ "--color", OPTION_MAYBE, set_color, "WHEN", "colours: always, auto, never" },
	{ "-d --directory", OPTION_FLAG, &G.read.folders_as_files, NULL,
	  "folders, not what is in them" },
	{ "-f", OPTION_CALL, set_as_is, NULL, "unsorted, everything, no -ls and --color" },
	{ "-F", OPTION_CALL, set_mark, NULL, "mark names by type, one of */=>@|" },
	{ "--classify", OPTION_MAYBE, set_mark, "WHEN", "the same" },
	{ "--file-type", OPTION_CALL, set_mark, NULL, "the same without '*'" },
	{ "--format", OPTION_CALL, set_format, "WORD",
	  "across (-x), commas (-m), long (-l), single-column (-1), vertical (-C)" },
	{ "--full-time", OPTION_CALL, set_format, NULL, "the same as -l --time-style=full-iso" },
	{ "-g", OPTION_CALL, set_format, NULL, "-l without owner" },
	{ "--group-directories-first", OPTION_FLAG, &G.how.folders_first, NULL, "folders first" },
	{ "-G --no-group", OPTION_FLAG, &G.how.no_group, NULL, "-l without group" },
	{ "-h --human-readable", OPTION_CALL, set_size, NULL, "sizes like 1K 234M 2G" },
	{ "--si", OPTION_CALL, set_size, NULL, "the same with powers of 1000" },
	{ "-H --dereference-command-line", OPTION_CALL, set_follow, NULL, "follow operands" },
	{ "--dereference-command-line-symlink-to-dir", OPTION_CALL, set_follow, NULL,
	  "follow operands that lead to folders" },
	{ "--hide", OPTION_LIST, &G.read.hide, "PATTERN", "not those (but with -a or -A)" },
	{ "--hyperlink", OPTION_OPTIONAL, &G.hyperlink, "WHEN", "never is the only one here" },
	{ "--indicator-style", OPTION_CALL, set_mark, "WORD", "none, slash, file-type, classify" },
	{ "-i --inode", OPTION_FLAG, &G.how.show_inode, NULL, "each file's index number" },
	{ "-I --ignore", OPTION_LIST, &G.read.ignore, "PATTERN", "not those" },
	{ "-k --kibibytes", OPTION_FLAG, &G.ignored, NULL, "blocks of 1024 bytes, the default" },
	{ "-l", OPTION_CALL, set_format, NULL, "mode, owner, size and time too" },
	{ "-L --dereference", OPTION_CALL, set_follow, NULL, "follow all links" },
	{ "-m", OPTION_CALL, set_format, NULL, "as wide as the line, with commas" },
	{ "-n --numeric-uid-gid", OPTION_CALL, set_format, NULL, "-l with numbers for owners" },
	{ "-N --literal", OPTION_CALL, set_quoting, NULL, "names as they are" },
	{ "-o", OPTION_CALL, set_format, NULL, "-l without group" },
	{ "-p", OPTION_CALL, set_mark, NULL, "a slash behind folders" },
	{ "-q --hide-control-chars", OPTION_CALL, set_controls, NULL, "? for control characters" },
	{ "--show-control-chars", OPTION_CALL, set_controls, NULL, "these as they are" },
	{ "-Q --quote-name", OPTION_CALL, set_quoting, NULL, "names in double quotes" },
	{ "--quoting-style", OPTION_CALL, set_quoting, "WORD",
	  "literal, shell[-escape][-always], c, escape" },
	{ "-r --reverse", OPTION_FLAG, &G.how.reverse, NULL, "the other way round" },
	{ "-R --recursive", OPTION_FLAG, &G.read.recursive, NULL, "folders within folders too" },
	{ "-s --size", OPTION_FLAG, &G.how.show_blocks, NULL, "blocks each file takes" },
	{ "-S", OPTION_CALL, set_sort, NULL, "the largest first" },
	{ "--sort", OPTION_CALL, set_sort, "WORD", "none, size, time, version, extension, width" },
	{ "--time", OPTION_CALL, set_time, "WORD", "atime, ctime, birth instead of mtime" },
	{ "--time-style", OPTION_TEXT, &G.time_style, "STYLE",
	  "full-iso, long-iso, iso, locale, +FORMAT" },
	{ "-t", OPTION_CALL, set_sort, NULL, "the newest first" },
	{ "-T --tabsize", OPTION_CALL, set_number, "COLUMNS", "tab stops, 0: no tabs" },
	{ "-u", OPTION_CALL, set_time, NULL, "show (-l) or sort by the last access" },
	{ "-U", OPTION_CALL, set_sort, NULL, "unsorted" },
	{ "-v", OPTION_CALL, set_sort, NULL, "sort numbers within names" },
	{ "-w --width", OPTION_CALL, set_number, "COLUMNS", "the line's width, 0: any" },
	{ "-x", OPTION_CALL, set_format, NULL, "in lines, not columns" },
	{ "-X", OPTION_CALL, set_sort, NULL, "by extension" },
	{ "-Z --context", OPTION_FLAG, &G.how.context, NULL,
	  "security contexts: ?, as there are none here" },
	{ "--zero", OPTION_CALL, set_zero, NULL, "lines end with NUL" },
	{ "-1", OPTION_CALL, set_format, NULL, "a file a line" },
	{ 0 }
};

static unsigned line_width(void)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	uint64_t number;

	if (G.width_set)
		return G.width;
	if (columns && text_number(columns, 10, 0, UINT16_MAX, &number) == 0)
		return number;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col)
		return size.ws_col;
	return 80;
}

static void set_time_style(void)
{
	const char *style = G.time_style ? G.time_style : getenv("TIME_STYLE");
	char *second;

	G.how.recent_format = "%b %e %H:%M";
	G.how.old_format = "%b %e  %Y";
	if (!style)
		return;
	if (text_starts_with(style, "posix-"))
		style += 6;
	if (strcmp(style, "full-iso") == 0) {
		G.how.recent_format = G.how.old_format = "%Y-%m-%d %H:%M:%S.%N %z";
	} else if (strcmp(style, "long-iso") == 0) {
		G.how.recent_format = G.how.old_format = "%Y-%m-%d %H:%M";
	} else if (strcmp(style, "iso") == 0) {
		G.how.recent_format = "%m-%d %H:%M";
		G.how.old_format = "%Y-%m-%d ";
	} else if (style[0] == '+') {
		G.how.old_format = G.how.recent_format = xstrdup(style + 1);
		second = strchr(G.how.recent_format, '\n');
		if (second) {
			*second = '\0';
			G.how.recent_format = second + 1;
		}
	} else if (strcmp(style, "locale") != 0) {
		die(2, "invalid argument '%s' for 'time style'", style);
	}
}

/* What depends on others and on the terminal. */
static void settle(void)
{
	bool terminal = isatty(STDOUT_FILENO), multi = strcmp(program_name, "ls") != 0;

	if (G.how.format == LS_FORMAT_AUTO)
		G.how.format = terminal || multi ? LS_COLUMNS : LS_ONE;
	if (!G.quoting_set)
		G.how.quoting = multi ? LS_ESCAPE : terminal ? LS_SHELL_ESCAPE : LS_LITERAL;
	if (!G.controls_set)
		G.how.hide_controls = terminal && !multi;
	if (!G.block_set) {
		G.how.size.unit = 1;
		G.how.block.unit = 1024;
	}
	G.how.width = line_width();
	if (!G.sort_set && G.how.time != LS_MTIME && G.how.format != LS_LONG)
		G.how.sort = LS_SORT_TIME;
	set_time_style();
	if (G.read.follow == LS_FOLLOW_UNSET)
		G.read.follow = G.read.folders_as_files || G.how.format == LS_LONG ||
				G.how.mark == LS_MARK_ALL ? LS_FOLLOW_NONE : LS_FOLLOW_FOLDERS;
	if (G.how.color) {
		/* With colours tabs would be counted wrongly by some terminals. */
		G.how.tab = 0;
		ls_color_start();
	}
}

static int run(int argc, char **argv)
{
	setlocale(LC_CTYPE, "");
	output_in_bulk();
	G.how.tab = G.tab_set ? G.tab : 8;
	G.how.end = G.zero ? '\0' : '\n';
	settle();
	G.read.how = &G.how;
	return ls_read_operands(argv + 1, argc - 1, &G.read);
}

APPLET(ls, .names = "ls", .summary = "list what is in folders", .operands = "[FILE]...",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G), .usage_status = 2);
