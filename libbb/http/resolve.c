/* SPDX-License-Identifier: MIT */
/*
 * getaddrinfo(3) has no deadline: it runs in a thread for each family, and who is late is left to
 * himself.
 */
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "http/connect.h"

enum { FAMILIES = 2, LATE_MS = 250 };

/* Shared by asker and thread; the one who leaves last frees it. */
struct question {
	atomic_int users;
	char *host, port[8];
	int done_fd;		/* eventfd */
	struct addrinfo hints, *found;
	int error;
};

static void leave(struct question *question)
{
	if (atomic_fetch_sub(&question->users, 1) > 1)
		return;
	if (question->found)
		freeaddrinfo(question->found);
	close(question->done_fd);
	free(question->host);
	free(question);
}

static void *ask(void *data)
{
	struct question *question = data;
	uint64_t one = 1;

	question->error = getaddrinfo(question->host, question->port, &question->hints,
				      &question->found);
	if (write(question->done_fd, &one, sizeof(one)) < 0)
		question->error = EAI_SYSTEM;
	leave(question);
	return NULL;
}

static void take(const struct addrinfo **at, struct addresses *addresses)
{
	if (!*at || addresses->count == ADDRESSES_MOST)
		return;
	memcpy(&addresses->list[addresses->count], (*at)->ai_addr, (*at)->ai_addrlen);
	addresses->lengths[addresses->count++] = (*at)->ai_addrlen;
	*at = (*at)->ai_next;
}

/* Families in turn, so that one that leads nowhere costs a quarter of a second only. */
static void take_addresses(struct question *questions[FAMILIES], struct addresses *addresses)
{
	const struct addrinfo *rows[FAMILIES];

	for (int i = 0; i < FAMILIES; i++)
		rows[i] = questions[i] ? questions[i]->found : NULL;
	addresses->count = 0;
	while ((rows[0] || rows[1]) && addresses->count < ADDRESSES_MOST) {
		for (int i = 0; i < FAMILIES; i++)
			take(&rows[i], addresses);
	}
}

/* The commonest cause, to be put behind a failure. */
static const char *hint(void)
{
	struct buffer text = { 0 };
	bool has = read_file("/etc/resolv.conf", &text, 1 << 16) == 0 && text.data &&
		   strstr(text.data, "nameserver");

	buffer_free(&text);
	return has ? "" : " (/etc/resolv.conf names no server)";
}

static int say_unresolved(struct fetch *job, const char *host, int error)
{
	const char *why = error == EAI_AGAIN ? "no name server answers"
			  : error == EAI_NONAME || error == EAI_NODATA ? "no such host is known"
								       : gai_strerror(error);

	if (job->family != AF_UNSPEC && error != EAI_AGAIN)
		why = "no address of this family is known";
	return because(job, FETCH_DNS,
		       fail_plain("resolve %s: %s%s", host, why, hint()));
}

const char *address_text(const struct addresses *addresses, unsigned i, char text[64])
{
	if (getnameinfo((const struct sockaddr *)&addresses->list[i], addresses->lengths[i], text,
			64, NULL, 0, NI_NUMERICHOST) != 0)
		strcpy(text, "?");
	return text;
}

/* Those that are late are left to themselves, and NULL from here on. */
static void leave_late(struct question *questions[FAMILIES], const struct pollfd polled[FAMILIES])
{
	for (int i = 0; i < FAMILIES; i++) {
		if (polled[i].fd < 0)
			continue;
		leave(questions[i]);
		questions[i] = NULL;
	}
}

/*
 * Until all have answered; but once one has an address, the other is not waited for any longer: a
 * name server that refuses or loses one kind of question is met often. RFC 8305, section 3.
 */
static int wait_for_answers(struct fetch *job, const char *host,
			    struct question *questions[FAMILIES])
{
	uint32_t ms = job->timeouts.dns ?: 20000;
	uint64_t until = job_deadline(job, ms);
	struct pollfd polled[FAMILIES];
	bool found = false;
	int ready = 1;

	for (int i = 0; i < FAMILIES; i++)
		polled[i] = (struct pollfd){ questions[i] ? questions[i]->done_fd : -1, POLLIN, 0 };
	while (polled[0].fd >= 0 || polled[1].fd >= 0) {
		ready = job_poll(job, polled, FAMILIES, until);
		if (ready <= 0)
			break;
		for (int i = 0; i < FAMILIES; i++) {
			if (polled[i].fd < 0 || !polled[i].revents)
				continue;
			polled[i].fd = -1;
			if (!found && questions[i]->found)
				until = MIN(until, now_ms() + LATE_MS);
			found |= questions[i]->found != NULL;
		}
	}
	leave_late(questions, polled);
	if (ready == 0 && !found)
		return because(job, FETCH_DNS,
			       fail_plain("resolve %s: no answer within %.3g s%s", host,
					  ms / 1000.0, hint()));
	return ready < 0 ? -1 : 0;
}

static void start(struct question *question)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int error;

	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, 256 * 1024);
	atomic_store(&question->users, 2);
	error = pthread_create(&thread, &attributes, ask, question);
	pthread_attr_destroy(&attributes);
	/* Without a thread, without a deadline. */
	if (error)
		ask(question);
}

static struct question *new_question(const char *host, uint16_t port,
				     const struct addrinfo *hints, int family)
{
	struct question *question = xcalloc(1, sizeof(*question));

	*question = (struct question){ .users = 1, .host = xstrdup(host), .hints = *hints,
				       .done_fd = eventfd(0, EFD_CLOEXEC) };
	question->hints.ai_family = family;
	snprintf(question->port, sizeof(question->port), "%u", port);
	return question;
}

static int ask_both(struct fetch *job, const char *host, struct question *questions[FAMILIES])
{
	int error = EAI_AGAIN, result;

	for (int i = 0; i < FAMILIES; i++) {
		if (questions[i] && questions[i]->done_fd < 0)
			return because(job, FETCH_DNS, fail("eventfd"));
	}
	for (int i = 0; i < FAMILIES; i++) {
		if (questions[i])
			start(questions[i]);
	}
	result = wait_for_answers(job, host, questions);
	for (int i = 0; i < FAMILIES && result == 0; i++) {
		if (questions[i] && questions[i]->found)
			return 0;
		/* One that says no is the better answer than one that says nothing. */
		if (questions[i] && error == EAI_AGAIN)
			error = questions[i]->error;
	}
	return result < 0 ? result : say_unresolved(job, host, error);
}

static void log_addresses(struct fetch *job, const struct addresses *addresses)
{
	char text[64];

	for (unsigned i = 0; i < addresses->count; i++)
		job_log(job, "%s%s%s", i ? ", " : "", address_text(addresses, i, text),
			i + 1 == addresses->count ? "\n" : "");
}

static void add_literal(const char *host, uint16_t port, const struct addrinfo *hints,
			struct addresses *addresses)
{
	struct addrinfo literal = *hints, *found;
	const struct addrinfo *at;
	char text[8];

	literal.ai_flags |= AI_NUMERICHOST;
	snprintf(text, sizeof(text), "%u", port);
	if (getaddrinfo(host, text, &literal, &found) != 0)
		return;
	for (at = found; at;)
		take(&at, addresses);
	freeaddrinfo(found);
}

/*
 * A number needs nobody to be asked; nor does what is this machine itself, which early in a boot no
 * file tells: RFC 6761, section 6.3.
 */
static bool is_literal(const char *host, uint16_t port, const struct addrinfo *hints,
		       struct addresses *addresses)
{
	addresses->count = 0;
	if (strcmp(host, "localhost") == 0 || text_ends_with(host, ".localhost")) {
		add_literal("::1", port, hints, addresses);
		add_literal("127.0.0.1", port, hints, addresses);
	} else {
		add_literal(host, port, hints, addresses);
	}
	return addresses->count > 0;
}

int resolve_host(struct fetch *job, const char *host, uint16_t port, int socket_type,
		 struct addresses *addresses)
{
	struct addrinfo hints = { .ai_family = job->family, .ai_socktype = socket_type,
				  .ai_flags = AI_NUMERICSERV };
	struct question *questions[FAMILIES] = { NULL };
	int result;

	if (is_literal(host, port, &hints, addresses))
		return 0;
	job_log(job, "Resolving %s... ", host);
	for (int i = 0; i < FAMILIES; i++) {
		int family = i == 0 ? AF_INET6 : AF_INET;

		if (job->family == AF_UNSPEC || job->family == family)
			questions[i] = new_question(host, port, &hints, family);
	}
	result = ask_both(job, host, questions);
	if (result < 0) {
		job_log(job, "failed.\n");
	} else {
		take_addresses(questions, addresses);
		log_addresses(job, addresses);
	}
	for (int i = 0; i < FAMILIES; i++) {
		if (questions[i])
			leave(questions[i]);
	}
	return result;
}
