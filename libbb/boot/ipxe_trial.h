/* SPDX-License-Identifier: MIT */
/*
 * A machine that boots nothing: scripts run on it as they would, answers come from lists, and what
 * boot would start is printed. For `ipxe -n`, so that a menu can be tested anywhere.
 */
#ifndef BOOT_IPXE_TRIAL_H
#define BOOT_IPXE_TRIAL_H

#include <stdbool.h>
#include <stddef.h>

#include "boot/ipxe.h"

struct ipxe_trial {
	const char *const *answers;	/* labels or shortcut keys for choose, in order */
	size_t answer_count;
	const char *const *lines;	/* for read and login */
	size_t line_count;
	const char *const *sets;	/* "NAME=VALUE" that were set: they hide the cards' too */
	size_t set_count;

	size_t answered, read;		/* how many were taken */
	unsigned invented;		/* how many nobody gave: a loop of prompts must end */
	struct ipxe *ipxe;
};

/* An interpreter on such a machine. The trial must outlive it. */
struct ipxe *ipxe_trial_new(struct ipxe_trial *trial);

#endif
