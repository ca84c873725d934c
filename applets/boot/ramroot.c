/* SPDX-License-Identifier: MIT */
/* ramroot: the walkthrough in one command. */
#include <stdio.h>

#include "boot/ramroot.h"
#include "core/applet.h"
#include "core/error.h"
#include "trust/keys.h"

static struct {
	struct ramroot_request request;
	const char *medium;
} G;

static const struct option_row options[] = {
	{ "-n --dry-run", OPTION_FLAG, &G.request.dry_run, NULL,
	  "print the steps as shell lines, do nothing" },
	{ "--init", OPTION_TEXT, &G.request.init, "PATH", "the new root's init" },
	{ "--layout", OPTION_TEXT, &G.request.layout, "NAME",
	  "overlay, nix-store, disk; without it the image is looked into" },
	{ "--image", OPTION_LIST, &G.request.images, "PATH",
	  "the image to take of a live medium's; several lie one on the other" },
	{ "--add", OPTION_LIST, &G.request.added, "FILE:PATH",
	  "put a file or URL at PATH of the root, or of the initrd" },
	{ "--persist", OPTION_TEXT, &G.request.persist, "DEV",
	  "write to this disk (LABEL=, UUID=, PARTUUID=), not to RAM" },
	{ "--images", OPTION_TEXT, &G.medium, "DIR",
	  "print which images of a mounted live medium make its root" },
	{ "--key", OPTION_LIST, &G.request.keys, "KEY",
	  "all that is loaded must be signed: URL.minisig" },
	{ "--sums", OPTION_TEXT, &G.request.sums, "URL",
	  "the digests of all stand in this SHA256SUMS" },
	{ "--sha256", OPTION_TEXT, &G.request.sha256, "HEX", "the source must have this digest" },
	{ "--mirror", OPTION_LIST, &G.request.mirrors, "URL",
	  "where the source, and what lies beside it, is too" },
	{ "--root", OPTION_TEXT, &G.request.root, "DIR", "lay the root out there (/mnt-root)" },
	{ "--cmdline", OPTION_TEXT, &G.request.fill, "TEXT",
	  "what a script's ${cmdline} stands for; the command line of a kernel" },
	{ "--ip", OPTION_TEXT, &G.request.ip, "SPEC", "as the kernel's ip=; or 'vlan=... ip=...'" },
	{ "--dev", OPTION_TEXT, &G.request.device, "IF", "this network interface" },
	{ "--ntp", OPTION_TEXT, &G.request.ntp, "HOST",
	  "set the clock first, by HOST or by dhcp's" },
	{ "--keep-net", OPTION_FLAG, &G.request.keep_net, NULL,
	  "give the next kernel this network: ip= and BOOTIF=" },
	{ "--no-net", OPTION_FLAG, &G.request.no_net, NULL, "leave the network as it is" },
	{ "--load", OPTION_FLAG, &G.request.load_only, NULL,
	  "stop before the jump: the kernel loaded, the root laid out" },
	{ "--check", OPTION_FLAG, &G.request.check_only, NULL,
	  "only say what the kernel that would be booted will miss" },
	{ "--add-modules", OPTION_TEXT, &G.request.add_modules, "DIR",
	  "add what the initrd lacks from this /lib/modules/VERSION" },
	{ "--force", OPTION_FLAG, &G.request.force, NULL,
	  "go on though the initrd lacks something; stop no service first" },
	{ "-v --verbose", OPTION_FLAG, &G.request.verbose, NULL, "say more" },
	{ "-q --quiet", OPTION_FLAG, &G.request.quiet, NULL, "say nothing but errors" },
	{ 0 }
};

static int run(int argc, char **argv)
{
	if (G.medium) {
		if (ramroot_print_images(&G.request.images, G.medium) < 0)
			die_failure(1);
		return 0;
	}
	G.request.source = argc > 1 ? argv[1] : NULL;
	G.request.initrds = (const char *const *)argv + 2;
	G.request.initrd_count = argc > 2 ? argc - 2 : 0;
	if (ramroot_run(&G.request) < 0)
		die_failure(1);
	return 0;
}

APPLET(ramroot, .names = "ramroot", .summary = "boot from a URL, or a file, into RAM",
       .operands = "[URL|FILE [INITRD|LAYER]...]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G),
       .details = "An iPXE script or a kernel is loaded by kexec and jumped into. A root image\n"
		  "(squashfs, erofs, ext4) or an archive (tar, cpio) becomes the root; further\n"
		  "ones lie above it. Of a live ISO the image within is taken, nothing being\n"
		  "unpacked. Without a source, the boot file is taken that DHCP names.\n\n"
		  "Before the jump the initrd is looked into: whether it has a driver for the\n"
		  "card that is booted from, init, and what makes a root of an image.\n\n"
		  "Keys in " KEYS_FOLDER " of this initrd hold for everything,\n"
		  "and no option lifts that.\n\n"
		  "  ramroot http://boot.example.com/netboot.ipxe\n"
		  "  ramroot http://boot.example.com/squashfs.img\n"
		  "  ramroot http://boot.example.com/debian-live.iso\n"
		  "  ramroot http://boot.example.com/root.squashfs /site.squashfs\n"
		  "  ramroot --add squashfs.img:/nix-store.squashfs netboot.ipxe\n"
		  "  ramroot --persist LABEL=data http://boot.example.com/root.squashfs\n"
		  "  ramroot --dry-run http://boot.example.com/squashfs.img");
