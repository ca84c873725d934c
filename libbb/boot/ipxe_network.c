/* SPDX-License-Identifier: MIT */
/*
 * Commands of iPXE's that act on the machine. They take the ROM's options; what would tune its
 * own drivers is accepted and needs nothing done.
 */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/reboot.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boot/ipxe_cpu.h"
#include "boot/ipxe_machine.h"
#include "boot/ipxe_nic.h"
#include "boot/ipxe_state.h"
#include "core/error.h"
#include "core/io.h"
#include "net/dhcp.h"
#include "net/link_wait.h"

/* What failed is told as "command: why". */
static int result_of(struct ipxe *ipxe, struct ipxe_call *call, int result)
{
	char *why;

	if (result >= 0)
		return 0;
	why = xstrdup(fail_text());
	ipxe_complain(ipxe, "%s: %s", call->command->name, why);
	free(why);
	return -IPXE_E_MACHINE;
}

static bool is_configured(const char *card)
{
	struct ipxe_value value = { 0 };
	bool has = ipxe_nic_setting(card, "ip", &value);

	buffer_free(&value.raw);
	return has;
}

/* Ask on these cards, or on all at once. A card that has an address is left with it. */
static int ask_dhcp(struct ipxe_call *call)
{
	struct dhcp_request request = { .timeout_ms = 30000 };
	struct buffer names = { 0 };
	struct lease lease;
	struct link link;
	int result = 0;

	for (int i = 0; i < call->count && result == 0; i++) {
		result = ipxe_nic_find(call->words[i], &link);
		if (result == 0 && !is_configured(link.name))
			buffer_format(&names, "%s%s", names.length ? " " : "", link.name);
	}
	if (result == 0 && (call->count ? names.length != 0 : !is_configured("netX"))) {
		request.interfaces = names.data;
		result = dhcp_run(&request, &lease);
		if (result == 0)
			result = lease_write(&lease, LEASE_PATH);
	}
	buffer_free(&names);
	return result;
}

/* Those that the ROM has; here one asks by all of them. */
static int check_configurator(struct ipxe *ipxe, const struct ipxe_call *call)
{
	const char *name = call->option[0].given ? call->option[0].text : "dhcp";

	if (strcmp(name, "dhcp") == 0 || strcmp(name, "ipv6") == 0)
		return 0;
	ipxe_complain(ipxe, "\"%s\": no such configurator", name);
	return -IPXE_E_NO_CONFIGURATOR;
}

static int run_dhcp(struct ipxe *ipxe, struct ipxe_call *call)
{
	int status = check_configurator(ipxe, call);

	ipxe->steps = 0;
	return status ? status : result_of(ipxe, call, ask_dhcp(call));
}

static int pretend_dhcp(struct ipxe *ipxe, struct ipxe_call *call)
{
	return check_configurator(ipxe, call);
}

static int set_cards(struct ipxe *ipxe, struct ipxe_call *call, bool up)
{
	struct link link;

	for (int i = 0; i < call->count; i++) {
		if (ipxe_nic_find(call->words[i], &link) < 0 || link_set_up(link.name, up) < 0)
			return -1;
		if (up && ipxe_address_apply(ipxe, call->words[i], link.name) < 0)
			return -1;
	}
	if (call->count || !up)
		return 0;
	return ipxe_nic_find("netX", &link) < 0 ? -1 : link_set_up(link.name, true);
}

static int run_ifopen(struct ipxe *ipxe, struct ipxe_call *call)
{
	return result_of(ipxe, call, set_cards(ipxe, call, true));
}

/* Without a name it would close the card everything else comes through: that is left open. */
static int run_ifclose(struct ipxe *ipxe, struct ipxe_call *call)
{
	return result_of(ipxe, call, set_cards(ipxe, call, false));
}

static int run_ifstat(struct ipxe *ipxe, struct ipxe_call *call)
{
	return result_of(ipxe, call, ipxe_nic_status(call->count, call->words));
}

static int run_route(struct ipxe *ipxe, struct ipxe_call *call)
{
	return result_of(ipxe, call, ipxe_nic_routes());
}

/* nslookup SETTING NAME */
static int look_up(struct ipxe *ipxe, const char *setting, const char *name)
{
	struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_family = AF_INET }, *found;
	char text[INET6_ADDRSTRLEN], *typed;
	int error = getaddrinfo(name, NULL, &hints, &found), result;
	bool old;

	/* One after the other: servers that know one family may refuse the other's question. */
	if (error) {
		hints.ai_family = AF_INET6;
		error = getaddrinfo(name, NULL, &hints, &found);
	}
	if (error)
		return fail_plain("%s: %s", name, gai_strerror(error));
	old = found->ai_family == AF_INET;
	inet_ntop(found->ai_family,
		  old ? (void *)&((struct sockaddr_in *)found->ai_addr)->sin_addr
		      : (void *)&((struct sockaddr_in6 *)found->ai_addr)->sin6_addr,
		  text, sizeof(text));
	freeaddrinfo(found);
	typed = strchr(setting, ':') ? xstrdup(setting)
				     : xasprintf("%s:%s", setting, old ? "ipv4" : "ipv6");
	result = ipxe_set(ipxe, typed, text);
	free(typed);
	return result;
}

static int run_nslookup(struct ipxe *ipxe, struct ipxe_call *call)
{
	return result_of(ipxe, call, look_up(ipxe, call->words[0], call->words[1]));
}

/* Another applet of this program does it, and tells of it. */
static int run_applet(char **argv)
{
	int status = -1;
	pid_t child = fork();

	if (child < 0)
		return fail("fork");
	if (child == 0) {
		execv("/proc/self/exe", argv);
		_exit(127);
	}
	if (waitpid(child, &status, 0) < 0)
		return fail("wait for %s", argv[0]);
	return status == 0 ? 0 : fail_plain("it failed");
}

static int run_ping(struct ipxe *ipxe, struct ipxe_call *call)
{
	char count[16];
	char *argv[] = { "ping", "-c", count, "--", call->words[0], NULL };

	snprintf(count, sizeof(count), "%u", call->option[0].given ? call->option[0].number : 4);
	return result_of(ipxe, call, run_applet(argv));
}

/* The script ends with the machine. */
static int leave(struct ipxe *ipxe, struct ipxe_call *call, int action)
{
	char *argv[] = { (char *)call->command->name, NULL };
	int result;

	sync();
	result = getpid() == 1 ? reboot(action) : run_applet(argv);
	if (result == 0) {
		ipxe->booted = true;
		ipxe->stop = STOP_ALL;
	}
	return result_of(ipxe, call, result);
}

static int run_reboot(struct ipxe *ipxe, struct ipxe_call *call)
{
	return leave(ipxe, call, RB_AUTOBOOT);
}

static int run_poweroff(struct ipxe *ipxe, struct ipxe_call *call)
{
	return leave(ipxe, call, RB_POWER_OFF);
}

/* Is this bit of the processor's features set? No answer is a silent failure. */
static int run_cpuid(struct ipxe *ipxe, struct ipxe_call *call)
{
	bool extended = call->option[0].given || call->option[1].given;
	unsigned bit;

	if (ipxe_number(ipxe, call->words[0], &bit) < 0)
		return -IPXE_E_INTEGER;
	return ipxe_cpu_feature(extended, call->option[2].given, bit) ? 0 : -IPXE_E_CPUID;
}

/* A card of that VLAN: eth0-7, which is net0-7 in scripts. */
static int create_vlan(struct ipxe_call *call)
{
	struct link link;
	char name[16];

	if (ipxe_nic_find(call->words[0], &link) < 0)
		return -1;
	if (snprintf(name, sizeof(name), "%s-%u", link.name, call->option[0].number) >=
	    (int)sizeof(name))
		snprintf(name, sizeof(name), "vlan%u", call->option[0].number);
	return link_add_vlan(name, link.name, call->option[0].number);
}

static int run_vcreate(struct ipxe *ipxe, struct ipxe_call *call)
{
	if (!call->option[0].given)
		fail_plain("which one? --tag NUMBER");
	return result_of(ipxe, call, call->option[0].given ? create_vlan(call) : -1);
}

static int run_vdestroy(struct ipxe *ipxe, struct ipxe_call *call)
{
	return result_of(ipxe, call, link_delete(call->words[0]));
}

/* Run the command behind it, and tell how long it took. */
static int run_time(struct ipxe *ipxe, struct ipxe_call *call)
{
	uint64_t start = now_ms();
	int status = ipxe_execute(ipxe, call->count, call->words);

	ipxe_say(ipxe, "%s: %.1fs\n", call->words[0], (now_ms() - start) / 1000.0);
	return status;
}

/* What DHCP names: a URL, or a file of the server it names. */
static int run_autoboot(struct ipxe *ipxe, struct ipxe_call *call)
{
	char *file = ipxe_get(ipxe, "filename"), *server = ipxe_get(ipxe, "next-server"), *url;
	char *chain[] = { "chain", NULL, NULL };
	int status = -IPXE_E_NO_SETTING;

	url = strstr(file, "://") ? xstrdup(file)
				  : xasprintf("tftp://%s/%s", server, file + strspn(file, "/"));
	chain[1] = url;
	if (*file && (*server || strstr(file, "://")))
		status = ipxe_execute(ipxe, 2, chain);
	else
		ipxe_complain(ipxe, "%s: DHCP names no boot file", call->command->name);
	free(file);
	free(server);
	free(url);
	return status;
}

static int run_sanboot(struct ipxe *ipxe, struct ipxe_call *call)
{
	ipxe_complain(ipxe, "%s: a SAN disk is booted by calls into the firmware, which is gone "
		      "once Linux runs: boot the kernel that lies on it instead",
		      call->command->name);
	return -IPXE_E_SAN;
}

static struct ipxe_image *image_of(struct ipxe *ipxe, const char *name)
{
	struct ipxe_image *image = ipxe_image_find(ipxe, name);

	if (!image && ipxe_image_download(ipxe, name, false, 0, &image) < 0)
		return NULL;
	return image;
}

static int run_digest(struct ipxe *ipxe, struct ipxe_call *call)
{
	int result = 0;

	for (int i = 0; i < call->count && result == 0; i++) {
		struct ipxe_image *image = image_of(ipxe, call->words[i]);

		if (!image)
			return -IPXE_E_NO_FILE;
		result = ipxe_digest(ipxe, call->command->name, image);
	}
	return result_of(ipxe, call, result);
}

/* Nothing is fetched for it, only asked for. */
static int pretend_digest(struct ipxe *ipxe, struct ipxe_call *call)
{
	for (int i = 0; i < call->count; i++) {
		if (!image_of(ipxe, call->words[i]))
			return -IPXE_E_NO_FILE;
	}
	return 0;
}

static int succeed(struct ipxe *ipxe, struct ipxe_call *call)
{
	(void)ipxe;
	(void)call;
	return 0;
}

static int pretend_to_leave(struct ipxe *ipxe, struct ipxe_call *call)
{
	ipxe_say(ipxe, "%s\n", call->command->name);
	ipxe->booted = true;
	ipxe->stop = STOP_ALL;
	return 0;
}

/* Until its cable has a signal. */
static int run_iflinkwait(struct ipxe *ipxe, struct ipxe_call *call)
{
	struct link link;
	int result = ipxe_nic_find(call->count ? call->words[0] : "netX", &link);

	if (result == 0)
		result = link_wait_carrier(link.name, call->option[0].given ?
						      call->option[0].number : 15000);
	return result_of(ipxe, call, result);
}

static const struct ipxe_option dhcp_options[] = {
	{ 'c', "configurator", IPXE_TEXT }, { 't', "timeout", IPXE_NUMBER }, { 0 } };
static const struct ipxe_option wait_options[] = { { 't', "timeout", IPXE_NUMBER }, { 0 } };
static const struct ipxe_option ping_options[] = {
	{ 'c', "count", IPXE_NUMBER }, { 's', "size", IPXE_NUMBER },
	{ 't', "timeout", IPXE_NUMBER }, { 'q', "quiet", IPXE_FLAG }, { 0 } };
static const struct ipxe_option vlan_options[] = {
	{ 't', "tag", IPXE_NUMBER }, { 'p', "priority", IPXE_NUMBER }, { 0 } };
static const struct ipxe_option reboot_options[] = {
	{ 'w', "warm", IPXE_FLAG }, { 's', "setup", IPXE_FLAG }, { 0 } };
static const struct ipxe_option cpuid_options[] = {
	{ 'e', "ext", IPXE_FLAG }, { 'a', "amd", IPXE_FLAG }, { 'c', "ecx", IPXE_FLAG }, { 0 } };
static const struct ipxe_option san_options[] = {
	{ 'd', "drive", IPXE_NUMBER }, { 'f', "filename", IPXE_TEXT },
	{ 'n', "no-describe", IPXE_FLAG }, { 'k', "keep", IPXE_FLAG },
	{ 'u', "uuid", IPXE_TEXT }, { 'e', "extra", IPXE_TEXT }, { 0 } };

/* What is done, and what is done instead where nothing may be changed. */
static const struct machine_command {
	struct ipxe_command command;
	int (*pretend)(struct ipxe *ipxe, struct ipxe_call *call);
	bool cards;		/* its operands are some */
	bool pretended;		/* these two of the one that runs */
	int (*perform)(struct ipxe *ipxe, struct ipxe_call *call);
} commands[] = {
	{ { "dhcp", dhcp_options, 0, IPXE_ANY, "[<interface>...]", run_dhcp },
	  pretend_dhcp, true },
	{ { "ifconf", dhcp_options, 0, IPXE_ANY, "[<interface>...]", run_dhcp },
	  pretend_dhcp, true },
	{ { "ifopen", NULL, 0, IPXE_ANY, "[<interface>...]", run_ifopen }, succeed, true },
	{ { "ifclose", NULL, 0, IPXE_ANY, "[<interface>...]", run_ifclose }, succeed, true },
	{ { "iflinkwait", wait_options, 0, 1, "[<interface>]", run_iflinkwait }, succeed, true },
	{ { "ifstat", NULL, 0, IPXE_ANY, "[<interface>...]", run_ifstat }, NULL, true },
	{ { "route", NULL, 0, 0, "", run_route } },
	{ { "nslookup", NULL, 2, 2, "<setting> <name>", run_nslookup } },
	{ { "ping", ping_options, 1, 1, "<host>", run_ping }, succeed },
	{ { "vcreate", vlan_options, 1, 1, "<interface>", run_vcreate }, succeed, true },
	{ { "vdestroy", NULL, 1, 1, "<interface>", run_vdestroy }, succeed, true },
	{ { "reboot", reboot_options, 0, 0, "", run_reboot }, pretend_to_leave },
	{ { "poweroff", NULL, 0, 0, "", run_poweroff }, pretend_to_leave },
	{ { "cpuid", cpuid_options, 1, 1, "<bit>", run_cpuid } },
	{ { "md5sum", NULL, 1, IPXE_ANY, "<image>...", run_digest }, pretend_digest },
	{ { "sha1sum", NULL, 1, IPXE_ANY, "<image>...", run_digest }, pretend_digest },
	{ { "sha256sum", NULL, 1, IPXE_ANY, "<image>...", run_digest }, pretend_digest },
	{ { "sha512sum", NULL, 1, IPXE_ANY, "<image>...", run_digest }, pretend_digest },
	{ { "time", NULL, 1, IPXE_ANY, "<command>", run_time } },
	{ { "autoboot", NULL, 0, IPXE_ANY, "[<interface>...]", run_autoboot }, NULL, true },
	{ { "sanboot", san_options, 0, IPXE_ANY, "[<root-path>]", run_sanboot } },
	{ { "sanhook", san_options, 0, IPXE_ANY, "[<root-path>]", run_sanboot } },
	{ { "sanunhook", san_options, 0, 0, "", succeed } },
	{ { "sync", wait_options, 0, 0, "", succeed } },
};

/* Where nothing is changed a first card is thought of, and VLANs on it. */
static bool is_card(struct ipxe *ipxe, const char *name, bool pretend)
{
	struct link link;
	char *base;
	bool known;

	if (ipxe_nic_find(name, &link) == 0)
		return true;
	fail_clear();
	base = xstrndup(name, strcspn(name, "-"));
	known = pretend && (strcmp(base, "net0") == 0 || strcmp(base, "netX") == 0 ||
			    ipxe_block_find(ipxe, base, false));
	free(base);
	return known;
}

/* What stands for each row's own. */
static int run_on_cards(struct ipxe *ipxe, struct ipxe_call *call)
{
	const struct machine_command *row = (const void *)call->command;

	for (int i = 0; row->cards && i < call->count; i++) {
		if (is_card(ipxe, call->words[i], row->pretended))
			continue;
		ipxe_complain(ipxe, "\"%s\": no such network device", call->words[i]);
		return -IPXE_E_NO_DEVICE;
	}
	return row->perform(ipxe, call);
}

int ipxe_machine_command(struct ipxe *ipxe, bool pretend, int argc, char **argv)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		struct machine_command row = commands[i];

		if (strcmp(row.command.name, argv[0]) != 0)
			continue;
		row.pretended = pretend;
		row.perform = pretend && row.pretend ? row.pretend : row.command.run;
		row.command.run = run_on_cards;
		return ipxe_command_run(ipxe, &row.command, argc, argv);
	}
	return IPXE_UNKNOWN;
}
