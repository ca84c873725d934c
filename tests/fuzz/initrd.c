/* SPDX-License-Identifier: MIT */
/*
 * boot/initrd_look with what it stands on: an initrd's bytes, in any compression, and its tables;
 * then the check of it, and names in it. Also boot/kernel's headers, boot/uki.
 * uses: boot dev fs core
 */
#include <stdint.h>
#include <stdlib.h>

#include "boot/boot_check.h"
#include "boot/initrd_look.h"
#include "boot/kernel.h"
#include "boot/uki.h"
#include "core/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct initrd_look look = { .copy_fd = -1 };
	struct boot_facts facts = {
		.look = &look, .version = "6.1", .card = "eth0", .device_count = 1,
		.cmdline = "init=/nix/store/x/init rdinit=/init",
		.devices = { { "pci:v00008086d0000100Esv0sd0bc02sc00i00", "e1000" } },
	};
	struct boot_findings findings;
	struct uki uki;
	char release[64];
	int result;

	fail_clear();
	kernel_version(data, size, release, sizeof(release));
	if (uki_parse(data, size, &uki) > 0 &&
	    (uki.linux_image.offset > size ||
	     uki.linux_image.length > size - uki.linux_image.offset))
		abort();
	kernel_check_size(data, size, size, "k");
	result = initrd_look(&look, data, size);
	if (result < 0 && !*fail_text())
		abort();
	for (size_t i = 0; i < look.image_count; i++)
		if (look.images[i].offset > (int64_t)size)
			abort();
	boot_check(&facts, &findings);
	buffer_free(&findings.lacks);
	initrd_look_free(&look);
	return 0;
}
