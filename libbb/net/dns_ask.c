/* SPDX-License-Identifier: MIT */
/* Asking name servers. */
#include "net/dns_ask.h"

#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "net/resolv.h"

int dns_server_find(const char *text, unsigned port, struct dns_server *server)
{
	struct addrinfo hints = { .ai_socktype = SOCK_DGRAM }, *found;
	char port_text[16];

	snprintf(port_text, sizeof(port_text), "%u", port);
	if (getaddrinfo(text, port_text, &hints, &found) != 0)
		return fail_plain("couldn't get address for '%s': not found", text);
	memcpy(&server->address, found->ai_addr, found->ai_addrlen);
	server->size = found->ai_addrlen;
	getnameinfo(found->ai_addr, found->ai_addrlen, server->text, sizeof(server->text), NULL, 0,
		    NI_NUMERICHOST);
	freeaddrinfo(found);
	return 0;
}

int dns_servers_read(struct dns_server *servers, int most, unsigned port, char *search,
		     size_t search_size)
{
	FILE *file = fopen(RESOLV_PATH, "re");
	char line[512], word[256];
	int count = 0;

	if (search)
		search[0] = '\0';
	while (file && fgets(line, sizeof(line), file)) {
		if (sscanf(line, "nameserver %255s", word) == 1) {
			if (count == most)
				continue;
			if (dns_server_find(word, port, &servers[count]) < 0)
				fail_clear();
			else
				count++;
		} else if (search && (sscanf(line, "search %255s", word) == 1 ||
				      sscanf(line, "domain %255s", word) == 1)) {
			text_copy(search, search_size, word);
		}
	}
	if (file)
		fclose(file);
	return count;
}

int dns_ask(const struct dns_server *server, const uint8_t *question, size_t length, uint64_t ms,
	    uint8_t bytes[DNS_MESSAGE_SIZE], struct dns_answer *answer)
{
	int fd = socket(server->address.ss_family, SOCK_DGRAM | SOCK_CLOEXEC, 0), result = 0;
	uint64_t end = now_ms() + ms, now;

	/* Connected: what comes from elsewhere is not for us, and a refusal is told. */
	if (fd < 0 || connect(fd, (const void *)&server->address, server->size) < 0 ||
	    send(fd, question, length, MSG_NOSIGNAL) < 0)
		result = -1;
	while (!result && (now = now_ms()) < end) {
		struct pollfd wait = { .fd = fd, .events = POLLIN };
		ssize_t got;

		if (poll(&wait, 1, end - now) <= 0)
			break;
		got = recv(fd, bytes, DNS_MESSAGE_SIZE, 0);
		if (got < 0)
			result = -1;
		else
			result = dns_open(bytes, got, question, length, answer);
	}
	close_fd(&fd);
	return result;
}

uint16_t dns_new_id(void)
{
	uint16_t id;

	if (getrandom(&id, sizeof(id), GRND_NONBLOCK) != sizeof(id))
		id = getpid() ^ now_ms();
	return id;
}
