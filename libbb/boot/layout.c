/* SPDX-License-Identifier: MIT */
/*
 * Layouts (Documentation/filesystems/overlayfs.rst). One table of mounts for each: performed, or
 * printed as shell lines.
 */
#include "boot/layout.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "boot/in_root.h"
#include "core/error.h"
#include "core/io.h"
#include "fs/mount.h"

/* '@' stands for the root's path. */
static const struct action {
	enum layout layout;
	enum { FOLDERS, MOUNT } what;
	const char *words;	/* folders, or the mount's source */
	const char *target, *type, *options;
} actions[] = {
	{ LAYOUT_OVERLAY, FOLDERS, "@ " LAYOUT_RW },
	{ LAYOUT_OVERLAY, MOUNT, "none", LAYOUT_RW, "tmpfs", "mode=0755" },
	{ LAYOUT_OVERLAY, FOLDERS, LAYOUT_RW "/upper " LAYOUT_RW "/work" },
	{ LAYOUT_OVERLAY, MOUNT, "overlay", "@", "overlay",
	  "lowerdir=" LAYOUT_LOWER ",upperdir=" LAYOUT_RW "/upper,workdir=" LAYOUT_RW "/work" },

	{ LAYOUT_NIX_STORE, FOLDERS, "@" },
	{ LAYOUT_NIX_STORE, MOUNT, "none", "@", "tmpfs", "mode=0755" },
	{ LAYOUT_NIX_STORE, FOLDERS, "@/dev @/proc @/sys @/run @/tmp @/nix/.ro-store "
	  "@/nix/.rw-store @/nix/store" },
	{ LAYOUT_NIX_STORE, MOUNT, LAYOUT_LOWER, "@/nix/.ro-store", NULL, "move" },
	{ LAYOUT_NIX_STORE, MOUNT, "none", "@/nix/.rw-store", "tmpfs", "mode=0755" },
	{ LAYOUT_NIX_STORE, FOLDERS, "@/nix/.rw-store/store @/nix/.rw-store/work" },
	{ LAYOUT_NIX_STORE, MOUNT, "overlay", "@/nix/store", "overlay",
	  "lowerdir=@/nix/.ro-store,upperdir=@/nix/.rw-store/store,workdir=@/nix/.rw-store/work" },
};

static const char *const names[] = { [LAYOUT_UNKNOWN] = "unknown", [LAYOUT_OVERLAY] = "overlay",
				     [LAYOUT_NIX_STORE] = "nix-store" };

int layout_parse(const char *text, enum layout *layout)
{
	for (size_t i = 1; i < ARRAY_SIZE(names); i++) {
		if (strcmp(text, names[i]) == 0) {
			*layout = i;
			return 0;
		}
	}
	return fail_plain("no layout is called '%s': want overlay or nix-store", text);
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
				  "store (no store paths on top); --layout overlay takes it as it "
				  "is");
	return 0;
}

/* '@' replaced by the root. Caller frees. */
static char *with_root(const char *text, const char *root)
{
	struct buffer out = { 0 };

	for (; *text; text++) {
		if (*text == '@')
			buffer_text(&out, root);
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

static int act(const struct action *action, const char *root)
{
	char *words, *target, *options;
	int result;

	words = with_root(action->words, root);
	if (action->what == FOLDERS) {
		result = make_folders_of(words);
		free(words);
		return result;
	}
	target = with_root(action->target, root);
	options = with_root(action->options, root);
	result = mount_make(words, target, action->type, options);
	free(words);
	free(target);
	free(options);
	return result < 0 ? fail_in("mount") : 0;
}

int layout_make(enum layout layout, const char *root)
{
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++) {
		if (actions[i].layout == layout && act(&actions[i], root) < 0)
			return fail_in("layout %s", names[layout]);
	}
	return 0;
}

static void print_action(const struct action *action, const char *root, const char *indent,
			 struct buffer *lines)
{
	char *words = with_root(action->words, root);
	char *target = with_root(action->target ? action->target : "", root);
	char *options = with_root(action->options ? action->options : "", root);

	if (action->what == FOLDERS)
		buffer_format(lines, "%smkdir -p %s\n", indent, words);
	else if (!action->type)
		buffer_format(lines, "%smount --%s %s %s\n", indent, options, words, target);
	else
		buffer_format(lines, "%smount -t %s -o %s %s %s\n", indent, action->type, options,
			      words, target);
	free(words);
	free(target);
	free(options);
}

static void print_actions(enum layout layout, const char *root, const char *indent,
			  struct buffer *lines)
{
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
		if (actions[i].layout == layout)
			print_action(&actions[i], root, indent, lines);
}

void layout_lines(enum layout layout, const char *root, struct buffer *lines)
{
	if (layout != LAYOUT_UNKNOWN) {
		print_actions(layout, root, "", lines);
		return;
	}
	buffer_text(lines, "if [ -e " LAYOUT_LOWER "/usr ] || [ -e " LAYOUT_LOWER "/bin ] || "
		    "[ -e " LAYOUT_LOWER "/etc ]; then\n");
	print_actions(LAYOUT_OVERLAY, root, "\t", lines);
	buffer_text(lines, "else\n");
	print_actions(LAYOUT_NIX_STORE, root, "\t", lines);
	buffer_text(lines, "fi\n");
}

/* The one system of a store: HASH-nixos-system-NAME/init; else the one path with an init. */
static int find_store_init(const char *root, char **init)
{
	char *store = xasprintf("%s/nix/store", root);
	DIR *folder = opendir(store);
	struct dirent *entry;
	unsigned systems = 0, others = 0;
	char *system = NULL, *other = NULL;

	while (folder && (entry = readdir(folder))) {
		bool is_system = layout_is_store_name(entry->d_name) &&
				 text_starts_with(entry->d_name + 33, "nixos-system-");
		char **place = is_system ? &system : &other;
		char *path = xasprintf("/nix/store/%s/init", entry->d_name);

		if (entry->d_name[0] == '.' || in_root_check_program(root, path) < 0) {
			free(path);
			continue;
		}
		*(is_system ? &systems : &others) += 1;
		free(*place);
		*place = path;
	}
	if (folder)
		closedir(folder);
	free(store);
	*init = systems == 1 ? system : systems == 0 && others == 1 ? other : NULL;
	if (*init != system)
		free(system);
	if (*init != other)
		free(other);
	if (*init)
		return 0;
	if (systems > 1)
		return fail_plain("the store holds %u systems: say which by --init", systems);
	return fail_plain("no path of the store has an init: say which by --init");
}

int layout_find_init(enum layout layout, const char *root, char **init)
{
	const char *found;

	if (layout == LAYOUT_NIX_STORE)
		return find_store_init(root, init);
	found = in_root_find_init(root);
	if (!found)
		return fail_plain("no init in the image (/sbin/init, /bin/init, systemd): "
				  "say where by --init");
	*init = xstrdup(found);
	return 0;
}

void layout_undo(const char *root)
{
	for (size_t i = ARRAY_SIZE(actions); i-- > 0;) {
		char *target;

		if (actions[i].what != MOUNT)
			continue;
		target = with_root(actions[i].target, root);
		umount2(target, MNT_DETACH);
		free(target);
	}
	umount2(LAYOUT_LOWER, MNT_DETACH);
}
