/* SPDX-License-Identifier: MIT */
/*
 * boot/network_parameters: a kernel command line. Whatever is taken can be printed as shell lines,
 * and goes into a lease.
 * uses: boot net core
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "boot/network_parameters.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct network_parameters parsed;
	struct lease lease = { .interface = "eth0" };
	char *line = xstrndup((const char *)data, size);
	struct buffer lines = { 0 };

	if (network_parameters_parse(line, &parsed) == 0) {
		network_parameters_amend(&parsed, &parsed.ips[0], &lease);
		for (unsigned i = 0; i < parsed.device_count; i++)
			network_device_lines(&parsed.devices[i], &lines);
		/* Nothing that a shell would read as more than words. */
		if (lines.data && strpbrk(lines.data, "'\"`$;&|<>()*?[]\\~"))
			abort();
	}
	buffer_free(&lines);
	free(line);
	return 0;
}
