/* SPDX-License-Identifier: MIT */
/* What /proc tells of processes and threads: proc(5). */
#ifndef PROC_PROCESS_H
#define PROC_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/text.h"

struct process {
	pid_t pid, thread;		/* thread == pid for the process itself */
	pid_t parent, group, session, foreground;
	char name[64];			/* without the brackets of stat */
	char state;
	unsigned terminal;		/* device number, 0: none */
	unsigned flags;
	uint64_t minor_faults, major_faults;
	uint64_t user_ticks, system_ticks, child_ticks;
	long priority, nice, threads;
	uint64_t start_ticks;		/* since boot */
	uint64_t size;			/* bytes of virtual memory */
	uint64_t resident;		/* KiB */
	int processor, realtime, policy;
	/* From status. */
	uid_t user, real_user, saved_user, file_user;
	gid_t owner_group, real_group, saved_group, file_group;
	uint64_t locked, data, text_size;	/* KiB */
	uint64_t resident_file, resident_shared;
	uint64_t pending, blocked, ignored, caught;
};

enum process_wants {
	PROCESS_STATUS = 1,	/* users, groups, memory and signals, from status */
	PROCESS_THREADS = 2,	/* each thread, not each process */
};

/* Read one; negative when there is no such process (any more), without a message. */
int process_read(struct process *process, pid_t pid, pid_t thread, unsigned wants);

/* Every process there is, by number. Caller frees *list. Returns the count or negative. */
ssize_t process_list(struct process **list, unsigned wants);

/* The command line, its words apart by blanks; "" when it has none (a kernel thread). */
void process_arguments(pid_t pid, struct buffer *text);
/* The same as it stands: each word ended by NUL. */
void process_words(pid_t pid, struct buffer *text);
/* The words of the environment, apart by blanks. */
void process_environment(pid_t pid, struct buffer *text);
/* The first word of the command line alone, with what it holds. "" for none. */
void process_command(pid_t pid, struct buffer *text);
/* What the process waits in within the kernel, "-" when it does not. */
void process_wait_channel(pid_t pid, char name[64]);

/* Ticks in a second, seconds since boot, and when that was. */
unsigned process_hertz(void);
double process_uptime(void);
int64_t process_boot_time(void);
/* KiB of memory there are. */
uint64_t process_memory_total(void);

/* "pts/3", "tty1", "ttyS0", "console"; "?" for none. */
void terminal_name(unsigned device, char name[32]);
/* The device number of such a name, with or without /dev/; negative when there is none. */
int terminal_device(const char *name, unsigned *device);

#endif
