/* SPDX-License-Identifier: MIT */
/* `set net0/ip ...` and `ifopen net0`: an address that a script gives to a card. */
#include <stdlib.h>

#include "boot/ip_parameter.h"
#include "boot/ipxe_state.h"
#include "core/error.h"

/* The script's own, not what the card has already. */
static bool is_given(struct ipxe *ipxe, const char *card)
{
	struct ipxe_block *block = ipxe_block_find(ipxe, card, false);
	struct ipxe_name name = { 0 };
	bool given = block && ipxe_name_parse("ip", &name) == 0 && ipxe_block_get(block, &name);

	ipxe_name_free(&name);
	return given;
}

static char *setting(struct ipxe *ipxe, const char *card, const char *name)
{
	char *full = xasprintf("%s/%s", card, name), *value = ipxe_get(ipxe, full);

	free(full);
	return value;
}

int ipxe_address_apply(struct ipxe *ipxe, const char *card, const char *device)
{
	struct ip_parameter parameter;
	char *ip, *gateway, *mask, *dns, *text;
	int result;

	if (!is_given(ipxe, card))
		return 0;
	ip = setting(ipxe, card, "ip");
	gateway = setting(ipxe, card, "gateway");
	mask = setting(ipxe, card, "netmask");
	dns = ipxe_get(ipxe, "dns");
	text = xasprintf("%s::%s:%s::%s:none:%s", ip, gateway, mask, device, dns);
	result = ip_parameter_parse(text, &parameter);
	if (result == 0)
		result = lease_apply(&parameter.lease) < 0 ? -1 : 0;
	free(ip);
	free(gateway);
	free(mask);
	free(dns);
	free(text);
	return result;
}
