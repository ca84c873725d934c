/* SPDX-License-Identifier: MIT */
/*
 * dhclient: ask for an address on every wired interface, return with the first lease. The options
 * are u-root's, beside those of ISC's that make sense without a daemon.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "net/dhcp.h"
#include "net/link.h"

static struct {
	bool v4, v6, dry_run, once, release, stop, quiet, foreground, background,
	     broadcast;
	const char *ipv4, *ipv6, *hostname, *vendor_class, *user_class, *client_id;
	uint64_t timeout, retry;
	int verbose;
} G;

static const struct option_row options[] = {
	{ "-4", OPTION_FLAG, &G.v4, NULL, "IPv4 only" },
	{ "-6", OPTION_FLAG, &G.v6, NULL, "IPv6 only" },
	{ "-ipv4 --ipv4", OPTION_OPTIONAL, &G.ipv4, "BOOL", "as -4; =false: without IPv4" },
	{ "-ipv6 --ipv6", OPTION_OPTIONAL, &G.ipv6, "BOOL", "as -6; =false: without IPv6" },
	{ "-timeout --timeout", OPTION_NUMBER, &G.timeout, "SECONDS", "give up after them (60)" },
	{ "-retry --retry", OPTION_NUMBER, &G.retry, "N", "let that time pass so often (1)" },
	{ "-dry-run --dry-run -n", OPTION_FLAG, &G.dry_run, NULL,
	  "ask, but print what would be done instead" },
	{ "-1", OPTION_FLAG, &G.once, NULL, "exit with 2 when there is no lease" },
	{ "-r", OPTION_FLAG, &G.release, NULL, "give the lease back, and end who keeps it" },
	{ "-x", OPTION_FLAG, &G.stop, NULL, "end who keeps the lease, which stays as it is" },
	{ "-d", OPTION_FLAG, &G.foreground, NULL, "stay, and keep the lease until a signal comes" },
	{ "-b", OPTION_FLAG, &G.background, NULL, "return, a child keeps the lease" },
	{ "-q", OPTION_FLAG, &G.quiet, NULL, "print nothing but failures" },
	{ "-v", OPTION_COUNT, &G.verbose, NULL, "print each message, twice: its options too" },
	{ "-B", OPTION_FLAG, &G.broadcast, NULL, "ask servers to answer by broadcast" },
	{ "-H", OPTION_TEXT, &G.hostname, "NAME", "tell this host name" },
	{ "-V", OPTION_TEXT, &G.vendor_class, "CLASS", "vendor class, instead of a PXE client's" },
	{ "-U", OPTION_TEXT, &G.user_class, "CLASS", "user class, instead of RAMsteam" },
	{ "-C", OPTION_TEXT, &G.client_id, "ID", "client identifier: text, or bytes as 01:02:..." },
	{ 0 }
};

static void say(void *data, const char *line)
{
	char *text = xstrdup(line);

	(void)data;
	text_make_printable(text);
	fprintf(stderr, "%s\n", text);
	free(text);
}

/* Go's flags: -ipv6, -ipv6=true, -ipv6=0. NULL: not given. */
static bool truth(const char *name, const char *text)
{
	static const char *const yes[] = { "", "true", "1", "t", "T", "TRUE", "True" };
	static const char *const no[] = { "false", "0", "f", "F", "FALSE", "False" };

	for (size_t i = 0; i < ARRAY_SIZE(yes); i++) {
		if (strcmp(text, yes[i]) == 0)
			return true;
	}
	for (size_t i = 0; i < ARRAY_SIZE(no); i++) {
		if (strcmp(text, no[i]) == 0)
			return false;
	}
	usage("option '%s' is true or false, not '%s'", name, text);
}

static void choose_family(struct dhcp_request *request)
{
	bool with4 = G.v4 || (G.ipv4 && truth("-ipv4", G.ipv4));
	bool with6 = G.v6 || (G.ipv6 && truth("-ipv6", G.ipv6));
	bool without4 = G.ipv4 && !truth("-ipv4", G.ipv4);
	bool without6 = G.ipv6 && !truth("-ipv6", G.ipv6);

	/* -ipv4 alone means IPv4 alone, as it does by -4; neither: whichever is first. */
	request->ipv4 = with4 || (without6 && !without4);
	request->ipv6 = with6 || (without4 && !without6);
	request->both = with4 && with6;
	if (without4 && without6)
		usage("without IPv4 and without IPv6 there is nothing to ask for");
}

static char *join(char **words)
{
	struct buffer joined = { 0 };

	for (; *words; words++)
		buffer_format(&joined, "%s%s", joined.length ? " " : "", *words);
	return joined.data;
}

/* Without names: the interface of the newest lease. */
static int stop(char **interfaces)
{
	struct lease newest;

	if (!*interfaces) {
		if (lease_read(&newest, LEASE_PATH) < 0)
			die(1, "no lease to %s: %s", G.release ? "give back" : "end", fail_text());
		if (dhcp_stop(newest.interface, G.release) < 0)
			die_failure(1);
	}
	for (; *interfaces; interfaces++) {
		if (dhcp_stop(*interfaces, G.release) < 0)
			warn_failure();
	}
	return 0;
}

static void print(const struct lease *lease)
{
	struct buffer text = { 0 };

	if (G.dry_run)
		lease_lines(lease, &text);
	else
		lease_summary(lease, &text);
	printf("%s%s", text.data, G.dry_run ? "" : "\n");
	buffer_free(&text);
}

static void got(void *data, const struct lease *lease)
{
	(void)data;
	if (!G.quiet)
		print(lease);
	fflush(stdout);
}

static int run(int argc, char **argv)
{
	struct dhcp_request request = {
		.timeout_ms = G.timeout * 1000, .tries = G.retry, .verbose = G.verbose,
		.hostname = G.hostname, .vendor_class = G.vendor_class,
		.user_class = G.user_class, .client_id = G.client_id,
		.broadcast = G.broadcast, .dry_run = G.dry_run, .keep = G.foreground,
		.background = G.background,
		.say = G.quiet ? NULL : say, .got = got,
	};
	struct lease lease;
	char *interfaces;
	int error;

	(void)argc;
	if (G.release || G.stop)
		return stop(argv + 1);
	choose_family(&request);
	interfaces = join(argv + 1);
	request.interfaces = interfaces;
	error = dhcp_run(&request, &lease) < 0 ? errno : 0;
	free(interfaces);
	if (error)
		die(error == EINTR ? 130 : G.once ? 2 : 1, "%s", fail_text());
	return 0;
}

APPLET(dhclient, .names = "dhclient", .summary = "get an address from the network",
       .operands = "[INTERFACE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "An INTERFACE is a name or a regular expression; without any, every wired\n"
		  "interface is asked on at once, those too that appear meanwhile. The first\n"
		  "lease is applied, and /etc/resolv.conf written; other interfaces are left\n"
		  "as they were found. IPv4 and IPv6 are raced; with both -4 and -6 the second\n"
		  "is waited for too, up to 8 seconds.");
