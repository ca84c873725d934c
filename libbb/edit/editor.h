/* SPDX-License-Identifier: MIT */
/*
 * The visual editor: its state, and what its parts give each other. Keys come from a host,
 * which also draws; so the whole editor runs in a test without a terminal.
 */
#ifndef EDIT_EDITOR_H
#define EDIT_EDITOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

#include "core/text.h"
#include "edit/document.h"
#include "match/pattern.h"
#include "term/keys.h"

enum extent { CHARACTERS, LINES, BLOCK };

/* A piece of the text: [from, to), or the lines of both, or display columns [left, right). */
struct region {
	enum extent extent;
	struct place from, to;
	size_t left, right;
};

struct cut {
	struct buffer text;
	enum extent extent;
};

/* "a to "z, "0 to "9, then these. */
enum { CUT_NUMBERED = 26, CUT_UNNAMED = 36, CUT_SMALL, CUT_INSERTED, CUT_COUNT };

struct keys {
	int *keys;
	size_t count, room;
};

struct settings {
	bool autoindent, expandtab, gdefault, hlsearch, ignorecase, joinspaces, list, number,
		readonly, relativenumber, ruler, shiftround, showmode, smartcase, wrapscan;
	int tabstop, shiftwidth, softtabstop, scroll;
};

/* What the editor needs of the world. All may be NULL but key. */
struct edit_host {
	void *data;
	/* The next key, after drawing. KEY_HANGUP ends the editor at once. */
	int (*key)(void *data);
	/* Run a shell command; its input and output may be the editor's, or the terminal's. */
	int (*shell)(void *data, const char *command, const char *input, size_t length,
		     struct buffer *output);
	/* Show text of several lines until a key is pressed; that key comes next. */
	void (*show)(void *data, const char *text);
	void (*suspend)(void *data);
	/* Does a person want what runs to end? Asked now and then. */
	bool (*interrupted)(void *data);
};

enum { MODE_NORMAL, MODE_INSERT, MODE_REPLACE, MODE_VISUAL, MODE_PROMPT };

struct editor {
	struct document document;
	struct place at;
	size_t want;			/* display column to keep; SIZE_MAX: the end */
	int mode;
	enum extent visual;		/* with MODE_VISUAL */
	struct place visual_start;
	enum extent last_visual;
	size_t last_want;
	bool last_backward;
	struct settings set;
	const struct edit_host *host;
	bool quit;
	int status;			/* exit status */

	/* keys */
	struct keys queue;		/* to be taken before the host's; the last one first */
	struct keys typed;		/* this command's */
	struct keys dot;		/* the command . repeats */
	size_t dot_count;
	int dot_register;
	struct region dot_size;		/* of a visual command: how much text it takes */
	bool dot_visual;
	bool repeating, no_dot;
	size_t unattended, most_unattended;	/* keys of macros since one was typed */
	int depth;			/* of macros and :normal */
	int recording;
	struct keys macro;
	int last_macro;

	/* the command at work */
	int reg;			/* its register's name, 0: none */
	size_t count;			/* 0: none given */
	bool failed, redraw, short_key;

	struct cut cuts[CUT_COUNT];
	int find_key, find_character;	/* f F t T, repeated by ; and , */
	struct pattern *pattern;		/* the last one searched for */
	char *pattern_text;
	bool pattern_forward, pattern_hidden;
	char *search_offset;		/* what follows it: "e+1" */
	char *replacement;		/* of the last :s */
	char *substitute_pattern, *substitute_flags;
	char *last_command, *last_shell;
	struct place inserted_at;	/* where insert mode began */
	struct line_kept {		/* a line as it was; line SIZE_MAX: none */
		size_t line, length;
		char *text;
	} line_now, line_before;	/* when the cursor came to it; the one U brings back */

	/* what is seen */
	struct buffer gathered;		/* what :g prints */
	char message[512];
	bool message_is_error;
	const char *asking;		/* :s///c waits for an answer */
	struct buffer prompt;		/* the last row while a line is typed */
	size_t prompt_at;
	size_t top, top_skip;		/* first line shown, and rows of it that are not */
	int rows, columns;		/* of the whole screen */
	char pending[24];		/* keys of a half command */

	/* files */
	char **names;
	size_t name_count, name_at;
	char *name, *other_name;
	bool new_file, no_newline, not_editable, warned_more;
	struct stat known;		/* the file when read or written; st_ino 0: unknown */
	char *recovery;			/* the file of unsaved text that was read */
	void *prompt_history;		/* of prompt.c */
};

/* editor.c: life, keys, messages */
void editor_begin(struct editor *editor, const struct edit_host *host);
void editor_end(struct editor *editor);
void editor_run(struct editor *editor);
int editor_key(struct editor *editor);
void keys_add(struct keys *keys, int key);
void editor_push(struct editor *editor, const int *keys, size_t count);
void editor_push_text(struct editor *editor, const char *text, size_t length);
/* A message on the last row; editor_error() also makes the command fail. Returns false. */
void editor_say(struct editor *editor, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
bool editor_error(struct editor *editor, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The text fail() recorded, as an error. */
bool editor_failure(struct editor *editor);
void editor_show(struct editor *editor, const char *text);

/* place.c: characters and columns */
const char *line_text(struct editor *editor, size_t line, size_t *length);
int character_at(struct editor *editor, struct place place);	/* -1 behind the last */
size_t character_size(struct editor *editor, struct place place);
struct place place_clamp(struct editor *editor, struct place place, bool behind_end);
size_t first_nonblank(struct editor *editor, size_t line);
size_t last_character(struct editor *editor, size_t line);
size_t column_before(struct editor *editor, struct place place);
bool place_less(struct place a, struct place b);
/* Walk over characters and line ends: what happened is told by the return value. */
enum walk { WALK_END = -1, WALK_SAME, WALK_LINE, WALK_LINE_END };
enum walk place_next(struct editor *editor, struct place *place);
enum walk place_previous(struct editor *editor, struct place *place);
/* Display columns: of a byte, of the character's last cell, and the byte at one. */
size_t display_column(struct editor *editor, struct place place);
size_t display_end(struct editor *editor, struct place place);
size_t display_byte(struct editor *editor, size_t line, size_t column);
int display_width(const struct editor *editor, uint32_t character, size_t column);
void want_here(struct editor *editor);

/* motion.c, word.c, paragraph.c, search.c, object.c */
struct motion {
	struct place from, to;
	bool lines, inclusive, vertical, jump, to_end, from_set, nothing;
	bool deletes_big;		/* a deletion with it goes to "1 */
	size_t count;			/* 0: none */
	bool after_g;			/* the key follows a g */
	int operator;
};
enum motion_result { MOTION_NONE, MOTION_FAILED, MOTION_DONE };
enum motion_result motion_run(struct editor *editor, int key, struct motion *motion);
bool word_forward(struct editor *editor, struct motion *motion, bool big);
bool word_backward(struct editor *editor, struct motion *motion, bool big);
bool word_end(struct editor *editor, struct motion *motion, bool big, bool change);
bool word_end_backward(struct editor *editor, struct motion *motion, bool big);
int word_kind(struct editor *editor, struct place place, bool big);
bool paragraph_move(struct editor *editor, struct motion *motion, int direction);
bool sentence_move(struct editor *editor, struct motion *motion, int direction);
bool section_move(struct editor *editor, struct motion *motion, int direction, char brace);
bool match_move(struct editor *editor, struct motion *motion);
bool match_find(struct editor *editor, struct place *place);
bool object_select(struct editor *editor, struct motion *motion, bool around, int key);

bool search_prompt(struct editor *editor, struct motion *motion, bool forward);
bool search_next(struct editor *editor, struct motion *motion, bool same_way);
bool search_word(struct editor *editor, struct motion *motion, bool forward, bool whole);
/* Set the last pattern from text; empty: keep it. False with an error said. */
bool search_pattern(struct editor *editor, const char *text, size_t length);
/* The next match of the last pattern from a place, for :/re/ and motions. */
bool search_from(struct editor *editor, struct place *place, bool forward, bool wrap,
		 struct place *end);
/* The last pattern's next match in a text, from a byte on. */
bool search_in_text(struct editor *editor, const char *text, size_t length, size_t from,
		    struct span spans[PATTERN_GROUPS]);
/* Every match in one line, for drawing and :s; false when there is none from a byte on. */
bool search_in_line(struct editor *editor, size_t line, size_t from,
		    struct span spans[PATTERN_GROUPS]);

/* register.c */
struct cut *cut_named(struct editor *editor, int name);
bool cut_is_valid(int name, bool writing);
void cut_yank(struct editor *editor, const char *text, size_t length, enum extent extent);
void cut_deleted(struct editor *editor, const char *text, size_t length, enum extent extent,
		 bool big);
void cut_set(struct editor *editor, int name, const char *text, size_t length,
	     enum extent extent);
bool put(struct editor *editor, bool after, bool cursor_behind);

/* operator.c, change.c */
bool operate(struct editor *editor, int operator, struct region region, bool big);
char *region_text(struct editor *editor, const struct region *region, size_t *length);
void region_delete(struct editor *editor, const struct region *region);
bool shift_lines(struct editor *editor, size_t first, size_t last, int amount);
void set_indent(struct editor *editor, size_t line, size_t columns);
size_t indent_of(struct editor *editor, size_t line);
bool join_lines(struct editor *editor, size_t first, size_t count, bool spaces);
void change_case(struct editor *editor, const struct region *region, int how);
bool filter_lines(struct editor *editor, size_t first, size_t last, const char *command);
bool change_rows_of_block(struct editor *editor, const struct region *region, int operator);

/* insert.c, visual.c, normal.c, scroll.c */
void insert_mode(struct editor *editor, size_t count, int mode);
void insert_lines_mode(struct editor *editor, size_t count);
void insert_key_text(struct editor *editor, int key);
void open_line(struct editor *editor, bool below);
bool visual_command(struct editor *editor, int key);
void visual_begin(struct editor *editor, enum extent extent);
void visual_end(struct editor *editor);
bool visual_again(struct editor *editor);
void visual_repeat(struct editor *editor);
struct region visual_region(struct editor *editor);
void normal_command(struct editor *editor);
bool operator_with(struct editor *editor, int operator, size_t count);
bool scroll_command(struct editor *editor, int key, size_t count, bool *well);
bool change_command(struct editor *editor, int key, size_t count, bool *well);
bool other_command(struct editor *editor, int key, size_t count, bool *well);
bool tell(struct editor *editor, int key);
bool simple_command(struct editor *editor, int key, size_t count);
void move_cursor(struct editor *editor, const struct motion *motion);

/* prompt.c: a line typed on the last row; NULL when given up. The caller frees. */
char *prompt_line(struct editor *editor, int kind);
void prompt_free(struct editor *editor);
int read_character(struct editor *editor);	/* with Ctrl-V; negative when given up */
int read_literal(struct editor *editor);	/* what follows Ctrl-V */

/* ex.c and its parts */
bool ex_execute(struct editor *editor, const char *text);
bool settings_change(struct editor *editor, const char *text);
void settings_begin(struct settings *settings);

/* view.c */
size_t view_rows_of(struct editor *editor, size_t line);
void view_follow(struct editor *editor);
size_t view_last(struct editor *editor);

#endif
