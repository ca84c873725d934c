/* SPDX-License-Identifier: MIT */
/* umount(8). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "fs/loopdev.h"
#include "fs/mount.h"
#include "fs/mount_table.h"

enum { STATUS_FAILED = 32, STATUS_SOME = 64 };	/* umount(8), EXIT STATUS */

static struct {
	bool all, lazy, force, read_only, recursive, detach_loop, quiet, fake, no_mtab;
	int verbose;
	const char *types;
	int done, failed;
} G;

static const struct option_row options[] = {
	{ "-a --all", OPTION_FLAG, &G.all, NULL, "unmount everything but proc, sysfs, devpts" },
	{ "-d --detach-loop", OPTION_FLAG, &G.detach_loop, NULL, "free the loop device, too" },
	{ "-f --force", OPTION_FLAG, &G.force, NULL, "even when its server does not answer" },
	{ "--fake", OPTION_FLAG, &G.fake, NULL, "all but the unmounting itself" },
	{ "-l --lazy", OPTION_FLAG, &G.lazy, NULL, "take it out now, clean up when it is unused" },
	{ "-n --no-mtab", OPTION_FLAG, &G.no_mtab, NULL, "write no /etc/mtab (as ever)" },
	{ "-q --quiet", OPTION_FLAG, &G.quiet, NULL, "silent where nothing is mounted" },
	{ "-R --recursive", OPTION_FLAG, &G.recursive, NULL, "with everything mounted below" },
	{ "-r --read-only", OPTION_FLAG, &G.read_only, NULL, "read-only when it is busy" },
	{ "-t --types", OPTION_TEXT, &G.types, "LIST", "only these types, or noTYPE for others" },
	{ "-v --verbose", OPTION_COUNT, &G.verbose, NULL, "say what is done" },
	{ 0 }
};

/* The last row of this target or source. */
static const struct mount_entry *find(const struct mount_table *table, const char *name)
{
	for (size_t i = table->count; i-- > 0;) {
		if (strcmp(table->rows[i].target, name) == 0 ||
		    strcmp(table->rows[i].source, name) == 0)
			return &table->rows[i];
	}
	return NULL;
}

/* Returns whether a busy mount could at least be protected. */
static bool make_read_only(const char *target)
{
	if (!G.read_only || errno != EBUSY ||
	    mount(NULL, target, NULL, MS_REMOUNT | MS_RDONLY, NULL) < 0)
		return false;
	fprintf(stderr, "umount: %s: busy, remounted read-only\n", target);
	return true;
}

static void unmount(const char *name, const struct mount_entry *row)
{
	int flags = (G.lazy ? MNT_DETACH : 0) | (G.force ? MNT_FORCE : 0);
	const char *device = row && text_starts_with(row->source, "/dev/loop") ? row->source : NULL;

	if (!G.fake && mount_remove(name, flags) < 0) {
		bool not_mounted = errno == EINVAL;

		if (make_read_only(row ? row->target : name)) {
			G.done++;
			return;
		}
		G.failed++;
		if (!(G.quiet && not_mounted))
			warn_failure();
		return;
	}
	G.done++;
	if (G.verbose)
		printf("umount: %s unmounted\n", name);
	/* Autoclear devices are free by now. */
	if (G.detach_loop && device && loopdev_detach(device) < 0 && errno != ENXIO)
		warn_failure();
}

static bool is_below(const char *path, const char *top)
{
	size_t length = strlen(top);

	return strncmp(path, top, length) == 0 && (path[length] == '/' || !path[length]);
}

static void unmount_below(const struct mount_table *table, const char *name)
{
	const struct mount_entry *top = find(table, name);

	if (!top) {
		G.failed++;
		if (!G.quiet)
			warn("%s: not mounted", name);
		return;
	}
	for (size_t i = table->count; i-- > 0;) {
		if (is_below(table->rows[i].target, top->target))
			unmount(table->rows[i].target, &table->rows[i]);
	}
}

static void unmount_all(const struct mount_table *table)
{
	static const char spared[] = "noproc,sysfs,devpts,devfs,devtmpfs,rpc_pipefs,nfsd,rootfs";

	for (size_t i = table->count; i-- > 0;) {
		if (mount_type_matches(table->rows[i].type, G.types ? G.types : spared))
			unmount(table->rows[i].target, &table->rows[i]);
	}
}

static void unmount_named(const struct mount_table *table, const char *name)
{
	char *path = realpath(name, NULL);
	const struct mount_entry *row = find(table, path ? path : name);

	if (G.recursive)
		unmount_below(table, path ? path : name);
	else if (!G.types || (row && mount_type_matches(row->type, G.types)))
		unmount(name, row);
	free(path);
}

static int run(int argc, char **argv)
{
	struct mount_table table = { 0 };

	if (argc < 2 && !G.all)
		usage("no mount point given");
	/* /proc may be gone: a mount point is enough then, but for -a and -R. */
	if (mount_table_read("/proc/self/mounts", &table) < 0 && (G.all || G.recursive))
		die_failure(STATUS_FAILED);
	if (G.all)
		unmount_all(&table);
	for (int i = 1; i < argc; i++)
		unmount_named(&table, argv[i]);
	mount_table_free(&table);
	if (!G.failed)
		return 0;
	return G.all && G.done ? STATUS_SOME : STATUS_FAILED;
}

APPLET(umount, .names = "umount", .summary = "unmount file systems",
       .operands = "TARGET...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
