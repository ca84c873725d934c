/* SPDX-License-Identifier: MIT */
/* The plan is made in two parts: a source can only be looked at once the network is there. */
#include "boot/ramroot.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/diagnose.h"
#include "boot/medium.h"
#include "boot/mirrors.h"
#include "boot/parameters.h"
#include "boot/process_one.h"
#include "boot/pxelinux_host.h"
#include "boot/script_host.h"
#include "boot/steps.h"
#include "boot/switch_root.h"
#include "boot/trusted.h"
#include "core/error.h"
#include "core/io.h"
#include "http/url.h"

/* Where DHCP says to boot from: a URL, or a file of the server it names, by TFTP as PXE does. */
static int source_of_lease(struct ramroot *ramroot)
{
	const struct lease *lease = &ramroot->lease;

	if (!lease->boot_file[0])
		return fail_plain("no source: none was given (ramroot=URL on the command line), "
				  "and the DHCP server of %s names no boot file",
				  lease->interface[0] ? lease->interface : "this network");
	if (strstr(lease->boot_file, "://"))
		ramroot->source_name = xstrdup(lease->boot_file);
	else
		ramroot->source_name = xasprintf("tftp://%s/%s", lease->boot_server,
						 lease->boot_file + strspn(lease->boot_file, "/"));
	return 0;
}

/* Is it the way there? Then that is said too, with what to try next. */
static int explain_way(const char *name)
{
	struct diagnose diagnose = { .target = name };
	char *failure = xstrdup(fail_text());
	struct buffer line = { 0 };

	if (diagnose_way(&diagnose, &line) == DIAGNOSIS_FINE)
		fail_plain("%s", failure);
	else
		fail_plain("%s: %s", failure, line.data);
	buffer_free(&line);
	free(failure);
	return -1;
}

/* At its other name; when it is not there either, that of the first one is the failure. */
static int look_elsewhere(struct ramroot *ramroot)
{
	char *failure;

	if (!ramroot->other_source)
		return -1;
	failure = xstrdup(fail_text());
	if (source_look(ramroot->other_source, &ramroot->source) < 0) {
		fail_plain("%s; nor is there %s", failure, ramroot->other_source);
		free(failure);
		return -1;
	}
	free(failure);
	return 0;
}

static int look(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;
	const char *name;

	if (!ramroot->source_name && source_of_lease(ramroot) < 0)
		return -1;
	name = ramroot->source_name;
	plan_note(plan, "%s", name);
	if (trusted_source(name, ramroot->request->sha256) < 0 ||
	    mirrors_begin(name, &ramroot->mirrors) < 0)
		return -1;
	/* Neither a folder of configurations nor a disk has one. */
	if (ramroot->request->sha256 && (ramroot->layout == LAYOUT_DISK ||
					 (CONFIG_PXELINUX && pxelinux_is_source(name))))
		return fail_plain("--sha256: %s is not one file", name);
	if (CONFIG_PXELINUX && pxelinux_is_source(name)) {
		ramroot->source = (struct source){ .name = name, .local = url_is_local(name),
						   .way = SOURCE_PXELINUX, .size = UINT64_MAX };
		plan_note(plan, "%s: PXELINUX's", name);
		return 0;
	}
	if (ramroot->layout == LAYOUT_DISK) {
		ramroot->source = (struct source){ .name = name, .local = true,
						   .way = SOURCE_IMAGE };
		plan_note(plan, "%s: a disk", name);
		return 0;
	}
	if (source_look(name, &ramroot->source) < 0 && look_elsewhere(ramroot) < 0)
		return url_is_local(name) ? -1 : explain_way(name);
	name = ramroot->source.name;
	plan_note(plan, "%s: %s", name, probe_name(ramroot->source.kind));
	return 0;
}

static bool is_jump(enum source_way way)
{
	return way == SOURCE_SCRIPT || way == SOURCE_PXELINUX || way == SOURCE_KERNEL;
}

/* The root path ends in a root that takes this one's place: refused before anything is touched. */
static int check_place(const struct ramroot *ramroot)
{
	if (is_jump(ramroot->source.way) || ramroot->request->dry_run || ramroot->initramfs)
		return 0;
	if (initramfs_check() == 0)
		return 0;
	return fail_plain("%s is a root image, and this is a running system, not an initrd: boot "
			  "an initrd (scripts/mkinitrd) with ramroot=%s, or give a script or a "
			  "kernel, which kexec loads here",
			  ramroot->source.name, ramroot->source.name);
}

static int add_rest(struct ramroot *ramroot)
{
	if (check_place(ramroot) < 0)
		return -1;
	if (is_jump(ramroot->source.way))
		return add_kexec_steps(ramroot);
	return add_root_steps(ramroot);
}

/* What an initrd that brings its root along calls it. */
static const char *image_within(void)
{
	static const char *const names[] = { "/nix-store.squashfs", "/root.squashfs",
					     "/root.erofs" };

	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (access(names[i], R_OK) == 0)
			return names[i];
	return NULL;
}

static int take_added(struct ramroot *ramroot)
{
	const struct option_list *added = &ramroot->request->added;

	ramroot->added = xcalloc(added->count, sizeof(*ramroot->added));
	for (; ramroot->added_count < added->count; ramroot->added_count++)
		if (added_parse(added->items[ramroot->added_count],
				&ramroot->added[ramroot->added_count]) < 0)
			return -1;
	return 0;
}

/* --ip has the value of ip=, or several words as the command line of a kernel has them. */
static int parse_network(struct ramroot *ramroot, const struct parameters *parameters)
{
	const char *ip = ramroot->request->ip;
	char *line;
	int result;

	if (!ip)
		return ramroot->initramfs
		       ? network_parameters_parse(parameters->line, &ramroot->network) : 0;
	line = xasprintf("%s%s", strchr(ip, '=') ? "" : "ip=", ip);
	result = network_parameters_parse(line, &ramroot->network);
	free(line);
	return result;
}

/* What goes with the source of the kernel's line, when it is that one. */
static void take_alias(struct ramroot *ramroot, const struct parameters *parameters,
		       const char *source, const char *layout)
{
	if (parameters->alias_source && strcmp(source, parameters->alias_source) == 0)
		ramroot->other_source = parameters->other_source;
	else if (!layout && parameters->root_disk && strcmp(source, parameters->root_disk) == 0)
		ramroot->layout = LAYOUT_DISK;
}

static int prepare(struct ramroot *ramroot, const struct parameters *parameters)
{
	const struct ramroot_request *request = ramroot->request;
	const char *layout = request->layout ? request->layout : parameters->layout;
	const char *source = request->source;

	if (!source && ramroot->initramfs)
		source = image_within();
	ramroot->source_name = source ? xstrdup(source) : NULL;
	ramroot->of_line = ramroot->initramfs && request->source && parameters->source &&
			   strcmp(request->source, parameters->source) == 0;
	for (size_t i = 0; i < request->mirrors.count; i++)
		option_list_add(&ramroot->mirrors, request->mirrors.items[i]);
	if (ramroot->of_line && parameters->mirrors)
		option_list_add_words(&ramroot->mirrors, parameters->mirrors);
	ramroot->root = request->root ? request->root : "/mnt-root";
	if (parse_network(ramroot, parameters) < 0)
		return -1;
	if (layout && layout_parse(layout, &ramroot->layout) < 0)
		return -1;
	if (source && ramroot->initramfs)
		take_alias(ramroot, parameters, source, layout);
	if (request->init)
		ramroot->init = xstrdup(request->init);
	else if (ramroot->initramfs && parameters->init)
		ramroot->init = xstrdup(parameters->init);
	root_steps_want(ramroot, parameters);
	return take_added(ramroot);
}

static int stop_here(void *data, struct plan *plan)
{
	static const char *const before[] = {
		[STOP_START] = "anything was done", [STOP_SOURCE] = "the source was looked at",
		[STOP_SWITCH] = "the new system is started",
	};
	const struct ramroot *ramroot = data;

	(void)plan;
	return fail_plain("stopped before %s, as the kernel command line asks: any other key goes "
			  "on", before[ramroot->request->stop]);
}

void add_break_step(struct ramroot *ramroot, enum stop where)
{
	if (ramroot->request->stop == where)
		plan_add(&ramroot->plan, "break", stop_here);
}

static int perform(struct ramroot *ramroot)
{
	struct plan *plan = &ramroot->plan;
	bool dry = ramroot->request->dry_run;

	add_break_step(ramroot, STOP_START);
	add_network_step(ramroot);
	add_clock_step(ramroot);
	add_break_step(ramroot, STOP_SOURCE);
	if (dry && !ramroot->source_name) {
		plan_print(plan);
		return fail_plain("what DHCP names is only known once the network is up: "
				  "give the URL");
	}
	plan_add(plan, "source", look);
	/* A dry run looks, too, but changes nothing for it: the network must be there. */
	if (dry ? look(ramroot, plan) < 0 : plan_perform(plan) < 0)
		return -1;
	/* Passed over: a person went on after it had failed, so it has to be looked at now. */
	if (!ramroot->source.name && look(ramroot, plan) < 0)
		return -1;
	if (add_rest(ramroot) < 0)
		return -1;
	if (dry) {
		plan_print(plan);
		return 0;
	}
	if (ramroot->initramfs && !plan->resume_after)
		root_steps_undo(ramroot);
	return plan_perform(plan);
}

static void forget(struct ramroot *ramroot)
{
	struct boot_files *files = &ramroot->files;

	for (size_t i = 0; i < files->initrd_count; i++) {
		free(files->initrds[i].name);
		if (files->initrds[i].kept)
			close(files->initrds[i].kept);
		free(files->initrds[i].file);
	}
	free(files->initrds);
	free(files->kernel);
	if (files->kept)
		close(files->kept);
	free(files->cmdline);
	free(files->network);
	root_steps_free(ramroot);
	for (size_t i = 0; i < ramroot->added_count; i++)
		added_free(&ramroot->added[i]);
	free(ramroot->added);
	free(ramroot->init);
	free(ramroot->source_name);
	free(ramroot->mirrors.items);
	plan_free(&ramroot->plan);
}

/* Whether the new root stands: then a person may mend it, and go on. */
static bool is_laid_out(const struct plan *plan)
{
	for (unsigned i = 0; i < plan->count; i++)
		if (strcmp(plan->steps[i].name, "layout") == 0)
			return plan->steps[i].done;
	return false;
}

int ramroot_boot(const struct ramroot_request *request, const struct ipxe_boot *boot)
{
	struct ramroot ramroot = { .request = request };
	int result;

	ramroot.initramfs = initramfs_check() == 0;
	ramroot.plan = (struct plan){ .data = &ramroot, .quiet = request->quiet,
				      .keep = ramroot.initramfs };
	if (ramroot.plan.keep && make_folders(RAMROOT_FOLDER) < 0)
		return -1;
	result = script_take_boot(&ramroot, boot);
	if (result == 0)
		result = add_kexec_steps(&ramroot);
	if (result == 0)
		result = plan_perform(&ramroot.plan);
	forget(&ramroot);
	return result;
}

int ramroot_run(const struct ramroot_request *request)
{
	struct ramroot ramroot = { .request = request };
	struct parameters parameters;
	int result;

	if (parameters_read(&parameters) < 0 || trusted_begin(&request->keys, request->sums) < 0)
		return -1;
	ramroot.initramfs = initramfs_check() == 0;
	ramroot.plan = (struct plan){ .data = &ramroot, .quiet = request->quiet,
				      .keep = ramroot.initramfs && !request->dry_run,
				      .trace = request->trace,
				      .resume_after = request->resume_after };
	if (ramroot.plan.keep && make_folders(RAMROOT_FOLDER) < 0)
		return -1;
	result = prepare(&ramroot, &parameters);
	if (result == 0)
		result = perform(&ramroot);
	if (result < 0 && ramroot.plan.keep && !request->resume_after &&
	    !is_laid_out(&ramroot.plan))
		root_steps_undo(&ramroot);
	forget(&ramroot);
	parameters_free(&parameters);
	return result;
}

int ramroot_print_images(const struct option_list *choices, const char *folder)
{
	struct medium medium;

	if (medium_look(folder, choices, &medium) < 0)
		return -1;
	for (size_t i = 0; i < medium.count; i++) {
		char *quoted = text_shell_quote(medium.images[i]);

		printf("%s%s", i ? " " : "", quoted);
		free(quoted);
	}
	if (medium.count)
		printf("\n");
	medium_free(&medium);
	return 0;
}
