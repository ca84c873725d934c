/* SPDX-License-Identifier: MIT */
/* Files that become others: names, checks, the exchange of one for the other. */
#include "tools/pack.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/ask.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "fs/attributes.h"
#include "fs/output.h"
#include "fs/target.h"
#include "fs/walk.h"

/* Something was passed over: worth a status of its own, and no words with -q. */
static void pass_over_with(const struct pack *pack, int status, const char *words,
			   const char *name, const char *more)
{
	int before = exit_status;

	if (pack->verbose >= 0)
		warn(words, name, more);
	exit_status = before ? before : status;
}

static void pass_over(const struct pack *pack, const char *words, const char *name,
		      const char *more)
{
	pass_over_with(pack, pack->warning, words, name, more);
}

static bool packs(const struct pack *pack)
{
	return pack->mode == PACK;
}

/* The name of what comes out. Caller frees; NULL after a warning. */
static char *name_for(const struct pack *pack, const char *name)
{
	size_t length = strlen(name);

	if (packs(pack)) {
		if (text_ends_with(name, pack->suffix) && !pack->force) {
			pass_over_with(pack, pack->words->suffix_status, pack->words->has_suffix,
				       name, pack->suffix);
			return NULL;
		}
		return xasprintf("%s%s", name, pack->suffix);
	}
	if (text_ends_with(name, pack->suffix) && length > strlen(pack->suffix))
		return xstrndup(name, length - strlen(pack->suffix));
	for (const char *const *row = pack->suffixes; *row; row += 2)
		if (text_ends_with(name, row[0]) && length > strlen(row[0]))
			return xasprintf("%.*s%s", (int)(length - strlen(row[0])), name, row[1]);
	pass_over(pack, pack->words->unknown_suffix, name, NULL);
	return NULL;
}

static bool may_replace(const struct pack *pack, const char *name)
{
	struct stat status;

	if (pack->force || lstat(name, &status) < 0)
		return true;
	if (isatty(STDIN_FILENO) && pack->verbose >= 0 &&
	    ask("%s already exists; overwrite (y or n)? ", name))
		return true;
	pass_over_with(pack, pack->words->exists_status, pack->words->exists, name, NULL);
	return false;
}

/* Pack or unpack; fails with the whole message. */
static int convert(const struct pack *pack, struct codec_run *run, const char *name)
{
	const struct codec *codec = pack->codec;
	bool failed = false;
	int result;

	if (packs(pack)) {
		result = codec->pack(run);
	} else {
		codec = codec_recognise(run, &failed);
		if (codec && codec != pack->codec && !pack->any_codec)
			codec = NULL;
		if (failed)
			result = -1;
		else if (codec)
			result = codec->unpack(run);
		else if (pack->pass_on)
			result = codec_copy(run);
		else
			result = fail_plain("%s", run->length ? pack->words->not_ours
							      : pack->words->empty);
	}
	return result < 0 ? fail_in("%s", name) : 0;
}

static void say_rest(const struct pack *pack, const struct codec_run *run, const char *name)
{
	if (run->garbage)
		pass_over(pack, "%s: decompression OK, trailing garbage ignored", name, NULL);
}

/* stdin, -c, -t, -l: nothing is replaced. */
static void stream(const struct pack *pack, struct codec_run *run, const char *name)
{
	run->to = pack->mode == PACK || pack->mode == PACK_UNPACK ? STDOUT_FILENO : -1;
	fflush(stdout);
	if (convert(pack, run, name) < 0) {
		warn_failure();
		return;
	}
	say_rest(pack, run, name);
	if (pack->report)
		pack->report(pack, run, name, NULL);
}

/* The time and name that gzip's header may hold are the new file's. */
static void take_header(const struct pack *pack, const struct codec_run *run,
			struct stat *status, struct output *output)
{
	const char *slash = strrchr(output->path, '/'), *last = strrchr(run->name, '/');
	const char *name = last ? last + 1 : run->name;

	if (pack->mode != PACK_UNPACK || !pack->restore_name)
		return;
	if (run->time)
		status->st_mtim = (struct timespec){ run->time, 0 };
	if (!name[0] || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
		return;
	char *path = xasprintf("%.*s%s", slash ? (int)(slash + 1 - output->path) : 0,
			       output->path, name);

	if (may_replace(pack, path)) {
		free(output->path);
		output->path = path;
	} else {
		free(path);
	}
}

static int make_file(const struct pack *pack, struct codec_run *run, const char *name,
		     const char *to, struct stat *status)
{
	static const struct attributes_how keep = { .mode = true, .times = true };
	static const struct attributes_how keep_all = { .mode = true, .times = true,
							.owner = true };
	struct output output;
	char *made;
	int result;

	if (output_open(&output, to) < 0)
		return -1;
	run->to = output.fd;
	result = convert(pack, run, name);
	if (result == 0)
		take_header(pack, run, status, &output);
	if (result == 0 && output.temporary && S_ISREG(status->st_mode))
		attributes_apply(geteuid() == 0 ? &keep_all : &keep, status, name, run->from,
				 output.temporary, output.fd);
	if (result < 0) {
		output_abandon(&output);
		return -1;
	}
	made = xstrdup(output.path);
	result = output_commit(&output, 0);
	if (result == 0 && !pack->keep && unlink(name) < 0)
		result = fail("%s: cannot remove", name);
	say_rest(pack, run, name);
	if (result == 0 && pack->report)
		pack->report(pack, run, name, made);
	free(made);
	return result;
}

static const char *base_name(const char *name)
{
	const char *slash = strrchr(name, '/');

	return slash ? slash + 1 : name;
}

static void fill_header(const struct pack *pack, struct codec_run *run, const char *name,
			const struct stat *status)
{
	if (!packs(pack))
		return;
	if (S_ISREG(status->st_mode))
		run->size = status->st_size;
	if (pack->no_name)
		return;
	text_copy(run->name, sizeof(run->name), base_name(name));
	if (status->st_mtime > 0 && status->st_mtime <= UINT32_MAX)
		run->time = status->st_mtime;
}

/* May this file be taken? */
static bool is_fit(const struct pack *pack, const char *name, const struct stat *status)
{
	bool replaces = !pack->to_stdout && !pack->output && pack->mode <= PACK_UNPACK;
	char links[24];

	if (S_ISDIR(status->st_mode)) {
		pass_over(pack, pack->words->is_folder, name, NULL);
		return false;
	}
	if (!replaces || pack->force)
		return true;
	if (S_ISLNK(status->st_mode) && !pack->follow) {
		pass_over(pack, pack->words->is_link, name, NULL);
		return false;
	}
	if (status->st_nlink > 1 && !pack->keep && pack->words->hard_links) {
		snprintf(links, sizeof(links), "%u other link%s", (unsigned)status->st_nlink - 1,
			 status->st_nlink > 2 ? "s" : "");
		pass_over(pack, pack->words->hard_links, name, links);
		return false;
	}
	return true;
}

static void open_and_convert(const struct pack *pack, const char *name, struct stat *status)
{
	struct codec_run run = pack->like;
	char *to = NULL;

	run.from = open(name, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (run.from < 0) {
		warn_errno("%s", name);
		return;
	}
	fstat(run.from, status);
	fill_header(pack, &run, name, status);
	if (pack->to_stdout || pack->mode > PACK_UNPACK) {
		stream(pack, &run, name);
	} else {
		to = pack->output ? xstrdup(pack->output) : name_for(pack, name);
		if (to && may_replace(pack, to) && make_file(pack, &run, name, to, status) < 0)
			warn_failure();
	}
	free(to);
	close(run.from);
}

static void convert_file(const struct pack *pack, const char *name)
{
	struct stat status;
	char *with_suffix = NULL;

	if (lstat(name, &status) < 0 && errno == ENOENT && !packs(pack) &&
	    !text_ends_with(name, pack->suffix)) {
		with_suffix = xasprintf("%s%s", name, pack->suffix);
		name = with_suffix;
	}
	if (lstat(name, &status) < 0)
		warn_errno("%s", name);
	else if (is_fit(pack, name, &status))
		open_and_convert(pack, name, &status);
	free(with_suffix);
}

static enum walk_next visit(struct walk_entry *entry, enum walk_when when, void *data)
{
	if (when == WALK_UNREADABLE)
		warn_errno("%s", entry->path);
	else if (when == WALK_FILE)
		convert_file(data, entry->path);
	return WALK_GO;
}

/* Bytes that nobody could read are not for a terminal. */
static void refuse_terminal(const struct pack *pack)
{
	if (pack->force)
		return;
	if (packs(pack) && isatty(STDOUT_FILENO))
		die(1, "%s", pack->words->terminal_out);
	if (!packs(pack) && isatty(STDIN_FILENO))
		die(1, "%s", pack->words->terminal_in);
}

static void convert_stdin(const struct pack *pack)
{
	struct codec_run run = pack->like;
	struct stat none = { 0 };

	run.from = STDIN_FILENO;
	refuse_terminal(pack);
	if (!pack->output)
		stream(pack, &run, "stdin");
	else if (may_replace(pack, pack->output) &&
		 make_file(pack, &run, "stdin", pack->output, &none) < 0)
		warn_failure();
}

void pack_files(const struct pack *pack, char **names)
{
	struct stat status;

	output_guard_signals();
	if (!*names)
		convert_stdin(pack);
	for (; *names; names++) {
		if (strcmp(*names, "-") == 0) {
			convert_stdin(pack);
			continue;
		}
		if (pack->to_stdout && packs(pack))
			refuse_terminal(pack);
		if (pack->recursive && stat(*names, &status) == 0 && S_ISDIR(status.st_mode))
			walk(*names, WALK_SORTED, visit, (void *)pack);
		else
			convert_file(pack, *names);
	}
}
