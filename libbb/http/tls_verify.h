/* SPDX-License-Identifier: MIT */
/* Why a server's certificate was refused, in words a person can act on. Needs CONFIG_OPENSSL. */
#ifndef HTTP_TLS_VERIFY_H
#define HTTP_TLS_VERIFY_H

#include <openssl/ssl.h>
#include <stdbool.h>

/* The verify callback: keeps the certificate that is refused, until forgotten. */
int tls_verify_note(int ok, X509_STORE_CTX *store);
void tls_verify_forget(SSL *ssl);
/* Did the handshake end for the certificate's sake? */
bool tls_verify_failed(SSL *ssl);
/* fail() with the reason: both times when it is one of time, the names when it is of the name. */
int tls_verify_say(SSL *ssl, const char *host);

#endif
