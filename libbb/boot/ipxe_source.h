/* SPDX-License-Identifier: MIT */
/* Where an iPXE script's files come from: host.fetch and its like over http/ and local files. */
#ifndef BOOT_IPXE_SOURCE_H
#define BOOT_IPXE_SOURCE_H

#include <stdint.h>

#include "core/text.h"

int ipxe_source_fetch(void *data, const char *url, unsigned timeout_ms, struct buffer *text,
		      char **moved);
/* host.verify, by the keys of boot/trusted.h. */
int ipxe_source_verify(void *data, const char *url, const char *signature, const char *signer,
		       struct buffer *text, char **moved);
/* All of it, held to what is booted is held to: a descriptor of its own, or negative. */
int ipxe_source_keep(const char *url);
int ipxe_source_probe(void *data, const char *url, unsigned timeout_ms, uint64_t *size);

#endif
