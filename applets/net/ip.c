/* SPDX-License-Identifier: MIT */
/* ip(8) of iproute2: interfaces, addresses, routes, neighbours, rules, namespaces. */
#include <linux/if_packet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "net/ip.h"

static struct {
	struct ip ip;
	const char *batch;
	bool json, pretty, oneline;
	enum { COLOR_NEVER, COLOR_AUTO, COLOR_ALWAYS } color;
} G;

static const char help[] =
	"Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }\n"
	"       ip [ -force ] -batch FILE\n"
	"OBJECT: address link route neighbour rule netns monitor\n"
	"OPTIONS: -4 -6 -0  -f[amily] { inet | inet6 | link }  -br[ief]  -o[neline]  -d[etails]\n"
	"         -s[tatistics]  -h[uman-readable]  -iec  -j[son]  -p[retty]  -c[olor][={always|\n"
	"         auto|never}]  -n[etns] NAME  -N[umeric]  -r[esolve]  -t[imestamp]  -ts[hort]\n"
	"         -l[oops] COUNT  -a[ll]  -b[atch] FILE  -force  -V[ersion]\n";

static const struct {
	const char *name;
	int (*run)(struct ip *ip, struct ip_words *words);
} objects[] = {
	{ "address", ip_address_command },
	{ "route", ip_route_command },
	{ "rule", CONFIG_IP_MORE ? ip_rule_command : NULL },
	{ "neighbor", CONFIG_IP_MORE ? ip_neighbour_command : NULL },
	{ "neighbour", CONFIG_IP_MORE ? ip_neighbour_command : NULL },
	{ "link", ip_link_command },
	{ "monitor", CONFIG_IP_MORE ? ip_monitor_command : NULL },
	{ "netns", CONFIG_IP_MORE ? ip_netns_command : NULL },
};

/* Say why as ip(8) does, without a name before it. Returns the exit status. */
static int end(int result)
{
	char *text;

	if (ip_flush(&G.ip) < 0 && result == 0)
		result = IP_FAILED;
	if (result >= 0)
		return 0;
	text = xstrdup(fail_text());
	text_make_printable(text);
	if (*text)
		fprintf(stderr, "%s\n", text);
	free(text);
	return -result & 0xff;
}

static int run_object(char **words)
{
	for (size_t i = 0; i < ARRAY_SIZE(objects); i++) {
		if (!ip_word_matches(words[0], objects[i].name))
			continue;
		fail_clear();
		if (objects[i].run)
			return end(objects[i].run(&G.ip, &(struct ip_words){ .at = words + 1 }));
		fail_plain("Object \"%s\" was left out of this build (IP_MORE).", objects[i].name);
		return end(IP_FAILED);
	}
	if (ip_word_matches(words[0], "help"))
		return end(ip_help(help));
	fail_plain("Object \"%s\" is unknown, try \"ip help\".", words[0]);
	return end(IP_FAILED);
}

/* Blanks part words, quotes hold them together. */
static char **split(char *line)
{
	size_t count = 0;
	char **words = xcalloc(strlen(line) / 2 + 2, sizeof(*words));

	for (;;) {
		char quote;

		line += strspn(line, " \t\r\n");
		if (!*line)
			return words;
		quote = *line == '\'' || *line == '"' ? *line++ : '\0';
		words[count++] = line;
		line += quote ? strcspn(line, (char[]){ quote, '\0' }) : strcspn(line, " \t\r\n");
		if (*line)
			*line++ = '\0';
	}
}

/* A line continues after a backslash at its end; '#' begins a comment. */
static bool read_command(FILE *file, struct buffer *command, int *line_number)
{
	char *line = NULL;
	size_t room = 0;
	bool more = true, any = false;

	command->length = 0;
	while (more && getline(&line, &room, file) >= 0) {
		size_t length = strcspn(line, "#");

		line[length] = '\0';
		more = text_ends_with(line, "\\\n");
		if (more)
			line[length - 2] = '\0';
		buffer_text(command, line);
		any = true;
		++*line_number;
	}
	free(line);
	return any;
}

static int run_batch(const char *name)
{
	bool standard = strcmp(name, "-") == 0;
	FILE *file = standard ? stdin : fopen(name, "re");
	struct buffer command = { 0 };
	int family = G.ip.family, line = 0, status = 0;

	if (!file) {
		fail("Cannot open file \"%s\" for reading", name);
		return end(IP_FAILED);
	}
	G.ip.batch = true;
	while ((!status || G.ip.force) && read_command(file, &command, &line)) {
		char **words = split(command.data);

		G.ip.family = family;
		if (words[0] && run_object(words) != 0) {
			ip_note("Command failed %s:%d", name, line);
			status = 1;
		}
		free(words);
	}
	if (!standard)
		fclose(file);
	buffer_free(&command);
	return status;
}

/* "-c", "-color=auto" */
static bool take_color(const char *option)
{
	static const char *const words[] = { "never", "auto", "always" };
	size_t length = strcspn(option, "=");
	const char *value = option[length] ? option + length + 1 : "always";

	if (length < 2 || length > strlen("-color") || strncmp(option, "-color", length) != 0)
		return false;
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		if (strcmp(value, words[i]) == 0) {
			G.color = i;
			return true;
		}
	}
	return false;
}

static int take_family(const char *value)
{
	if (strcmp(value, "help") == 0)
		return ip_help(help);
	G.ip.family = ip_family_parse(value);
	return G.ip.family ? 0 : ip_wrong(value, "invalid protocol family");
}

static int take_loops(const char *value)
{
	return ip_u64(value, &G.ip.loops) ? 0 : ip_wrong(value, "not a count of loops");
}

static int take_batch(const char *value)
{
	G.batch = value;
	return 0;
}

/* In the order in which abbreviations are looked for. */
static const struct {
	const char *name;
	bool whole;
	int (*take)(const char *value);	/* takes a value */
	bool *flag;
	int *count;
	int step, family;
} options[] = {
	{ "-loops", false, take_loops },
	{ "-family", false, take_family },
	{ "-4", true, .family = AF_INET },
	{ "-6", true, .family = AF_INET6 },
	{ "-0", true, .family = AF_PACKET },
	{ "-human-readable", .flag = &G.ip.human },
	{ "-iec", .flag = &G.ip.iec },
	{ "-stats", .count = &G.ip.statistics, .step = 1 },
	{ "-statistics", .count = &G.ip.statistics, .step = 1 },
	{ "-details", .count = &G.ip.details, .step = 1 },
	{ "-resolve", .flag = &G.ip.resolve },
	{ "-oneline", .flag = &G.oneline },
	{ "-timestamp", .count = &G.ip.timestamp, .step = 1 },
	{ "-tshort", .count = &G.ip.timestamp, .step = 2 },
	{ "-force", .flag = &G.ip.force },
	{ "-batch", false, take_batch },
	{ "-brief", .flag = &G.ip.brief },
	{ "-json", .flag = &G.json },
	{ "-pretty", .flag = &G.pretty },
	{ "-netns", false, ip_netns_enter },
	{ "-Numeric", .flag = &G.ip.numeric },
	{ "-all", .flag = &G.ip.all },
};

static int take_option(const char *typed, struct ip_words *words)
{
	for (size_t i = 0; i < ARRAY_SIZE(options); i++) {
		if (options[i].whole ? strcmp(typed, options[i].name) != 0
				     : !ip_word_matches(typed, options[i].name))
			continue;
		if (options[i].take && !*words->at)
			return options[i].take == ip_netns_enter ? (ip_words_value(words), IP_WRONG)
								 : ip_help(help);
		if (options[i].take)
			return options[i].take(*words->at++) < 0 ? IP_WRONG : 0;
		if (options[i].flag)
			*options[i].flag = true;
		if (options[i].count)
			*options[i].count += options[i].step;
		if (options[i].family)
			G.ip.family = options[i].family;
		return 0;
	}
	if (take_color(typed))
		return 0;
	if (ip_word_matches(typed, "-Version")) {
		printf("ip utility, RAMsteam %s\n", RAMSTEAM_VERSION);
		exit(0);
	}
	if (ip_word_matches(typed, "-help"))
		return ip_help(help);
	fail_plain("Option \"%s\" is unknown, try \"ip -help\".", typed);
	return IP_WRONG;
}

static int take_options(struct ip_words *words)
{
	int result = 0;

	G.ip.loops = 10;
	while (result == 0 && *words->at && **words->at == '-') {
		const char *typed = *words->at++;

		if (strcmp(typed, "--") == 0)
			break;
		result = take_option(typed + (typed[1] == '-'), words);
	}
	return result;
}

/* The last number of $COLORFGBG tells the background: 0 to 6 and 8 are dark. */
static bool background_is_dark(void)
{
	const char *text = getenv("COLORFGBG"), *last = text ? strrchr(text, ';') : NULL;

	return last && last[1] && strchr("01234568", last[1]) && !last[2];
}

static int run(int argc, char **argv)
{
	struct ip_words words = { .at = argv + 1 };
	int result = take_options(&words), status;

	(void)argc;
	if (result < 0)
		return end(result);
	G.ip.out.json = G.json;
	G.ip.out.pretty = G.json && G.pretty;
	G.ip.out.oneline = G.oneline;
	G.ip.out.colored = !G.json && (G.color == COLOR_ALWAYS ||
				       (G.color == COLOR_AUTO && isatty(STDOUT_FILENO)));
	G.ip.out.dark = background_is_dark();
	if (G.batch)
		status = run_batch(G.batch);
	else
		status = *words.at ? run_object(words.at) : end(ip_help(help));
	ip_reset(&G.ip);
	return status;
}

APPLET(ip, .names = "ip",
       .summary = "show and change interfaces, addresses, routes and namespaces",
       .operands = "[OPTION]... OBJECT [COMMAND [ARGUMENT]...]", .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_RAW,
       .details = "Objects, which may be abbreviated as may their commands:\n"
		  "  address    addresses of interfaces: ip a; ip a add 192.168.1.100/24 dev eth0\n"
		  "  link       interfaces: ip link set eth0 up; ip link add link eth0 eth0.5 "
		  "type vlan id 5\n"
		  "  route      ip r; ip r add default via 192.168.1.1 dev eth0; ip r get 1.1.1.1\n"
		  "  neighbour  ARP and neighbour discovery tables\n"
		  "  rule       which routing table is asked\n"
		  "  netns      network namespaces with names\n"
		  "  monitor    changes as they happen\n"
		  "ip OBJECT help tells what each takes; the words are those of iproute2.\n"
		  "Options: -4 -6 -0 -f FAMILY -br -o -d -s -h -iec -j -p -c -n NETNS -N -r -t -ts "
		  "-l COUNT\n         -a -b FILE -force -V");
