/* SPDX-License-Identifier: MIT */
/* DNS messages (RFC 1035, RFC 3596): a question out, the records of an answer in. Pure. */
#ifndef NET_DNS_MESSAGE_H
#define NET_DNS_MESSAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum dns_type { DNS_A = 1, DNS_NS = 2, DNS_CNAME = 5, DNS_SOA = 6, DNS_PTR = 12, DNS_MX = 15,
		DNS_TXT = 16, DNS_AAAA = 28, DNS_SRV = 33, DNS_ANY = 255 };

enum { DNS_NAME_SIZE = 1025, DNS_MESSAGE_SIZE = 4096 };

/* Returns the length, negative (having said why) for what is no name. */
int dns_question(uint8_t message[512], uint16_t id, const char *name, enum dns_type type);

/* The name under which an address' names are: 4.3.2.1.in-addr.arpa. False when it is none. */
bool dns_reverse_name(const char *address, char name[DNS_NAME_SIZE]);

struct dns_answer {
	const uint8_t *bytes;
	size_t length, at;
	unsigned left;		/* records */
	unsigned code;		/* 0: no error, 3: no such name */
	bool cut, authoritative;
};

/* Is it the answer to this question? Then *answer is ready for dns_next(). */
bool dns_open(const uint8_t *bytes, size_t length, const uint8_t *question, size_t question_length,
	      struct dns_answer *answer);

struct dns_record {
	char name[DNS_NAME_SIZE];
	unsigned type;
	char text[DNS_NAME_SIZE + 128];	/* an address, a name, what nslookup shows of it */
};

/* The next record of the answer; false at the end, and before a broken one. */
bool dns_next(struct dns_answer *answer, struct dns_record *record);

/* "A", "mx"...; negative when it is none. And in words. */
int dns_type_parse(const char *text);
const char *dns_code_text(unsigned code);

#endif
