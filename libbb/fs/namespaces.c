/* SPDX-License-Identifier: MIT */
/* What unshare and nsenter share. */
#include "fs/namespaces.h"

#include <errno.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"

const struct namespace namespaces[NAMESPACES] = {
	{ CLONE_NEWUSER, "user", "-U --user" },
	{ CLONE_NEWCGROUP, "cgroup", "-C --cgroup" },
	{ CLONE_NEWIPC, "ipc", "-i --ipc" },
	{ CLONE_NEWUTS, "uts", "-u --uts" },
	{ CLONE_NEWNET, "net", "-n --net" },
	{ CLONE_NEWPID, "pid_for_children", "-p --pid" },
	{ CLONE_NEWNS, "mnt", "-m --mount" },
	{ CLONE_NEWTIME, "time_for_children", "-T --time" },
};

int namespace_of_option(const char *name)
{
	for (int i = 0; i < NAMESPACES; i++) {
		const char *blank = strchr(namespaces[i].names, ' ');

		if (strcmp(blank + 1, name) == 0 ||
		    (strlen(name) == 2 && memcmp(name, namespaces[i].names, 2) == 0))
			return i;
	}
	return -1;
}

int child_status(int pid)
{
	int status;

	while (waitpid(pid, &status, WUNTRACED) != pid || WIFSTOPPED(status)) {
		if (errno != EINTR && errno != 0 && !WIFSTOPPED(status))
			return fail("waitpid failed");
		/* The shell must see the stop, else nobody can put it in the foreground again. */
		if (WIFSTOPPED(status)) {
			kill(getpid(), SIGSTOP);
			kill(pid, SIGCONT);
		}
	}
	if (!WIFSIGNALED(status))
		return WEXITSTATUS(status);
	/* Die as the child did, but without a second core. */
	prctl(PR_SET_DUMPABLE, 0);
	signal(WTERMSIG(status), SIG_DFL);
	kill(getpid(), WTERMSIG(status));
	return 128 + WTERMSIG(status);
}
