/* SPDX-License-Identifier: MIT */
/* Why a server's certificate was refused, in words a person can act on. Needs CONFIG_OPENSSL. */
#ifndef HTTP_TLS_VERIFY_H
#define HTTP_TLS_VERIFY_H

#include <openssl/ssl.h>
#include <stdbool.h>

/* Did the handshake end for the certificate's sake? */
bool tls_verify_failed(SSL *ssl);
/* fail() with the reason: both times when it is one of time, the names when it is of the name. */
int tls_verify_say(SSL *ssl, const char *host);

#endif
