/* SPDX-License-Identifier: MIT */
/* The look before the jump: facts in, findings out. */
#include "boot/boot_check.h"

#include <stdlib.h>
#include <string.h>

#include "boot/parameters.h"
#include "core/error.h"
#include "dev/module.h"

/* NAME=VALUE of the command line, the last one; with an empty name's "=": the word itself. */
static char *parameter(const char *cmdline, const char *name)
{
	size_t length = strlen(name);
	char *found = NULL, *word;

	while ((word = parameters_word(&cmdline))) {
		if (strncmp(word, name, length) == 0) {
			free(found);
			found = xstrdup(word + length);
		}
		free(word);
	}
	return found;
}

static bool has_parameter(const char *cmdline, const char *const *names)
{
	bool found = false;

	for (; *names && !found; names++) {
		char *value = parameter(cmdline, *names);

		found = value != NULL;
		free(value);
	}
	return found;
}

/* Words by which a root comes from elsewhere than the initrd. */
static const char *const roots[] = { "root=", "ramroot=", "netroot=", "nfsroot=", "boot=",
				     "fetch=", "live:", "iso-scan/", "findiso=", NULL };

static bool brings_root(const struct boot_facts *facts)
{
	return facts->look && facts->look->image_count && !has_parameter(facts->cmdline, roots);
}

static void lack(struct boot_findings *findings, const char *text)
{
	buffer_format(&findings->lacks, "%s%s", findings->lacks.length ? ", " : "", text);
}

static void would_help(struct boot_findings *findings, const char *module)
{
	if (findings->module_count < CHECK_MODULES)
		text_copy(findings->modules[findings->module_count++],
			  sizeof(findings->modules[0]), module);
}

/* The module with all it needs, as a file of the initrd or part of the kernel. */
static bool has_module(const struct initrd_look *look, const char *name)
{
	struct module_plan plan;
	bool there = module_plan_make(&look->modules, name, &plan) == 0;

	for (size_t i = 0; i < plan.count && there; i++)
		there = !plan.steps[i].path || plan.steps[i].optional ||
			initrd_has_plain(look, plan.steps[i].path +
					 strspn(plan.steps[i].path, "/"));
	module_plan_free(&plan);
	fail_clear();
	return there;
}

static bool has_driver(const struct initrd_look *look, const struct check_device *device)
{
	struct module_names names;
	bool there = device->module[0] && has_module(look, device->module);

	module_lookup(&look->modules, device->alias, &names);
	for (size_t i = 0; i < names.count && !there; i++)
		there = has_module(look, names.names[i]);
	module_names_free(&names);
	return there;
}

static void check_card(const struct boot_facts *facts, struct boot_findings *findings)
{
	for (size_t i = 0; facts->card && i < facts->device_count; i++) {
		const struct check_device *device = &facts->devices[i];
		char *text;

		if (has_driver(facts->look, device))
			continue;
		text = device->module[0] ?
			       xasprintf("a driver for %s (module %s)", facts->card,
					 device->module) :
			       xasprintf("a driver for %s (%s)", facts->card, device->alias);
		lack(findings, text);
		free(text);
		would_help(findings, device->alias);
	}
}

/* Whether an image will be made a root of: one of the initrd, or one that is fetched. */
static bool needs_layers(const struct boot_facts *facts)
{
	char *init = parameter(facts->cmdline, "init="), *boot = parameter(facts->cmdline, "boot=");
	char *ramroot = parameter(facts->cmdline, "ramroot=");
	bool needs = facts->look->image_count ||
		     (init && text_starts_with(init, "/nix/store/")) ||
		     strstr(facts->cmdline, "live:") || strstr(facts->cmdline, ".squashfs") ||
		     (boot && (strcmp(boot, "live") == 0 || strcmp(boot, "casper") == 0)) ||
		     (ramroot && !text_ends_with(ramroot, ".ipxe"));

	free(init);
	free(boot);
	free(ramroot);
	return needs;
}

static void check_layers(const struct boot_facts *facts, struct boot_findings *findings)
{
	const struct initrd_look *look = facts->look;
	bool erofs = look->image_count && look->images[0].kind == IMAGE_EROFS;
	const char *const names[] = { erofs ? "erofs" : "squashfs", "overlay", "loop" };

	if (!needs_layers(facts))
		return;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
		char *text;

		if (has_module(look, names[i]))
			continue;
		text = xasprintf("module %s", names[i]);
		lack(findings, text);
		free(text);
		would_help(findings, names[i]);
	}
}

char *boot_check_init(const struct boot_facts *facts)
{
	char *init = parameter(facts->cmdline, "init=");

	if (init && (!facts->look || initrd_has(facts->look, init) ||
		     has_parameter(facts->cmdline, roots))) {
		free(init);
		init = NULL;
	}
	return init;
}

static void check_init(const struct boot_facts *facts, struct boot_findings *findings)
{
	const struct initrd_look *look = facts->look;
	char *first = parameter(facts->cmdline, "rdinit="), *init = boot_check_init(facts);
	char *text = NULL;

	if (first && !initrd_has(look, first))
		text = xasprintf("rdinit=%s", first);
	else if (!first && !initrd_has(look, "/init") && !has_parameter(facts->cmdline, roots))
		text = xstrdup("/init");
	if (text)
		lack(findings, text);
	free(text);
	text = NULL;
	if (init && look->image_count && facts->image_init == INIT_IS_NOT_THERE)
		text = xasprintf("init=%s (nor is it in %s)", init, look->images[0].name);
	else if (init && !look->image_count && text_starts_with(init, "/nix/store/"))
		text = xasprintf("init=%s (and any image of a store)", init);
	if (text)
		lack(findings, text);
	free(text);
	free(first);
	free(init);
}

/* Whether the initrd's modules are this kernel's, and so whether their tables tell anything. */
static bool check_modules(const struct boot_facts *facts, struct boot_findings *findings)
{
	const struct initrd_look *look = facts->look;
	char *text;

	if (look->modules.folder[0] && look->modules.dep.length)
		return true;
	if (look->other_version[0] && facts->version[0]) {
		text = xasprintf("modules of kernel %s (it has those of %s)", facts->version,
				 look->other_version);
		lack(findings, text);
		free(text);
		for (size_t i = 0; facts->card && i < facts->device_count; i++)
			would_help(findings, facts->devices[i].alias);
	}
	return false;
}

void boot_check(const struct boot_facts *facts, struct boot_findings *findings)
{
	size_t others;

	*findings = (struct boot_findings){ 0 };
	if (!facts->look)
		return;
	check_init(facts, findings);
	if (!check_modules(facts, findings))
		return;
	check_layers(facts, findings);
	others = findings->lacks.length;
	check_card(facts, findings);
	findings->card_alone = !others && findings->lacks.length && brings_root(facts) &&
			       facts->image_init != INIT_IS_NOT_THERE;
}
