/* SPDX-License-Identifier: MIT */
/* "11.8G". */
#include "fs/size_text.h"

#include <stdio.h>

const char *size_text(uint64_t bytes, char text[16])
{
	static const char letters[] = "BKMGTPE";
	unsigned power = 0, tenths = 0;
	uint64_t whole = bytes;

	while (power < 6 && bytes >> (10 * (power + 1)))
		power++;
	if (power) {
		uint64_t unit = 1ull << (10 * power), rest = bytes % unit;

		whole = bytes / unit;
		/* A thousandth, cut, then rounded to a tenth: what lsblk(8) and findmnt(8) do. */
		rest = power < 6 ? rest * 1000 / unit : (rest >> 10) * 1000 / (unit >> 10);
		tenths = (rest + 50) / 100;
		if (tenths == 10) {
			tenths = 0;
			whole++;
		}
	}
	if (tenths)
		snprintf(text, 16, "%u.%u%c", (unsigned)(whole % 1024), tenths % 10,
			 letters[power]);
	else
		snprintf(text, 16, "%u%c", (unsigned)(whole % 1025), letters[power]);
	return text;
}
