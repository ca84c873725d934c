/* SPDX-License-Identifier: MIT */
/* After the lease: applied, recorded, and renewed by whoever stays. */
#include <arpa/inet.h>
#include <fcntl.h>
#include <glob.h>
#include <net/if.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "net/dhcp_run.h"

#define KEEPER "/run/ramroot/dhclient-%s.pid"
#define OTHER_MS 8000		/* the second family is waited for, when both are asked for */

/* What won under the one name everybody knows, and each interface's and family's beside it. */
static int record(struct dhcp_run *run, const struct lease *lease)
{
	if (lease_record(lease) < 0)
		return -1;
	if (dhcp_is_6(lease) != dhcp_is_6(run->lease))
		return 0;
	*run->lease = *lease;
	return lease_write(lease, LEASE_PATH);
}

/* Does this run end once both families have what they asked for? */
static bool ends_with_both(const struct dhcp_run *run)
{
	return run->request->both && !run->request->keep && !run->request->background;
}

int dhcp_renewed(struct dhcp_run *run, const struct lease *lease)
{
	struct buffer line = { 0 };
	bool ends = ends_with_both(run) && dhcp_is_6(lease) != dhcp_is_6(run->lease);

	run->held[dhcp_is_6(lease)] = *lease;
	if (lease_apply(lease) != 0 || record(run, lease) < 0) {
		dhcp_say(run, 0, "%s", fail_text());
		return ends ? DHCP_GOT : 0;
	}
	if (ends) {
		if (run->request->got)
			run->request->got(run->request->data, lease);
		return DHCP_GOT;
	}
	lease_summary(lease, &line);
	dhcp_say(run, 1, "%s", line.data);
	buffer_free(&line);
	return 0;
}

void dhcp_lost(struct dhcp_run *run, int family)
{
	struct lease *lease = &run->held[family == AF_INET6];

	dhcp_say(run, 0, "%s: the lease is lost", lease->interface);
	if (lease_remove(lease) < 0)
		dhcp_say(run, 0, "%s", fail_text());
	/* Bound to the address that went. */
	if (family == AF_INET)
		close_fd(&run->renewal);
	*lease = (struct lease){ 0 };
}

int dhcp_give_up_other(struct dhcp_run *run)
{
	if (ends_with_both(run))
		return DHCP_TIMEOUT;
	run->deadline = 0;
	if (dhcp_is_6(run->lease) && !ip_address_is_set(&run->held[0].address)) {
		run->with4 = false;
		run->winner->v4.wake = 0;
	} else if (!dhcp_is_6(run->lease) && !ip_address_is_set(&run->held[1].address)) {
		run->with6 = false;
		run->winner->v6.wake = 0;
	}
	return dhcp_set_timer(run);
}

/* UDP from the lease's address, which the kernel has by now; the answers are seen elsewhere. */
static int open_renewal(const struct lease *lease)
{
	struct sockaddr_in from = { .sin_family = AF_INET, .sin_port = htons(DHCP4_CLIENT_PORT) };
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;

	if (fd < 0)
		return fail("socket");
	memcpy(&from.sin_addr, lease->address.bytes, 4);
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, lease->interface,
		       strlen(lease->interface)) < 0 ||
	    bind(fd, (struct sockaddr *)&from, sizeof(from)) < 0) {
		fail("%s: bind to port %d", lease->interface, DHCP4_CLIENT_PORT);
		close(fd);
		return -1;
	}
	return fd;
}

static int send_to_server(int fd, const struct lease *lease, const struct dhcp4_packet *packet)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(DHCP4_SERVER_PORT) };

	memcpy(&to.sin_addr, lease->server.bytes, 4);
	if (sendto(fd, packet->bytes, packet->length, MSG_NOSIGNAL, (struct sockaddr *)&to,
		   sizeof(to)) < 0)
		return fail("send to the server");
	return 0;
}

int dhcp_send_renewal(struct dhcp_run *run, const struct dhcp4_packet *packet)
{
	if (run->renewal < 0)
		run->renewal = open_renewal(&run->held[0]);
	if (run->renewal < 0)
		return -1;
	return send_to_server(run->renewal, &run->held[0], packet);
}

static void close_losers(struct dhcp_run *run)
{
	dhcp_ports_end(run);
	for (size_t i = 0; i < run->count; i++) {
		if (run->ports[i] != run->winner)
			free(run->ports[i]);
	}
	run->ports[0] = run->winner;
	run->count = 1;
	/* The winner stays up whatever happens to its lease; the other family may follow. */
	run->winner->raised = false;
}

/* The lock tells who keeps the lease, as long as he lives. */
static int open_keeper(const char *interface, bool create)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), KEEPER, interface);
	fd = open(path, O_RDWR | O_CLOEXEC | (create ? O_CREAT : 0), 0644);
	return fd < 0 ? fail("open %s", path) : fd;
}

static int claim(const char *interface)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	char text[16];
	int fd = open_keeper(interface, true);

	if (fd < 0)
		return -1;
	if (fcntl(fd, F_SETLK, &lock) < 0) {
		close(fd);
		return fail_plain("%s: its lease is kept already; dhclient -x %s ends that",
				  interface, interface);
	}
	snprintf(text, sizeof(text), "%d\n", (int)getpid());
	if (ftruncate(fd, 0) < 0 || write_all(fd, text, strlen(text)) < 0) {
		close(fd);
		return fail("%s: note who keeps the lease", interface);
	}
	return fd;
}

static int become_child(void)
{
	pid_t child;
	int null;

	fflush(NULL);
	child = fork();
	if (child)
		return child < 0 ? fail("fork") : 1;
	setsid();
	null = open("/dev/null", O_RDWR | O_CLOEXEC);
	for (int fd = 0; null >= 0 && fd < 3; fd++)
		dup2(null, fd);
	return 0;
}

/* From the first lease on; until something ends the loop. */
static int go_on(struct dhcp_run *run)
{
	int result;

	run->keeping = true;
	run->held[dhcp_is_6(run->lease)] = *run->lease;
	if (!run->with4 || !run->with6)
		run->deadline = 0;
	/* Neighbours' ARP is of no interest until another address is looked at. */
	loop_unwatch(&run->loop, run->arp);
	close_fd(&run->arp);
	result = dhcp_set_timer(run);
	return result ? result : loop_run(&run->loop);
}

static int stay(struct dhcp_run *run)
{
	int lock, result;

	lock = claim(run->lease->interface);
	if (lock < 0)
		return -1;
	result = go_on(run);
	close(lock);
	if (result == DHCP_GONE)
		return fail_plain("%s is gone", run->lease->interface);
	return result < 0 ? -1 : 0;
}

int dhcp_keep(struct dhcp_run *run)
{
	const struct dhcp_request *request = run->request;
	int result;

	result = request->dry_run ? 0 : lease_apply(run->lease);
	if (result < 0)
		return -1;
	if (result > 0)
		dhcp_say(run, 0, "%s", fail_text());
	if (request->got)
		request->got(request->data, run->lease);
	if (request->dry_run)
		return 0;
	/* A root file system that cannot be written to is no reason to be without a network. */
	if (record(run, run->lease) < 0)
		dhcp_say(run, 1, "%s", fail_text());
	close_losers(run);
	if (request->background) {
		result = become_child();
		if (result)
			return result < 0 ? -1 : 0;
		_exit(stay(run) < 0);
	}
	if (request->keep)
		return stay(run);
	if (!request->both || !run->with4 || !run->with6)
		return 0;
	/* One is enough, so that whatever becomes of the other is no failure. */
	run->deadline = MIN(run->deadline, now_ms() + OTHER_MS);
	return go_on(run) < 0 ? -1 : 0;
}

/* Whoever holds the lock is told to end, and waited for, a second at most. */
static int stop_keeper(const char *interface)
{
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd = open_keeper(interface, false), error = errno;

	if (fd < 0)
		return error == ENOENT ? 0 : -1;
	for (int i = 0; i < 100 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK &&
	     lock.l_pid > 0; i++) {
		if (i == 0)
			kill(lock.l_pid, SIGTERM);
		poll(NULL, 0, 10);
		lock = (struct flock){ .l_type = F_WRLCK, .l_whence = SEEK_SET };
	}
	close(fd);
	return 0;
}

static int release4(const struct lease *lease, const struct link *link)
{
	struct dhcp4_config config = { .hardware = link->type };
	struct dhcp4_client client;
	struct dhcp4_event event = { .kind = DHCP4_GIVE_BACK };
	struct dhcp4_actions actions;
	int fd, result;

	/* It did not tell who it is: the lease ends by itself. */
	if (!ip_address_is_set(&lease->server))
		return 0;
	config.mac_length = MIN(link->mac_length, (unsigned)sizeof(config.mac));
	memcpy(config.mac, link->mac, config.mac_length);
	memcpy(config.client_id, lease->client_id, sizeof(config.client_id));
	config.client_id_length = lease->client_id_length;
	dhcp4_start(&client, &config, dhcp_random());
	client.xid = dhcp_random();
	client.lease = *lease;
	client.state = DHCP4_BOUND;
	dhcp4_step(&client, &event, now_ms(), &actions);
	fd = open_renewal(lease);
	if (fd < 0)
		return -1;
	result = send_to_server(fd, lease, &actions.packet);
	close(fd);
	return result;
}

static int release6(const struct lease *lease, const struct link *link)
{
	struct dhcp6_config config = { .iaid = dhcp6_iaid(link->mac) };
	struct dhcp6_client client;
	struct dhcp6_packet packet;
	int fd, result;

	/* What routers told needs no giving back. */
	if (!lease->server_id_length)
		return 0;
	memcpy(config.id.bytes, lease->client_id, sizeof(lease->client_id));
	config.id.length = lease->client_id_length;
	dhcp6_start(&client, &config, dhcp_random());
	client.xid = dhcp_random() & 0xffffff;
	client.info.address = lease->address;
	memcpy(client.info.server.bytes, lease->server_id, sizeof(lease->server_id));
	client.info.server.length = lease->server_id_length;
	dhcp6_build(&client, DHCP6_RELEASE, 0, &packet);
	fd = dhcp6_open_udp();
	if (fd < 0)
		return -1;
	result = dhcp6_send(fd, link->index, &packet);
	close(fd);
	return result;
}

/* 0 when there is none of this family. */
static int release_one(const char *interface, int family)
{
	struct lease lease;
	struct link link;
	char path[64];
	int result;

	lease_path(path, interface, family);
	if (access(path, F_OK) < 0)
		return 0;
	if (lease_read(&lease, path) < 0 || link_find(interface, &link) < 0)
		return -1;
	result = lease.address.family == AF_INET ? release4(&lease, &link)
						 : release6(&lease, &link);
	/* A server that cannot be told forgets by itself; the address goes all the same. */
	if (result < 0)
		warn_failure();
	unlink(path);
	return lease_remove(&lease) < 0 ? -1 : 1;
}

static int release(const char *interface)
{
	int ipv4 = release_one(interface, AF_INET);
	int ipv6 = ipv4 < 0 ? 0 : release_one(interface, AF_INET6);

	if (ipv4 < 0 || ipv6 < 0)
		return -1;
	if (!ipv4 && !ipv6)
		return fail_plain("%s: there is no lease to give back", interface);
	return 0;
}

int dhcp_stop(const char *interface, bool give_back)
{
	if (stop_keeper(interface) < 0)
		return -1;
	return give_back ? release(interface) : 0;
}

void dhcp_stop_all(void)
{
	glob_t found;
	char interface[16], pattern[64];

	snprintf(pattern, sizeof(pattern), KEEPER, "*");
	if (glob(pattern, 0, NULL, &found) != 0)
		return;
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *name = strrchr(found.gl_pathv[i], '/') + strlen("/dhclient-");

		snprintf(interface, sizeof(interface), "%.*s", (int)(strlen(name) - strlen(".pid")),
			 name);
		/* One that does not end keeps a lease: no reason not to go on. */
		stop_keeper(interface);
	}
	globfree(&found);
}
