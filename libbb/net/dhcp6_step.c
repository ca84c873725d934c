/* SPDX-License-Identifier: MIT */
/* The IPv6 client: routers, automatic addresses, DHCPv6. */
#include "net/dhcp6_step.h"

#include <string.h>

#define ROUTER_FIRST 500	/* ms before the second solicitation; RFC 7559 doubles it too */
#define ROUTER_LONGEST 8000
#define NO_ROUTER_WAIT 1000	/* then DHCPv6 servers are asked without a router's word */
#define RETRY_FIRST 1000	/* RFC 8415, section 7.6: SOL_TIMEOUT, REQ_TIMEOUT, INF_TIMEOUT */
#define RETRY_LONGEST 8000
#define REQUEST_TRIES 3		/* a server silent after so many is left for another */
#define REQUEST_LONGEST 2000
#define ADVERTISE_WAIT 200	/* for a server with a higher preference, after the first */
#define BLAMED_WAIT 1000	/* the same, for any other than one that broke its word */
#define PATIENCE 3000		/* with an address, for what DHCPv6 may add to it */
#define FALLBACK 700		/* for the kernel to make an address of a prefix */
#define OTHERS_MOST 3		/* automatic addresses tried when the first is another's */
#define RENEW_FIRST 10000	/* REN_TIMEOUT, REB_TIMEOUT */

static uint32_t random_next(struct dhcp6_client *client)
{
	client->random ^= client->random >> 12;
	client->random ^= client->random << 25;
	client->random ^= client->random >> 27;
	return (client->random * 0x2545f4914f6cdd1dull) >> 32;
}

/* RFC 8415, section 15: a tenth to either side. */
static uint64_t after(struct dhcp6_client *client, uint64_t first, uint64_t longest,
		      unsigned times)
{
	uint64_t ms = MIN(first << MIN(times, 20u), longest);

	return ms - ms / 10 + random_next(client) % (ms / 5 + 1);
}

void dhcp6_start(struct dhcp6_client *client, const struct dhcp6_config *config, uint64_t random)
{
	memset(client, 0, sizeof(*client));
	client->config = config;
	client->random = random ? random : 1;
	client->problem = DHCP6_NO_LINK_LOCAL;
}

static void solicit_router(struct dhcp6_client *client, uint64_t now,
			   struct dhcp6_actions *actions)
{
	actions->what |= DHCP6_SOLICIT_ROUTER;
	client->router_wake = now + after(client, ROUTER_FIRST, ROUTER_LONGEST,
					  client->router_sent++);
}

static void send(struct dhcp6_client *client, uint8_t type, uint64_t now,
		 struct dhcp6_actions *actions)
{
	dhcp6_build(client, type, now, &actions->packet);
	actions->what |= DHCP6_SEND;
	client->dhcp_wake = now + after(client, RETRY_FIRST, type == DHCP6_REQUEST ?
					REQUEST_LONGEST : RETRY_LONGEST, client->sent++);
}

static void enter(struct dhcp6_client *client, enum dhcp6_state state, uint64_t now)
{
	client->state = state;
	client->xid = random_next(client) & 0xffffff;
	client->sent = 0;
	client->began = now;
}

static void solicit(struct dhcp6_client *client, uint64_t now, struct dhcp6_actions *actions)
{
	if (client->state != DHCP6_SOLICITING) {
		enter(client, DHCP6_SOLICITING, now);
		client->offer = (struct dhcp6_message){ 0 };
	}
	send(client, DHCP6_SOLICIT, now, actions);
}

static void request(struct dhcp6_client *client, uint64_t now, struct dhcp6_actions *actions)
{
	if (client->state != DHCP6_REQUESTING)
		enter(client, DHCP6_REQUESTING, now);
	send(client, DHCP6_REQUEST, now, actions);
}

static void inform(struct dhcp6_client *client, uint64_t now, struct dhcp6_actions *actions)
{
	if (client->state != DHCP6_INFORMING)
		enter(client, DHCP6_INFORMING, now);
	send(client, DHCP6_INFORM, now, actions);
}

static void stop_dhcp(struct dhcp6_client *client)
{
	client->state = DHCP6_IDLE;
	client->dhcp_wake = 0;
}

/* Ask DHCPv6 servers as the routers say; without a router, after a while, for everything. */
static void start_dhcp(struct dhcp6_client *client, uint64_t now, struct dhcp6_actions *actions)
{
	enum dhcp6_way way = client->config->way;

	if (client->state != DHCP6_IDLE || !client->has_link_local || client->informed ||
	    way == DHCP6_AUTOMATIC)
		return;
	if (way == DHCP6_STATEFUL) {
		solicit(client, now, actions);
	} else if (!client->has_ra) {
		if (!client->dhcp_wake)
			client->dhcp_wake = now + NO_ROUTER_WAIT;
		else if (now >= client->dhcp_wake)
			solicit(client, now, actions);
	} else if (client->ra.managed) {
		solicit(client, now, actions);
	} else if (client->ra.other) {
		inform(client, now, actions);
	} else {
		client->dhcp_wake = 0;
	}
}

static void win(struct dhcp6_client *client, bool stateful, struct dhcp6_actions *actions)
{
	client->got = true;
	dhcp6_lease(client, stateful);
	actions->what |= DHCP6_GOT;
}

/* An automatic address is enough, once DHCPv6 had its chance to add what it knows. */
static void consider(struct dhcp6_client *client, uint64_t now, struct dhcp6_actions *actions)
{
	bool told = client->informed && client->state != DHCP6_CHECKING;
	enum dhcp6_way way = client->config->way;
	bool more = (client->ra.managed || client->ra.other) && !told && way != DHCP6_AUTOMATIC;

	if (client->got || way == DHCP6_STATEFUL || !ip_address_is_set(&client->automatic))
		return;
	if (more && !client->patience)
		client->patience = now + PATIENCE;
	if (more && now < client->patience)
		return;
	client->patience = 0;
	if (client->state != DHCP6_BOUND)
		stop_dhcp(client);
	win(client, false, actions);
}

static bool is_autonomous(const struct dhcp6_client *client, const struct ip_address *address)
{
	for (unsigned i = 0; i < client->ra.prefix_count; i++) {
		const struct ra_prefix *row = &client->ra.prefixes[i];

		if (row->autonomous && ip_network_has(&row->prefix, address))
			return true;
	}
	return false;
}

static const struct ra_prefix *autonomous_prefix(const struct dhcp6_client *client)
{
	for (unsigned i = 0; i < client->ra.prefix_count; i++) {
		if (client->ra.prefixes[i].autonomous)
			return &client->ra.prefixes[i];
	}
	return NULL;
}

/* The kernel leaves routers alone here, or is not to be waited for: make the address ourselves. */
static void make_address(struct dhcp6_client *client, uint64_t now, struct dhcp6_actions *actions)
{
	const struct ra_prefix *row = autonomous_prefix(client);

	client->fallback = 0;
	if (!row || ip_address_is_set(&client->automatic) || client->made)
		return;
	client->made = true;
	client->lease.address = ra_address(&row->prefix, client->config->mac);
	client->lease.seconds = row->valid == RA_FOREVER ? 0 : row->valid;
	client->lease.preferred = row->preferred == RA_FOREVER ? 0 : row->preferred;
	if (client->config->assign) {
		actions->what |= DHCP6_ASSIGN;
		return;
	}
	client->automatic = client->lease.address;
	consider(client, now, actions);
}

static void take_resolvers(struct ra *known, const struct ra *ra)
{
	known->dns_count = ra->dns_count;
	memcpy(known->dns, ra->dns, sizeof(known->dns));
	memcpy(known->search, ra->search, sizeof(known->search));
}

static void take_prefix(struct ra *known, const struct ra_prefix *row)
{
	unsigned i = 0;

	while (i < known->prefix_count &&
	       !ip_address_equal(&known->prefixes[i].prefix, &row->prefix))
		i++;
	if (i == ARRAY_SIZE(known->prefixes))
		return;
	known->prefixes[i] = *row;
	known->prefix_count = MAX(known->prefix_count, i + 1);
}

/* Routers may share the work: one has the prefix, another the way out or the resolvers. */
static void take_ra(struct dhcp6_client *client, const struct ra *ra)
{
	struct ra *known = &client->ra;
	bool same = !client->has_ra || ip_address_equal(&known->router, &ra->router);

	/* From all of them; those that came first stay when there are too many. */
	for (unsigned i = 0; i < ra->prefix_count; i++)
		take_prefix(known, &ra->prefixes[i]);
	known->managed = ra->managed || (!same && known->managed);
	known->other = ra->other || (!same && known->other);
	if (same || !known->lifetime) {
		known->lifetime = ra->lifetime;
		known->router = ra->router;
	}
	if ((ra->dns_count || ra->search[0]) && (same || !known->dns_count))
		take_resolvers(known, ra);
}

/* While a lease is kept: addresses are the kernel's, that router's resolvers are not. */
static void follow_resolvers(struct dhcp6_client *client, const struct ra *ra,
			     struct dhcp6_actions *actions)
{
	struct ra *known = &client->ra;

	if (client->state >= DHCP6_BOUND || !ra->dns_count ||
	    !ip_address_equal(&ra->router, &known->router) ||
	    (ra->dns_count == known->dns_count && strcmp(ra->search, known->search) == 0 &&
	     memcmp(ra->dns, known->dns, sizeof(known->dns)) == 0))
		return;
	take_resolvers(known, ra);
	win(client, false, actions);
}

static void router_came(struct dhcp6_client *client, const struct ra *ra, uint64_t now,
			struct dhcp6_actions *actions)
{
	if (client->got)
		return follow_resolvers(client, ra, actions);
	/* A router that is none any more, or the flags of another, must not undo what is known. */
	if (client->has_ra && !ra->prefix_count && !ra->lifetime)
		return;
	take_ra(client, ra);
	client->has_ra = true;
	client->router_wake = 0;
	client->problem = autonomous_prefix(client) ? client->problem : DHCP6_NO_PREFIX;
	if (client->state == DHCP6_SOLICITING && !client->ra.managed && autonomous_prefix(client) &&
	    client->config->way != DHCP6_STATEFUL)
		stop_dhcp(client);
	start_dhcp(client, now, actions);
	if (autonomous_prefix(client) && !client->fallback && !client->made)
		client->fallback = now + (client->config->assign ? FALLBACK : 0);
	consider(client, now, actions);
}

static void stateful_ready(struct dhcp6_client *client, uint64_t now,
			   struct dhcp6_actions *actions)
{
	client->state = DHCP6_BOUND;
	client->sent = 0;
	client->patience = 0;
	win(client, true, actions);
	client->dhcp_wake = client->lease.seconds && client->lease.renew
			    ? MAX(client->bound_at + client->lease.renew * 1000ull, now + 1) : 0;
}

/* The address goes to the interface, which then looks whether another has it. */
static void granted(struct dhcp6_client *client, uint64_t now, struct dhcp6_actions *actions)
{
	bool had_it = client->got && ip_address_equal(&client->lease.address,
						      &client->info.address);

	client->bound_at = now;
	client->informed = true;
	if (had_it || !client->config->assign) {
		stateful_ready(client, now, actions);
		return;
	}
	client->state = DHCP6_CHECKING;
	client->dhcp_wake = 0;
	client->lease.address = client->info.address;
	client->lease.seconds = client->info.valid == RA_FOREVER ? 0 : client->info.valid;
	client->lease.preferred = client->info.preferred == RA_FOREVER ? 0 : client->info.preferred;
	actions->what |= DHCP6_ASSIGN;
}

static void refused(struct dhcp6_client *client, const struct dhcp6_message *message,
		    const struct ip_address *from)
{
	client->blamed = message->server;
	client->problem = DHCP6_REFUSED;
	client->server = *from;
	text_copy(client->problem_text, sizeof(client->problem_text), message->status_text);
}

/* RFC 8415, section 18.2.9; below all others, whoever broke his word before. */
static int rank(const struct dhcp6_client *client, const struct dhcp6_message *message)
{
	const struct dhcp6_id *server = &message->server;

	return server->length == client->blamed.length &&
	       memcmp(server->bytes, client->blamed.bytes, server->length) == 0
	       ? -1 : message->preference;
}

static void advertised(struct dhcp6_client *client, const struct dhcp6_message *message,
		       const struct ip_address *from, uint64_t now, struct dhcp6_actions *actions)
{
	if (!ip_address_is_set(&message->address)) {
		refused(client, message, from);
		return;
	}
	if (ip_address_equal(&message->address, &client->refused))
		return;
	if (client->offer.type && rank(client, &client->offer) >= rank(client, message))
		return;
	if (!client->offer.type || rank(client, &client->offer) < 0)
		client->dhcp_wake = now + (rank(client, message) < 0 ? BLAMED_WAIT
								     : ADVERTISE_WAIT);
	client->offer = *message;
	client->server = *from;
	if (rank(client, message) == UINT8_MAX)
		request(client, now, actions);
}

static void replied(struct dhcp6_client *client, const struct dhcp6_message *message,
		    const struct ip_address *from, uint64_t now, struct dhcp6_actions *actions)
{
	bool usable = ip_address_is_set(&message->address) &&
		      !ip_address_equal(&message->address, &client->refused);

	if (client->state == DHCP6_SOLICITING && !message->rapid_commit)
		return;
	if (client->state == DHCP6_INFORMING) {
		client->info = *message;
		client->server = *from;
		client->informed = true;
		stop_dhcp(client);
		consider(client, now, actions);
	} else if (usable) {
		client->info = *message;
		client->server = *from;
		granted(client, now, actions);
	} else if (client->state == DHCP6_REQUESTING || client->state == DHCP6_SOLICITING) {
		/* NotOnLink, NoAddrsAvail and the like: ask all anew, but not at once. */
		refused(client, message, from);
		enter(client, DHCP6_SOLICITING, now);
		client->offer = (struct dhcp6_message){ 0 };
		client->dhcp_wake = now + after(client, RETRY_FIRST, RETRY_LONGEST, 0);
	} else if (message->status == DHCP6_NO_BINDING || message->has_association) {
		/* The server knows us no longer. */
		actions->what |= DHCP6_LOST;
		client->got = client->informed = false;
		solicit(client, now, actions);
	}
}

static void message_came(struct dhcp6_client *client, const struct dhcp6_event *event,
			 uint64_t now, struct dhcp6_actions *actions)
{
	const struct dhcp6_message *message = event->message;
	const struct dhcp6_id *ours = &client->config->id;
	bool waits = client->state != DHCP6_IDLE && client->state != DHCP6_CHECKING &&
		     client->state != DHCP6_BOUND;

	/* RFC 8415, section 16: what must be there, and be ours. */
	if (!waits || message->xid != client->xid || !message->server.length ||
	    message->client.length != ours->length ||
	    memcmp(message->client.bytes, ours->bytes, ours->length) != 0 ||
	    (message->has_association && message->iaid != client->config->iaid))
		return;
	if (message->type == DHCP6_ADVERTISE && client->state == DHCP6_SOLICITING)
		advertised(client, message, &event->from, now, actions);
	else if (message->type == DHCP6_REPLY)
		replied(client, message, &event->from, now, actions);
}

static void link_local_changed(struct dhcp6_client *client, const struct dhcp6_event *event,
			       uint64_t now, struct dhcp6_actions *actions)
{
	client->has_link_local = event->address_state == DHCP6_READY;
	if (event->address_state == DHCP6_DUPLICATE) {
		client->problem = DHCP6_IN_USE;
		client->refused = event->address;
	}
	if (!client->has_link_local || !client->carrier)
		return;
	memcpy(client->link_local, event->address.bytes, 16);
	if (client->problem == DHCP6_NO_LINK_LOCAL)
		client->problem = client->has_ra ? DHCP6_NO_PREFIX : DHCP6_NO_ANSWER;
	/* From a known address a router may answer at once, to us alone. */
	if (!client->has_ra) {
		client->router_sent = 0;
		solicit_router(client, now, actions);
	}
	start_dhcp(client, now, actions);
}

/* RFC 4862 leaves it to a person; RFC 7217, section 6 takes another number, and so do we. */
static void make_other(struct dhcp6_client *client, const struct ip_address *taken,
		       struct dhcp6_actions *actions)
{
	struct ip_address prefix = *taken;
	uint8_t host[6];

	for (size_t i = 0; i < sizeof(host); i++)
		host[i] = random_next(client);
	prefix.prefix = 64;
	client->others++;
	client->made = true;
	client->fallback = 0;
	client->lease.address = ra_address(&prefix, host);
	client->lease.address.prefix = 64;
	actions->what |= DHCP6_ASSIGN;
}

static void duplicate(struct dhcp6_client *client, const struct ip_address *address, uint64_t now,
		      struct dhcp6_actions *actions)
{
	client->problem = DHCP6_IN_USE;
	client->refused = *address;
	if (is_autonomous(client, address) && client->config->assign && !client->got &&
	    client->others < OTHERS_MOST)
		return make_other(client, address, actions);
	if (client->state != DHCP6_CHECKING ||
	    !ip_address_equal(address, &client->info.address))
		return;
	dhcp6_build(client, DHCP6_DECLINE, now, &actions->packet);
	actions->what |= DHCP6_SEND | DHCP6_UNASSIGN;
	client->informed = false;
	enter(client, DHCP6_SOLICITING, now);
	client->offer = (struct dhcp6_message){ 0 };
	client->dhcp_wake = now + after(client, RETRY_FIRST / 4, RETRY_LONGEST, 0);
}

static void address_changed(struct dhcp6_client *client, const struct dhcp6_event *event,
			    uint64_t now, struct dhcp6_actions *actions)
{
	const struct ip_address *address = &event->address;
	bool is_link_local = address->bytes[0] == 0xfe && (address->bytes[1] & 0xc0) == 0x80;

	if (is_link_local) {
		link_local_changed(client, event, now, actions);
	} else if (event->address_state == DHCP6_DUPLICATE) {
		duplicate(client, address, now, actions);
	} else if (client->state == DHCP6_CHECKING &&
		   ip_address_equal(address, &client->info.address)) {
		if (event->address_state == DHCP6_READY)
			stateful_ready(client, now, actions);
	} else if (is_autonomous(client, address)) {
		client->fallback = 0;
		if (event->address_state == DHCP6_READY) {
			client->automatic = *address;
			client->automatic.prefix = 64;
			consider(client, now, actions);
		}
	}
}

static void renew(struct dhcp6_client *client, uint64_t now, struct dhcp6_actions *actions)
{
	uint64_t rebind = client->bound_at + client->lease.rebind * 1000ull;
	uint64_t end = client->bound_at + client->lease.seconds * 1000ull;
	bool late = now >= rebind;

	if (now >= end) {
		actions->what |= DHCP6_LOST;
		client->got = client->informed = false;
		client->state = DHCP6_IDLE;
		solicit(client, now, actions);
		return;
	}
	if (client->state == DHCP6_BOUND || (late && client->state == DHCP6_RENEWING))
		enter(client, late ? DHCP6_REBINDING : DHCP6_RENEWING, now);
	dhcp6_build(client, late ? DHCP6_REBIND : DHCP6_RENEW, now, &actions->packet);
	actions->what |= DHCP6_SEND;
	client->dhcp_wake = now + after(client, RENEW_FIRST, RENEW_FIRST * 60, client->sent++);
	client->dhcp_wake = MIN(client->dhcp_wake, late ? end : rebind);
}

static void dhcp_timer(struct dhcp6_client *client, uint64_t now, struct dhcp6_actions *actions)
{
	switch (client->state) {
	case DHCP6_IDLE:
		return start_dhcp(client, now, actions);
	case DHCP6_SOLICITING:
		if (client->offer.type)
			return request(client, now, actions);
		return solicit(client, now, actions);
	case DHCP6_REQUESTING:
		if (client->sent < REQUEST_TRIES)
			return request(client, now, actions);
		client->problem = DHCP6_SILENT;
		client->blamed = client->offer.server;
		return solicit(client, now, actions);
	case DHCP6_INFORMING:
		return inform(client, now, actions);
	case DHCP6_CHECKING:
		client->dhcp_wake = 0;
		return;
	case DHCP6_BOUND:
	case DHCP6_RENEWING:
	case DHCP6_REBINDING:
		return renew(client, now, actions);
	}
}

static bool is_due(uint64_t at, uint64_t now)
{
	return at && now >= at;
}

static void timer(struct dhcp6_client *client, uint64_t now, struct dhcp6_actions *actions)
{
	if (is_due(client->router_wake, now))
		solicit_router(client, now, actions);
	if (is_due(client->dhcp_wake, now))
		dhcp_timer(client, now, actions);
	if (is_due(client->fallback, now))
		make_address(client, now, actions);
	if (is_due(client->patience, now))
		consider(client, now, actions);
}

static void carrier(struct dhcp6_client *client, uint64_t now, struct dhcp6_actions *actions)
{
	client->carrier = true;
	if (client->got)
		return;
	client->router_sent = 0;
	solicit_router(client, now, actions);
	start_dhcp(client, now, actions);
}

static void no_carrier(struct dhcp6_client *client)
{
	client->carrier = false;
	if (client->got)
		return;
	stop_dhcp(client);
	client->router_wake = client->fallback = client->patience = 0;
	client->has_ra = client->informed = false;
}

static void set_wake(struct dhcp6_client *client)
{
	const uint64_t wakes[] = { client->router_wake, client->dhcp_wake, client->fallback,
				   client->patience };

	client->wake = 0;
	for (size_t i = 0; i < ARRAY_SIZE(wakes); i++) {
		if (wakes[i] && (!client->wake || wakes[i] < client->wake))
			client->wake = wakes[i];
	}
}

void dhcp6_step(struct dhcp6_client *client, const struct dhcp6_event *event, uint64_t now,
		struct dhcp6_actions *actions)
{
	actions->what = 0;
	switch (event->kind) {
	case DHCP6_CARRIER:
		carrier(client, now, actions);
		break;
	case DHCP6_NO_CARRIER:
		no_carrier(client);
		break;
	case DHCP6_ROUTER:
		if (client->carrier)
			router_came(client, event->ra, now, actions);
		break;
	case DHCP6_MESSAGE:
		message_came(client, event, now, actions);
		break;
	case DHCP6_ADDRESS:
		address_changed(client, event, now, actions);
		break;
	case DHCP6_TIMER:
		timer(client, now, actions);
		break;
	}
	set_wake(client);
}
