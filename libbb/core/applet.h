/* SPDX-License-Identifier: MIT */
/*
 * Applets and their option tables: the one source of parsing, --help, the man page and "did you
 * mean". An applet's file ends in one APPLET(...) entry, placed in a linker section.
 *
 *	static struct { bool force; const char *file; int verbose; } G;
 *	static const struct option_row options[] = {
 *		{ "-f --force", OPTION_FLAG, &G.force, NULL, "do it anyway" },
 *		{ "-o --output", OPTION_TEXT, &G.file, "FILE", "write to FILE" },
 *		{ "-v --verbose", OPTION_COUNT, &G.verbose, NULL, "say more" },
 *		{ 0 }
 *	};
 *	static int run(int argc, char **argv) { ... argv[0] is the name, then only operands ... }
 *	APPLET(name, .names = "name alias", .summary = "do a thing", .operands = "[FILE]...",
 *	       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
 */
#ifndef CORE_APPLET_H
#define CORE_APPLET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum option_kind {
	OPTION_FLAG,		/* bool *: true when given */
	OPTION_OFF,		/* bool *: false when given */
	OPTION_COUNT,		/* int *: how often given */
	OPTION_TEXT,		/* const char **: its argument, the last wins */
	OPTION_OPTIONAL,	/* const char **: --name[=TEXT], -nTEXT; "" when without */
	OPTION_LIST,		/* struct option_list *: every argument, in order */
	OPTION_NUMBER,		/* uint64_t *: a checked decimal number */
	OPTION_SIZE,		/* uint64_t *: a number with K, M, G */
	OPTION_CALL,		/* option_call *: called with the argument (NULL without .arg) */
	OPTION_MAYBE,		/* option_call *: --name[=TEXT], -nTEXT; NULL when without */
};

/* Called for OPTION_CALL; a negative return (after fail()) is a usage error. */
typedef int option_call(const char *name, const char *argument);

struct option_list {
	const char **items;
	size_t count;
};

/* Append an item, which stays the caller's, or each word of a text, which is cut into them. */
void option_list_add(struct option_list *list, const char *item);
void option_list_add_words(struct option_list *list, char *text);

struct option_row {
	const char *names;	/* as typed, after blanks: "-4 -ipv4 --ipv4"; "-#" is -NUM */
	enum option_kind kind;
	void *value;
	const char *arg;	/* the argument's name in --help, NULL when it takes none */
	const char *help;	/* one line, lower case, no full stop */
};

enum applet_flags {
	APPLET_STOP = 1,	/* options stop at the first operand (env, chroot, timeout) */
	APPLET_RAW = 2,		/* its own grammar (ip, test, find): only a lone --help (or
				 * --version) is ours */
	APPLET_NUMBERS = 4,	/* "-5" is an operand (seq) */
	APPLET_CLUSTER = 8,	/* the first word holds options, also without a dash (tar xzf) */
	APPLET_WORDS = 16,	/* with RAW: these are words like others (test) */
	APPLET_UNITS = 32,	/* -# takes the letters b c k m l too (head -5c) */
};

struct applet {
	char names[48];		/* the first is its own, the rest are aliases; within the row, so
				 * that a start touches few pages */
	const char *summary;	/* one line */
	const char *operands;	/* for the usage line */
	const struct option_row *options;	/* ended by a row without names; may be NULL */
	const char *details;	/* further paragraphs for --help and the page; may be NULL */
	int (*run)(int argc, char **argv);	/* returns the exit status */
	void (*operand)(const char *word);	/* when set, gets each operand in its place among
						 * the options (tar -C), and run() none */
	void *state;		/* zeroed before each run */
	size_t state_size;
	unsigned flags;
	int usage_status;	/* exit status of a usage error, 1 when 0 */
	const char *group;	/* set by APPLET: the folder under applets/ */
} __attribute__((aligned(64)));

/* The section's name makes the linker provide its bounds. */
#define APPLET(symbol, ...)                                                                        \
	const struct applet applet_entry_##symbol __attribute__((used, section("applets"))) = {    \
		.group = APPLET_GROUP, __VA_ARGS__                                                 \
	}

/* Weak: a configuration without any applet has no section, and an empty list. */
extern const struct applet __start_applets[] __attribute__((weak));
extern const struct applet __stop_applets[] __attribute__((weak));

/* The applet of this name, or NULL. */
const struct applet *applet_find(const char *name);
/* The installed name nearest to a mistyped one, or NULL when none is near. */
const char *applet_nearest(const char *name);
/* Run it in this process with argv[0] its name; returns its exit status, stdout flushed. */
int applet_run(const struct applet *applet, int argc, char **argv);

/* Step through names in a text: returns the next one's length, 0 at the end. */
size_t next_name(const char **at);
/* Append an option as it is shown: "-o, --output FILE". */
struct buffer;
void option_words(const struct option_row *row, struct buffer *words);

/* What --help prints; the page generator reads the same rows. */
void applet_help(const struct applet *applet, const char *name);

/* Print a usage error with a hint at --help and exit as the applet's original does. */
void usage(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

/* Parse argv by the applet's table; what is left (argv[0] and operands) moves to the front. */
int options_parse(const struct applet *applet, int argc, char **argv);
/* For an option's call: what follows is operands, whatever it looks like. */
void options_end(void);

#endif
