/* SPDX-License-Identifier: MIT */
/*
 * reboot(8), poweroff(8), halt(8): ask process 1 to end the system, or with -f do it at once.
 * systemd is asked by its own systemctl, other inits by the signals that BusyBox's takes.
 */
#include <linux/reboot.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "boot/process_one.h"
#include "core/applet.h"
#include "core/duration.h"
#include "core/error.h"

static struct {
	bool power_off, halt, reboot, no_sync, no_wall, wtmp_only;
	int force;
	double delay;
} G;

static int set_delay(const char *name, const char *argument)
{
	(void)name;
	return duration_parse(argument, &G.delay);
}

static const struct option_row options[] = {
	{ "-f --force", OPTION_COUNT, &G.force, NULL,
	  "at once: services are not stopped, filesystems not unmounted" },
	{ "-p --poweroff", OPTION_FLAG, &G.power_off, NULL, "switch the power off" },
	{ "--halt", OPTION_FLAG, &G.halt, NULL, "stop the machine, leave it on" },
	{ "--reboot", OPTION_FLAG, &G.reboot, NULL, "start again" },
	{ "-n --no-sync", OPTION_FLAG, &G.no_sync, NULL, "with -f: do not write disks back first" },
	{ "-d --delay", OPTION_CALL, set_delay, "SECONDS", "wait first" },
	{ "-w --wtmp-only", OPTION_FLAG, &G.wtmp_only, NULL,
	  "do nothing: no log of logins is kept" },
	{ "--no-wall", OPTION_FLAG, &G.no_wall, NULL, "tell nobody, as always" },
	{ 0 }
};

struct action {
	const char *name;
	int signal;		/* BusyBox's init(8) */
	unsigned command;	/* reboot(2) */
};

static const struct action actions[] = {
	{ "reboot", SIGTERM, LINUX_REBOOT_CMD_RESTART },
	{ "poweroff", SIGUSR2, LINUX_REBOOT_CMD_POWER_OFF },
	{ "halt", SIGUSR1, LINUX_REBOOT_CMD_HALT },
};

static const struct action *choose_action(void)
{
	if (G.power_off)
		return &actions[1];
	if (G.halt)
		return &actions[2];
	if (!G.reboot && strcmp(program_name, "poweroff") == 0)
		return &actions[1];
	if (!G.reboot && strcmp(program_name, "halt") == 0)
		return &actions[2];
	return &actions[0];
}

/* sd_booted(3) */
static bool systemd_runs(void)
{
	struct stat status;

	return lstat("/run/systemd/system", &status) == 0 && S_ISDIR(status.st_mode);
}

static int force_it(const struct action *action)
{
	if (!G.no_sync)
		sync();
	/* The system call itself: in a container it ends the container's process 1. */
	if (syscall(SYS_reboot, LINUX_REBOOT_MAGIC1, LINUX_REBOOT_MAGIC2, action->command,
		    NULL) < 0)
		return fail("%s", action->name);
	return 0;
}

static int ask_init(const struct action *action)
{
	if (systemd_runs()) {
		execlp("systemctl", "systemctl", action->name, (char *)NULL);
		return fail("systemctl %s", action->name);
	}
	if (process_one_is_ours())	/* in an initrd: no service is there to be stopped */
		return force_it(action);
	if (kill(1, action->signal) < 0)
		return fail("ask init to %s", action->name);
	return 0;
}

static int run(int argc, char **argv)
{
	const struct action *action = choose_action();

	if (argc > 1)
		usage("extra operand '%s'", argv[1]);
	if (G.wtmp_only)
		return 0;
	duration_sleep(G.delay);
	if ((G.force ? force_it(action) : ask_init(action)) < 0)
		die_failure(1);
	return 0;
}

APPLET(reboot, .names = "reboot poweroff halt", .summary = "start the machine again, or stop it",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
