/* SPDX-License-Identifier: MIT */
/* Who we are to a server: Basic authentication (RFC 7617), ~/.netrc. */
#ifndef HTTP_CREDENTIALS_H
#define HTTP_CREDENTIALS_H

/* "Basic dXNlcjpwYXNz". Caller frees. */
char *basic_credentials(const char *user, const char *password);

/*
 * The user and password ~/.netrc's text gives for a host; `user`, when not NULL, must match.
 * Returns 1 (both to be freed), or 0. Pure.
 */
int netrc_find(const char *text, const char *host, const char *wanted, char **user,
	       char **password);
/* The same in $NETRC or ~/.netrc. */
int netrc_lookup(const char *host, const char *wanted, char **user, char **password);

#endif
