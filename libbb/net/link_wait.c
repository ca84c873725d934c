/* SPDX-License-Identifier: MIT */
/* The monitor is opened before the first look, so that nothing falls between the two. */
#include "net/link_wait.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/io.h"

struct wish {
	const char *name;	/* NULL: any wired link */
	bool carrier;
	const uint8_t *mac;	/* NULL: any */
};

static bool grants(const struct wish *wish, const struct link *link)
{
	if (wish->mac)
		return link->mac_length == 6 && memcmp(link->mac, wish->mac, 6) == 0 &&
		       link_is_wired(link);
	if (wish->name ? strcmp(link->name, wish->name) != 0 : !link_is_wired(link))
		return false;
	return link->carrier || !wish->carrier;
}

/* 1 found, 0 not yet, negative. */
static int look(const struct wish *wish, struct link *found)
{
	struct link *list;
	size_t count;
	int result = 0;

	if (links_read(&list, &count) < 0)
		return -1;
	for (size_t i = 0; i < count && !result; i++) {
		if (grants(wish, &list[i])) {
			*found = list[i];
			result = 1;
		}
	}
	free(list);
	return result;
}

static int follow(int fd, const struct wish *wish, uint64_t end, struct link *found)
{
	struct pollfd row = { fd, POLLIN, 0 };
	uint64_t now;
	bool gone;
	int result;

	while ((now = now_ms()) < end) {
		if (poll(&row, 1, end - now) < 0 && errno != EINTR)
			return fail("wait for a link");
		while ((result = link_monitor_next(fd, found, &gone)) > 0)
			if (!gone && grants(wish, found))
				return 1;
		if (result < 0)
			return -1;
	}
	return 0;
}

static int wait_for(const struct wish *wish, uint64_t ms, struct link *found)
{
	uint64_t end = now_ms() + ms;
	int fd = link_monitor_open(), result;

	if (fd < 0)
		return -1;
	result = look(wish, found);
	if (result == 0)
		result = follow(fd, wish, end, found);
	close_fd(&fd);
	return result;
}

int link_wait(const char *name, uint64_t ms, struct link *link)
{
	struct wish wish = { .name = name };
	int result = wait_for(&wish, ms, link);

	if (result > 0)
		return 0;
	if (result < 0)
		return -1;
	return name ? fail_plain("there is no network interface %s", name) :
		      fail_plain("there is no network card");
}

int link_wait_mac(const uint8_t *mac, uint64_t ms, struct link *link)
{
	struct wish wish = { .mac = mac };
	int result = wait_for(&wish, ms, link);

	if (result > 0)
		return 0;
	return result < 0 ? -1 : fail_plain("it is not there");
}

int link_wait_carrier(const char *name, uint64_t ms)
{
	struct wish wish = { .name = name, .carrier = true };
	struct link link;
	int result = wait_for(&wish, ms, &link);

	if (result == 0)
		return fail_plain("%s has no carrier: is the cable plugged in?", name);
	return result < 0 ? result : 0;
}
