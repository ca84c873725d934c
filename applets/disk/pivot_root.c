/* SPDX-License-Identifier: MIT */
/* pivot_root(8): make a mount the root, and put the old root below it. */
#include <sys/syscall.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"

static int run(int argc, char **argv)
{
	if (argc != 3)
		usage("bad usage");
	if (syscall(SYS_pivot_root, argv[1], argv[2]) < 0) {
		warn_errno("failed to change root from `%s' to `%s'", argv[1], argv[2]);
		return 1;
	}
	return 0;
}

APPLET(pivot_root, .names = "pivot_root", .summary = "change the root file system",
       .operands = "NEW_ROOT PUT_OLD", .run = run,
       .details =
	  "NEW_ROOT must be a mount point, PUT_OLD a folder below it. The kernel's initramfs\n"
	  "cannot be moved away: use switch_root there.");
