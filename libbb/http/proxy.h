/* SPDX-License-Identifier: MIT */
/* Which proxy, if any: http_proxy, https_proxy, all_proxy and no_proxy of the environment. */
#ifndef HTTP_PROXY_H
#define HTTP_PROXY_H

#include <stdbool.h>

#include "http/url.h"

/* Is the host among a no_proxy list: "example.com,.lan,10.0.0.0/8,host:8080,*"? Pure. */
bool proxy_excepts(const char *list, const char *host, uint16_t port);

/* 1: *proxy is to be used and freed; 0: none; negative after fail(). */
int proxy_for(const struct url *url, struct url *proxy);

#endif
