/* SPDX-License-Identifier: MIT */
/*
 * Process 1 of the initrd is our init, and never ends. Only it can switch roots or start stage 1
 * anew, so that others ask it to: a request is written to /run/ramroot, a signal tells of it, and
 * what is answered comes back through a FIFO.
 */
#ifndef BOOT_PROCESS_ONE_H
#define BOOT_PROCESS_ONE_H

#include <signal.h>
#include <stdbool.h>

#define RAMROOT_FOLDER "/run/ramroot"
#define PROCESS_ONE_SIGNAL (SIGRTMIN + 4)

/* Whether this machine's process 1 is our init (it says so in /run/ramroot). */
bool process_one_is_ours(void);
/* Say so. */
int process_one_announce(void);

/*
 * In process 1, whatever it executes of ours: when that ends, or a request comes, init takes over
 * again (init --prompt, init --request). Nothing in other processes.
 */
void process_one_guard(void);

/*
 * Ask process 1: "switch_root" ROOT INIT [ARGUMENT]..., or "init" (begin anew). Returns only when
 * it failed, with what process 1 answered.
 */
int process_one_ask(const char *verb, char **arguments);

/* In process 1: the request that is there, taken apart; NULL-terminated. NULL: none. */
char **process_one_request(void);
/* In process 1: it could not be done. */
void process_one_refuse(const char *why);

#endif
