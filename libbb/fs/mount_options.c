/* SPDX-License-Identifier: MIT */
/* mount -o words, as rows. */
#include "fs/mount_options.h"

#include <string.h>
#include <sys/mount.h>

#include "core/error.h"

/* Since Linux 5.10; not in every C library's header. */
#ifndef MS_NOSYMFOLLOW
#define MS_NOSYMFOLLOW 256
#endif

static const struct flag_row {
	const char *name;
	unsigned long set, clear;
} flags[] = {
	{ "ro", MS_RDONLY, 0 }, { "rw", 0, MS_RDONLY },
	{ "nosuid", MS_NOSUID, 0 }, { "suid", 0, MS_NOSUID },
	{ "nodev", MS_NODEV, 0 }, { "dev", 0, MS_NODEV },
	{ "noexec", MS_NOEXEC, 0 }, { "exec", 0, MS_NOEXEC },
	{ "sync", MS_SYNCHRONOUS, 0 }, { "async", 0, MS_SYNCHRONOUS },
	{ "dirsync", MS_DIRSYNC, 0 }, { "remount", MS_REMOUNT, 0 },
	{ "noatime", MS_NOATIME, 0 }, { "atime", 0, MS_NOATIME },
	{ "nodiratime", MS_NODIRATIME, 0 }, { "diratime", 0, MS_NODIRATIME },
	{ "relatime", MS_RELATIME, 0 }, { "norelatime", 0, MS_RELATIME },
	{ "strictatime", MS_STRICTATIME, 0 }, { "lazytime", MS_LAZYTIME, 0 },
	{ "nostrictatime", 0, MS_STRICTATIME }, { "nolazytime", 0, MS_LAZYTIME },
	{ "mand", MS_MANDLOCK, 0 }, { "nomand", 0, MS_MANDLOCK },
	{ "iversion", MS_I_VERSION, 0 }, { "noiversion", 0, MS_I_VERSION },
	{ "nosymfollow", MS_NOSYMFOLLOW, 0 }, { "symfollow", 0, MS_NOSYMFOLLOW },
	{ "silent", MS_SILENT, 0 }, { "loud", 0, MS_SILENT },
	{ "bind", MS_BIND, 0 }, { "rbind", MS_BIND | MS_REC, 0 }, { "move", MS_MOVE, 0 },
	{ "defaults", 0, 0 }, { "auto", 0, 0 }, { "user", MS_NOSUID | MS_NODEV | MS_NOEXEC, 0 },
	{ "users", MS_NOSUID | MS_NODEV | MS_NOEXEC, 0 }, { "nouser", 0, 0 }, { "_netdev", 0, 0 },
};

static const struct flag_row propagations[] = {
	{ "private", MS_PRIVATE, 0 }, { "rprivate", MS_PRIVATE | MS_REC, 0 },
	{ "shared", MS_SHARED, 0 }, { "rshared", MS_SHARED | MS_REC, 0 },
	{ "slave", MS_SLAVE, 0 }, { "rslave", MS_SLAVE | MS_REC, 0 },
	{ "unbindable", MS_UNBINDABLE, 0 }, { "runbindable", MS_UNBINDABLE | MS_REC, 0 },
};

static const struct flag_row *find(const struct flag_row *rows, size_t count, const char *word)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(rows[i].name, word) == 0)
			return &rows[i];
	}
	return NULL;
}

/* Words of mount(8) itself that carry a value. Returns 1 when it was one. */
static int parse_own(struct mount_options *options, char *word)
{
	if (strcmp(word, "loop") == 0 || text_starts_with(word, "loop=")) {
		options->loop = true;
		if (word[4])
			options->loop_device = word + 5;
		return 1;
	}
	if (text_starts_with(word, "offset=")) {
		options->loop = true;
		return text_size(word + 7, &options->offset) < 0 ? -1 : 1;
	}
	if (text_starts_with(word, "sizelimit=")) {
		options->loop = true;
		return text_size(word + 10, &options->size_limit) < 0 ? -1 : 1;
	}
	if (strcmp(word, "noauto") == 0)
		return options->noauto = true;
	if (strcmp(word, "nofail") == 0)
		return options->nofail = true;
	/* Comments of fstab: x-systemd.automount, comment=... */
	return text_starts_with(word, "x-") || text_starts_with(word, "comment=");
}

static int parse_word(struct mount_options *options, char *word)
{
	const struct flag_row *row = find(flags, ARRAY_SIZE(flags), word);
	int own;

	if (row) {
		options->flags = (options->flags & ~row->clear) | row->set;
		options->read_write = strcmp(word, "rw") == 0 || (options->read_write &&
				      strcmp(word, "ro") != 0);
		return 0;
	}
	row = find(propagations, ARRAY_SIZE(propagations), word);
	if (row) {
		options->propagation = row->set;
		return 0;
	}
	own = parse_own(options, word);
	if (own != 0)
		return own < 0 ? -1 : 0;
	buffer_format(&options->data, "%s%s", options->data.length ? "," : "", word);
	return 0;
}

int mount_options_parse(struct mount_options *options, char *text)
{
	/* A comma within double quotes is the file system's (SELinux contexts). */
	while (*text) {
		char *word = text;
		bool quoted = false;

		for (; *text && (quoted || *text != ','); text++)
			quoted ^= *text == '"';
		if (*text)
			*text++ = '\0';
		if (*word && parse_word(options, word) < 0)
			return fail_in("option %s", word);
	}
	return 0;
}

void mount_options_words(unsigned long given, struct buffer *text)
{
	for (size_t i = 0; i < ARRAY_SIZE(flags); i++) {
		const struct flag_row *row = &flags[i];

		/* Rows of one flag only: "user" and "rbind" are no state of a mount. */
		if (row->set && (row->set & (row->set - 1)) == 0 && (given & row->set))
			buffer_format(text, "%s%s", text->length ? "," : "", row->name);
	}
}

void mount_options_free(struct mount_options *options)
{
	buffer_free(&options->data);
	*options = (struct mount_options){ 0 };
}
