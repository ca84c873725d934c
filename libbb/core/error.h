/* SPDX-License-Identifier: MIT */
/*
 * Errors: a libbb function says why once, where it failed, and returns a negative number. Callers
 * add context while it travels up. Only an applet prints it:
 *
 *	return fail("open %s", path);		  "open /x: No such file or directory"
 *	if (attach(path) < 0)
 *		return fail_in("attach %s", path); "attach /x: open /x: No such ..."
 */
#ifndef CORE_ERROR_H
#define CORE_ERROR_H

#include <errno.h>

/* Record the text, then ": " and strerror(errno). Returns -1; errno is kept. */
int fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Record the text alone, for failures that have no errno (a parser's, a peer's). Returns -1. */
int fail_plain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Put context before the recorded text: "context: text". Returns -1. */
int fail_in(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The recorded text, "" when there is none. Valid until the next fail*(). */
const char *fail_text(void);

/* Forget the recorded text. */
void fail_clear(void);

/* The name put before messages; the dispatcher sets it to the applet's. */
extern const char *program_name;

/*
 * Print "program: text" on stderr and make the exit status at least 1 (see exit_status).
 * Bytes that could drive a terminal are shown as '?', whoever sent them.
 */
void warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* warn() with ": " and strerror(errno). */
void warn_errno(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* warn() with what fail() recorded. */
void warn_failure(void);

/* For applets alone: warn, then exit with this status. */
void die(int status, const char *format, ...) __attribute__((noreturn, format(printf, 2, 3)));
void die_failure(int status) __attribute__((noreturn));

/* What the dispatcher exits with when the applet returned 0. */
extern int exit_status;

#endif
