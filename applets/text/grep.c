/* SPDX-License-Identifier: MIT */
/* grep(1): lines that match a pattern. */
#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/walk.h"
#include "tools/grep.h"

enum syntax { SYNTAX_UNSET, SYNTAX_BASIC, SYNTAX_EXTENDED, SYNTAX_FIXED };

static struct {
	struct grep_how how;
	struct grep_result result;
	enum syntax syntax;
	bool ignore_case, whole_word, whole_line, with_names, without_names, followed;
	bool recursive, follow, skip_folders, read_folders, skip_devices, obsolete;
	struct option_list patterns, pattern_files, include, exclude, exclude_folder, exclude_from;
	const char *label, *color, *separator;
	uint64_t context, before, after, most;
	bool context_set, before_set, after_set, most_set, no_separator, pattern_given;
	struct buffer texts;		/* the patterns, a line each */
	struct stat output;
} G;

static int set_syntax(const char *name, const char *argument)
{
	char letter = name[1] == '-' ? name[2] & ~0x20 : name[1];
	enum syntax syntax;

	(void)argument;
	if (letter == 'P')
		die(2, "Perl matching not supported in this build");
	syntax = letter == 'E' ? SYNTAX_EXTENDED : letter == 'F' ? SYNTAX_FIXED : SYNTAX_BASIC;
	if (G.syntax && G.syntax != syntax)
		die(2, "conflicting matchers specified");
	G.syntax = syntax;
	return 0;
}

static int set_binary(const char *name, const char *argument)
{
	if (strcmp(name, "-a") == 0 || strcmp(name, "--text") == 0)
		argument = "text";
	else if (strcmp(name, "-I") == 0)
		argument = "without-match";
	if (strcmp(argument, "text") == 0)
		G.how.binary = GREP_TEXT;
	else if (strcmp(argument, "without-match") == 0)
		G.how.binary = GREP_WITHOUT_MATCH;
	else if (strcmp(argument, "binary") == 0)
		G.how.binary = GREP_BINARY;
	else
		die(2, "unknown binary-files type");
	return 0;
}

static int set_action(const char *name, const char *argument)
{
	bool folders = strcmp(name, "-d") == 0 || strcmp(name, "--directories") == 0;
	bool skip = strcmp(argument, "skip") == 0;

	if (!skip && strcmp(argument, "read") != 0 &&
	    (!folders || strcmp(argument, "recurse") != 0))
		die(2, "invalid argument %s for '%s'", quote(argument), name);
	if (!folders) {
		G.skip_devices = skip;
		return 0;
	}
	G.skip_folders = skip;
	G.recursive = strcmp(argument, "recurse") == 0;
	return 0;
}

static int set_recursive(const char *name, const char *argument)
{
	(void)argument;
	G.recursive = true;
	G.follow = name[1] == 'R' || strcmp(name, "--dereference-recursive") == 0;
	return 0;
}

static int set_names(const char *name, const char *argument)
{
	(void)argument;
	G.with_names = strcmp(name, "-H") == 0 || strcmp(name, "--with-filename") == 0;
	G.without_names = !G.with_names;
	return 0;
}

static int set_list(const char *name, const char *argument)
{
	(void)argument;
	G.how.list = strcmp(name, "-l") == 0 || strcmp(name, "--files-with-matches") == 0;
	G.how.list_without = !G.how.list;
	return 0;
}

static int set_number(const char *name, const char *argument)
{
	char letter = name[1] == '-' ? name[2] & ~0x20 : name[1] & ~0x20;
	const char *digits = argument;
	uint64_t number;

	/* -m -1 is no limit. */
	if (letter == 'M' && *digits == '-') {
		G.most_set = false;
		return 0;
	}
	if (text_number(digits, 10, 0, UINT64_MAX, &number) < 0) {
		if (strspn(digits, "0123456789") != strlen(digits) || !*digits)
			die(2, letter == 'M' ? "invalid max count" :
					       "%s: invalid context length argument", argument);
		number = UINT64_MAX;
	}
	if (letter == 'M') {
		G.most = number;
		G.most_set = true;
	} else if (letter == 'A') {
		G.after = number;
		G.after_set = true;
	} else if (letter == 'B') {
		G.before = number;
		G.before_set = true;
	} else {
		G.context = number;
		G.context_set = true;
	}
	return 0;
}

static int set_context(const char *name, const char *argument)
{
	(void)name;
	return set_number("-C", argument);
}

static void add_texts(const char *text, size_t length)
{
	if (G.pattern_given)
		buffer_add(&G.texts, "\n", 1);
	G.pattern_given = true;
	buffer_add(&G.texts, text, length);
}

static int add_pattern(const char *name, const char *argument)
{
	(void)name;
	add_texts(argument, strlen(argument));
	return 0;
}

static int add_pattern_file(const char *name, const char *argument)
{
	struct buffer text = { 0 };
	int result = strcmp(argument, "-") == 0 ?
			     read_fd(STDIN_FILENO, "standard input", &text, SIZE_MAX / 2) :
			     read_file(argument, &text, SIZE_MAX / 2);

	(void)name;
	if (result < 0)
		die(2, "%s: %s", quote_maybe(argument), strerror(errno));
	/* An empty file holds no pattern, a newline an empty one. */
	if (text.length) {
		text.length -= text.data[text.length - 1] == '\n';
		add_texts(text.data, text.length);
	}
	G.followed = true;
	buffer_free(&text);
	return 0;
}

static int set_case(const char *name, const char *argument)
{
	(void)argument;
	G.ignore_case = strcmp(name, "--no-ignore-case") != 0;
	return 0;
}

static const struct option_row options[] = {
	{ "-E --extended-regexp", OPTION_CALL, set_syntax, NULL, "extended expressions" },
	{ "-F --fixed-strings", OPTION_CALL, set_syntax, NULL, "patterns are plain texts" },
	{ "-G --basic-regexp", OPTION_CALL, set_syntax, NULL, "basic expressions, the default" },
	{ "-P --perl-regexp", OPTION_CALL, set_syntax, NULL, "not in this build" },
	{ "-e --regexp", OPTION_CALL, add_pattern, "PATTERNS",
	  "what to look for; may be repeated" },
	{ "-f --file", OPTION_CALL, add_pattern_file, "FILE", "patterns from FILE, a line each" },
	{ "-i -y --ignore-case", OPTION_CALL, set_case, NULL, "upper and lower case are the same" },
	{ "--no-ignore-case", OPTION_CALL, set_case, NULL, "they are not, the default" },
	{ "-w --word-regexp", OPTION_FLAG, &G.whole_word, NULL, "match whole words" },
	{ "-x --line-regexp", OPTION_FLAG, &G.whole_line, NULL, "match whole lines" },
	{ "-z --null-data", OPTION_FLAG, &G.how.nul_lines, NULL,
	  "lines end with NUL, not newline" },
	{ "-s --no-messages", OPTION_FLAG, &G.how.silent, NULL, "no messages about files" },
	{ "-v --invert-match", OPTION_FLAG, &G.how.invert, NULL, "lines that do not match" },
	{ "-m --max-count", OPTION_CALL, set_number, "NUM", "stop after NUM selected lines" },
	{ "-b --byte-offset", OPTION_FLAG, &G.how.byte_offsets, NULL,
	  "print where the line begins" },
	{ "-n --line-number", OPTION_FLAG, &G.how.line_numbers, NULL, "print the line's number" },
	{ "--line-buffered", OPTION_FLAG, &G.how.line_buffered, NULL, "print each line at once" },
	{ "-H --with-filename", OPTION_CALL, set_names, NULL, "print the file's name" },
	{ "-h --no-filename", OPTION_CALL, set_names, NULL, "do not print it" },
	{ "--label", OPTION_TEXT, &G.label, "NAME", "stdin's name" },
	{ "-o --only-matching", OPTION_FLAG, &G.how.only_matching, NULL, "what matches alone" },
	{ "-q --quiet --silent", OPTION_FLAG, &G.how.quiet, NULL,
	  "print nothing: the exit status tells" },
	{ "--binary-files", OPTION_CALL, set_binary, "TYPE",
	  "take binary files as binary, text or without-match" },
	{ "-a --text", OPTION_CALL, set_binary, NULL, "the same as --binary-files=text" },
	{ "-I", OPTION_CALL, set_binary, NULL, "the same as --binary-files=without-match" },
	{ "-U --binary -u --unix-byte-offsets", OPTION_FLAG, &G.obsolete, NULL,
	  "nothing: there is no other way" },
	{ "-d --directories", OPTION_CALL, set_action, "ACTION", "folders: read, recurse or skip" },
	{ "-D --devices", OPTION_CALL, set_action, "ACTION", "devices and pipes: read or skip" },
	{ "-r --recursive", OPTION_CALL, set_recursive, NULL, "search folders; links in them not" },
	{ "-R --dereference-recursive", OPTION_CALL, set_recursive, NULL,
	  "the same, following links" },
	{ "--include", OPTION_LIST, &G.include, "GLOB", "only files of such names" },
	{ "--exclude", OPTION_LIST, &G.exclude, "GLOB", "no files of such names" },
	{ "--exclude-from", OPTION_LIST, &G.exclude_from, "FILE", "globs of --exclude from FILE" },
	{ "--exclude-dir", OPTION_LIST, &G.exclude_folder, "GLOB", "no folders of such names" },
	{ "-L --files-without-match", OPTION_CALL, set_list, NULL,
	  "names of files without a match" },
	{ "-l --files-with-matches", OPTION_CALL, set_list, NULL, "names of files with one" },
	{ "-c --count", OPTION_FLAG, &G.how.count, NULL, "how many lines are selected" },
	{ "-T --initial-tab", OPTION_FLAG, &G.how.tab, NULL, "lines begin at a tab stop" },
	{ "-Z --null", OPTION_FLAG, &G.how.nul_names, NULL, "NUL behind names" },
	{ "-B --before-context", OPTION_CALL, set_number, "NUM", "print NUM lines before" },
	{ "-A --after-context", OPTION_CALL, set_number, "NUM", "print NUM lines after" },
	{ "-C --context", OPTION_CALL, set_number, "NUM", "print NUM lines before and after" },
	{ "-#", OPTION_CALL, set_context, "NUM", "the same as -C NUM" },
	{ "--group-separator", OPTION_TEXT, &G.separator, "TEXT", "between groups, instead of --" },
	{ "--no-group-separator", OPTION_FLAG, &G.no_separator, NULL, "nothing between groups" },
	{ "--color --colour", OPTION_OPTIONAL, &G.color, "WHEN", "colours: always, auto, never" },
	{ 0 }
};

static void compile(void)
{
	static const unsigned syntax_flags[] = {
		0, 0, PATTERN_EXTENDED, PATTERN_FIXED,
	};
	struct pattern_text *texts = NULL;
	size_t count = 0;
	unsigned flags = syntax_flags[G.syntax] | PATTERN_LENIENT;

	if (G.ignore_case)
		flags |= PATTERN_IGNORE_CASE;
	if (G.whole_line)
		flags |= PATTERN_WHOLE_LINE;
	else if (G.whole_word)
		flags |= PATTERN_WHOLE_WORD;
	for (const char *at = G.texts.data, *end = at + G.texts.length; at && at <= end;) {
		const char *stop = memchr(at, '\n', end - at);

		stop = stop ? stop : end;
		texts = xrealloc(texts, (count + 1) * sizeof(*texts));
		texts[count++] = (struct pattern_text){ at, stop - at };
		at = stop + 1;
	}
	G.how.pattern = pattern_compile_all(texts, count, flags);
	free(texts);
	if (!G.how.pattern)
		die_failure(2);
}

static void complain(const char *name)
{
	G.result.failed = true;
	if (!G.how.silent)
		warn_errno("%s", quote_maybe(name));
}

static void search_fd(int fd, const char *name)
{
	if (grep_file(&G.how, fd, name, &G.result) < 0) {
		G.result.failed = true;
		if (!G.how.silent)
			warn_failure();
	}
	/* The first match answers. */
	if (G.how.quiet && G.result.matched) {
		fflush(stdout);
		exit(0);
	}
}

static bool is_output(const struct stat *status)
{
	return S_ISREG(status->st_mode) && status->st_ino == G.output.st_ino &&
	       status->st_dev == G.output.st_dev && !G.how.quiet && !G.how.list &&
	       !G.how.list_without && G.most > 1;
}

/* A file of a folder, or one named: devices and folders are left out of folders. */
static void search_file(int dir, const char *name, const char *path, bool named, bool follow)
{
	int fd = openat(dir, name, O_RDONLY | O_CLOEXEC | O_NOCTTY |
			(follow ? 0 : O_NOFOLLOW) | (G.skip_devices || !named ? O_NONBLOCK : 0));
	struct stat status;

	if (fd < 0 || fstat(fd, &status) < 0) {
		complain(path);
	} else if (S_ISDIR(status.st_mode)) {
		errno = EISDIR;
		if (!G.skip_folders)
			complain(path);
	} else if ((G.skip_devices || !named) && !S_ISREG(status.st_mode)) {
		/* Nothing to be read. */
	} else if (is_output(&status)) {
		G.result.failed = true;
		if (!G.how.silent)
			warn("%s: input file is also the output", quote_maybe(path));
	} else {
		search_fd(fd, path);
	}
	if (fd >= 0)
		close(fd);
}

static bool matches(const struct option_list *globs, const char *name)
{
	for (size_t i = 0; i < globs->count; i++)
		if (fnmatch(globs->items[i], name, 0) == 0)
			return true;
	return false;
}

static bool is_excluded(const char *path, bool folder)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

	if (folder)
		return matches(&G.exclude_folder, name) || matches(&G.exclude_folder, path);
	if (matches(&G.exclude, name) || matches(&G.exclude, path))
		return true;
	return G.include.count && !matches(&G.include, name) && !matches(&G.include, path);
}

static enum walk_next visit(struct walk_entry *entry, enum walk_when when, void *data)
{
	const char *path = entry->path;

	/* Without operands the folder we are in is searched, and not named. */
	if (data && strncmp(path, "./", 2) == 0)
		path += 2;
	switch (when) {
	case WALK_BEFORE:
		return entry->depth && is_excluded(path, true) ? WALK_SKIP : WALK_GO;
	case WALK_UNREADABLE:
		complain(path);
		break;
	case WALK_LOOP:
		if (!G.how.silent)
			warn("%s: warning: recursive directory loop", quote_maybe(path));
		break;
	case WALK_FILE:
		if (entry->error) {
			errno = entry->error;
			complain(path);
		} else if ((entry->type == DT_REG || entry->depth == 0) &&
			   !is_excluded(path, false)) {
			search_file(entry->dir_fd, entry->name, path, entry->depth == 0,
				    entry->follows);
		}
		break;
	default:
		break;
	}
	return WALK_GO;
}

static void search_operand(const char *name)
{
	struct stat status;

	if (strcmp(name, "-") == 0) {
		search_fd(STDIN_FILENO, G.label ? G.label : "(standard input)");
	} else if (G.recursive && stat(name, &status) == 0 && S_ISDIR(status.st_mode)) {
		G.how.names |= !G.without_names;
		if (!is_excluded(name, true))
			walk(name, G.follow ? WALK_FOLLOW : WALK_FOLLOW_ROOT, visit, NULL);
	} else if (!is_excluded(name, false)) {
		search_file(AT_FDCWD, name, name, true, true);
	}
}

static void read_globs(void)
{
	for (size_t i = 0; i < G.exclude_from.count; i++) {
		struct buffer text = { 0 };
		char *rest;

		if (read_file(G.exclude_from.items[i], &text, 1 << 24) < 0)
			die(2, "%s: %s", G.exclude_from.items[i], strerror(errno));
		for (char *line = strtok_r(text.data, "\n", &rest); line;
		     line = strtok_r(NULL, "\n", &rest)) {
			G.exclude.items = xrealloc(G.exclude.items, (G.exclude.count + 1) *
						   sizeof(*G.exclude.items));
			G.exclude.items[G.exclude.count++] = line;
		}
	}
}

static void settle(int operands)
{
	const char *when = G.color;

	if (G.syntax == SYNTAX_UNSET)
		G.syntax = strcmp(program_name, "egrep") == 0 ? SYNTAX_EXTENDED :
			   strcmp(program_name, "fgrep") == 0 ? SYNTAX_FIXED : SYNTAX_BASIC;
	G.how.most = G.most = G.most_set ? G.most : UINT64_MAX;
	G.how.before = G.before_set ? G.before : G.context_set ? G.context : 0;
	G.how.after = G.after_set ? G.after : G.context_set ? G.context : 0;
	G.how.groups = G.before_set || G.after_set || G.context_set;
	if (G.how.quiet)
		G.how.list = G.how.list_without = false;
	G.how.separator = G.no_separator ? NULL : G.separator ? G.separator : "--";
	G.how.names = G.with_names || (!G.without_names && operands > 1);
	if (when && *when && strcmp(when, "always") != 0 && strcmp(when, "auto") != 0 &&
	    strcmp(when, "never") != 0 && strcmp(when, "tty") != 0 && strcmp(when, "yes") != 0 &&
	    strcmp(when, "force") != 0 && strcmp(when, "no") != 0 && strcmp(when, "none") != 0 &&
	    strcmp(when, "if-tty") != 0)
		usage("invalid argument '%s' for '--color'", when);
	if (when && (strcmp(when, "always") == 0 || strcmp(when, "yes") == 0 ||
		     strcmp(when, "force") == 0))
		G.how.color = true;
	else if (when && *when != 'n')
		G.how.color = isatty(STDOUT_FILENO) && getenv("TERM") &&
			      strcmp(getenv("TERM"), "dumb") != 0;
	if (G.how.color)
		grep_color_start();
	read_globs();
}

static int run(int argc, char **argv)
{
	char **names = argv + 1;

	setlocale(LC_CTYPE, "");
	if (!G.pattern_given && !G.followed) {
		if (argc < 2)
			usage("no pattern given");
		add_pattern(NULL, *names++);
	}
	settle(argv + argc - names);
	compile();
	/* What cannot select anything is not looked for, nor counted. */
	if (!G.how.list_without &&
	    (!G.how.most || (G.how.invert && G.pattern_given && !G.texts.length && !G.whole_word &&
			     !G.whole_line)))
		return 1;
	if (fstat(STDOUT_FILENO, &G.output) < 0)
		G.output.st_mode = 0;
	if (!G.how.line_buffered)
		output_in_bulk();
	if (!*names && G.recursive) {
		G.how.names |= !G.without_names;
		walk(".", G.follow ? WALK_FOLLOW : WALK_FOLLOW_ROOT, visit, &G);
	} else if (!*names) {
		search_operand("-");
	}
	for (; *names; names++)
		search_operand(*names);
	pattern_free(G.how.pattern);
	if (G.result.failed)
		return G.how.quiet && G.result.matched ? 0 : 2;
	return !G.result.matched;
}

APPLET(grep, .names = "grep egrep fgrep", .summary = "print lines that match patterns",
       .operands = "PATTERNS [FILE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .usage_status = 2);
