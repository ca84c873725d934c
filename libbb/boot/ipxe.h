/* SPDX-License-Identifier: MIT */
/*
 * iPXE's scripting language: text in, actions out. Everything from outside - files, settings, the
 * person at the keys, the jump - comes through the callbacks of struct ipxe_host. Pure otherwise:
 * no descriptors, no clock. What the language is: https://ipxe.org/cmd, and where that is silent,
 * what iPXE's own ROM does (tests/ipxe holds its answers).
 */
#ifndef BOOT_IPXE_H
#define BOOT_IPXE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/text.h"

enum {
	IPXE_SCRIPT_LIMIT = 4 << 20,		/* bytes of a script */
	IPXE_DEPTH_LIMIT = 16,			/* scripts within scripts */
	IPXE_EXPANSION_LIMIT = 64 << 10,	/* bytes of a word after expansion */
	IPXE_STEP_LIMIT = 20000,		/* lines without a key pressed or a second slept */
};

/* One row of the image list. The texts are the list's own. */
struct ipxe_image {
	char *url;		/* absolute; a path when the script is a local file */
	char *name;		/* what imgargs, imgfree and kernel NAME call it */
	char *arguments;	/* kernel: its command line; initrd: "/path mode=0755"; or NULL */
	bool named;		/* by --name */
	bool script;		/* known to be one: `chain` leaves them in the list, as iPXE does */
	bool looked_at;		/* whether it is a script is known */
	bool selected;		/* by kernel or imgselect: what boot starts */
	bool trusted;		/* imgverify said so */
	int kept;		/* descriptor of the bytes it said so of; 0: none */
	bool autofree;		/* leaves the list once it has been executed */
	struct buffer text;	/* of a script that has been fetched */
	uint64_t size;		/* UINT64_MAX: unknown */
};

/* What is to be started. Borrowed, for the time of the call. */
struct ipxe_boot {
	const struct ipxe_image *kernel;
	const struct ipxe_image *const *initrds;	/* every other image, in the list's order */
	size_t initrd_count;
	const char *cmdline;				/* never NULL */
};

struct ipxe_menu {
	char *name;		/* NULL: the unnamed one */
	char *title;
	struct ipxe_menu_item {
		char *label;	/* NULL: a gap, never chosen */
		char *text;
		unsigned key;	/* 0: none */
		bool is_default;
	} *items;
	size_t count;
};

/* A setting as iPXE keeps it: bytes and their type. */
struct ipxe_value {
	struct buffer raw;
	const char *type;	/* "string", "ipv4", "hex"...; NULL: string */
	char block[48];		/* where it is from: "net0", "smbios"; shown by `show` */
};

/* What key(), read() and choose() return when there is no answer. */
enum {
	IPXE_CANCELLED = -1,	/* Esc, Ctrl+C, nobody there */
	IPXE_TIMED_OUT = -2,
};

enum { IPXE_UNKNOWN = -1000000 };	/* host.command: none of mine */

/*
 * The outside world. Each may be NULL: nothing is there then. Failures are negative and preceded
 * by fail*(); those of fetch() and probe() may be a status of boot/ipxe_status.h, made negative.
 */
struct ipxe_host {
	void *data;

	/* A script's text: 0. What is no script: 1, and only its first bytes, if any. *moved: what
	   it was redirected to, which names in it are relative to; freed by the caller.
	   timeout_ms 0: the host's own. */
	int (*fetch)(void *data, const char *url, unsigned timeout_ms, struct buffer *text,
		     char **moved);
	/* Is an image there? *size may stay as it is, unknown. */
	int (*probe)(void *data, const char *url, unsigned timeout_ms, uint64_t *size);
	void (*print)(void *data, const char *text);	/* echo, show and their like */
	void (*complain)(void *data, const char *text);	/* why a command failed: a line */

	/* A setting of the machine by its name: "mac", "net0/ip", "smbios/4.5". true: it is set.
	   "net0/": is there such a block? value->block is its name: netX is net0.
	   Numbers of DHCP options that have a name are asked for by name. */
	bool (*setting)(void *data, const char *name, struct ipxe_value *value);

	/* Show the text, wait for a key, wipe the text: the key. timeout_ms 0: no end. */
	int (*key)(void *data, const char *text, unsigned timeout_ms);
	/* Edit the line in the buffer, Enter ends. secret: it is not shown. */
	int (*read)(void *data, const char *prompt, bool secret, unsigned timeout_ms,
		    struct buffer *line);
	/* The index of the item chosen, one that has a label. at: where the bar begins. */
	int (*choose)(void *data, const struct ipxe_menu *menu, size_t at, unsigned timeout_ms);

	/* Before boot(): the person may change the command line. Negative: no boot after all. */
	int (*edit)(void *data, struct buffer *cmdline);
	/* Start it. 0: it was (or will be), everything ends. Negative: the script goes on. */
	int (*boot)(void *data, const struct ipxe_boot *boot);
	/* dhcp, ifopen, ping, reboot...: the machine's commands. 0, negative, IPXE_UNKNOWN. */
	int (*command)(void *data, int argc, char **argv);
	int (*sleep)(void *data, unsigned seconds);	/* 0 slept, 1 only pretended, negative */
	bool (*interrupted)(void *data);		/* Ctrl+C, asked before each line */
	/* Fetch it, and hold it to a signature by a key that is trusted; signer: NULL, or which
	   one. What is verified is what will run: a script, as fetch() gives it, and 0 returned;
	   else a descriptor of the bytes, the image's own from then on. */
	int (*verify)(void *data, const char *url, const char *signature, const char *signer,
		      struct buffer *text, char **moved);
};

/* What read() is asked to show when it is for the prompt's next command. */
#define IPXE_PROMPT "iPXE> "

struct ipxe;

struct ipxe *ipxe_new(const struct ipxe_host *host);
void ipxe_free(struct ipxe *ipxe);

/* Set a variable as the command set does; it hides a setting of the machine. */
int ipxe_set(struct ipxe *ipxe, const char *name, const char *value);

/* What ${name} expands to, "" when unset. Caller frees. */
char *ipxe_get(struct ipxe *ipxe, const char *name);

/*
 * Run a script. url: where it is from, names in it are relative to it; or NULL. Returns 0, the
 * number given to `exit`, or negative: then fail_text() names script and line,
 * "netboot.ipxe:3: kernel http://...: HTTP 404 Not Found".
 */
int ipxe_run_text(struct ipxe *ipxe, const char *text, size_t length, const char *url);

/* Fetch a script by the host and run it. */
int ipxe_run_url(struct ipxe *ipxe, const char *url);

/* One line of the prompt, the same returns. *ended: it was `exit`, or something was booted. */
int ipxe_run_line(struct ipxe *ipxe, const char *line, bool *ended);

/* Whether host.boot() took something, which ends every script. */
bool ipxe_booted(const struct ipxe *ipxe);

/* Whether these bytes are an iPXE script. */
bool ipxe_is_script(const void *head, size_t length);

#endif
