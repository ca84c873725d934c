/* SPDX-License-Identifier: MIT */
/* ethtool(8): driver, link and speed of a network card, by the ethtool ioctls. */
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "net/rtnl.h"

/* ethtool's own exit statuses. */
enum { STATUS_DRIVER = 71, STATUS_DEVICE = 75, STATUS_SET = 1 };

static struct {
	bool driver, change;
	struct ifreq request;
	int fd;
} G;

static const struct option_row options[] = {
	{ "-i --driver", OPTION_FLAG, &G.driver, NULL, "show the driver" },
	{ "-s --change", OPTION_FLAG, &G.change, NULL,
	  "set: speed N, duplex half|full, autoneg on|off" },
	{ 0 }
};

static int ask(void *data)
{
	G.request.ifr_data = data;
	return ioctl(G.fd, SIOCETHTOOL, &G.request);
}

static int show_driver(void)
{
	struct ethtool_drvinfo info = { .cmd = ETHTOOL_GDRVINFO };

	if (ask(&info) < 0) {
		fprintf(stderr, "Cannot get driver information: %s\n", rtnl_error_text(errno));
		return STATUS_DRIVER;
	}
	printf("driver: %.*s\nversion: %.*s\nfirmware-version: %.*s\nexpansion-rom-version: %.*s\n"
	       "bus-info: %.*s\n",
	       (int)sizeof(info.driver), info.driver, (int)sizeof(info.version), info.version,
	       (int)sizeof(info.fw_version), info.fw_version, (int)sizeof(info.erom_version),
	       info.erom_version, (int)sizeof(info.bus_info), info.bus_info);
	printf("supports-statistics: %s\nsupports-test: %s\nsupports-eeprom-access: %s\n"
	       "supports-register-dump: %s\nsupports-priv-flags: %s\n",
	       info.n_stats ? "yes" : "no", info.testinfo_len ? "yes" : "no",
	       info.eedump_len ? "yes" : "no", info.regdump_len ? "yes" : "no",
	       info.n_priv_flags ? "yes" : "no");
	return 0;
}

/* Settings with as many words of link modes as the kernel has. Caller frees; NULL: none. */
static struct ethtool_link_settings *get_settings(int *words)
{
	struct ethtool_link_settings first = { .cmd = ETHTOOL_GLINKSETTINGS }, *settings;

	/* Asked with none the kernel tells how many, as a negative number. */
	if (ask(&first) < 0 || first.link_mode_masks_nwords >= 0)
		return NULL;
	*words = -first.link_mode_masks_nwords;
	settings = xcalloc(1, sizeof(*settings) + 3 * *words * sizeof(uint32_t));
	settings->cmd = ETHTOOL_GLINKSETTINGS;
	settings->link_mode_masks_nwords = *words;
	if (ask(settings) < 0) {
		free(settings);
		return NULL;
	}
	return settings;
}

static bool has(const uint32_t *mask, int words, int bit)
{
	return bit / 32 < words && (mask[bit / 32] & 1u << bit % 32);
}

static const struct {
	int bit;
	const char *name;
	bool same_line;		/* half and full of a speed stand beside each other */
} modes[] = {
	{ ETHTOOL_LINK_MODE_10baseT_Half_BIT, "10baseT/Half", false },
	{ ETHTOOL_LINK_MODE_10baseT_Full_BIT, "10baseT/Full", true },
	{ ETHTOOL_LINK_MODE_100baseT_Half_BIT, "100baseT/Half", false },
	{ ETHTOOL_LINK_MODE_100baseT_Full_BIT, "100baseT/Full", true },
	{ ETHTOOL_LINK_MODE_1000baseT_Half_BIT, "1000baseT/Half", false },
	{ ETHTOOL_LINK_MODE_1000baseT_Full_BIT, "1000baseT/Full", true },
	{ ETHTOOL_LINK_MODE_1000baseKX_Full_BIT, "1000baseKX/Full", false },
	{ ETHTOOL_LINK_MODE_1000baseX_Full_BIT, "1000baseX/Full", false },
	{ ETHTOOL_LINK_MODE_2500baseX_Full_BIT, "2500baseX/Full", false },
	{ ETHTOOL_LINK_MODE_2500baseT_Full_BIT, "2500baseT/Full", false },
	{ ETHTOOL_LINK_MODE_5000baseT_Full_BIT, "5000baseT/Full", false },
	{ ETHTOOL_LINK_MODE_10000baseT_Full_BIT, "10000baseT/Full", false },
	{ ETHTOOL_LINK_MODE_10000baseKX4_Full_BIT, "10000baseKX4/Full", false },
	{ ETHTOOL_LINK_MODE_10000baseKR_Full_BIT, "10000baseKR/Full", false },
	{ ETHTOOL_LINK_MODE_10000baseCR_Full_BIT, "10000baseCR/Full", false },
	{ ETHTOOL_LINK_MODE_10000baseSR_Full_BIT, "10000baseSR/Full", false },
	{ ETHTOOL_LINK_MODE_10000baseLR_Full_BIT, "10000baseLR/Full", false },
	{ ETHTOOL_LINK_MODE_25000baseCR_Full_BIT, "25000baseCR/Full", false },
	{ ETHTOOL_LINK_MODE_25000baseKR_Full_BIT, "25000baseKR/Full", false },
	{ ETHTOOL_LINK_MODE_25000baseSR_Full_BIT, "25000baseSR/Full", false },
	{ ETHTOOL_LINK_MODE_40000baseKR4_Full_BIT, "40000baseKR4/Full", false },
	{ ETHTOOL_LINK_MODE_40000baseCR4_Full_BIT, "40000baseCR4/Full", false },
	{ ETHTOOL_LINK_MODE_40000baseSR4_Full_BIT, "40000baseSR4/Full", false },
	{ ETHTOOL_LINK_MODE_40000baseLR4_Full_BIT, "40000baseLR4/Full", false },
	{ ETHTOOL_LINK_MODE_50000baseCR2_Full_BIT, "50000baseCR2/Full", false },
	{ ETHTOOL_LINK_MODE_50000baseKR2_Full_BIT, "50000baseKR2/Full", false },
	{ ETHTOOL_LINK_MODE_100000baseKR4_Full_BIT, "100000baseKR4/Full", false },
	{ ETHTOOL_LINK_MODE_100000baseSR4_Full_BIT, "100000baseSR4/Full", false },
	{ ETHTOOL_LINK_MODE_100000baseCR4_Full_BIT, "100000baseCR4/Full", false },
	{ ETHTOOL_LINK_MODE_100000baseLR4_ER4_Full_BIT, "100000baseLR4_ER4/Full", false },
};

static void print_modes(const char *title, const uint32_t *mask, int words)
{
	bool any = false;

	printf("\t%s link modes:%*s", title, MAX(12 - (int)strlen(title), 1), "");
	for (size_t i = 0; i < ARRAY_SIZE(modes); i++) {
		if (!has(mask, words, modes[i].bit))
			continue;
		if (any && !modes[i].same_line)
			printf("\n\t                        ");
		printf(any && modes[i].same_line ? " %s" : "%s", modes[i].name);
		any = true;
	}
	puts(any ? "" : "Not reported");
}

static void print_pause(const char *title, const uint32_t *mask, int words)
{
	bool pause = has(mask, words, ETHTOOL_LINK_MODE_Pause_BIT);
	bool asymmetric = has(mask, words, ETHTOOL_LINK_MODE_Asym_Pause_BIT);

	printf("\t%s pause frame use: %s\n", title,
	       pause && asymmetric ? "Symmetric Receive-only" :
	       pause ? "Symmetric" : asymmetric ? "Transmit-only" : "No");
}

static void print_fec(const char *title, const uint32_t *mask, int words)
{
	bool any = false;

	printf("\t%s FEC modes:", title);
	if (has(mask, words, ETHTOOL_LINK_MODE_FEC_NONE_BIT))
		any = printf(" None") > 0;
	if (has(mask, words, ETHTOOL_LINK_MODE_FEC_BASER_BIT))
		any = printf(" BaseR") > 0;
	if (has(mask, words, ETHTOOL_LINK_MODE_FEC_RS_BIT))
		any = printf(" RS") > 0;
	puts(any ? "" : " Not reported");
}

static void print_ports(const uint32_t *mask, int words)
{
	static const struct {
		int bit;
		const char *name;
	} ports[] = {
		{ ETHTOOL_LINK_MODE_TP_BIT, "TP" }, { ETHTOOL_LINK_MODE_AUI_BIT, "AUI" },
		{ ETHTOOL_LINK_MODE_BNC_BIT, "BNC" }, { ETHTOOL_LINK_MODE_MII_BIT, "MII" },
		{ ETHTOOL_LINK_MODE_FIBRE_BIT, "FIBRE" },
		{ ETHTOOL_LINK_MODE_Backplane_BIT, "Backplane" },
	};

	printf("\tSupported ports: [");
	for (size_t i = 0; i < ARRAY_SIZE(ports); i++) {
		if (has(mask, words, ports[i].bit))
			printf(" %s", ports[i].name);
	}
	puts("  ]");
}

static void print_speed(const struct ethtool_link_settings *settings)
{
	static const char *const duplexes[] = { "Half", "Full" };

	if (settings->speed == 0 || settings->speed == (uint16_t)-1 ||
	    settings->speed == (uint32_t)SPEED_UNKNOWN)
		puts("\tSpeed: Unknown!");
	else
		printf("\tSpeed: %uMb/s\n", settings->speed);
	if (settings->duplex < ARRAY_SIZE(duplexes))
		printf("\tDuplex: %s\n", duplexes[settings->duplex]);
	else
		printf("\tDuplex: Unknown! (%i)\n", settings->duplex);
}

static void print_settings(const struct ethtool_link_settings *settings, int words)
{
	static const char *const ports[] = { "Twisted Pair", "AUI", "MII", "FIBRE", "BNC",
					     "Direct Attach Copper" };
	const uint32_t *supported = settings->link_mode_masks, *advertised = supported + words,
		       *partner = advertised + words;
	bool any_partner = false;

	print_ports(supported, words);
	print_modes("Supported", supported, words);
	print_pause("Supported", supported, words);
	printf("\tSupports auto-negotiation: %s\n",
	       has(supported, words, ETHTOOL_LINK_MODE_Autoneg_BIT) ? "Yes" : "No");
	print_fec("Supported", supported, words);
	print_modes("Advertised", advertised, words);
	print_pause("Advertised", advertised, words);
	printf("\tAdvertised auto-negotiation: %s\n",
	       has(advertised, words, ETHTOOL_LINK_MODE_Autoneg_BIT) ? "Yes" : "No");
	print_fec("Advertised", advertised, words);
	for (int i = 0; i < words; i++)
		any_partner |= partner[i] != 0;
	if (any_partner) {
		print_modes("Link partner advertised", partner, words);
		print_pause("Link partner advertised", partner, words);
		printf("\tLink partner advertised auto-negotiation: %s\n",
		       has(partner, words, ETHTOOL_LINK_MODE_Autoneg_BIT) ? "Yes" : "No");
		print_fec("Link partner advertised", partner, words);
	}
	print_speed(settings);
	printf("\tAuto-negotiation: %s\n", settings->autoneg ? "on" : "off");
	if (settings->port < ARRAY_SIZE(ports))
		printf("\tPort: %s\n", ports[settings->port]);
	else if (settings->port == PORT_NONE)
		puts("\tPort: None");
	else if (settings->port == PORT_OTHER)
		puts("\tPort: Other");
	else
		printf("\tPort: Unknown! (%i)\n", settings->port);
	printf("\tPHYAD: %d\n", settings->phy_address);
	printf("\tTransceiver: %s\n", settings->transceiver == XCVR_EXTERNAL ? "external"
									      : "internal");
	if (settings->port == PORT_TP && settings->eth_tp_mdix != ETH_TP_MDI_INVALID)
		printf("\tMDI-X: %s\n", settings->eth_tp_mdix == ETH_TP_MDI ? "off" : "on");
	else if (settings->port == PORT_TP)
		puts("\tMDI-X: Unknown");
}

static int show(const char *name)
{
	struct ethtool_value link = { .cmd = ETHTOOL_GLINK };
	struct ethtool_link_settings *settings;
	bool linked;
	int words;

	if (!if_nametoindex(name)) {
		fputs("netlink error: No such device\n", stderr);
		puts("No data available");
		return STATUS_DEVICE;
	}
	settings = get_settings(&words);
	linked = ask(&link) == 0;
	if (!settings && !linked) {
		puts("No data available");
		return STATUS_DEVICE;
	}
	printf("Settings for %s:\n", name);
	if (settings)
		print_settings(settings, words);
	free(settings);
	if (linked)
		printf("\tLink detected: %s\n", link.data ? "yes" : "no");
	return 0;
}

static int change(char **words)
{
	int count;
	struct ethtool_link_settings *settings = get_settings(&count);
	uint64_t speed;
	int result;

	if (!settings) {
		fprintf(stderr, "Cannot get current device settings: %s\n",
			rtnl_error_text(errno));
		return STATUS_DEVICE;
	}
	for (; words[0]; words += 2) {
		if (!words[1])
			usage("'%s' needs a value", words[0]);
		if (strcmp(words[0], "speed") == 0) {
			if (text_number(words[1], 10, 1, INT32_MAX, &speed) < 0)
				usage("%s", fail_text());
			settings->speed = speed;
		} else if (strcmp(words[0], "duplex") == 0 && (strcmp(words[1], "half") == 0 ||
								strcmp(words[1], "full") == 0)) {
			settings->duplex = words[1][0] == 'f';
		} else if (strcmp(words[0], "autoneg") == 0 && (strcmp(words[1], "on") == 0 ||
								 strcmp(words[1], "off") == 0)) {
			settings->autoneg = strcmp(words[1], "on") == 0;
		} else {
			usage("cannot set '%s' to '%s'", words[0], words[1]);
		}
	}
	/* Negotiating means offering all that the card can do. */
	if (settings->autoneg)
		memcpy(settings->link_mode_masks + count, settings->link_mode_masks,
		       count * sizeof(uint32_t));
	settings->cmd = ETHTOOL_SLINKSETTINGS;
	result = ask(settings);
	if (result < 0)
		fprintf(stderr, "Cannot set new settings: %s\n", rtnl_error_text(errno));
	free(settings);
	return result < 0 ? STATUS_SET : 0;
}

static int run(int argc, char **argv)
{
	if (argc < 2)
		usage("bad command line argument(s)");
	if (argc > 2 && !G.change)
		usage("bad command line argument(s)");
	if (strlen(argv[1]) >= IFNAMSIZ)
		usage("'%s' is no name of a device", argv[1]);
	text_copy(G.request.ifr_name, sizeof(G.request.ifr_name), argv[1]);
	G.fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (G.fd < 0)
		die(1, "Cannot get control socket: %s", strerror(errno));
	if (G.driver)
		return show_driver();
	return G.change ? change(argv + 2) : show(argv[1]);
}

APPLET(ethtool, .names = "ethtool", .summary = "show driver, link and speed of a network card",
       .operands = "DEVICE [SETTING VALUE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
