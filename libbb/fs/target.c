/* SPDX-License-Identifier: MIT */
/* Where the operands of cp, mv, ln and install go: FILE DEST, FILE... FOLDER, -t FOLDER. */
#include "fs/target.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"

char *path_last(const char *path)
{
	size_t end = strlen(path), start;

	while (end > 1 && path[end - 1] == '/')
		end--;
	for (start = end; start && path[start - 1] != '/';)
		start--;
	if (start == end)
		start = 0;
	return xstrndup(path + start, end - start);
}

char *path_join(const char *folder, const char *name)
{
	size_t length = strlen(folder);

	while (*name == '/')
		name++;
	return xasprintf("%s%s%s", folder, length && folder[length - 1] == '/' ? "" : "/", name);
}

bool is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool is_target_folder(const char *path, bool no_links)
{
	struct stat status;

	if (no_links && lstat(path, &status) == 0 && S_ISLNK(status.st_mode))
		return false;
	return is_folder(path);
}

static void not_a_folder(const char *path)
{
	struct stat status;

	errno = stat(path, &status) < 0 ? errno : ENOTDIR;
	die(1, "target %s: %s", quote(path), strerror(errno));
}

void target_choose(struct target *target, int argc, char **argv, const char *folder, bool whole,
		   bool no_links)
{
	int count = argc - 1;

	*target = (struct target){ .folder = folder, .files = argv + 1, .count = count };
	if (folder && whole)
		die(1, "cannot combine --target-directory (-t) and --no-target-directory (-T)");
	if (folder && !count)
		usage("missing file operand");
	if (folder && !is_folder(folder))
		die(1, "target directory %s: %s", quote(folder), strerror(errno ? errno : ENOTDIR));
	if (folder)
		return;
	if (count < 2)
		usage(count ? "missing destination file operand after %s" : "missing file operand",
		      quote(argv[count]));
	if (whole && count > 2)
		usage("extra operand %s", quote(argv[3]));
	target->count--;
	if (!whole && is_target_folder(argv[count], no_links))
		target->folder = argv[count];
	else if (count > 2)
		not_a_folder(argv[count]);
	else
		target->path = argv[count];
	argv[count] = NULL;
}

char *target_of(const struct target *target, const char *file)
{
	char *name, *path;

	if (!target->folder)
		return xstrdup(target->path);
	name = path_last(file);
	/* What is above goes into the folder itself, not above it. */
	path = strcmp(name, "..") == 0 ? xstrdup(target->folder) : path_join(target->folder, name);
	free(name);
	return path;
}
