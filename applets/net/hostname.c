/* SPDX-License-Identifier: MIT */
/* hostname(1), dnsdomainname(1) of Debian. */
#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"

static struct {
	bool alias, all_names, boot, domain, full, ip, all_ips, is_short;
	const char *file;
} G;

static const struct option_row options[] = {
	{ "-a --alias", OPTION_FLAG, &G.alias, NULL, "alias names" },
	{ "-A --all-fqdns", OPTION_FLAG, &G.all_names, NULL, "the names of all addresses" },
	{ "-b --boot", OPTION_FLAG, &G.boot, NULL, "always set one: localhost when none is given" },
	{ "-d --domain", OPTION_FLAG, &G.domain, NULL, "the DNS domain" },
	{ "-f --fqdn --long", OPTION_FLAG, &G.full, NULL, "the name with its domain" },
	{ "-F --file", OPTION_TEXT, &G.file, "FILE", "set the name that FILE has" },
	{ "-i --ip-address", OPTION_FLAG, &G.ip, NULL, "the addresses of the name" },
	{ "-I --all-ip-addresses", OPTION_FLAG, &G.all_ips, NULL, "all addresses of the machine" },
	{ "-s --short", OPTION_FLAG, &G.is_short, NULL, "the name without its domain" },
	{ 0 }
};

enum { NAME_SIZE = 256 };

static void own_name(char name[NAME_SIZE])
{
	if (gethostname(name, NAME_SIZE) < 0)
		die(1, "%s", strerror(errno));
	name[NAME_SIZE - 1] = '\0';
}

/* hostname(7): letters, digits, hyphens within; labels between dots. */
static bool is_valid(const char *name)
{
	if (!*name || *name == '-' || *name == '.' || text_ends_with(name, "-") ||
	    text_ends_with(name, ".") || strstr(name, ".."))
		return false;
	return strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.") ==
	       strlen(name);
}

static void set_name(const char *name)
{
	if (!is_valid(name))
		die(1, "the specified hostname is invalid");
	if (strlen(name) > 64)
		die(1, "name too long");
	if (sethostname(name, strlen(name)) < 0) {
		if (errno == EPERM)
			die(1, "you must be root to change the host name");
		die(1, "%s", strerror(errno));
	}
}

/* -b: a machine must not be without a name. */
static void set_default(void)
{
	char name[NAME_SIZE];

	own_name(name);
	if (!name[0] || strcmp(name, "(none)") == 0)
		set_name("localhost");
}

/* The first line that is no comment. */
static int set_from_file(void)
{
	FILE *file = fopen(G.file, "re");
	char line[512], *end;
	bool found = false;

	if (!file && !G.boot)
		die(1, "%s", strerror(errno));
	while (file && !found && fgets(line, sizeof(line), file)) {
		if (line[0] == '#' || line[0] == '\n')
			continue;
		end = line + strcspn(line, "\n");
		while (end > line && (end[-1] == ' ' || end[-1] == '\t'))
			end--;
		*end = '\0';
		found = true;
	}
	if (file)
		fclose(file);
	if (found || !G.boot)
		set_name(found ? line : "");
	else
		set_default();
	return 0;
}

static struct addrinfo *look_up(const char *name, int flags)
{
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM, .ai_flags = flags }, *found;
	int result = getaddrinfo(name, NULL, &hints, &found);

	if (result)
		die(1, "%s", gai_strerror(result));
	return found;
}

static void show_addresses(const char *name)
{
	struct addrinfo *list = look_up(name, 0);
	bool first = true;

	for (struct addrinfo *at = list; at; at = at->ai_next) {
		char text[NI_MAXHOST];

		if (getnameinfo(at->ai_addr, at->ai_addrlen, text, sizeof(text), NULL, 0,
				NI_NUMERICHOST))
			continue;
		printf("%s%s", first ? "" : " ", text);
		first = false;
	}
	putchar('\n');
	freeaddrinfo(list);
}

/* Of interfaces that are up, but for loopback and link-local ones. */
static void show_all(bool names)
{
	struct ifaddrs *list;

	if (getifaddrs(&list) < 0)
		die(1, "%s", strerror(errno));
	for (struct ifaddrs *at = list; at; at = at->ifa_next) {
		char text[NI_MAXHOST];
		socklen_t size;
		int family = at->ifa_addr ? at->ifa_addr->sa_family : 0;

		if (!(at->ifa_flags & IFF_UP) || (at->ifa_flags & IFF_LOOPBACK) ||
		    (family != AF_INET && family != AF_INET6))
			continue;
		size = family == AF_INET ? sizeof(struct sockaddr_in)
					 : sizeof(struct sockaddr_in6);
		if (family == AF_INET6 &&
		    IN6_IS_ADDR_LINKLOCAL(&((struct sockaddr_in6 *)at->ifa_addr)->sin6_addr))
			continue;
		if (getnameinfo(at->ifa_addr, size, text, sizeof(text), NULL, 0,
				names ? NI_NAMEREQD : NI_NUMERICHOST) == 0)
			printf("%s ", text);
	}
	putchar('\n');
	freeifaddrs(list);
}

static void show_full(const char *name, bool domain)
{
	struct addrinfo *list = look_up(name, AI_CANONNAME);
	const char *full = list->ai_canonname ? list->ai_canonname : name, *dot;

	if (domain) {
		dot = strchr(full, '.');
		if (dot)
			puts(dot + 1);
	} else {
		puts(full);
	}
	freeaddrinfo(list);
}

/* The other names of its line in /etc/hosts, hosts(5). */
static void show_aliases(const char *name)
{
	FILE *file = fopen("/etc/hosts", "re");
	char *line = NULL;
	size_t room = 0;
	bool found = false;

	while (file && !found && getline(&line, &room, file) > 0) {
		char *rest, *word, *copy;

		line[strcspn(line, "#\n")] = '\0';
		copy = xstrdup(line);
		for (word = strtok_r(copy, " \t", &rest); word; word = strtok_r(NULL, " \t", &rest))
			found |= strcmp(word, name) == 0;
		free(copy);
		if (!found)
			continue;
		strtok_r(line, " \t", &rest);
		strtok_r(NULL, " \t", &rest);
		for (int n = 0; (word = strtok_r(NULL, " \t", &rest)) != NULL; n++)
			printf("%s%s", n ? " " : "", word);
	}
	putchar('\n');
	free(line);
	if (file)
		fclose(file);
}

static int run(int argc, char **argv)
{
	char name[NAME_SIZE];

	if (strcmp(program_name, "dnsdomainname") == 0)
		G.domain = true;
	if (argc > 2)
		usage("unexpected operand '%s'", argv[2]);
	if (G.file)
		return set_from_file();
	if (argc == 2) {
		set_name(argv[1]);
		return 0;
	}
	own_name(name);
	if (G.boot) {
		set_default();
	} else if (G.all_ips || G.all_names) {
		show_all(G.all_names);
	} else if (G.ip) {
		show_addresses(name);
	} else if (G.alias) {
		show_aliases(name);
	} else if (G.full || G.domain) {
		show_full(name, G.domain);
	} else {
		if (G.is_short)
			name[strcspn(name, ".")] = '\0';
		puts(name);
	}
	return 0;
}

APPLET(hostname, .names = "hostname dnsdomainname", .summary = "show or set the host's name",
       .operands = "[NAME]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .usage_status = 255);
