/* SPDX-License-Identifier: MIT */
/* ls: which files are listed, folder after folder. */
#include "tools/ls_read.h"

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/quote.h"
#include "fs/birth.h"
#include "fs/entries.h"

/* A folder within a folder, to be listed later; those above it are known for -LR's loops. */
struct pending {
	struct pending *next;
	const struct above {
		const struct above *above;
		dev_t device;
		ino_t inode;
	} *above;
	char *path;
	bool operand;
};

static struct {
	const struct ls_read *read;
	int status;		/* the exit status so far */
	bool anything;		/* was printed */
	bool headings;
} state;

static void complain(const char *what, const char *name, bool serious)
{
	warn("%s %s: %s", what, quote(name), strerror(errno));
	state.status = MAX(state.status, serious ? 2 : 1);
}

static bool needs_status(const struct ls_how *how, unsigned char type)
{
	if (how->format == LS_LONG || how->show_blocks || how->show_inode || how->context ||
	    how->sort == LS_SORT_SIZE || how->sort == LS_SORT_TIME || type == DT_UNKNOWN)
		return true;
	return (how->color && type != DT_FIFO && type != DT_SOCK && type != DT_BLK &&
		type != DT_CHR) || (how->mark == LS_MARK_ALL && type == DT_REG);
}

static void read_link(int dir, const char *name, struct ls_file *file)
{
	const struct ls_how *how = state.read->how;
	size_t room = file->has_status && file->status.st_size > 0 ? file->status.st_size + 1
								   : 4096;
	struct stat target;
	ssize_t length;

	if (how->format == LS_LONG) {
		file->link = xmalloc(room);
		length = readlinkat(dir, name, file->link, room - 1);
		if (length < 0) {
			complain("cannot read symbolic link", file->name, false);
			free(file->link);
			file->link = NULL;
		} else {
			file->link[length] = '\0';
		}
	}
	if (((how->color && ls_color_of_targets(how)) || how->folders_first ||
	     (how->format == LS_LONG && how->mark >= LS_MARK_TYPE)) &&
	    fstatat(dir, name, &target, 0) == 0)
		file->link_mode = target.st_mode;
}

/* Add a file to the list: false when it could not be looked at and is an operand. */
static bool add_file(struct ls_list *list, int dir, const char *name, unsigned char type,
		     bool operand)
{
	const struct ls_how *how = state.read->how;
	bool follows = state.read->follow == LS_FOLLOW_ALL ||
		       (operand && state.read->follow >= LS_FOLLOW_FOLDERS);
	struct ls_file file = { .name = xstrdup(name), .type = type };
	struct buffer shown = { 0 };

	if (needs_status(how, type) || operand ||
	    (follows && type == DT_LNK && (state.read->recursive || how->mark ||
					   how->folders_first))) {
		int result = fstatat(dir, name, &file.status, follows ? 0 : AT_SYMLINK_NOFOLLOW);

		if (operand && result == 0 && state.read->follow == LS_FOLLOW_FOLDERS &&
		    !S_ISDIR(file.status.st_mode))
			result = fstatat(dir, name, &file.status, AT_SYMLINK_NOFOLLOW);
		else if (operand && result < 0 && state.read->follow == LS_FOLLOW_FOLDERS)
			result = fstatat(dir, name, &file.status, AT_SYMLINK_NOFOLLOW);
		file.has_status = result == 0;
		if (result < 0) {
			complain("cannot access", name, operand);
			if (operand) {
				free(file.name);
				return false;
			}
		} else {
			file.type = IFTODT(file.status.st_mode);
		}
	}
	if (file.type == DT_LNK && (file.has_status || !needs_status(how, type)))
		read_link(dir, name, &file);
	if (how->time == LS_BTIME)
		birth_time(dir, name, false, &file.birth);
	file.columns = ls_name_text(&shown, name, how, &file.quoted);
	buffer_free(&shown);
	list->any_quoted |= file.quoted;
	if (list->count == list->room) {
		list->room = list->room ? list->room * 2 : 64;
		list->files = xrealloc(list->files, list->room * sizeof(*list->files));
	}
	list->files[list->count++] = file;
	return true;
}

static void free_list(struct ls_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->files[i].name);
		free(list->files[i].link);
	}
	free(list->files);
}

static bool matches(const struct option_list *patterns, const char *name)
{
	for (size_t i = 0; i < patterns->count; i++)
		if (fnmatch(patterns->items[i], name, FNM_PERIOD) == 0)
			return true;
	return false;
}

static bool is_wanted(const char *name)
{
	const struct ls_read *read = state.read;
	size_t length = strlen(name);

	if (name[0] == '.' && read->hidden == LS_HIDDEN_NONE)
		return false;
	if (read->no_backups && length && name[length - 1] == '~')
		return false;
	if (read->hidden == LS_HIDDEN_NONE && matches(&read->hide, name))
		return false;
	return !matches(&read->ignore, name);
}

static void print_list(struct ls_list *list, bool total)
{
	const struct ls_how *how = state.read->how;
	char text[40];

	if (total)
		ls_long_widths(list, how);
	ls_sort_files(list, how);
	if (total && (how->format == LS_LONG || how->show_blocks))
		printf("total %s%c", size_style_text(&how->block, list->blocks * 512, text),
		       how->end);
	if (how->format == LS_LONG)
		ls_put_long(list, how);
	else
		ls_put_columns(list, how);
	state.anything |= list->count > 0 || total;
}

static void put_heading(const char *path)
{
	struct buffer shown = { 0 };
	struct ls_how how = *state.read->how;
	bool quoted;

	how.heading = true;
	if (state.anything)
		putchar('\n');
	ls_name_text(&shown, path, &how, &quoted);
	fwrite(shown.data, 1, shown.length, stdout);
	printf(":\n");
	buffer_free(&shown);
	state.anything = true;
}

/* Those of the list that are folders go before what else is pending. */
static void add_pending(struct pending **pending, const struct ls_list *list, const char *path,
			const struct above *above)
{
	bool slash = *path && path[strlen(path) - 1] == '/';

	for (size_t i = list->count; i-- > 0;) {
		const char *name = list->files[i].name;
		struct pending *item;

		if (list->files[i].type != DT_DIR || strcmp(name, ".") == 0 ||
		    strcmp(name, "..") == 0)
			continue;
		item = xmalloc(sizeof(*item));
		*item = (struct pending){ *pending, above,
					  xasprintf("%s%s%s", path, slash ? "" : "/", name),
					  false };
		*pending = item;
	}
}

static bool is_loop(const struct pending *folder, const struct stat *status)
{
	for (const struct above *at = folder->above; at; at = at->above)
		if (at->inode == status->st_ino && at->device == status->st_dev)
			return true;
	return false;
}

static void read_folder(const struct pending *folder, struct pending **pending)
{
	int fd = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK);
	struct ls_list list = { 0 };
	struct entries entries;
	struct stat status;
	struct above *here;

	if (fd < 0 || fstat(fd, &status) < 0 || entries_read(fd, &entries) < 0) {
		complain(fd < 0 ? "cannot open directory" : "reading directory", folder->path,
			 folder->operand);
		if (fd >= 0)
			close(fd);
		return;
	}
	if (is_loop(folder, &status)) {
		warn("%s: not listing already-listed directory", quote_maybe(folder->path));
		state.status = 2;
		entries_free(&entries);
		close(fd);
		return;
	}
	if (state.headings)
		put_heading(folder->path);
	if (state.read->hidden == LS_HIDDEN_ALL) {
		if (!matches(&state.read->ignore, "."))
			add_file(&list, fd, ".", DT_DIR, false);
		if (!matches(&state.read->ignore, ".."))
			add_file(&list, fd, "..", DT_DIR, false);
	}
	for (size_t i = 0; i < entries.count; i++) {
		if (is_wanted(entries.items[i].name))
			add_file(&list, fd, entries.items[i].name, entries.items[i].type, false);
	}
	entries_free(&entries);
	close(fd);
	print_list(&list, true);
	if (state.read->recursive) {
		/* Lives as long as folders below may be compared with it: to the end. */
		here = xmalloc(sizeof(*here));
		*here = (struct above){ folder->above, status.st_dev, status.st_ino };
		add_pending(pending, &list, folder->path, here);
	}
	free_list(&list);
}

/* Operands that are no folders are one list; then come the folders, in the same order. */
static struct pending *take_operands(char **names, int count)
{
	struct ls_list operands = { 0 }, files;
	struct pending *pending = NULL;

	for (int i = 0; i < count; i++)
		add_file(&operands, AT_FDCWD, names[i], DT_UNKNOWN, true);
	ls_sort_files(&operands, state.read->how);
	/* All of them settle the columns' widths. */
	ls_long_widths(&operands, state.read->how);
	files = operands;
	files.count = 0;
	files.files = xcalloc(operands.count, sizeof(*files.files));
	for (size_t i = operands.count; i-- > 0;) {
		struct ls_file *file = &operands.files[i];
		struct pending *item;

		if (file->type != DT_DIR || state.read->folders_as_files)
			continue;
		item = xmalloc(sizeof(*item));
		*item = (struct pending){ pending, NULL, xstrdup(file->name), true };
		pending = item;
	}
	for (size_t i = 0; i < operands.count; i++) {
		struct ls_file *file = &operands.files[i];

		if (file->type == DT_DIR && !state.read->folders_as_files)
			continue;
		files.files[files.count++] = *file;
	}
	if (files.count)
		print_list(&files, false);
	free(files.files);
	free_list(&operands);
	return pending;
}

int ls_read_operands(char **names, int count, const struct ls_read *read)
{
	static char *here[] = { "." };
	struct pending *pending;

	memset(&state, 0, sizeof(state));
	state.read = read;
	state.headings = count > 1 || read->recursive;
	pending = take_operands(count ? names : here, count ? count : 1);
	while (pending) {
		struct pending *folder = pending;

		pending = folder->next;
		read_folder(folder, &pending);
		free(folder->path);
		free(folder);
	}
	return state.status;
}
