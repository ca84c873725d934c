/* SPDX-License-Identifier: MIT */
/* modprobe(8): load modules with what they need, or remove them, by name or alias. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "core/applet.h"
#include "core/error.h"
#include "dev/cmdline.h"
#include "dev/module.h"

static struct {
	bool all, remove, resolve, dry_run, show, quiet, first_time, blacklist;
	int verbose;
	const char *root, *version;
	struct module_tables tables;
} G;

static const struct option_row options[] = {
	{ "-a --all", OPTION_FLAG, &G.all, NULL, "each operand is a module, none a parameter" },
	{ "-r --remove", OPTION_FLAG, &G.remove, NULL, "remove, and what was only needed by it" },
	{ "-R --resolve-alias", OPTION_FLAG, &G.resolve, NULL,
	  "only print what the alias stands for" },
	{ "-D --show-depends", OPTION_FLAG, &G.show, NULL, "only print what would be loaded" },
	{ "-n --dry-run --show", OPTION_FLAG, &G.dry_run, NULL, "do all but load or remove" },
	{ "-q --quiet", OPTION_FLAG, &G.quiet, NULL, "say nothing when there is no such module" },
	{ "-b --use-blacklist", OPTION_FLAG, &G.blacklist, NULL,
	  "let the blacklist count for names too" },
	{ "-v --verbose", OPTION_COUNT, &G.verbose, NULL, "print what is done" },
	{ "--first-time", OPTION_FLAG, &G.first_time, NULL,
	  "fail when it is loaded (or gone) already" },
	{ "-d --dirname", OPTION_TEXT, &G.root, "DIR", "root folder of lib/modules instead of /" },
	{ "-S --set-version", OPTION_TEXT, &G.version, "VERSION",
	  "of this kernel, not the running one" },
	{ 0 }
};

static int missing(const char *text)
{
	if (!G.quiet)
		warn("%s: Module %s not found in directory %s", G.all ? "WARNING" : "FATAL", text,
		     G.tables.folder);
	return 1;
}

/* Parameters given here come behind those of the kernel command line. */
static int insert_step(const struct module_step *step, const char *given)
{
	enum module_state state = module_state(step->name);
	struct buffer parameters = { 0 };
	int result = 0;

	if (G.show && !step->path)
		printf("builtin %s\n", step->name);
	if (!G.show && (!step->path || state == MODULE_LIVE)) {
		errno = EEXIST;
		return -1;
	}
	if (!step->path)
		return 0;
	buffer_format(&parameters, "%s%s%s", step->parameters,
		      *step->parameters && *given ? " " : "", given);
	if (G.show || G.verbose)
		printf("insmod %s %s\n", step->path, parameters.data);
	if (!G.show && !G.dry_run)
		result = module_insert(step->path, parameters.data);
	buffer_free(&parameters);
	return result;
}

static int insert(const char *name, const char *parameters)
{
	struct module_plan plan;
	int result = module_plan_make(&G.tables, name, &plan);
	bool itself;
	size_t i;

	for (i = 0; i < plan.count && result == 0; i++) {
		itself = !strcmp(plan.steps[i].name, name);
		result = insert_step(&plan.steps[i], itself ? parameters : "");
		if (result < 0 && errno == EEXIST && !(itself && G.first_time))
			result = 0;
		else if (result < 0 && errno == EEXIST)
			fail_plain("could not insert '%s': Module already in kernel", name);
		else if (result < 0 && plan.steps[i].optional)
			result = 0;
	}
	module_plan_free(&plan);
	if (result < 0)
		warn("ERROR: %s", fail_text());
	return result < 0;
}

static int load(const char *text, const char *parameters)
{
	struct module_names names;
	int status = 0;
	size_t i;

	module_lookup(&G.tables, text, &names);
	if (!names.count)
		return missing(text);
	for (i = 0; i < names.count; i++) {
		if (G.resolve)
			puts(names.names[i]);
		else if (!(names.by_alias || G.blacklist) ||
			 !cmdline_blacklists(G.tables.cmdline.data, names.names[i]))
			status |= insert(names.names[i], parameters);
	}
	module_names_free(&names);
	return status;
}

static int remove_one(const char *name)
{
	if (G.verbose)
		printf("rmmod %s\n", name);
	return G.dry_run ? 0 : module_remove(name);
}

/* The module itself, then what it needed, as far as nothing else uses that. */
static int remove_module(const char *name)
{
	struct module_plan plan;
	enum module_state state = module_state(name);
	int result = module_plan_make(&G.tables, name, &plan);
	size_t i;

	if (!result && plan.count && !plan.steps[plan.count - 1].path) {
		result = fail_plain("Module %s is builtin.", name);
	} else if (state == MODULE_ABSENT) {
		result = G.first_time ? fail_plain("Module %s is not in kernel.", name) : 0;
	} else if (state == MODULE_LIVE && !module_is_idle(name)) {
		result = fail_plain("Module %s is in use.", name);
	} else {
		result = remove_one(name);
		for (i = plan.count; !result && i-- > 0;) {
			if (strcmp(plan.steps[i].name, name) &&
			    module_is_idle(plan.steps[i].name))
				(void)!remove_one(plan.steps[i].name);
		}
	}
	module_plan_free(&plan);
	if (result < 0)
		warn("FATAL: %s", fail_text());
	return result < 0;
}

static int remove_named(const char *text)
{
	struct module_names names;
	int status = 0;
	size_t i;

	module_lookup(&G.tables, text, &names);
	if (!names.count)
		status = missing(text);
	for (i = 0; i < names.count; i++)
		status |= remove_module(names.names[i]);
	module_names_free(&names);
	return status;
}

static int run(int argc, char **argv)
{
	struct buffer parameters = { 0 };
	int i, status = 0;

	if (argc < 2)
		usage("missing parameters. See -h.");
	if (module_tables_open(&G.tables, G.root, G.version) < 0)
		die_failure(1);
	if (G.remove || G.all) {
		for (i = 1; i < argc; i++)
			status |= G.remove ? remove_named(argv[i]) : load(argv[i], "");
	} else {
		for (i = 2; i < argc; i++)
			buffer_format(&parameters, "%s%s", i > 2 ? " " : "", argv[i]);
		status = load(argv[1], parameters.data ? parameters.data : "");
	}
	buffer_free(&parameters);
	module_tables_close(&G.tables);
	return status;
}

APPLET(modprobe, .names = "modprobe", .summary = "load kernel modules and what they need",
       .operands = "MODULE [PARAMETER[=VALUE]]... | -a MODULE... | -r MODULE...",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
