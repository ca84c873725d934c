/* SPDX-License-Identifier: MIT */
/* How large the terminal is, also where nobody told the kernel: on a serial line. */
#ifndef TERM_WINDOW_H
#define TERM_WINDOW_H

#include <sys/ioctl.h>

/*
 * Ask the terminal at this descriptor, as resize(1) does: send the cursor far beyond the lower
 * right corner, and hear where it stopped. Keys typed meanwhile are put back; when some wait
 * already, or in the background, nothing is asked. Fails when no answer comes in time.
 */
int window_ask(int fd, struct winsize *size);

/* Columns for what is printed to this descriptor: the terminal's, else $COLUMNS, else 80. */
unsigned window_columns(int fd);

#endif
