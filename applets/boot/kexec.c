/* SPDX-License-Identifier: MIT */
/* kexec(8) of kexec-tools: load a kernel, start it. -c and -i are as the walkthrough types them. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "boot/initrd.h"
#include "boot/kernel_parts.h"
#include "boot/kexec.h"
#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "fs/probe.h"

static struct {
	bool load, execute, unload, force, status, reuse, keep_network, no_sync, debug;
	bool file_syscall;
	const char *cmdline, *append;
	struct option_list initrds;
} G;

static int refuse(const char *name, const char *argument)
{
	(void)argument;
	return fail_plain("%s is not supported: crash kernels are loaded by kexec-tools", name);
}

static const struct option_row options[] = {
	{ "-l --load", OPTION_FLAG, &G.load, NULL, "load KERNEL, to be started by -e" },
	{ "-e --exec", OPTION_FLAG, &G.execute, NULL, "start the loaded kernel" },
	{ "-u --unload", OPTION_FLAG, &G.unload, NULL, "forget the loaded kernel" },
	{ "-f --force", OPTION_FLAG, &G.force, NULL, "load and start at once, no service stopped" },
	{ "-i --initrd --ramdisk", OPTION_LIST, &G.initrds, "FILE", "initrd; several are joined" },
	{ "-c --cmdline --command-line", OPTION_TEXT, &G.cmdline, "TEXT", "kernel command line" },
	{ "--append", OPTION_TEXT, &G.append, "TEXT", "add to the command line" },
	{ "--reuse-cmdline", OPTION_FLAG, &G.reuse, NULL, "begin with the running kernel's" },
	{ "-s --kexec-file-syscall -a --kexec-syscall-auto", OPTION_FLAG, &G.file_syscall, NULL,
	  "load by kexec_file_load(2), which is the only way here" },
	{ "-S --status", OPTION_FLAG, &G.status, NULL,
	  "exit 1 when a crash kernel (with -l: a kernel) is loaded" },
	{ "-x --no-ifdown", OPTION_FLAG, &G.keep_network, NULL, "leave network interfaces up" },
	{ "-y --no-sync", OPTION_FLAG, &G.no_sync, NULL, "do not write disks back first" },
	{ "-p --load-panic", OPTION_CALL, refuse, NULL, "not supported: crash kernels" },
	{ "-d --debug", OPTION_FLAG, &G.debug, NULL, "say what is loaded" },
	{ 0 }
};

/* The running kernel's, without what its boot loader said of itself. */
static void add_running_cmdline(struct buffer *cmdline)
{
	struct buffer text = { 0 };
	char *rest, *word;

	if (read_file("/proc/cmdline", &text, 1 << 16) < 0)
		die_failure(1);
	word = text.data ? strtok_r(text.data, " \n", &rest) : NULL;
	for (; word; word = strtok_r(NULL, " \n", &rest)) {
		if (!text_starts_with(word, "BOOT_IMAGE=") && !text_starts_with(word, "initrd="))
			buffer_format(cmdline, "%s%s", cmdline->length ? " " : "", word);
	}
	buffer_free(&text);
}

static char *make_cmdline(void)
{
	const char *parts[] = { G.cmdline, G.append };
	struct buffer cmdline = { 0 };

	if (G.reuse)
		add_running_cmdline(&cmdline);
	for (size_t i = 0; i < ARRAY_SIZE(parts); i++) {
		if (parts[i] && *parts[i])
			buffer_format(&cmdline, "%s%s", cmdline.length ? " " : "", parts[i]);
	}
	return cmdline.data ? cmdline.data : xstrdup("");
}

static void check_initrd(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum image_kind kind;

	if (fd < 0)
		die(1, "cannot open initrd %s: %s", path, strerror(errno));
	if (probe_fd(fd, path, &kind) < 0)
		die_failure(1);
	close(fd);
	if (kind == IMAGE_EMPTY || kind == IMAGE_HTML)
		die(1, "%s is no initrd: it is %s%s", path, probe_name(kind),
		    kind == IMAGE_HTML ? ": did the server send an error page?" : "");
}

/*
 * One initrd is given as it is, several are joined in memory: behind the kernel's own, when it is
 * a unified image and brought one (a descriptor above 0).
 */
static int open_initrd(int fd)
{

	for (size_t i = 0; i < G.initrds.count; i++)
		check_initrd(G.initrds.items[i]);
	if (G.initrds.count == 0)
		return fd > 0 ? fd : -1;
	if (G.initrds.count == 1 && fd <= 0) {
		fd = open(G.initrds.items[0], O_RDONLY | O_CLOEXEC);
		if (fd < 0)
			die(1, "cannot open initrd %s: %s", G.initrds.items[0], strerror(errno));
		return fd;
	}
	if (fd <= 0)
		fd = memfd_create("initrd", MFD_CLOEXEC);
	if (fd < 0)
		die(1, "cannot make a memory file for the initrds: %s", strerror(errno));
	for (size_t i = 0; i < G.initrds.count; i++) {
		if (initrd_append(fd, G.initrds.items[i]) < 0)
			die_failure(1);
	}
	return fd;
}

static void load(const char *path)
{
	int kernel = open(path, O_RDONLY | O_CLOEXEC), initrd = 0;
	char *cmdline;

	if (kernel < 0)
		die(1, "cannot open kernel %s: %s", path, strerror(errno));
	cmdline = make_cmdline();
	if (kernel_unwrap(path, &kernel, &initrd, &cmdline) < 0)
		die_failure(1);
	initrd = open_initrd(initrd);
	if (G.debug)
		fprintf(stderr, "kernel %s, %zu initrd%s of %lld bytes, command line: %s\n", path,
			G.initrds.count, G.initrds.count == 1 ? "" : "s",
			initrd < 0 ? 0LL : (long long)lseek(initrd, 0, SEEK_END), cmdline);
	if (kexec_load_files(kernel, path, initrd, cmdline) < 0)
		die_failure(1);
	free(cmdline);
	close_fd(&kernel);
	close_fd(&initrd);
}

static int execute(void)
{
	/* Without /sys nobody knows; the kernel will say. */
	if (!kexec_loaded() && access("/sys/kernel", F_OK) == 0) {
		warn("no kernel is loaded: first kexec --load KERNEL --initrd=INITRD "
		     "-c \"COMMAND LINE\"");
		return 1;
	}
	if (!G.keep_network && kexec_quiesce_network() < 0)
		warn_failure();
	if ((G.no_sync ? kexec_execute_now() : kexec_execute()) < 0)
		die_failure(1);
	return 0;
}

/* kexec KERNEL alone: the services of a full system are stopped first. */
static int execute_by_init(void)
{
	if (!kexec_has_init_system())
		return execute();
	kexec_execute_by_init();
	die_failure(1);
}

static int run(int argc, char **argv)
{
	if (G.status)
		return G.load ? kexec_loaded() : kexec_crash_loaded();
	if (argc > 2)
		usage("one kernel is loaded, what is '%s'?", argv[2]);
	if (G.unload) {
		if (kexec_unload() < 0)
			die_failure(1);
		return 0;
	}
	if (argc < 2 && (G.load || !G.execute))
		usage("no kernel specified");
	if (argc == 2)
		load(argv[1]);
	if (G.execute || G.force)
		return execute();
	return G.load ? 0 : execute_by_init();
}

APPLET(kexec, .names = "kexec", .summary = "load a kernel and start it without the firmware",
       .operands = "[KERNEL]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "  kexec --load KERNEL --initrd=INITRD -c \"COMMAND LINE\"\n"
		  "  kexec -e\n"
		  "KERNEL alone is loaded and started, by systemctl kexec where systemd runs.");
