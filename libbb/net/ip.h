/* SPDX-License-Identifier: MIT */
/*
 * What the objects of ip(8) share. A command returns 0, or minus the exit status ip(8) has for the
 * failure, having said why with fail_plain(); the applet prints that line as it is.
 */
#ifndef NET_IP_H
#define NET_IP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "net/ip_print.h"
#include "net/ip_words.h"
#include "net/link.h"
#include "net/rtnl_message.h"

enum ip_result {
	IP_FAILED = -1,		/* nothing was asked of the kernel, or it went wrong here */
	IP_REFUSED = -2,	/* the kernel said no */
	IP_WRONG = -255,	/* the command line */
};

struct ip {
	int family;			/* AF_*, 0: both */
	int statistics, details;	/* how often -s and -d were given */
	bool brief, numeric, human, iec, all, force, resolve;
	bool batch;			/* commands come from a file */
	int timestamp;			/* 1: a line of its own, 2: short */
	uint64_t loops;			/* of a flush, at most; 0: no limit */
	struct printer out;
	struct link *links;		/* names of indexes, read when first needed */
	size_t link_count;
	bool links_fixed;		/* nothing more is to be asked of the kernel */
};

/* Forget interfaces, and what was to be printed. */
void ip_reset(struct ip *ip);

/* Write what was printed so far to stdout. */
int ip_flush(struct ip *ip);

/* A line to stderr that is no failure. */
void ip_note(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* rtnl_ask() with ip(8)'s words and status: "RTNETLINK answers: File exists". */
int ip_ask(struct rtnl_message *message, struct buffer *replies);
/* What it makes of a failure of rtnl_ask(). */
int ip_refused(void);
/* A dump likewise, with "Dump terminated". */
int ip_dump(uint16_t type, int family, struct buffer *replies);
int ip_dump_with(struct rtnl_message *message, struct buffer *replies);

/* The interface of this index; NULL when there is none. */
const struct link *ip_link(struct ip *ip, int index);
/* Its name, "*" for 0, or "if7" in text. */
const char *ip_link_name(struct ip *ip, int index, char text[16]);
/* Index of a name; `Cannot find device "foo"`. */
int ip_link_index(struct ip *ip, const char *name, uint32_t *index);
/* Take over what a monitor heard of an interface. */
void ip_link_learn(struct ip *ip, const struct rtnl_reply *reply);

/* Names as the kernel takes them: not empty, no slash, no blank, short enough. */
bool ip_link_name_is_valid(const char *name);
/* Long enough names are alternative ones. */
bool ip_alternative_name_is_valid(const char *name);

/* "inet" for AF_INET, and back (0: unknown). */
const char *ip_family_name(int family);
int ip_family_parse(const char *name);
enum print_color ip_family_color(int family);

/* Text of an address attribute, a host name with -resolve unless ip is NULL. Returns text. */
const char *ip_host_text(const struct ip *ip, const struct rtnl_attribute *address,
			 char text[256]);
/* A hardware address; tunnels have IP addresses there. Returns text. */
const char *ip_hardware_text(const struct rtnl_attribute *address, unsigned type, char text[96]);

/* A failure of text to be a prefix or address: exit status 1, "Error: ... is expected". */
struct ip_address;
int ip_prefix(const char *text, int family, struct ip_address *address);
int ip_host(const char *text, int family, struct ip_address *address);

/* The objects; words stand behind the object's name. */
int ip_address_command(struct ip *ip, struct ip_words *words);
int ip_link_command(struct ip *ip, struct ip_words *words);
int ip_route_command(struct ip *ip, struct ip_words *words);
int ip_neighbour_command(struct ip *ip, struct ip_words *words);
int ip_rule_command(struct ip *ip, struct ip_words *words);
int ip_netns_command(struct ip *ip, struct ip_words *words);
int ip_monitor_command(struct ip *ip, struct ip_words *words);

/* Enter a namespace of `ip netns add`. */
int ip_netns_enter(const char *name);

#endif
