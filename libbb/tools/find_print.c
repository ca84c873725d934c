/* SPDX-License-Identifier: MIT */
/* find's -printf and -ls. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/birth.h"
#include "fs/mode.h"
#include "fs/mountinfo.h"
#include "fs/owner.h"
#include "tools/find.h"

void find_complain(const struct walk_entry *entry, int error)
{
	errno = error;
	warn_errno("%s", quote(entry->path));
}

void find_put_path(FILE *file, const char *path)
{
	static int terminal = -1;
	char *copy;

	if (terminal < 0)
		terminal = isatty(STDOUT_FILENO);
	if (!terminal || file != stdout) {
		fputs(path, file);
		return;
	}
	copy = xstrdup(path);
	text_make_printable(copy);
	fputs(copy, file);
	free(copy);
}

struct output {
	FILE *file;
	const struct find *find;
	struct walk_entry *entry;
	char flags[40];		/* "%-10.3" of the directive, as a format in the making */
};

static void put_text(struct output *out, const char *text)
{
	strcat(out->flags, "s");
	fprintf(out->file, out->flags, text);
}

static void put_number(struct output *out, uint64_t number, const char *conversion)
{
	strcat(out->flags, conversion);
	fprintf(out->file, out->flags, number);
}

static bool link_target(const struct walk_entry *entry, char target[4096])
{
	ssize_t length = readlinkat(entry->dir_fd, entry->name, target, 4095);

	target[MAX(length, 0)] = '\0';
	return length >= 0;
}

static char type_letter(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFBLK:
		return 'b';
	case S_IFCHR:
		return 'c';
	case S_IFDIR:
		return 'd';
	case S_IFIFO:
		return 'p';
	case S_IFREG:
		return 'f';
	case S_IFLNK:
		return 'l';
	case S_IFSOCK:
		return 's';
	default:
		return 'U';
	}
}

/* %Y: what a link leads to; L: in a circle, N: nowhere, ?: unknown. */
static char target_letter(struct output *out)
{
	struct stat status;

	if (fstatat(out->entry->dir_fd, out->entry->name, &status, 0) == 0)
		return type_letter(status.st_mode);
	return errno == ELOOP ? 'L' : errno == ENOENT || errno == ENOTDIR ? 'N' : '?';
}

/* One of strftime(3)'s letters, with a fraction of the second where GNU has one. */
static void put_time_letter(struct output *out, struct timespec time, char letter)
{
	char format[3] = { '%', letter, '\0' }, text[128];
	struct tm local;

	localtime_r(&time.tv_sec, &local);
	switch (letter) {
	case '@':
		snprintf(text, sizeof(text), "%lld.%09ld0", (long long)time.tv_sec,
			 (long)time.tv_nsec);
		break;
	case '+':
		strftime(text, 64, "%Y-%m-%d+%H:%M:%S", &local);
		sprintf(text + strlen(text), ".%09ld0", (long)time.tv_nsec);
		break;
	case 'S':
		strftime(text, 64, "%S", &local);
		sprintf(text + strlen(text), ".%09ld0", (long)time.tv_nsec);
		break;
	case 'T': case 'X':
		strftime(text, 64, "%H:%M:%S", &local);
		sprintf(text + strlen(text), ".%09ld0", (long)time.tv_nsec);
		break;
	case 'c':
		strftime(text, sizeof(text), "%a %b %e %H:%M:%S %Y", &local);
		break;
	case 'r':
		strftime(text, sizeof(text), "%I:%M:%S %p", &local);
		break;
	default:
		if (!strftime(text, sizeof(text), format, &local))
			text[0] = '\0';
	}
	put_text(out, text);
}

static void put_time(struct output *out, struct timespec time, char letter)
{
	char text[64];
	struct tm local;

	if (letter) {
		put_time_letter(out, time, letter);
		return;
	}
	/* %a, %c and %t: as ctime(3), with the fraction. */
	localtime_r(&time.tv_sec, &local);
	strftime(text, 32, "%a %b %e %H:%M:%S", &local);
	sprintf(text + strlen(text), ".%09ld0", (long)time.tv_nsec);
	strftime(text + strlen(text), 8, " %Y", &local);
	put_text(out, text);
}

static void put_filesystem(struct output *out)
{
	struct mountinfo_table table;
	const char *type = "unknown";

	if (mountinfo_read("/proc/self/mountinfo", &table) < 0) {
		put_text(out, type);
		return;
	}
	for (size_t i = 0; i < table.count; i++)
		if (table.rows[i].device == out->entry->status.st_dev)
			type = table.rows[i].type;
	put_text(out, type);
	mountinfo_free(&table);
}

/* %f, %h, %H, %p, %P: parts of the path. */
static bool put_path_part(struct output *out, char letter)
{
	const struct walk_entry *entry = out->entry;
	const char *path = entry->path, *slash;
	char *copy;
	size_t length;

	switch (letter) {
	case 'p':
		put_text(out, path);
		return true;
	case 'H':
		put_text(out, out->find->root);
		return true;
	case 'P':
		path += strlen(out->find->root);
		put_text(out, path + (*path == '/'));
		return true;
	case 'f':
	case 'h':
		break;
	default:
		return false;
	}
	/* The last slash that has a name behind it; slashes at the end belong to the name. */
	slash = strrchr(path, '/');
	if (letter == 'h') {
		copy = slash ? xstrndup(path, slash - path) : xstrdup(".");
		put_text(out, copy);
		free(copy);
		return true;
	}
	length = strlen(path);
	while (length > 1 && path[length - 1] == '/')
		length--;
	while (length && path[length - 1] != '/')
		length--;
	put_text(out, path[length] ? path + length : path);
	return true;
}

static void put_owner(struct output *out, const char *name, unsigned id)
{
	char number[16];

	snprintf(number, sizeof(number), "%u", id);
	put_text(out, name ? name : number);
}

static bool put_status(struct output *out, char letter)
{
	const struct stat *status = &out->entry->status;
	char text[16], target[4096];

	switch (letter) {
	case 'b':
		put_number(out, status->st_blocks, "llu");
		break;
	case 'D':
		put_number(out, status->st_dev, "llu");
		break;
	case 'd':
		put_number(out, out->entry->depth, "llu");
		break;
	case 'F':
		put_filesystem(out);
		break;
	case 'g':
		put_owner(out, group_name(status->st_gid), status->st_gid);
		break;
	case 'G':
		put_number(out, status->st_gid, "llu");
		break;
	case 'i':
		put_number(out, status->st_ino, "llu");
		break;
	case 'k':
		put_number(out, (status->st_blocks + 1) / 2, "llu");
		break;
	case 'l':
		put_text(out, S_ISLNK(status->st_mode) && link_target(out->entry, target) ?
				      target : "");
		break;
	case 'm':
		put_number(out, status->st_mode & 07777, "llo");
		break;
	case 'M':
		mode_letters(status->st_mode, text);
		put_text(out, text);
		break;
	case 'n':
		put_number(out, status->st_nlink, "llu");
		break;
	case 's':
		put_number(out, status->st_size, "llu");
		break;
	case 'S':
		strcat(out->flags, "g");
		fprintf(out->file, out->flags,
			status->st_size ? 512.0 * status->st_blocks / status->st_size :
			status->st_blocks ? 512.0 : 1.0);
		break;
	case 'u':
		put_owner(out, user_name(status->st_uid), status->st_uid);
		break;
	case 'U':
		put_number(out, status->st_uid, "llu");
		break;
	case 'y':
	case 'Y':
		text[0] = letter == 'Y' && S_ISLNK(status->st_mode) ? target_letter(out)
								   : type_letter(status->st_mode);
		text[1] = '\0';
		put_text(out, text);
		break;
	default:
		return false;
	}
	return true;
}

/* %a %c %t, %Ax %Bx %Cx %Tx. Returns what follows, NULL when it is none of these. */
static const char *put_times(struct output *out, const char *at)
{
	const struct stat *status = &out->entry->status;
	struct timespec birth;

	switch (*at) {
	case 'a':
		put_time(out, status->st_atim, 0);
		return at + 1;
	case 'c':
		put_time(out, status->st_ctim, 0);
		return at + 1;
	case 't':
		put_time(out, status->st_mtim, 0);
		return at + 1;
	case 'A': case 'B': case 'C': case 'T':
		if (!at[1])
			return NULL;
		if (*at == 'B' && !birth_time(out->entry->dir_fd, out->entry->name,
					      out->entry->follows, &birth))
			put_text(out, "");
		else
			put_time(out, *at == 'A' ? status->st_atim : *at == 'C' ? status->st_ctim :
				      *at == 'B' ? birth : status->st_mtim, at[1]);
		return at + 2;
	default:
		return NULL;
	}
}

static const char *put_directive(struct output *out, const char *at)
{
	const char *start = at, *after;
	size_t length;

	if (*at == '%') {
		fputc('%', out->file);
		return at + 1;
	}
	at += strspn(at, "-+ 0#");
	at += strspn(at, "0123456789");
	if (*at == '.')
		at += 1 + strspn(at + 1, "0123456789");
	length = at - start;
	snprintf(out->flags, 24, "%%%.*s", (int)MIN(length, 20u), start);
	if (put_path_part(out, *at))
		return at + 1;
	if (*at && strchr("abBcCDdFgGiklmMnsStTuUyYA", *at)) {
		if (*at != 'd' && !walk_status(out->entry)) {
			find_complain(out->entry, out->entry->error);
			return at + 1;
		}
		after = put_times(out, at);
		if (after)
			return after;
		if (put_status(out, *at))
			return at + 1;
	}
	/* Not known: as it stands. */
	fprintf(out->file, "%%%.*s", (int)(at - start + (*at != '\0')), start);
	return at + (*at != '\0');
}

static const char *put_escape(struct output *out, const char *at)
{
	static const char pairs[] = "a\ab\bf\fn\nr\rt\tv\v\\\\";

	for (const char *pair = pairs; *pair; pair += 2) {
		if (*pair == *at) {
			fputc(pair[1], out->file);
			return at + 1;
		}
	}
	if (*at >= '0' && *at <= '7') {
		int value = 0;

		for (int i = 0; i < 3 && *at >= '0' && *at <= '7'; i++)
			value = value * 8 + *at++ - '0';
		fputc(value, out->file);
		return at;
	}
	fputc('\\', out->file);
	if (*at)
		fputc(*at++, out->file);
	return at;
}

void find_print_format(FILE *file, const char *format, const struct find *find,
		       struct walk_entry *entry)
{
	struct output out = { .file = file, .find = find, .entry = entry };

	for (const char *at = format; *at;) {
		if (*at == '%') {
			at = put_directive(&out, at + 1);
		} else if (*at == '\\') {
			/* \c: nothing more of this. */
			if (at[1] == 'c') {
				fflush(file);
				return;
			}
			at = put_escape(&out, at + 1);
		} else {
			fputc(*at++, file);
		}
	}
}

/* A name as ls -b writes it. */
static void put_escaped(FILE *file, const char *text)
{
	static const char letters[] = "\aa\bb\tt\nn\vv\ff\rr  \\\\\"\"";

	for (; *text; text++) {
		const char *found = NULL;

		for (const char *at = letters; *at && !found; at += 2)
			if (*at == *text)
				found = at + 1;
		if (found)
			fprintf(file, "\\%c", *found);
		else if ((unsigned char)*text < 0x20 || *text == 0x7f || *text & 0x80)
			fprintf(file, "\\%03o", (unsigned char)*text);
		else
			fputc(*text, file);
	}
}

void find_print_ls(FILE *file, const struct find *find, struct walk_entry *entry)
{
	const struct stat *status = &entry->status;
	char letters[11], date[32], target[4096], number[16];
	time_t now = find->now.tv_sec, time;
	struct tm local;

	if (!walk_status(entry)) {
		find_complain(entry, entry->error);
		return;
	}
	mode_letters(status->st_mode, letters);
	time = status->st_mtim.tv_sec;
	localtime_r(&time, &local);
	/* Half a year old, or of the future: the year. */
	strftime(date, sizeof(date), now - 15724800 > time || time > now + 3600 ?
		 "%b %e  %Y" : "%b %e %H:%M", &local);
	fprintf(file, "%9llu %6llu %s %3u ", (unsigned long long)status->st_ino,
		(unsigned long long)(status->st_blocks + 1) / 2, letters,
		(unsigned)status->st_nlink);
	snprintf(number, sizeof(number), "%u", status->st_uid);
	fprintf(file, "%-8s ", user_name(status->st_uid) ? user_name(status->st_uid) : number);
	snprintf(number, sizeof(number), "%u", status->st_gid);
	fprintf(file, "%-8s ", group_name(status->st_gid) ? group_name(status->st_gid) : number);
	if (S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode))
		fprintf(file, "%3u, %3u ", major(status->st_rdev), minor(status->st_rdev));
	else
		fprintf(file, "%8llu ", (unsigned long long)status->st_size);
	fprintf(file, "%s ", date);
	put_escaped(file, entry->path);
	if (S_ISLNK(status->st_mode) && link_target(entry, target)) {
		fputs(" -> ", file);
		put_escaped(file, target);
	}
	fputc('\n', file);
}
