/* SPDX-License-Identifier: MIT */
/* The text of a request: RFC 9112, section 3; the user's headers replace ours. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/error.h"
#include "core/text.h"
#include "http/credentials.h"
#include "http/exchange.h"

static bool names(const char *header, const char *name)
{
	size_t length = strlen(name);

	return strncasecmp(header, name, length) == 0 && header[length] == ':';
}

static bool replaced(const struct fetch *job, const char *name)
{
	for (size_t i = 0; i < job->header_count; i++)
		if (names(job->headers[i], name))
			return true;
	return false;
}

static void add(struct buffer *text, const struct fetch *job, const char *name, const char *value)
{
	if (value && !replaced(job, name))
		buffer_format(text, "%s: %s\r\n", name, value);
}

/* What is for one server is not told to another it redirects to. */
static void add_users(struct buffer *text, const struct fetch *job, bool trusted)
{
	for (size_t i = 0; i < job->header_count; i++) {
		const char *header = job->headers[i];
		const char *colon = strchr(header, ':');

		if (!colon || !colon[1 + strspn(colon + 1, " \t")])
			continue;
		if (!trusted && (names(header, "Authorization") || names(header, "Cookie") ||
				 names(header, "Host")))
			continue;
		buffer_format(text, "%s\r\n", header);
	}
}

static void add_credentials(struct buffer *text, const struct fetch *job,
			    const struct request *request)
{
	const struct url *url = request->url;
	const char *user = url->user, *password = url->password;
	char *found_user = NULL, *found_password = NULL, *value;

	if (!user && request->trusted && job->user) {
		user = job->user;
		password = job->password;
	}
	if ((!user || !password) && !job->no_netrc &&
	    netrc_lookup(url->host, user, &found_user, &found_password)) {
		user = found_user;
		password = found_password;
	}
	if (user) {
		value = basic_credentials(user, password);
		add(text, job, "Authorization", value);
		free(value);
	}
	free(found_user);
	free(found_password);
}

static void add_conditions(struct buffer *text, const struct fetch *job,
			   const struct request *request)
{
	char value[64];

	if (request->ranged) {
		if (request->to)
			snprintf(value, sizeof(value), "bytes=%llu-%llu",
				 (unsigned long long)request->from,
				 (unsigned long long)request->to);
		else
			snprintf(value, sizeof(value), "bytes=%llu-",
				 (unsigned long long)request->from);
		add(text, job, "Range", value);
		add(text, job, "If-Range", request->if_range);
	}
	if (job->newer_than) {
		http_date_text(job->newer_than, value);
		add(text, job, "If-Modified-Since", value);
	}
	if (strcmp(request->method, "POST") == 0) {
		add(text, job, "Content-Type", "application/x-www-form-urlencoded");
		snprintf(value, sizeof(value), "%zu", job->post_length);
		add(text, job, "Content-Length", value);
	}
}

struct buffer request_text(const struct fetch *job, const struct request *request,
			   const struct url *proxy)
{
	const struct url *url = request->url;
	char *authority = url_authority(url), *whole = proxy ? url_text(url) : NULL, *value;
	struct buffer text = { 0 };
	const char *agent = job->user_agent ?: "RAMsteam/" RAMSTEAM_VERSION;

	buffer_format(&text, "%s %s HTTP/1.1\r\n", request->method, whole ?: url->target);
	if (!request->trusted || !replaced(job, "Host"))
		buffer_format(&text, "Host: %s\r\n", authority);
	add(&text, job, "User-Agent", agent[0] ? agent : NULL);
	add(&text, job, "Accept", "*/*");
	/* Files are wanted as they are, and ranges of them. */
	add(&text, job, "Accept-Encoding", "identity");
	add_credentials(&text, job, request);
	if (proxy && proxy->user) {
		value = basic_credentials(proxy->user, proxy->password);
		add(&text, job, "Proxy-Authorization", value);
		free(value);
	}
	add_conditions(&text, job, request);
	add_users(&text, job, request->trusted);
	buffer_text(&text, "\r\n");
	free(authority);
	free(whole);
	return text;
}
