/* SPDX-License-Identifier: MIT */
/*
 * URLs by RFC 3986: taken apart, put together, made absolute. Pure. Control characters, CR and LF
 * among them, are refused, escaped or not where they would reach a request; blanks, quotes and
 * bytes beyond ASCII in a path are percent-encoded as browsers do.
 */
#ifndef HTTP_URL_H
#define HTTP_URL_H

#include <stdbool.h>
#include <stdint.h>

enum { URL_LONGEST = 32768 };

struct url {
	char *scheme;		/* lower case: http, https, tftp, file */
	char *user, *password;	/* decoded; NULL when not given */
	char *host;		/* lower case, IPv6 without brackets; "" for file: */
	uint16_t port;		/* the scheme's when not given, 0 for file: */
	char *target;		/* path and query as sent: "/x?y", at least "/" */
};

/* Take a URL apart. Fails with its text and what is wrong; then there is nothing to free. */
int url_parse(const char *text, struct url *url);
void url_free(struct url *url);

/* scheme://host[:port]target, without user and password: for messages, and to compare. */
char *url_text(const struct url *url);
/* "host", "[::1]", "host:8080": the value of a Host header, the port unless it is the scheme's. */
char *url_authority(const struct url *url);

/* A path without scheme, or a file: URL. */
bool url_is_local(const char *text);
/* The path a local text names, decoded when it is a file: URL. Caller frees; NULL after fail(). */
char *url_local_path(const char *text);

/*
 * A reference made absolute (RFC 3986, 5.2): what a script at `base` means by `reference`. Both may
 * be local paths too. Caller frees; NULL after fail().
 */
char *url_resolve(const char *base, const char *reference);

/* What lies beside it under its name and this suffix: http://h/f?q gives http://h/f.sig?q. The
 * fragment is left out. Caller frees. */
char *url_beside(const char *text, const char *suffix);

/* RFC 3986, 5.2.4: take "." and ".." out of a path, in place. */
void url_remove_dots(char *path);

/* Everything but letters, digits and -._~ as %XX (iPXE's ${...:uristring}). Caller frees. */
char *url_encode(const char *text);
/* %XX decoded, in place; false (text untouched) when that would make a NUL byte. */
bool url_decode(char *text);

/* The name a download of this target is kept under: its last part decoded, with the query, never
 * empty, "." or "..", never with '/' or control characters. Caller frees. */
char *url_file_name(const struct url *url);

#endif
