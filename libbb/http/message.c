/* SPDX-License-Identifier: MIT */
/* Heads of HTTP answers: RFC 9112, sections 2 to 6, read leniently where that is harmless. */
#include "http/message.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/error.h"
#include "core/text.h"

/* As much of one line of bytes from outside as there is room for, made fit for a person. */
static void take_line(char *text, size_t size, const char *data, size_t length)
{
	length = MIN(length, size - 1);
	memcpy(text, data, length);
	text[length] = '\0';
	text[strcspn(text, "\r\n")] = '\0';
	text_make_line(text);
}

long http_head_length(const char *data, size_t length)
{
	static const char start[] = "HTTP/";
	const char *at = data, *end = data + length;

	/* A server that speaks something else is found out at its first bytes. */
	if (strncasecmp(data, start, MIN(length, sizeof(start) - 1)) != 0) {
		char shown[32];

		take_line(shown, sizeof(shown), data, length);
		return fail_plain("no HTTP answer: it begins with '%s'", shown);
	}
	/* A line ends in LF, CR LF, and CR CR LF where a program's text mode had a hand in it. */
	while ((at = memchr(at, '\n', end - at))) {
		const char *next = ++at;

		while (next < end && *next == '\r' && next < at + 2)
			next++;
		if (next < end && *next == '\n')
			return next + 1 - data;
	}
	if (length >= HTTP_HEAD_LONGEST)
		return fail_plain("the answer's head is longer than %d KiB",
				  HTTP_HEAD_LONGEST / 1024);
	return 0;
}

static bool is_token(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)text[i]) && !strchr("!#$%&'*+-.^_`|~", text[i]))
			return false;
	return length > 0;
}

/* "HTTP/1.1 200 OK"; "HTTP/2 200" as some gateways write it; the reason is optional. */
static int parse_status(const char *line, size_t length, struct http_head *head)
{
	size_t at = sizeof("HTTP/") - 1, digits = 0;

	if (at < length && isdigit((unsigned char)line[at]) && line[at] != '0')
		head->minor = line[at++] > '1';
	if (at + 1 < length && line[at] == '.' && isdigit((unsigned char)line[at + 1])) {
		head->minor |= line[at + 1] > '0';
		at += 2;
	}
	if (at == sizeof("HTTP/") - 1 || at >= length || line[at] != ' ')
		return fail_plain("malformed status line");
	while (at < length && line[at] == ' ')
		at++;
	for (; at < length && isdigit((unsigned char)line[at]) && digits < 4; at++, digits++)
		head->status = head->status * 10 + line[at] - '0';
	if (digits != 3 || head->status < 100)
		return fail_plain("malformed status line");
	at += at < length && line[at] == ' ';
	take_line(head->reason, sizeof(head->reason), line + at, length - at);
	return 0;
}

static const char *trim(const char *text, size_t *length)
{
	while (*length && (*text == ' ' || *text == '\t')) {
		text++;
		(*length)--;
	}
	while (*length && strchr(" \t\r", text[*length - 1]))
		(*length)--;
	return text;
}

/* Append a field, or what a folded line adds to the one before. */
static int add_line(struct buffer *fields, const char *line, size_t length)
{
	const char *colon = memchr(line, ':', length), *value;
	size_t name = colon ? colon - line : 0, value_length;

	if (line[0] == ' ' || line[0] == '\t') {
		value = trim(line, &length);
		if (!fields->length)
			return fail_plain("malformed header line");
		fields->data[fields->length - 1] = ' ';
		buffer_add(fields, value, length);
		buffer_add(fields, "", 1);
		return 0;
	}
	if (!colon)
		return fail_plain("malformed header line");
	/* A blank before the colon is passed over, a name that is none with its value. */
	while (name && (line[name - 1] == ' ' || line[name - 1] == '\t'))
		name--;
	if (!is_token(line, name))
		return 0;
	value_length = line + length - (colon + 1);
	value = trim(colon + 1, &value_length);
	buffer_add(fields, line, name);
	buffer_add(fields, "", 1);
	buffer_add(fields, value, value_length);
	buffer_add(fields, "", 1);
	return 0;
}

int http_head_parse(const char *data, size_t length, struct http_head *head)
{
	const char *end = data + length;
	struct buffer fields = { 0 };
	bool first = true;

	*head = (struct http_head){ 0 };
	if (memchr(data, '\0', length))
		return fail_plain("NUL byte in the answer's head");
	while (data < end) {
		const char *newline = memchr(data, '\n', end - data) ?: end;
		size_t line = newline - data;

		while (line && data[line - 1] == '\r')
			line--;
		if (first ? parse_status(data, line, head) < 0
			  : line && add_line(&fields, data, line) < 0) {
			buffer_free(&fields);
			return -1;
		}
		first = false;
		data = newline + (newline < end);
	}
	if (first)
		return fail_plain("empty head");
	buffer_add(&fields, "", 1);
	head->fields = fields.data;
	return 0;
}

void http_head_free(struct http_head *head)
{
	free(head->fields);
	head->fields = NULL;
}

const char *http_field(const struct http_head *head, const char *name, const char *previous)
{
	const char *at = head->fields;

	if (!at)
		return NULL;
	if (previous)
		at = previous + strlen(previous) + 1;
	while (*at) {
		const char *value = at + strlen(at) + 1;

		if (strcasecmp(at, name) == 0)
			return value;
		at = value + strlen(value) + 1;
	}
	return NULL;
}

bool http_field_has(const struct http_head *head, const char *name, const char *token)
{
	size_t wanted = strlen(token);

	for (const char *at = NULL; (at = http_field(head, name, at));) {
		const char *item = at;

		while (*item) {
			size_t whole = strcspn(item, ","), length = whole;
			const char *text = trim(item, &length);

			if (length == wanted && strncasecmp(text, token, length) == 0)
				return true;
			item += whole + (item[whole] == ',');
		}
	}
	return false;
}

/* Digits and nothing else, within 63 bits: file offsets are signed. */
static int decimal(const char *text, size_t length, uint64_t *value)
{
	*value = 0;
	if (!length)
		return -1;
	for (size_t i = 0; i < length; i++) {
		if (!isdigit((unsigned char)text[i]) ||
		    __builtin_mul_overflow(*value, 10, value) ||
		    __builtin_add_overflow(*value, text[i] - '0', value) || *value > INT64_MAX)
			return -1;
	}
	return 0;
}

/* Every Content-Length there is, and every item of its list, must agree. */
static int content_length(const struct http_head *head, bool *given, uint64_t *length)
{
	*given = false;
	for (const char *at = NULL; (at = http_field(head, "Content-Length", at));) {
		const char *item = at;

		do {
			size_t whole = strcspn(item, ","), n = whole;
			const char *text = trim(item, &n);
			uint64_t value;

			if (decimal(text, n, &value) < 0)
				return fail_plain("Content-Length '%.40s' is no length", at);
			if (*given && value != *length)
				return fail_plain("contradicting Content-Lengths");
			*given = true;
			*length = value;
			item += whole + (item[whole] == ',');
		} while (*item);
	}
	return 0;
}

/* "identity" and "chunked" in any list; said twice, as some gateways do, it is done once. */
static int transfer_coding(const char *list, bool *chunked)
{
	for (const char *item = list; *item;) {
		size_t whole = strcspn(item, ","), length = whole;
		const char *text = trim(item, &length);

		item += whole + (item[whole] == ',');
		if (!length || (length == 8 && strncasecmp(text, "identity", 8) == 0))
			continue;
		if (length != 7 || strncasecmp(text, "chunked", 7) != 0)
			return fail_plain("Transfer-Encoding '%.40s' is not supported", list);
		*chunked = true;
	}
	return 0;
}

int http_framing(const struct http_head *head, bool head_request, struct http_framing *framing)
{
	bool given = false, chunked = false;
	const char *coding = NULL;

	*framing = (struct http_framing){ HTTP_NO_BODY, 0, false };
	framing->keep_alive = head->minor >= 1 ? !http_field_has(head, "Connection", "close")
					       : http_field_has(head, "Connection", "keep-alive");
	if (head_request || head->status < 200 || head->status == 204 || head->status == 304)
		return 0;
	while ((coding = http_field(head, "Transfer-Encoding", coding)))
		if (transfer_coding(coding, &chunked) < 0)
			return -1;
	if (chunked) {
		framing->kind = HTTP_CHUNKED;
		/* With a length beside it, this may be smuggled: use the connection no more. */
		framing->keep_alive &= !http_field(head, "Content-Length", NULL);
		return 0;
	}
	if (content_length(head, &given, &framing->length) < 0)
		return -1;
	framing->kind = given ? HTTP_LENGTH : HTTP_UNTIL_CLOSE;
	framing->keep_alive &= given;
	return 0;
}

int http_content_range(const char *value, uint64_t *first, uint64_t *last, uint64_t *total)
{
	const char *at = value, *dash, *slash;

	*first = 1;
	*last = 0;
	*total = UINT64_MAX;
	if (strncasecmp(at, "bytes", 5) != 0)
		return fail_plain("Content-Range '%.60s' is not understood", value);
	at += 5 + strspn(at + 5, " =:");
	slash = strchr(at, '/');
	dash = strchr(at, '-');
	if (!slash || (strcmp(slash, "/*") != 0 &&
		       decimal(slash + 1, strlen(slash + 1), total) < 0))
		return fail_plain("Content-Range '%.60s' is not understood", value);
	if (at[0] == '*' && at + 1 == slash)
		return 0;
	if (!dash || dash > slash || decimal(at, dash - at, first) < 0 ||
	    decimal(dash + 1, slash - dash - 1, last) < 0 || *first > *last ||
	    (*total != UINT64_MAX && *last >= *total))
		return fail_plain("Content-Range '%.60s' is not understood", value);
	return 0;
}
