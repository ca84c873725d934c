/* SPDX-License-Identifier: MIT */
/* Programs of a site that run before ramroot: mkinitrd --script. */
#ifndef BOOT_HOOKS_H
#define BOOT_HOOKS_H

#define HOOKS_FOLDER "/etc/ramroot/scripts"

/* Each file of HOOKS_FOLDER, in the order of their names; the first that fails ends it. */
int hooks_run(void);

#endif
