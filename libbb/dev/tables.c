/* SPDX-License-Identifier: MIT */
/* Open the module tables of a kernel. */
#include "dev/tables.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "core/error.h"
#include "core/io.h"

/* Debian's largest, modules.alias, has 1.4 MB. */
#define TABLE_LIMIT (64 << 20)

struct slice table_slice(const struct buffer *table)
{
	return (struct slice){ table->data, table->length };
}

/* A missing file is an empty table: an initrd need not have all of them. */
static int read_table(const char *folder, const char *name, struct buffer *table)
{
	char path[600];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	errno = 0;
	if (read_file(path, table, TABLE_LIMIT) < 0 && errno != ENOENT && errno != ENOTDIR)
		return -1;
	return 0;
}

int module_tables_open_folder(struct module_tables *tables, const char *folder)
{
	const struct {
		const char *name;
		struct buffer *table;
	} files[] = {
		{ "modules.dep", &tables->dep },
		{ "modules.alias", &tables->alias },
		{ "modules.softdep", &tables->softdep },
		{ "modules.builtin", &tables->builtin },
		{ "modules.builtin.modinfo", &tables->builtin_modinfo },
	};
	size_t i;

	memset(tables, 0, sizeof(*tables));
	if (!text_copy(tables->folder, sizeof(tables->folder), folder))
		return fail_plain("name of the modules' folder is too long");
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		if (read_table(tables->folder, files[i].name, files[i].table) < 0) {
			module_tables_close(tables);
			return -1;
		}
	}
	/* Before /proc is mounted there are no parameters to add. */
	if (read_table("/proc", "cmdline", &tables->cmdline) < 0)
		fail_clear();
	buffer_add(&tables->cmdline, "", 0);
	return 0;
}

int module_tables_open(struct module_tables *tables, const char *root, const char *version)
{
	struct utsname name;
	char *folder;
	int result;

	uname(&name);
	folder = xasprintf("%s/lib/modules/%s", root && strcmp(root, "/") ? root : "",
			   version ? version : name.release);
	result = module_tables_open_folder(tables, folder);
	free(folder);
	return result;
}

int module_tables_read_absent(struct module_tables *tables)
{
	return tables->absent.data ? 0 :
	       read_table(tables->folder, "modules.alias.absent", &tables->absent);
}

void module_tables_close(struct module_tables *tables)
{
	buffer_free(&tables->dep);
	buffer_free(&tables->alias);
	buffer_free(&tables->softdep);
	buffer_free(&tables->builtin);
	buffer_free(&tables->builtin_modinfo);
	buffer_free(&tables->absent);
	buffer_free(&tables->cmdline);
}
