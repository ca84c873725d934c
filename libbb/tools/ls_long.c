/* SPDX-License-Identifier: MIT */
/* ls -l's lines. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <time.h>

#include "core/when.h"
#include "fs/mode.h"
#include "fs/owner.h"
#include "tools/ls.h"

/* Half a Gregorian year: what is older shows its year. */
enum { RECENT = 31556952 / 2 };

static bool is_device(const struct ls_file *file)
{
	return S_ISCHR(file->status.st_mode) || S_ISBLK(file->status.st_mode);
}

static int digits(unsigned long long number)
{
	return snprintf(NULL, 0, "%llu", number);
}

static const char *owner_text(const char *name, unsigned id, bool numeric, char number[16])
{
	if (name && !numeric)
		return name;
	snprintf(number, 16, "%u", id);
	return number;
}

static const char *user_text(const struct ls_file *file, const struct ls_how *how, char number[16])
{
	if (!file->has_status)
		return "?";
	return owner_text(how->numeric ? NULL : user_name(file->status.st_uid),
			  file->status.st_uid, how->numeric, number);
}

static const char *group_text(const struct ls_file *file, const struct ls_how *how,
			      char number[16])
{
	if (!file->has_status)
		return "?";
	return owner_text(how->numeric ? NULL : group_name(file->status.st_gid),
			  file->status.st_gid, how->numeric, number);
}

static void widen(int *width, int wanted)
{
	*width = MAX(*width, wanted);
}

void ls_long_widths(struct ls_list *list, const struct ls_how *how)
{
	char number[16], text[40];

	for (size_t i = 0; i < list->count; i++) {
		const struct ls_file *file = &list->files[i];
		const struct stat *status = &file->status;

		if (how->show_inode)
			widen(&list->inode_width, file->has_status ? digits(status->st_ino) : 1);
		if (how->format == LS_LONG || how->show_blocks)
			list->blocks += file->has_status ? status->st_blocks : 0;
		if (how->show_blocks)
			widen(&list->block_width, file->has_status ?
				      (int)strlen(size_style_text(&how->block,
					      status->st_blocks * 512ULL, text)) : 1);
		if (how->format != LS_LONG)
			continue;
		widen(&list->nlink_width, file->has_status ? digits(status->st_nlink) : 1);
		widen(&list->user_width, strlen(user_text(file, how, number)));
		widen(&list->group_width, strlen(group_text(file, how, number)));
		if (!file->has_status)
			widen(&list->size_width, 1);
		else if (is_device(file)) {
			widen(&list->major_width, digits(major(status->st_rdev)));
			widen(&list->minor_width, digits(minor(status->st_rdev)));
			widen(&list->size_width, list->major_width + 2 + list->minor_width);
		} else {
			widen(&list->size_width,
			      strlen(size_style_text(&how->size, status->st_size, text)));
		}
	}
}

struct timespec ls_time_of(const struct ls_file *file, const struct ls_how *how)
{
	switch (how->time) {
	case LS_ATIME:
		return file->status.st_atim;
	case LS_CTIME:
		return file->status.st_ctim;
	case LS_BTIME:
		return file->birth;
	default:
		return file->status.st_mtim;
	}
}

/* strftime(3), with %N for nanoseconds. */
static void put_time(const char *format, struct timespec time)
{
	static time_t last;
	static struct tm local;
	char expanded[256], text[512];
	size_t length = 0;

	for (const char *at = format; *at && length + 12 < sizeof(expanded); at++) {
		if (at[0] == '%' && at[1] == 'N') {
			length += snprintf(expanded + length, 12, "%09ld", (long)time.tv_nsec);
			at++;
		} else {
			expanded[length++] = *at;
			if (at[0] == '%' && at[1])
				expanded[length++] = *++at;
		}
	}
	expanded[length] = '\0';
	if (time.tv_sec != last || !local.tm_mday) {
		localtime_r(&time.tv_sec, &local);
		last = time.tv_sec;
	}
	if (strftime(text, sizeof(text), expanded, &local) || !*expanded)
		fputs(*expanded ? text : "", stdout);
}

/* As wide as the beginning of time. */
static void put_no_time(const struct ls_how *how)
{
	struct buffer text = { 0 };

	when_format(&text, how->old_format, (struct timespec){ 0 });
	printf("%*s ", (int)text.length, "?");
	buffer_free(&text);
}

static void put_size(const struct ls_list *list, const struct ls_file *file,
		     const struct ls_how *how)
{
	char text[40];

	if (!file->has_status) {
		printf("%*s ", list->size_width, "?");
	} else if (is_device(file)) {
		int spare = list->size_width - (list->major_width + 2 + list->minor_width);

		printf("%*u, %*u ", list->major_width + MAX(spare, 0),
		       major(file->status.st_rdev), list->minor_width,
		       minor(file->status.st_rdev));
	} else {
		printf("%*s ", list->size_width,
		       size_style_text(&how->size, file->status.st_size, text));
	}
}

static void put_link(const struct ls_file *file, const struct ls_how *how)
{
	struct buffer text = { 0 };
	bool quoted, colored;
	char mark;

	fputs(" -> ", stdout);
	ls_name_text(&text, file->link, how, &quoted);
	colored = how->color && ls_color_begin(file, true);
	fwrite(text.data, 1, text.length, stdout);
	if (colored)
		ls_color_end();
	buffer_free(&text);
	mark = file->link_mode ? ls_mark_of(how, file->link_mode, 0) : 0;
	if (mark)
		putchar(mark);
}

/* Names to the left, numbers to the right. */
static void put_owner(const char *text, const char *number, int width)
{
	printf(text == number ? "%*s " : "%-*s ", width, text);
}

static void put_details(const struct ls_list *list, const struct ls_file *file,
			const struct ls_how *how, time_t now)
{
	struct timespec time = ls_time_of(file, how);
	char letters[11], number[16];
	bool recent;

	mode_letters(file->has_status ? file->status.st_mode : (mode_t)file->type << 12, letters);
	if (!file->has_status)
		memset(letters + 1, '?', 9);
	if (file->has_status)
		printf("%s %*llu ", letters, list->nlink_width,
		       (unsigned long long)file->status.st_nlink);
	else
		printf("%s %*s ", letters, list->nlink_width, "?");
	if (!how->no_owner)
		put_owner(user_text(file, how, number), number, list->user_width);
	if (!how->no_group)
		put_owner(group_text(file, how, number), number, list->group_width);
	if (how->author)
		put_owner(user_text(file, how, number), number, list->user_width);
	if (how->context)
		fputs("? ", stdout);
	put_size(list, file, how);
	if (!file->has_status || (how->time == LS_BTIME && !time.tv_sec && !time.tv_nsec)) {
		put_no_time(how);
		return;
	}
	recent = time.tv_sec <= now && time.tv_sec > now - RECENT;
	put_time(recent ? how->recent_format : how->old_format, time);
	putchar(' ');
}

void ls_put_long(const struct ls_list *list, const struct ls_how *how)
{
	struct ls_how bare = *how, front = *how;
	time_t now = time(NULL);

	/* -i and -s stand at the very front here, -Z behind the owners. */
	front.context = false;
	bare.show_inode = bare.show_blocks = bare.context = false;
	for (size_t i = 0; i < list->count; i++) {
		const struct ls_file *file = &list->files[i];
		char text[100];

		ls_front(list, file, &front, text);
		fputs(text, stdout);
		put_details(list, file, how, now);
		ls_put_file(list, file, &bare);
		if (file->link)
			put_link(file, how);
		putchar(how->end);
	}
}
