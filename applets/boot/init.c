/* SPDX-License-Identifier: MIT */
/*
 * init: process 1 of the initrd. It mounts what a system needs, lets drivers be loaded, and runs
 * ramroot in a child, which may fail and even crash; process 1 itself only waits, prompts, and
 * switches roots when it is asked to.
 */
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boot/console.h"
#include "boot/hooks.h"
#include "boot/parameters.h"
#include "boot/plan.h"
#include "boot/process_one.h"
#include "boot/ramroot.h"
#include "boot/switch_root.h"
#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/loop.h"
#include "dev/coldplug.h"
#include "dev/report.h"
#include "fs/mount.h"

#define CAUSE_PATH RAMROOT_FOLDER "/cause"
#define HOOKS_FAILED 2		/* exit status of the plan's process */
#define FIRST_RETRY_MS 10000
#define LAST_RETRY_MS 300000

static struct {
	bool prompt, request;		/* how process 1 came back to be init */
	struct parameters parameters;
	struct consoles consoles;
	struct loop loop;
	pid_t work;			/* the plan, or a shell; 0: none, the prompt waits */
	bool work_is_plan;
	bool hooks_failed, pass_hooks;	/* one of a site did; and the person goes on */
	bool person;			/* somebody pressed a key: no more countdowns */
	uint64_t retry_ms;
	int timer;
} G;

static int prompt(void);

/* ---- what a system needs ------------------------------------------------------------------- */

static void mount_all(void)
{
	static const struct {
		const char *target, *type, *options;
	} rows[] = {
		{ "/proc", "proc", "nosuid,nodev,noexec" },
		{ "/sys", "sysfs", "nosuid,nodev,noexec" },
		{ "/dev", "devtmpfs", "nosuid,mode=0755" },
		{ "/run", "tmpfs", "nosuid,nodev,mode=0755" },
		{ "/dev/pts", "devpts", "nosuid,noexec,gid=5,mode=0620,ptmxmode=0666" },
	};

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		mkdir(rows[i].target, 0755);
		if (mount_make("none", rows[i].target, rows[i].type, rows[i].options) < 0)
			warn_failure();
	}
}

/* Without a console in the initrd, the kernel could give none. */
static void take_console(void)
{
	int fd;

	if (fcntl(STDIN_FILENO, F_GETFD) >= 0)
		return;
	fd = open("/dev/console", O_RDWR | O_NOCTTY);
	for (int i = 0; fd >= 0 && i < 3; i++)
		dup2(fd, i);
	if (fd > 2)
		close(fd);
}

/* ---- children ------------------------------------------------------------------------------- */

/* 0 in the child, whose signals and terminal are its own. */
static pid_t spawn(const char *console)
{
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid < 0)
		return fail("fork");
	if (pid > 0)
		return pid;
	loop_end(&G.loop);
	signal(PROCESS_ONE_SIGNAL, SIG_DFL);
	consoles_close(&G.consoles);
	if (console && console_become(console) < 0)
		fail_clear();	/* the kernel's console will do */
	return 0;
}

/* Without the kernel's own modules there will be no card, and a person should know why. */
static void check_modules(void)
{
	struct buffer text = { 0 };

	if (modules_mismatch(&text))
		warn("%s", text.data);
	buffer_free(&text);
}

static void start_coldplug(void)
{
	if (spawn(NULL) == 0) {
		coldplug_follow();
		_exit(1);
	}
}

/* The console that the kernel takes for its own: the last one named. */
static const char *main_console(void)
{
	static char path[32];

	consoles_open(&G.consoles);
	text_copy(path, sizeof(path), G.consoles.count ?
		  G.consoles.each[G.consoles.count - 1].path : "/dev/console");
	consoles_close(&G.consoles);
	return path;
}

/* In the child: the plan; its failure is left for the prompt. */
static void run_plan(const char *resume_after)
{
	const struct ramroot_request request = {
		.source = G.parameters.source, .fill = G.parameters.fill,
		.keep_net = parameters_is_on(G.parameters.keep_net),
		.stop = G.parameters.stop, .trace = G.parameters.trace,
		.verbose = G.parameters.trace, .resume_after = resume_after,
	};
	int status = 1;

	program_name = "ramroot";
	if (!resume_after && !G.pass_hooks && hooks_run() < 0)
		status = HOOKS_FAILED;
	else if (ramroot_run(&request) == 0)
		fail_plain("stage 1 ended without a root to switch to");
	fflush(stdout);
	if (write_file(CAUSE_PATH, fail_text()) < 0)
		warn_failure();
	_exit(status);
}

static int start_plan(const char *resume_after)
{
	const char *console = main_console();
	pid_t pid;

	unlink(CAUSE_PATH);
	pid = spawn(console);
	if (pid == 0)
		run_plan(resume_after);
	if (pid < 0)
		return -1;
	G.work = pid;
	G.work_is_plan = true;
	return 0;
}

static int start_shell(const char *console)
{
	pid_t pid = spawn(console);

	if (pid == 0) {
		execl("/proc/self/exe", "sh", (char *)NULL);
		die(127, "no shell: %s", strerror(errno));
	}
	if (pid < 0)
		return -1;
	G.work = pid;
	G.work_is_plan = false;
	return 0;
}

/* The guard brings init back when the shell ends. */
static void become_shell(const char *console)
{
	static char name[] = "sh";
	char *argv[] = { name, NULL };
	const struct applet *shell = applet_find("sh");

	loop_end(&G.loop);
	consoles_close(&G.consoles);
	if (!shell)
		die(1, "this ramsteam was built without sh");
	if (console_become(console) < 0)
		warn_failure();
	process_one_guard();
	exit(applet_run(shell, 1, argv));
}

static void end_children(void)
{
	kill(-1, SIGKILL);
	while (waitpid(-1, NULL, 0) > 0 || errno == EINTR)
		;
	G.work = 0;
}

/* ---- requests ------------------------------------------------------------------------------- */

/* Returns only when it could not be done; who asked is told, and goes on. */
static void take_request(void)
{
	char **words = process_one_request();

	if (!words)
		return;
	if (strcmp(words[0], "init") == 0) {
		end_children();
		execl("/proc/self/exe", "ramsteam", "init", (char *)NULL);
		fail("start init again");
	} else if (strcmp(words[0], "switch_root") == 0 && words[1] && words[2]) {
		if (switch_root_check(words[1], words[2]) == 0) {
			end_children();
			switch_root_perform(words[1], words + 2);
		}
	} else {
		fail_plain("init does not know the request '%s'", words[0]);
	}
	process_one_refuse(fail_text());
}

static int request_came(void *data, int what)
{
	(void)data;
	(void)what;
	take_request();
	return 0;
}

/* ---- the prompt ----------------------------------------------------------------------------- */

static void print_prompt(void)
{
	struct buffer text = { 0 }, cause = { 0 };

	if (read_file(CAUSE_PATH, &cause, 1 << 16) < 0)
		fail_clear();
	if (cause.data) {
		cause.data[strcspn(cause.data, "\n")] = '\0';
		text_make_printable(cause.data);
		buffer_format(&text, "\nramroot: %s\n", cause.data);
	}
	buffer_text(&text, "\nStage 1 did not come to its end. Press a key:\n"
		    "  i  an interactive shell\n"
		    "  f  the same, as process 1\n"
		    "  r  reboot\n"
		    "  *  ignore the error and continue (any other key)\n");
	consoles_print(&G.consoles, text.data);
	buffer_free(&text);
	buffer_free(&cause);
}

static void stop_prompt(void)
{
	for (unsigned i = 0; i < G.consoles.count; i++)
		loop_unwatch(&G.loop, G.consoles.each[i].fd);
	if (G.timer >= 0)
		loop_cancel(&G.loop, G.timer);
	G.timer = -1;
	consoles_give_lines(&G.consoles);
	consoles_close(&G.consoles);
}

static void restart(int how)
{
	sync();
	reboot(how);
	warn_errno("reboot");
}

static int go_on(void)
{
	char failed[64] = "";

	if (read_line_of(FAILED_PATH, failed, sizeof(failed)) < 0)
		fail_clear();
	unlink(FAILED_PATH);
	G.pass_hooks = G.hooks_failed;
	return start_plan(failed[0] ? failed : NULL);
}

static int answer(char key, const char *console)
{
	char path[32];

	text_copy(path, sizeof(path), console);
	stop_prompt();
	switch (key) {
	case 'i':
		return start_shell(path);
	case 'f':
		become_shell(path);
		return 0;
	case 'r':
		restart(RB_AUTOBOOT);
		return prompt();
	default:
		return go_on();
	}
}

static int key_came(void *data, int what)
{
	struct console *console = data;
	char key;

	(void)what;
	if (read(console->fd, &key, 1) != 1) {
		loop_unwatch(&G.loop, console->fd);	/* hung up */
		return 0;
	}
	G.person = true;
	return answer(key, console->path);
}

static int nobody_came(void *data, int what)
{
	(void)data;
	(void)what;
	G.timer = -1;
	stop_prompt();
	if (G.parameters.on_failure == FAILURE_REBOOT)
		restart(RB_AUTOBOOT);
	if (G.parameters.on_failure == FAILURE_POWEROFF)
		restart(RB_POWER_OFF);
	G.retry_ms = MIN(2 * G.retry_ms, LAST_RETRY_MS);
	return start_plan(NULL);
}

static void start_countdown(void)
{
	static const char *const what[] = { [FAILURE_RETRY] = "trying again",
					    [FAILURE_REBOOT] = "reboot",
					    [FAILURE_POWEROFF] = "power off" };
	char text[128];

	if (!G.retry_ms && G.parameters.failure_seconds)
		G.retry_ms = G.parameters.failure_seconds * 1000ULL;
	if (!G.retry_ms)
		G.retry_ms = FIRST_RETRY_MS;
	snprintf(text, sizeof(text), "%s in %u s; any key stops the countdown\n",
		 what[G.parameters.on_failure], (unsigned)(G.retry_ms / 1000));
	consoles_print(&G.consoles, text);
	G.timer = loop_after(&G.loop, G.retry_ms, nobody_came, NULL);
}

static int prompt(void)
{
	consoles_open(&G.consoles);
	consoles_take_keys(&G.consoles);
	print_prompt();
	if (G.parameters.on_failure == FAILURE_SHELL && !G.person) {
		G.person = true;
		stop_prompt();
		return start_shell(main_console());
	}
	for (unsigned i = 0; i < G.consoles.count; i++) {
		struct console *console = &G.consoles.each[i];

		if (loop_watch(&G.loop, console->fd, POLLIN, key_came, console) < 0)
			warn_failure();
	}
	if (!G.person)
		start_countdown();
	return 0;
}

static void note_death(int status)
{
	if (!WIFSIGNALED(status))
		return;
	fail_plain("stage 1 was ended by signal %d (%s)", WTERMSIG(status),
		   strsignal(WTERMSIG(status)));
	kernel_log("%s", fail_text());
	if (write_file(CAUSE_PATH, fail_text()) < 0)
		warn_failure();
}

static int child_ended(void *data, int what)
{
	bool ended = false;
	int status;
	pid_t pid;

	(void)data;
	(void)what;
	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		if (pid != G.work)
			continue;	/* an orphan, or the driver loader */
		if (G.work_is_plan)
			note_death(status);
		G.hooks_failed = G.work_is_plan && WIFEXITED(status) &&
				 WEXITSTATUS(status) == HOOKS_FAILED;
		G.work = 0;
		ended = true;
	}
	return ended ? prompt() : 0;
}

/* ---- life ----------------------------------------------------------------------------------- */

static void set_up(void)
{
	static char path[] = "PATH=/bin:/sbin:/usr/bin:/usr/sbin";

	putenv(path);
	umask(022);
	if (chdir("/") < 0)
		warn_errno("/");
	if (!process_one_is_ours())
		mount_all();
	take_console();
	if (process_one_announce() < 0)
		warn_failure();
	process_one_guard();
	/* Ctrl+Alt+Del is for a person to press in earnest: the kernel restarts at once. */
	reboot(RB_ENABLE_CAD);
}

static int live(void)
{
	G.timer = -1;
	if (loop_signal(&G.loop, SIGCHLD, child_ended, NULL) < 0 ||
	    loop_signal(&G.loop, PROCESS_ONE_SIGNAL, request_came, NULL) < 0)
		return -1;
	if (parameters_read(&G.parameters) < 0)
		warn_failure();
	if (G.parameters.problems.length)
		warn("kernel command line: %.*s",
		     (int)strcspn(G.parameters.problems.data, "\n"), G.parameters.problems.data);
	G.person = G.prompt || G.request;
	if (!G.prompt && !G.request)
		check_modules();
	if (G.request)
		take_request();
	if (!G.prompt && !G.request)
		start_coldplug();
	if (G.prompt || G.request ? prompt() < 0 : start_plan(NULL) < 0)
		warn_failure();
	/* A failure within a handler is told, and life goes on: process 1 does not end. */
	for (;;) {
		if (loop_run(&G.loop) < 0)
			warn_failure();
		if (!G.work && !G.consoles.count && prompt() < 0)
			warn_failure();
	}
}

static int run(int argc, char **argv)
{
	G.prompt = argc == 2 && strcmp(argv[1], "--prompt") == 0;
	G.request = argc == 2 && strcmp(argv[1], "--request") == 0;
	if (getpid() == 1) {
		set_up();
		live();
		die_failure(1);
	}
	if (!process_one_is_ours())
		die(1, "this is for process 1 of an initrd; at a prompt, ramroot does its work");
	process_one_ask("init", NULL);
	die_failure(1);
}

/* Raw: words of the kernel's command line that the kernel does not know come as arguments. */
APPLET(init, .names = "init", .summary = "process 1 of the initrd: drivers, ramroot, the prompt",
       .run = run, .state = &G, .state_size = sizeof(G), .flags = APPLET_RAW,
       .details = "On the kernel's command line:\n"
		  "  ramroot=URL              what to boot from; else what DHCP names\n"
		  "  ip=dhcp, ip=CLIENT:...   as the kernel's own (nfsroot)\n"
		  "  init=PATH                the new root's init\n"
		  "  ramroot.layout=NAME      overlay, nix-store or disk\n"
		  "  ramroot.mirrors=\"URL...\" where the source is, too\n"
		  "  ramroot.layers=\"URL...\"  images that lie above it, the last on top\n"
		  "  ramroot.image=PATH       which image of a live medium's\n"
		  "  ramroot.keep_net=yes     the next kernel gets this network as ip=\n"
		  "  ramroot.persist=DEV      write to this disk, not to RAM (LABEL=, UUID=)\n"
		  "  ramroot.cmdline=\"...\"    what ${cmdline} of a script stands for\n"
		  "  ramroot.onfail=retry     or shell, reboot, poweroff: when nobody answers\n"
		  "Entries written for dracut, live-boot, casper, archiso, CoreOS or NixOS are\n"
		  "understood, too.\n"
		  "Typed at a prompt, it lets process 1 begin anew.");
