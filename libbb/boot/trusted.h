/* SPDX-License-Identifier: MIT */
/*
 * What everything that is booted is held to: the keys that this initrd carries, which nothing
 * switches off, or else those that were asked for. Order: fetch, verify, use.
 */
#ifndef BOOT_TRUSTED_H
#define BOOT_TRUSTED_H

#include "core/applet.h"
#include "http/fetch.h"

/*
 * Ask for more than the initrd does: keys (files, folders, base64), a SHA256SUMS by its URL, or
 * NULL. Both stay the caller's. Fails for keys where the initrd has its own: those alone count.
 */
int trusted_begin(const struct option_list *keys, const char *sums_url);

/* A digest of the source alone, or NULL; after trusted_begin(). */
int trusted_source(const char *source, const char *sha256);

/* Keys that trusted_require() alone asks for; fails where the initrd has its own, too. */
int trusted_signers(const struct option_list *keys);
/* Hold a fetch to this signature, whatever else is asked for; signer: NULL, or the key's id. */
int trusted_require(struct fetch *job, const char *signature, const char *signer);

/*
 * Hold a fetch to it, let it be patient and know its mirrors (boot/mirrors.h): before fetch() and
 * fetch_open(), for each.
 */
int trusted_hold(struct fetch *job);
/* The same for a file that is used where it lies. */
int trusted_file(const char *path);
/* ", verified" when there is something to hold to, else "". */
const char *trusted_note(void);

/*
 * For a plan's lines: " --key ... --sums ... --mirror ..." of wget for this URL, "" when nothing is
 * asked for. Valid until the next call.
 */
const char *trusted_words(const char *url);
/* And the line that verifies such a file. */
void trusted_line(const char *path, struct buffer *lines);

#endif
