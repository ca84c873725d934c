/* SPDX-License-Identifier: MIT */
/* Base64, RFC 4648 section 4. Pure. */
#ifndef CORE_BASE64_H
#define CORE_BASE64_H

#include <stddef.h>

#include "core/text.h"

/* Append the text of these bytes. */
void base64_encode(const void *data, size_t length, struct buffer *text);
/* Append a text's bytes; blanks are passed over. Negative when it is no base64, padded as it is. */
int base64_decode(const char *text, struct buffer *raw);

#endif
