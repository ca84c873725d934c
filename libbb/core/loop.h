/* SPDX-License-Identifier: MIT */
/*
 * The one event loop: descriptors, timers, signals. Zero-initialised is empty.
 *
 * A handler returns 0 to go on, a positive number to end loop_run() with that value, or a
 * negative number (having said why with fail()) to end it as failed.
 */
#ifndef CORE_LOOP_H
#define CORE_LOOP_H

#include <stdint.h>

typedef int loop_handler(void *data, int what);

struct loop {
	struct loop_watch {
		int fd;
		short events;		/* POLLIN, POLLOUT */
		loop_handler *handler;	/* what: the events that came */
		void *data;
		int used;
	} watches[24];
	struct loop_timer {
		uint64_t at;		/* now_ms() */
		loop_handler *handler;	/* what: the timer's number */
		void *data;
		int used;
	} timers[16];
	struct loop_signal {
		int number;
		loop_handler *handler;	/* what: the signal's number */
		void *data;
	} signals[8];
	int signal_fd;			/* 0: none yet */
};

/* Watch a descriptor, or change what is watched of it. The caller keeps the descriptor. */
int loop_watch(struct loop *loop, int fd, short events, loop_handler *handler, void *data);
void loop_unwatch(struct loop *loop, int fd);

/* Call once after so many milliseconds. Returns the timer's number or negative. */
int loop_after(struct loop *loop, uint64_t ms, loop_handler *handler, void *data);
void loop_cancel(struct loop *loop, int timer);

/* Take a signal as an event (blocked, read by signalfd) until loop_end(). */
int loop_signal(struct loop *loop, int number, loop_handler *handler, void *data);

/* Run until a handler ends it; 0 when nothing is left to wait for. */
int loop_run(struct loop *loop);

/* Forget everything, give signals back. Descriptors that were watched stay open. */
void loop_end(struct loop *loop);

#endif
