/* SPDX-License-Identifier: MIT */
/*
 * Where distributions put the root on their media: live-boot(7), dracut.cmdline(7), casper(7),
 * archiso's README.bootparams, nixpkgs' iso-image.nix.
 */
#include "boot/medium.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/choose.h"
#include "boot/in_root.h"
#include "core/error.h"
#include "core/io.h"

/* Of one maker, the first row that is there counts. */
static const struct row {
	const char *who, *pattern;
} rows[] = {
	{ "Debian live", "live/*.squashfs" },
	{ "grml", "live/*/*.squashfs" },
	{ "LiveOS", "LiveOS/squashfs.img" },
	{ "LiveOS", "LiveOS/rootfs.img" },	/* within squashfs.img */
	{ "LiveOS", "LiveOS/ext3fs.img" },
	{ "Arch", "arch/*/airootfs.sfs" },
	{ "Arch", "arch/*/airootfs.erofs" },
	{ "SystemRescue", "sysresccd/*/airootfs.sfs" },
	{ "casper", "casper/filesystem.squashfs" },
	{ "casper", "casper/*.live.squashfs" },
	{ "casper", "casper/*.installer.generic.squashfs" },
	{ "casper", "casper/*.squashfs" },
	{ "NixOS", "nix-store.squashfs" },
	{ "Gentoo", "image.squashfs" },
};

static const char *const configurations[] = {
	"isolinux/isolinux.cfg", "boot/grub/grub.cfg", "EFI/BOOT/grub.cfg", "EFI/boot/grub.cfg",
};

static void add(struct medium *medium, const char *path)
{
	medium->images = xrealloc(medium->images, (medium->count + 1) * sizeof(char *));
	medium->images[medium->count++] = xstrdup(path);
}

/* A file of the medium itself: its links may not lead to the files of this system. */
static bool is_within(const char *folder, const char *path)
{
	struct stat here, there;
	int fd = in_root_open(folder, path + strlen(folder));
	bool result;

	if (fd < 0) {
		fail_clear();
		return false;
	}
	result = fstat(fd, &there) == 0 && stat(path, &here) == 0 && S_ISREG(here.st_mode) &&
		 here.st_dev == there.st_dev && here.st_ino == there.st_ino;
	close(fd);
	return result;
}

static bool add_matches(const char *folder, const char *pattern, struct medium *medium)
{
	char *full = xasprintf("%s/%s", folder, pattern);
	glob_t found = { 0 };
	size_t before = medium->count;

	if (glob(full, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			if (is_within(folder, found.gl_pathv[i]))
				add(medium, found.gl_pathv[i]);
	globfree(&found);
	free(full);
	return medium->count > before;
}

/* casper's layers: a.b.squashfs lies on a.squashfs. Caller frees; NULL: on none. */
static char *image_below(const char *path)
{
	const char *slash = strrchr(path, '/'), *suffix = strrchr(path, '.'), *dot;
	char *name;

	if (!slash || !suffix || suffix <= slash)
		return NULL;
	for (dot = suffix - 1; dot > slash && *dot != '.'; dot--)
		;
	if (dot <= slash + 1)
		return NULL;
	name = xasprintf("%.*s%s", (int)(dot - path), path, suffix);
	if (access(name, R_OK) == 0)
		return name;
	free(name);
	return NULL;
}

static void add_chain(struct medium *medium, const char *path)
{
	char *below = image_below(path);

	if (below)
		add_chain(medium, below);
	free(below);
	add(medium, path);
}

/* An image that another one lies on is no candidate of its own. */
static void drop_lower_ones(struct medium *found)
{
	for (size_t i = 0; i < found->count; i++) {
		char *below = image_below(found->images[i]);

		for (size_t j = 0; below && j < found->count; j++) {
			if (strcmp(found->images[j], below) != 0)
				continue;
			free(found->images[j]);
			found->count--;
			memmove(found->images + j, found->images + j + 1,
				(found->count - j) * sizeof(char *));
			i -= j <= i;
			break;
		}
		free(below);
	}
}

static void find_candidates(const char *folder, struct medium *found)
{
	const char *matched = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (matched && strcmp(matched, rows[i].who) == 0)
			continue;
		if (add_matches(folder, rows[i].pattern, found))
			found->who = matched = rows[i].who;
	}
	drop_lower_ones(found);
}

static int take_choice(const char *folder, const char *choice, struct medium *medium)
{
	struct medium found = { 0 };
	struct buffer names = { 0 };

	choice += strspn(choice, "/");
	if (!add_matches(folder, choice, &found) && !strchr(choice, '/')) {
		char *below = xasprintf("*/%s", choice);

		add_matches(folder, below, &found);
		free(below);
	}
	if (found.count == 1) {
		add_chain(medium, found.images[0]);
		medium_free(&found);
		return 0;
	}
	if (!found.count)
		find_candidates(folder, &found);
	for (size_t i = 0; i < found.count; i++)
		buffer_format(&names, "%s%s", i ? ", " : "",
			      found.images[i] + strlen(folder) + 1);
	if (names.data)
		fail_plain("'%s' names no one image of the medium; there are %s", choice,
			   names.data);
	else
		fail_plain("no image %s in it", choice);
	buffer_free(&names);
	medium_free(&found);
	return -1;
}

static int take_one_of(const char *folder, const struct medium *found, struct medium *medium)
{
	char **names = xcalloc(found->count, sizeof(*names));
	int chosen = 0;

	for (size_t i = 0; i < found->count; i++)
		names[i] = found->images[i] + strlen(folder) + 1;
	if (found->count > 1) {
		char *what = xasprintf("%zu images could be the root", found->count);

		chosen = choose(what, "--image", names, found->count);
		free(what);
	}
	free(names);
	if (chosen < 0)
		return -1;
	add_chain(medium, found->images[chosen]);
	return 0;
}

/* "init=/nix/store/..." of the first entry: the store alone may hold several systems. */
static void find_init(const char *folder, struct medium *medium)
{
	for (size_t i = 0; i < ARRAY_SIZE(configurations) && !medium->init; i++) {
		char *path = xasprintf("%s/%s", folder, configurations[i]);
		struct buffer text = { 0 };
		const char *at;

		if (is_within(folder, path) && read_file(path, &text, 1 << 20) < 0)
			fail_clear();
		at = text.data ? strstr(text.data, "init=/nix/store/") : NULL;
		if (at) {
			at += strlen("init=");
			medium->init = xstrndup(at, strcspn(at, " \t\r\n\"'"));
		}
		buffer_free(&text);
		free(path);
	}
}

int medium_look(const char *folder, const struct option_list *choices, struct medium *medium)
{
	struct medium found = { 0 };
	int result = 0;

	*medium = (struct medium){ 0 };
	for (size_t i = 0; i < choices->count && result == 0; i++)
		result = take_choice(folder, choices->items[i], medium);
	if (!choices->count) {
		find_candidates(folder, &found);
		medium->who = found.who;
		if (found.count)
			result = take_one_of(folder, &found, medium);
		medium_free(&found);
	}
	if (result < 0)
		medium_free(medium);
	else if (medium->count)
		find_init(folder, medium);
	return result;
}

void medium_free(struct medium *medium)
{
	for (size_t i = 0; i < medium->count; i++)
		free(medium->images[i]);
	free(medium->images);
	free(medium->init);
	*medium = (struct medium){ 0 };
}
