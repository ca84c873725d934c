/* SPDX-License-Identifier: MIT */
/* RFC 1035, chapter 4. Names in answers may point backwards; no such chain is followed for ever. */
#include "net/dns_message.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/error.h"
#include "core/text.h"

enum { HEADER = 12, CLASS_IN = 1, FLAG_RECURSE = 0x0100, FLAG_ANSWER = 0x8000, FLAG_CUT = 0x0200,
       FLAG_AUTHORITY = 0x0400, LABEL_MOST = 63, POINTER = 0xc0, JUMPS_MOST = 64 };

static void put16(uint8_t *to, unsigned value)
{
	to[0] = value >> 8;
	to[1] = value;
}

static unsigned get16(const uint8_t *from)
{
	return from[0] << 8 | from[1];
}

int dns_question(uint8_t message[512], uint16_t id, const char *name, enum dns_type type)
{
	size_t at = HEADER;

	memset(message, 0, HEADER);
	put16(message, id);
	put16(message + 2, FLAG_RECURSE);
	put16(message + 4, 1);
	while (*name && strcmp(name, ".") != 0) {
		size_t length = strcspn(name, ".");

		if (!length || length > LABEL_MOST || at + length + 6 > HEADER + 255)
			return fail_plain("'%s' is not a legal name", name);
		message[at++] = length;
		memcpy(message + at, name, length);
		at += length;
		name += length + (name[length] == '.');
	}
	message[at++] = 0;
	put16(message + at, type);
	put16(message + at + 2, CLASS_IN);
	return at + 4;
}

bool dns_reverse_name(const char *address, char name[DNS_NAME_SIZE])
{
	uint8_t bytes[16];
	char *to = name;

	if (inet_pton(AF_INET, address, bytes) == 1) {
		sprintf(name, "%u.%u.%u.%u.in-addr.arpa", bytes[3], bytes[2], bytes[1], bytes[0]);
		return true;
	}
	if (inet_pton(AF_INET6, address, bytes) != 1)
		return false;
	for (int i = 15; i >= 0; i--)
		to += sprintf(to, "%x.%x.", bytes[i] & 15, bytes[i] >> 4);
	strcpy(to, "ip6.arpa");
	return true;
}

/* A name at *at, which moves behind it; an unusual character is shown as \DDD. */
static bool get_name(const struct dns_answer *answer, size_t *at, char name[DNS_NAME_SIZE])
{
	size_t here = *at, used = 0;
	bool jumped = false;

	for (int jumps = 0; jumps < JUMPS_MOST;) {
		unsigned length;

		if (here >= answer->length)
			return false;
		length = answer->bytes[here++];
		if ((length & POINTER) == POINTER) {
			if (here >= answer->length)
				return false;
			if (!jumped)
				*at = here + 1;
			jumped = true;
			jumps++;
			here = (length & 0x3f) << 8 | answer->bytes[here];
			continue;
		}
		if (length > LABEL_MOST || here + length > answer->length)
			return false;
		if (!length) {
			if (!jumped)
				*at = here;
			name[used] = '\0';
			return true;
		}
		if (used + 4 * length + 2 >= DNS_NAME_SIZE)
			return false;
		if (used)
			name[used++] = '.';
		for (unsigned i = 0; i < length; i++, here++) {
			uint8_t c = answer->bytes[here];

			if (c > ' ' && c < 0x7f && c != '.' && c != '\\')
				name[used++] = c;
			else
				used += sprintf(name + used, "\\%03u", c);
		}
	}
	return false;
}

bool dns_open(const uint8_t *bytes, size_t length, const uint8_t *question, size_t question_length,
	      struct dns_answer *answer)
{
	unsigned flags;

	*answer = (struct dns_answer){ .bytes = bytes, .length = length, .at = question_length };
	if (length < question_length || get16(bytes) != get16(question) || get16(bytes + 4) != 1)
		return false;
	/* The question must be ours; servers may change the case of letters. */
	for (size_t i = HEADER; i < question_length; i++) {
		if (bytes[i] != question[i] && (bytes[i] | 0x20) != (question[i] | 0x20))
			return false;
	}
	flags = get16(bytes + 2);
	if (!(flags & FLAG_ANSWER))
		return false;
	answer->cut = flags & FLAG_CUT;
	answer->authoritative = flags & FLAG_AUTHORITY;
	answer->code = flags & 15;
	answer->left = get16(bytes + 6);
	return true;
}

/* Strings of TXT, each in quotes. */
static void get_text(const uint8_t *data, size_t length, char *text, size_t size)
{
	size_t used = 0, at = 0;

	text[0] = '\0';
	while (at < length) {
		size_t end = MIN(at + 1 + data[at], length);

		if (used + 4 * (end - at) + 4 >= size)
			return;
		used += sprintf(text + used, "%s\"", used ? " " : "");
		for (at++; at < end; at++) {
			if (data[at] == '"' || data[at] == '\\')
				used += sprintf(text + used, "\\%c", data[at]);
			else if (data[at] >= ' ' && data[at] < 0x7f)
				text[used++] = data[at];
			else
				used += sprintf(text + used, "\\%03u", data[at]);
		}
		text[used++] = '"';
		text[used] = '\0';
	}
}

static bool get_data(const struct dns_answer *answer, size_t at, size_t length,
		     struct dns_record *record)
{
	const uint8_t *data = answer->bytes + at;
	char name[DNS_NAME_SIZE];
	size_t skip = record->type == DNS_MX ? 2 : record->type == DNS_SRV ? 6 : 0;

	switch (record->type) {
	case DNS_A:
		return length == 4 && inet_ntop(AF_INET, data, record->text, INET6_ADDRSTRLEN);
	case DNS_AAAA:
		return length == 16 && inet_ntop(AF_INET6, data, record->text, INET6_ADDRSTRLEN);
	case DNS_TXT:
		get_text(data, length, record->text, sizeof(record->text));
		return true;
	case DNS_NS:
	case DNS_CNAME:
	case DNS_PTR:
	case DNS_MX:
	case DNS_SRV:
	case DNS_SOA:
		at += skip;
		if (length < skip + 1 || !get_name(answer, &at, name))
			return false;
		if (record->type == DNS_MX)
			snprintf(record->text, sizeof(record->text), "%u %s.", get16(data), name);
		else if (record->type == DNS_SRV)
			snprintf(record->text, sizeof(record->text), "%u %u %u %s.", get16(data),
				 get16(data + 2), get16(data + 4), name);
		else
			snprintf(record->text, sizeof(record->text), "%s.", name);
		return true;
	}
	snprintf(record->text, sizeof(record->text), "%zu bytes", length);
	return true;
}

bool dns_next(struct dns_answer *answer, struct dns_record *record)
{
	size_t at = answer->at, length;

	if (!answer->left || !get_name(answer, &at, record->name) || at + 10 > answer->length)
		return false;
	record->type = get16(answer->bytes + at);
	length = get16(answer->bytes + at + 8);
	at += 10;
	if (length > answer->length - at || !get_data(answer, at, length, record))
		return false;
	answer->at = at + length;
	answer->left--;
	return true;
}

int dns_type_parse(const char *text)
{
	static const struct {
		const char *name;
		enum dns_type type;
	} types[] = {
		{ "A", DNS_A }, { "NS", DNS_NS }, { "CNAME", DNS_CNAME }, { "SOA", DNS_SOA },
		{ "PTR", DNS_PTR }, { "MX", DNS_MX }, { "TXT", DNS_TXT }, { "AAAA", DNS_AAAA },
		{ "SRV", DNS_SRV }, { "ANY", DNS_ANY },
	};

	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (strcasecmp(types[i].name, text) == 0)
			return types[i].type;
	}
	return fail_plain("unknown query type: %s", text);
}

const char *dns_code_text(unsigned code)
{
	static const char *const texts[] = { "NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP",
					     "REFUSED" };

	return code < ARRAY_SIZE(texts) ? texts[code] : "an unknown error";
}
