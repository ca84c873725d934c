/* SPDX-License-Identifier: MIT */
/* The whole walkthrough as one call: source, network, fetch, then root or kexec. */
#ifndef BOOT_RAMROOT_H
#define BOOT_RAMROOT_H

#include <stdbool.h>
#include <stddef.h>

#include "boot/parameters.h"
#include "core/applet.h"

struct ramroot_request {
	const char *source;		/* URL or path; NULL: what DHCP names */
	/* URLs or paths: a kernel's initrds, or layers above a root image. */
	const char *const *initrds;
	size_t initrd_count;
	const char *init, *layout, *root, *ip, *device;	/* NULL: found out */
	const char *ntp;		/* set the clock by this server, or by "dhcp"'s; NULL */
	const char *fill;		/* ${cmdline} of a script; the command line of a kernel */
	struct option_list images;	/* a live medium's, by name; empty: found out */
	struct option_list added;	/* FILE:PATH, for the root or the initrd */
	const char *persist;		/* a device for the root's upper layer, NULL: memory */
	const char *add_modules;	/* a folder of what the initrd may lack */
	struct option_list keys;	/* what is booted must be signed by one of them */
	const char *sums;		/* URL of a SHA256SUMS that has its digests, or NULL */
	const char *sha256;		/* the source's digest, or NULL */
	struct option_list mirrors;	/* the source's URL elsewhere */
	bool keep_net;			/* the next kernel gets the lease as ip= */
	bool no_net, load_only, check_only, dry_run, force, quiet, verbose;
	enum stop stop;			/* fail there, for a person to look around and go on */
	bool trace;			/* print each step's shell lines before it is performed */
	const char *resume_after;	/* steps up to this one were done by hand, or NULL */
};

/*
 * Make the plan, and print or perform it. 0 when it was printed, or loaded and asked for no more;
 * negative on failure. When it switches roots or jumps, it does not return.
 */
int ramroot_run(const struct ramroot_request *request);

/* Print which images of the live medium mounted at folder make its root, quoted for a shell. */
int ramroot_print_images(const struct option_list *choices, const char *folder);

/* What an iPXE script would start: fetch, load, jump, as the same plan's last steps. */
struct ipxe_boot;
int ramroot_boot(const struct ramroot_request *request, const struct ipxe_boot *boot);

#endif
