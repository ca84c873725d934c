/* SPDX-License-Identifier: MIT */
/*
 * Unified kernel images: a PE program whose sections hold a kernel, its initrd and its command line
 * (https://uapi-group.org/specifications/specs/unified_kernel_image/). Pure.
 */
#ifndef BOOT_UKI_H
#define BOOT_UKI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct uki {
	struct uki_part {
		uint64_t offset, length;	/* in the file; length 0: there is none */
	} linux_image, initrd, cmdline, release;
};

/*
 * Whether the file is one: 1, 0 when it is another kind of file, negative after fail() when its
 * headers tell of more than there is.
 */
int uki_parse(const void *bytes, size_t length, struct uki *uki);

#endif
