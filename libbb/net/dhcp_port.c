/* SPDX-License-Identifier: MIT */
/* The interfaces a DHCP run asks on: chosen, brought up as they appear, put down as found. */
#include <net/if.h>
#include <net/if_arp.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/io.h"
#include "match/pattern.h"
#include "net/dhcp_run.h"

struct dhcp_port *dhcp_port_by_index(const struct dhcp_run *run, int index)
{
	for (size_t i = 0; i < run->count; i++) {
		if (run->ports[i]->link.index == index)
			return run->ports[i];
	}
	return NULL;
}

/* Two cards on one network hear each other's answers. */
bool dhcp_is_own_mac(const uint8_t mac[6])
{
	struct link *links;
	size_t count;
	bool own = false;

	if (links_read(&links, &count) < 0)
		return false;
	for (size_t i = 0; i < count && !own; i++)
		own = links[i].mac_length == 6 && memcmp(links[i].mac, mac, 6) == 0;
	free(links);
	return own;
}

/* A name means itself; what cannot be a plain name is an extended regular expression. */
static bool word_matches(const char *word, const char *name)
{
	struct pattern *pattern;
	struct span span;
	bool found;

	if (!word[strcspn(word, "^$*+?()[]{}|\\")])
		return strcmp(word, name) == 0;
	pattern = pattern_compile(word, strlen(word), PATTERN_EXTENDED);
	if (!pattern)
		return false;
	found = pattern_find(pattern, name, strlen(name), 0, &span, 1) == 1;
	pattern_free(pattern);
	return found;
}

static bool matches(const struct dhcp_run *run, const struct link *link)
{
	char *words, *word, *rest;
	bool found = false;

	if (!run->request->interfaces)
		return link_is_wired(link);
	words = xstrdup(run->request->interfaces);
	for (word = strtok_r(words, " ", &rest); word && !found; word = strtok_r(NULL, " ", &rest))
		found = word_matches(word, link->name);
	free(words);
	/* An expression like ".*" does not mean the loopback. */
	return found && !(link->flags & IFF_LOOPBACK);
}

static int check_expressions(const char *interfaces)
{
	char *words = xstrdup(interfaces), *rest;
	int result = 0;

	for (char *word = strtok_r(words, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
		struct pattern *pattern = pattern_compile(word, strlen(word), PATTERN_EXTENDED);

		if (!pattern)
			result = fail_in("\"%s\" is neither an interface nor an expression",
					 word);
		pattern_free(pattern);
	}
	free(words);
	return result;
}

static void raise_port(struct dhcp_run *run, struct dhcp_port *port)
{
	const struct link *link = &port->link;

	if (link->type != ARPHRD_ETHER || link->mac_length != 6) {
		text_copy(port->trouble, sizeof(port->trouble), "not an Ethernet interface");
	} else if (!(link->flags & IFF_UP)) {
		dhcp_say(run, 1, "%s: up", link->name);
		if (link_set_up(link->name, true) < 0)
			text_copy(port->trouble, sizeof(port->trouble), fail_text());
		else
			port->raised = true;
	} else if (!link->carrier) {
		dhcp_say(run, 1, "%s: no carrier yet", link->name);
	}
}

static int add_port(struct dhcp_run *run, const struct link *link)
{
	struct dhcp_port *port = xcalloc(1, sizeof(*port));

	run->ports = xrealloc(run->ports, (run->count + 1) * sizeof(*run->ports));
	run->ports[run->count++] = port;
	port->link = *link;
	if (dhcp_configure(run, port) < 0)
		return -1;
	raise_port(run, port);
	if (link->carrier && !port->trouble[0])
		return dhcp_carrier(run, port, true);
	return 0;
}

static int remove_port(struct dhcp_run *run, struct dhcp_port *port)
{
	for (size_t i = 0; i < run->count; i++) {
		if (run->ports[i] != port)
			continue;
		dhcp_say(run, 1, "%s: gone", port->link.name);
		run->ports[i] = run->ports[--run->count];
		free(port);
		break;
	}
	if (port != run->winner)
		return 0;
	run->winner = NULL;
	return DHCP_GONE;
}

static int update(struct dhcp_run *run, const struct link *link, bool gone)
{
	struct dhcp_port *port = dhcp_port_by_index(run, link->index);
	bool had;

	if (!port)
		return !gone && !run->keeping && matches(run, link) ? add_port(run, link) : 0;
	if (gone)
		return remove_port(run, port);
	had = port->link.carrier;
	port->link = *link;
	memcpy(port->config.mac, link->mac, 6);
	memcpy(port->config6.mac, link->mac, 6);
	if (link->carrier == had || port->trouble[0])
		return 0;
	dhcp_say(run, 1, "%s: %s", link->name, link->carrier ? "carrier" : "carrier lost");
	return dhcp_carrier(run, port, link->carrier);
}

int dhcp_ports_watch(struct dhcp_run *run)
{
	struct link link;
	bool gone;
	int result = 0, more = 0;

	while (!result && (more = link_monitor_next(run->monitor, &link, &gone)) > 0)
		result = update(run, &link, gone);
	return more < 0 ? more : result;
}

/* The monitor is open already: what appears between is seen twice, not missed. */
int dhcp_ports_begin(struct dhcp_run *run)
{
	struct link *links;
	size_t count;
	int result = 0;

	if (run->request->interfaces && check_expressions(run->request->interfaces) < 0)
		return -1;
	if (links_read(&links, &count) < 0)
		return -1;
	for (size_t i = 0; i < count && !result; i++)
		result = update(run, &links[i], false);
	free(links);
	return result;
}

void dhcp_ports_end(struct dhcp_run *run)
{
	for (size_t i = 0; i < run->count; i++) {
		struct dhcp_port *port = run->ports[i];

		if (port->raised && (port != run->winner || run->request->dry_run)) {
			dhcp_say(run, 1, "%s: down again", port->link.name);
			link_set_up(port->link.name, false);
			port->raised = false;
		}
	}
}

static void no_port(const struct dhcp_run *run, struct buffer *out)
{
	struct link *links;
	size_t count;

	if (!run->request->interfaces) {
		buffer_text(out, "no network card: none is there, or its driver is missing");
		return;
	}
	buffer_format(out, "no interface matches \"%s\"", run->request->interfaces);
	if (links_read(&links, &count) < 0)
		return;
	for (size_t i = 0; i < count; i++)
		buffer_format(out, "%s%s", i ? " " : ", there is: ", links[i].name);
	free(links);
}

/* Why there is no lease on this one, told of `name`. */
static void port_problem(const struct dhcp_run *run, const struct dhcp_port *port,
			 const char *name, struct buffer *out)
{
	if (port->trouble[0])
		return buffer_format(out, "%s: %s", name, port->trouble);
	if (!port->link.carrier)
		return buffer_format(out, "no carrier on %s", name);
	if (run->with4)
		dhcp4_problem_text(&port->v4, name, run->seconds, out);
	if (run->with4 && run->with6)
		buffer_text(out, "; IPv6: ");
	else if (run->with6)
		buffer_format(out, "carrier but no IPv6 address on %s within %llu s: ", name,
			      (unsigned long long)run->seconds);
	if (run->with6)
		dhcp6_problem_text(&port->v6, out);
}

static bool same_problem(const struct dhcp_run *run, size_t a, size_t b)
{
	struct buffer one = { 0 }, two = { 0 };
	bool same;

	port_problem(run, run->ports[a], "", &one);
	port_problem(run, run->ports[b], "", &two);
	same = strcmp(one.data, two.data) == 0;
	buffer_free(&one);
	buffer_free(&two);
	return same;
}

/* What several have in common is told once: "no carrier on eth0, eth1". */
void dhcp_ports_problem(const struct dhcp_run *run, struct buffer *out)
{
	if (!run->count)
		no_port(run, out);
	for (size_t i = 0; i < run->count; i++) {
		struct buffer names = { 0 };
		bool told = false;

		for (size_t j = 0; j < i && !told; j++)
			told = same_problem(run, i, j);
		if (told)
			continue;
		for (size_t j = i; j < run->count; j++) {
			if (same_problem(run, i, j))
				buffer_format(&names, "%s%s", names.length ? ", " : "",
					      run->ports[j]->link.name);
		}
		buffer_text(out, i ? "; " : "");
		port_problem(run, run->ports[i], names.data, out);
		buffer_free(&names);
	}
}

static enum dhcp_cause port_cause(const struct dhcp_run *run, const struct dhcp_port *port)
{
	if (port->trouble[0])
		return DHCP_NO_CARD;
	if (!port->link.carrier)
		return DHCP_NO_CARRIER;
	if (run->with4 && port->v4.problem != DHCP4_NO_OFFER)
		return DHCP_TURNED_DOWN;
	if (run->with6 && port->v6.problem >= DHCP6_SILENT)
		return DHCP_TURNED_DOWN;
	return DHCP_UNANSWERED;
}

enum dhcp_cause dhcp_ports_cause(const struct dhcp_run *run)
{
	enum dhcp_cause furthest = DHCP_NO_CARD;

	for (size_t i = 0; i < run->count; i++)
		furthest = MAX(furthest, port_cause(run, run->ports[i]));
	return furthest;
}
