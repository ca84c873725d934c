/* SPDX-License-Identifier: MIT */
/* Errors that travel up as text, and the messages applets print of them. */
#include "core/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

const char *program_name = "ramsteam";
int exit_status;

static char recorded[1024];

int fail_plain(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(recorded, sizeof(recorded), format, args);
	va_end(args);
	return -1;
}

int fail(const char *format, ...)
{
	int error = errno;
	char text[sizeof(recorded)];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	fail_plain("%s: %s", text, strerror(error));
	errno = error;
	return -1;
}

int fail_in(const char *format, ...)
{
	char context[sizeof(recorded)], inner[sizeof(recorded)];
	va_list args;

	va_start(args, format);
	vsnprintf(context, sizeof(context), format, args);
	va_end(args);
	strcpy(inner, recorded);
	return fail_plain("%s: %s", context, inner);
}

const char *fail_text(void)
{
	return recorded;
}

void fail_clear(void)
{
	recorded[0] = '\0';
}

static void complain(const char *format, va_list args, int error)
{
	char text[2048];
	int length = vsnprintf(text, sizeof(text), format, args);

	if (error && length >= 0 && (size_t)length < sizeof(text))
		snprintf(text + length, sizeof(text) - length, ": %s", strerror(error));
	text_make_printable(text);
	/* What the applet printed so far comes first, as a person at a terminal expects. */
	fflush(stdout);
	fprintf(stderr, "%s: %s\n", program_name, text);
	if (!exit_status)
		exit_status = 1;
}

void warn(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	complain(format, args, 0);
	va_end(args);
}

void warn_errno(const char *format, ...)
{
	int error = errno;
	va_list args;

	va_start(args, format);
	complain(format, args, error);
	va_end(args);
}

void warn_failure(void)
{
	warn("%s", recorded);
}

void die(int status, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	complain(format, args, 0);
	va_end(args);
	exit(status);
}

void die_failure(int status)
{
	die(status, "%s", recorded);
}
