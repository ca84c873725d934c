/* SPDX-License-Identifier: MIT */
/* `ip netns`: see ip-netns(8). A namespace has a name by a file in /run/netns it is mounted on. */
#include "net/ip_netns.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/net_namespace.h>
#include <linux/rtnetlink.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"
#include "net/rtnl.h"

#define FOLDER "/run/netns"
#define CONFIGURATION "/etc/netns"

static const char help[] =
	"Usage: ip netns [ list ]\n"
	"       ip netns add NAME\n"
	"       ip netns attach NAME PID\n"
	"       ip netns set NAME NETNSID\n"
	"       ip [-all] netns delete [ NAME ]\n"
	"       ip netns identify [ PID ]\n"
	"       ip netns pids NAME\n"
	"       ip [-all] netns exec [ NAME ] COMMAND ...\n"
	"       ip netns monitor\n"
	"NETNSID: auto | NUMBER\n";

int ip_netns_open(const char *name)
{
	char path[PATH_MAX];

	if (strchr(name, '/'))
		return open(name, O_RDONLY | O_CLOEXEC);
	snprintf(path, sizeof(path), FOLDER "/%s", name);
	return open(path, O_RDONLY | O_CLOEXEC);
}

static void begin_question(struct rtnl_message *message, uint16_t type, int fd)
{
	const struct rtgenmsg empty = { 0 };

	rtnl_begin(message, type, 0, &empty, sizeof(empty));
	rtnl_add_u32(message, NETNSA_FD, fd);
}

int ip_netns_id(int fd)
{
	struct rtnl_attribute table[NETNSA_MAX + 1];
	struct buffer answers = { 0 };
	struct rtnl_message message;
	struct rtnl_reply reply;
	struct rtgenmsg header;
	size_t at = 0;
	int id = -1;

	begin_question(&message, RTM_GETNSID, fd);
	if (rtnl_ask(&message, &answers) == 0 &&
	    rtnl_next(answers.data, answers.length, &at, &reply) &&
	    rtnl_parse(&reply, &header, sizeof(header), table, ARRAY_SIZE(table)) &&
	    table[NETNSA_NSID].data)
		id = rtnl_u32(&table[NETNSA_NSID]);
	buffer_free(&answers);
	return id;
}

static int set_id(int fd, int id)
{
	struct rtnl_message message;

	begin_question(&message, RTM_NEWNSID, fd);
	rtnl_add_u32(&message, NETNSA_NSID, id);
	return ip_ask(&message, NULL);
}

int ip_netns_number(int fd)
{
	int id = ip_netns_id(fd);

	return id >= 0 || set_id(fd, -1) < 0 ? id : ip_netns_id(fd);
}

/* Each name, until visit returns something else than 0. */
static int each_name(int (*visit)(const char *name, void *data), void *data)
{
	DIR *folder = opendir(FOLDER);
	struct dirent *entry;
	int result = 0;

	if (!folder)
		return errno == ENOENT ? 0 : fail("Failed to open directory " FOLDER);
	while (result == 0 && (entry = readdir(folder))) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			result = visit(entry->d_name, data);
	}
	closedir(folder);
	return result;
}

struct wanted {
	int id;
	char *name;
};

static int has_id(const char *name, void *data)
{
	struct wanted *wanted = data;
	int fd = ip_netns_open(name), id = fd < 0 ? -1 : ip_netns_id(fd);

	if (fd >= 0)
		close(fd);
	if (id < 0 || id != wanted->id)
		return 0;
	text_copy(wanted->name, 256, name);
	return 1;
}

bool ip_netns_name(struct ip *ip, int id, char name[256])
{
	struct wanted wanted = { id, name };

	return id >= 0 && !ip->links_fixed && each_name(has_id, &wanted) > 0;
}

static int show_one(const char *name, void *data)
{
	struct printer *p = &((struct ip *)data)->out;
	int fd = ip_netns_open(name), id = fd < 0 ? -1 : ip_netns_id(fd);

	if (fd >= 0)
		close(fd);
	print_open_object(p, NULL);
	print_text(p, "name", "", name, "");
	if (id >= 0)
		print_signed(p, "id", " (id: ", id, ")");
	print_plain(p, "\n");
	print_close_object(p);
	return 0;
}

static int list(struct ip *ip, struct ip_words *words, unsigned number)
{
	int result;

	(void)words, (void)number;
	if (access(FOLDER, F_OK) < 0)
		return 0;
	print_begin(&ip->out);
	result = each_name(show_one, ip);
	print_end(&ip->out);
	return result;
}

/* A name or a complaint. */
static const char *take_name(struct ip_words *words)
{
	if (!*words->at)
		fail_plain("No netns name specified");
	return *words->at ? *words->at++ : NULL;
}

/*
 * The folder becomes a shared mount once, under a lock: when two did it at the same time, mounts
 * would multiply. Namespaces then go away everywhere when their file does.
 */
static int prepare_folder(void)
{
	int lock, result;

	if (mkdir(FOLDER, 0755) < 0 && errno != EEXIST)
		return fail("mkdir " FOLDER " failed");
	lock = open(FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lock < 0)
		return fail("Cannot open netns runtime directory \"" FOLDER "\"");
	flock(lock, LOCK_EX);
	result = mount("", FOLDER, "none", MS_SHARED | MS_REC, NULL);
	if (result < 0 && errno == EINVAL) {
		result = mount(FOLDER, FOLDER, "none", MS_BIND | MS_REC, NULL);
		if (result == 0)
			result = mount("", FOLDER, "none", MS_SHARED | MS_REC, NULL);
	}
	if (result < 0)
		fail("mount --make-shared " FOLDER " failed");
	close(lock);
	return result;
}

/* The namespace to name: a new one, or a process'. The caller closes it. */
static int namespace_of(const char *name, int process)
{
	char path[64];
	int here, fd;

	snprintf(path, sizeof(path), "/proc/%d/ns/net", process);
	if (process) {
		fd = open(path, O_RDONLY | O_CLOEXEC);
		return fd < 0 ? fail("Cannot open %s", path) : fd;
	}
	here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (here < 0)
		return fail("Cannot open init namespace");
	if (unshare(CLONE_NEWNET) < 0) {
		fail("Failed to create a new network namespace \"%s\"", name);
		close(here);
		return -1;
	}
	fd = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	if (setns(here, CLONE_NEWNET) < 0)
		fail("setns");
	close(here);
	return fd;
}

static int give_name(const char *name, int process)
{
	char path[PATH_MAX], source[64];
	int fd, result;

	if (prepare_folder() < 0)
		return IP_FAILED;
	snprintf(path, sizeof(path), FOLDER "/%s", name);
	fd = open(path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0);
	if (fd < 0)
		return fail("Cannot create namespace file \"%s\"", path);
	close(fd);
	fd = namespace_of(name, process);
	snprintf(source, sizeof(source), "/proc/self/fd/%d", fd);
	result = fd < 0 ? -1 : mount(source, path, "none", MS_BIND, NULL);
	if (fd >= 0 && result < 0)
		fail("Bind %s -> %s failed", source, path);
	if (fd >= 0)
		close(fd);
	if (result < 0)
		unlink(path);
	return result;
}

static int add(struct ip *ip, struct ip_words *words, unsigned number)
{
	const char *name = take_name(words);

	(void)ip, (void)number;
	return name ? give_name(name, 0) : IP_FAILED;
}

static int attach(struct ip *ip, struct ip_words *words, unsigned number)
{
	uint32_t process;

	(void)ip, (void)number;
	if (!words->at[0] || !words->at[1]) {
		fail_plain("No netns name and PID specified");
		return IP_FAILED;
	}
	if (!ip_u32(words->at[1], &process) || !process || process > INT_MAX) {
		fail_plain("Invalid PID: %s", words->at[1]);
		return IP_FAILED;
	}
	return give_name(words->at[0], process);
}

static int delete_one(const char *name, void *data)
{
	char path[PATH_MAX];

	(void)data;
	snprintf(path, sizeof(path), FOLDER "/%s", name);
	umount2(path, MNT_DETACH);
	return unlink(path) < 0 ? fail("Cannot remove namespace file \"%s\"", path) : 0;
}

static int delete(struct ip *ip, struct ip_words *words, unsigned number)
{
	const char *name;

	(void)number;
	if (ip->all)
		return each_name(delete_one, NULL);
	name = take_name(words);
	return name ? delete_one(name, NULL) : IP_FAILED;
}

static int set(struct ip *ip, struct ip_words *words, unsigned number)
{
	const char *name = take_name(words);
	uint32_t id = -1;
	int fd, result;

	(void)ip, (void)number;
	if (!name)
		return IP_FAILED;
	if (!*words->at) {
		fail_plain("No nsid specified");
		return IP_FAILED;
	}
	if (strcmp(*words->at, "auto") != 0 && (!ip_u32(*words->at, &id) || id > INT_MAX))
		return ip_wrong(*words->at, "Invalid \"netnsid\" value");
	fd = ip_netns_open(name);
	if (fd < 0)
		return fail("Cannot open network namespace \"%s\"", name);
	result = set_id(fd, id);
	close(fd);
	return result;
}

/* Files of /etc/netns/NAME stand before those of /etc. */
static void bind_configuration(const char *name)
{
	char folder[PATH_MAX], from[PATH_MAX], to[PATH_MAX];
	struct dirent *entry;
	DIR *files;

	snprintf(folder, sizeof(folder), CONFIGURATION "/%s", name);
	files = opendir(folder);
	while (files && (entry = readdir(files))) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
		    snprintf(from, sizeof(from), "%s/%s", folder, entry->d_name) >=
			    (int)sizeof(from))
			continue;
		snprintf(to, sizeof(to), "/etc/%s", entry->d_name);
		if (mount(from, to, "none", MS_BIND, NULL) < 0)
			ip_note("Bind %s -> %s failed: %s", from, to, strerror(errno));
	}
	if (files)
		closedir(files);
}

int ip_netns_enter(const char *name)
{
	char path[PATH_MAX];
	struct statvfs status;
	unsigned long flags = 0;
	int fd, result;

	snprintf(path, sizeof(path), FOLDER "/%s", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return fail("Cannot open network namespace \"%s\"", name);
	result = setns(fd, CLONE_NEWNET);
	if (result < 0)
		fail("setting the network namespace \"%s\" failed", name);
	close(fd);
	if (result < 0)
		return result;
	if (unshare(CLONE_NEWNS) < 0)
		return fail("unshare failed");
	/* /sys must show the namespace's interfaces, to nobody but us. */
	if (mount("", "/", "none", MS_SLAVE | MS_REC, NULL) < 0)
		return fail("\"mount --make-rslave /\" failed");
	if (umount2("/sys", MNT_DETACH) < 0 && statvfs("/sys", &status) == 0 &&
	    status.f_flag & ST_RDONLY)
		flags = MS_RDONLY;
	if (mount(name, "/sys", "sysfs", flags, NULL) < 0)
		return fail("mount of /sys failed");
	bind_configuration(name);
	return 0;
}

/* Run within the namespace; returns the command's exit status. */
static int run_in(const char *name, char **command)
{
	int status;
	pid_t child = fork();

	if (child < 0)
		return fail("fork");
	if (child == 0) {
		if (ip_netns_enter(name) < 0) {
			ip_note("%s", fail_text());
			_exit(1);
		}
		execvp(command[0], command);
		ip_note("exec of \"%s\" failed: %s", command[0], strerror(errno));
		_exit(1);
	}
	while (waitpid(child, &status, 0) < 0) {
		if (errno != EINTR)
			return fail("waitpid");
	}
	return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

static int run_everywhere(const char *name, void *data)
{
	struct ip_words *words = data;

	printf("\nnetns: %s\n", name);
	fflush(stdout);
	run_in(name, words->at);
	return 0;
}

static int exec(struct ip *ip, struct ip_words *words, unsigned number)
{
	const char *name;

	(void)number;
	if (!ip->all && !*words->at) {
		fail_plain("No netns name specified");
		return IP_FAILED;
	}
	if (!words->at[0] || (!ip->all && !words->at[1])) {
		fail_plain("No command specified");
		return IP_FAILED;
	}
	if (ip->all)
		return each_name(run_everywhere, words);
	name = *words->at++;
	/* A batch goes on afterwards; otherwise the command takes our place. */
	if (ip->batch)
		return -run_in(name, words->at);
	if (ip_netns_enter(name) < 0)
		return IP_WRONG;
	execvp(words->at[0], words->at);
	return fail("exec of \"%s\" failed", words->at[0]);
}

static int open_or_fail(const char *path, struct stat *status)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), result;

	if (fd < 0)
		return fail("Cannot open network namespace");
	result = fstat(fd, status);
	close(fd);
	return result < 0 ? fail("Stat of netns failed") : 0;
}

static bool is_number(const char *text)
{
	return *text && text[strspn(text, "0123456789")] == '\0';
}

/* Processes within the namespace. */
static int pids(struct ip *ip, struct ip_words *words, unsigned number)
{
	char path[PATH_MAX];
	struct stat wanted, status;
	struct dirent *entry;
	DIR *processes;

	(void)number;
	if (!words->at[0] || words->at[1]) {
		fail_plain(words->at[0] ? "extra arguments specified" : "No netns name specified");
		return IP_FAILED;
	}
	snprintf(path, sizeof(path), FOLDER "/%s", words->at[0]);
	if (open_or_fail(path, &wanted) < 0)
		return IP_FAILED;
	processes = opendir("/proc");
	if (!processes)
		return fail("Open of /proc failed");
	while ((entry = readdir(processes))) {
		snprintf(path, sizeof(path), "/proc/%s/ns/net", entry->d_name);
		if (is_number(entry->d_name) && stat(path, &status) == 0 &&
		    status.st_dev == wanted.st_dev && status.st_ino == wanted.st_ino)
			buffer_format(&ip->out.out, "%s\n", entry->d_name);
	}
	closedir(processes);
	return 0;
}

struct named {
	struct stat wanted;
	char name[256];
};

static int is_it(const char *name, void *data)
{
	struct named *named = data;
	char path[PATH_MAX];
	struct stat status;

	snprintf(path, sizeof(path), FOLDER "/%s", name);
	if (stat(path, &status) == 0 && status.st_dev == named->wanted.st_dev &&
	    status.st_ino == named->wanted.st_ino)
		text_copy(named->name, sizeof(named->name), name);
	return 0;
}

static int identify(struct ip *ip, struct ip_words *words, unsigned number)
{
	const char *process = words->at[0] ? words->at[0] : "self";
	struct named named = { .name = "" };
	char path[PATH_MAX];

	(void)number;
	if (words->at[0] && words->at[1]) {
		fail_plain("extra arguments specified");
		return IP_FAILED;
	}
	if (words->at[0] && !is_number(process)) {
		fail_plain("Specified string '%s' is not a pid", process);
		return IP_FAILED;
	}
	snprintf(path, sizeof(path), "/proc/%s/ns/net", process);
	if (open_or_fail(path, &named.wanted) < 0 || each_name(is_it, &named) < 0)
		return IP_FAILED;
	buffer_format(&ip->out.out, "%s\n", named.name);
	return 0;
}

static int monitor(struct ip *ip, struct ip_words *words, unsigned number)
{
	char events[4096] __attribute__((aligned(8)));
	int fd = inotify_init1(IN_CLOEXEC);

	(void)words, (void)number;
	if (fd < 0)
		return fail("inotify_init failed");
	if (mkdir(FOLDER, 0755) < 0 && errno != EEXIST)
		return fail("mkdir " FOLDER " failed");
	if (inotify_add_watch(fd, FOLDER, IN_CREATE | IN_DELETE) < 0)
		return fail("inotify_add_watch failed");
	for (;;) {
		ssize_t length = read(fd, events, sizeof(events));
		const struct inotify_event *event;

		if (length < 0)
			return fail("read failed");
		for (char *at = events; at < events + length; at += sizeof(*event) + event->len) {
			event = (const struct inotify_event *)at;
			buffer_format(&ip->out.out, "%s %s\n",
				      event->mask & IN_CREATE ? "add" : "delete", event->name);
		}
		if (ip_flush(ip) < 0)
			return IP_FAILED;
	}
}

static bool name_is_valid(const char *name)
{
	return *name && strlen(name) <= NAME_MAX && !strchr(name, '/') && strcmp(name, ".") != 0 &&
	       strcmp(name, "..") != 0;
}

int ip_netns_command(struct ip *ip, struct ip_words *words)
{
	static const struct ip_command commands[] = {
		{ "list", false, list, 0 },
		{ "show", false, list, 0 },
		{ "lst", false, list, 0 },
		{ "add", false, add, 0 },
		{ "set", false, set, 0 },
		{ "delete", false, delete, 0 },
		{ "identify", false, identify, 0 },
		{ "pids", false, pids, 0 },
		{ "exec", false, exec, 0 },
		{ "monitor", false, monitor, 0 },
		{ "attach", false, attach, 0 },
		{ 0 }
	};

	if (!ip->all && words->at[0] && words->at[1] && !name_is_valid(words->at[1])) {
		fail_plain("Invalid netns name \"%s\"", words->at[1]);
		return IP_WRONG;
	}
	return ip_command_run(ip, words, commands, "netns", help);
}
