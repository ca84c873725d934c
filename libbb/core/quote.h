/* SPDX-License-Identifier: MIT */
/* Names in messages, as GNU's tools write them: 'name', "it's", 'a'$'\n''b'. */
#ifndef CORE_QUOTE_H
#define CORE_QUOTE_H

#include <stdbool.h>

struct buffer;

/*
 * Always in quotes. Both return one of a few texts used in turn: good for one message, not to
 * be kept. Characters count as printable by the locale, when the applet has set one.
 */
const char *quote(const char *name);
/* In quotes only when a shell would need them: for "name: No such file or directory". */
const char *quote_maybe(const char *name);

/* Append, shell-quoted; forced: even when not needed. */
void quote_into(struct buffer *buffer, const char *name, bool forced);

/* Length of the printable character at text, within length bytes: 0 when it is none. */
int printable_length(const char *text, int length, int *width);

#endif
