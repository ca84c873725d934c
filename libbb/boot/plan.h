/* SPDX-License-Identifier: MIT */
/*
 * The plan: steps that are printed as shell lines or performed. Each step's lines do what its
 * function does, by the same libbb code that the applets on the lines call.
 */
#ifndef BOOT_PLAN_H
#define BOOT_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/text.h"

#define TIMELINE_PATH "/run/ramroot/timeline"
#define FAILED_PATH "/run/ramroot/failed"

enum { PLAN_STEPS = 14 };

struct plan;
typedef int step_function(void *data, struct plan *plan);

struct plan {
	struct step {
		const char *name;	/* one word */
		step_function *perform;	/* NULL: nothing is to be done */
		struct buffer lines;	/* of shell, or comments */
		double start, length;	/* seconds since the kernel's start, seconds */
		uint64_t bytes;		/* moved by it; 0: none */
		char note[160];		/* one line: what came out of it */
		bool done;
	} steps[PLAN_STEPS];
	unsigned count;
	unsigned next;			/* the first one that was not performed yet */
	void *data;			/* for the functions */
	const char *resume_after;	/* steps up to this one were done before, or NULL */
	bool quiet;
	bool trace;			/* print a step's lines before it is performed */
	bool keep;			/* write timeline and kernel log: this is an initramfs */
};

/* Append a step. Returns its lines, to be filled. */
struct buffer *plan_add(struct plan *plan, const char *name, step_function *perform);

/* The step that is being performed, for its function: bytes and note. */
struct step *plan_now(struct plan *plan);
void plan_note(struct plan *plan, const char *format, ...) __attribute__((format(printf, 2, 3)));

/*
 * Perform the steps that were not yet, each told on stdout unless quiet. Stops at the first that
 * fails, whose name goes to FAILED_PATH.
 */
int plan_perform(struct plan *plan);

/* The lines on stdout, a comment before each step's. */
void plan_print(const struct plan *plan);

/* Steps that were performed: name, start, length, bytes, rate, note. Append to text. */
void plan_timeline(const struct plan *plan, struct buffer *text);

void plan_free(struct plan *plan);

/* A line into the kernel's log, "ramroot: " before it, below what consoles show. */
void kernel_log(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
