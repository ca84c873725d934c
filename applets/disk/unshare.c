/* SPDX-License-Identifier: MIT */
/* unshare(1): run a program in namespaces of its own. */
#include <fcntl.h>
#include <grp.h>
#include <linux/sched.h>
#include <pwd.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/run.h"
#include "core/text.h"
#include "fs/namespaces.h"
#include "proc/signals.h"

static struct {
	bool fork, map_root, map_current;
	const char *map_user, *map_group, *proc, *propagation, *setgroups, *root, *folder;
	const char *uid, *gid, *monotonic, *boot_time;
	const char *files[NAMESPACES];
	int flags, death_signal;
} G;

static int want(const char *name, const char *file)
{
	int i = namespace_of_option(name);

	G.flags |= namespaces[i].flag;
	if (file)
		G.files[i] = file + (*file == '=');
	return 0;
}

static int set_proc(const char *name, const char *path)
{
	(void)name;
	G.proc = path ? path : "/proc";
	G.flags |= CLONE_NEWNS;
	return 0;
}

static int set_death(const char *name, const char *signal)
{
	(void)name;
	G.fork = true;
	G.death_signal = SIGKILL;
	if (!signal)
		return 0;
	return signal_parse(signal, &G.death_signal);
}

static const struct option_row options[] = {
	{ "-m --mount", OPTION_MAYBE, want, "FILE", "mounts (kept alive by FILE)" },
	{ "-u --uts", OPTION_MAYBE, want, "FILE", "host name" },
	{ "-i --ipc", OPTION_MAYBE, want, "FILE", "System V IPC" },
	{ "-n --net", OPTION_MAYBE, want, "FILE", "network" },
	{ "-p --pid", OPTION_MAYBE, want, "FILE", "process numbers, of the children" },
	{ "-U --user", OPTION_MAYBE, want, "FILE", "users" },
	{ "-C --cgroup", OPTION_MAYBE, want, "FILE", "control groups" },
	{ "-T --time", OPTION_MAYBE, want, "FILE", "clocks, of the children" },
	{ "-f --fork", OPTION_FLAG, &G.fork, NULL, "run the program as a child" },
	{ "--map-user", OPTION_TEXT, &G.map_user, "USER", "be this user within (-U)" },
	{ "--map-group", OPTION_TEXT, &G.map_group, "GROUP", "be this group within (-U)" },
	{ "-r --map-root-user", OPTION_FLAG, &G.map_root, NULL, "be root within (-U)" },
	{ "-c --map-current-user", OPTION_FLAG, &G.map_current, NULL, "be oneself within (-U)" },
	{ "--kill-child", OPTION_MAYBE, set_death, "SIGNAL", "signal the child when we die (-f)" },
	{ "--mount-proc", OPTION_MAYBE, set_proc, "DIR", "mount a proc for the processes (-m)" },
	{ "--propagation", OPTION_TEXT, &G.propagation, "KIND",
	  "of mounts: private, slave, shared, unchanged" },
	{ "--setgroups", OPTION_TEXT, &G.setgroups, "WHAT", "allow or deny it within -U" },
	{ "-R --root", OPTION_TEXT, &G.root, "DIR", "with this root" },
	{ "-w --wd", OPTION_TEXT, &G.folder, "DIR", "in this folder" },
	{ "-S --setuid", OPTION_TEXT, &G.uid, "UID", "become this user within" },
	{ "-G --setgid", OPTION_TEXT, &G.gid, "GID", "become this group within" },
	{ "--monotonic", OPTION_TEXT, &G.monotonic, "SECONDS", "added to the clock (-T)" },
	{ "--boottime", OPTION_TEXT, &G.boot_time, "SECONDS", "added to the time since boot (-T)" },
	{ 0 }
};

static void write_or_die(const char *path, const char *text)
{
	if (write_file(path, text) < 0)
		die(1, "write failed %s", fail_text());
}

static unsigned long user_of(const char *name)
{
	struct passwd *user;
	uint64_t number;

	if (text_number(name, 10, 0, UINT32_MAX - 1, &number) == 0)
		return number;
	user = getpwnam(name);
	if (!user)
		die(1, "failed to parse uid: '%s'", name);
	return user->pw_uid;
}

static unsigned long group_of(const char *name)
{
	struct group *group;
	uint64_t number;

	if (text_number(name, 10, 0, UINT32_MAX - 1, &number) == 0)
		return number;
	group = getgrnam(name);
	if (!group)
		die(1, "failed to parse gid: '%s'", name);
	return group->gr_gid;
}

static void map_ids(uid_t uid, gid_t gid)
{
	char text[64];

	if (G.map_root || G.map_current || G.map_user) {
		unsigned long inner = G.map_user ? user_of(G.map_user) : G.map_root ? 0 : uid;

		snprintf(text, sizeof(text), "%lu %u 1", inner, uid);
		write_or_die("/proc/self/uid_map", text);
	}
	/* Without privilege the kernel wants this before a map of groups. */
	if (G.setgroups)
		write_or_die("/proc/self/setgroups", G.setgroups);
	else if (G.map_root || G.map_current || G.map_group)
		write_or_die("/proc/self/setgroups", "deny");
	if (G.map_root || G.map_current || G.map_group) {
		unsigned long inner = G.map_group ? group_of(G.map_group) : G.map_root ? 0 : gid;

		snprintf(text, sizeof(text), "%lu %u 1", inner, gid);
		write_or_die("/proc/self/gid_map", text);
	}
}

static void set_propagation(void)
{
	static const struct {
		const char *name;
		unsigned long flags;
	} rows[] = {
		{ "private", MS_REC | MS_PRIVATE }, { "slave", MS_REC | MS_SLAVE },
		{ "shared", MS_REC | MS_SHARED }, { "unchanged", 0 },
	};
	const char *kind = G.propagation ? G.propagation : "private";

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (strcmp(rows[i].name, kind) != 0)
			continue;
		if ((G.flags & CLONE_NEWNS) && rows[i].flags &&
		    mount("none", "/", NULL, rows[i].flags, NULL) < 0)
			die(1, "cannot change root filesystem propagation: %s", strerror(errno));
		return;
	}
	die(1, "unsupported propagation mode: %s", kind);
}

/*
 * A namespace lives on in a file that it is bound to. A helper that was forked before has the old
 * mounts still, where the file is; it waits for the word that the namespaces are there.
 */
static int start_keeper(int *go)
{
	int ends[2], keeper, parent = getpid();
	char word;

	if (pipe2(ends, O_CLOEXEC) < 0)
		die(1, "pipe failed: %s", strerror(errno));
	keeper = fork();
	if (keeper < 0)
		die(1, "fork failed: %s", strerror(errno));
	if (keeper > 0) {
		close(ends[0]);
		*go = ends[1];
		return keeper;
	}
	close(ends[1]);
	if (read(ends[0], &word, 1) != 1)
		_exit(1);
	for (int i = 0; i < NAMESPACES; i++) {
		char path[64];

		snprintf(path, sizeof(path), "/proc/%d/ns/%s", parent, namespaces[i].file);
		if (G.files[i] && mount(path, G.files[i], NULL, MS_BIND, NULL) < 0) {
			warn_errno("mount %s on %s failed", path, G.files[i]);
			_exit(1);
		}
	}
	_exit(0);
}

static void end_keeper(int keeper, int go)
{
	int status;

	if (write(go, "x", 1) != 1 || waitpid(keeper, &status, 0) < 0 || status != 0)
		exit(1);
	close(go);
}

static void set_clocks(void)
{
	char text[64];

	if (G.monotonic) {
		snprintf(text, sizeof(text), "monotonic %s 0", G.monotonic);
		write_or_die("/proc/self/timens_offsets", text);
	}
	if (G.boot_time) {
		snprintf(text, sizeof(text), "boottime %s 0", G.boot_time);
		write_or_die("/proc/self/timens_offsets", text);
	}
}

static bool keeps_files(void)
{
	for (int i = 0; i < NAMESPACES; i++) {
		if (G.files[i])
			return true;
	}
	return false;
}

static void fork_child(void)
{
	int pid, status;

	/* Ctrl+C is the child's to handle. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	pid = fork();
	if (pid < 0)
		die(1, "fork failed: %s", strerror(errno));
	if (pid > 0) {
		status = child_status(pid);
		if (status < 0)
			die_failure(1);
		exit(status);
	}
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	if (G.death_signal)
		prctl(PR_SET_PDEATHSIG, G.death_signal);
}

static void set_place(void)
{
	if (G.root && chroot(G.root) < 0)
		die(1, "cannot change root directory to '%s': %s", G.root, strerror(errno));
	if ((G.root && !G.folder && chdir("/") < 0) || (G.folder && chdir(G.folder) < 0))
		die(1, "cannot chdir to '%s': %s", G.folder ? G.folder : "/", strerror(errno));
	if (G.proc) {
		if (!G.root && mount("none", G.proc, NULL, MS_PRIVATE | MS_REC, NULL) < 0 &&
		    errno != EINVAL)
			die(1, "cannot change %s filesystem propagation: %s", G.proc,
			    strerror(errno));
		if (mount("proc", G.proc, "proc", MS_NOSUID | MS_NOEXEC | MS_NODEV, NULL) < 0)
			die(1, "mount %s failed: %s", G.proc, strerror(errno));
	}
	if (G.gid && (setgroups(0, NULL) < 0 || setgid(group_of(G.gid)) < 0))
		die(1, "setgid failed: %s", strerror(errno));
	if (G.uid && setuid(user_of(G.uid)) < 0)
		die(1, "setuid failed: %s", strerror(errno));
}

static int run(int argc, char **argv)
{
	char *shell[] = { getenv("SHELL") ? getenv("SHELL") : "/bin/sh", NULL };
	uid_t uid = geteuid();
	gid_t gid = getegid();
	int keeper = 0, go = -1;

	if (G.map_root || G.map_current || G.map_user || G.map_group)
		G.flags |= CLONE_NEWUSER;
	if ((G.monotonic || G.boot_time) && !(G.flags & CLONE_NEWTIME))
		die(1, "options --monotonic and --boottime require unsharing of a time namespace "
		       "(-t)");
	if (G.setgroups && strcmp(G.setgroups, "allow") && strcmp(G.setgroups, "deny"))
		die(1, "unsupported --setgroups argument '%s'", G.setgroups);
	if (keeps_files())
		keeper = start_keeper(&go);
	if (unshare(G.flags) < 0)
		die(1, "unshare failed: %s", strerror(errno));
	set_clocks();
	if (keeper && !(G.flags & CLONE_NEWPID))
		end_keeper(keeper, go);
	map_ids(uid, gid);
	if (G.fork && keeper && (G.flags & CLONE_NEWPID)) {
		/* A namespace of processes is there with its first one. */
		int pid = fork();

		if (pid < 0)
			die(1, "fork failed: %s", strerror(errno));
		if (pid > 0) {
			int status;

			end_keeper(keeper, go);
			status = child_status(pid);
			exit(status < 0 ? 1 : status);
		}
		close(go);
	} else if (G.fork) {
		fork_child();
	}
	set_propagation();
	set_place();
	return become(argc > 1 ? argv + 1 : shell);
}

APPLET(unshare, .names = "unshare", .summary = "run a program in namespaces of its own",
       .operands = "[PROGRAM [ARGUMENT]...]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_STOP);
