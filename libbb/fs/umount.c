/* SPDX-License-Identifier: MIT */
/* umount(8) over umount2(2). */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "core/error.h"
#include "core/text.h"
#include "fs/loopdev.h"
#include "fs/mount.h"
#include "fs/mount_table.h"

/* The device, when the file is what a loop device is attached to. */
static bool loop_of(const char *file, char device[32])
{
	struct loopdev found;

	for (unsigned number = 0; loopdev_next(&number, &found) > 0;) {
		if (strcmp(found.file, file) == 0)
			return text_copy(device, 32, found.device);
	}
	return false;
}

/* Where it is mounted, the topmost: NULL when it is no source of a mount. To be freed. */
static char *target_of(const char *source)
{
	char device[32] = "", *target = NULL;
	struct mount_table table;

	if (mount_table_read("/proc/self/mounts", &table) < 0)
		return NULL;
	loop_of(source, device);
	for (size_t i = table.count; i-- > 0 && !target;) {
		const struct mount_entry *row = &table.rows[i];

		if (strcmp(row->source, source) == 0 || strcmp(row->source, device) == 0)
			target = xstrdup(row->target);
	}
	mount_table_free(&table);
	return target;
}

static int explain(const char *target)
{
	int saved = errno;

	switch (saved) {
	case EINVAL:
		fail_plain("%s: not mounted", target);
		break;
	case ENOENT:
		fail_plain("%s: no mount point specified", target);
		break;
	case EBUSY:
		fail_plain("%s: target is busy", target);
		break;
	case EPERM:
		fail_plain("%s: must be superuser to unmount", target);
		break;
	default:
		fail("%s", target);
	}
	errno = saved;
	return -1;
}

int mount_remove(const char *target, int flags)
{
	char *path = realpath(target, NULL), *at;
	int result = umount2(path ? path : target, flags);

	/* A device, a file, or a source without a path ("tmpfs"). */
	if (result < 0 && (errno == EINVAL || errno == ENOENT || errno == ENOTDIR)) {
		int saved = errno;

		at = target_of(path ? path : target);
		errno = saved;
		if (at)
			result = umount2(at, flags);
		free(at);
	}
	if (result < 0)
		explain(target);
	free(path);
	return result;
}
