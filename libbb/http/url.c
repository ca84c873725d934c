/* SPDX-License-Identifier: MIT */
/* URLs taken apart: RFC 3986, with RFC 6874 zones. url_resolve.c makes them absolute. */
#include "http/url.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"

static const struct {
	const char *scheme;
	uint16_t port;
} schemes[] = { { "http", 80 }, { "https", 443 }, { "tftp", 69 }, { "file", 0 } };

static int hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool url_decode(char *text)
{
	char *to = text;

	for (const char *at = text; (at = strstr(at, "%00")); at++)
		return false;
	for (const char *from = text; *from; from++) {
		int high, low;

		if (*from == '%' && (high = hex_value(from[1])) >= 0 &&
		    (low = hex_value(from[2])) >= 0) {
			*to++ = high << 4 | low;
			from += 2;
		} else {
			*to++ = *from;
		}
	}
	*to = '\0';
	return true;
}

char *url_encode(const char *text)
{
	struct buffer encoded = { 0 };

	buffer_text(&encoded, "");
	for (; *text; text++) {
		if (isalnum((unsigned char)*text) || strchr("-._~", *text))
			buffer_add(&encoded, text, 1);
		else
			buffer_format(&encoded, "%%%02X", (unsigned char)*text);
	}
	return encoded.data;
}

/* The target as it may stand in a request line; what is escaped already stays as it is. */
static char *encode_target(const char *text, size_t length)
{
	struct buffer target = { 0 };
	size_t path;

	if (!length || text[0] != '/')
		buffer_text(&target, "/");
	for (size_t i = 0; i < length; i++) {
		unsigned char c = text[i];
		bool escape = c == '%' && !(i + 2 < length && hex_value(text[i + 1]) >= 0 &&
					    hex_value(text[i + 2]) >= 0);

		if (escape || c <= ' ' || c >= 0x7f || strchr("\"<>\\^`{|}", c))
			buffer_format(&target, "%%%02X", c);
		else
			buffer_add(&target, &text[i], 1);
	}
	path = strcspn(target.data, "?");
	text = xstrdup(target.data + path);
	target.data[path] = '\0';
	url_remove_dots(target.data);
	strcat(target.data, text);
	free((char *)text);
	return target.data;
}

static int check_text(const char *text)
{
	char shown[80];

	text_copy(shown, sizeof(shown), text);
	text_make_line(shown);
	if (strlen(text) > URL_LONGEST)
		return fail_plain("URL %.60s...: longer than %d bytes", shown, URL_LONGEST);
	for (const unsigned char *at = (const unsigned char *)text; *at; at++)
		if (*at < ' ' || *at == 0x7f)
			return fail_plain("URL %s: control character in it", shown);
	return 0;
}

/* The length of a scheme's name at the front (RFC 3986, 3.1), 0 when there is none. */
static size_t scheme_length(const char *text)
{
	size_t length = 0;

	if (!isalpha((unsigned char)text[0]))
		return 0;
	while (isalnum((unsigned char)text[length]) || strchr("+-.", text[length] ?: ' '))
		length++;
	return text[length] == ':' ? length : 0;
}

bool url_is_local(const char *text)
{
	size_t length = scheme_length(text);

	if (!length || strncasecmp(text, "file:", 5) == 0)
		return true;
	if (text[length + 1] == '/' && text[length + 2] == '/')
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(schemes); i++)
		if (strlen(schemes[i].scheme) == length &&
		    strncasecmp(text, schemes[i].scheme, length) == 0)
			return false;
	return true;
}

char *url_local_path(const char *text)
{
	char *path, *host_end;

	if (strncasecmp(text, "file:", 5) != 0)
		return xstrdup(text);
	text += 5;
	if (text_starts_with(text, "//")) {
		text += 2;
		host_end = strchr(text, '/');
		if (!host_end || (host_end != text && strncasecmp(text, "localhost/", 10) != 0)) {
			fail_plain("URL file://%.200s: names another host", text);
			return NULL;
		}
		text = host_end;
	}
	path = xstrndup(text, strcspn(text, "?#"));
	if (!url_decode(path)) {
		fail_plain("URL file:%.200s: NUL byte in it", text);
		free(path);
		return NULL;
	}
	return path;
}

/* user:password@, when there is one before the host. */
static int parse_user(const char **at, const char *end, struct url *url)
{
	const char *sign = memrchr(*at, '@', end - *at), *colon;

	if (!sign)
		return 0;
	colon = memchr(*at, ':', sign - *at);
	url->user = xstrndup(*at, (colon ?: sign) - *at);
	if (colon)
		url->password = xstrndup(colon + 1, sign - colon - 1);
	*at = sign + 1;
	if (!url_decode(url->user) || (url->password && !url_decode(url->password)))
		return fail_plain("NUL byte in user or password");
	return 0;
}

static int check_ipv6(char *host)
{
	char *zone = strchr(host, '%');
	struct in6_addr address;
	int good;

	if (zone)
		*zone = '\0';
	good = inet_pton(AF_INET6, host, &address) == 1;
	if (!zone)
		return good ? 0 : -1;
	*zone = '%';
	/* "%25eth0" by RFC 6874, "%eth0" as people type it. */
	if (text_starts_with(zone, "%25") && zone[3])
		memmove(zone + 1, zone + 3, strlen(zone + 3) + 1);
	return good && zone[1] && strlen(zone + 1) < 16 ? 0 : -1;
}

static int parse_host(const char **at, const char *end, struct url *url)
{
	bool bracket = *at < end && **at == '[';
	const char *close = bracket ? memchr(*at, ']', end - *at) : NULL, *stop;

	if (bracket && !close)
		return fail_plain("no ']' after the IPv6 address");
	stop = bracket ? close : memchr(*at, ':', end - *at) ?: end;
	url->host = xstrndup(*at + bracket, stop - *at - bracket);
	*at = stop + bracket;
	if (bracket)
		return check_ipv6(url->host) < 0 ? fail_plain("'%s' is no IPv6 address", url->host)
						 : 0;
	if (!url_decode(url->host) || !url->host[0])
		return fail_plain("no host in it");
	for (char *c = url->host; *c; c++) {
		if ((unsigned char)*c >= 0x80)
			return fail_plain("host name beyond ASCII: write it as xn--...");
		if (!isalnum((unsigned char)*c) && !strchr("-._~", *c))
			return fail_plain("'%c' in the host's name", *c < ' ' ? '?' : *c);
		*c = tolower((unsigned char)*c);
	}
	return strlen(url->host) > 255 ? fail_plain("host name too long") : 0;
}

static int parse_port(const char *at, const char *end, struct url *url)
{
	char text[8];
	uint64_t port;

	if (at == end)
		return 0;
	if (*at != ':')
		return fail_plain("'%.*s' after the host", (int)(end - at), at);
	if (++at == end)
		return 0;
	if (!text_copy(text, MIN(sizeof(text), (size_t)(end - at) + 1), at) &&
	    end - at >= (int)sizeof(text))
		return fail_plain("no such port");
	if (text_number(text, 10, 1, 65535, &port) < 0)
		return fail_in("port");
	url->port = port;
	return 0;
}

static int parse_parts(const char *text, struct url *url)
{
	size_t length = scheme_length(text), i = 0;
	const char *at = text + length + 1, *end;

	if (!length)
		return fail_plain("no scheme such as http:// in it");
	url->scheme = xstrndup(text, length);
	for (char *c = url->scheme; *c; c++)
		*c = tolower((unsigned char)*c);
	while (i < ARRAY_SIZE(schemes) && strcmp(url->scheme, schemes[i].scheme) != 0)
		i++;
	if (i == ARRAY_SIZE(schemes))
		return fail_plain("scheme '%s' is not supported", url->scheme);
	url->port = schemes[i].port;
	if (strcmp(url->scheme, "file") == 0) {
		char *path = url_local_path(text);

		url->host = xstrdup("");
		url->target = xstrndup(at, strcspn(at, "?#"));
		free(path);
		return path ? 0 : -1;
	}
	if (!text_starts_with(at, "//"))
		return fail_plain("no host in it");
	at += 2;
	end = at + strcspn(at, "/?#");
	if (parse_user(&at, end, url) < 0 || parse_host(&at, end, url) < 0 ||
	    parse_port(at, end, url) < 0)
		return -1;
	url->target = encode_target(end, strcspn(end, "#"));
	return 0;
}

/* For messages: without what may be a password, and bounded. */
static char *shown(const char *text)
{
	const char *start = strstr(text, "://"), *sign;
	size_t prefix = start ? start + 3 - text : 0;

	sign = memrchr(text + prefix, '@', strcspn(text + prefix, "/?#"));
	if (!sign)
		return xasprintf("%.300s", text);
	return xasprintf("%.*s%.300s", (int)MIN(prefix, 32u), text, sign + 1);
}

int url_parse(const char *text, struct url *url)
{
	*url = (struct url){ 0 };
	if (check_text(text) < 0)
		return -1;
	if (parse_parts(text, url) < 0) {
		char *visible = shown(text);

		url_free(url);
		fail_in("URL %s", visible);
		free(visible);
		return -1;
	}
	return 0;
}

void url_free(struct url *url)
{
	free(url->scheme);
	free(url->user);
	free(url->password);
	free(url->host);
	free(url->target);
	*url = (struct url){ 0 };
}

char *url_authority(const struct url *url)
{
	/* A zone is this machine's own affair: RFC 6874, 4. */
	bool bracket = strchr(url->host, ':') != NULL;
	int length = bracket ? (int)strcspn(url->host, "%") : (int)strlen(url->host);
	const char *open = bracket ? "[" : "", *close = bracket ? "]" : "";
	size_t i = 0;

	while (i < ARRAY_SIZE(schemes) - 1 && strcmp(url->scheme, schemes[i].scheme) != 0)
		i++;
	if (url->port == schemes[i].port)
		return xasprintf("%s%.*s%s", open, length, url->host, close);
	return xasprintf("%s%.*s%s:%u", open, length, url->host, close, url->port);
}

char *url_text(const struct url *url)
{
	char *authority, *text;

	if (strcmp(url->scheme, "file") == 0)
		return xasprintf("file:%s", url->target);
	authority = url_authority(url);
	text = xasprintf("%s://%s%s", url->scheme, authority, url->target);
	free(authority);
	return text;
}

char *url_file_name(const struct url *url)
{
	size_t length = strcspn(url->target, "?");
	char *part = xstrndup(url->target, length), *slash = strrchr(part, '/'), *decoded;
	struct buffer name = { 0 };

	decoded = xstrdup(slash ? slash + 1 : part);
	if (!url_decode(decoded))
		strcpy(decoded, slash ? slash + 1 : part);
	buffer_text(&name, decoded[0] ? decoded : "index.html");
	if (url->target[length])
		buffer_text(&name, url->target + length);
	free(part);
	free(decoded);
	decoded = name.data;
	name = (struct buffer){ 0 };
	for (const char *at = decoded; *at; at++) {
		if (*at == '/' || (unsigned char)*at < ' ' || *at == 0x7f)
			buffer_format(&name, "%%%02X", (unsigned char)*at);
		else
			buffer_add(&name, at, 1);
	}
	free(decoded);
	if (strcmp(name.data, ".") == 0 || strcmp(name.data, "..") == 0) {
		char *safe = xasprintf("%%2E%s", name.data + 1);

		buffer_free(&name);
		return safe;
	}
	return name.data;
}
