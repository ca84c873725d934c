/* SPDX-License-Identifier: MIT */
/*
 * The time, before certificates are looked at: a machine without a battery says 1970. What is
 * before this was built is wrong, whoever says it; a time server knows better, when one is asked.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "boot/steps.h"
#include "core/error.h"
#include "http/sntp.h"

/* Of the last change to the sources; the Makefile gives it. */
#ifndef BUILD_EPOCH
#define BUILD_EPOCH 0
#endif

enum { NTP_MS = 5000 };

static bool is_before_build(void)
{
	return time(NULL) < BUILD_EPOCH;
}

/* The lease's first, of this run or, when the network was there already, of an earlier one. */
static const char *leased_server(const struct ramroot *ramroot, char text[64])
{
	struct lease known = ramroot->lease;

	if (!known.ntp_count && lease_read(&known, LEASE_PATH) < 0)
		fail_clear();
	return known.ntp_count ? ip_address_text(&known.ntp[0], text) : NULL;
}

/* "dhcp" is what the lease names (option 42). */
static int ask_server(struct ramroot *ramroot, struct plan *plan)
{
	const char *given = ramroot->request->ntp;
	struct ntp_answer answer;
	char text[64], address[64];
	const char *host = given;

	if (strcmp(given, "dhcp") == 0)
		host = leased_server(ramroot, text);
	if (!host)
		return fail_plain("--ntp dhcp: the lease names no time server");
	if (sntp_ask(host, NTP_PORT, NTP_MS, &answer, address) < 0 ||
	    clock_step(answer.offset) < 0)
		return -1;
	plan_note(plan, "%+.3f s by %s", answer.offset, host);
	return 0;
}

static int set_clock(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;
	time_t before = time(NULL);
	char said[32];

	if (is_before_build()) {
		strftime(said, sizeof(said), "%Y-%m-%d", gmtime(&before));
		if (clock_step(BUILD_EPOCH - (double)before) < 0)
			return -1;
		plan_note(plan, "it said %s, before this was built: set to that day", said);
	}
	return ramroot->request->ntp ? ask_server(ramroot, plan) : 0;
}

void add_clock_step(struct ramroot *ramroot)
{
	const char *ntp = ramroot->request->ntp;
	bool wrong = ramroot->initramfs && is_before_build();
	struct buffer *lines;
	char *quoted;

	if (!wrong && !ntp)
		return;
	lines = plan_add(&ramroot->plan, "clock", set_clock);
	if (wrong)
		buffer_format(lines, "# date -s @%lld\n", (long long)BUILD_EPOCH);
	if (ntp && strcmp(ntp, "dhcp") != 0) {
		quoted = text_shell_quote(ntp);
		buffer_format(lines, "sntp -S %s\n", quoted);
		free(quoted);
	}
}
