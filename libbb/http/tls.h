/* SPDX-License-Identifier: MIT */
/* TLS 1.2 and 1.3 by OpenSSL over a non-blocking socket. Needs CONFIG_OPENSSL. */
#ifndef HTTP_TLS_H
#define HTTP_TLS_H

#include <stddef.h>
#include <sys/types.h>

#include "http/fetch.h"

struct tls;

/* Handshake: certificate chain and name are verified unless job->insecure. NULL after fail(). */
struct tls *tls_open(struct fetch *job, int fd, const char *host);
/* Says goodbye without waiting for an answer; the socket stays the caller's. */
void tls_close(struct tls *tls);

enum { TLS_WANT_READ = -2, TLS_WANT_WRITE = -3 };
/* Bytes, 0 at the peer's end, TLS_WANT_..., or -1 after fail() (job->failure is set). */
ssize_t tls_read(struct fetch *job, struct tls *tls, void *data, size_t length);
ssize_t tls_write(struct fetch *job, struct tls *tls, const void *data, size_t length);

#endif
