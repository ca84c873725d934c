/* SPDX-License-Identifier: MIT */
/* stat(1)'s formats: a letter for each of a file's, or a filesystem's, properties. */
#include "tools/stat_format.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "core/escape.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/birth.h"
#include "fs/kind.h"
#include "fs/magic.h"
#include "fs/mode.h"
#include "fs/owner.h"
#include "fs/relative.h"

struct subject {
	const char *path;
	const struct stat_how *how;
	struct stat status;
	struct statfs filesystem;
};

/* A directive's flags, width and precision, for printf(3). */
struct field {
	char flags[8];
	int width, precision;	/* -1: none */
};

static void put_text(const struct field *field, const char *text)
{
	char format[32];

	/* Only the side matters to texts. */
	snprintf(format, sizeof(format), "%%%s*.*s", strchr(field->flags, '-') ? "-" : "");
	printf(format, MAX(field->width, 0), field->precision < 0 ? INT32_MAX : field->precision,
	       text);
}

static void put_number(const struct field *field, unsigned long long number, char conversion)
{
	char format[32];

	snprintf(format, sizeof(format), "%%%s*%sll%c", field->flags,
		 field->precision >= 0 ? ".*" : "", conversion);
	if (field->precision >= 0)
		printf(format, MAX(field->width, 0), field->precision, number);
	else
		printf(format, MAX(field->width, 0), number);
}

static void put_date(const struct field *field, struct timespec time, bool known)
{
	char date[64], zone[16], text[128];
	struct tm local;

	if (!known) {
		put_text(field, "-");
		return;
	}
	localtime_r(&time.tv_sec, &local);
	strftime(date, sizeof(date), "%Y-%m-%d %H:%M:%S", &local);
	strftime(zone, sizeof(zone), "%z", &local);
	snprintf(text, sizeof(text), "%s.%09ld %s", date, (long)time.tv_nsec, zone);
	put_text(field, text);
}

/* Seconds; with a precision, digits of a fraction too. "%.X" means all nine. */
static void put_seconds(const struct field *field, struct timespec time, bool fraction)
{
	struct field whole = *field;
	char digits[16], text[64];
	int precision = field->precision;

	if (!fraction) {
		whole.precision = -1;
		put_number(&whole, time.tv_sec, 'd');
		return;
	}
	snprintf(digits, sizeof(digits), "%09ld", (long)time.tv_nsec);
	snprintf(text, sizeof(text), "%lld.%.*s", (long long)time.tv_sec, MIN(precision, 9),
		 digits);
	if (!precision)
		text[strlen(text) - 1] = '\0';
	for (int i = 9; i < precision && strlen(text) + 1 < sizeof(text); i++)
		strcat(text, "0");
	whole.precision = -1;
	put_text(&whole, text);
}

/* In quotes, unless a width makes a table of it. */
static void put_quoted(const struct subject *subject, const struct field *field, const char *name)
{
	put_text(field, subject->how->bare_names || field->width >= 0 || field->flags[0] ?
				name : quote(name));
}

static void put_name(const struct subject *subject, const struct field *field)
{
	char target[4096];
	ssize_t length;

	put_quoted(subject, field, subject->path);
	if (!S_ISLNK(subject->status.st_mode))
		return;
	length = readlink(subject->path, target, sizeof(target) - 1);
	if (length < 0) {
		warn("cannot read symbolic link %s: %s", quote(subject->path), strerror(errno));
		return;
	}
	target[length] = '\0';
	fputs(" -> ", stdout);
	put_quoted(subject, field, target);
}

/* Where the filesystem begins: up from the file, as long as the device stays the same. */
static void put_mount_point(const struct subject *subject, const struct field *field)
{
	bool folder = S_ISDIR(subject->status.st_mode);
	char *named, *path, *slash;
	struct stat here, above;

	/* A link may lead nowhere: the folder it is in counts. */
	slash = strrchr(subject->path, '/');
	named = folder ? xstrdup(subject->path) :
		slash ? xstrndup(subject->path, slash - subject->path + 1) : xstrdup(".");
	path = canonical_path(named, CANONICAL_EXISTING, false);
	free(named);
	while (path && path[1] && stat(path, &here) == 0) {
		char *parent = xstrdup(path);

		slash = strrchr(parent, '/');
		slash[slash == parent] = '\0';
		if (stat(parent, &above) < 0 || above.st_dev != here.st_dev) {
			free(parent);
			break;
		}
		free(path);
		path = parent;
	}
	put_text(field, path ? path : "?");
	free(path);
}

static void put_time(const struct subject *subject, const struct field *field, char letter,
		     bool fraction)
{
	struct timespec time = { 0 };
	bool known = true;

	switch (letter | 0x20) {
	case 'w':
		known = birth_time(AT_FDCWD, subject->path, subject->how->follow, &time);
		break;
	case 'x':
		time = subject->status.st_atim;
		break;
	case 'y':
		time = subject->status.st_mtim;
		break;
	default:
		time = subject->status.st_ctim;
	}
	if (isupper((unsigned char)letter))
		put_seconds(field, time, fraction);
	else
		put_date(field, time, known);
}

static void put_owner(const struct field *field, const char *name)
{
	put_text(field, name ? name : "UNKNOWN");
}

/* half: 'H' or 'L' before d and r, for a device's major and minor number. */
static bool put_of_file(const struct subject *subject, const struct field *field, char letter,
			char half, bool fraction)
{
	const struct stat *status = &subject->status;
	char letters[11];

	switch (letter) {
	case 'a':
		put_number(field, status->st_mode & 07777, 'o');
		break;
	case 'A':
		mode_letters(status->st_mode, letters);
		put_text(field, letters);
		break;
	case 'b':
		put_number(field, status->st_blocks, 'u');
		break;
	case 'B':
		put_number(field, 512, 'u');
		break;
	case 'd':
		put_number(field, half == 'H' ? major(status->st_dev) :
				  half == 'L' ? minor(status->st_dev) : status->st_dev, 'u');
		break;
	case 'D':
		put_number(field, status->st_dev, 'x');
		break;
	case 'f':
		put_number(field, status->st_mode, 'x');
		break;
	case 'F':
		put_text(field, file_kind(status));
		break;
	case 'g':
		put_number(field, status->st_gid, 'u');
		break;
	case 'G':
		put_owner(field, group_name(status->st_gid));
		break;
	case 'h':
		put_number(field, status->st_nlink, 'u');
		break;
	case 'i':
		put_number(field, status->st_ino, 'u');
		break;
	case 'm':
		put_mount_point(subject, field);
		break;
	case 'n':
		put_text(field, subject->path);
		break;
	case 'N':
		put_name(subject, field);
		break;
	case 'o':
		put_number(field, status->st_blksize, 'u');
		break;
	case 's':
		put_number(field, status->st_size, 'd');
		break;
	case 'r':
		put_number(field, half == 'H' ? major(status->st_rdev) :
				  half == 'L' ? minor(status->st_rdev) : status->st_rdev, 'u');
		break;
	case 'R':
		put_number(field, status->st_rdev, 'x');
		break;
	case 't':
		put_number(field, major(status->st_rdev), 'x');
		break;
	case 'T':
		put_number(field, minor(status->st_rdev), 'x');
		break;
	case 'u':
		put_number(field, status->st_uid, 'u');
		break;
	case 'U':
		put_owner(field, user_name(status->st_uid));
		break;
	case 'w': case 'W': case 'x': case 'X': case 'y': case 'Y': case 'z': case 'Z':
		put_time(subject, field, letter, fraction);
		break;
	case 'C':
		warn("failed to get security context of %s: %s", quote(subject->path),
		     strerror(ENODATA));
		put_text(field, "?");
		break;
	default:
		return false;
	}
	return true;
}

static bool put_of_filesystem(const struct subject *subject, const struct field *field,
			      char letter)
{
	const struct statfs *filesystem = &subject->filesystem;
	unsigned id[2];
	char name[40];

	memcpy(id, &filesystem->f_fsid, sizeof(id));
	switch (letter) {
	case 'a':
		put_number(field, filesystem->f_bavail, 'd');
		break;
	case 'b':
		put_number(field, filesystem->f_blocks, 'u');
		break;
	case 'c':
		put_number(field, filesystem->f_files, 'u');
		break;
	case 'd':
		put_number(field, filesystem->f_ffree, 'd');
		break;
	case 'f':
		put_number(field, filesystem->f_bfree, 'd');
		break;
	case 'i':
		put_number(field, (uint64_t)id[0] << 32 | id[1], 'x');
		break;
	case 'l':
		put_number(field, filesystem->f_namelen, 'u');
		break;
	case 'n':
		put_text(field, subject->path);
		break;
	case 's':
		put_number(field, filesystem->f_bsize, 'u');
		break;
	case 'S':
		put_number(field, filesystem->f_frsize ? filesystem->f_frsize : filesystem->f_bsize,
			   'u');
		break;
	case 't':
		put_number(field, (unsigned)filesystem->f_type, 'x');
		break;
	case 'T':
		put_text(field, filesystem_name(filesystem->f_type, name));
		break;
	default:
		return false;
	}
	return true;
}

static const char *put_directive(const struct subject *subject, const char *at)
{
	struct field field = { .width = -1, .precision = -1 };
	const char *start = at;
	size_t flags = strspn(at, "-+ #0'");
	bool fraction = false;
	char half = 0;

	text_copy(field.flags, MIN(flags + 1, sizeof(field.flags)), at);
	at += flags;
	if (isdigit((unsigned char)*at))
		field.width = strtol(at, (char **)&at, 10);
	if (*at == '.') {
		fraction = true;
		at++;
		field.precision = isdigit((unsigned char)*at) ? strtol(at, (char **)&at, 10) : 9;
	}
	if (!subject->how->filesystem && (*at == 'H' || *at == 'L') &&
	    (at[1] == 'd' || at[1] == 'r'))
		half = *at++;
	if (*at == '%' && at == start) {
		putchar('%');
		return at + 1;
	}
	if (!*at && at == start) {
		putchar('%');
		return at;
	}
	if (!*at || *at == '%')
		die(1, "%s: invalid directive",
		    quote(xasprintf("%%%.*s", (int)(at - start + (*at != 0)), start)));
	if (subject->how->filesystem ? !put_of_filesystem(subject, &field, *at) :
				       !put_of_file(subject, &field, *at, half, fraction))
		putchar('?');
	return at + 1;
}

int stat_print(const char *path, const char *format, const struct stat_how *how)
{
	struct subject subject = { .path = path, .how = how };
	bool is_stdin = strcmp(path, "-") == 0;

	if (how->filesystem && is_stdin)
		return fail_plain("using %s to denote standard input does not work in file system "
				  "mode", quote("-"));
	if (how->filesystem) {
		if (statfs(path, &subject.filesystem) < 0)
			return fail("cannot read file system information for %s", quote(path));
	} else if ((is_stdin ? fstat(STDIN_FILENO, &subject.status) :
		    how->follow ? stat(path, &subject.status) : lstat(path, &subject.status)) < 0) {
		return is_stdin ? fail("cannot stat standard input") :
				  fail("cannot statx %s", quote(path));
	}
	for (const char *at = format; *at;) {
		char bytes[8];
		int count;

		if (*at == '%') {
			at = put_directive(&subject, at + 1);
			continue;
		}
		if (*at != '\\' || !how->escapes) {
			putchar(*at++);
			continue;
		}
		at++;
		count = escape_decode(&at, ESCAPE_FORMAT, bytes);
		if (count > 0)
			fwrite(bytes, 1, count, stdout);
		else if (*at)
			putchar(*at++);
		else
			putchar('\\');
	}
	return 0;
}
