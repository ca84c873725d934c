/* SPDX-License-Identifier: MIT */
/* What ramroot's steps share: private to the plan's makers. */
#ifndef BOOT_STEPS_H
#define BOOT_STEPS_H

#include "boot/added.h"
#include "boot/ipxe.h"
#include "boot/layers.h"
#include "boot/layout.h"
#include "boot/network_parameters.h"
#include "boot/parameters.h"
#include "boot/plan.h"
#include "boot/ramroot.h"
#include "boot/source.h"
#include "net/lease.h"

struct ramroot {
	const struct ramroot_request *request;
	struct plan plan;
	bool initramfs;			/* / may be left; else this is a full system */

	struct network_parameters network;
	struct lease lease;		/* of DHCP; interface "" when there was none */
	struct source source;
	char *source_name;		/* NULL until DHCP names it */
	bool of_line;			/* it is the kernel command line's, with all that is told */
	struct option_list mirrors;	/* of it */
	const char *other_source;	/* where it is when it is not there, or NULL */

	/* The root path. */
	struct root_layer {		/* the lowest first, which is the source */
		struct source source;
		char *image;		/* its file; NULL: an archive, unpacked at once */
		char place[LAYERS_PLACE];	/* where it is unpacked */
	} *layers;
	size_t layer_count;
	struct layers mounted;
	struct option_list wanted;	/* names of the layers above the source */
	const char *image;		/* on the kernel command line, or NULL */
	const char *persist;		/* the disk for the writable layer, as named; or NULL */
	char *upper;			/* device of the writable layer, NULL: memory */
	const char *root;		/* where the new root is laid out */
	enum layout layout;
	const char *disk_type;		/* of LAYOUT_DISK, or NULL */
	char *disk_options;
	char *init;			/* within the new root */

	struct added *added;		/* files for the root, or the initrd */
	size_t added_count;

	/* The kexec path. */
	struct boot_files {
		char *kernel;		/* URL or path */
		int kept;		/* its bytes, which were verified; 0: to be fetched */
		struct boot_initrd {
			char *name;	/* URL or path */
			int kept;
			char *file;	/* where an iPXE script wants it to appear, or NULL */
		} *initrds;
		size_t initrd_count;
		char *cmdline;
		char *network;		/* words behind it that keep the network, or NULL */
	} files;
	int kernel_fd, initrd_fd;	/* memory files; 0: none */
};

/* Append the step, when one is needed. */
void add_network_step(struct ramroot *ramroot);
void add_clock_step(struct ramroot *ramroot);
/* One that fails, when it is there that a person wants to look around. */
void add_break_step(struct ramroot *ramroot, enum stop where);
int add_root_steps(struct ramroot *ramroot);
/* Take what the root is to be made of: parameters must stay as long as the plan. */
void root_steps_want(struct ramroot *ramroot, const struct parameters *parameters);
/* Find the files (the script runs, menus included), then append the steps. */
int add_kexec_steps(struct ramroot *ramroot);
/* What the next kernel would miss, between fetch and load. */
void add_check_step(struct ramroot *ramroot);

/* The root path's fetch step: images into memory, archives unpacked on their way. */
int add_root_fetch_step(struct ramroot *ramroot);
void root_fetch_undo(void);

/* Take down what an earlier try left mounted. */
void root_steps_undo(const struct ramroot *ramroot);

void root_steps_free(struct ramroot *ramroot);

/* Fails when so many bytes will not fit, naming both numbers. */
int check_memory(const char *name, uint64_t size, uint64_t needed);

#endif
