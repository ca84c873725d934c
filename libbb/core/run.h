/* SPDX-License-Identifier: MIT */
/* Becoming another program, as env, nohup, chroot and their like do. */
#ifndef CORE_RUN_H
#define CORE_RUN_H

#include <sys/types.h>

/*
 * execvp(3); returns only when it failed, having said why: 127 when there is no such program,
 * 126 when it cannot be run.
 */
int become(char **argv);
/* The same with words before its name in the message: "failed to run command 'x': ...". */
int become_saying(const char *words, char **argv);

/* Wait for a child's end: its exit status, or 128 and the signal that ended it. */
int wait_for(pid_t child);

#endif
