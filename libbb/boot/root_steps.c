/* SPDX-License-Identifier: MIT */
/* The root path: fetch into memory, attach, lay out, add files, find init, switch. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/find_init.h"
#include "boot/handover.h"
#include "boot/in_root.h"
#include "boot/persist.h"
#include "boot/process_one.h"
#include "boot/steps.h"
#include "boot/switch_root.h"
#include "boot/trusted.h"
#include "core/error.h"
#include "http/fetch.h"
#include "term/progress.h"

static const char *lower_of(const struct ramroot *ramroot)
{
	/* Attached by hand, when that step was passed over. */
	return ramroot->mounted.lower ? ramroot->mounted.lower : LAYERS_LOWER;
}

static int attach(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;
	struct layers *mounted = &ramroot->mounted;

	for (size_t i = 0; i < ramroot->layer_count; i++) {
		const struct root_layer *layer = &ramroot->layers[i];

		if (!layer->image)
			layers_push(mounted, layer->place);
		else if ((layer->source.local && trusted_file(layer->image) < 0) ||
			 layers_attach(mounted, layer->image) < 0)
			return -1;
	}
	plan_note(plan, "%s%s%s", probe_name(ramroot->source.kind), mounted->who ? " of " : "",
		  mounted->who ? mounted->who : "");
	return 0;
}

static struct layout_parts disk_parts(const struct ramroot *ramroot)
{
	return (struct layout_parts){ .root = ramroot->root, .disk = ramroot->source.name,
				      .type = ramroot->disk_type,
				      .options = ramroot->disk_options };
}

static int lay_out_disk(void *data, struct plan *plan)
{
	const struct ramroot *ramroot = data;
	const char *name = ramroot->source.name;
	struct layout_parts parts = disk_parts(ramroot);
	char *device;
	int result;

	if (persist_wait(name, &device) < 0)
		return -1;
	parts.disk = device;
	plan_note(plan, "%s (%s) on %s", name, parts.options, parts.root);
	/* Keys, when there are some, do not hold for a disk: so it is refused. */
	result = trusted_file(device);
	if (result == 0)
		result = layout_make(LAYOUT_DISK, &parts);
	free(device);
	return result;
}

static int lay_out(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;
	const char *persist = ramroot->persist;
	struct layout_parts parts = { .root = ramroot->root, .lower = lower_of(ramroot) };

	if (ramroot->layout == LAYOUT_UNKNOWN &&
	    layout_detect(layers_base(parts.lower), &ramroot->layout) < 0)
		return -1;
	if (persist && persist_wait(persist, &ramroot->upper) < 0)
		return -1;
	parts.upper = ramroot->upper;
	plan_note(plan, "%s on %s%s%s", layout_name(ramroot->layout), ramroot->root,
		  persist ? ", written to " : "", persist ? ramroot->upper : "");
	return layout_make(ramroot->layout, &parts);
}

static int add_files(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;

	for (size_t i = 0; i < ramroot->added_count; i++) {
		struct progress progress = { .quiet = plan->quiet };
		int64_t length = added_put(&ramroot->added[i], ramroot->root, &progress);

		if (length < 0)
			return fail_in("add %s", ramroot->added[i].from);
		plan_now(plan)->bytes += length;
	}
	plan_note(plan, "%s%s", ramroot->added[0].path,
		  ramroot->added_count > 1 ? " and more" : "");
	return 0;
}

static int find(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;
	const char *of_medium = ramroot->mounted.init;

	if (!ramroot->init && of_medium && in_root_check_program(ramroot->root, of_medium) == 0)
		ramroot->init = xstrdup(of_medium);
	if (ramroot->init ? find_init_check(ramroot->root, ramroot->init) < 0 :
			    find_init(ramroot->layout, ramroot->root, &ramroot->init) < 0)
		return -1;
	plan_note(plan, "%s", ramroot->init);
	return 0;
}

static int switch_to(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;
	char *root = (char *)ramroot->root;
	char *arguments[] = { root, ramroot->init, NULL };
	struct buffer text = { 0 };

	/* The find step was passed over: a person laid the root out. */
	if (!ramroot->init && find_init(LAYOUT_OVERLAY, root, &ramroot->init) < 0 &&
	    find_init(LAYOUT_NIX_STORE, root, &ramroot->init) < 0)
		return -1;
	arguments[1] = ramroot->init;
	if (switch_root_check(root, ramroot->init) < 0)
		return -1;
	/* A network that is not handed over in full is better than no new root. */
	if (handover_write(root, ramroot->lease.interface[0] ? &ramroot->lease : NULL) < 0)
		kernel_log("hand-over: %s", fail_text());
	kernel_log("switch: to %s of %s", ramroot->init, root);
	if (!plan->quiet) {
		plan_timeline(plan, &text);
		printf("%s", text.data ? text.data : "");
		buffer_free(&text);
	}
	fflush(stdout);
	fetch_disconnect();
	if (getpid() == 1)
		return switch_root_perform(root, arguments + 1);
	if (!process_one_is_ours())
		return fail_plain("only process 1 can switch: exec switch_root %s %s", root,
				  ramroot->init);
	return process_one_ask("switch_root", arguments);
}

/* init as far as it is known before the image is there. */
static void switch_lines(struct ramroot *ramroot, struct buffer *lines)
{
	const char *root = ramroot->root;
	char *init;

	handover_lines(root, lines);
	if (ramroot->init || ramroot->layout == LAYOUT_OVERLAY ||
	    ramroot->layout == LAYOUT_DISK) {
		init = text_shell_quote(ramroot->init ? ramroot->init : "/sbin/init");
		buffer_format(lines, "switch_root %s %s\n", root, init);
		free(init);
		return;
	}
	buffer_format(lines, "set -- %s/nix/store/*-nixos-system-*/init\n"
		      "[ -e \"$1\" ] || set -- %s/nix/store/*/init\n"
		      "[ -e \"$1\" ] || set -- %s/sbin/init\n"
		      "switch_root %s \"${1#%s}\"\n", root, root, root, root, root);
}

/* Whether what is within has to be looked at: a live medium may be. */
static bool must_look(const struct ramroot *ramroot)
{
	for (size_t i = 0; i < ramroot->layer_count; i++)
		if (ramroot->layers[i].image &&
		    (ramroot->layers[i].source.kind == IMAGE_ISO9660 ||
		     ramroot->layout == LAYOUT_UNKNOWN || ramroot->mounted.choices.count))
			return true;
	return false;
}

/* The same for layers that are what they seem: plain mounts. Returns lowerdir=. Caller frees. */
static char *plain_lines(const struct ramroot *ramroot, struct buffer *lines)
{
	struct layers layers = { .places = ramroot->mounted.places };
	char place[LAYERS_PLACE];

	for (size_t i = 0; i < ramroot->layer_count; i++) {
		const struct root_layer *layer = &ramroot->layers[i];
		char *image = layer->image ? text_shell_quote(layer->image) : NULL;

		text_copy(place, sizeof(place), layer->place);
		if (image && layers_take_place(&layers, place) == 0)
			buffer_format(lines, "mkdir -p %s\nmount -o ro,loop %s %s\n", place, image,
				      place);
		layers_push(&layers, place);
		free(image);
	}
	return layers.lower;
}

static void looking_lines(const struct ramroot *ramroot, struct buffer *lines)
{
	layers_function(&ramroot->mounted, lines);
	for (size_t i = 0; i < ramroot->layer_count; i++) {
		const struct root_layer *layer = &ramroot->layers[i];
		char *image = layer->image ? text_shell_quote(layer->image) : NULL;

		if (image)
			buffer_format(lines, "attach %s\n", image);
		else
			buffer_format(lines, "lower=%s${lower:+:$lower}\n", layer->place);
		free(image);
	}
}

/* --layout, or what the way to init tells before the image is there to be looked into. */
static enum layout layout_known(const struct ramroot *ramroot)
{
	if (ramroot->layout != LAYOUT_UNKNOWN || !ramroot->init)
		return ramroot->layout;
	return text_starts_with(ramroot->init, "/nix/store/") ? LAYOUT_NIX_STORE : LAYOUT_UNKNOWN;
}

static void add_mount_steps(struct ramroot *ramroot)
{
	struct layout_parts parts = { .root = ramroot->root };
	struct buffer *lines = plan_add(&ramroot->plan, "attach", attach);
	char *lower = NULL;

	ramroot->layout = layout_known(ramroot);
	for (size_t i = 0; i < ramroot->layer_count; i++)
		if (ramroot->layers[i].image && ramroot->layers[i].source.local)
			trusted_line(ramroot->layers[i].image, lines);
	if (must_look(ramroot))
		looking_lines(ramroot, lines);
	else
		parts.lower = lower = plain_lines(ramroot, lines);
	parts.upper = ramroot->persist;
	layout_lines(ramroot->layout, &parts, plan_add(&ramroot->plan, "layout", lay_out));
	free(lower);
}

/* The source and what shall lie above it. */
static int look_at_layers(struct ramroot *ramroot)
{
	size_t count = ramroot->wanted.count;

	ramroot->layers = xcalloc(count + 1, sizeof(*ramroot->layers));
	ramroot->layers[0].source = ramroot->source;
	ramroot->layer_count = count + 1;
	for (size_t i = 0; i < count; i++) {
		struct source *source = &ramroot->layers[i + 1].source;

		if (source_look(ramroot->wanted.items[i], source) < 0)
			return -1;
		if (source->way != SOURCE_IMAGE && source->way != SOURCE_ARCHIVE)
			return fail_plain("%s is %s, no layer for a root", source->name,
					  probe_name(source->kind));
	}
	return 0;
}

/* What was typed, else what the kernel command line says; of layers, for its own source alone. */
void root_steps_want(struct ramroot *ramroot, const struct parameters *parameters)
{
	const struct ramroot_request *request = ramroot->request;

	for (size_t i = 0; i < request->initrd_count; i++)
		option_list_add(&ramroot->wanted, request->initrds[i]);
	if (ramroot->of_line && !request->initrd_count && parameters->layers)
		option_list_add_words(&ramroot->wanted, parameters->layers);
	ramroot->mounted.choices = request->images;
	if (ramroot->of_line && !request->images.count && parameters->image) {
		ramroot->image = parameters->image;
		ramroot->mounted.choices = (struct option_list){ &ramroot->image, 1 };
	}
	ramroot->disk_type = parameters->root_type;
	ramroot->disk_options = xasprintf("%s%s%s", parameters->root_writable ? "rw" : "ro",
					  parameters->root_flags ? "," : "",
					  parameters->root_flags ? parameters->root_flags : "");
	ramroot->persist = request->persist;
	if (ramroot->initramfs && !request->persist)
		ramroot->persist = parameters->persist;
}

static int add_disk_step(struct ramroot *ramroot)
{
	struct layout_parts parts = disk_parts(ramroot);

	if (ramroot->wanted.count || ramroot->persist)
		return fail_plain("%s is a root as it is: layers and --persist are for images",
				  parts.disk);
	layout_lines(LAYOUT_DISK, &parts, plan_add(&ramroot->plan, "layout", lay_out_disk));
	return 0;
}

int add_root_steps(struct ramroot *ramroot)
{
	struct plan *plan = &ramroot->plan;

	if (ramroot->layout == LAYOUT_DISK) {
		if (add_disk_step(ramroot) < 0)
			return -1;
	} else {
		if (look_at_layers(ramroot) < 0 || add_root_fetch_step(ramroot) < 0)
			return -1;
		add_mount_steps(ramroot);
	}
	if (ramroot->added_count) {
		struct buffer *lines = plan_add(plan, "add", add_files);

		for (size_t i = 0; i < ramroot->added_count; i++)
			added_lines(&ramroot->added[i], ramroot->root, lines);
	}
	plan_add(plan, "find", find);
	add_break_step(ramroot, STOP_SWITCH);
	if (!ramroot->request->load_only)
		switch_lines(ramroot, plan_add(plan, "switch", switch_to));
	return 0;
}

void root_steps_undo(const struct ramroot *ramroot)
{
	layout_undo(ramroot->root);
	layers_undo();
	root_fetch_undo();
}

void root_steps_free(struct ramroot *ramroot)
{
	for (size_t i = 0; i < ramroot->layer_count; i++)
		free(ramroot->layers[i].image);
	free(ramroot->layers);
	free(ramroot->wanted.items);
	free(ramroot->upper);
	free(ramroot->disk_options);
	layers_free(&ramroot->mounted);
}
