/* SPDX-License-Identifier: MIT */
/* Becoming another program, as env, nohup, chroot and their like do. */
#ifndef CORE_RUN_H
#define CORE_RUN_H

/*
 * execvp(3); returns only when it failed, having said why: 127 when there is no such program,
 * 126 when it cannot be run.
 */
int become(char **argv);

#endif
