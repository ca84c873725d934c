/* SPDX-License-Identifier: MIT */
/* init, found or checked; what is mistyped or gone has a closest one that is there. */
#include "boot/find_init.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/choose.h"
#include "boot/in_root.h"
#include "core/error.h"
#include "core/text.h"

/* Changes between a name and the one that was meant; a store path differs in all of its hash. */
enum { FAR = 40, NEAR = 6 };

struct found {
	char **paths;
	size_t count;
};

static void add_found(struct found *found, char *path)
{
	found->paths = xrealloc(found->paths, (found->count + 1) * sizeof(char *));
	found->paths[found->count++] = path;
}

static void free_found(struct found *found)
{
	for (size_t i = 0; i < found->count; i++)
		free(found->paths[i]);
	free(found->paths);
}

static void search_store(const char *root, struct found *systems, struct found *others)
{
	char *store = xasprintf("%s/nix/store", root);
	DIR *folder = opendir(store);
	struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		bool is_system = layout_is_store_name(entry->d_name) &&
				 text_starts_with(entry->d_name + 33, "nixos-system-");
		char *path = xasprintf("/nix/store/%s/init", entry->d_name);

		if (entry->d_name[0] == '.' || in_root_check_program(root, path) < 0)
			free(path);
		else
			add_found(is_system ? systems : others, path);
	}
	if (folder)
		closedir(folder);
	free(store);
}

/* The one system of a store: HASH-nixos-system-NAME/init; else the one path with an init. */
static int find_store_init(const char *root, char **init)
{
	struct found systems = { 0 }, others = { 0 };
	const struct found *from;
	int chosen = 0;

	search_store(root, &systems, &others);
	from = systems.count ? &systems : &others;
	if (!from->count) {
		chosen = fail_plain("no path of the store has an init: say which by --init");
	} else if (from->count > 1) {
		char *what = xasprintf("the store holds %zu %s", from->count, systems.count ?
				       "systems" : "paths with an init");

		chosen = choose(what, "--init", from->paths, from->count);
		free(what);
	}
	if (chosen >= 0)
		*init = xstrdup(from->paths[chosen]);
	free_found(&systems);
	free_found(&others);
	return chosen < 0 ? -1 : 0;
}

int find_init(enum layout layout, const char *root, char **init)
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

/* Programs beside it. */
static void search_folder(const char *root, const char *init, struct found *found)
{
	const char *slash = strrchr(init, '/');
	char *above = slash ? xstrndup(init, slash - init + 1) : xstrdup("/");
	const char *name = slash ? slash + 1 : init;
	int fd = in_root_open(root, above);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	struct dirent *entry;

	while (folder && (entry = readdir(folder))) {
		char *path = xasprintf("%s%s", above, entry->d_name);

		if (text_distance(entry->d_name, name, NEAR) <= NEAR &&
		    in_root_check_program(root, path) == 0)
			add_found(found, path);
		else
			free(path);
	}
	if (folder)
		closedir(folder);
	free(above);
}

static char *closest(const char *root, const char *init)
{
	struct found found = { 0 };
	const char *usual = in_root_find_init(root);
	unsigned best = FAR + 1;
	char *result = NULL;

	if (text_starts_with(init, "/nix/store/"))
		search_store(root, &found, &found);
	else
		search_folder(root, init, &found);
	if (usual)
		add_found(&found, xstrdup(usual));
	for (size_t i = 0; i < found.count; i++) {
		unsigned distance = text_distance(init, found.paths[i], FAR);

		if (result && distance >= best)
			continue;
		best = distance;
		free(result);
		result = xstrdup(found.paths[i]);
	}
	free_found(&found);
	return result;
}

int find_init_check(const char *root, const char *init)
{
	char *cause, *other;

	if (in_root_check_program(root, init) == 0)
		return 0;
	cause = xstrdup(fail_text());
	other = closest(root, init);
	if (other)
		fail_plain("init: %s; the closest is %s (--init, or init=)", cause, other);
	else
		fail_plain("init: %s", cause);
	free(cause);
	free(other);
	return -1;
}
