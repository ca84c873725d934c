/* SPDX-License-Identifier: MIT */
/* Which line of a SHA256SUMS file is about the file of a URL. Pure. */
#ifndef HTTP_SUMS_LIST_H
#define HTTP_SUMS_LIST_H

/*
 * The digest a list fetched from `list_url` gives for `url`: the line whose name, seen from the
 * list, is that URL; else the one whose name's last part is the URL's. Fails when none is, or two
 * that differ. Needs CONFIG_OPENSSL.
 */
int sums_list_find(const char *text, const char *list_url, const char *url, char hex[65]);

#endif
