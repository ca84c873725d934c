/* SPDX-License-Identifier: MIT */
/* Numbers with names. The files are those of iproute2: a number, a blank, a name. */
#include "net/ip_names.h"

#include <dirent.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

#define FOLDER "/etc/iproute2/"

struct named {
	uint32_t number;
	const char *name;
};

static const struct named tables[] = {
	{ RT_TABLE_DEFAULT, "default" }, { RT_TABLE_MAIN, "main" }, { RT_TABLE_LOCAL, "local" },
};

static const struct named protocols[] = {
	{ RTPROT_UNSPEC, "unspec" }, { RTPROT_REDIRECT, "redirect" }, { RTPROT_KERNEL, "kernel" },
	{ RTPROT_BOOT, "boot" }, { RTPROT_STATIC, "static" }, { RTPROT_GATED, "gated" },
	{ RTPROT_RA, "ra" }, { RTPROT_MRT, "mrt" }, { RTPROT_ZEBRA, "zebra" },
	{ RTPROT_BIRD, "bird" }, { RTPROT_DNROUTED, "dnrouted" }, { RTPROT_XORP, "xorp" },
	{ RTPROT_NTK, "ntk" }, { RTPROT_DHCP, "dhcp" }, { RTPROT_KEEPALIVED, "keepalived" },
	{ RTPROT_BABEL, "babel" }, { RTPROT_BGP, "bgp" }, { RTPROT_ISIS, "isis" },
	{ RTPROT_OSPF, "ospf" }, { RTPROT_RIP, "rip" }, { RTPROT_EIGRP, "eigrp" },
};

static const struct named scopes[] = {
	{ RT_SCOPE_UNIVERSE, "global" }, { RT_SCOPE_NOWHERE, "nowhere" },
	{ RT_SCOPE_HOST, "host" }, { RT_SCOPE_LINK, "link" }, { RT_SCOPE_SITE, "site" },
};

static const struct named realms[] = { { 0, "unknown" } };
static const struct named fields[] = { { 0, "0" } };
static const struct named groups[] = { { 0, "default" } };

static const struct named types[] = {
	{ RTN_UNSPEC, "none" }, { RTN_UNICAST, "unicast" }, { RTN_LOCAL, "local" },
	{ RTN_BROADCAST, "broadcast" }, { RTN_ANYCAST, "anycast" },
	{ RTN_MULTICAST, "multicast" }, { RTN_BLACKHOLE, "blackhole" },
	{ RTN_UNREACHABLE, "unreachable" }, { RTN_PROHIBIT, "prohibit" },
	{ RTN_THROW, "throw" }, { RTN_NAT, "nat" }, { RTN_XRESOLVE, "xresolve" },
};

static const struct {
	const struct named *rows;
	size_t count;
	const char *file, *folder;	/* NULL: nothing is read */
	uint32_t highest;
	int base;			/* of a number as typed */
} kinds[IP_NAME_KINDS] = {
	[IP_TABLE] = { tables, ARRAY_SIZE(tables), "rt_tables", "rt_tables.d", UINT32_MAX },
	[IP_PROTOCOL] = { protocols, ARRAY_SIZE(protocols), "rt_protos", "rt_protos.d", 255 },
	[IP_SCOPE] = { scopes, ARRAY_SIZE(scopes), "rt_scopes", NULL, 255 },
	[IP_REALM] = { realms, ARRAY_SIZE(realms), "rt_realms", NULL, 255 },
	[IP_DSFIELD] = { fields, ARRAY_SIZE(fields), "rt_dsfield", NULL, 255, 16 },
	[IP_GROUP] = { groups, ARRAY_SIZE(groups), "group", NULL, INT32_MAX },
	[IP_ROUTE_TYPE] = { types, ARRAY_SIZE(types), NULL, NULL, 255 },
};

/* What the files say, read when a name is first asked for. */
static struct {
	bool read;
	struct named *rows;
	size_t count;
} known[IP_NAME_KINDS];

static void add(enum ip_name_kind kind, uint32_t number, const char *name)
{
	struct named *rows = known[kind].rows;

	rows = xrealloc(rows, (known[kind].count + 1) * sizeof(*rows));
	rows[known[kind].count++] = (struct named){ number, xstrdup(name) };
	known[kind].rows = rows;
}

static void read_names(enum ip_name_kind kind, const char *path)
{
	struct buffer text = { 0 };
	char *rest, *line;

	if (read_file(path, &text, 1 << 20) < 0) {
		buffer_free(&text);
		return;
	}
	line = text.data ? strtok_r(text.data, "\n", &rest) : NULL;
	for (; line; line = strtok_r(NULL, "\n", &rest)) {
		char *words, *number = strtok_r(line, " \t", &words), *name, *end;
		unsigned long value;

		name = number ? strtok_r(NULL, " \t", &words) : NULL;
		if (!name || *number == '#')
			continue;
		value = strtoul(number, &end, text_starts_with(number, "0x") ? 16 : 10);
		if (!*end && value <= kinds[kind].highest)
			add(kind, value, name);
	}
	buffer_free(&text);
}

static void read_folder(enum ip_name_kind kind, const char *folder)
{
	char path[512];
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;

		if (name[0] != '.' && strlen(name) > 5 && text_ends_with(name, ".conf") &&
		    snprintf(path, sizeof(path), "%s/%s", folder, name) < (int)sizeof(path))
			read_names(kind, path);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

static void read_once(enum ip_name_kind kind)
{
	char path[64];

	if (known[kind].read || !kinds[kind].file)
		return;
	known[kind].read = true;
	snprintf(path, sizeof(path), FOLDER "%s", kinds[kind].file);
	read_names(kind, path);
	if (kinds[kind].folder) {
		snprintf(path, sizeof(path), FOLDER "%s", kinds[kind].folder);
		read_folder(kind, path);
	}
	fail_clear();
}

void ip_names_reset(void)
{
	for (size_t kind = 0; kind < IP_NAME_KINDS; kind++) {
		for (size_t i = 0; i < known[kind].count; i++)
			free((char *)known[kind].rows[i].name);
		free(known[kind].rows);
	}
	memset(known, 0, sizeof(known));
}

static const char *find_name(const struct named *rows, size_t count, uint32_t number)
{
	/* The last line of a file wins. */
	for (size_t i = count; i > 0; i--) {
		if (rows[i - 1].number == number)
			return rows[i - 1].name;
	}
	return NULL;
}

const char *ip_name_of(enum ip_name_kind kind, uint32_t number, bool numeric, char text[16])
{
	const char *name = NULL;

	if (!numeric) {
		read_once(kind);
		name = find_name(known[kind].rows, known[kind].count, number);
		if (!name)
			name = find_name(kinds[kind].rows, kinds[kind].count, number);
	}
	if (name)
		return name;
	if (kinds[kind].base == 16)
		snprintf(text, 16, "0x%02x", number);
	else
		snprintf(text, 16, "%u", number);
	return text;
}

static bool find_number(const struct named *rows, size_t count, const char *name,
			uint32_t *number)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(rows[i].name, name) == 0) {
			*number = rows[i].number;
			return true;
		}
	}
	return false;
}

bool ip_name_parse(enum ip_name_kind kind, const char *text, uint32_t *number)
{
	uint64_t value;

	read_once(kind);
	if (find_number(known[kind].rows, known[kind].count, text, number) ||
	    find_number(kinds[kind].rows, kinds[kind].count, text, number))
		return true;
	if (text_number(text, kinds[kind].base, 0, kinds[kind].highest, &value) < 0)
		return false;
	*number = value;
	return true;
}

static const struct named hardware[] = {
	{ ARPHRD_ETHER, "ether" }, { ARPHRD_LOOPBACK, "loopback" }, { ARPHRD_NONE, "none" },
	{ ARPHRD_INFINIBAND, "infiniband" }, { ARPHRD_PPP, "ppp" }, { ARPHRD_TUNNEL, "ipip" },
	{ ARPHRD_TUNNEL6, "tunnel6" }, { ARPHRD_SIT, "sit" }, { ARPHRD_IPGRE, "gre" },
	{ ARPHRD_IP6GRE, "gre6" }, { ARPHRD_IEEE80211, "ieee802.11" },
	{ ARPHRD_IEEE80211_PRISM, "ieee802.11/prism" },
	{ ARPHRD_IEEE80211_RADIOTAP, "ieee802.11/radiotap" }, { ARPHRD_CAN, "can" },
	{ ARPHRD_SLIP, "slip" }, { ARPHRD_CSLIP, "cslip" }, { ARPHRD_HDLC, "hdlc" },
	{ ARPHRD_RAWHDLC, "rawhdlc" }, { ARPHRD_X25, "x25" }, { ARPHRD_AX25, "ax25" },
	{ ARPHRD_IEEE1394, "ieee1394" }, { ARPHRD_IEEE802, "ieee802" }, { ARPHRD_FDDI, "fddi" },
	{ ARPHRD_IEEE802154, "ieee802.15.4" }, { ARPHRD_PHONET, "phonet" },
	{ ARPHRD_PIMREG, "pimreg" }, { ARPHRD_NETLINK, "netlink" }, { ARPHRD_6LOWPAN, "6lowpan" },
	{ ARPHRD_VOID, "void" }, { ARPHRD_ATM, "atm" }, { ARPHRD_NETROM, "netrom" },
	{ ARPHRD_FCFABRIC, "fcfb0" }, { ARPHRD_LOCALTLK, "ltalk" }, { ARPHRD_ARCNET, "arcnet" },
};

const char *ip_hardware_type(unsigned type, bool numeric, char text[16])
{
	const char *name = numeric ? NULL : find_name(hardware, ARRAY_SIZE(hardware), type);

	if (name)
		return name;
	snprintf(text, 16, "[%u]", type);
	return text;
}

static const struct named ethernet[] = {
	{ ETH_P_IP, "ip" }, { ETH_P_IPV6, "ipv6" }, { ETH_P_ARP, "arp" },
	{ ETH_P_8021Q, "802.1Q" }, { ETH_P_8021AD, "802.1ad" }, { ETH_P_MPLS_UC, "mpls_uc" },
	{ ETH_P_PPP_DISC, "ppp_disc" }, { ETH_P_PPP_SES, "ppp_ses" },
};

const char *ip_ethernet_protocol(uint16_t number, char text[16])
{
	const char *name = find_name(ethernet, ARRAY_SIZE(ethernet), number);

	if (name)
		return name;
	snprintf(text, 16, "[%u]", number);
	return text;
}

bool ip_ethernet_protocol_parse(const char *text, uint16_t *number)
{
	uint64_t value;

	for (size_t i = 0; i < ARRAY_SIZE(ethernet); i++) {
		if (strcasecmp(ethernet[i].name, text) == 0) {
			*number = ethernet[i].number;
			return true;
		}
	}
	if (text_number(text, 0, 0, UINT16_MAX, &value) < 0)
		return false;
	*number = value;
	return true;
}

static const struct named transports[] = {
	{ IPPROTO_ICMP, "icmp" }, { IPPROTO_IGMP, "igmp" }, { IPPROTO_TCP, "tcp" },
	{ IPPROTO_UDP, "udp" }, { IPPROTO_DCCP, "dccp" }, { IPPROTO_GRE, "gre" },
	{ IPPROTO_ESP, "esp" }, { IPPROTO_AH, "ah" }, { IPPROTO_ICMPV6, "ipv6-icmp" },
	{ IPPROTO_SCTP, "sctp" }, { IPPROTO_UDPLITE, "udplite" },
};

const char *ip_protocol_name(uint8_t number, bool numeric, char text[16])
{
	const char *name = numeric ? NULL
				   : find_name(transports, ARRAY_SIZE(transports), number);

	if (name)
		return name;
	snprintf(text, 16, "ipproto-%u", number);
	return text;
}

bool ip_protocol_parse(const char *text, uint8_t *number)
{
	uint32_t found;
	uint64_t value;

	if (find_number(transports, ARRAY_SIZE(transports), text, &found)) {
		*number = found;
		return true;
	}
	if (text_number(text, 10, 0, UINT8_MAX, &value) < 0)
		return false;
	*number = value;
	return true;
}
