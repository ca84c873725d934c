/* SPDX-License-Identifier: MIT */
/* Writing archives: archive_write(3). */
#include "fs/archive_output.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

/* What goes to the archive in one write; a multiple of tar's record of 10 KiB. */
#define BLOCK (26 * 10240)

static ssize_t write_block(struct archive *archive, void *data, const void *block, size_t length)
{
	struct archive_output *output = data;

	if (write_all(output->fd, block, length) < 0) {
		archive_set_error(archive, errno, "%s", strerror(errno));
		return -1;
	}
	output->bytes += length;
	return length;
}

static int set_format(struct archive *archive, const char *format)
{
	static const struct {
		const char *name;
		int (*set)(struct archive *archive);
	} formats[] = {
		{ "gnutar", archive_write_set_format_gnutar },
		{ "pax", archive_write_set_format_pax },
		{ "ustar", archive_write_set_format_ustar },
		{ "v7tar", archive_write_set_format_v7tar },
		{ "newc", archive_write_set_format_cpio_newc },
		{ "odc", archive_write_set_format_cpio_odc },
	};

	for (size_t i = 0; i < ARRAY_SIZE(formats); i++)
		if (strcmp(formats[i].name, format) == 0)
			return formats[i].set(archive);
	return ARCHIVE_FATAL;
}

static int add_filter(struct archive *archive, const char *filter)
{
	if (strcmp(filter, "gzip") == 0) {
		archive_write_add_filter_gzip(archive);
		/* The same files make the same archive, whenever it is made. */
		return archive_write_set_filter_option(archive, "gzip", "timestamp", NULL);
	}
	if (strcmp(filter, "zstd") == 0)
		return archive_write_add_filter_zstd(archive);
	if (strcmp(filter, "xz") == 0)
		return archive_write_add_filter_xz(archive);
	return strcmp(filter, "lzma") == 0 ? archive_write_add_filter_lzma(archive) :
					     archive_write_add_filter_program(archive, filter);
}

int archive_output_open(struct archive_output *output, const char *format, const char *filter,
			unsigned last_block)
{
	struct archive *archive = archive_write_new();

	output->archive = archive;
	if (set_format(archive, format) < ARCHIVE_WARN ||
	    (filter && add_filter(archive, filter) < ARCHIVE_WARN))
		return fail_plain("%s: %s", output->name, archive_error_string(archive));
	archive_write_set_bytes_per_block(archive, BLOCK);
	archive_write_set_bytes_in_last_block(archive, filter ? 1 : last_block);
	output->links = archive_entry_linkresolver_new();
	archive_entry_linkresolver_set_strategy(output->links, archive_format(archive));
	if (archive_write_open(archive, output, NULL, write_block, NULL) < ARCHIVE_WARN)
		return fail_plain("%s: %s", output->name, archive_error_string(archive));
	return 0;
}

static int say_write(const struct archive_output *output)
{
	return fail_plain("%s: Cannot write: %s", output->name,
			  archive_error_string(output->archive));
}

/* The file's bytes, as many as its header says. */
static int add_data(struct archive_output *output, struct archive_entry *entry, int fd)
{
	static char block[1 << 18];
	int64_t left = archive_entry_size(entry);
	struct stat before, after;
	bool known = fstat(fd, &before) == 0;
	ssize_t length = 0;

	while (left > 0) {
		length = read(fd, block, MIN(left, (int64_t)sizeof(block)));
		if (length < 0 && errno == EINTR)
			continue;
		if (length <= 0)
			break;
		if (archive_write_data(output->archive, block, length) < length)
			return say_write(output);
		left -= length;
	}
	if (length < 0) {
		fail("%s: Read error", archive_entry_sourcepath(entry));
		return ARCHIVE_OUTPUT_UNREAD;
	}
	if (left) {
		fail_plain("%s: File shrank by %llu bytes; padding with zeros",
			   archive_entry_sourcepath(entry), (unsigned long long)left);
		return ARCHIVE_OUTPUT_CHANGED;
	}
	if (known && fstat(fd, &after) == 0 &&
	    (after.st_size != before.st_size || after.st_mtim.tv_sec != before.st_mtim.tv_sec ||
	     after.st_mtim.tv_nsec != before.st_mtim.tv_nsec)) {
		fail_plain("%s: file changed as we read it", archive_entry_sourcepath(entry));
		return ARCHIVE_OUTPUT_CHANGED;
	}
	return ARCHIVE_OUTPUT_DONE;
}

static int write_entry(struct archive_output *output, struct archive_entry *entry)
{
	bool has_data = archive_entry_filetype(entry) == AE_IFREG &&
			archive_entry_size_is_set(entry) && archive_entry_size(entry) > 0;
	int fd = -1, result, written;

	if (has_data) {
		fd = open(archive_entry_sourcepath(entry), O_RDONLY | O_NOCTTY | O_CLOEXEC);
		if (fd < 0) {
			fail("%s: Cannot open", archive_entry_sourcepath(entry));
			return ARCHIVE_OUTPUT_UNREAD;
		}
	}
	if (output->each)
		output->each(entry);
	written = archive_write_header(output->archive, entry);
	result = written == ARCHIVE_FATAL ? say_write(output) : 0;
	if (written == ARCHIVE_FAILED) {
		fail_plain("%s: %s", archive_entry_pathname(entry),
			   archive_error_string(output->archive));
		result = ARCHIVE_OUTPUT_UNREAD;
	} else if (result == 0 && has_data) {
		result = add_data(output, entry, fd);
	}
	close_fd(&fd);
	if (result >= 0 && archive_write_finish_entry(output->archive) == ARCHIVE_FATAL)
		return say_write(output);
	return result;
}

int archive_output_add(struct archive_output *output, struct archive_entry *entry)
{
	struct archive_entry *held = NULL;
	int result = 0;

	/* What comes back is this one, an earlier one that was held back, or none as yet. */
	archive_entry_linkify(output->links, &entry, &held);
	if (entry)
		result = write_entry(output, entry);
	if (held && result >= 0)
		result = write_entry(output, held);
	archive_entry_free(entry);
	archive_entry_free(held);
	return result;
}

int archive_output_close(struct archive_output *output)
{
	struct archive_entry *entry = NULL, *held;
	int result = 0;

	archive_entry_linkify(output->links, &entry, &held);
	while (entry && result >= 0) {
		result = write_entry(output, entry);
		archive_entry_free(entry);
		entry = NULL;
		archive_entry_linkify(output->links, &entry, &held);
	}
	archive_entry_linkresolver_free(output->links);
	if (archive_write_close(output->archive) < ARCHIVE_WARN && result >= 0)
		result = say_write(output);
	archive_write_free(output->archive);
	return result;
}
