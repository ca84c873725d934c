/* SPDX-License-Identifier: MIT */
/* The multicall entry: by the name it was called, or as `ramsteam APPLET ...`. */
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "boot/process_one.h"
#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/manual.h"
#include "core/text.h"

static struct {
	bool list, list_full, version, symbolic, completion;
	const char *install, *page;
} G;

static const struct option_row options[] = {
	{ "--list", OPTION_FLAG, &G.list, NULL, "list the applets, a name a line" },
	{ "--list-full", OPTION_FLAG, &G.list_full, NULL, "list them by path, as installed" },
	{ "--install", OPTION_TEXT, &G.install, "DIR", "link every applet into DIR" },
	{ "-s", OPTION_FLAG, &G.symbolic, NULL, "with --install: symbolic links" },
	{ "--man", OPTION_TEXT, &G.page, "APPLET", "print its page as mdoc(7)" },
	{ "--completion", OPTION_FLAG, &G.completion, NULL, "print bash's completion of options" },
	{ "--version", OPTION_FLAG, &G.version, NULL, "print the version" },
	{ 0 }
};

/* Call visit for every name of every applet, until it fails. */
static int each_name(int (*visit)(const struct applet *applet, const char *name))
{
	for (const struct applet *applet = __start_applets; applet < __stop_applets; applet++) {
		for (const char *at = applet->names; *at; at += strspn(at, " ")) {
			size_t n = strcspn(at, " ");
			char name[64];

			text_copy(name, MIN(sizeof(name), n + 1), at);
			if (visit(applet, name) < 0)
				return -1;
			at += n;
		}
	}
	return 0;
}

static int print_name(const struct applet *applet, const char *name)
{
	(void)applet;
	return puts(name);
}

static int print_path(const struct applet *applet, const char *name)
{
	bool system = strcmp(applet->group, "boot") == 0 || strcmp(applet->group, "net") == 0 ||
		      strcmp(applet->group, "disk") == 0;

	return printf("%s/%s\n", system ? "sbin" : "bin", name);
}

static int install_link(const struct applet *applet, const char *name)
{
	static char self[PATH_MAX];
	char *path = xasprintf("%s/%s", G.install, name);
	int result = 0;

	(void)applet;
	if (!self[0] && !realpath("/proc/self/exe", self))
		return fail("find this program");
	unlink(path);
	if ((G.symbolic ? symlink(self, path) : link(self, path)) < 0)
		result = fail("link %s", path);
	free(path);
	return result;
}

static const struct applet multicall;

/* The page's date is SOURCE_DATE_EPOCH's, as reproducible builds set it, or today. */
static int print_page(const char *name)
{
	const struct applet *applet = strcmp(name, "ramsteam") == 0 ? &multicall
								    : applet_find(name);
	const char *epoch = getenv("SOURCE_DATE_EPOCH");
	time_t when = epoch ? strtoll(epoch, NULL, 10) : time(NULL);
	struct buffer page = { 0 };
	char date[32];

	if (!applet)
		die(1, "%s: applet not found; 'ramsteam --list' names them all", name);
	strftime(date, sizeof(date), "%B %-d, %Y", gmtime(&when));
	manual_mdoc(applet, date, &page);
	fwrite(page.data, 1, page.length, stdout);
	return 0;
}

static int print_completion(void)
{
	struct buffer script = { 0 };

	completion_bash(&multicall, &script);
	fwrite(script.data, 1, script.length, stdout);
	return 0;
}

static int run(int argc, char **argv)
{
	if (G.page)
		return print_page(G.page);
	if (G.completion)
		return print_completion();
	if (G.version)
		return printf("ramsteam %s\n", RAMSTEAM_VERSION) < 0;
	if (G.list || G.list_full)
		return each_name(G.list ? print_name : print_path) < 0;
	if (!G.install && G.symbolic && argc == 2)
		G.install = argv[1];
	if (G.install && make_folders(G.install) == 0 && each_name(install_link) == 0)
		return 0;
	if (G.install)
		die_failure(1);
	printf("ramsteam %s: every tool of booting from the network into RAM, in one file.\n\n"
	       "Usage: ramsteam APPLET [ARGUMENT]...\n"
	       "       ramsteam --list | --list-full | --install [-s] DIR | --version\n"
	       "       ramsteam --man APPLET | --completion\n\n"
	       "Applets: ", RAMSTEAM_VERSION);
	for (const struct applet *applet = __start_applets; applet < __stop_applets; applet++)
		printf("%s%s", applet == __start_applets ? "" : " ", applet->names);
	printf("\n");
	return 0;
}

static const struct applet multicall = {
	.names = "ramsteam", .summary = "the multicall binary",
	.operands = "[APPLET [ARGUMENT]...]",
	.options = options, .run = run, .state = &G, .state_size = sizeof(G), .flags = APPLET_STOP,
};

/*
 * A standard descriptor that was closed would become a file's or socket's own, and what is printed
 * would go there. It is filled by one that fails to be read and written.
 */
static void fill_standard_descriptors(void)
{
	struct pollfd standard[] = { { .fd = 0 }, { .fd = 1 }, { .fd = 2 } };

	if (poll(standard, ARRAY_SIZE(standard), 0) <= 0)
		return;
	for (size_t i = 0; i < ARRAY_SIZE(standard); i++)
		if (standard[i].revents & POLLNVAL)
			open("/dev/null", i == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int main(int argc, char **argv)
{
	const char *slash = argv[0] ? strrchr(argv[0], '/') : NULL;
	const char *name = slash ? slash + 1 : argv[0] ? argv[0] : "";
	const struct applet *applet = applet_find(name[0] == '-' ? name + 1 : name);
	const char *near;

	fill_standard_descriptors();
	process_one_guard();
	/* --install -s DIR and --install DIR -s both reach the table in the order it reads. */
	if (argc == 4 && strcmp(argv[1], "--install") == 0 && strcmp(argv[2], "-s") == 0) {
		argv[2] = argv[3];
		argv[3] = "-s";
	}
	if (applet)
		return applet_run(applet, argc, argv);
	if (argc < 2 || argv[1][0] == '-')
		return applet_run(&multicall, argc, argv);
	applet = applet_find(argv[1]);
	if (applet)
		return applet_run(applet, argc - 1, argv + 1);
	near = applet_nearest(argv[1]);
	if (near)
		warn("%s: applet not found; did you mean '%s'?", argv[1], near);
	else
		warn("%s: applet not found; 'ramsteam --list' names them all", argv[1]);
	return 127;
}
