/* SPDX-License-Identifier: MIT */
/* rmmod(8): take modules out of the kernel. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "dev/module.h"

static struct {
	bool force;
	int verbose;
} G;

static const struct option_row options[] = {
	{ "-f --force", OPTION_FLAG, &G.force, NULL, "even while it is in use (dangerous)" },
	{ "-v --verbose", OPTION_COUNT, &G.verbose, NULL, "say what is done" },
	{ 0 }
};

/* "in use by: a b", from the folder of those that hold it. */
static void complain_of_users(const char *name)
{
	char path[64 + MODULE_NAME_SIZE];
	struct buffer holders = { 0 };
	DIR *dir;

	snprintf(path, sizeof(path), "/sys/module/%s/holders", name);
	dir = opendir(path);
	for (struct dirent *entry; dir && (entry = readdir(dir)) != NULL;) {
		if (entry->d_name[0] != '.')
			buffer_format(&holders, " %s", entry->d_name);
	}
	if (dir)
		closedir(dir);
	if (holders.length)
		warn("ERROR: Module %s is in use by:%s", name, holders.data);
	else
		warn("ERROR: Module %s is in use", name);
	buffer_free(&holders);
}

static void take_out(const char *operand)
{
	char name[MODULE_NAME_SIZE];
	enum module_state state;

	if (!module_name(slice_of(operand), name)) {
		warn("ERROR: could not use module %s: %s", operand, strerror(EINVAL));
		return;
	}
	state = module_state(name);
	if (state == MODULE_ABSENT) {
		warn("ERROR: Module %s is not currently loaded", name);
		return;
	}
	if (!G.force && state == MODULE_COMING) {
		warn("ERROR: Module %s is builtin.", name);
		return;
	}
	if (!G.force && !module_is_idle(name)) {
		complain_of_users(name);
		return;
	}
	if (G.verbose)
		printf("rmmod %s\n", name);
	if (G.force ? syscall(SYS_delete_module, name, O_NONBLOCK | O_TRUNC) < 0
		    : module_remove(name) < 0) {
		warn("ERROR: could not remove module %s: %s", name, strerror(errno));
		return;
	}
}

static int run(int argc, char **argv)
{
	if (argc < 2)
		die(1, "ERROR: missing module name.");
	for (int i = 1; i < argc; i++)
		take_out(argv[i]);
	return 0;
}

APPLET(rmmod, .names = "rmmod", .summary = "take modules out of the kernel",
       .operands = "MODULE...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
