/* SPDX-License-Identifier: MIT */
/* The root path: fetch into memory, attach, lay out, find init, switch. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/in_root.h"
#include "boot/process_one.h"
#include "boot/steps.h"
#include "boot/switch_root.h"
#include "core/error.h"
#include "core/io.h"
#include "fs/archive.h"
#include "fs/memory.h"
#include "fs/mount.h"
#include "http/fetch.h"
#include "http/url.h"
#include "term/progress.h"

#define IMAGE_FOLDER RAMROOT_FOLDER "/image"
/* What tmpfs needs beside a file's pages, and a machine to go on living. */
#define TMPFS_SLACK (1 << 20)

int check_memory(const char *name, uint64_t size, uint64_t needed)
{
	char has[16], wants[16];
	uint64_t available;

	if (size == UINT64_MAX || memory_available(&available) < 0 || needed < available)
		return 0;
	return fail_plain("%s does not fit into memory: %s needed, %s available", name,
			  text_bytes(needed, wants), text_bytes(available, has));
}

static int mount_tmpfs(const char *target, uint64_t size)
{
	char *options = xasprintf("mode=0755,size=%llu", (unsigned long long)size);
	int result = make_folders(target);

	if (result == 0)
		result = mount_make("none", target, "tmpfs", options);
	free(options);
	return result;
}

/*
 * Bytes the tmpfs may take: the image's, or when nobody knows, all there is but an eighth: a tmpfs
 * that is full is a failure that can be told, a kernel without memory kills.
 */
static uint64_t tmpfs_size(const struct source *source)
{
	uint64_t available = 0;

	if (source->way == SOURCE_IMAGE && source->size != UINT64_MAX)
		return source->size + TMPFS_SLACK;
	if (memory_available(&available) < 0)
		fail_clear();
	return available - available / 8;
}

static int size_is_known(void *data, struct fetch *job)
{
	(void)data;
	return check_memory(job->urls[0], job->size, job->size);
}

static int fetch_image(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;
	const struct source *source = &ramroot->source;
	const char *urls[] = { source->name };
	struct progress progress = { .quiet = plan->quiet };
	struct fetch job = { .urls = urls, .url_count = 1, .start = size_is_known,
			       .progress = &progress };
	int result;

	if (check_memory(source->name, source->size, source->size) < 0 ||
	    mount_tmpfs(IMAGE_FOLDER, tmpfs_size(source)) < 0)
		return -1;
	job.fd = open(ramroot->image, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (job.fd < 0)
		return fail("create %s", ramroot->image);
	result = fetch(&job);
	close(job.fd);
	plan_now(plan)->bytes = job.received;
	plan_note(plan, "%s", source->name);
	fetch_free(&job);
	return result;
}

/* An archive's bytes, off the network or out of a file. */
struct archive_source {
	struct fetch_stream *stream;
	int fd;
	char block[65536];
	uint64_t bytes;
};

static ssize_t read_archive(void *data, const void **block)
{
	struct archive_source *from = data;
	ssize_t length;

	if (from->stream) {
		length = fetch_read(from->stream, block);
	} else {
		*block = from->block;
		length = read(from->fd, from->block, sizeof(from->block));
		if (length < 0)
			fail("read the archive");
	}
	if (length > 0)
		from->bytes += length;
	return length;
}

static int unpack_from(struct archive_source *from, const struct source *source)
{
	char has[16];
	uint64_t size = tmpfs_size(source);

	if (mount_tmpfs(LAYOUT_LOWER, size) < 0)
		return -1;
	if (archive_extract(read_archive, from, source->name, LAYOUT_LOWER) < 0)
		return errno == ENOSPC ? fail_in("unpacked it is more than the %s of memory there "
						 "are", text_bytes(size, has)) : -1;
	return 0;
}

static int open_local(const char *name)
{
	char *path = url_local_path(name);
	int fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;

	if (path && fd < 0)
		fail("open %s", path);
	free(path);
	return fd;
}

static int unpack_archive(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;
	const struct source *source = &ramroot->source;
	const char *urls[] = { source->name };
	struct progress progress = { .quiet = plan->quiet };
	struct fetch job = { .urls = urls, .url_count = 1, .fd = -1, .progress = &progress };
	struct archive_source *from;
	int result = -1;

	if (!CONFIG_LIBARCHIVE)
		return fail_plain("%s is an archive: this ramsteam was built without libarchive",
				  source->name);
	from = xcalloc(1, sizeof(*from));
	from->fd = -1;
	if (source->local)
		from->fd = open_local(source->name);
	else
		from->stream = fetch_open(&job);
	if (from->stream || from->fd >= 0)
		result = unpack_from(from, source);
	plan_now(plan)->bytes = from->bytes;
	plan_note(plan, "%s", source->name);
	if (from->stream)
		fetch_close(from->stream);
	close_fd(&from->fd);
	free(from);
	return result;
}

static int attach(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;

	plan_note(plan, "%s", probe_name(ramroot->source.kind));
	if (make_folders(LAYOUT_LOWER) < 0)
		return -1;
	return mount_make(ramroot->image, LAYOUT_LOWER, NULL, "ro,loop") < 0 ?
		fail_in("attach %s", ramroot->image) : 0;
}

static int lay_out(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;

	if (ramroot->layout == LAYOUT_UNKNOWN &&
	    layout_detect(LAYOUT_LOWER, &ramroot->layout) < 0)
		return -1;
	plan_note(plan, "%s on %s", layout_name(ramroot->layout), ramroot->root);
	return layout_make(ramroot->layout, ramroot->root);
}

static int find_init(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;

	if (ramroot->init && in_root_check_program(ramroot->root, ramroot->init) < 0)
		return fail_in("init");
	if (!ramroot->init &&
	    layout_find_init(ramroot->layout, ramroot->root, &ramroot->init) < 0)
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
	if (!ramroot->init && layout_find_init(LAYOUT_OVERLAY, root, &ramroot->init) < 0 &&
	    layout_find_init(LAYOUT_NIX_STORE, root, &ramroot->init) < 0)
		return -1;
	arguments[1] = ramroot->init;
	if (switch_root_check(root, ramroot->init) < 0)
		return -1;
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

static void fetch_lines(struct ramroot *ramroot, struct buffer *lines)
{
	char *name = text_shell_quote(ramroot->source.name);
	char *image = ramroot->image ? text_shell_quote(ramroot->image) : NULL;
	unsigned long long size = tmpfs_size(&ramroot->source);

	if (ramroot->source.way == SOURCE_IMAGE)
		buffer_format(lines, "mkdir -p %s\nmount -t tmpfs -o mode=0755,size=%llu none %s\n"
			      "wget -O %s %s\n", IMAGE_FOLDER, size, IMAGE_FOLDER, image, name);
	else
		buffer_format(lines, "mkdir -p %s\nmount -t tmpfs -o mode=0755,size=%llu none %s\n"
			      "%s %s | tar -x -f - -C %s\n", LAYOUT_LOWER, size, LAYOUT_LOWER,
			      ramroot->source.local ? "cat" : "wget -q -O -", name, LAYOUT_LOWER);
	free(name);
	free(image);
}

/* init as far as it is known before the image is there. */
static void switch_lines(struct ramroot *ramroot, struct buffer *lines)
{
	const char *root = ramroot->root;
	char *init;

	if (ramroot->init || ramroot->layout == LAYOUT_OVERLAY) {
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

static void attach_lines(struct ramroot *ramroot, struct buffer *lines)
{
	char *image = text_shell_quote(ramroot->image);

	buffer_format(lines, "mkdir -p %s\nmount -o ro,loop %s %s\n", LAYOUT_LOWER, image,
		      LAYOUT_LOWER);
	free(image);
}

/* --layout, or what the way to init tells before the image is there to be looked into. */
static enum layout layout_known(const struct ramroot *ramroot)
{
	if (ramroot->layout != LAYOUT_UNKNOWN || !ramroot->init)
		return ramroot->layout;
	return text_starts_with(ramroot->init, "/nix/store/") ? LAYOUT_NIX_STORE : LAYOUT_UNKNOWN;
}

void add_root_steps(struct ramroot *ramroot)
{
	struct plan *plan = &ramroot->plan;
	struct source *source = &ramroot->source;
	char *base;

	if (source->way == SOURCE_ARCHIVE) {
		fetch_lines(ramroot, plan_add(plan, "fetch", unpack_archive));
	} else if (source->local) {
		ramroot->image = url_local_path(source->name);
	} else {
		base = source_basename(source->name);
		ramroot->image = xasprintf("%s/%s", IMAGE_FOLDER, base);
		free(base);
		fetch_lines(ramroot, plan_add(plan, "fetch", fetch_image));
	}
	if (ramroot->image)
		attach_lines(ramroot, plan_add(plan, "attach", attach));
	ramroot->layout = layout_known(ramroot);
	layout_lines(ramroot->layout, ramroot->root, plan_add(plan, "layout", lay_out));
	plan_add(plan, "find", find_init);
	if (!ramroot->request->load_only)
		switch_lines(ramroot, plan_add(plan, "switch", switch_to));
}

void root_steps_undo(const struct ramroot *ramroot)
{
	layout_undo(ramroot->root);
	umount2(IMAGE_FOLDER, MNT_DETACH);
}
