/* SPDX-License-Identifier: MIT */
/* modprobe(8): a module and all it needs. */
#include "dev/module.h"

#include <errno.h>
#include <string.h>

#include "core/error.h"
#include "dev/cmdline.h"

static int load_step(const struct module_step *step, const char *parameters)
{
	struct buffer all = { 0 };
	int result;

	if (!step->path || module_state(step->name) == MODULE_LIVE)
		return 0;
	buffer_text(&all, step->parameters);
	if (parameters && *parameters)
		buffer_format(&all, "%s%s", all.length ? " " : "", parameters);
	/* While another is loading it the kernel waits, then says that it exists. */
	result = module_insert(step->path, all.data);
	if (result < 0 && errno == EEXIST)
		result = 0;
	buffer_free(&all);
	return result;
}

static int load_one(const struct module_tables *tables, const char *name, const char *parameters)
{
	struct module_plan plan;
	int result = module_plan_make(tables, name, &plan);
	size_t i;

	for (i = 0; i < plan.count && result == 0; i++) {
		const struct module_step *step = &plan.steps[i];

		result = load_step(step, strcmp(step->name, name) ? NULL : parameters);
		if (step->optional)
			result = 0;
	}
	module_plan_free(&plan);
	return result;
}

int module_load_from(const struct module_tables *tables, const char *name_or_alias,
		     const char *parameters)
{
	struct module_names names;
	int result = 0;
	size_t i;

	module_lookup(tables, name_or_alias, &names);
	if (!names.count) {
		errno = ENOENT;
		return fail_plain("Module %s not found in directory %s", name_or_alias,
				  tables->folder);
	}
	for (i = 0; i < names.count; i++) {
		if (names.by_alias && cmdline_blacklists(tables->cmdline.data, names.names[i]))
			continue;
		if (load_one(tables, names.names[i], parameters) < 0)
			result = -1;
	}
	module_names_free(&names);
	return result;
}

int module_load(const char *name_or_alias, const char *parameters)
{
	struct module_tables tables;
	char name[MODULE_NAME_SIZE];
	int result;

	result = module_tables_open(&tables, NULL, NULL);
	if (result < 0)
		return result;
	result = module_load_from(&tables, name_or_alias, parameters);
	/* Built in, with tables that do not say so (or none at all). */
	if (result < 0 && errno == ENOENT && !strchr(name_or_alias, '/') &&
	    module_name(slice_of(name_or_alias), name) && module_state(name) != MODULE_ABSENT)
		result = 0;
	module_tables_close(&tables);
	return result;
}
