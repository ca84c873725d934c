/* SPDX-License-Identifier: MIT */
/* File modes: chmod(1)'s symbolic language, and the ten letters of ls -l. */
#ifndef FS_MODE_H
#define FS_MODE_H

#include <stdbool.h>
#include <sys/types.h>

/*
 * The mode that text ("755", "u+rw,go=", "a+X", "=0644", "u=g") makes of old. Who is omitted means
 * everyone but for the bits in mask (the umask); with GNU's rule that a number of fewer than
 * five digits keeps a folder's set-ID bits. Fails with "invalid mode: 'text'".
 */
int mode_parse(const char *text, mode_t old, bool is_folder, mode_t mask, mode_t *mode);

/* "drwxr-xr-x" */
void mode_letters(mode_t mode, char letters[11]);

/* The process's umask, without a change. */
mode_t current_umask(void);

#endif
