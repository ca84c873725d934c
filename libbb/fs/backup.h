/* SPDX-License-Identifier: MIT */
/* Backups of what cp, mv, ln and install overwrite: "x~", "x.~1~". */
#ifndef FS_BACKUP_H
#define FS_BACKUP_H

enum backup_method { BACKUP_NONE, BACKUP_SIMPLE, BACKUP_EXISTING, BACKUP_NUMBERED };

/*
 * The method of --backup[=WORD] (NULL: without a word, then as $VERSION_CONTROL says, or
 * "existing"). Fails when the word is none.
 */
int backup_method(const char *word, enum backup_method *method);

/* Another suffix than $SIMPLE_BACKUP_SUFFIX or "~". */
void backup_set_suffix(const char *suffix);

/* The name path's backup gets; NULL for BACKUP_NONE. Caller frees. */
char *backup_name(const char *path, enum backup_method method);

#endif
