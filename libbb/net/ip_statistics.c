/* SPDX-License-Identifier: MIT */
/* Counters of an interface as `ip -s link` shows them, once more so with -s -s. */
#include <linux/if_link.h>
#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "net/ip_show.h"

enum { COLUMNS = 8 };

struct column {
	const char *heading;
	uint64_t value;
	enum { SHOWN, BLANK, GONE } state;
};

struct block {
	const char *title;
	bool first_is_blank;
	struct column columns[COLUMNS];
};

static bool read_counters(const struct rtnl_attribute *table, struct rtnl_link_stats64 *counters)
{
	uint32_t numbers[sizeof(struct rtnl_link_stats) / sizeof(uint32_t)];
	uint64_t wide[sizeof(*counters) / sizeof(uint64_t)] = { 0 };

	if (rtnl_struct(&table[IFLA_STATS64], counters, sizeof(*counters)))
		return true;
	if (!rtnl_struct(&table[IFLA_STATS], numbers, sizeof(numbers)))
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(numbers) && i < ARRAY_SIZE(wide); i++)
		wide[i] = numbers[i];
	memcpy(counters, wide, sizeof(*counters));
	return true;
}

/* 1234567 as "1.23M" with -h. */
static const char *number_text(const struct ip *ip, uint64_t value, char text[32])
{
	static const char prefixes[] = "kMGTPE";
	const unsigned base = ip->iec ? 1024 : 1000;
	uint64_t power = base;
	size_t i = 0;
	int digits = 2;

	if (!ip->human || value < base) {
		snprintf(text, 32, "%llu", (unsigned long long)value);
		return text;
	}
	for (; value / base >= power && i + 2 < sizeof(prefixes); i++)
		power *= base;
	for (uint64_t limit = 10; digits > 0 && value / power >= limit; limit *= 10)
		digits--;
	snprintf(text, 32, "%.*f%c%s", digits, (double)value / power, prefixes[i],
		 ip->iec ? "i" : "");
	return text;
}

static void show_block(struct ip *ip, const struct block *block, const unsigned width[COLUMNS])
{
	const struct column *columns = block->columns;
	struct buffer *out = &ip->out.out;
	char text[32];

	buffer_format(out, "    %s%*s", block->title, (int)(width[0] - strlen(block->title)),
		      columns[0].heading);
	for (size_t i = 1; i < COLUMNS; i++) {
		if (columns[i].heading && columns[i].state != GONE)
			buffer_format(out, " %*s", (int)width[i],
				      columns[i].state == BLANK ? "" : columns[i].heading);
	}
	print_line(&ip->out);
	buffer_format(out, "    %*s ", (int)width[0],
		      block->first_is_blank ? "" : number_text(ip, columns[0].value, text));
	for (size_t i = 1; i < COLUMNS; i++) {
		if (columns[i].heading && columns[i].state == SHOWN)
			buffer_format(out, "%*s ", (int)width[i],
				      number_text(ip, columns[i].value, text));
	}
}

static void show_text(struct ip *ip, const struct rtnl_link_stats64 *s,
		      const struct rtnl_attribute *changes)
{
	const struct block blocks[] = {
		{ "RX: ", false, {
			{ "bytes", s->rx_bytes }, { "packets", s->rx_packets },
			{ "errors", s->rx_errors }, { "dropped", s->rx_dropped },
			{ "missed", s->rx_missed_errors }, { "mcast", s->multicast },
			{ "compressed", s->rx_compressed, s->rx_compressed ? SHOWN : BLANK } } },
		{ "RX errors:", true, {
			{ "", 0 }, { "length", s->rx_length_errors }, { "crc", s->rx_crc_errors },
			{ "frame", s->rx_frame_errors }, { "fifo", s->rx_fifo_errors },
			{ "overrun", s->rx_over_errors },
			{ "nohandler", s->rx_nohandler, s->rx_nohandler ? SHOWN : GONE },
			{ "otherhost", s->rx_otherhost_dropped,
			  s->rx_otherhost_dropped ? SHOWN : GONE } } },
		{ "TX: ", false, {
			{ "bytes", s->tx_bytes }, { "packets", s->tx_packets },
			{ "errors", s->tx_errors }, { "dropped", s->tx_dropped },
			{ "carrier", s->tx_carrier_errors }, { "collsns", s->collisions },
			{ "compressed", s->tx_compressed, s->tx_compressed ? SHOWN : BLANK } } },
		{ "TX errors:", true, {
			{ "", 0 }, { "aborted", s->tx_aborted_errors },
			{ "fifo", s->tx_fifo_errors }, { "window", s->tx_window_errors },
			{ "heartbt", s->tx_heartbeat_errors },
			{ "transns", rtnl_u32(changes), changes->data ? SHOWN : BLANK } } },
	};
	/* As wide as the widest heading of the column, of which "heartbt" is one. */
	unsigned width[COLUMNS] = { 10, 7, 6, 7, 7, 7, 10, 9 };
	size_t step = ip->statistics > 1 ? 1 : 2;
	char text[32];

	for (size_t i = 0; i < ARRAY_SIZE(blocks) && !ip->human; i += step) {
		for (size_t n = 0; n < COLUMNS; n++)
			width[n] = MAX(width[n], strlen(number_text(ip, blocks[i].columns[n].value,
								    text)));
	}
	for (size_t i = 0; i < ARRAY_SIZE(blocks); i += step) {
		if (i)
			print_line(&ip->out);
		show_block(ip, &blocks[i], width);
	}
}

struct field {
	const char *key;
	uint64_t value;
	enum { USUAL, NOT_ZERO, MORE, MORE_NOT_ZERO } when;
};

static void show_fields(struct ip *ip, const char *key, const struct field *fields, size_t count)
{
	print_open_object(&ip->out, key);
	for (size_t i = 0; i < count; i++) {
		if ((fields[i].when >= MORE && ip->statistics < 2) ||
		    (fields[i].when % 2 && !fields[i].value))
			continue;
		print_number(&ip->out, fields[i].key, "", fields[i].value, "");
	}
	print_close_object(&ip->out);
}

static void show_json(struct ip *ip, const struct rtnl_link_stats64 *s,
		      const struct rtnl_attribute *changes)
{
	const struct field received[] = {
		{ "bytes", s->rx_bytes }, { "packets", s->rx_packets }, { "errors", s->rx_errors },
		{ "dropped", s->rx_dropped }, { "over_errors", s->rx_over_errors },
		{ "multicast", s->multicast }, { "compressed", s->rx_compressed, NOT_ZERO },
		{ "length_errors", s->rx_length_errors, MORE },
		{ "crc_errors", s->rx_crc_errors, MORE },
		{ "frame_errors", s->rx_frame_errors, MORE },
		{ "fifo_errors", s->rx_fifo_errors, MORE },
		{ "missed_errors", s->rx_missed_errors, MORE },
		{ "nohandler", s->rx_nohandler, MORE_NOT_ZERO },
		{ "otherhost", s->rx_otherhost_dropped, MORE_NOT_ZERO },
	}, sent[] = {
		{ "bytes", s->tx_bytes }, { "packets", s->tx_packets }, { "errors", s->tx_errors },
		{ "dropped", s->tx_dropped }, { "carrier_errors", s->tx_carrier_errors },
		{ "collisions", s->collisions }, { "compressed", s->tx_compressed, NOT_ZERO },
		{ "aborted_errors", s->tx_aborted_errors, MORE },
		{ "fifo_errors", s->tx_fifo_errors, MORE },
		{ "window_errors", s->tx_window_errors, MORE },
		{ "heartbeat_errors", s->tx_heartbeat_errors, MORE },
		{ "carrier_changes", rtnl_u32(changes), MORE },
	};

	show_fields(ip, "rx", received, ARRAY_SIZE(received));
	show_fields(ip, "tx", sent, ARRAY_SIZE(sent) - !changes->data);
}

void ip_show_statistics(struct ip *ip, const struct rtnl_attribute *table)
{
	struct rtnl_link_stats64 counters;

	if (!read_counters(table, &counters))
		return;
	if (!ip->out.json) {
		show_text(ip, &counters, &table[IFLA_CARRIER_CHANGES]);
		return;
	}
	print_open_object(&ip->out, table[IFLA_STATS64].data ? "stats64" : "stats");
	show_json(ip, &counters, &table[IFLA_CARRIER_CHANGES]);
	print_close_object(&ip->out);
}
