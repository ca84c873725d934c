/* SPDX-License-Identifier: MIT */
/* Times of folders that were there before an archive was unpacked over them. */
#include "fs/archive_folders.h"

#include <archive_entry.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "core/text.h"

bool archive_folders_meet(const struct archive_folders *folders, struct archive_entry *entry)
{
	struct stat status;

	return folders->times && archive_entry_filetype(entry) == AE_IFDIR &&
	       archive_entry_mtime_is_set(entry) &&
	       lstat(archive_entry_pathname(entry), &status) == 0 && S_ISDIR(status.st_mode);
}

void archive_folders_add(struct archive_folders *folders, struct archive_entry *entry)
{
	folders->items = xrealloc(folders->items, (folders->count + 1) * sizeof(*folders->items));
	folders->items[folders->count++] = (struct archive_folder){
		.path = xstrdup(archive_entry_pathname(entry)),
		.when = { archive_entry_mtime(entry), archive_entry_mtime_nsec(entry) },
	};
}

void archive_folders_finish(struct archive_folders *folders)
{
	for (size_t i = 0; i < folders->count; i++) {
		const struct timespec times[2] = { { .tv_nsec = UTIME_OMIT },
						   folders->items[i].when };

		/* One that is gone, or a link by now, was seen to by another member. */
		utimensat(AT_FDCWD, folders->items[i].path, times, AT_SYMLINK_NOFOLLOW);
		free(folders->items[i].path);
	}
	free(folders->items);
	folders->items = NULL;
	folders->count = 0;
}
