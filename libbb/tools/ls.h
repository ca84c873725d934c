/* SPDX-License-Identifier: MIT */
/* ls(1)'s parts: the list (ls.c), names (ls_name), colours (ls_color), -l (ls_long), columns. */
#ifndef TOOLS_LS_H
#define TOOLS_LS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/stat.h>

#include "core/human.h"
#include "core/text.h"

enum ls_format { LS_FORMAT_AUTO, LS_ONE, LS_LONG, LS_COLUMNS, LS_ACROSS, LS_COMMAS };
enum ls_sort { LS_SORT_NAME, LS_SORT_NONE, LS_SORT_SIZE, LS_SORT_TIME, LS_SORT_EXTENSION,
	       LS_SORT_VERSION, LS_SORT_WIDTH };
enum ls_time { LS_MTIME, LS_ATIME, LS_CTIME, LS_BTIME };
enum ls_mark { LS_MARK_NONE, LS_MARK_SLASH, LS_MARK_TYPE, LS_MARK_ALL };
enum ls_quoting { LS_LITERAL, LS_SHELL, LS_SHELL_ALWAYS, LS_SHELL_ESCAPE,
		  LS_SHELL_ESCAPE_ALWAYS, LS_C, LS_ESCAPE };

struct ls_how {
	enum ls_format format;
	enum ls_sort sort;
	enum ls_time time;
	enum ls_mark mark;
	enum ls_quoting quoting;
	bool reverse, folders_first;
	bool show_inode, show_blocks, hide_controls, color, numeric, no_owner, no_group, author;
	bool follow_all, context;
	bool heading;			/* the name of a folder, with a colon behind it */
	unsigned width, tab;		/* width 0: no limit */
	char end;			/* of a line: newline, or NUL */
	struct size_style size, block;
	const char *recent_format, *old_format;		/* strftime(3), with %N */
};

struct ls_file {
	char *name;
	struct stat status;
	bool has_status;		/* else only its type is known */
	unsigned char type;		/* DT_* */
	char *link;			/* what a link says, when it was asked */
	mode_t link_mode;		/* of what it points at, 0: nothing */
	bool quoted;			/* its name is shown in quotes */
	unsigned columns;		/* its name takes */
	struct timespec birth;
};

struct ls_list {
	struct ls_file *files;
	size_t count, room;
	bool any_quoted;
	/* Widths of -i, -s and -l's columns. */
	int inode_width, block_width, nlink_width, user_width, group_width, author_width;
	int size_width, major_width, minor_width;
	unsigned long long blocks;	/* in 512 bytes */
};

/* Append the name as it is shown, without colour; returns its columns. *quoted: by quotes. */
unsigned ls_name_text(struct buffer *to, const char *name, const struct ls_how *how, bool *quoted);

/* What stands before the name: -i, -s, -Z. Returns its length. */
int ls_front(const struct ls_list *list, const struct ls_file *file, const struct ls_how *how,
	     char text[100]);
/* The name with its colour and mark, preceded by -i and -s. Returns the columns of all. */
unsigned ls_put_file(const struct ls_list *list, const struct ls_file *file,
		     const struct ls_how *how);
/* How many columns that will be. */
unsigned ls_file_columns(const struct ls_list *list, const struct ls_file *file,
			 const struct ls_how *how);
/* The mark behind a name of this mode, or 0. */
char ls_mark_of(const struct ls_how *how, mode_t mode, unsigned char type);
/* May an unquoted name be moved by a blank, to stand below the quoted ones? */
bool ls_aligns_quotes(const struct ls_how *how);

void ls_long_widths(struct ls_list *list, const struct ls_how *how);
void ls_put_long(const struct ls_list *list, const struct ls_how *how);
void ls_put_columns(const struct ls_list *list, const struct ls_how *how);

void ls_sort_files(struct ls_list *list, const struct ls_how *how);
struct timespec ls_time_of(const struct ls_file *file, const struct ls_how *how);

/* Colours of LS_COLORS; call once. */
void ls_color_start(void);
/* Is there a colour that depends on what links point at? */
bool ls_color_of_targets(const struct ls_how *how);
/* Begin and end a colour for this file; the link's target with target set. True when begun. */
bool ls_color_begin(const struct ls_file *file, bool target);
void ls_color_end(void);

#endif
