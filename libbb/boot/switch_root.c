/* SPDX-License-Identifier: MIT */
/*
 * The way over to the real root, as Documentation/filesystems/ramfs-rootfs-initramfs.rst has it.
 * Everything under / is deleted: so / must be an initramfs for sure, and what is mounted is never
 * entered.
 */
#include "boot/switch_root.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "boot/in_root.h"
#include "core/error.h"
#include "core/io.h"
#include "net/dhcp.h"

static const char *const moved[] = { "/dev", "/proc", "/sys", "/run" };

int initramfs_check(void)
{
	struct statfs status;

	if (statfs("/", &status) < 0)
		return fail("look at /");
	if (status.f_type != RAMFS_MAGIC && status.f_type != TMPFS_MAGIC)
		return fail_plain("/ is no initramfs but a running system's root: "
				  "this must be run in an initrd");
	return 0;
}

static int check_mount_point(const char *root)
{
	struct stat here, there;

	if (stat("/", &here) < 0 || stat(root, &there) < 0)
		return fail("look at %s", root);
	if (!S_ISDIR(there.st_mode))
		return fail_plain("%s is no folder", root);
	if (here.st_dev == there.st_dev)
		return fail_plain("%s is no mount point of its own: mount the new root there",
				  root);
	return 0;
}

int switch_root_check(const char *root, const char *init)
{
	if (check_mount_point(root) < 0 || initramfs_check() < 0)
		return -1;
	return in_root_check_program(root, init);
}

static bool is_mount_point(const char *path)
{
	char *above = xasprintf("%s/..", path);
	struct stat a, b;
	bool result = stat(path, &a) == 0 && stat(above, &b) == 0 && a.st_dev != b.st_dev;

	free(above);
	return result;
}

/* A root without the folder gets it where it can be written; else the mount is let go. */
static void move_mounts(const char *root)
{
	for (size_t i = 0; i < ARRAY_SIZE(moved); i++) {
		char *target = xasprintf("%s%s", root, moved[i]);

		if (is_mount_point(moved[i])) {
			mkdir(target, 0755);
			if (is_mount_point(target) ||
			    mount(moved[i], target, NULL, MS_MOVE, NULL) < 0)
				umount2(moved[i], MNT_DETACH);
		}
		free(target);
	}
}

/* Delete what is on this very file system, links never followed. The descriptor is taken. */
static void empty_folder(int fd, dev_t device)
{
	DIR *folder = fdopendir(fd);
	struct dirent *entry;
	struct stat status;

	if (!folder) {
		close(fd);
		return;
	}
	while ((entry = readdir(folder))) {
		const char *name = entry->d_name;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
		    fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) < 0 ||
		    status.st_dev != device)
			continue;
		if (S_ISDIR(status.st_mode)) {
			int below = openat(fd, name,
					   O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

			if (below >= 0)
				empty_folder(below, device);
			unlinkat(fd, name, AT_REMOVEDIR);
		} else {
			unlinkat(fd, name, 0);
		}
	}
	closedir(folder);
}

static void take_console(void)
{
	int fd = open("/dev/console", O_RDWR | O_NOCTTY);

	if (fd < 0)
		return;
	for (int i = 0; i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
}

static void reset_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
}

/* The initramfs is gone: nothing to go back to. */
static void last_resort(const char *init)
{
	dprintf(2, "switch_root: %s: %s; trying a shell of the new root\n", init, strerror(errno));
	execl("/bin/sh", "sh", (char *)NULL);
	dprintf(2, "switch_root: no shell either: %s; reset the machine\n", strerror(errno));
	for (;;)
		pause();
}

int switch_root_perform(const char *root, char **argv)
{
	struct stat old;
	int old_root = open("/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (old_root < 0 || fstat(old_root, &old) < 0)
		return fail("open /");
	/* Its lease is the new root's from here on. */
	dhcp_stop_all();
	move_mounts(root);
	if (chdir(root) < 0 || mount(".", "/", NULL, MS_MOVE, NULL) < 0) {
		close(old_root);
		return fail("make %s the root", root);
	}
	if (chroot(".") < 0 || chdir("/") < 0)
		fail("enter %s", root);
	/* After the move: had it failed, the tools would still be there. */
	empty_folder(old_root, old.st_dev);
	take_console();
	reset_signals();
	execv(argv[0], argv);
	last_resort(argv[0]);
	return -1;
}
