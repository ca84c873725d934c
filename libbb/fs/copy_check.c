/* SPDX-License-Identifier: MIT */
/* Before cp or mv overwrites: the same file, folders, questions, backups. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/ask.h"
#include "core/error.h"
#include "core/quote.h"
#include "fs/copy.h"
#include "fs/mode.h"

static bool is_newer(const struct stat *a, const struct stat *b)
{
	return a->st_mtim.tv_sec != b->st_mtim.tv_sec ?
		       a->st_mtim.tv_sec > b->st_mtim.tv_sec :
		       a->st_mtim.tv_nsec > b->st_mtim.tv_nsec;
}

static bool ask_to_overwrite(const struct copy_how *how, const char *to,
			     const struct stat *there)
{
	char letters[11];

	if (S_ISLNK(there->st_mode) || euidaccess(to, W_OK) == 0)
		return ask("overwrite %s? ", quote(to));
	mode_letters(there->st_mode, letters);
	if (how->moving || how->force || how->remove_first)
		return ask("replace %s, overriding mode %04o (%s)? ", quote(to),
			   there->st_mode & 07777, letters + 1);
	return ask("unwritable %s (mode %04o, %s); try anyway? ", quote(to),
		   there->st_mode & 07777, letters + 1);
}

int copy_may_overwrite(const struct copy_how *how, const char *from, const struct stat *source,
		       const char *to, const struct stat *there)
{
	bool same = source->st_ino == there->st_ino && source->st_dev == there->st_dev;
	bool link = how->hard_link || how->symbolic_link;

	if (same && how->hard_link)
		return 0;
	if (same)
		return fail_plain("%s and %s are the same file", quote(from), quote(to));
	if (how->no_clobber)
		return 0;
	if (how->update && !S_ISDIR(source->st_mode) && !is_newer(source, there))
		return 0;
	/* What is kept as a backup mv may replace by anything. */
	if (S_ISDIR(there->st_mode) && !S_ISDIR(source->st_mode) && !(how->moving && how->backup))
		return fail_plain("cannot overwrite directory %s with non-directory", quote(to));
	if (!how->backup && seen_find(&how->created, there))
		return fail_plain("will not overwrite just-created %s with %s", quote(to),
				  quote(from));
	if (how->interactive && !ask_to_overwrite(how, to, there))
		return 0;
	if (link && !how->force && !how->interactive && !how->remove_first && !how->backup) {
		errno = EEXIST;
		return how->hard_link ? fail("cannot create hard link %s to %s", quote(to),
					     quote(from))
				      : fail("cannot create symbolic link %s to %s", quote(to),
					     quote(from));
	}
	return 1;
}

int copy_make_backup(const struct copy_how *how, const char *to, char **name)
{
	*name = backup_name(to, how->backup);
	if (*name && rename(to, *name) < 0)
		return fail("cannot backup %s", quote(to));
	return 0;
}
