/* SPDX-License-Identifier: MIT */
/* What tar prints of a member: its name, or a line as ls -l has it. */
#include <archive_entry.h>
#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <time.h>

#include "core/quote.h"
#include "core/text.h"
#include "fs/mode.h"
#include "tools/tar.h"

/* Backslash and what is not printable as an escape. */
static void put_name(FILE *file, const char *name)
{
	static const char letters[] = "\aa\bb\tt\nn\vv\ff\rr\\\\";
	int width, length;

	for (size_t left = strlen(name); left; name += length, left -= length) {
		const char *found = memchr(letters, *name, sizeof(letters) - 1);

		length = printable_length(name, left, &width);
		if (found && (found - letters) % 2 == 0)
			fprintf(file, "\\%c", found[1]);
		else if (length > 0)
			fwrite(name, 1, length, file);
		else
			fprintf(file, "\\%03o", (unsigned char)*name);
		length = length > 0 ? length : 1;
	}
}

static void put_time(FILE *file, const struct tar *tar, struct archive_entry *entry)
{
	time_t seconds = archive_entry_mtime(entry);
	struct tm when = { 0 };

	if (tar->utc)
		gmtime_r(&seconds, &when);
	else
		localtime_r(&seconds, &when);
	fprintf(file, "%04d-%02d-%02d %02d:%02d", when.tm_year + 1900, when.tm_mon + 1,
		when.tm_mday, when.tm_hour, when.tm_min);
	if (tar->full_time) {
		fprintf(file, ":%02d", when.tm_sec);
		if (archive_entry_mtime_nsec(entry))
			fprintf(file, ".%09ld", archive_entry_mtime_nsec(entry));
	}
}

static void put_long(FILE *file, const struct tar *tar, struct archive_entry *entry)
{
	static int width = 19;
	const char *user = archive_entry_uname(entry), *group = archive_entry_gname(entry);
	char letters[12], who[300], size[48];
	int used;

	mode_letters(archive_entry_mode(entry), letters);
	if (archive_entry_hardlink(entry))
		letters[0] = 'h';
	if (user && *user && !tar->numeric)
		snprintf(who, 140, "%s/", user);
	else
		snprintf(who, 140, "%lld/", (long long)archive_entry_uid(entry));
	if (group && *group && !tar->numeric)
		snprintf(who + strlen(who), 140, "%s", group);
	else
		snprintf(who + strlen(who), 140, "%lld", (long long)archive_entry_gid(entry));
	if (letters[0] == 'b' || letters[0] == 'c')
		snprintf(size, sizeof(size), "%u,%u", (unsigned)archive_entry_rdevmajor(entry),
			 (unsigned)archive_entry_rdevminor(entry));
	else
		snprintf(size, sizeof(size), "%lld", letters[0] == 'h' ? 0LL :
			 (long long)archive_entry_size(entry));
	used = strlen(who) + 1 + strlen(size);
	width = MAX(width, used);
	text_make_line(who);
	fprintf(file, "%s %s %*s ", letters, who, width - used + (int)strlen(size), size);
	put_time(file, tar, entry);
	putc(' ', file);
}

void tar_print(FILE *file, const struct tar *tar, struct archive_entry *entry, const char *name,
	       bool in_long)
{
	if (in_long)
		put_long(file, tar, entry);
	put_name(file, name);
	if (in_long && archive_entry_hardlink(entry)) {
		fputs(" link to ", file);
		put_name(file, archive_entry_hardlink(entry));
	} else if (in_long && archive_entry_symlink(entry)) {
		fputs(" -> ", file);
		put_name(file, archive_entry_symlink(entry));
	}
	putc('\n', file);
}
