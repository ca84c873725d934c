/* SPDX-License-Identifier: MIT */
/* Reading and writing files: whole, or not at all. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "edit/file.h"

/* A larger file than the memory holds is refused by malloc; this keeps sizes sane. */
enum { MOST_GIB = 16 };

/* The whole of a file that is one. Fails, with errno ENOENT when there is none. */
static int read_text(const char *name, struct buffer *text, struct stat *info)
{
	int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t got;

	if (fd < 0)
		return fail("\"%s\"", name);
	fcntl(fd, F_SETFL, 0);
	if (fstat(fd, info) < 0 || S_ISDIR(info->st_mode) || S_ISCHR(info->st_mode) ||
	    S_ISBLK(info->st_mode)) {
		close(fd);
		errno = EINVAL;
		return fail_plain("\"%s\" is %s", name, S_ISDIR(info->st_mode) ? "a directory"
								     : "not a file");
	}
	if (info->st_size > 0) {
		text->room = info->st_size + 1;
		text->data = malloc(text->room);
		if (!text->data) {
			close(fd);
			return fail("\"%s\"", name);
		}
		got = read_full(fd, text->data, info->st_size);
		text->length = got > 0 ? got : 0;
		if (got < 0)
			fail("\"%s\"", name);
	} else {
		got = read_fd(fd, name, text, (size_t)MOST_GIB << 30);
	}
	close(fd);
	return got < 0 ? -1 : 0;
}

static char *recovery_name(const char *name)
{
	const char *slash = strrchr(name, '/');

	if (!slash)
		return xasprintf(".%s.recover", name);
	return xasprintf("%.*s/.%s.recover", (int)(slash - name), name, slash + 1);
}

static void say_read(struct editor *editor, const struct buffer *text)
{
	size_t lines = rope_newlines(&editor->document.rope);
	char *recovery = recovery_name(editor->name);
	bool unwritable = access(editor->name, W_OK) < 0 && errno != ENOENT;
	struct stat info;

	if (stat(recovery, &info) == 0 && info.st_uid == geteuid())
		editor_say(editor, "Unsaved text is in \"%s\": :recover reads it, rm forgets it",
			   recovery);
	else
		editor_say(editor, "\"%s\"%s%s %zuL, %zuB", editor->name,
			   editor->no_newline ? " [noeol]" : "",
			   unwritable || editor->set.readonly ? " [readonly]" : "", lines,
			   text->length);
	if (unwritable)
		editor->set.readonly = true;
	free(recovery);
}

static void name_file(struct editor *editor, const char *name)
{
	char *copy = xstrdup(name);

	if (editor->name && strcmp(editor->name, name) != 0) {
		free(editor->other_name);
		editor->other_name = editor->name;
	} else {
		free(editor->name);
	}
	editor->name = copy;
}

/* The next text to edit begins here. */
static void take_text(struct editor *editor, struct buffer *text)
{
	editor->no_newline = text->length && text->data[text->length - 1] != '\n';
	document_load(&editor->document, text->data, text->length);
	editor->at = (struct place){ 0, first_nonblank(editor, 0) };
	editor->top = editor->top_skip = 0;
	want_here(editor);
	editor->line_now.line = editor->line_before.line = SIZE_MAX;
}

bool file_edit(struct editor *editor, const char *name)
{
	struct buffer text = { 0 };
	struct stat info = { 0 };
	int result = read_text(name, &text, &info);
	int why = errno;

	name_file(editor, name);
	editor->new_file = result < 0 && why == ENOENT;
	take_text(editor, &text);
	memset(&editor->known, 0, sizeof(editor->known));
	if (editor->new_file) {
		char *recovery = recovery_name(name);

		if (access(recovery, R_OK) == 0)
			editor_say(editor, "Unsaved text is in \"%s\": :recover reads it, rm "
				   "forgets it", recovery);
		else
			editor_say(editor, "\"%s\" [New]", name);
		free(recovery);
		return true;
	}
	if (result < 0)
		return editor_failure(editor);
	editor->known = info;
	say_read(editor, &text);
	return true;
}

bool file_recover(struct editor *editor, const char *name)
{
	char *recovery = recovery_name(name);
	struct buffer text = { 0 };
	struct stat info;

	if (read_text(recovery, &text, &info) < 0) {
		free(recovery);
		buffer_free(&text);
		return editor_failure(editor);
	}
	if (!editor->name || strcmp(editor->name, name) != 0)
		name_file(editor, name);
	if (stat(name, &info) == 0)
		editor->known = info;
	take_text(editor, &text);
	editor->document.saved = SIZE_MAX;
	editor_say(editor, "Recovered from \"%s\", which :w removes", recovery);
	free(editor->recovery);
	editor->recovery = recovery;
	return true;
}

/* The lines, from the pieces that hold them. */
static int write_lines(struct editor *editor, int fd, size_t first, size_t last, uint64_t *bytes)
{
	const struct rope *rope = &editor->document.rope;
	size_t at = rope_line_start(rope, first), end = rope_line_start(rope, last + 1);
	struct buffer gathered = { 0 };
	int result = 0;

	*bytes = end - at;
	while (at < end && result == 0) {
		size_t available;
		const char *text = rope_bytes(rope, at, &available);

		available = MIN(available, end - at);
		buffer_add(&gathered, text, available);
		at += available;
		if (gathered.length >= 1 << 18 || at == end) {
			result = write_all(fd, gathered.data, gathered.length);
			gathered.length = 0;
		}
	}
	buffer_free(&gathered);
	return result;
}

/* Would a new file in its place be the same to everybody? */
static bool can_be_renamed(const char *name, const struct stat *info)
{
	struct stat itself;

	return lstat(name, &itself) == 0 && S_ISREG(itself.st_mode) && info->st_nlink == 1 &&
	       (geteuid() == 0 || (info->st_uid == geteuid() && info->st_gid == getegid())) &&
	       strlen(name) < 4000;
}

/* Write beside the file, then take its place. 1: it cannot be done this way. */
static int write_renamed(struct editor *editor, const char *name, const struct stat *info,
			 size_t first, size_t last, uint64_t *bytes)
{
	const char *slash = strrchr(name, '/');
	int folder = slash ? (int)(slash - name) + 1 : 0;
	char *temporary = xasprintf("%.*s.%s.XXXXXX", folder, name, name + folder);
	int fd = mkostemp(temporary, O_CLOEXEC), result;

	if (fd < 0) {
		free(temporary);
		return 1;
	}
	if (fchown(fd, info->st_uid, info->st_gid) < 0 || fchmod(fd, info->st_mode & 07777) < 0)
		result = 1;
	else
		result = write_lines(editor, fd, first, last, bytes);
	if (result == 0 && fsync(fd) < 0 && errno != EINVAL)
		result = fail("\"%s\"", name);
	if (close(fd) < 0 && result == 0)
		result = fail("\"%s\"", name);
	/* EBUSY: something is mounted on it. */
	if (result == 0 && rename(temporary, name) < 0)
		result = 1;
	if (result)
		unlink(temporary);
	free(temporary);
	return result;
}

static int write_in_place(struct editor *editor, const char *name, size_t first, size_t last,
			  bool append, uint64_t *bytes)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC), 0666);
	int result;

	if (fd < 0)
		return fail("\"%s\"", name);
	result = write_lines(editor, fd, first, last, bytes);
	if (close(fd) < 0 && result == 0)
		result = fail("\"%s\"", name);
	return result;
}

static bool is_same_time(const struct stat *a, const struct stat *b)
{
	return a->st_mtim.tv_sec == b->st_mtim.tv_sec && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
	       a->st_size == b->st_size;
}

/* Reasons not to write that ! overrides. */
static bool may_write(struct editor *editor, const char *name, bool own, bool whole, bool append,
		      const struct stat *info, bool exists)
{
	if (own && editor->set.readonly)
		return editor_error(editor, "'readonly' option is set (add ! to override)");
	if (own && !whole)
		return editor_error(editor, "Use ! to write partial buffer");
	if (exists && S_ISREG(info->st_mode) && !append) {
		if (!own || editor->known.st_ino == 0)
			return editor_error(editor, "File exists (add ! to override)");
		if (!is_same_time(info, &editor->known))
			return editor_error(editor, "\"%s\" has changed since it was read "
					    "(add ! to override)", name);
	}
	return true;
}

static void written(struct editor *editor, const char *name)
{
	struct stat info;

	if (stat(name, &info) == 0)
		editor->known = info;
	document_is_saved(&editor->document);
	editor->new_file = false;
	if (editor->recovery)
		unlink(editor->recovery);
	free(editor->recovery);
	editor->recovery = NULL;
}

bool file_write(struct editor *editor, const char *name, size_t first, size_t last, bool append,
		bool force)
{
	size_t lines = document_lines(&editor->document);
	bool own = editor->name && strcmp(editor->name, name) == 0;
	bool whole = first == 0 && last + 1 >= lines;
	struct stat info;
	bool exists = stat(name, &info) == 0;
	char *target = NULL;
	uint64_t bytes = 0;
	int result = 1;

	if (!force && !may_write(editor, name, own, whole, append, &info, exists))
		return false;
	if (exists && S_ISDIR(info.st_mode))
		return editor_error(editor, "\"%s\" is a directory", name);
	if (exists && !append)
		target = realpath(name, NULL);
	if (target && can_be_renamed(target, &info) && (force || access(target, W_OK) == 0))
		result = write_renamed(editor, target, &info, first, last, &bytes);
	if (result == 1)
		result = write_in_place(editor, name, first, last, append, &bytes);
	free(target);
	if (result < 0)
		return editor_failure(editor);
	if (own && whole && !append)
		written(editor, name);
	editor_say(editor, "\"%s\"%s %zuL, %lluB %s", name, exists ? "" : " [New]",
		   document_is_empty(&editor->document) ? 0 : last - first + 1,
		   (unsigned long long)bytes, append ? "appended" : "written");
	return true;
}

int64_t file_read(struct editor *editor, const char *name, size_t line)
{
	struct buffer text = { 0 };
	struct stat info;
	size_t before = rope_newlines(&editor->document.rope);

	if (read_text(name, &text, &info) < 0) {
		buffer_free(&text);
		editor_failure(editor);
		return -1;
	}
	if (text.length) {
		/* The one line of an empty text stays. */
		if (document_is_empty(&editor->document)) {
			document_insert(&editor->document, 0, "\n", 1);
			before = 1;
		}
		document_insert(&editor->document, line, text.data, text.length);
	}
	buffer_free(&text);
	return rope_newlines(&editor->document.rope) - before;
}

static bool preserve_as(struct editor *editor, const char *name)
{
	uint64_t bytes;
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool well;

	if (fd < 0)
		return false;
	well = write_lines(editor, fd, 0, document_lines(&editor->document) - 1, &bytes) == 0;
	return close(fd) == 0 && well;
}

void file_preserve(struct editor *editor)
{
	char *name;

	if (!document_changed(&editor->document))
		return;
	name = recovery_name(editor->name ? editor->name : "unnamed");
	if (!preserve_as(editor, name)) {
		free(name);
		name = xasprintf("/tmp/vi.%d.recover", (int)getpid());
		if (!preserve_as(editor, name)) {
			fail("%s", name);
			warn_failure();
			free(name);
			return;
		}
	}
	warn("unsaved text is in %s", name);
	free(name);
}
