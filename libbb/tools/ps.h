/* SPDX-License-Identifier: MIT */
/* ps(1) of procps: columns (ps_fields), selection (ps_select), options (ps_options), output. */
#ifndef TOOLS_PS_H
#define TOOLS_PS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/applet.h"
#include "proc/process.h"

enum ps_align { PS_RIGHT, PS_LEFT, PS_USER, PS_UNLIMITED };

/* What is needed to show a process. */
struct ps_look {
	double uptime;
	int64_t boot, now;
	uint64_t memory;		/* KiB */
	bool environment, dead_children, numeric;
	unsigned columns;		/* of the line, 0: any */
};

struct ps_process {
	struct process process;
	char *prefix;			/* of the tree */
};

struct ps_field {
	const char *name, *heading;
	int width;			/* 0: as wide as process numbers are */
	enum ps_align align;
	/* Numbers are printed and compared as such; the others by their text. */
	int64_t (*number)(const struct ps_process *process, const struct ps_look *look);
	void (*text)(const struct ps_process *process, const struct ps_look *look,
		     struct buffer *out);
};

/* A column of this output: a field, perhaps with another heading and width. */
struct ps_column {
	const struct ps_field *field;
	const char *heading;
	int width;
};

struct ps_columns {
	struct ps_column *items;
	size_t count;
};

const struct ps_field *ps_field_find(const char *name, size_t length);
/* Add the fields of a list: "pid,cmd", "pid=NUMBER", "comm:20". */
int ps_columns_add(struct ps_columns *columns, const char *list);
void ps_field_text(const struct ps_field *field, const struct ps_process *process,
		   const struct ps_look *look, struct buffer *out);
int ps_pid_width(void);

/* Which processes are wanted: any of these, or the default. */
struct ps_select {
	struct ps_choice {
		struct ps_choice *next;
		enum ps_kind { PS_PID, PS_PARENT, PS_USER_EFFECTIVE, PS_USER_REAL, PS_COMMAND,
			       PS_TERMINAL, PS_SESSION, PS_GROUP_EFFECTIVE, PS_GROUP_REAL,
			       PS_PROCESS_GROUP } kind;
		uint64_t number;
		char *name;
	} *choices;
	bool all, all_terminals, no_leaders, bsd_all, bsd_no_terminal, running, negate;
};

int ps_select_add(struct ps_select *select, enum ps_kind kind, const char *list);
bool ps_is_selected(const struct ps_select *select, const struct process *process);

struct ps_options {
	struct ps_select select;
	struct ps_columns columns;
	struct ps_look look;
	struct option_list sort;
	bool threads, forest, hierarchy, no_headings;
};

/* Read ps's own grammar. Usage errors exit. */
void ps_options_parse(struct ps_options *options, int argc, char **argv);

/* Sort by --sort's keys, or as a tree, whose lines it draws. */
void ps_order(struct ps_process *processes, size_t count, const struct ps_options *options);

#endif
