/* SPDX-License-Identifier: MIT */
/* Looking, link by link of the chain, where it is broken. */
#include "boot/diagnose.h"

#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "dev/report.h"
#include "http/connect.h"
#include "http/url.h"
#include "net/dhcp.h"
#include "net/dns_ask.h"
#include "net/link.h"

enum { DNS_MS = 2000, DNS_TRIES = 2, CONNECT_MS = 5000, HTTP_PORT = 80, DNS_PORT = 53 };

/* What a person wants to reach, in pieces. */
struct goal {
	char *host;
	uint16_t port;
	bool datagrams;		/* TFTP: there is nothing to connect to */
	struct ip_address address;	/* when the host is one */
};

static void passed(const struct diagnose *diagnose, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void passed(const struct diagnose *diagnose, const char *format, ...)
{
	char line[512];
	va_list args;

	if (!diagnose->passed)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	diagnose->passed(line);
}

/* The failure alone does not help a person whose card has no driver. */
enum diagnosis diagnose_card(struct buffer *line)
{
	struct buffer drivers = { 0 };

	buffer_text(line, fail_text());
	if (driver_report(&drivers) > 0 && drivers.data)
		buffer_format(line, ": %.*s", (int)strcspn(drivers.data, "\n"), drivers.data);
	else
		buffer_text(line, "; try coldplug, and look at lspci -k and dmesg");
	buffer_free(&drivers);
	return DIAGNOSIS_NO_CARD;
}

enum diagnosis diagnose_dhcp(struct buffer *line)
{
	enum dhcp_cause cause = dhcp_cause();

	if (cause == DHCP_NO_CARD)
		return diagnose_card(line);
	buffer_text(line, fail_text());
	switch (cause) {
	case DHCP_NO_CARRIER:
		buffer_text(line, "; plug in the cable, or try another port of the switch");
		return DIAGNOSIS_NO_CARRIER;
	case DHCP_UNANSWERED:
		buffer_text(line, "; is a DHCP server on this network? A tagged port wants vlan=, "
				  "a network without DHCP ip=ADDRESS::GATEWAY:NETMASK");
		return DIAGNOSIS_NO_OFFER;
	case DHCP_TURNED_DOWN:
		buffer_text(line, "; look into that server's log and pool, or set an address: "
				  "ip=ADDRESS::GATEWAY:NETMASK");
		return DIAGNOSIS_REFUSED;
	default:
		return DIAGNOSIS_NO_ADDRESS;
	}
}

/* The first address that reaches further than its link: "192.168.77.50 on eth0". */
static bool find_address(char text[128])
{
	struct ifaddrs *list;
	bool found = false;

	if (getifaddrs(&list) < 0)
		return false;
	for (struct ifaddrs *at = list; at && !found; at = at->ifa_next) {
		struct ip_address address;
		const struct sockaddr *socket = at->ifa_addr;
		char buffer[64];

		if (!socket || at->ifa_flags & IFF_LOOPBACK || !(at->ifa_flags & IFF_RUNNING))
			continue;
		if (socket->sa_family == AF_INET)
			ip_address_from_bytes(&((const struct sockaddr_in *)(const void *)
						socket)->sin_addr, 4, &address);
		else if (socket->sa_family == AF_INET6)
			ip_address_from_bytes(&((const struct sockaddr_in6 *)(const void *)
						socket)->sin6_addr, 16, &address);
		else
			continue;
		found = address.family == AF_INET || address.bytes[0] != 0xfe;
		snprintf(text, 128, "%s on %s", ip_address_text(&address, buffer), at->ifa_name);
	}
	freeifaddrs(list);
	return found;
}

/* Nobody has an address: would a server give one? Nothing is changed by asking. */
static enum diagnosis ask_servers(const struct diagnose *diagnose, struct buffer *line)
{
	struct dhcp_request request = { .timeout_ms = diagnose->dhcp_ms, .dry_run = true };
	struct lease lease;
	struct buffer summary = { 0 };

	if (dhcp_run(&request, &lease) < 0)
		return diagnose_dhcp(line);
	lease_summary(&lease, &summary);
	buffer_format(line, "no address yet, but there is an offer (%s): dhclient takes it",
		      summary.data);
	buffer_free(&summary);
	return DIAGNOSIS_NO_ADDRESS;
}

/* Does the kernel know a way there? A connected datagram socket sends nothing. */
static bool has_way(const struct ip_address *to)
{
	struct sockaddr_storage address = { .ss_family = to->family };
	struct sockaddr_in *v4 = (void *)&address;
	struct sockaddr_in6 *v6 = (void *)&address;
	int fd = socket(to->family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	bool way;

	if (to->family == AF_INET) {
		v4->sin_port = htons(DNS_PORT);
		memcpy(&v4->sin_addr, to->bytes, 4);
	} else {
		v6->sin6_port = htons(DNS_PORT);
		memcpy(&v6->sin6_addr, to->bytes, 16);
	}
	way = fd >= 0 && connect(fd, (void *)&address, to->family == AF_INET ?
				 sizeof(*v4) : sizeof(*v6)) == 0;
	close_fd(&fd);
	return way;
}

/* Addresses of documentation, RFC 5737 and 3849: nobody has them, so only a default leads there. */
static bool has_default(void)
{
	struct ip_address somewhere = { AF_INET, 32, { 192, 0, 2, 1 } };

	if (has_way(&somewhere))
		return true;
	somewhere = (struct ip_address){ AF_INET6, 128, { 0x20, 0x01, 0x0d, 0xb8, [15] = 1 } };
	return has_way(&somewhere);
}

static enum diagnosis look_at_routes(const struct diagnose *diagnose, const struct goal *goal,
				     const char *address, struct buffer *line)
{
	struct dns_server servers[3];
	int count;

	if (goal->address.family ? has_way(&goal->address) : has_default()) {
		passed(diagnose, "route: there is one%s%s", goal->address.family ? " to " : "",
		       goal->address.family ? goal->host : "");
		return DIAGNOSIS_FINE;
	}
	/* A network of its own is enough, where the name server is in it: what it names may be. */
	count = goal->address.family ? 0 : dns_servers_read(servers, 3, DNS_PORT, NULL, 0);
	for (int i = 0; i < count; i++) {
		struct ip_address server;

		if (ip_address_parse(servers[i].text, 0, &server) == 0 && has_way(&server)) {
			passed(diagnose, "route: none but to the own network");
			return DIAGNOSIS_FINE;
		}
	}
	buffer_format(line, "address %s, but no route%s%s; ip route add default via GATEWAY, or "
			    "let the DHCP server name a router", address,
		      goal->address.family ? " to " : "", goal->address.family ? goal->host : "");
	return DIAGNOSIS_NO_ROUTE;
}

static enum diagnosis look_up(const struct diagnose *diagnose, const struct goal *goal,
			      const struct dns_server *server, struct buffer *line)
{
	static uint8_t bytes[DNS_MESSAGE_SIZE];
	const char *name = goal->host && !goal->address.family ? goal->host : "localhost";
	uint8_t question[512];
	struct dns_answer answer;
	int length = dns_question(question, dns_new_id(), name, DNS_A), result = 0;

	if (length < 0) {
		buffer_format(line, "no name of a host: %s", fail_text());
		return DIAGNOSIS_NO_NAME;
	}
	for (int i = 0; i < DNS_TRIES && result <= 0; i++)
		result = dns_ask(server, question, length, DNS_MS, bytes, &answer);
	if (result <= 0) {
		buffer_format(line, "%s%s %s", line->length ? ", " : "", server->text,
			      result == 0 ? "does not answer" : strerror(errno));
		return DIAGNOSIS_NO_DNS;
	}
	passed(diagnose, "DNS: %s answers", server->text);
	if (name == goal->host && answer.code) {
		line->length = 0;
		buffer_format(line, "DNS, but no such name: %s says of %s: %s; is it spelt so? "
				    "nslookup %s", server->text, name,
			      dns_code_text(answer.code), name);
		return DIAGNOSIS_NO_NAME;
	}
	return DIAGNOSIS_FINE;
}

static enum diagnosis look_at_names(const struct diagnose *diagnose, const struct goal *goal,
				    struct buffer *line)
{
	struct dns_server servers[3];
	int count = dns_servers_read(servers, 3, DNS_PORT, NULL, 0);
	struct buffer silent = { 0 };

	if (!count) {
		buffer_text(line, "route but no DNS: /etc/resolv.conf names no server; "
				  "nameserver=ADDRESS, or echo nameserver ADDRESS "
				  ">/etc/resolv.conf");
		return DIAGNOSIS_NO_DNS;
	}
	for (int i = 0; i < count; i++) {
		enum diagnosis one = look_up(diagnose, goal, &servers[i], &silent);

		if (one == DIAGNOSIS_NO_NAME)
			buffer_text(line, silent.data);
		if (one != DIAGNOSIS_NO_DNS) {
			buffer_free(&silent);
			return one;
		}
	}
	buffer_format(line, "route but no DNS: %s; ping %s, or nameserver=ADDRESS of another",
		      silent.data, servers[0].text);
	buffer_free(&silent);
	return DIAGNOSIS_NO_DNS;
}

static enum diagnosis look_at_server(const struct diagnose *diagnose, const struct goal *goal,
				     struct buffer *line)
{
	struct fetch job = { .fd = -1, .timeouts.connect = CONNECT_MS,
			     .timeouts.dns = CONNECT_MS };
	int fd = connect_host(&job, goal->host, goal->port);

	if (fd < 0) {
		buffer_format(line, "%s but no server: %s; is it running there, and on that port? "
				    "ping %s", goal->address.family ? "route" : "DNS", fail_text(),
			      goal->host);
		return DIAGNOSIS_NO_SERVER;
	}
	close(fd);
	passed(diagnose, "server: %s port %u answers", goal->host, (unsigned)goal->port);
	return DIAGNOSIS_FINE;
}

/* "http://host/x", "host", "host:8080", "192.168.77.1", "[::1]:80". */
static int read_goal(const char *target, struct goal *goal)
{
	char *text;
	struct url url;
	int result;

	*goal = (struct goal){ 0 };
	if (!target)
		return 0;
	text = xasprintf("%s%s", strstr(target, "://") ? "" : "http://", target);
	result = url_parse(text, &url);
	free(text);
	if (result < 0)
		return -1;
	goal->host = xstrdup(url.host);
	goal->port = url.port ? url.port : HTTP_PORT;
	goal->datagrams = strcmp(url.scheme, "tftp") == 0;
	url_free(&url);
	if (ip_address_parse_host(goal->host, 0, &goal->address) < 0)
		goal->address = (struct ip_address){ 0 };
	return 0;
}

enum diagnosis diagnose_way(const struct diagnose *diagnose, struct buffer *line)
{
	enum diagnosis result;
	struct goal goal;
	char address[128];

	if (read_goal(diagnose->target, &goal) < 0) {
		buffer_text(line, fail_text());
		return DIAGNOSIS_NO_NAME;
	}
	if (!find_address(address)) {
		buffer_text(line, "no address; dhclient gets one");
		result = DIAGNOSIS_NO_ADDRESS;
	} else {
		passed(diagnose, "address: %s", address);
		result = look_at_routes(diagnose, &goal, address, line);
	}
	if (!result && !goal.address.family)
		result = look_at_names(diagnose, &goal, line);
	if (!result && goal.host && !goal.datagrams)
		result = look_at_server(diagnose, &goal, line);
	free(goal.host);
	return result;
}

/* Told of each; true when one of them has carrier. */
static bool look_at_links(const struct diagnose *diagnose)
{
	struct link *links;
	size_t count;
	bool carrier = false;

	if (links_read(&links, &count) < 0)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (links[i].flags & IFF_LOOPBACK)
			continue;
		passed(diagnose, "link: %s %s", links[i].name, links[i].carrier ? "has carrier" :
		       links[i].flags & IFF_UP ? "has no carrier" : "is down");
		carrier |= links[i].carrier;
	}
	free(links);
	return carrier;
}

enum diagnosis diagnose_network(const struct diagnose *diagnose, struct buffer *line)
{
	char address[128];

	if (!look_at_links(diagnose) || !find_address(address))
		return ask_servers(diagnose, line);
	return diagnose_way(diagnose, line);
}
