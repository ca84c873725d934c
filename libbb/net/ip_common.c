/* SPDX-License-Identifier: MIT */
/* What the objects of ip(8) share: names of interfaces, asking, families. */
#include <ctype.h>
#include <errno.h>
#include <linux/if.h>
#include <linux/if_arp.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "net/address.h"
#include "net/ip.h"
#include "net/ip_names.h"
#include "net/link_message.h"
#include "net/rtnl.h"

void ip_reset(struct ip *ip)
{
	free(ip->links);
	buffer_free(&ip->out.out);
	ip_names_reset();
	memset(ip, 0, sizeof(*ip));
}

int ip_flush(struct ip *ip)
{
	struct buffer *out = &ip->out.out;
	bool written = !out->length ||
		       (fwrite(out->data, 1, out->length, stdout) == out->length &&
			fflush(stdout) == 0);

	out->length = 0;
	return written ? 0 : fail("write");
}

void ip_note(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		die(1, "out of memory");
	va_end(args);
	text_make_printable(text);
	fflush(stdout);
	fprintf(stderr, "%s\n", text);
	free(text);
}

/* The kernel's refusal in the words of ip(8). */
int ip_refused(void)
{
	char *why = xstrdup(fail_text());
	int error = errno;

	if (rtnl_refusal() == RTNL_REFUSED)
		fail_plain("RTNETLINK answers: %s", why);
	else if (rtnl_refusal() == RTNL_EXPLAINED)
		fail_plain("Error: %s%s", why, text_ends_with(why, ".") ? "" : ".");
	free(why);
	errno = error;
	return rtnl_refusal() == RTNL_BROKEN ? IP_FAILED : IP_REFUSED;
}

int ip_ask(struct rtnl_message *message, struct buffer *replies)
{
	return rtnl_ask(message, replies) < 0 ? ip_refused() : 0;
}

int ip_dump_with(struct rtnl_message *message, struct buffer *replies)
{
	int result = rtnl_ask(message, replies);
	char *why;

	if (result == 0)
		return 0;
	/* That a table or family is not there needs no words but the kernel's own. */
	if (rtnl_refusal() == RTNL_REFUSED && (errno == ENOENT || errno == EOPNOTSUPP)) {
		fail_plain("Dump terminated");
		return IP_REFUSED;
	}
	result = ip_refused();
	why = xstrdup(fail_text());
	fail_plain("%s\nDump terminated", why);
	free(why);
	return result;
}

int ip_dump(uint16_t type, int family, struct buffer *replies)
{
	struct rtnl_message message;

	rtnl_begin_dump(&message, type, family);
	return ip_dump_with(&message, replies);
}

static void remember(struct ip *ip, const struct link *link)
{
	for (size_t i = 0; i < ip->link_count; i++) {
		if (ip->links[i].index == link->index) {
			ip->links[i] = *link;
			return;
		}
	}
	ip->links = xrealloc(ip->links, (ip->link_count + 1) * sizeof(*ip->links));
	ip->links[ip->link_count++] = *link;
}

void ip_link_learn(struct ip *ip, const struct rtnl_reply *reply)
{
	struct link link;

	if (reply->type == RTM_NEWLINK && link_from_reply(reply, &link))
		remember(ip, &link);
}

const struct link *ip_link(struct ip *ip, int index)
{
	struct link link;

	if (!ip->links && !ip->links_fixed && index > 0)
		links_read(&ip->links, &ip->link_count);
	for (size_t i = 0; i < ip->link_count; i++) {
		if (ip->links[i].index == index)
			return &ip->links[i];
	}
	if (index <= 0 || ip->links_fixed || link_find_index(index, &link) < 0)
		return NULL;
	remember(ip, &link);
	return &ip->links[ip->link_count - 1];
}

const char *ip_link_name(struct ip *ip, int index, char text[16])
{
	const struct link *link = ip_link(ip, index);

	if (link)
		return link->name;
	snprintf(text, 16, index ? "if%u" : "*", (unsigned)index);
	return text;
}

int ip_link_index(struct ip *ip, const char *name, uint32_t *index)
{
	struct link link;
	uint64_t number;

	for (size_t i = 0; i < ip->link_count; i++) {
		if (strcmp(ip->links[i].name, name) == 0) {
			*index = ip->links[i].index;
			return 0;
		}
	}
	if (!ip->links_fixed && link_find(name, &link) == 0) {
		*index = link.index;
		return 0;
	}
	/* "if7" names an interface by its number, whatever its name. */
	if (text_starts_with(name, "if") && text_number(name + 2, 10, 1, INT32_MAX, &number) == 0) {
		*index = number;
		return 0;
	}
	fail_plain("Cannot find device \"%s\"", name);
	return IP_FAILED;
}

bool ip_alternative_name_is_valid(const char *name)
{
	if (!*name)
		return false;
	for (; *name; name++) {
		if (*name == '/' || isspace((unsigned char)*name))
			return false;
	}
	return true;
}

bool ip_link_name_is_valid(const char *name)
{
	return strlen(name) < IFNAMSIZ && ip_alternative_name_is_valid(name);
}

static const struct {
	int family;
	const char *name;
	enum print_color color;
} families[] = {
	{ AF_INET, "inet", COLOR_INET }, { AF_INET6, "inet6", COLOR_INET6 },
	{ AF_PACKET, "link", COLOR_NONE }, { AF_MPLS, "mpls", COLOR_NONE },
	{ AF_BRIDGE, "bridge", COLOR_NONE },
};

const char *ip_family_name(int family)
{
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		if (families[i].family == family)
			return families[i].name;
	}
	return "???";
}

int ip_family_parse(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		if (strcmp(families[i].name, name) == 0)
			return families[i].family;
	}
	return 0;
}

enum print_color ip_family_color(int family)
{
	for (size_t i = 0; i < ARRAY_SIZE(families); i++) {
		if (families[i].family == family)
			return families[i].color;
	}
	return COLOR_NONE;
}

static bool resolve(const struct ip_address *address, char text[256])
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	memcpy(&v4.sin_addr, address->bytes, sizeof(v4.sin_addr));
	memcpy(&v6.sin6_addr, address->bytes, sizeof(v6.sin6_addr));
	if (address->family == AF_INET)
		return getnameinfo((struct sockaddr *)&v4, sizeof(v4), text, 256, NULL, 0,
				   NI_NAMEREQD) == 0;
	return getnameinfo((struct sockaddr *)&v6, sizeof(v6), text, 256, NULL, 0,
			   NI_NAMEREQD) == 0;
}

const char *ip_host_text(const struct ip *ip, const struct rtnl_attribute *attribute,
			 char text[256])
{
	struct ip_address address;

	if (!attribute->data ||
	    !ip_address_from_bytes(attribute->data, attribute->length, &address))
		return "???";
	if (ip && ip->resolve && resolve(&address, text))
		return text;
	return ip_address_text(&address, text);
}

const char *ip_hardware_text(const struct rtnl_attribute *attribute, unsigned type, char text[96])
{
	bool tunnel4 = type == ARPHRD_TUNNEL || type == ARPHRD_SIT || type == ARPHRD_IPGRE;
	bool tunnel6 = type == ARPHRD_TUNNEL6 || type == ARPHRD_IP6GRE;
	struct ip_address address;

	if (((tunnel4 && attribute->length == 4) || (tunnel6 && attribute->length == 16)) &&
	    ip_address_from_bytes(attribute->data, attribute->length, &address))
		return ip_address_text(&address, text);
	return link_mac_text(attribute->data, attribute->length, text);
}

/* The library's words become ip(8)'s; a host is as wrong as a prefix: status 1. */
static int is_expected(int result)
{
	char *why;

	if (result == 0)
		return 0;
	why = xstrdup(fail_text());
	fail_plain("Error: %s.", why);
	free(why);
	return IP_FAILED;
}

int ip_prefix(const char *text, int family, struct ip_address *address)
{
	bool any = strcmp(text, "default") == 0 || strcmp(text, "any") == 0 ||
		   strcmp(text, "all") == 0;

	/* The family is then that of the gateway, or of another word. */
	if (any && !family) {
		*address = (struct ip_address){ 0 };
		return 0;
	}
	if (family == AF_PACKET) {
		fail_plain("Error: \"%s\" may be inet prefix, but it is not allowed in this "
			   "context.", text);
		return IP_FAILED;
	}
	return is_expected(ip_address_parse(text, family, address));
}

int ip_host(const char *text, int family, struct ip_address *address)
{
	return is_expected(ip_address_parse_host(text, family, address));
}
