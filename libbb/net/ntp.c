/* SPDX-License-Identifier: MIT */
/* SNTP, RFC 4330 sections 4 and 5. */
#include "net/ntp.h"

#include <arpa/inet.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"

enum {
	AT_STRATUM = 1, AT_REFERENCE = 12, AT_ORIGINATE = 24, AT_RECEIVE = 32, AT_TRANSMIT = 40,
	VERSION_4 = 4 << 3, MODE_CLIENT = 3, MODE_SERVER = 4, MODE_MASK = 7, LEAP_UNKNOWN = 3,
};
/* From 1900, where NTP begins, to 1970. */
#define TO_1970 2208988800.0
#define ERA 4294967296.0

void ntp_question(uint64_t cookie, unsigned char packet[NTP_PACKET])
{
	memset(packet, 0, NTP_PACKET);
	packet[0] = VERSION_4 | MODE_CLIENT;
	memcpy(packet + AT_TRANSMIT, &cookie, sizeof(cookie));
}

static uint32_t get_be32(const unsigned char *at)
{
	uint32_t value;

	memcpy(&value, at, sizeof(value));
	return ntohl(value);
}

/* Seconds since 1970; from 2036 on the count begins anew (section 3). */
static double time_at(const unsigned char *at)
{
	double seconds = get_be32(at) + get_be32(at + 4) / ERA;

	return seconds - TO_1970 + (at[0] & 0x80 ? 0 : ERA);
}

int ntp_take(const void *data, size_t length, uint64_t cookie, double sent, double received,
	     struct ntp_answer *answer)
{
	const unsigned char *packet = data;
	char code[5] = "";
	double there, back;

	if (length < NTP_PACKET || (packet[0] & MODE_MASK) != MODE_SERVER)
		return fail_plain("what came is no answer of an NTP server");
	if (memcmp(packet + AT_ORIGINATE, &cookie, sizeof(cookie)) != 0)
		return fail_plain("what came answers another's question");
	if (packet[AT_STRATUM] == 0) {
		/* Section 8: the kiss of death, with a word. */
		memcpy(code, packet + AT_REFERENCE, 4);
		text_make_line(code);
		return fail_plain("the server refuses: %s", code);
	}
	if (packet[0] >> 6 == LEAP_UNKNOWN || packet[AT_STRATUM] > 15 ||
	    (!get_be32(packet + AT_TRANSMIT) && !get_be32(packet + AT_TRANSMIT + 4)))
		return fail_plain("the server does not know the time itself");
	there = time_at(packet + AT_RECEIVE);
	back = time_at(packet + AT_TRANSMIT);
	answer->stratum = packet[AT_STRATUM];
	answer->offset = ((there - sent) + (back - received)) / 2;
	answer->delay = (received - sent) - (back - there);
	if (answer->delay < 0)
		answer->delay = 0;
	return 0;
}
