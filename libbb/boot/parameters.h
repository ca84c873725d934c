/* SPDX-License-Identifier: MIT */
/*
 * The kernel command line as process 1 and ramroot read it
 * (Documentation/admin-guide/kernel-parameters.rst): words of our own, and those of other initrds
 * that mean the same (boot/aliases.h). Pure, but for parameters_read().
 */
#ifndef BOOT_PARAMETERS_H
#define BOOT_PARAMETERS_H

#include <stdbool.h>

#include "core/text.h"

/* What mkinitrd --cmdline-default left: words before those of the kernel's line. */
#define PARAMETERS_DEFAULT "/etc/ramroot/cmdline"

/* Where a person wants to look around first: before anything, before the source, before the end. */
enum stop { STOP_NOWHERE, STOP_START, STOP_SOURCE, STOP_SWITCH };

enum on_failure { FAILURE_RETRY, FAILURE_SHELL, FAILURE_REBOOT, FAILURE_POWEROFF };

struct parameters {
	char *source;			/* ramroot=: a URL or a path; NULL: ask DHCP */
	char *init;			/* init= */
	char *line;			/* all of it, for network_parameters_parse() */
	char *layout;			/* ramroot.layout= */
	char *layers;			/* ramroot.layers=: above source, blanks between */
	char *mirrors;			/* ramroot.mirrors=: source elsewhere, blanks between */
	char *image;			/* ramroot.image=, layerfs-path=: of a live medium's */
	char *persist;			/* ramroot.persist=: a disk for the upper layer */
	char *fill;			/* ramroot.cmdline=: a script's ${cmdline} */
	char *keep_net;			/* ramroot.keep_net=yes: the lease as its ip= */
	char *alias_source;		/* the same as source, in another initrd's words */
	char *other_source;		/* where it is when it is not there, or NULL */
	char *root_disk;		/* root=, where it names a disk: the kernel's own meaning */
	char *root_type;		/* rootfstype= */
	char *root_flags;		/* rootflags= */
	bool root_writable;		/* rw, and no ro behind it */
	enum on_failure on_failure;	/* ramroot.onfail= */
	bool on_failure_said;
	unsigned failure_seconds;	/* panic=: until that reboot; 0: not told */
	enum stop stop;			/* rd.break, boot.debug1 */
	bool trace;			/* rd.debug, boot.trace: each step's shell lines */
	struct buffer problems;		/* a line for each word that makes no sense */
};

/* Take the line apart. Words of others are left alone. To be freed. */
void parameters_parse(const char *cmdline, struct parameters *parameters);
/* The same of PARAMETERS_DEFAULT and /proc/cmdline. */
int parameters_read(struct parameters *parameters);
void parameters_free(struct parameters *parameters);

/* Whether a word's value switches on: not when it is NULL, 0, no or off. */
bool parameters_is_on(const char *value);

/*
 * The next word, its quotes undone as the kernel's next_arg() undoes them; *line moves on.
 * Caller frees; NULL at the end. What follows a lone "--" is for process 1 and no word.
 */
char *parameters_word(const char **line);

#endif
