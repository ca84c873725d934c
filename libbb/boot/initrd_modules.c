/* SPDX-License-Identifier: MIT */
/* --add-modules: out of a folder of the kernel's own modules into the initrd. */
#include "boot/initrd_modules.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/initrd.h"
#include "core/error.h"
#include "core/io.h"
#include "dev/elf.h"
#include "dev/module.h"
#include "dev/module_file.h"

/* What modprobe and udev read; whichever of them are there. */
static const char *const tables[] = {
	"modules.dep", "modules.alias", "modules.softdep", "modules.symbols", "modules.order",
	"modules.builtin", "modules.builtin.modinfo", "modules.dep.bin", "modules.alias.bin",
	"modules.symbols.bin", "modules.builtin.bin", "modules.builtin.alias.bin",
};

/* DIR, DIR/lib/modules/VERSION or DIR/VERSION, whichever has modules.dep. Caller frees. */
static char *find_folder(const char *given, const char *version)
{
	char *const folders[] = { xstrdup(given), xasprintf("%s/lib/modules/%s", given, version),
				  xasprintf("%s/%s", given, version) };
	char *found = NULL;

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		char *dep = xasprintf("%s/modules.dep", folders[i]);

		if (!found && access(dep, R_OK) == 0)
			found = xstrdup(folders[i]);
		free(dep);
		free(folders[i]);
	}
	if (!found)
		fail_plain("--add-modules %s: no modules.dep there, nor in lib/modules/%s", given,
			   version);
	return found;
}

static int append_file(int fd, const char *from, const char *to)
{
	int64_t begun = initrd_member_begin(fd, to, 0644);
	struct buffer bytes = { 0 };
	int result = -1;

	if (begun >= 0 && read_file(from, &bytes, UINT32_MAX) == 0 &&
	    (!bytes.length || write_all(fd, bytes.data, bytes.length) == 0))
		result = initrd_member_end(fd, begun);
	buffer_free(&bytes);
	return result < 0 ? fail_in("add %s to the initrd", from) : 0;
}

/* A module of another kernel would be refused by the one it is for. */
static int check_release(const char *path, const char *version)
{
	struct buffer plain = { 0 };
	struct slice rest, key, value;
	int result = module_file_read(path, &plain);

	if (result == 0 && version[0] &&
	    elf_section((struct slice){ plain.data, plain.length }, ".modinfo", &rest)) {
		while (result == 0 && module_info_next(&rest, &key, &value)) {
			size_t length = strlen(version);

			if (slice_equal(key, "vermagic") &&
			    (value.length <= length || value.data[length] != ' ' ||
			     memcmp(value.data, version, length) != 0))
				result = fail_plain("%s is of kernel %.*s, not %s", path,
						    (int)strcspn(value.data, " "), value.data,
						    version);
		}
	}
	buffer_free(&plain);
	return result;
}

struct append {
	int fd;
	const char *version;
	const struct initrd_look *look;
	struct module_tables from;
	char *target;		/* the modules' folder in the initrd */
	struct buffer done;	/* "\0path\0path\0" */
	int count;
};

static int append_module(struct append *append, const char *path)
{
	const char *within = path + strlen(append->from.folder) + 1;
	char *to, *mark = xasprintf("%c%s", '/', within);
	int result = 0;

	to = xasprintf("%s/%s", append->target, within);
	if (!initrd_has_plain(append->look, to) &&
	    !memmem(append->done.data, append->done.length, mark, strlen(mark) + 1)) {
		result = check_release(path, append->version);
		if (result == 0)
			result = append_file(append->fd, path, to);
		append->count++;
		buffer_add(&append->done, mark, strlen(mark) + 1);
	}
	free(mark);
	free(to);
	return result;
}

static int append_named(struct append *append, const char *text)
{
	struct module_names names;
	int result = 0;

	module_lookup(&append->from, text, &names);
	if (!names.count)
		result = fail_plain("%s has no module for %s", append->from.folder, text);
	for (size_t i = 0; i < names.count && result == 0; i++) {
		struct module_plan plan;

		result = module_plan_make(&append->from, names.names[i], &plan);
		for (size_t step = 0; step < plan.count && result == 0; step++)
			if (plan.steps[step].path)
				result = append_module(append, plan.steps[step].path);
		module_plan_free(&plan);
	}
	module_names_free(&names);
	return result;
}

static int append_tables(struct append *append)
{
	int result = 0;

	for (size_t i = 0; i < ARRAY_SIZE(tables) && result == 0; i++) {
		char *from = xasprintf("%s/%s", append->from.folder, tables[i]);
		char *to = xasprintf("%s/%s", append->target, tables[i]);

		if (access(from, R_OK) == 0)
			result = append_file(append->fd, from, to);
		free(from);
		free(to);
	}
	return result;
}

/* Where the initrd keeps modules: a folder in the place of a link would take the link's place. */
static char *target_folder(const struct initrd_look *look, const char *version)
{
	if (look->modules.folder[0])
		return xstrdup(look->modules.folder);
	return xasprintf("%slib/modules/%s", initrd_has_plain(look, "usr/lib") ? "usr/" : "",
			 version);
}

int initrd_modules_append(int fd, const char *folder, const struct boot_facts *facts,
			  const struct boot_findings *findings)
{
	char *from = find_folder(folder, facts->version);
	struct append append = { .fd = fd, .version = facts->version, .look = facts->look };
	int result = from ? module_tables_open_folder(&append.from, from) : -1;

	append.target = target_folder(facts->look, facts->version);
	for (size_t i = 0; i < findings->module_count && result == 0; i++)
		result = append_named(&append, findings->modules[i]);
	if (result == 0)
		result = append_tables(&append);
	if (from)
		module_tables_close(&append.from);
	buffer_free(&append.done);
	free(append.target);
	free(from);
	return result < 0 ? -1 : append.count;
}
