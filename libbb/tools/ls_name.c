/* SPDX-License-Identifier: MIT */
/* A name as ls shows it: quoted, escaped, with its mark. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/quote.h"
#include "tools/ls.h"

/* A character that is not printable, in the way of the style. */
static unsigned put_control(struct buffer *to, unsigned char c, const struct ls_how *how)
{
	static const char letters[] = "\aa\bb\tt\nn\vv\ff\rr";
	const char *found = NULL;
	size_t before = to->length;

	if (how->quoting != LS_C && how->quoting != LS_ESCAPE) {
		buffer_add(to, how->hide_controls ? "?" : (char *)&c, 1);
		return how->hide_controls;
	}
	for (const char *at = letters; *at; at += 2)
		if ((unsigned char)*at == c)
			found = at + 1;
	if (found)
		buffer_format(to, "\\%c", *found);
	else
		buffer_format(to, "\\%03o", c);
	return to->length - before;
}

/* What would be taken for something else: a mark, too, where names have marks. */
static bool is_escaped(char c, const struct ls_how *how)
{
	if (how->quoting < LS_C)
		return false;
	if (how->heading && c != '\\' && c != '"')
		return c == ':';
	if (c == '\\' || c == (how->quoting == LS_C ? '"' : ' '))
		return true;
	return (how->mark == LS_MARK_ALL && c == '*') ||
	       (how->mark >= LS_MARK_TYPE && c && strchr("=>@|", c));
}

/* Literal, -b and -Q: character by character. */
static unsigned put_plain(struct buffer *to, const char *name, const struct ls_how *how)
{
	size_t left = strlen(name);
	unsigned columns = 0;

	while (left) {
		int width, length = printable_length(name, left, &width);

		if (!length) {
			columns += put_control(to, *name, how);
			length = 1;
		} else {
			if (is_escaped(*name, how)) {
				buffer_text(to, "\\");
				columns++;
			}
			buffer_add(to, name, length);
			columns += width;
		}
		name += length;
		left -= length;
	}
	return columns;
}

static unsigned columns_of(const char *text)
{
	size_t left = strlen(text);
	unsigned columns = 0;

	while (left) {
		int width, length = printable_length(text, left, &width);

		columns += length ? width : 0;
		text += length ? length : 1;
		left -= length ? length : 1;
	}
	return columns;
}

/* The shell styles without escapes: controls stay, or become '?'. */
static unsigned put_shell(struct buffer *to, const char *name, const struct ls_how *how)
{
	bool forced = how->quoting == LS_SHELL_ALWAYS;
	bool special = !*name || name[strcspn(name, " !\"$&()*;<=>?[\\^`|'\t\n\r\v\f\a\b")] ||
		       name[0] == '#' || name[0] == '~' || (how->heading && strchr(name, ':'));

	if (!special && !forced)
		return put_plain(to, name, how);
	/* Double quotes, when they save the name from being cut up. */
	if (strchr(name, '\'') && !name[strcspn(name, "!\"$&()*;<=>?[\\^`|\t\n\r\v\f\a\b")]) {
		buffer_format(to, "\"%s\"", name);
		return columns_of(to->data);
	}
	buffer_text(to, "'");
	for (const char *at = name; *at; at++) {
		if (*at == '\'')
			buffer_text(to, "'\\''");
		else if (how->hide_controls && ((unsigned char)*at < 0x20 || *at == 0x7f))
			buffer_text(to, "?");
		else
			buffer_add(to, at, 1);
	}
	buffer_text(to, "'");
	return columns_of(to->data);
}

unsigned ls_name_text(struct buffer *to, const char *name, const struct ls_how *how, bool *quoted)
{
	unsigned columns;

	buffer_add(to, "", 0);
	switch (how->quoting) {
	case LS_SHELL_ESCAPE:
	case LS_SHELL_ESCAPE_ALWAYS:
		quote_into(to, name, how->quoting == LS_SHELL_ESCAPE_ALWAYS ||
				     (how->heading && strchr(name, ':')));
		columns = columns_of(to->data);
		break;
	case LS_SHELL:
	case LS_SHELL_ALWAYS:
		columns = put_shell(to, name, how);
		break;
	case LS_C:
		buffer_text(to, "\"");
		columns = put_plain(to, name, how) + 2;
		buffer_text(to, "\"");
		break;
	default:
		columns = put_plain(to, name, how);
	}
	*quoted = (how->quoting == LS_SHELL_ESCAPE || how->quoting == LS_SHELL) &&
		  (to->data[0] == '\'' || to->data[0] == '"');
	return columns;
}

char ls_mark_of(const struct ls_how *how, mode_t mode, unsigned char type)
{
	if (mode)
		type = IFTODT(mode);
	if (how->mark == LS_MARK_NONE)
		return 0;
	if (type == DT_DIR)
		return '/';
	if (how->mark == LS_MARK_SLASH)
		return 0;
	if (type == DT_LNK)
		return '@';
	if (type == DT_FIFO)
		return '|';
	if (type == DT_SOCK)
		return '=';
	return type == DT_REG && how->mark == LS_MARK_ALL && (mode & 0111) ? '*' : 0;
}

bool ls_aligns_quotes(const struct ls_how *how)
{
	return how->format == LS_LONG ||
	       ((how->format == LS_COLUMNS || how->format == LS_ACROSS) && how->width);
}

int ls_front(const struct ls_list *list, const struct ls_file *file,
	     const struct ls_how *how, char text[100])
{
	char blocks[40], inode[24];
	bool packed = how->format == LS_COMMAS;
	int length = 0;

	text[0] = '\0';
	if (how->show_inode) {
		strcpy(inode, "?");
		if (file->has_status)
			snprintf(inode, sizeof(inode), "%llu",
				 (unsigned long long)file->status.st_ino);
		length += snprintf(text, 100, "%*s ", packed ? 0 : list->inode_width, inode);
	}
	if (how->show_blocks) {
		const char *shown = !file->has_status ? "?" :
			size_style_text(&how->block, file->status.st_blocks * 512ULL, blocks);

		length += snprintf(text + length, 100 - length, "%*s ",
				   packed ? 0 : list->block_width, shown);
	}
	if (how->context)
		length += snprintf(text + length, 100 - length, "? ");
	return length;
}

unsigned ls_file_columns(const struct ls_list *list, const struct ls_file *file,
			 const struct ls_how *how)
{
	char front[100];
	unsigned columns = file->columns + ls_front(list, file, how, front);

	columns += list->any_quoted && ls_aligns_quotes(how) && !file->quoted;
	return columns + (ls_mark_of(how, file->has_status ? file->status.st_mode : 0,
				     file->type) != 0);
}

unsigned ls_put_file(const struct ls_list *list, const struct ls_file *file,
		     const struct ls_how *how)
{
	struct buffer name = { 0 };
	bool quoted, colored;
	char front[100], mark;

	ls_front(list, file, how, front);
	fputs(front, stdout);
	if (list->any_quoted && ls_aligns_quotes(how) && !file->quoted)
		putchar(' ');
	ls_name_text(&name, file->name, how, &quoted);
	colored = how->color && ls_color_begin(file, false);
	fwrite(name.data, 1, name.length, stdout);
	if (colored)
		ls_color_end();
	buffer_free(&name);
	/* In -l a link's mark is its target's, and stands behind that. */
	mark = ls_mark_of(how, file->has_status ? file->status.st_mode : 0, file->type);
	if (mark && !(how->format == LS_LONG && mark == '@'))
		putchar(mark);
	return ls_file_columns(list, file, how);
}
