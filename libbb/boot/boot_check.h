/* SPDX-License-Identifier: MIT */
/*
 * What the next kernel will miss, said before the jump: a driver of the card that is booted from,
 * init, what makes a root of an image. Pure.
 */
#ifndef BOOT_BOOT_CHECK_H
#define BOOT_BOOT_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "boot/initrd_look.h"
#include "core/text.h"

enum { CHECK_DEVICES = 8, CHECK_MODULES = 16 };

struct boot_facts {
	const struct initrd_look *look;
	const char *version;	/* of the kernel, "" unknown */
	const char *cmdline;
	const char *card;	/* the interface booted from, NULL: none is needed */
	/* The card and what it hangs on, with the modules that drive them now. */
	struct check_device {
		char alias[512], module[MODULE_NAME_SIZE];
	} devices[CHECK_DEVICES];
	size_t device_count;
	/* Whether init= is in an image. */
	enum { INIT_UNKNOWN, INIT_IS_THERE, INIT_IS_NOT_THERE } image_init;
};

struct boot_findings {
	struct buffer lacks;	/* "a driver for eth0 (module e1000e), overlay": empty is well */
	/* What would help: names or aliases of modules. */
	char modules[CHECK_MODULES][512];
	size_t module_count;
	bool card_alone;	/* only the card's driver, and the initrd brings its root along */
};

void boot_check(const struct boot_facts *facts, struct boot_findings *findings);

/* init= of the command line when it must be in an image of the initrd, or NULL. Caller frees. */
char *boot_check_init(const struct boot_facts *facts);

#endif
