/* SPDX-License-Identifier: MIT */
/* nsenter(1): run a program in the namespaces of another process. */
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/run.h"
#include "core/text.h"
#include "fs/namespaces.h"

static struct {
	bool all, no_fork, keep_ids, set_root, set_folder;
	const char *target, *uid, *gid, *root, *folder, *folder_within;
	const char *files[NAMESPACES];
	bool wanted[NAMESPACES];
	int fds[NAMESPACES];
	uint64_t pid;
} G;

static int want(const char *name, const char *file)
{
	int i = namespace_of_option(name);

	G.wanted[i] = true;
	if (file)
		G.files[i] = file + (*file == '=');
	return 0;
}

static int set_root(const char *name, const char *path)
{
	(void)name;
	G.set_root = true;
	G.root = path;
	return 0;
}

static int set_folder(const char *name, const char *path)
{
	(void)name;
	G.set_folder = true;
	G.folder = path;
	return 0;
}

static const struct option_row options[] = {
	{ "-a --all", OPTION_FLAG, &G.all, NULL, "enter every namespace that differs" },
	{ "-t --target", OPTION_TEXT, &G.target, "PID", "the process whose namespaces they are" },
	{ "-m --mount", OPTION_MAYBE, want, "FILE", "mounts" },
	{ "-u --uts", OPTION_MAYBE, want, "FILE", "host name" },
	{ "-i --ipc", OPTION_MAYBE, want, "FILE", "System V IPC" },
	{ "-n --net", OPTION_MAYBE, want, "FILE", "network" },
	{ "-p --pid", OPTION_MAYBE, want, "FILE", "process numbers" },
	{ "-C --cgroup", OPTION_MAYBE, want, "FILE", "control groups" },
	{ "-U --user", OPTION_MAYBE, want, "FILE", "users" },
	{ "-T --time", OPTION_MAYBE, want, "FILE", "clocks" },
	{ "-S --setuid", OPTION_TEXT, &G.uid, "UID", "become this user" },
	{ "-G --setgid", OPTION_TEXT, &G.gid, "GID", "become this group" },
	{ "--preserve-credentials", OPTION_FLAG, &G.keep_ids, NULL, "stay user and group" },
	{ "-r --root", OPTION_MAYBE, set_root, "DIR", "its root, or DIR" },
	{ "-w --wd", OPTION_MAYBE, set_folder, "DIR", "its working folder, or DIR" },
	{ "-W --wdns", OPTION_TEXT, &G.folder_within, "DIR", "working folder, named as within" },
	{ "-F --no-fork", OPTION_FLAG, &G.no_fork, NULL, "do not fork for -p" },
	{ 0 }
};

/* What pid_for_children is to unshare, pid is here. */
static const char *file_of(int i)
{
	static char name[32];

	text_copy(name, sizeof(name), namespaces[i].file);
	*strchrnul(name, '_') = '\0';
	return name;
}

static int open_path(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die(1, "cannot open %s: %s", path, strerror(errno));
	return fd;
}

/* Its own namespaces need not be entered, and its own user namespace cannot. */
static bool is_own(const char *path, const char *file)
{
	struct stat theirs, own;
	char own_path[64];

	snprintf(own_path, sizeof(own_path), "/proc/self/ns/%s", file);
	if (stat(path, &theirs) < 0)
		die(1, "stat of %s failed: %s", path, strerror(errno));
	return stat(own_path, &own) == 0 && own.st_ino == theirs.st_ino &&
	       own.st_dev == theirs.st_dev;
}

static void open_namespaces(void)
{
	char path[64];

	for (int i = 0; i < NAMESPACES; i++) {
		G.fds[i] = -1;
		if (G.wanted[i] && G.files[i]) {
			G.fds[i] = open_path(G.files[i]);
			continue;
		}
		if (!G.wanted[i] && !G.all)
			continue;
		if (!G.target)
			die(1, "neither filename nor target pid supplied for ns/%s", file_of(i));
		snprintf(path, sizeof(path), "/proc/%d/ns/%s", (int)G.pid, file_of(i));
		if (G.wanted[i] || !is_own(path, file_of(i)))
			G.fds[i] = open_path(path);
	}
}

/* With a user namespace first, where that gives the right to the rest; else last. */
static void enter(void)
{
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < NAMESPACES; i++) {
			if (G.fds[i] < 0)
				continue;
			if (setns(G.fds[i], namespaces[i].flag) < 0) {
				if (round)
					die(1, "reassociate to namespace 'ns/%s' failed: %s",
					    file_of(i), strerror(errno));
				continue;
			}
			close(G.fds[i]);
			G.fds[i] = -1;
		}
	}
}

static int open_folder(bool wanted, const char *path, const char *link)
{
	char of_target[64];

	if (!wanted)
		return -1;
	if (!path && !G.target)
		die(1, "no target PID specified");
	snprintf(of_target, sizeof(of_target), "/proc/%d/%s", (int)G.pid, link);
	return open_path(path ? path + (*path == '=') : of_target);
}

static void move(int root, int folder)
{
	if (root >= 0 && (fchdir(root) < 0 || chroot(".") < 0))
		die(1, "chroot failed: %s", strerror(errno));
	if (root >= 0 && folder < 0 && !G.folder_within && chdir("/") < 0)
		die(1, "chdir failed: %s", strerror(errno));
	if (folder >= 0 && fchdir(folder) < 0)
		die(1, "change directory by working directory file descriptor failed: %s",
		    strerror(errno));
	if (G.folder_within && chdir(G.folder_within) < 0)
		die(1, "cannot chdir to '%s': %s", G.folder_within, strerror(errno));
}

static void set_ids(bool user_namespace)
{
	uint64_t uid = 0, gid = 0;

	if ((G.uid && text_number(G.uid, 10, 0, UINT32_MAX - 1, &uid) < 0) ||
	    (G.gid && text_number(G.gid, 10, 0, UINT32_MAX - 1, &gid) < 0))
		die_failure(1);
	if (G.keep_ids || (!G.uid && !G.gid && !user_namespace))
		return;
	if ((G.gid || user_namespace) && setgroups(0, NULL) < 0 && G.gid)
		die(1, "setgroups failed: %s", strerror(errno));
	if ((G.gid || user_namespace) && setgid(gid) < 0)
		die(1, "setgid() failed: %s", strerror(errno));
	if ((G.uid || user_namespace) && setuid(uid) < 0)
		die(1, "setuid() failed: %s", strerror(errno));
}

static int run(int argc, char **argv)
{
	char *shell[] = { getenv("SHELL") ? getenv("SHELL") : "/bin/sh", NULL };
	bool user, processes;
	int root, folder;

	if (G.target && text_number(G.target, 10, 1, INT32_MAX, &G.pid) < 0)
		die(1, "failed to parse pid: '%s'", G.target);
	if (G.all && !G.target)
		die(1, "no target PID specified for --all");
	open_namespaces();
	root = open_folder(G.set_root, G.root, "root");
	folder = open_folder(G.set_folder, G.folder, "cwd");
	user = G.fds[0] >= 0;
	processes = G.fds[5] >= 0 || G.fds[7] >= 0;
	enter();
	move(root, folder);
	if (processes && !G.no_fork) {
		int pid = fork();

		if (pid < 0)
			die(1, "fork failed: %s", strerror(errno));
		if (pid > 0) {
			int status = child_status(pid);

			if (status < 0)
				die_failure(1);
			return status;
		}
	}
	set_ids(user);
	return become(argc > 1 ? argv + 1 : shell);
}

APPLET(nsenter, .names = "nsenter", .summary = "run a program in other namespaces",
       .operands = "[PROGRAM [ARGUMENT]...]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_STOP);
