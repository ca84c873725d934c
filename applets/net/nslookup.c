/* SPDX-License-Identifier: MIT */
/* nslookup(1) of BIND, for one question: NAME or ADDRESS, and which server to ask. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "net/dns_ask.h"

enum { SERVERS_MOST = 3, TRIES = 3 };

static struct {
	int type;		/* 0: A and AAAA */
	uint64_t port, wait_seconds;
	struct dns_server servers[SERVERS_MOST];
	int server_count;
	char search[256];
	bool said_server;
	uint8_t bytes[DNS_MESSAGE_SIZE];
} G;

static int add_server(const char *text)
{
	if (dns_server_find(text, G.port, &G.servers[G.server_count]) < 0)
		return -1;
	G.server_count++;
	return 0;
}

static void read_resolv(void)
{
	G.server_count = dns_servers_read(G.servers, SERVERS_MOST, G.port, G.search,
					  sizeof(G.search));
	if (!G.server_count)
		add_server("127.0.0.1");
}

/* 1 when the answer came, 0 when not. */
static int ask_one(const struct dns_server *server, const uint8_t *question, size_t length,
		   struct dns_answer *answer)
{
	int result = dns_ask(server, question, length, G.wait_seconds * 1000, G.bytes, answer);

	if (result > 0)
		return 1;
	printf(";; communications error to %s#%u: %s\n", server->text, (unsigned)G.port,
	       result == 0 ? "timed out" : errno == ENETUNREACH ? "network unreachable" :
	       errno == ECONNREFUSED ? "connection refused" : strerror(errno));
	return 0;
}

/* The server that answered, or NULL. */
static const struct dns_server *ask(const char *name, int type, struct dns_answer *answer)
{
	uint8_t question[512];
	int length = dns_question(question, dns_new_id(), name, type);

	if (length < 0)
		die_failure(1);
	for (int try = 0; try < TRIES; try++) {
		for (int i = 0; i < G.server_count; i++) {
			if (ask_one(&G.servers[i], question, length, answer))
				return &G.servers[i];
		}
	}
	puts(";; no servers could be reached\n");
	return NULL;
}

static void say_server(const struct dns_server *server, const struct dns_answer *answer)
{
	if (G.said_server)
		return;
	printf("Server:\t\t%s\nAddress:\t%s#%u\n\n", server->text, server->text, (unsigned)G.port);
	if (!answer->authoritative && !answer->code)
		puts("Non-authoritative answer:");
	G.said_server = true;
}

static void print_record(const struct dns_record *record)
{
	switch (record->type) {
	case DNS_A:
	case DNS_AAAA:
		printf("Name:\t%s\nAddress: %s\n", record->name, record->text);
		break;
	case DNS_CNAME:
		printf("%s\tcanonical name = %s\n", record->name, record->text);
		break;
	case DNS_PTR:
		printf("%s\tname = %s\n", record->name, record->text);
		break;
	case DNS_MX:
		printf("%s\tmail exchanger = %s\n", record->name, record->text);
		break;
	case DNS_NS:
		printf("%s\tnameserver = %s\n", record->name, record->text);
		break;
	case DNS_TXT:
		printf("%s\ttext = %s\n", record->name, record->text);
		break;
	case DNS_SRV:
		printf("%s\tservice = %s\n", record->name, record->text);
		break;
	case DNS_SOA:
		printf("%s\n\torigin = %s\n", record->name, record->text);
		break;
	default:
		printf("%s\trdata_%u = %s\n", record->name, record->type, record->text);
	}
}

enum outcome { FOUND, EMPTY, MISSING, UNREACHED };

static enum outcome look_up(const char *name, int type, bool quiet_aliases)
{
	struct dns_answer answer;
	struct dns_record record;
	const struct dns_server *server = ask(name, type, &answer);
	int shown = 0;

	if (!server)
		return UNREACHED;
	say_server(server, &answer);
	if (answer.code) {
		printf("** server can't find %s: %s\n", name, dns_code_text(answer.code));
		return MISSING;
	}
	for (; dns_next(&answer, &record); shown++) {
		/* The second question tells the same aliases again. */
		if (!quiet_aliases || record.type != DNS_CNAME)
			print_record(&record);
	}
	if (answer.cut)
		puts(";; Truncated: the answer does not fit a datagram");
	return shown ? FOUND : EMPTY;
}

static int look_up_name(const char *name)
{
	enum outcome first = look_up(name, G.type ? G.type : DNS_A, false), second;

	if (first == UNREACHED || first == MISSING) {
		if (first == MISSING)
			putchar('\n');
		return 1;
	}
	second = G.type ? first : look_up(name, DNS_AAAA, true);
	if (first == EMPTY && second != FOUND)
		printf("*** Can't find %s: No answer\n\nAuthoritative answers can be found from:\n",
		       name);
	putchar('\n');
	return second == UNREACHED || second == MISSING;
}

static int look_up_address(const char *name)
{
	enum outcome result;
	struct dns_answer answer;
	struct dns_record record;
	const struct dns_server *server = ask(name, DNS_PTR, &answer);

	if (!server)
		return 1;
	if (answer.code) {
		printf("** server can't find %s: %s\n\n", name, dns_code_text(answer.code));
		return 1;
	}
	for (result = EMPTY; dns_next(&answer, &record); result = FOUND)
		print_record(&record);
	if (result == EMPTY)
		printf("*** Can't find %s: No answer\n", name);
	putchar('\n');
	return 0;
}

static void set_option(const char *text)
{
	const char *value = strchr(text, '=');

	if (value && (text_starts_with(text, "-type=") || text_starts_with(text, "-query=") ||
		      text_starts_with(text, "-querytype=") || text_starts_with(text, "-q="))) {
		G.type = dns_type_parse(value + 1);
		if (G.type < 0)
			usage("%s", fail_text());
	} else if (value && text_starts_with(text, "-port=")) {
		if (text_number(value + 1, 10, 1, 65535, &G.port) < 0)
			usage("%s", fail_text());
	} else if (value && text_starts_with(text, "-timeout=")) {
		if (text_number(value + 1, 10, 1, 600, &G.wait_seconds) < 0)
			usage("%s", fail_text());
	} else {
		usage("Invalid option: %s", text + 1);
	}
}

static int run(int argc, char **argv)
{
	char reverse[DNS_NAME_SIZE];
	const char *name;
	int i;

	G.port = 53;
	G.wait_seconds = 5;
	for (i = 1; i < argc && argv[i][0] == '-' && argv[i][1]; i++)
		set_option(argv[i]);
	if (argc - i < 1 || argc - i > 2)
		usage("a name or an address, and perhaps a server, are wanted");
	name = argv[i];
	if (argc - i == 2) {
		if (add_server(argv[i + 1]) < 0)
			die(1, "%s", fail_text());
	} else {
		read_resolv();
	}
	if (!G.type && dns_reverse_name(name, reverse))
		return look_up_address(reverse);
	if (!strchr(name, '.') && G.search[0]) {
		char *full = xasprintf("%s.%s", name, G.search);
		int status = look_up_name(full);

		free(full);
		return status;
	}
	return look_up_name(name);
}

APPLET(nslookup, .names = "nslookup", .summary = "ask a name server",
       .operands = "[-type=TYPE] [-port=N] [-timeout=N] NAME|ADDRESS [SERVER]", .run = run,
       .state = &G, .state_size = sizeof(G), .flags = APPLET_RAW);
