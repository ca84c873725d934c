/* SPDX-License-Identifier: MIT */
/*
 * Coldplug: /sys/devices is walked for modalias files. A driver may bring devices of its own (a
 * bus): uevents tell of them, and without uevents the walk is done again after a module was loaded.
 */
#include "dev/coldplug.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <search.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "dev/module.h"
#include "dev/uevent.h"

#define DEVICES "/sys/devices"
#define DEPTH_LIMIT 32
#define ALIAS_SIZE 4096
#define RECEIVE_BUFFER (2 << 20)

struct coldplug {
	struct module_tables tables;
	void *seen;		/* a tree of the aliases that were asked for */
	bool loaded;		/* anything, by this walk */
};

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void load(struct coldplug *coldplug, const char *alias)
{
	/* What fails shows in the kernel log, and as a card without a driver. */
	if (module_load_from(&coldplug->tables, alias, NULL) < 0)
		fail_clear();
	else
		coldplug->loaded = true;
}

/* Of the walk: many devices share an alias, and the next walk sees all of them again. */
static void load_once(struct coldplug *coldplug, const char *alias)
{
	char *copy = xstrdup(alias);
	char **entry = tsearch(copy, &coldplug->seen, compare);

	if (!entry || *entry != copy) {
		free(copy);
		return;
	}
	load(coldplug, alias);
}

static void load_of(struct coldplug *coldplug, int folder)
{
	char alias[ALIAS_SIZE];
	int fd = openat(folder, "modalias", O_RDONLY | O_CLOEXEC);
	ssize_t count;

	if (fd < 0)
		return;
	count = read_full(fd, alias, sizeof(alias) - 1);
	close(fd);
	if (count <= 0)
		return;
	alias[count] = '\0';
	alias[strcspn(alias, "\n")] = '\0';
	if (*alias)
		load_once(coldplug, alias);
}

/* The folder's descriptor is taken. */
static void walk(struct coldplug *coldplug, int folder, unsigned depth)
{
	DIR *dir = fdopendir(folder);
	struct dirent *entry;
	int below;

	if (!dir) {
		close(folder);
		return;
	}
	while ((entry = readdir(dir))) {
		if (!strcmp(entry->d_name, "modalias"))
			load_of(coldplug, folder);
		if (entry->d_type != DT_DIR || entry->d_name[0] == '.' || depth >= DEPTH_LIMIT)
			continue;
		below = openat(folder, entry->d_name,
			       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (below >= 0)
			walk(coldplug, below, depth + 1);
	}
	closedir(dir);
}

static int walk_all(struct coldplug *coldplug)
{
	int fd = open(DEVICES, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return fail("open %s", DEVICES);
	coldplug->loaded = false;
	walk(coldplug, fd, 0);
	return 0;
}

static void forget(struct coldplug *coldplug)
{
	while (coldplug->seen) {
		char *alias = *(char **)coldplug->seen;

		tdelete(alias, &coldplug->seen, compare);
		free(alias);
	}
}

int coldplug_all(void)
{
	struct coldplug coldplug = { 0 };
	int result = module_tables_open(&coldplug.tables, NULL, NULL);

	if (result < 0)
		return result;
	do {
		result = walk_all(&coldplug);
	} while (!result && coldplug.loaded);
	forget(&coldplug);
	module_tables_close(&coldplug.tables);
	return result;
}

int uevents_open(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	int size = RECEIVE_BUFFER;
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_KOBJECT_UEVENT);

	if (fd < 0)
		return fail("uevent socket");
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		fail("bind uevent socket");
		close(fd);
		return -1;
	}
	return fd;
}

/* One message; what others than the kernel send is dropped. */
static int receive(struct coldplug *coldplug, int fd)
{
	char message[8192];
	struct sockaddr_nl sender = { 0 };
	struct iovec part = { message, sizeof(message) };
	struct msghdr header = { .msg_name = &sender, .msg_namelen = sizeof(sender),
				 .msg_iov = &part, .msg_iovlen = 1 };
	ssize_t count = recvmsg(fd, &header, 0);
	struct uevent event;

	if (count < 0 && errno == ENOBUFS)
		return walk_all(coldplug);	/* messages were lost: look at everything */
	if (count < 0)
		return errno == EINTR ? 0 : fail("receive uevent");
	if (sender.nl_pid || sender.nl_groups != 1 || header.msg_flags & MSG_TRUNC)
		return 0;
	if (uevent_parse(message, count, &event) && !strcmp(event.action, "add") &&
	    *event.modalias)
		load(coldplug, event.modalias);
	return 0;
}

int coldplug_follow(void)
{
	struct coldplug coldplug = { 0 };
	int result, fd = uevents_open();

	if (fd < 0)
		return fd;
	result = module_tables_open(&coldplug.tables, NULL, NULL);
	if (!result)
		result = walk_all(&coldplug);
	while (!result)
		result = receive(&coldplug, fd);
	forget(&coldplug);
	module_tables_close(&coldplug.tables);
	close(fd);
	return result;
}
