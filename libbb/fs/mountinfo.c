/* SPDX-License-Identifier: MIT */
/* The kernel's table of mounts, proc(5): /proc/PID/mountinfo. */
#include "fs/mountinfo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

enum { TABLE_LIMIT = 16 << 20 };

static char *unescape(char *text)
{
	char *to = text;

	for (char *at = text; *at; at++) {
		if (at[0] == '\\' && strspn(at + 1, "01234567") >= 3) {
			*to++ = (at[1] - '0') << 6 | (at[2] - '0') << 3 | (at[3] - '0');
			at += 3;
		} else {
			*to++ = *at;
		}
	}
	*to = '\0';
	return text;
}

bool mountinfo_parse(char *line, struct mountinfo *mount)
{
	char *rest, *device, *fields[3], *at;
	unsigned major, minor;
	int used = 0;

	*mount = (struct mountinfo){ 0 };
	if (sscanf(line, "%d %d %n", &mount->id, &mount->parent, &used) != 2 || !used)
		return false;
	rest = line + used;
	device = strsep(&rest, " ");
	if (!rest || sscanf(device, "%u:%u", &major, &minor) != 2)
		return false;
	mount->device = makedev(major, minor);
	mount->root = strsep(&rest, " ");
	mount->target = strsep(&rest, " ");
	mount->vfs_options = strsep(&rest, " ");
	if (!rest)
		return false;
	/* Any number of optional fields, ended by a lone dash. */
	mount->optional = rest;
	at = text_starts_with(rest, "- ") ? rest : strstr(rest, " - ");
	if (!at)
		return false;
	rest = at + (at == rest ? 2 : 3);
	*at = '\0';
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++) {
		if (!rest)
			return false;
		fields[i] = strsep(&rest, " \n");
	}
	mount->type = unescape(fields[0]);
	mount->source = unescape(fields[1]);
	mount->fs_options = fields[2];
	unescape(mount->root);
	unescape(mount->target);
	return true;
}

/* rw or ro first, then what both kinds say. */
static char *merge_options(const struct mountinfo *mount)
{
	const char *lists[] = { mount->vfs_options, mount->fs_options };
	struct buffer merged = { 0 };
	bool read_only = mountinfo_has_options(mount->vfs_options, "ro") ||
			 mountinfo_has_options(mount->fs_options, "ro");

	buffer_text(&merged, read_only ? "ro" : "rw");
	for (size_t i = 0; i < ARRAY_SIZE(lists); i++) {
		const char *at = lists[i];

		for (size_t length; *at; at += length + (at[length] == ',')) {
			length = strcspn(at, ",");
			if (length && !(length == 2 && (memcmp(at, "rw", 2) == 0 ||
							memcmp(at, "ro", 2) == 0)))
				buffer_format(&merged, ",%.*s", (int)length, at);
		}
	}
	return merged.data;
}

static struct mountinfo *new_row(struct mountinfo_table *table)
{
	if ((table->count & (table->count - 1)) == 0)
		table->rows = xrealloc(table->rows, (table->count ? table->count * 2 : 1) *
				       sizeof(*table->rows));
	return &table->rows[table->count];
}

static int read_table(const char *path, struct mountinfo_table *table)
{
	struct buffer text = { 0 };

	*table = (struct mountinfo_table){ 0 };
	if (read_file(path, &text, TABLE_LIMIT) < 0) {
		buffer_free(&text);
		return -1;
	}
	table->text = text.data;
	return 0;
}

int mountinfo_read(const char *path, struct mountinfo_table *table)
{
	char *rest, *line;

	if (read_table(path, table) < 0)
		return -1;
	rest = table->text;
	while (rest && (line = strsep(&rest, "\n")) != NULL) {
		struct mountinfo *row = new_row(table);

		if (!mountinfo_parse(line, row))
			continue;
		row->options = merge_options(row);
		table->count++;
	}
	return 0;
}

int mountinfo_read_fstab(const char *path, struct mountinfo_table *table)
{
	char *rest, *line, none[] = "";

	if (read_table(path, table) < 0)
		return -1;
	rest = table->text;
	while (rest && (line = strsep(&rest, "\n")) != NULL) {
		struct mountinfo *row = new_row(table);
		char **fields[] = { &row->source, &row->target, &row->type, &row->fs_options,
				    &row->frequency, &row->pass };
		size_t count = 0;
		char *words;

		*row = (struct mountinfo){ .parent = -1 };
		line += strspn(line, " \t");
		if (*line == '#')
			continue;
		for (char *word = strtok_r(line, " \t", &words); word && count < ARRAY_SIZE(fields);
		     word = strtok_r(NULL, " \t", &words))
			*fields[count++] = unescape(word);
		if (count < 3)
			continue;
		row->options = xstrdup(row->fs_options ? row->fs_options : none);
		table->count++;
	}
	return 0;
}

void mountinfo_free(struct mountinfo_table *table)
{
	for (size_t i = 0; i < table->count; i++)
		free(table->rows[i].options);
	free(table->rows);
	free(table->text);
	*table = (struct mountinfo_table){ 0 };
}

const struct mountinfo *mountinfo_of(const struct mountinfo_table *table, const char *path)
{
	const struct mountinfo *found = NULL;
	size_t best = 0;

	for (size_t i = 0; i < table->count; i++) {
		const char *target = table->rows[i].target;
		size_t length = strlen(target);

		if (length == 1)
			length = 0;
		if (strncmp(path, target, length) == 0 && (!path[length] || path[length] == '/') &&
		    (!found || length >= best)) {
			found = &table->rows[i];
			best = length;
		}
	}
	return found;
}

static bool is_one_of(const char *type, const char *list)
{
	size_t length = strlen(type);

	for (const char *at = list; *at; at += strcspn(at, " ") + (at[strcspn(at, " ")] != 0)) {
		if (strcspn(at, " ") == length && memcmp(at, type, length) == 0)
			return true;
	}
	return false;
}

bool mountinfo_is_pseudo(const struct mountinfo *mount)
{
	static const char types[] =
		"anon_inodefs apparmorfs autofs bdev binder binfmt_misc bpf cgroup cgroup2 "
		"configfs cpuset debugfs devfs devpts devtmpfs dlmfs dmabuf drm efivarfs "
		"fuse.archivemount fuse.avfsd fuse.dumpfs fuse.encfs fuse.gvfs-fuse-daemon "
		"fuse.gvfsd-fuse fuse.lxcfs fuse.portal fuse.rofiles-fuse fuse.vmware-vmblock "
		"fuse.xwmfs fusectl hugetlbfs ipathfs mqueue nfsd none nsfs overlay pipefs "
		"proc pstore ramfs resctrl rootfs rpc_pipefs securityfs selinuxfs smackfs "
		"sockfs spufs sysfs tmpfs tracefs vboxsf virtiofs";

	return is_one_of(mount->type, types);
}

bool mountinfo_is_net(const struct mountinfo *mount)
{
	return is_one_of(mount->type, "afs ceph cifs curlftpfs gfs2 ncp ncpfs nfs nfs4 smb3 smbfs "
				      "sshfs fuse.sshfs fuse.curlftpfs 9p");
}

static bool has_option(const char *options, const char *name, size_t length)
{
	for (const char *at = options; *at; at += strcspn(at, ",") + (at[strcspn(at, ",")] != 0)) {
		size_t found = strcspn(at, ",");

		/* "size" is had by "size=4k". */
		if (memchr(name, '=', length) == NULL)
			found = strcspn(at, ",=");
		if (found == length && memcmp(at, name, length) == 0)
			return true;
	}
	return false;
}

bool mountinfo_has_options(const char *options, const char *pattern)
{
	for (size_t length; *pattern; pattern += length + (pattern[length] == ',')) {
		const char *name = pattern;
		bool wanted = true;

		length = strcspn(pattern, ",");
		if (text_starts_with(name, "no")) {
			wanted = false;
			name += 2;
		} else if (*name == '+') {
			name++;
		}
		if (has_option(options, name, pattern + length - name) != wanted)
			return false;
	}
	return true;
}
