/* SPDX-License-Identifier: MIT */
/* The DHCPv4 client's states, RFC 2131 section 4.4. */
#include "net/dhcp4_step.h"

#include <string.h>

#include "net/dhcp4_lease.h"

#define RETRY_FIRST 500		/* ms before the second DISCOVER; doubled up to RETRY_LONGEST */
#define RETRY_LONGEST 8000
#define REQUEST_TRIES 3		/* a server silent after so many is left for another */
#define SPARE_TRIES 2		/* the same, when another has offered meanwhile */
#define REQUEST_WAIT 1000
#define HOLD_BLAMED 300		/* ms a better server than a blamed one is waited for; doubled */
#define HOLD_LONGEST 2000
#define HOLD_BOOTP 500		/* the same for a DHCP server, while a BOOTP server answered */
#define HOLD_POOR 1000		/* the same for a sound offer, after one that is not */
#define PROBES 2
#define PROBE_WAIT 15		/* ms after each; RFC 5227 wants seconds, which nobody has here */
#define RESTART_FIRST 100
#define RESTART_LONGEST 10000	/* RFC 2131, 3.1: ten seconds after a DECLINE */
#define RENEW_SHORTEST 60000	/* RFC 2131, 4.4.5 */
#define IPV6_ONLY_SHORTEST 300	/* seconds, RFC 8925 section 3.4 */

/* xorshift64*, good enough for identifiers that an on-link attacker sees anyway. */
static uint32_t random_next(struct dhcp4_client *client)
{
	client->random ^= client->random >> 12;
	client->random ^= client->random << 25;
	client->random ^= client->random >> 27;
	return (client->random * 0x2545f4914f6cdd1dull) >> 32;
}

/* A quarter to either side, so that a thousand clients started at once drift apart. */
static uint64_t jitter(struct dhcp4_client *client, uint64_t ms)
{
	return ms - ms / 4 + random_next(client) % (ms / 2 + 1);
}

static uint64_t back_off(uint64_t first, uint64_t longest, unsigned times)
{
	return MIN(first << MIN(times, 20u), longest);
}

void dhcp4_start(struct dhcp4_client *client, const struct dhcp4_config *config, uint64_t random)
{
	memset(client, 0, sizeof(*client));
	client->config = config;
	client->random = random ? random : 1;
	client->problem = DHCP4_NO_OFFER;
}

static void send(struct dhcp4_client *client, enum dhcp4_message_type type,
		 struct dhcp4_actions *actions)
{
	dhcp4_build(client, type, &actions->packet);
	actions->sent = type;
	actions->what |= (type == DHCP4_RELEASE || client->state == DHCP4_RENEWING) &&
			 ip_address_is_set(&client->lease.server) ? DHCP4_SEND_TO : DHCP4_SEND;
}

static struct dhcp4_blame *blame_of(struct dhcp4_client *client, const struct ip_address *server)
{
	struct dhcp4_blame *least = &client->blamed[0];

	for (size_t i = 0; i < ARRAY_SIZE(client->blamed); i++) {
		struct dhcp4_blame *row = &client->blamed[i];

		if (row->faults && memcmp(row->server, server->bytes, 4) == 0)
			return row;
		if (row->faults < least->faults)
			least = row;
	}
	memcpy(least->server, server->bytes, 4);
	least->faults = 0;
	return least;
}

static unsigned faults_of(const struct dhcp4_client *client, const struct ip_address *server)
{
	for (size_t i = 0; i < ARRAY_SIZE(client->blamed); i++) {
		if (memcmp(client->blamed[i].server, server->bytes, 4) == 0)
			return client->blamed[i].faults;
	}
	return 0;
}

static void note_problem(struct dhcp4_client *client, enum dhcp4_problem problem,
			 const struct lease *lease, const char *text)
{
	client->problem = problem;
	client->problem_address = lease->address;
	client->problem_server = lease->server;
	text_copy(client->problem_text, sizeof(client->problem_text), text);
}

/* Every retransmission asks for the other kind of answer: some paths lose the one or the other. */
static void discover(struct dhcp4_client *client, uint64_t now, struct dhcp4_actions *actions)
{
	client->state = DHCP4_SELECTING;
	client->secs = MIN((now - client->began) / 1000, (uint64_t)UINT16_MAX);
	client->broadcast = client->sent % 2;
	send(client, DHCP4_DISCOVER, actions);
	client->wake = now + jitter(client, back_off(RETRY_FIRST, RETRY_LONGEST, client->sent++));
	if (client->has_held)
		client->wake = MIN(client->wake, client->held_until);
}

static void start_over(struct dhcp4_client *client, uint64_t now, struct dhcp4_actions *actions)
{
	client->xid = random_next(client);
	client->has_held = false;
	client->bootp = false;
	client->sent = 0;
	discover(client, now, actions);
}

/* After a refusal, so that a server that refuses for ever is asked seldom. */
static void start_over_later(struct dhcp4_client *client, uint64_t now)
{
	client->state = DHCP4_WAITING;
	client->wake = now + jitter(client, back_off(RESTART_FIRST, RESTART_LONGEST,
						     client->restarts++));
}

static void request(struct dhcp4_client *client, uint64_t now, struct dhcp4_actions *actions)
{
	client->state = DHCP4_REQUESTING;
	send(client, DHCP4_REQUEST, actions);
	client->sent++;
	client->wake = now + jitter(client, REQUEST_WAIT * MAX(client->sent - 1, 1u));
}

static void bound(struct dhcp4_client *client, uint64_t now, struct dhcp4_actions *actions)
{
	struct lease *lease = &client->lease;

	/* A boot file a proxy told meanwhile is better than none. */
	if (!lease->boot_file[0] && client->proxy.boot_file[0]) {
		text_copy(lease->boot_file, sizeof(lease->boot_file), client->proxy.boot_file);
		text_copy(lease->boot_server, sizeof(lease->boot_server),
			  client->proxy.boot_server);
	}
	client->state = DHCP4_BOUND;
	client->restarts = 0;
	client->in_use_count = 0;
	client->wake = client->lease.seconds ? client->bound_at + client->lease.renew * 1000ull : 0;
	/* A probe took time, but no lease is so short. */
	client->wake = client->wake ? MAX(client->wake, now + 1) : 0;
	actions->what |= DHCP4_GOT;
}

static void probe(struct dhcp4_client *client, uint64_t now, struct dhcp4_actions *actions)
{
	client->state = DHCP4_PROBING;
	client->sent++;
	client->wake = now + PROBE_WAIT;
	actions->what |= DHCP4_PROBE;
}

/* The lease counts from when the request was sent: not later than the server counts. */
static void granted(struct dhcp4_client *client, const struct lease *lease, uint64_t now,
		    struct dhcp4_actions *actions)
{
	bool had_it = client->state >= DHCP4_BOUND &&
		      ip_address_equal(&client->lease.address, &lease->address);

	if (client->state >= DHCP4_BOUND && !had_it)
		actions->what |= DHCP4_LOST;
	client->lease = *lease;
	client->bound_at = now;
	client->sent = 0;
	if (had_it || !client->config->probe)
		bound(client, now, actions);
	else
		probe(client, now, actions);
}

static bool is_in_use(const struct dhcp4_client *client, const struct ip_address *address)
{
	for (unsigned i = 0; i < MIN(client->in_use_count, ARRAY_SIZE(client->in_use)); i++) {
		if (memcmp(client->in_use[i], address->bytes, 4) == 0)
			return true;
	}
	return false;
}

/* How long a better offer is waited for, 0: this one will do. */
static uint64_t hold_time(const struct dhcp4_client *client, const struct dhcp4_message *message,
			  const struct lease *lease)
{
	unsigned faults = faults_of(client, &lease->server);

	if (message->type == DHCP4_BOOTP)
		return HOLD_BOOTP;
	/* Neither is allowed, and every client takes both when there is nothing else. */
	if (message->is_cut || !ip_address_is_set(&lease->server))
		return HOLD_POOR;
	return faults ? back_off(HOLD_BLAMED, HOLD_LONGEST, faults - 1) : 0;
}

static void hold(struct dhcp4_client *client, const struct lease *lease, bool bootp, uint64_t until)
{
	unsigned faults = faults_of(client, &lease->server);

	if (client->has_held && faults_of(client, &client->held.server) <= faults)
		return;
	client->held = *lease;
	client->bootp = bootp;
	if (!client->has_held)
		client->held_until = until;
	client->has_held = true;
	client->wake = MIN(client->wake, client->held_until);
}

/* Ask for what is held: of a server that is blamed, or that came second. */
static void take_held(struct dhcp4_client *client, uint64_t now, struct dhcp4_actions *actions)
{
	client->offer = client->held;
	client->has_held = false;
	client->sent = 0;
	request(client, now, actions);
}

/* Another's offer while one is asked already: for when that one does not keep its word. */
static void keep_spare(struct dhcp4_client *client, const struct lease *lease)
{
	unsigned faults = faults_of(client, &lease->server);

	if (ip_address_equal(&lease->server, &client->offer.server) ||
	    is_in_use(client, &lease->address) ||
	    (client->has_held && faults_of(client, &client->held.server) <= faults))
		return;
	client->held = *lease;
	client->has_held = true;
}

static void offered(struct dhcp4_client *client, const struct dhcp4_message *message,
		    const struct lease *lease, uint64_t now, struct dhcp4_actions *actions)
{
	uint32_t only = dhcp4_get_u32(message, OPT_IPV6_ONLY, 0);
	uint64_t wait = hold_time(client, message, lease);

	if (client->state == DHCP4_REQUESTING) {
		keep_spare(client, lease);
	} else if (client->config->ipv6_too && dhcp4_get(message, OPT_IPV6_ONLY, NULL)) {
		note_problem(client, DHCP4_IPV6_PREFERRED, lease, "");
		client->state = DHCP4_WAITING;
		client->wake = now + MAX(only, (uint32_t)IPV6_ONLY_SHORTEST) * 1000ull;
	} else if (is_in_use(client, &lease->address)) {
		note_problem(client, DHCP4_IN_USE, lease, "");
	} else if (wait) {
		hold(client, lease, message->type == DHCP4_BOOTP, now + wait);
	} else {
		client->offer = *lease;
		client->bootp = client->has_held = false;
		client->sent = 0;
		request(client, now, actions);
	}
}

/* The server's words, as option 56 has them. */
static void refused(struct dhcp4_client *client, const struct dhcp4_message *message, uint64_t now,
		    struct dhcp4_actions *actions)
{
	bool had_lease = client->state >= DHCP4_BOUND;
	const struct lease *lease = had_lease ? &client->lease : &client->offer;
	size_t length = 0;
	const uint8_t *data = dhcp4_get(message, OPT_MESSAGE, &length);
	char text[512] = "";

	if (data)
		dhcp4_text(data, length, text, sizeof(text));
	note_problem(client, DHCP4_REFUSED, lease, text);
	blame_of(client, &lease->server)->faults++;
	if (had_lease) {
		actions->what |= DHCP4_LOST;
		client->began = now;
		start_over(client, now, actions);
	} else if (client->has_held) {
		take_held(client, now, actions);
	} else {
		start_over_later(client, now);
	}
}

/* From the server that was asked? While rebinding any may answer. */
static bool is_from_chosen(const struct dhcp4_client *client, const struct dhcp4_message *message)
{
	const struct lease *lease = client->state == DHCP4_REQUESTING ||
				    client->state == DHCP4_SELECTING
				    ? &client->offer : &client->lease;
	uint8_t server[4];

	if (client->state == DHCP4_REBINDING || client->state == DHCP4_REBOOTING)
		return true;
	return !ip_address_is_set(&lease->server) ||
	       !dhcp4_get_address(message, OPT_SERVER, server) ||
	       memcmp(server, lease->server.bytes, 4) == 0;
}

/* Is this acknowledgement one we may take now? */
static bool may_take(const struct dhcp4_client *client, const struct dhcp4_message *message)
{
	switch (client->state) {
	case DHCP4_REQUESTING:
	case DHCP4_RENEWING:
	case DHCP4_REBINDING:
	case DHCP4_REBOOTING:
		return is_from_chosen(client, message);
	case DHCP4_SELECTING:
		if (dhcp4_get(message, OPT_RAPID_COMMIT, NULL))
			return dhcp4_get(message, OPT_SERVER, NULL);
		/* Late, from one that was given up meanwhile. */
		return ip_address_is_set(&client->offer.address) &&
		       memcmp(message->header.yiaddr, client->offer.address.bytes, 4) == 0 &&
		       is_from_chosen(client, message);
	default:
		return false;
	}
}

static bool is_for_us(const struct dhcp4_client *client, const struct dhcp4_message *message)
{
	const struct dhcp4_config *config = client->config;
	size_t length = 0;
	const uint8_t *echo = dhcp4_get(message, OPT_CLIENT_ID, &length);

	if (message->header.xid != client->xid ||
	    memcmp(message->header.chaddr, config->mac, MIN(config->mac_length, 16u)) != 0)
		return false;
	/* RFC 6842: a server that returns the identifier returns ours. */
	return !echo || (length == config->client_id_length &&
			 memcmp(echo, config->client_id, length) == 0);
}

/* Is this one that this state waits for? */
static bool may_come(const struct dhcp4_client *client, const struct dhcp4_message *message)
{
	bool selecting = client->state == DHCP4_SELECTING;

	switch (message->type) {
	case DHCP4_ACK:
		return may_take(client, message);
	case DHCP4_OFFER:
		return selecting || client->state == DHCP4_REQUESTING;
	case DHCP4_BOOTP:
		return selecting;
	default:
		return false;
	}
}

static void message_came(struct dhcp4_client *client, const struct dhcp4_message *message,
			 uint64_t now, struct dhcp4_actions *actions)
{
	struct lease lease;
	const char *why;

	if (!is_for_us(client, message))
		return;
	if (message->type == DHCP4_NAK) {
		if (client->state == DHCP4_REQUESTING || client->state >= DHCP4_RENEWING) {
			if (is_from_chosen(client, message))
				refused(client, message, now, actions);
		}
		return;
	}
	if (client->state <= DHCP4_PROBING && dhcp4_proxy(message, &lease)) {
		client->proxy = lease;
		return;
	}
	if (!may_come(client, message))
		return;
	if (!dhcp4_lease(message, &lease, &why)) {
		note_problem(client, DHCP4_BAD_OFFER, &lease, why);
		return;
	}
	if (message->type == DHCP4_ACK) {
		/* A server that leaves itself out is the one that was asked. */
		if (!dhcp4_get(message, OPT_SERVER, NULL))
			lease.server = client->state >= DHCP4_BOUND ? client->lease.server
								    : client->offer.server;
		client->bootp = false;
		granted(client, &lease, now, actions);
	} else {
		/* What tells the boot file need not be what gives addresses. */
		if (message->type == DHCP4_OFFER && !dhcp4_get(message, OPT_SERVER, NULL))
			lease.server = (struct ip_address){ 0 };
		offered(client, message, &lease, now, actions);
	}
}

static void conflict(struct dhcp4_client *client, uint64_t now, struct dhcp4_actions *actions)
{
	if (client->state != DHCP4_PROBING)
		return;
	note_problem(client, DHCP4_IN_USE, &client->lease, "");
	memcpy(client->in_use[client->in_use_count++ % ARRAY_SIZE(client->in_use)],
	       client->lease.address.bytes, 4);
	if (!client->bootp)
		send(client, DHCP4_DECLINE, actions);
	start_over_later(client, now);
}

static void renew(struct dhcp4_client *client, uint64_t now, struct dhcp4_actions *actions)
{
	uint64_t rebind = client->bound_at + client->lease.rebind * 1000ull;
	uint64_t end = client->bound_at + client->lease.seconds * 1000ull, next;

	if (now >= end) {
		actions->what |= DHCP4_LOST;
		client->began = now;
		client->restarts = 0;
		start_over(client, now, actions);
		return;
	}
	if (client->state == DHCP4_BOUND) {
		client->xid = random_next(client);
		client->began = now;
	}
	client->state = now < rebind ? DHCP4_RENEWING : DHCP4_REBINDING;
	client->secs = MIN((now - client->began) / 1000, (uint64_t)UINT16_MAX);
	send(client, DHCP4_REQUEST, actions);
	/* Half of what remains, RFC 2131 section 4.4.5. */
	next = now < rebind ? rebind : end;
	client->wake = MIN(next, now + MAX((next - now) / 2, (uint64_t)RENEW_SHORTEST));
}

/* Still ours? RFC 2131, 3.2; a network that does not answer leaves us what we have. */
static void reboot(struct dhcp4_client *client, uint64_t now, struct dhcp4_actions *actions)
{
	uint64_t end = client->bound_at + client->lease.seconds * 1000ull;

	if (client->lease.seconds && now >= end) {
		renew(client, now, actions);
	} else if (client->sent >= REQUEST_TRIES) {
		client->state = DHCP4_BOUND;
		client->wake = !client->lease.seconds ? 0 :
			       MAX(client->bound_at + client->lease.renew * 1000ull, now + 1);
	} else {
		client->state = DHCP4_REBOOTING;
		client->secs = MIN((now - client->began) / 1000, (uint64_t)UINT16_MAX);
		send(client, DHCP4_REQUEST, actions);
		client->wake = now + jitter(client, REQUEST_WAIT << client->sent++);
	}
}

static void carrier(struct dhcp4_client *client, uint64_t now, struct dhcp4_actions *actions)
{
	client->began = now;
	if (client->state < DHCP4_BOUND) {
		client->restarts = 0;
		start_over(client, now, actions);
	} else if (!client->bootp) {
		client->xid = random_next(client);
		client->sent = 0;
		reboot(client, now, actions);
	}
}

static void timer(struct dhcp4_client *client, uint64_t now, struct dhcp4_actions *actions)
{
	switch (client->state) {
	case DHCP4_IDLE:
		client->wake = 0;
		return;
	case DHCP4_WAITING:
		return start_over(client, now, actions);
	case DHCP4_SELECTING:
		if (!client->has_held || now < client->held_until)
			return discover(client, now, actions);
		return client->bootp ? granted(client, &client->held, now, actions)
				     : take_held(client, now, actions);
	case DHCP4_REQUESTING:
		if (client->sent < (client->has_held ? SPARE_TRIES : REQUEST_TRIES)) {
			client->broadcast = !client->broadcast;
			return request(client, now, actions);
		}
		note_problem(client, DHCP4_SILENT, &client->offer, "");
		blame_of(client, &client->offer.server)->faults++;
		if (client->has_held)
			return take_held(client, now, actions);
		client->sent = 0;
		/* With the same identifier: an acknowledgement that is on its way still counts. */
		return discover(client, now, actions);
	case DHCP4_PROBING:
		if (client->sent < PROBES)
			return probe(client, now, actions);
		actions->what |= DHCP4_ANNOUNCE;
		return bound(client, now, actions);
	case DHCP4_BOUND:
	case DHCP4_RENEWING:
	case DHCP4_REBINDING:
		return renew(client, now, actions);
	case DHCP4_REBOOTING:
		return reboot(client, now, actions);
	}
}

void dhcp4_step(struct dhcp4_client *client, const struct dhcp4_event *event, uint64_t now,
		struct dhcp4_actions *actions)
{
	actions->what = 0;
	switch (event->kind) {
	case DHCP4_CARRIER:
		return carrier(client, now, actions);
	case DHCP4_NO_CARRIER:
		if (client->state < DHCP4_BOUND) {
			client->state = DHCP4_IDLE;
			client->wake = 0;
		}
		return;
	case DHCP4_MESSAGE:
		return message_came(client, event->message, now, actions);
	case DHCP4_CONFLICT:
		return conflict(client, now, actions);
	case DHCP4_TIMER:
		if (client->wake && now >= client->wake)
			timer(client, now, actions);
		return;
	case DHCP4_GIVE_BACK:
		if (client->state < DHCP4_BOUND)
			return;
		client->state = DHCP4_BOUND;
		if (!client->bootp)
			send(client, DHCP4_RELEASE, actions);
		actions->what |= DHCP4_LOST;
		client->state = DHCP4_IDLE;
		client->wake = 0;
		return;
	}
}
