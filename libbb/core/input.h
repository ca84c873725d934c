/* SPDX-License-Identifier: MIT */
/* The files of a filter's operands: each in turn, "-" or none at all for stdin. */
#ifndef CORE_INPUT_H
#define CORE_INPUT_H

#include <stdbool.h>

/*
 * Open an operand for reading; "-" is stdin. Folders are refused here, as reading them would be
 * later. On failure negative, with "name: No such file or directory" to be told by warn_failure().
 */
int input_open(const char *name);
void input_close(int fd);

/* Call for each operand, or for "-" without any; each failure is warned of, and is no end. */
void input_each(char **names, int (*visit)(int fd, const char *name));

#endif
