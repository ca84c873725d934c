/* SPDX-License-Identifier: MIT */
/* Users' and groups' names, remembered between calls; numbers and names from operands. */
#include "fs/owner.h"

#include <grp.h>
#include <pwd.h>
#include <stdint.h>
#include <stdlib.h>

#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"

struct known {
	struct known *next;
	unsigned id;
	char *name;
};

static struct known *users, *groups;

static const char *remember(struct known **list, unsigned id, const char *name)
{
	struct known *known = xmalloc(sizeof(*known));

	*known = (struct known){ *list, id, name ? xstrdup(name) : NULL };
	*list = known;
	return known->name;
}

const char *user_name(uid_t id)
{
	struct passwd *entry;

	for (struct known *known = users; known; known = known->next)
		if (known->id == id)
			return known->name;
	entry = getpwuid(id);
	return remember(&users, id, entry ? entry->pw_name : NULL);
}

const char *group_name(gid_t id)
{
	struct group *entry;

	for (struct known *known = groups; known; known = known->next)
		if (known->id == id)
			return known->name;
	entry = getgrgid(id);
	return remember(&groups, id, entry ? entry->gr_name : NULL);
}

int user_parse(const char *text, uid_t *id)
{
	struct passwd *entry = *text == '+' ? NULL : getpwnam(text);
	uint64_t number;

	if (!entry && text_number(text + (*text == '+'), 10, 0, UINT32_MAX - 1, &number) < 0)
		return fail_plain("invalid user: %s", quote(text));
	*id = entry ? entry->pw_uid : number;
	return 0;
}

int group_parse(const char *text, gid_t *id)
{
	struct group *entry = *text == '+' ? NULL : getgrnam(text);
	uint64_t number;

	if (!entry && text_number(text + (*text == '+'), 10, 0, UINT32_MAX - 1, &number) < 0)
		return fail_plain("invalid group: %s", quote(text));
	*id = entry ? entry->gr_gid : number;
	return 0;
}
