/* SPDX-License-Identifier: MIT */
/* Gives a target the files it is called with, by any compiler: the corpus as a regression test. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		FILE *file = fopen(argv[i], "rb");
		static uint8_t room[1 << 20];
		size_t size = file ? fread(room, 1, sizeof(room), file) : 0;
		uint8_t *exact = malloc(size ? size : 1);

		if (!file || !exact)
			return 2;
		for (size_t at = 0; at < size; at++)
			exact[at] = room[at];
		LLVMFuzzerTestOneInput(exact, size);
		free(exact);
		fclose(file);
	}
	return 0;
}
