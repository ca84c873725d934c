/* SPDX-License-Identifier: MIT */
/* What a module needs, in the order of loading: modules.dep(5), softdeps of modprobe.d(5). */
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "dev/cmdline.h"
#include "dev/module.h"

/* Softdeps of softdeps: the kernel's own chains have three. */
#define DEPTH_LIMIT 16
#define NEEDS_LIMIT 256

static void add_name(struct module_names *names, const char *name)
{
	size_t i;

	for (i = 0; i < names->count; i++) {
		if (!strcmp(names->names[i], name))
			return;
	}
	names->names = xrealloc(names->names, (names->count + 1) * sizeof(*names->names));
	strcpy(names->names[names->count++], name);
}

void module_lookup(const struct module_tables *tables, const char *text,
		   struct module_names *names)
{
	struct slice table, path, needs;
	char name[MODULE_NAME_SIZE];
	/* No file is called as a device's alias is ("pci:v..."): that saves time at boot. */
	bool may_be_name = !strpbrk(text, "/:");

	memset(names, 0, sizeof(*names));
	if (may_be_name && module_name(slice_of(text), name) &&
	    depmod_dependencies(table_slice(&tables->dep), name, &path, &needs)) {
		add_name(names, name);
		return;
	}
	names->by_alias = true;
	table = table_slice(&tables->alias);
	while (depmod_alias(&table, slice_of(text), name))
		add_name(names, name);
	table = table_slice(&tables->builtin_modinfo);
	while (!names->count && depmod_builtin_alias(&table, slice_of(text), name))
		add_name(names, name);
	if (!names->count && may_be_name && module_name(slice_of(text), name) &&
	    depmod_builtin(table_slice(&tables->builtin), name))
		add_name(names, name);
}

void module_names_free(struct module_names *names)
{
	free(names->names);
	memset(names, 0, sizeof(*names));
}

static bool planned(const struct module_plan *plan, const char *name)
{
	size_t i;

	for (i = 0; i < plan->count; i++) {
		if (!strcmp(plan->steps[i].name, name))
			return true;
	}
	return false;
}

static void add_step(const struct module_tables *tables, struct module_plan *plan,
		     const char *name, const struct slice *path, bool optional)
{
	struct module_step *step;
	struct buffer parameters = { 0 };

	plan->steps = xrealloc(plan->steps, (plan->count + 1) * sizeof(*plan->steps));
	step = &plan->steps[plan->count++];
	memset(step, 0, sizeof(*step));
	strcpy(step->name, name);
	step->optional = optional;
	if (path && path->length && path->data[0] == '/')
		step->path = xstrndup(path->data, path->length);
	else if (path)
		step->path = xasprintf("%s/%.*s", tables->folder, (int)path->length, path->data);
	buffer_text(&parameters, "");
	cmdline_parameters(tables->cmdline.data ? tables->cmdline.data : "", name, &parameters);
	step->parameters = parameters.data ? parameters.data : xstrdup("");
}

static int plan_module(const struct module_tables *tables, const char *name,
		       struct module_plan *plan, bool optional, unsigned depth);

static void plan_soft(const struct module_tables *tables, struct slice words,
		      struct module_plan *plan, unsigned depth)
{
	struct module_names names;
	struct slice word;
	char *text;
	size_t i;

	while (slice_word(&words, &word)) {
		if (slice_equal(word, "pre:") || slice_equal(word, "post:"))
			break;
		/* It may be an alias ("crypto-crc32c"); what is missing is no error. */
		text = xstrndup(word.data, word.length);
		module_lookup(tables, text, &names);
		for (i = 0; i < names.count; i++)
			plan_module(tables, names.names[i], plan, true, depth + 1);
		module_names_free(&names);
		free(text);
	}
}

/* One module between what its softdeps want before and after it. */
static void plan_one(const struct module_tables *tables, const char *name,
		     const struct slice *path, struct module_plan *plan, bool optional,
		     unsigned depth)
{
	struct slice before = { "", 0 }, after = { "", 0 };
	bool soft = depth < DEPTH_LIMIT &&
		    depmod_softdep(table_slice(&tables->softdep), name, &before, &after);

	if (soft)
		plan_soft(tables, before, plan, depth);
	if (!planned(plan, name))
		add_step(tables, plan, name, path, optional);
	if (soft)
		plan_soft(tables, after, plan, depth);
}

static int plan_module(const struct module_tables *tables, const char *name,
		       struct module_plan *plan, bool optional, unsigned depth)
{
	struct slice path, needs, word, words[NEEDS_LIMIT];
	char need[MODULE_NAME_SIZE];
	size_t count = 0;

	if (depth > DEPTH_LIMIT || planned(plan, name))
		return 0;
	if (!depmod_dependencies(table_slice(&tables->dep), name, &path, &needs)) {
		if (!depmod_builtin(table_slice(&tables->builtin), name))
			return fail_plain("Module %s not found in directory %s", name,
					  tables->folder);
		add_step(tables, plan, name, NULL, optional);
		return 0;
	}
	while (count < NEEDS_LIMIT && slice_word(&needs, &word))
		words[count++] = word;
	while (count--) {
		if (module_name(words[count], need) && !planned(plan, need))
			plan_one(tables, need, &words[count], plan, optional, depth + 1);
	}
	plan_one(tables, name, &path, plan, optional, depth);
	return 0;
}

int module_plan_make(const struct module_tables *tables, const char *name,
		     struct module_plan *plan)
{
	memset(plan, 0, sizeof(*plan));
	return plan_module(tables, name, plan, false, 0);
}

void module_plan_free(struct module_plan *plan)
{
	size_t i;

	for (i = 0; i < plan->count; i++) {
		free(plan->steps[i].path);
		free(plan->steps[i].parameters);
	}
	free(plan->steps);
	memset(plan, 0, sizeof(*plan));
}
