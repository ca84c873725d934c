/* SPDX-License-Identifier: MIT */
/* The driver of the DHCP clients: sockets, the event loop, and who of them wins. */
#include "net/dhcp.h"

#include <net/ethernet.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "core/error.h"
#include "core/io.h"
#include "net/arp.h"
#include "net/dhcp_run.h"
#include "net/packet.h"

#define TIMEOUT_MS 60000

void dhcp_say(const struct dhcp_run *run, int level, const char *format, ...)
{
	char line[512];
	va_list args;

	if (!run->request->say || run->request->verbose < level)
		return;
	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	run->request->say(run->request->data, line);
}

static void say_message(const struct dhcp_run *run, const struct dhcp_port *port,
			const struct dhcp4_message *message)
{
	const uint8_t *yours = message->header.yiaddr;
	uint8_t server[4] = { 0 };

	dhcp4_get_address(message, OPT_SERVER, server);
	dhcp_say(run, 1, "%s: %s of %u.%u.%u.%u from %u.%u.%u.%u", port->link.name,
		 dhcp4_type_name(message->type), yours[0], yours[1], yours[2], yours[3],
		 server[0], server[1], server[2], server[3]);
	for (unsigned number = 1; number < 255; number++) {
		struct buffer text = { 0 };

		if (!message->at[number] || number == OPT_TYPE)
			continue;
		dhcp4_option_text(number, message->data + message->at[number] - 1,
				  message->length[number], &text);
		dhcp_say(run, 2, "%s:   %s", port->link.name, text.data);
		buffer_free(&text);
	}
}

static int timer_came(void *data, int what);

static uint64_t earlier(uint64_t a, uint64_t b)
{
	return a && (!b || a < b) ? a : b;
}

/* One timer of the loop stands for all clients'. */
int dhcp_set_timer(struct dhcp_run *run)
{
	uint64_t wake = run->deadline, now = now_ms();

	for (size_t i = 0; i < run->count; i++) {
		wake = earlier(run->ports[i]->v4.wake, wake);
		wake = earlier(run->ports[i]->v6.wake, wake);
	}
	loop_cancel(&run->loop, run->timer);
	run->timer = wake ? loop_after(&run->loop, wake > now ? wake - now : 0, timer_came, run)
			  : -1;
	return wake && run->timer < 0 ? -1 : 0;
}

static int timer_came(void *data, int what)
{
	struct dhcp_run *run = data;

	(void)what;
	run->timer = -1;
	if (run->deadline && now_ms() >= run->deadline)
		return run->keeping ? dhcp_give_up_other(run) : DHCP_TIMEOUT;
	for (size_t i = 0; i < run->count; i++) {
		struct dhcp_port *port = run->ports[i];
		int result = 0;

		if (port->v4.wake && now_ms() >= port->v4.wake)
			result = dhcp_event(run, port, DHCP4_TIMER, NULL);
		if (!result && port->v6.wake && now_ms() >= port->v6.wake)
			result = dhcp6_event(run, port, &(struct dhcp6_event){ DHCP6_TIMER });
		if (result)
			return result;
	}
	return dhcp_set_timer(run);
}

static int broadcast(struct dhcp_run *run, const struct dhcp_port *port,
		     const struct dhcp4_packet *packet)
{
	static const uint8_t nobody[4], everybody[4] = { 255, 255, 255, 255 };
	/* A lease is renewed from its address, by broadcast too. */
	const uint8_t *source = port->v4.state == DHCP4_RENEWING ||
				port->v4.state == DHCP4_REBINDING ? port->v4.lease.address.bytes
								  : nobody;
	uint8_t bytes[sizeof(packet->bytes) + PACKET_HEADERS];
	size_t length = packet_build(bytes, source, DHCP4_CLIENT_PORT, everybody,
				     DHCP4_SERVER_PORT, packet->bytes, packet->length);

	return packet_send(run->udp, port->link.index, ETH_P_IP, NULL, bytes, length);
}

/* A neighbour's ARP is only of interest while an address is looked at. */
static int arp_came(void *data, int what)
{
	struct dhcp_run *run = data;
	uint8_t bytes[128] __attribute__((aligned(4)));
	int index, length;
	bool unchecked;

	(void)what;
	while ((length = packet_receive(run->arp, bytes, sizeof(bytes), &index, &unchecked)) > 0) {
		struct dhcp_port *port = dhcp_port_by_index(run, index);
		const uint8_t *mac;
		char text[96];
		int result;

		if (!port || port->v4.state != DHCP4_PROBING ||
		    !arp_is_conflict(bytes, length, port->v4.lease.address.bytes, &mac) ||
		    dhcp_is_own_mac(mac))
			continue;
		dhcp_say(run, 1, "%s: %s has the address already", port->link.name,
			 link_mac_text(mac, 6, text));
		result = dhcp_event(run, port, DHCP4_CONFLICT, NULL);
		if (result)
			return result;
	}
	return length;
}

static int arp(struct dhcp_run *run, struct dhcp_port *port, bool announce)
{
	const uint8_t *address = port->v4.lease.address.bytes;
	struct arp_packet packet;

	if (run->arp < 0) {
		run->arp = packet_open_arp();
		if (run->arp < 0 || loop_watch(&run->loop, run->arp, POLLIN, arp_came, run) < 0)
			return -1;
	}
	if (announce)
		arp_announce(&packet, port->config.mac, address);
	else
		arp_probe(&packet, port->config.mac, address);
	return packet_send(run->arp, port->link.index, ETH_P_ARP, NULL, &packet, sizeof(packet));
}

int dhcp_got(struct dhcp_run *run, struct dhcp_port *port, const struct lease *lease)
{
	struct lease made = *lease;

	text_copy(made.interface, sizeof(made.interface), port->link.name);
	if (!dhcp_is_6(lease)) {
		memcpy(made.client_id, port->config.client_id, sizeof(made.client_id));
		made.client_id_length = port->config.client_id_length;
	}
	if (run->request->amend)
		run->request->amend(run->request->data, &made);
	if (run->keeping)
		return dhcp_renewed(run, &made);
	run->winner = port;
	*run->lease = made;
	return DHCP_GOT;
}

/* A frame that could not be sent is a lost one: links come and go, and it is sent again. */
static int perform(struct dhcp_run *run, struct dhcp_port *port, struct dhcp4_actions *actions)
{
	int sent = 0;

	if (actions->what & (DHCP4_SEND | DHCP4_SEND_TO))
		dhcp_say(run, 1, "%s: %s", port->link.name, dhcp4_type_name(actions->sent));
	if (actions->what & DHCP4_SEND)
		sent = broadcast(run, port, &actions->packet);
	if (actions->what & DHCP4_SEND_TO)
		sent = dhcp_send_renewal(run, &actions->packet);
	if (actions->what & (DHCP4_PROBE | DHCP4_ANNOUNCE))
		sent = arp(run, port, actions->what & DHCP4_ANNOUNCE);
	if (sent < 0)
		dhcp_say(run, 1, "%s: %s", port->link.name, fail_text());
	if (actions->what & DHCP4_LOST)
		dhcp_lost(run, AF_INET);
	return actions->what & DHCP4_GOT ? dhcp_got(run, port, &port->v4.lease) : 0;
}

int dhcp_event(struct dhcp_run *run, struct dhcp_port *port, enum dhcp4_event_kind kind,
	       const struct dhcp4_message *message)
{
	struct dhcp4_event event = { kind, message };
	struct dhcp4_actions actions;
	int result;

	if (!run->with4)
		return 0;
	dhcp4_step(&port->v4, &event, now_ms(), &actions);
	result = perform(run, port, &actions);
	return result ? result : dhcp_set_timer(run);
}

int dhcp_carrier(struct dhcp_run *run, struct dhcp_port *port, bool carrier)
{
	int result;

	result = dhcp_event(run, port, carrier ? DHCP4_CARRIER : DHCP4_NO_CARRIER, NULL);
	if (!result && run->with6)
		result = dhcp6_carrier(run, port, carrier);
	return result;
}

static int udp_came(void *data, int what)
{
	struct dhcp_run *run = data;
	static uint8_t bytes[4096];
	static struct dhcp4_message message;
	int index, length;
	bool unchecked;

	(void)what;
	while ((length = packet_receive(run->udp, bytes, sizeof(bytes), &index, &unchecked)) > 0) {
		struct dhcp_port *port = dhcp_port_by_index(run, index);
		const uint8_t *payload;
		const char *why;
		size_t size;
		int result;

		if (!port || port->trouble[0] || !run->with4)
			continue;
		payload = packet_payload(bytes, length, DHCP4_CLIENT_PORT, unchecked, &size);
		if (!payload)
			continue;
		if (!dhcp4_decode(payload, size, &message, &why)) {
			dhcp_say(run, 1, "%s: message ignored: %s", port->link.name, why);
			continue;
		}
		if (message.header.xid == port->v4.xid)
			say_message(run, port, &message);
		result = dhcp_event(run, port, DHCP4_MESSAGE, &message);
		if (result)
			return result;
	}
	return length;
}

static int links_came(void *data, int what)
{
	(void)what;
	return dhcp_ports_watch(data);
}

static int interrupted(void *data, int what)
{
	(void)data;
	(void)what;
	return DHCP_INTERRUPTED;
}

static int begin(struct dhcp_run *run)
{
	int result;

	run->monitor = link_monitor_open();
	if (run->monitor < 0)
		return -1;
	run->udp = packet_open_udp(DHCP4_CLIENT_PORT);
	if (run->udp < 0 || loop_watch(&run->loop, run->monitor, POLLIN, links_came, run) < 0 ||
	    loop_watch(&run->loop, run->udp, POLLIN, udp_came, run) < 0 ||
	    loop_signal(&run->loop, SIGINT, interrupted, run) < 0 ||
	    loop_signal(&run->loop, SIGTERM, interrupted, run) < 0)
		return -1;
	if (run->with6 && dhcp6_open(run) < 0) {
		if (!run->with4)
			return -1;
		dhcp_say(run, 1, "without IPv6: %s", fail_text());
		dhcp6_close(run);
		run->with6 = false;
	}
	dhcp_know_machine(run);
	result = dhcp_ports_begin(run);
	return result ? result : dhcp_set_timer(run);
}

static enum dhcp_cause last_cause;

enum dhcp_cause dhcp_cause(void)
{
	return last_cause;
}

static int failed(const struct dhcp_run *run, int end)
{
	struct buffer text = { 0 };

	last_cause = end == DHCP_TIMEOUT ? dhcp_ports_cause(run) : DHCP_BROKEN;
	if (end == DHCP_INTERRUPTED) {
		fail_plain("interrupted");
		errno = EINTR;
	} else if (end >= 0) {
		dhcp_ports_problem(run, &text);
		fail_plain("%s", text.data);
		buffer_free(&text);
		errno = ETIMEDOUT;
	}
	return -1;
}

static void end(struct dhcp_run *run)
{
	int error = errno;

	dhcp_ports_end(run);
	loop_end(&run->loop);
	close_fd(&run->monitor);
	close_fd(&run->udp);
	close_fd(&run->arp);
	close_fd(&run->renewal);
	dhcp6_close(run);
	for (size_t i = 0; i < run->count; i++)
		free(run->ports[i]);
	free(run->ports);
	errno = error;
}

int dhcp_run(const struct dhcp_request *request, struct lease *lease)
{
	struct dhcp_run run = { .request = request, .lease = lease, .timer = -1, .monitor = -1,
				.udp = -1, .arp = -1, .renewal = -1, .routers = -1,
				.udp6 = -1, .addresses = -1 };
	uint64_t timeout = (request->timeout_ms ? request->timeout_ms : TIMEOUT_MS) *
			   MAX(request->tries, 1u);
	int result;

	memset(lease, 0, sizeof(*lease));
	run.with4 = request->ipv4 || !request->ipv6;
	run.with6 = request->ipv6 || !request->ipv4;
	run.seconds = timeout / 1000;
	run.deadline = now_ms() + timeout;
	result = begin(&run);
	if (!result)
		result = loop_run(&run.loop);
	if (result == DHCP_GOT)
		result = dhcp_keep(&run);
	else
		result = failed(&run, result);
	end(&run);
	return result;
}
