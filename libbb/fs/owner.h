/* SPDX-License-Identifier: MIT */
/* Users' and groups' names, remembered between calls; numbers and names from operands. */
#ifndef FS_OWNER_H
#define FS_OWNER_H

#include <sys/types.h>

/* NULL for one without a name. */
const char *user_name(uid_t id);
const char *group_name(gid_t id);

/* A name or a number. Fails with "invalid user: 'text'". */
int user_parse(const char *text, uid_t *id);
int group_parse(const char *text, gid_t *id);

#endif
