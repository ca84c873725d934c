/* SPDX-License-Identifier: MIT */
/* Loading and starting the next kernel: kexec_file_load(2), reboot(2). */
#ifndef BOOT_KEXEC_H
#define BOOT_KEXEC_H

#include <stdbool.h>

/*
 * Load a kernel, after looking whether it is one; initrd_fd -1 is none. The descriptors may be
 * memory files and stay the caller's; the kernel keeps a copy of its own.
 */
int kexec_load_files(int kernel_fd, const char *kernel_name, int initrd_fd, const char *cmdline);

/* Write disks back and jump into the loaded kernel. Returns only on failure. */
int kexec_execute(void);

/* The same, disks left as they are. */
int kexec_execute_now(void);

/* Take every interface down: cards that still receive would write into the next kernel's memory. */
int kexec_quiesce_network(void);

/* Whether an init system runs that knows how to stop a full system's services (systemd). */
bool kexec_has_init_system(void);
/* Let it stop them, then start the loaded kernel: systemctl kexec. Returns only on failure. */
int kexec_execute_by_init(void);

int kexec_unload(void);

/* Whether a kernel is loaded (/sys/kernel/kexec_loaded). */
bool kexec_loaded(void);

/* Whether a crash kernel is loaded (/sys/kernel/kexec_crash_loaded). */
bool kexec_crash_loaded(void);

#endif
