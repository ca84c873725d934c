/* SPDX-License-Identifier: MIT */
/* /proc/meminfo. */
#include "fs/memory.h"

#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/io.h"

int memory_available(uint64_t *bytes)
{
	static const char key[] = "MemAvailable:";
	struct buffer text = { 0 };
	const char *line;

	if (read_file("/proc/meminfo", &text, 1 << 16) < 0)
		return -1;
	line = text.data ? strstr(text.data, key) : NULL;
	*bytes = line ? strtoull(line + strlen(key), NULL, 10) * 1024 : 0;
	buffer_free(&text);
	return line ? 0 : fail_plain("/proc/meminfo has no %s", key);
}
