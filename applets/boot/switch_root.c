/* SPDX-License-Identifier: MIT */
/* switch_root(8): also typed at a prompt, where process 1 is asked to do it. */
#include <stdio.h>
#include <unistd.h>

#include "boot/process_one.h"
#include "boot/switch_root.h"
#include "core/applet.h"
#include "core/error.h"

static int run(int argc, char **argv)
{
	if (argc < 3)
		usage("want the new root and its init: switch_root /mnt-root /sbin/init");
	if (switch_root_check(argv[1], argv[2]) < 0)
		die_failure(1);
	if (getpid() == 1)
		switch_root_perform(argv[1], argv + 2);
	else if (process_one_is_ours())
		process_one_ask("switch_root", argv + 1);
	else
		fail_plain("only process 1 can do this: exec switch_root %s %s", argv[1], argv[2]);
	die_failure(1);
}

APPLET(switch_root, .names = "switch_root",
       .summary = "free the initramfs and start the real root's init",
       .operands = "NEWROOT INIT [ARGUMENT]...", .run = run, .flags = APPLET_STOP,
       .details = "/dev, /proc, /sys and /run are moved along. INIT is a path within NEWROOT.\n"
		  "Refused where / is no initramfs, for everything on it is deleted.");
