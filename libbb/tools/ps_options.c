/* SPDX-License-Identifier: MIT */
/* ps's options: UNIX (-ef), BSD (aux) and long ones, mixed as one likes. */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "fs/owner.h"
#include "tools/ps.h"

static struct {
	struct ps_options *options;
	bool bsd, own_columns;
	char format;		/* the letter of the format chosen, 0: the default */
	bool full, extra_full, long_format, jobs, no_flags, show_thread, cls;
} parse;

struct long_option {
	const char *name;
	char kind;		/* what it stands for: see long_word() */
	int value;
};

static const struct long_option long_options[] = {
	{ "pid", 's', PS_PID }, { "ppid", 's', PS_PARENT }, { "user", 's', PS_USER_EFFECTIVE },
	{ "User", 's', PS_USER_REAL }, { "group", 's', PS_GROUP_EFFECTIVE },
	{ "Group", 's', PS_GROUP_REAL }, { "sid", 's', PS_SESSION }, { "tty", 's', PS_TERMINAL },
	{ "format", 'o', 0 }, { "sort", 'k', 0 }, { "columns", 'w', 0 }, { "cols", 'w', 0 },
	{ "width", 'w', 0 }, { "forest", 'f', 0 }, { "no-headers", 'h', 0 },
	{ "no-headings", 'h', 0 }, { "no-heading", 'h', 0 }, { "noheaders", 'h', 0 },
	{ "noheading", 'h', 0 }, { "headers", 'H', 0 }, { "deselect", 'N', 0 },
	{ "cumulative", 'S', 0 }, { "help", '?', 0 },
};

static void check(int result)
{
	if (result < 0)
		usage("error: %s", fail_text());
}

static void select_from(enum ps_kind kind, const char *list)
{
	check(ps_select_add(&parse.options->select, kind, list));
}

static void add_columns(const char *list)
{
	check(ps_columns_add(&parse.options->columns, list));
	parse.own_columns = true;
}

static void add_sort(const char *list)
{
	struct option_list *sort = &parse.options->sort;

	for (const char *at = list; *at;) {
		size_t length;

		at += *at == '-' || *at == '+';
		length = strcspn(at, ",");
		if (!ps_field_find(at, length))
			usage("error: unknown sort specifier");
		at += length + (at[length] == ',');
	}
	sort->items = xrealloc(sort->items, (sort->count + 1) * sizeof(*sort->items));
	sort->items[sort->count++] = list;
}

static void long_word(const char *word, char **argv, int *i)
{
	size_t length = strcspn(word, "=");
	const struct long_option *row = NULL;
	const char *argument = NULL;
	uint64_t width;

	for (size_t n = 0; n < ARRAY_SIZE(long_options) && !row; n++)
		if (strlen(long_options[n].name) == length &&
		    memcmp(long_options[n].name, word, length) == 0)
			row = &long_options[n];
	if (!row)
		usage("error: unknown gnu long option");
	if (strchr("sokw", row->kind)) {
		argument = word[length] ? word + length + 1 : argv[*i + 1];
		if (!argument)
			usage("error: option --%s needs an argument", row->name);
		*i += !word[length];
	}
	switch (row->kind) {
	case 's':
		select_from(row->value, argument);
		break;
	case 'o':
		add_columns(argument);
		break;
	case 'k':
		add_sort(argument);
		break;
	case 'w':
		check(text_number(argument, 10, 1, 1 << 20, &width));
		parse.options->look.columns = width;
		break;
	case 'f':
		parse.options->forest = true;
		break;
	case 'h':
		parse.options->no_headings = true;
		break;
	case 'N':
		parse.options->select.negate = true;
		break;
	case 'S':
		parse.options->look.dead_children = true;
		break;
	case '?':
		applet_help(applet_find("ps"), program_name);
		exit(0);
	}
}

/* Letters with an argument: the rest of the word, or the next. */
static const char *argument_of(const char *at, char **argv, int *i)
{
	if (at[1])
		return at + 1;
	if (!argv[*i + 1])
		usage("error: option -%c needs an argument", *at);
	return argv[++*i];
}

/* What takes an argument in both styles; false when it is none of these. */
static bool listed_letter(const char *at, bool bsd, char **argv, int *i)
{
	static const struct {
		char letter, styles;	/* u: UNIX, b: BSD, a: all */
		enum ps_kind kind;
	} rows[] = {
		{ 'p', 'a', PS_PID }, { 'q', 'a', PS_PID }, { 'C', 'u', PS_COMMAND },
		{ 't', 'a', PS_TERMINAL }, { 'u', 'u', PS_USER_EFFECTIVE },
		{ 'U', 'u', PS_USER_REAL }, { 'U', 'b', PS_USER_EFFECTIVE },
		{ 's', 'u', PS_SESSION }, { 'g', 'u', PS_SESSION }, { 'G', 'u', PS_GROUP_REAL },
	};

	for (size_t n = 0; n < ARRAY_SIZE(rows); n++) {
		if (rows[n].letter != *at ||
		    (rows[n].styles != 'a' && (rows[n].styles == 'b') != bsd))
			continue;
		select_from(rows[n].kind, argument_of(at, argv, i));
		return true;
	}
	if (*at == 'o' || (*at == 'O' && !bsd)) {
		add_columns(argument_of(at, argv, i));
		return true;
	}
	if (*at == 'k' && bsd) {
		add_sort(argument_of(at, argv, i));
		return true;
	}
	return false;
}

static void unix_letter(char letter)
{
	struct ps_options *options = parse.options;

	switch (letter) {
	case 'A': case 'e':
		options->select.all = true;
		break;
	case 'a':
		options->select.all_terminals = true;
		break;
	case 'd':
		options->select.no_leaders = true;
		break;
	case 'N':
		options->select.negate = true;
		break;
	case 'f':
		parse.full = true;
		break;
	case 'F':
		parse.full = parse.extra_full = true;
		break;
	case 'l':
		parse.long_format = true;
		break;
	case 'j':
		parse.jobs = true;
		break;
	case 'y':
		parse.no_flags = true;
		break;
	case 'c':
		parse.cls = true;
		break;
	case 'H':
		options->hierarchy = true;
		break;
	case 'L': case 'T':
		options->threads = true;
		parse.show_thread = true;
		break;
	case 'm':
		options->threads = true;
		break;
	case 'w':
		options->look.columns = 0;
		break;
	case 'n':
		options->look.numeric = true;
		break;
	default:
		usage("error: unsupported SysV option");
	}
}

static void bsd_letter(char letter)
{
	struct ps_options *options = parse.options;

	parse.bsd = true;
	switch (letter) {
	case 'a':
		options->select.bsd_all = true;
		break;
	case 'x':
		options->select.bsd_no_terminal = true;
		break;
	case 'r':
		options->select.running = true;
		break;
	case 'u': case 'l': case 'j': case 'v': case 's': case 'X':
		parse.format = letter;
		break;
	case 'w':
		options->look.columns = 0;
		break;
	case 'e':
		options->look.environment = true;
		break;
	case 'f':
		options->forest = true;
		break;
	case 'h':
		options->no_headings = true;
		break;
	case 'n':
		options->look.numeric = true;
		break;
	case 'S':
		options->look.dead_children = true;
		break;
	case 'c':
		parse.cls = true;
		break;
	case 'H': case 'm':
		options->threads = true;
		break;
	case 'T':
		select_from(PS_TERMINAL, "/proc/self/fd/0");
		break;
	case 'g':
		break;
	default:
		usage("error: unsupported option (BSD syntax)");
	}
}

/* "-aux" is "aux" unless there is a user "x". */
static bool is_bsd_after_all(const char *word)
{
	const char *u = strchr(word, 'u');
	uid_t id;

	return u && u[1] && word[strspn(word, "auxwwfelj")] == '\0' && user_parse(u + 1, &id) < 0;
}

static void parse_word(char **argv, int *i)
{
	const char *word = argv[*i];
	bool bsd = word[0] != '-';

	if (strncmp(word, "--", 2) == 0) {
		long_word(word + 2, argv, i);
		return;
	}
	if (isdigit((unsigned char)word[bsd ? 0 : 1])) {
		select_from(PS_PID, bsd ? word : word + 1);
		parse.bsd |= bsd;
		return;
	}
	if (!bsd) {
		word++;
		bsd = is_bsd_after_all(word);
	}
	for (; *word; word++) {
		if (listed_letter(word, bsd, argv, i)) {
			parse.bsd |= bsd;
			return;
		}
		if (bsd)
			bsd_letter(*word);
		else
			unix_letter(*word);
	}
}

/* procps's formats, by what was asked. */
static const char *unix_format(void)
{
	static char text[160];
	const char *thread = parse.show_thread ? "lwp," : "";
	const char *threads = parse.show_thread ? "nlwp," : "";
	const char *share = parse.cls ? "class,pri" : "c";

	if (parse.long_format && parse.full)
		sprintf(text, "f,s,uid_hack,pid,ppid,%sc,%sopri,ni,addr_1,sz,wchan,stime,tname,"
			"time,cmd", thread, threads);
	else if (parse.long_format && parse.no_flags)
		sprintf(text, "s,uid,pid,ppid,%sc,opri,ni,rss,sz,wchan,tname,time,ucmd", thread);
	else if (parse.long_format)
		sprintf(text, "f,s,uid,pid,ppid,%sc,opri,ni,addr_1,sz,wchan,tname,time,ucmd",
			thread);
	else if (parse.extra_full)
		sprintf(text, "uid_hack,pid,ppid,%sc,%ssz,rss,psr,stime,tname,time,cmd", thread,
			threads);
	else if (parse.full && parse.jobs)
		sprintf(text, "uid_hack,pid,ppid,pgid,sid,%s%s,%sstime,tname,time,cmd", thread,
			share, threads);
	else if (parse.full)
		sprintf(text, "uid_hack,pid,ppid,%s%s,%sstime,tname,time,cmd", thread, share,
			threads);
	else if (parse.jobs)
		sprintf(text, "pid,pgid,sid,%s%stname,time,ucmd", thread,
			parse.cls ? "class,pri," : "");
	else
		sprintf(text, "pid,%s%stname,time,ucmd", thread, parse.cls ? "class,pri," : "");
	return text;
}

static const char *bsd_format(void)
{
	switch (parse.format) {
	case 'u':
		return "user,pid,%cpu,%mem,vsz,rss,tname,stat,start_time,bsdtime,args";
	case 'l':
		return "f,uid,pid,ppid,priority,ni,vsz,rss,wchan,stat,tname,bsdtime,args";
	case 'j':
		return "ppid,pid,pgid,sid,tname,tpgid,stat,uid,bsdtime,args";
	case 'v':
		return "pid,tname,stat,bsdtime,maj_flt,m_trs,drs,rss,%mem,args";
	case 's':
		return "uid,pid,pending,blocked,ignored,caught,stat,tname,bsdtime,args";
	default:
		return "pid,tname,stat,bsdtime,args";
	}
}

void ps_options_parse(struct ps_options *options, int argc, char **argv)
{
	memset(&parse, 0, sizeof(parse));
	parse.options = options;
	for (int i = 1; i < argc; i++)
		parse_word(argv, &i);
	if (parse.own_columns)
		return;
	if (parse.bsd && !parse.full && !parse.long_format && !parse.jobs)
		check(ps_columns_add(&options->columns, bsd_format()));
	else
		check(ps_columns_add(&options->columns, unix_format()));
}
