/* SPDX-License-Identifier: MIT */
/* sntp(1) of ntp.org, as far as one question goes: what time a server has, and set ours by it. */
#include <stdio.h>
#include <time.h>

#include "core/applet.h"
#include "core/error.h"
#include "http/sntp.h"

static struct {
	bool set, quiet;
	uint64_t timeout, port;
} G;

static const struct option_row options[] = {
	{ "-S -s --step", OPTION_FLAG, &G.set, NULL, "set the clock by the first that answers" },
	{ "-t --timeout", OPTION_NUMBER, &G.timeout, "SECONDS", "wait so long for each (5)" },
	{ "-p --port", OPTION_NUMBER, &G.port, "N", "the server's UDP port (123)" },
	{ "-q --quiet", OPTION_FLAG, &G.quiet, NULL, "print nothing but errors" },
	{ 0 }
};

/* "2026-11-24 21:20:00.123456 (+0000) +1.234567 +/- 0.012000 host 192.0.2.1 s2" */
static void tell(const char *host, const char *address, const struct ntp_answer *answer)
{
	struct timespec now;
	struct tm local = { 0 };
	char date[32], zone[8];

	clock_gettime(CLOCK_REALTIME, &now);
	localtime_r(&now.tv_sec, &local);
	strftime(date, sizeof(date), "%Y-%m-%d %H:%M:%S", &local);
	strftime(zone, sizeof(zone), "%z", &local);
	printf("%s.%06ld (%s) %+.6f +/- %.6f %s %s s%u\n", date, now.tv_nsec / 1000, zone,
	       answer->offset, answer->delay / 2, host, address, answer->stratum);
}

static int run(int argc, char **argv)
{
	int status = 1;

	if (argc < 2)
		usage("no HOST to ask");
	if (G.port > 65535)
		usage("%llu is no port", (unsigned long long)G.port);
	for (int i = 1; i < argc; i++) {
		struct ntp_answer answer;
		char address[64];

		if (sntp_ask(argv[i], G.port ?: NTP_PORT, (G.timeout ?: 5) * 1000, &answer,
			     address) < 0) {
			warn_failure();
			continue;
		}
		if (!G.quiet)
			tell(argv[i], address, &answer);
		status = 0;
		if (!G.set)
			continue;
		if (clock_step(answer.offset) < 0)
			die_failure(1);
		break;
	}
	exit_status = status;
	return status;
}

APPLET(sntp, .names = "sntp", .summary = "ask time servers, and set the clock by them",
       .operands = "HOST...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "Prints the date here, the seconds that it is behind the server's, and by how\n"
		  "much that may be wrong. Exit status: 0 when a server answered.");
