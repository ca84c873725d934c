/* SPDX-License-Identifier: MIT */
/* What ping counts, and how ping(8) tells it. */
#include <string.h>

#include "net/icmp.h"

uint64_t icmp_count_sent(struct icmp_figures *figures, uint64_t now)
{
	uint64_t number = ++figures->sent;
	struct icmp_sent *row = &figures->last[number % ARRAY_SIZE(figures->last)];

	*row = (struct icmp_sent){ .at = now, .number = number };
	return number;
}

static void count_time(struct icmp_figures *figures, uint64_t took)
{
	figures->shortest = figures->timed ? MIN(figures->shortest, took) : took;
	figures->longest = MAX(figures->longest, took);
	figures->sum += took;
	figures->squares += took * took;
	/* An eighth of each new one, as TCP does; kept times eight. */
	if (figures->timed)
		figures->smoothed += took - figures->smoothed / 8;
	else
		figures->smoothed = took * 8;
	figures->timed++;
}

bool icmp_count_reply(struct icmp_figures *figures, uint16_t sequence, uint64_t now, int64_t *took)
{
	/* The newest request with these low bits. */
	uint64_t number = figures->sent - (uint16_t)(figures->sent - sequence);
	struct icmp_sent *row = &figures->last[number % ARRAY_SIZE(figures->last)];

	*took = -1;
	if (!number || row->number != number) {
		figures->received++;
		return false;
	}
	*took = now > row->at ? now - row->at : 0;
	if (row->answered) {
		figures->duplicates++;
		return true;
	}
	row->answered = true;
	figures->received++;
	figures->outstanding = MAX(figures->outstanding, figures->sent - number + 1);
	if (!figures->untimed)
		count_time(figures, *took);
	return false;
}

void icmp_time_text(uint64_t microseconds, struct buffer *out)
{
	unsigned long long us = microseconds;

	if (us >= 99950)
		buffer_format(out, "%llu", (us + 500) / 1000);
	else if (us >= 9995)
		buffer_format(out, "%llu.%01llu", (us + 50) / 1000, (us + 50) % 1000 / 100);
	else if (us >= 1000)
		buffer_format(out, "%llu.%02llu", (us + 5) / 1000, (us + 5) % 1000 / 10);
	else
		buffer_format(out, "%llu.%03llu", us / 1000, us % 1000);
}

static void thousandths(uint64_t us, const char *after, struct buffer *out)
{
	buffer_format(out, "%llu.%03llu%s", (unsigned long long)us / 1000,
		      (unsigned long long)us % 1000, after);
}

/* Newton's way: libm would be drawn in for this alone. */
static uint64_t root(double square)
{
	double guess = square > 1 ? square : 1;

	for (int i = 0; i < 100; i++)
		guess = (guess + square / guess) / 2;
	return guess;
}

static void round_trips(const struct icmp_figures *figures, struct buffer *out)
{
	double n = figures->timed, sum = figures->sum;
	double variance = (figures->squares - sum * sum / n) / n;

	buffer_text(out, "rtt min/avg/max/mdev = ");
	thousandths(figures->shortest, "/", out);
	thousandths(figures->sum / figures->timed, "/", out);
	thousandths(figures->longest, "/", out);
	thousandths(variance >= 1 ? root(variance) : 0, " ms", out);
}

void icmp_summary(const struct icmp_figures *figures, const char *name, uint64_t elapsed,
		  bool paced, struct buffer *out)
{
	buffer_format(out, "\n--- %s ping statistics ---\n%llu packets transmitted, %llu received",
		      name, (unsigned long long)figures->sent,
		      (unsigned long long)figures->received);
	if (figures->duplicates)
		buffer_format(out, ", +%llu duplicates", (unsigned long long)figures->duplicates);
	if (figures->errors)
		buffer_format(out, ", +%llu errors", (unsigned long long)figures->errors);
	if (figures->sent) {
		double lost = (double)figures->sent - figures->received;

		buffer_format(out, ", %g%% packet loss, time %llums",
			      (float)(MAX(lost, 0) * 100 / figures->sent),
			      (unsigned long long)elapsed / 1000);
	}
	buffer_text(out, "\n");
	if (figures->timed)
		round_trips(figures, out);
	if (figures->outstanding > 1)
		buffer_format(out, ", pipe %llu", (unsigned long long)figures->outstanding);
	if (figures->timed && paced && figures->sent > 1) {
		buffer_text(out, ", ipg/ewma ");
		thousandths(elapsed / (figures->sent - 1), "/", out);
		thousandths(figures->smoothed / 8, " ms", out);
	}
	buffer_text(out, "\n");
}
