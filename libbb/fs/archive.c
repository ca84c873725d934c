/* SPDX-License-Identifier: MIT */
/* libarchive, held to one folder: libarchive_changes(5), archive_write_disk(3). */
#include "fs/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "fs/archive_folders.h"
#include "fs/archive_links.h"
#include "fs/probe.h"

struct source {
	const struct archive_request *request;
	bool failed;		/* the reader did, and has said why */
	bool ended;		/* the reader gave all it has */
	enum image_kind kind;	/* of the first block */
	bool begun;
	uint64_t bytes;		/* in whole pages, of the members so far */
	struct archive_links links;	/* those that come last */
	struct archive_folders folders;	/* those that were there before */
};

static ssize_t read_block(struct archive *archive, void *data, const void **block)
{
	struct source *source = data;
	ssize_t length = source->request->read(source->request->data, block);

	if (length < 0) {
		source->failed = true;
		archive_set_error(archive, EIO, "%s", fail_text());
	}
	if (!source->begun && length >= 0)
		source->kind = probe_bytes(*block, length);
	source->begun = true;
	source->ended |= length == 0;
	return length < 0 ? ARCHIVE_FATAL : length;
}

static int say(struct archive *archive, const struct source *source, const char *path)
{
	if (source->failed)
		return -1;
	return fail_plain("unpack %s%s%s: %s", source->request->name, path ? ": " : "",
			  path ? path : "", archive_error_string(archive));
}

static int copy_data(struct archive *from, struct archive *to)
{
	const void *block;
	size_t length;
	la_int64_t offset;
	int result;

	while ((result = archive_read_data_block(from, &block, &length, &offset)) == ARCHIVE_OK) {
		if (archive_write_data_block(to, block, length, offset) < ARCHIVE_OK)
			return 1;
	}
	return result == ARCHIVE_EOF ? 0 : -1;
}

static bool is_readable(enum image_kind kind)
{
	return kind == IMAGE_TAR || kind == IMAGE_CPIO || kind == IMAGE_GZIP || kind == IMAGE_XZ ||
	       kind == IMAGE_ZSTD;
}

/* Reading stopped before the archive's end. */
static int say_unread(struct archive *archive, const struct source *source, const char *path)
{
	static const char *const cut = " (is the archive cut off?)";
	const struct archive_request *request = source->request;

	if (source->failed)
		return -1;
	if (archive_format(archive) == 0 && !is_readable(source->kind) &&
	    !(request->programs && source->kind == IMAGE_BZIP2))
		return fail_plain("unpack %s: no archive that can be read here: it looks like %s",
				  request->name, probe_name(source->kind));
	return fail_plain("unpack %s%s%s: %s%s", request->name, path ? ": " : "", path ? path : "",
			  archive_error_string(archive), source->ended ? cut : "");
}

/* A leading slash is taken off: everything is below the folder. */
static void make_relative(struct archive_entry *entry)
{
	const char *path = archive_entry_pathname(entry), *link = archive_entry_hardlink(entry);
	char *copy;

	if (path && path[0] == '/') {
		copy = xstrdup(path + strspn(path, "/"));
		archive_entry_set_pathname(entry, copy[0] ? copy : ".");
		free(copy);
	}
	if (link && link[0] == '/') {
		copy = xstrdup(link + strspn(link, "/"));
		archive_entry_set_hardlink(entry, copy);
		free(copy);
	}
}

/* To disk: 0, 1 when the archive cannot be read, 2 when the file cannot be written. */
static int write_entry(struct archive *from, struct archive *to, struct archive_entry *entry,
		       struct archive_folders *folders)
{
	bool wanted = archive_folders_meet(folders, entry);
	int side = archive_write_header(to, entry) < ARCHIVE_WARN ? 2 : copy_data(from, to);

	if (wanted && side == 0)
		archive_folders_add(folders, entry);
	if (side < 0)
		return 1;
	return side > 0 || archive_write_finish_entry(to) < ARCHIVE_WARN ? 2 : 0;
}

static int unpack_entry(struct archive *from, struct archive *to, struct archive_entry *entry,
			struct source *source)
{
	const struct archive_request *request = source->request;
	char *path = xstrdup(archive_entry_pathname(entry) ? archive_entry_pathname(entry) : "?");
	bool later = request->defer_links && archive_links_defer(&source->links, entry);
	int result = 0, side;

	if (!request->flags)
		make_relative(entry);
	side = 2;
	if (archive_links_cover(&source->links, archive_entry_pathname(entry)))
		archive_set_error(to, ENOTDIR, "Not a directory");
	else
		side = write_entry(from, to, entry, &source->folders);
	if (later && side == 0)
		archive_links_placed(&source->links);
	if (side == 1) {
		result = say_unread(from, source, path);
	} else if (side == 2 && request->failed) {
		errno = archive_errno(to);
		request->failed(entry, archive_error_string(to), request->own);
	} else if (side == 2) {
		result = say(to, source, path);
	}
	free(path);
	return result;
}

/* What a member takes of a tmpfs. */
static void count(struct source *source, struct archive_entry *entry)
{
	int64_t size = archive_entry_size_is_set(entry) ? archive_entry_size(entry) : 0;

	if (size > 0)
		source->bytes += (uint64_t)(size + 4095) & ~4095ULL;
}

/* The rest is not unpacked, but read, to tell how much room there should have been. */
static int count_rest(struct archive *from, struct source *source)
{
	char *text = xstrdup(fail_text());
	struct archive_entry *entry;
	int result;

	while ((result = archive_read_next_header(from, &entry)) >= ARCHIVE_WARN &&
	       result != ARCHIVE_EOF)
		count(source, entry);
	*source->request->needed = source->bytes;
	fail_plain("%s", text);
	free(text);
	return -1;
}

static int run_entries(struct archive *from, struct archive *to, struct source *source)
{
	const struct archive_request *request = source->request;
	struct archive_entry *entry;
	int result;

	while ((result = archive_read_next_header(from, &entry)) >= ARCHIVE_WARN &&
	       result != ARCHIVE_EOF) {
		enum archive_next next =
			request->member ? request->member(from, entry, request->own) : ARCHIVE_GO;

		if (next == ARCHIVE_STOP)
			return 0;
		count(source, entry);
		if (next == ARCHIVE_GO && !request->list_only &&
		    unpack_entry(from, to, entry, source) < 0)
			return request->needed && archive_errno(to) == ENOSPC ?
				count_rest(from, source) : -1;
	}
	return result == ARCHIVE_EOF ? 0 : say_unread(from, source, NULL);
}

/* libarchive writes relative to the working folder: go there and come back. */
static int run_within(struct archive *from, struct archive *to, struct source *source)
{
	const char *folder = source->request->list_only ? NULL : source->request->folder;
	int back = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC), result;

	if (folder && chdir(folder) < 0) {
		fail("unpack to %s", folder);
		close_fd(&back);
		return -1;
	}
	result = run_entries(from, to, source);
	archive_links_make(&source->links, to, source->request);
	/* Folders get their modes and times when the writer is closed. */
	if (archive_write_close(to) < ARCHIVE_WARN && result == 0)
		result = say(to, source, NULL);
	archive_folders_finish(&source->folders);
	if (folder && back >= 0 && fchdir(back) < 0 && result == 0)
		result = fail("return to the working folder");
	close_fd(&back);
	return result;
}

static void support_formats(struct archive *from, const struct archive_request *request)
{
	if (request->program)
		archive_read_support_filter_program(from, request->program);
	/* Without its library libarchive runs bzip2. */
	if (request->programs)
		archive_read_support_filter_bzip2(from);
	/* Those that are built in; "all" would run other programs. */
	archive_read_support_filter_gzip(from);
	archive_read_support_filter_xz(from);
	archive_read_support_filter_zstd(from);
	archive_read_support_filter_lzma(from);
	archive_read_support_format_tar(from);
	archive_read_support_format_cpio(from);
	if (request->empty_ok)
		archive_read_support_format_empty(from);
	if (request->ignore_zeros)
		archive_read_set_format_option(from, "tar", "read_concatenated_archives", "1");
}

int archive_run(const struct archive_request *request)
{
	enum { FLAGS = ARCHIVE_EXTRACT_OWNER | ARCHIVE_EXTRACT_PERM | ARCHIVE_EXTRACT_TIME |
		       ARCHIVE_EXTRACT_XATTR | ARCHIVE_EXTRACT_ACL | ARCHIVE_EXTRACT_UNLINK |
		       ARCHIVE_EXTRACT_SPARSE |
		       ARCHIVE_EXTRACT_SECURE_SYMLINKS | ARCHIVE_EXTRACT_SECURE_NODOTDOT |
		       ARCHIVE_EXTRACT_SECURE_NOABSOLUTEPATHS };
	struct source source = { .request = request };
	struct archive *from = archive_read_new(), *to = archive_write_disk_new();
	int flags = request->flags ? request->flags :
		    geteuid() == 0 ? FLAGS : FLAGS & ~ARCHIVE_EXTRACT_OWNER, result;

	support_formats(from, request);
	if (request->names)
		archive_write_disk_set_standard_lookup(to);
	archive_write_disk_set_options(to, flags);
	source.folders.times = flags & ARCHIVE_EXTRACT_TIME;
	if (archive_read_open(from, &source, NULL, read_block, NULL) != ARCHIVE_OK)
		result = say_unread(from, &source, NULL);
	else
		result = run_within(from, to, &source);
	archive_read_free(from);
	archive_write_free(to);
	return result;
}
