/* SPDX-License-Identifier: MIT */
/* The environment's proxies, as curl and GNU wget read them. */
#include "http/proxy.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"

static bool bits_equal(const unsigned char *a, const unsigned char *b, unsigned bits)
{
	unsigned mask = 0xff00 >> bits % 8 & 0xff;

	return memcmp(a, b, bits / 8) == 0 && (!mask || !((a[bits / 8] ^ b[bits / 8]) & mask));
}

/* "10.0.0.0/8", "fd00::/8" */
static bool within(const char *network, const char *host)
{
	unsigned char wanted[17] = { 0 }, address[17] = { 0 };
	int family = strchr(host, ':') ? AF_INET6 : AF_INET;
	char text[64];
	const char *slash = strchr(network, '/');
	uint64_t bits;

	if (!slash || !text_copy(text, MIN(sizeof(text), (size_t)(slash - network) + 1), network))
		if (!slash || slash - network >= (int)sizeof(text))
			return false;
	return text_number(slash + 1, 10, 0, family == AF_INET ? 32 : 128, &bits) == 0 &&
	       inet_pton(family, text, wanted) == 1 && inet_pton(family, host, address) == 1 &&
	       bits_equal(wanted, address, bits);
}

static bool item_excepts(char *item, const char *host, uint16_t port)
{
	char *colon = strrchr(item, ':'), *close = strchr(item, ']');
	size_t length, whole = strlen(host);
	uint64_t wanted;

	if (strcmp(item, "*") == 0)
		return true;
	if (strchr(item, '/'))
		return within(item, host);
	/* A port, unless the colons are an IPv6 address's. */
	if (colon && (close ? close < colon : strchr(item, ':') == colon)) {
		if (text_number(colon + 1, 10, 1, 65535, &wanted) < 0 || wanted != port)
			return false;
		*colon = '\0';
	}
	if (item[0] == '[' && close) {
		*close = '\0';
		item++;
	}
	if (text_starts_with(item, "*."))
		item++;
	item += item[0] == '.';
	length = strlen(item);
	return length && length <= whole && strcasecmp(host + whole - length, item) == 0 &&
	       (length == whole || host[whole - length - 1] == '.');
}

bool proxy_excepts(const char *list, const char *host, uint16_t port)
{
	while (*list) {
		size_t length;
		char *item;
		bool found;

		list += strspn(list, ", \t");
		length = strcspn(list, ", \t");
		item = xstrndup(list, length);
		found = length && item_excepts(item, host, port);
		free(item);
		if (found)
			return true;
		list += length;
	}
	return false;
}

static const char *environment(const char *lower, const char *upper)
{
	const char *value = getenv(lower);

	return value && *value ? value : upper ? getenv(upper) : NULL;
}

int proxy_for(const struct url *url, struct url *proxy)
{
	bool https = strcmp(url->scheme, "https") == 0;
	/* HTTP_PROXY is left alone: a CGI program would get it from a request's header. */
	const char *value = https ? environment("https_proxy", "HTTPS_PROXY")
				  : environment("http_proxy", NULL);
	const char *except = environment("no_proxy", "NO_PROXY");
	char *text;
	int result;

	if (!value || !*value)
		value = environment("all_proxy", "ALL_PROXY");
	if (!value || !*value || (except && proxy_excepts(except, url->host, url->port)))
		return 0;
	text = strstr(value, "://") ? xstrdup(value) : xasprintf("http://%s", value);
	result = url_parse(text, proxy);
	free(text);
	if (result < 0)
		return fail_in("proxy");
	if (strcmp(proxy->scheme, "http") != 0) {
		fail_plain("proxy %s://%s: only http:// proxies are supported", proxy->scheme,
			   proxy->host);
		url_free(proxy);
		return -1;
	}
	return 1;
}
