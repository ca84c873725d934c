/* SPDX-License-Identifier: MIT */
/* The root path's first half: images into one tmpfs, archives unpacked each into its own. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

#include "boot/process_one.h"
#include "boot/steps.h"
#include "boot/trusted.h"
#include "core/error.h"
#include "core/io.h"
#include "fs/archive.h"
#include "fs/memory.h"
#include "fs/mount.h"
#include "http/fetch.h"
#include "http/url.h"
#include "term/progress.h"

#define IMAGE_FOLDER RAMROOT_FOLDER "/image"
/* What tmpfs needs beside a file's pages. */
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

/* All there is but an eighth: a full tmpfs can be told, a kernel without memory kills. */
static uint64_t most_of_memory(void)
{
	uint64_t available = 0;

	if (memory_available(&available) < 0)
		fail_clear();
	return available - available / 8;
}

/* Of the images that are fetched; UINT64_MAX when one does not tell. */
static uint64_t sum_of_sizes(const struct ramroot *ramroot)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < ramroot->layer_count; i++) {
		const struct root_layer *layer = &ramroot->layers[i];

		if (!layer->image || layer->source.local)
			continue;
		if (layer->source.size == UINT64_MAX)
			return UINT64_MAX;
		sum += layer->source.size;
	}
	return sum;
}

static uint64_t image_folder_size(const struct ramroot *ramroot)
{
	uint64_t sum = sum_of_sizes(ramroot);

	return sum == UINT64_MAX ? most_of_memory() : sum + TMPFS_SLACK;
}

static int size_is_known(void *data, struct fetch *job)
{
	(void)data;
	return check_memory(job->urls[0], job->size, job->size);
}

static int fetch_image(const struct root_layer *layer, struct plan *plan)
{
	const char *urls[] = { layer->source.name };
	struct progress progress = { .quiet = plan->quiet };
	struct fetch job = { .urls = urls, .url_count = 1, .start = size_is_known,
			       .progress = &progress };
	int result;

	job.fd = open(layer->image, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	if (job.fd < 0)
		return fail("create %s", layer->image);
	result = trusted_hold(&job) < 0 ? -1 : fetch(&job);
	close(job.fd);
	if (result < 0)
		unlink(layer->image);
	plan_now(plan)->bytes += job.received;
	fetch_free(&job);
	return result;
}

/* An archive's bytes, off the network or out of a file. */
struct archive_source {
	struct fetch_stream *stream;
	uint64_t bytes;
};

static ssize_t read_archive(void *data, const void **block)
{
	struct archive_source *from = data;
	ssize_t length = fetch_read(from->stream, block);

	if (length > 0)
		from->bytes += length;
	return length;
}

static int unpack_from(struct archive_source *from, const struct root_layer *layer)
{
	char has[16], wants[16];
	uint64_t size = most_of_memory(), needed = 0;
	struct archive_request request = {
		.read = read_archive, .data = from, .name = layer->source.name,
		.folder = layer->place, .needed = &needed,
	};

	if (mount_tmpfs(layer->place, size) < 0)
		return -1;
	if (archive_run(&request) == 0)
		return 0;
	if (!needed)
		return -1;
	return fail_plain("%s does not fit into memory: unpacked it takes %s, and %s are free for "
			  "it", layer->source.name, text_bytes(needed, wants),
			  text_bytes(size, has));
}

static int unpack_archive(const struct root_layer *layer, struct plan *plan)
{
	const struct source *source = &layer->source;
	const char *urls[] = { source->name };
	struct progress progress = { .quiet = plan->quiet };
	struct fetch job = { .urls = urls, .url_count = 1, .fd = -1, .progress = &progress };
	struct archive_source from = { 0 };
	int result = -1;

	if (!CONFIG_LIBARCHIVE)
		return fail_plain("%s is an archive: this ramsteam was built without libarchive",
				  source->name);
	if (trusted_hold(&job) == 0)
		from.stream = fetch_open(&job);
	if (from.stream)
		result = unpack_from(&from, layer);
	plan_now(plan)->bytes += from.bytes;
	fetch_close(from.stream);
	fetch_free(&job);
	return result;
}

static int fetch_layers(void *data, struct plan *plan)
{
	struct ramroot *ramroot = data;
	uint64_t sum = sum_of_sizes(ramroot);
	const char *first = ramroot->layers[0].source.name;

	if (ramroot->layer_count > 1)
		plan_note(plan, "%s and %zu more%s", first, ramroot->layer_count - 1,
			  trusted_note());
	else
		plan_note(plan, "%s%s", first, trusted_note());
	if (check_memory(first, sum, sum) < 0)
		return -1;
	if (sum && mount_tmpfs(IMAGE_FOLDER, image_folder_size(ramroot)) < 0)
		return -1;
	for (size_t i = 0; i < ramroot->layer_count; i++) {
		const struct root_layer *layer = &ramroot->layers[i];

		if (!layer->image ? unpack_archive(layer, plan) < 0 :
		    !layer->source.local && fetch_image(layer, plan) < 0)
			return -1;
	}
	return 0;
}

static void fetch_lines(const struct root_layer *layer, struct buffer *lines)
{
	const char *words = layer->source.local ? "" : trusted_words(layer->source.name);
	char *name = text_shell_quote(layer->source.name);
	char *image = layer->image ? text_shell_quote(layer->image) : NULL;

	if (!image && layer->source.local)
		trusted_line(layer->source.name, lines);
	if (!image)
		buffer_format(lines, "mkdir -p %s\nmount -t tmpfs -o mode=0755,size=%llu none %s\n"
			      "%s%s %s | tar -x -f - -C %s\n", layer->place,
			      (unsigned long long)most_of_memory(), layer->place,
			      layer->source.local ? "cat" : "wget -q -O -",
			      words, name, layer->place);
	else if (!layer->source.local)
		buffer_format(lines, "wget%s -O %s %s\n", words, image, name);
	free(name);
	free(image);
}

/* Where its bytes are to be: a file, or for an archive the place it is unpacked at. */
static int choose_place(struct ramroot *ramroot, struct root_layer *layer)
{
	char *base;

	if (layer->source.way == SOURCE_ARCHIVE)
		return layers_take_place(&ramroot->mounted, layer->place);
	if (layer->source.local) {
		layer->image = url_local_path(layer->source.name);
		return layer->image ? 0 : -1;
	}
	base = source_basename(layer->source.name);
	layer->image = xasprintf("%s/%s", IMAGE_FOLDER, base);
	for (const struct root_layer *other = ramroot->layers; other < layer; other++) {
		if (!other->image || strcmp(other->image, layer->image) != 0)
			continue;
		free(layer->image);
		layer->image = xasprintf("%s/%td-%s", IMAGE_FOLDER, layer - ramroot->layers,
					 base);
	}
	free(base);
	return 0;
}

int add_root_fetch_step(struct ramroot *ramroot)
{
	struct buffer *lines;
	bool fetched = false, unpacked = false;

	for (size_t i = 0; i < ramroot->layer_count; i++) {
		struct root_layer *layer = &ramroot->layers[i];

		if (choose_place(ramroot, layer) < 0)
			return -1;
		unpacked |= !layer->image;
		fetched |= layer->image && !layer->source.local;
	}
	if (!fetched && !unpacked)
		return 0;
	lines = plan_add(&ramroot->plan, "fetch", fetch_layers);
	if (fetched)
		buffer_format(lines, "mkdir -p %s\nmount -t tmpfs -o mode=0755,size=%llu none %s\n",
			      IMAGE_FOLDER, (unsigned long long)image_folder_size(ramroot),
			      IMAGE_FOLDER);
	for (size_t i = 0; i < ramroot->layer_count; i++)
		fetch_lines(&ramroot->layers[i], lines);
	return 0;
}

void root_fetch_undo(void)
{
	umount2(IMAGE_FOLDER, MNT_DETACH);
}
