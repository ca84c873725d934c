/* SPDX-License-Identifier: MIT */
/* ss(8) of iproute2: sockets. */
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "net/sockets.h"

enum column {
	NETID, STATE, RECEIVED, QUEUED, LOCAL, LOCAL_PORT, PEER, PEER_PORT, PROCESS, COLUMNS
};

struct row {
	char *cells[COLUMNS];
};

static struct {
	bool tcp, udp, raw, local, all, listening, numeric, processes, v4, v6, no_heading, summary;
	bool resolve;
	struct row *rows;
	size_t count;
	struct user {
		uint32_t inode;
		int pid, fd;
		char name[32];
	} *users;
	size_t user_count;
} G;

static int help(const char *name, const char *argument)
{
	(void)name;
	(void)argument;
	applet_help(applet_find("ss"), program_name);
	exit(0);
}

static const struct option_row options[] = {
	{ "-t --tcp", OPTION_FLAG, &G.tcp, NULL, "TCP sockets" },
	{ "-u --udp", OPTION_FLAG, &G.udp, NULL, "UDP sockets" },
	{ "-w --raw", OPTION_FLAG, &G.raw, NULL, "raw sockets" },
	{ "-x --unix", OPTION_FLAG, &G.local, NULL, "Unix sockets" },
	{ "-a --all", OPTION_FLAG, &G.all, NULL, "listening ones and others" },
	{ "-l --listening", OPTION_FLAG, &G.listening, NULL, "only listening ones" },
	{ "-n --numeric", OPTION_FLAG, &G.numeric, NULL, "ports as numbers" },
	{ "-r --resolve", OPTION_FLAG, &G.resolve, NULL, "hosts by their names" },
	{ "-p --processes", OPTION_FLAG, &G.processes, NULL, "show whose they are" },
	{ "-4 --ipv4", OPTION_FLAG, &G.v4, NULL, "only IPv4" },
	{ "-6 --ipv6", OPTION_FLAG, &G.v6, NULL, "only IPv6" },
	{ "-H --no-header", OPTION_FLAG, &G.no_heading, NULL, "no heading" },
	{ "-s --summary", OPTION_FLAG, &G.summary, NULL, "only how many there are" },
	{ "-h", OPTION_CALL, help, NULL, "this text" },
	{ 0 }
};

static const struct {
	const char *shown, *word;
} states[] = {
	{ "UNKNOWN", "" }, { "ESTAB", "established" }, { "SYN-SENT", "syn-sent" },
	{ "SYN-RECV", "syn-recv" }, { "FIN-WAIT-1", "fin-wait-1" }, { "FIN-WAIT-2", "fin-wait-2" },
	{ "TIME-WAIT", "time-wait" }, { "UNCONN", "closed" }, { "CLOSE-WAIT", "close-wait" },
	{ "LAST-ACK", "last-ack" }, { "LISTEN", "listening" }, { "CLOSING", "closing" },
};

enum { ALL_STATES = 0xffe,
       CONNECTED = ALL_STATES & ~(1 << TCP_LISTEN | 1 << TCP_CLOSE | 1 << TCP_TIME_WAIT |
				  1 << TCP_SYN_RECV) };

/* Every descriptor that is a socket, and its process. */
static void read_users_of(int pid)
{
	char path[64], link[64], name[32] = "";
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/comm", pid);
	if (read_line_of(path, name, sizeof(name)) < 0)
		fail_clear();
	snprintf(path, sizeof(path), "/proc/%d/fd", pid);
	dir = opendir(path);
	for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;) {
		ssize_t length = readlinkat(dirfd(dir), entry->d_name, link, sizeof(link) - 1);
		unsigned inode;

		if (length <= 0)
			continue;
		link[length] = '\0';
		if (sscanf(link, "socket:[%u]", &inode) != 1)
			continue;
		if ((G.user_count & (G.user_count - 1)) == 0)
			G.users = xrealloc(G.users, (G.user_count ? G.user_count * 2 : 1) *
					   sizeof(*G.users));
		G.users[G.user_count] = (struct user){ .inode = inode, .pid = pid,
						       .fd = atoi(entry->d_name) };
		text_copy(G.users[G.user_count++].name, sizeof(name), name);
	}
	if (dir)
		closedir(dir);
}

static void read_users(void)
{
	DIR *dir = opendir("/proc");

	for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;) {
		if (isdigit((unsigned char)entry->d_name[0]))
			read_users_of(atoi(entry->d_name));
	}
	if (dir)
		closedir(dir);
}

static char *users_of(uint32_t inode)
{
	struct buffer text = { 0 };

	for (size_t i = G.user_count; inode && i-- > 0;) {
		if (G.users[i].inode == inode)
			buffer_format(&text, "%s(\"%s\",pid=%d,fd=%d)",
				      text.length ? "," : " users:(", G.users[i].name,
				      G.users[i].pid, G.users[i].fd);
	}
	if (text.length)
		buffer_text(&text, ")");
	return text.data ? text.data : xstrdup("");
}

static const char *netid(const struct socket_info *info)
{
	switch (info->protocol) {
	case IPPROTO_TCP:
		return "tcp";
	case IPPROTO_UDP:
		return "udp";
	case IPPROTO_RAW:
		return "raw";
	}
	return info->type == SOCK_STREAM ? "u_str" : info->type == SOCK_DGRAM ? "u_dgr" : "u_seq";
}

static struct row *new_row(const struct socket_info *info)
{
	struct row *row;

	if ((G.count & (G.count - 1)) == 0)
		G.rows = xrealloc(G.rows, (G.count ? G.count * 2 : 1) * sizeof(*G.rows));
	row = &G.rows[G.count++];
	row->cells[NETID] = xstrdup(netid(info));
	row->cells[STATE] = xstrdup(info->state < ARRAY_SIZE(states) ? states[info->state].shown
								      : "UNKNOWN");
	row->cells[RECEIVED] = xasprintf("%u", info->received);
	row->cells[QUEUED] = xasprintf("%u", info->queued);
	row->cells[PROCESS] = G.processes ? users_of(info->inode) : xstrdup("");
	return row;
}

static char *address_text(const struct socket_info *info, const uint8_t *bytes)
{
	static const uint8_t none[16];
	bool wide = info->family == AF_INET6;
	char text[INET6_ADDRSTRLEN], host[NI_MAXHOST], device[IF_NAMESIZE];
	struct buffer out = { 0 };

	/* Such a socket serves IPv4 as well. */
	if (wide && memcmp(bytes, none, 16) == 0 && !info->only_v6)
		return xstrdup("*");
	inet_ntop(info->family, bytes, text, sizeof(text));
	if (G.resolve && memcmp(bytes, none, wide ? 16 : 4) != 0) {
		struct sockaddr_in v4 = { .sin_family = AF_INET };
		struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

		memcpy(&v4.sin_addr, bytes, 4);
		memcpy(&v6.sin6_addr, bytes, 16);
		if (getnameinfo(wide ? (void *)&v6 : (void *)&v4, wide ? sizeof(v6) : sizeof(v4),
				host, sizeof(host), NULL, 0, NI_NAMEREQD) == 0)
			return xstrdup(host);
	}
	buffer_format(&out, wide ? "[%s]" : "%s", text);
	if (info->interface && if_indextoname(info->interface, device))
		buffer_format(&out, "%%%s", device);
	return out.data;
}

static char *port_text(const struct socket_info *info, uint16_t port)
{
	struct servent *service = NULL;

	if (!port)
		return xstrdup("*");
	if (!G.numeric && info->protocol != IPPROTO_RAW)
		service = getservbyport(htons(port), netid(info));
	return service ? xstrdup(service->s_name) : xasprintf("%u", port);
}

static int add_inet(const struct socket_info *info, void *data)
{
	struct row *row;

	(void)data;
	row = new_row(info);
	row->cells[LOCAL] = address_text(info, info->source);
	row->cells[LOCAL_PORT] = port_text(info, info->source_port);
	row->cells[PEER] = address_text(info, info->target);
	row->cells[PEER_PORT] = port_text(info, info->target_port);
	return 0;
}

static int add_protocol(int protocol, uint32_t mask)
{
	bool both = G.v4 == G.v6;

	if ((both || G.v4) && sockets_inet(AF_INET, protocol, mask, add_inet, NULL) < 0)
		return -1;
	return both || G.v6 ? sockets_inet(AF_INET6, protocol, mask, add_inet, NULL) : 0;
}

static int add_unix(const struct socket_info *info, void *data)
{
	struct row *row = new_row(info);

	(void)data;
	row->cells[LOCAL] = xstrdup(info->path[0] ? info->path : "*");
	row->cells[LOCAL_PORT] = xasprintf("%u", info->inode);
	row->cells[PEER] = xstrdup("*");
	row->cells[PEER_PORT] = xasprintf("%u", info->peer_inode);
	return 0;
}

static bool is_shown(enum column column, int kinds, uint32_t mask)
{
	if (column == NETID)
		return kinds > 1 || G.local;
	if (column == STATE)
		return (mask & (mask - 1)) != 0;
	return true;
}

/* The port stands right behind its address, and what processes have right behind the port. */
static void print_rows(int kinds, uint32_t mask)
{
	static const char *const headings[COLUMNS] = {
		"Netid", "State", "Recv-Q", "Send-Q", "Local Address", "Port", "Peer Address",
		"Port", "Process",
	};
	int widths[COLUMNS];

	for (int i = 0; i < COLUMNS; i++) {
		widths[i] = G.no_heading && i != RECEIVED && i != QUEUED ? 0 : strlen(headings[i]);
		for (size_t n = 0; n < G.count; n++)
			widths[i] = MAX(widths[i], (int)strlen(G.rows[n].cells[i]));
	}
	for (size_t n = 0; n < G.count + !G.no_heading; n++) {
		bool first = true;

		for (int i = 0; i < COLUMNS; i++) {
			const struct row *row = &G.rows[n - !G.no_heading];
			const char *text = n == 0 && !G.no_heading ? headings[i] : row->cells[i];
			bool right = i == LOCAL || i == PEER;

			if (!is_shown(i, kinds, mask))
				continue;
			if (!first && i != PROCESS)
				putchar(i == LOCAL_PORT || i == PEER_PORT ? ':' : ' ');
			first = false;
			printf("%*s", right ? widths[i] : -widths[i], text);
		}
		putchar('\n');
	}
}

static void summarize(void)
{
	static const struct {
		const char *name, *key, *key6;
	} kinds[] = {
		{ "RAW", "RAW: inuse", "RAW6: inuse" }, { "UDP", "UDP: inuse", "UDP6: inuse" },
		{ "TCP", "TCP: inuse", "TCP6: inuse" },
	};
	struct buffer text = { 0 }, text6 = { 0 };
	int used = 0, orphaned = 0, waiting = 0, total = 0, total6 = 0, established = 0, count = 0;
	const char *at;

	if (read_file("/proc/net/sockstat", &text, 65536) < 0)
		die_failure(1);
	if (read_file("/proc/net/sockstat6", &text6, 65536) < 0)
		fail_clear();
	buffer_add(&text6, "", 0);
	sscanf(text.data, "sockets: used %d", &used);
	at = strstr(text.data, "TCP: inuse");
	if (at)
		sscanf(at, "TCP: inuse %d orphan %d tw %d alloc %d", &count, &orphaned, &waiting,
		       &established);
	printf("Total: %d\nTCP:   %d (orphaned %d, timewait %d)\n\n", used,
	       established + waiting, orphaned, waiting);
	puts("Transport Total     IP        IPv6");
	for (size_t i = 0; i < ARRAY_SIZE(kinds); i++) {
		int v4 = 0, v6 = 0;

		at = strstr(text.data, kinds[i].key);
		if (at)
			v4 = atoi(at + strlen(kinds[i].key));
		at = text6.data ? strstr(text6.data, kinds[i].key6) : NULL;
		if (at)
			v6 = atoi(at + strlen(kinds[i].key6));
		printf("%s\t  %-9d %-9d %-9d\n", kinds[i].name, v4 + v6, v4, v6);
		total += v4;
		total6 += v6;
	}
	printf("INET\t  %-9d %-9d %-9d\n\n", total + total6, total, total6);
	buffer_free(&text);
	buffer_free(&text6);
}

/* "state established", "state listening"... */
static uint32_t parse_filter(int argc, char **argv)
{
	if (argc == 1)
		return 0;
	if (argc != 3 || strcmp(argv[1], "state") != 0)
		usage("unknown filter '%s': only 'state STATE' is known", argv[1]);
	if (strcmp(argv[2], "all") == 0)
		return ALL_STATES;
	if (strcmp(argv[2], "connected") == 0)
		return ALL_STATES & ~(1 << TCP_CLOSE | 1 << TCP_LISTEN);
	for (size_t i = 1; i < ARRAY_SIZE(states); i++) {
		if (strcmp(argv[2], states[i].word) == 0)
			return 1u << i;
	}
	usage("wrong state name: %s", argv[2]);
}

static int run(int argc, char **argv)
{
	uint32_t mask = parse_filter(argc, argv), datagrams;
	int kinds;

	if (G.summary) {
		summarize();
		return 0;
	}
	if (!G.tcp && !G.udp && !G.raw && !G.local)
		G.tcp = G.udp = G.raw = G.local = true;
	if ((G.v4 || G.v6) && G.local)
		G.local = false;
	if (G.processes)
		read_users();
	if (!mask)
		mask = G.all ? ALL_STATES : G.listening ? 1 << TCP_LISTEN | 1 << TCP_CLOSE : 0;
	datagrams = mask ? mask : 1 << TCP_ESTABLISHED;
	if (!mask)
		mask = G.tcp || G.local ? CONNECTED : datagrams;
	kinds = G.tcp + G.udp + G.raw + G.local * 2;
	if ((G.local && sockets_unix(mask, add_unix, NULL) < 0) ||
	    (G.raw && add_protocol(IPPROTO_RAW, datagrams) < 0) ||
	    (G.udp && add_protocol(IPPROTO_UDP, datagrams) < 0) ||
	    (G.tcp && add_protocol(IPPROTO_TCP, mask) < 0))
		die_failure(1);
	print_rows(kinds, mask);
	for (size_t n = 0; n < G.count; n++) {
		for (int i = 0; i < COLUMNS; i++)
			free(G.rows[n].cells[i]);
	}
	free(G.rows);
	free(G.users);
	return 0;
}

APPLET(ss, .names = "ss", .summary = "list sockets", .operands = "[state STATE]",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
