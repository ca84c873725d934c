/* SPDX-License-Identifier: MIT */
/* getaddrinfo(3) has no deadline: it runs in a thread, which is left to itself when late. */
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

/* Families in turn, so that one that leads nowhere costs a quarter of a second only. */
static void take_addresses(const struct addrinfo *found, struct addresses *addresses)
{
	const struct addrinfo *rows[2] = { found, found };
	int family = found->ai_family;

	addresses->count = 0;
	while ((rows[0] || rows[1]) && addresses->count < ADDRESSES_MOST) {
		for (int i = 0; i < 2; i++) {
			const struct addrinfo **at = &rows[i];

			while (*at && ((*at)->ai_family == family) != (i == 0))
				*at = (*at)->ai_next;
			if (!*at || addresses->count == ADDRESSES_MOST)
				continue;
			memcpy(&addresses->list[addresses->count], (*at)->ai_addr,
			       (*at)->ai_addrlen);
			addresses->lengths[addresses->count++] = (*at)->ai_addrlen;
			*at = (*at)->ai_next;
		}
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

static int say_unresolved(struct fetch *job, const struct question *question)
{
	const char *why = question->error == EAI_AGAIN ? "no name server answers"
			  : question->error == EAI_NONAME || question->error == EAI_NODATA
				  ? "no such host is known"
				  : gai_strerror(question->error);

	if (question->hints.ai_family != AF_UNSPEC && question->error != EAI_AGAIN)
		why = "no address of this family is known";
	return because(job, FETCH_DNS,
		       fail_plain("resolve %s: %s%s", question->host, why, hint()));
}

const char *address_text(const struct addresses *addresses, unsigned i, char text[64])
{
	if (getnameinfo((const struct sockaddr *)&addresses->list[i], addresses->lengths[i], text,
			64, NULL, 0, NI_NUMERICHOST) != 0)
		strcpy(text, "?");
	return text;
}

static int wait_for_answer(struct fetch *job, struct question *question)
{
	uint32_t ms = job->timeouts.dns ?: 20000;
	struct pollfd polled = { question->done_fd, POLLIN, 0 };
	int ready = job_poll(job, &polled, 1, job_deadline(job, ms));

	if (ready == 0)
		return because(job, FETCH_DNS,
			       fail_plain("resolve %s: no answer within %.3g s%s", question->host,
					  ms / 1000.0, hint()));
	return ready < 0 ? -1 : 0;
}

static int start(struct question *question)
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
	return 0;
}

int resolve_host(struct fetch *job, const char *host, uint16_t port, int socket_type,
		 struct addresses *addresses)
{
	struct question *question = xcalloc(1, sizeof(*question));
	int result = 0;

	*question = (struct question){ .users = 1, .host = xstrdup(host),
				       .done_fd = eventfd(0, EFD_CLOEXEC) };
	question->hints = (struct addrinfo){ .ai_family = job->family, .ai_socktype = socket_type,
					     .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV };
	snprintf(question->port, sizeof(question->port), "%u", port);
	if (question->done_fd < 0)
		result = because(job, FETCH_DNS, fail("eventfd"));
	else if (getaddrinfo(host, question->port, &question->hints, &question->found) != 0) {
		question->hints.ai_flags = AI_NUMERICSERV;
		question->found = NULL;
		job_log(job, "Resolving %s... ", host);
		start(question);
		result = wait_for_answer(job, question);
		if (result == 0 && (question->error || !question->found))
			result = say_unresolved(job, question);
		if (result < 0)
			job_log(job, "failed.\n");
	}
	if (result == 0) {
		take_addresses(question->found, addresses);
		for (unsigned i = 0; question->hints.ai_flags == AI_NUMERICSERV &&
				     i < addresses->count; i++) {
			char text[64];

			job_log(job, "%s%s%s", i ? ", " : "", address_text(addresses, i, text),
				i + 1 == addresses->count ? "\n" : "");
		}
	}
	leave(question);
	return result;
}
