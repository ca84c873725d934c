/* SPDX-License-Identifier: MIT */
/* Ask a time server, and set the clock by it: certificates are of no use without a time. */
#ifndef HTTP_SNTP_H
#define HTTP_SNTP_H

#include <stdint.h>

#include "net/ntp.h"

/*
 * Ask the host's addresses in turn, each for so long, until one answers. address gets the one that
 * did, as text.
 */
int sntp_ask(const char *host, uint16_t port, uint32_t ms, struct ntp_answer *answer,
	     char address[64]);
/* Put the clock forward (or back) by so many seconds. */
int clock_step(double seconds);

#endif
