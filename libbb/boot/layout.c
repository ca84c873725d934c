/* SPDX-License-Identifier: MIT */
/*
 * Layouts (Documentation/filesystems/overlayfs.rst). One table of mounts for each: performed, or
 * printed as shell lines.
 */
#include "boot/layout.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/klog.h>
#include <sys/mount.h>
#include <unistd.h>

#include "boot/layers.h"
#include "core/error.h"
#include "core/io.h"
#include "fs/mount.h"

enum { SYSLOG_ACTION_READ_ALL = 3, KERNEL_LOG = 1 << 16 };	/* syslog(2) */

/*
 * '@' stands for the root's path, '&' for all images' as lowerdir= wants them, '^' for the lowest
 * one's, '%' for those above it, a colon behind each.
 */
static const struct action {
	enum layout layout;
	enum { FOLDERS, MOUNT, UPPER, DISK } what;
	const char *words;	/* folders, or the mount's source */
	const char *target, *type, *options;
} actions[] = {
	{ LAYOUT_OVERLAY, FOLDERS, "@ " LAYOUT_RW },
	{ LAYOUT_OVERLAY, UPPER, "none", LAYOUT_RW, "tmpfs", "mode=0755" },
	{ LAYOUT_OVERLAY, FOLDERS, LAYOUT_RW "/upper " LAYOUT_RW "/work" },
	{ LAYOUT_OVERLAY, MOUNT, "overlay", "@", "overlay",
	  "lowerdir=&,upperdir=" LAYOUT_RW "/upper,workdir=" LAYOUT_RW "/work" },

	{ LAYOUT_DISK, FOLDERS, "@" },
	{ LAYOUT_DISK, DISK, NULL, "@" },

	{ LAYOUT_NIX_STORE, FOLDERS, "@" },
	{ LAYOUT_NIX_STORE, MOUNT, "none", "@", "tmpfs", "mode=0755" },
	{ LAYOUT_NIX_STORE, FOLDERS, "@/dev @/proc @/sys @/run @/tmp @/nix/.ro-store "
	  "@/nix/.rw-store @/nix/store" },
	{ LAYOUT_NIX_STORE, MOUNT, "^", "@/nix/.ro-store", NULL, "move" },
	{ LAYOUT_NIX_STORE, UPPER, "none", "@/nix/.rw-store", "tmpfs", "mode=0755" },
	{ LAYOUT_NIX_STORE, FOLDERS, "@/nix/.rw-store/store @/nix/.rw-store/work" },
	{ LAYOUT_NIX_STORE, MOUNT, "overlay", "@/nix/store", "overlay",
	  "lowerdir=%@/nix/.ro-store,upperdir=@/nix/.rw-store/store,workdir=@/nix/.rw-store/work" },
};

static const char *const names[] = { [LAYOUT_UNKNOWN] = "unknown", [LAYOUT_OVERLAY] = "overlay",
				     [LAYOUT_NIX_STORE] = "nix-store",
				     [LAYOUT_DISK] = "disk" };

int layout_parse(const char *text, enum layout *layout)
{
	for (size_t i = 1; i < ARRAY_SIZE(names); i++) {
		if (strcmp(text, names[i]) == 0) {
			*layout = i;
			return 0;
		}
	}
	return fail_plain("no layout is called '%s': want overlay, nix-store or disk", text);
}

const char *layout_name(enum layout layout)
{
	return names[layout];
}

bool layout_is_store_name(const char *name)
{
	static const char base32[] = "0123456789abcdfghijklmnpqrsvwxyz";

	return strspn(name, base32) == 32 && name[32] == '-' && name[33];
}

int layout_detect(const char *lower, enum layout *layout)
{
	static const char *const folders[] = { "usr", "bin", "sbin", "etc", "lib" };
	DIR *folder = opendir(lower);
	struct dirent *entry;
	unsigned store = 0, whole = 0;

	if (!folder)
		return fail("open %s", lower);
	while ((entry = readdir(folder))) {
		store += layout_is_store_name(entry->d_name);
		for (size_t i = 0; i < ARRAY_SIZE(folders); i++)
			whole += strcmp(entry->d_name, folders[i]) == 0;
	}
	closedir(folder);
	*layout = whole ? LAYOUT_OVERLAY : store ? LAYOUT_NIX_STORE : LAYOUT_UNKNOWN;
	if (*layout == LAYOUT_UNKNOWN)
		return fail_plain("the image is neither a root (no /usr, /bin, /etc) nor a nix "
				  "store (no store paths on top) nor a known live medium; --image "
				  "names an image within, --layout overlay takes it as it is");
	return 0;
}

/* Its signs replaced. Caller frees. */
static char *with_parts(const char *text, const struct layout_parts *parts)
{
	const char *lower = parts->lower, *base = lower ? layers_base(lower) : "";
	struct buffer out = { 0 };

	for (; text && *text; text++) {
		if (*text == '@')
			buffer_text(&out, parts->root);
		else if (*text == '&')
			buffer_text(&out, lower ? lower : "$lower");
		else if (*text == '^')
			buffer_text(&out, lower ? base : "${lower##*:}");
		else if (*text == '%' && lower)
			buffer_add(&out, lower, base - lower);
		else if (*text == '%')
			buffer_text(&out, "${lower%${lower##*:}}");
		else
			buffer_add(&out, text, 1);
	}
	return out.data ? out.data : xstrdup("");
}

static int make_folders_of(const char *words)
{
	char *copy = xstrdup(words), *rest, *word = strtok_r(copy, " ", &rest);
	int result = 0;

	for (; word && result == 0; word = strtok_r(NULL, " ", &rest))
		result = make_folders(word);
	free(copy);
	return result;
}

/* The kernel's last words on an overlay that it refused, in place of "dmesg may say more". */
static int explain_overlay(void)
{
	static const char mark[] = "overlayfs: ";
	char *text = xcalloc(1, KERNEL_LOG + 1), *last = NULL;

	if (klogctl(SYSLOG_ACTION_READ_ALL, text, KERNEL_LOG) > 0)
		for (char *at = text; (at = strstr(at, mark)); at += strlen(mark))
			last = at;
	if (last) {
		last[strcspn(last, "\n")] = '\0';
		fail_plain("the kernel refuses the overlay: %s", last + strlen(mark));
	}
	free(text);
	return -1;
}

static int act(const struct action *action, const struct layout_parts *parts)
{
	bool disk = action->what == UPPER && parts->upper;
	char *words, *target, *options;
	int result;

	if (action->what == DISK)
		return mount_make(parts->disk, parts->root, parts->type, parts->options);
	words = with_parts(disk ? parts->upper : action->words, parts);
	if (action->what == FOLDERS) {
		result = make_folders_of(words);
		free(words);
		return result;
	}
	target = with_parts(action->target, parts);
	options = with_parts(disk ? "rw" : action->options, parts);
	result = mount_make(disk ? parts->upper : words, target, disk ? NULL : action->type,
			    options);
	if (result < 0 && errno == EINVAL && action->type && !strcmp(action->type, "overlay"))
		explain_overlay();
	free(words);
	free(target);
	free(options);
	return result;
}

int layout_make(enum layout layout, const struct layout_parts *parts)
{
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
		if (actions[i].layout == layout && act(&actions[i], parts) < 0)
			return fail_in("layout %s", names[layout]);
	}
	return 0;
}

static void print_disk(const struct layout_parts *parts, struct buffer *lines)
{
	const char *words[] = { parts->type, parts->options, parts->disk };
	static const char *const before[] = { " -t ", " -o ", " " };

	buffer_text(lines, "mount");
	for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
		char *quoted = words[i] ? text_shell_quote(words[i]) : NULL;

		if (quoted)
			buffer_format(lines, "%s%s", before[i], quoted);
		free(quoted);
	}
	buffer_format(lines, " %s\n", parts->root);
}

static void print_action(const struct action *action, const struct layout_parts *parts,
			 const char *indent, struct buffer *lines)
{
	char *words = with_parts(action->words, parts), *target = with_parts(action->target, parts);
	char *options = with_parts(action->options, parts);
	char *disk = parts->upper ? text_shell_quote(parts->upper) : NULL;

	if (action->what == FOLDERS)
		buffer_format(lines, "%smkdir -p %s\n", indent, words);
	else if (action->what == DISK)
		print_disk(parts, lines);
	else if (action->what == UPPER && disk)
		buffer_format(lines, "%smount -o rw %s %s\n", indent, disk, target);
	else if (!action->type)
		buffer_format(lines, "%smount --%s %s %s\n", indent, options, words, target);
	else
		buffer_format(lines, "%smount -t %s -o %s %s %s\n", indent, action->type, options,
			      words, target);
	free(words);
	free(target);
	free(options);
	free(disk);
}

static void print_actions(enum layout layout, const struct layout_parts *parts,
			  const char *indent, struct buffer *lines)
{
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
		if (actions[i].layout == layout)
			print_action(&actions[i], parts, indent, lines);
}

void layout_lines(enum layout layout, const struct layout_parts *parts, struct buffer *lines)
{
	char *look;

	if (layout != LAYOUT_UNKNOWN) {
		print_actions(layout, parts, "", lines);
		return;
	}
	look = with_parts("if [ -e ^/usr ] || [ -e ^/bin ] || [ -e ^/etc ]; then\n", parts);
	buffer_text(lines, look);
	print_actions(LAYOUT_OVERLAY, parts, "\t", lines);
	buffer_text(lines, "else\n");
	print_actions(LAYOUT_NIX_STORE, parts, "\t", lines);
	buffer_text(lines, "fi\n");
	free(look);
}

void layout_undo(const char *root)
{
	const struct layout_parts parts = { .root = root, .lower = LAYERS_LOWER };

	for (size_t i = ARRAY_SIZE(actions); i-- > 0;) {
		char *target;

		if (actions[i].what == FOLDERS)
			continue;
		target = with_parts(actions[i].target, &parts);
		umount2(target, MNT_DETACH);
		free(target);
	}
}
