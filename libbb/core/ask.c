/* SPDX-License-Identifier: MIT */
/* Questions of rm -i, cp -i and their like. */
#include "core/ask.h"

#include <stdarg.h>
#include <stdio.h>

#include "core/error.h"

bool ask(const char *format, ...)
{
	va_list args;
	int first, c;

	fflush(stdout);
	fprintf(stderr, "%s: ", program_name);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	first = c = getchar();
	while (c != '\n' && c != EOF)
		c = getchar();
	return first == 'y' || first == 'Y';
}
