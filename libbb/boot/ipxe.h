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

/* One row of the image list. All texts are the list's own. */
struct ipxe_image {
	char *url;		/* absolute, or a path when the script is a local file */
	char *name;		/* what imgargs, imgfree and kernel NAME call it */
	char *arguments;	/* kernel: its command line; initrd: "/path mode=0755" or "" */
	bool selected;		/* kernel, imgselect: what boot starts */
	bool trusted;		/* imgverify said so */
	bool autofree;		/* leaves the list once it has been executed */
	struct buffer text;	/* the content of a script or a signature; empty for others */
	bool have_text;
};

/* What is to be started. Borrowed from the list, for the time of the call. */
struct ipxe_boot {
	const struct ipxe_image *kernel;
	const struct ipxe_image *const *initrds;	/* every other image, in the list's order */
	size_t initrd_count;
	const char *cmdline;				/* never NULL */
};

struct ipxe_menu_item {
	char *label;		/* NULL: a gap or separator, never chosen */
	char *text;
	int key;		/* 0: none */
	bool is_default;
};

struct ipxe_menu {
	char *name;		/* NULL: the unnamed one */
	char *title;
	struct ipxe_menu_item *items;
	size_t count;
};

/* iPXE's statuses that scripts can tell apart: 0 is success, others are shown as text. */
enum ipxe_wait {
	IPXE_TIMED_OUT = -2,
	IPXE_CANCELLED = -1,	/* Esc, Ctrl+C */
};

/*
 * The outside world. Each may be NULL: fetch and probe then fail, print is silent, keys time out.
 * A negative return is preceded by fail*().
 */
struct ipxe_host {
	void *data;

	/* A script's whole text. The limit on its size is IPXE_SCRIPT_LIMIT. */
	int (*fetch)(void *data, const char *url, struct buffer *text);
	/* Is the image there? 0 yes, 1 yes and it is a script (then it is fetched), negative. */
	int (*probe)(void *data, const char *url);
	void (*print)(void *data, const char *text);

	/* A built-in setting by its name without type: "mac", "net0/ip", "smbios/serial". The
	   value is appended as iPXE's raw bytes with its type's name, or false: unset. */
	bool (*setting)(void *data, const char *name, struct buffer *value, const char **type);

	/* Show the text, wait for a key: its code, or IPXE_TIMED_OUT, IPXE_CANCELLED. 0: no end. */
	int (*key)(void *data, const char *text, unsigned timeout_ms);
	/* Edit the line in the buffer: 0, or IPXE_TIMED_OUT, IPXE_CANCELLED. secret: not shown. */
	int (*read)(void *data, const char *prompt, bool secret, struct buffer *line,
		    unsigned timeout_ms);
	/* The index of the item chosen, or negative. first: the one to begin at. */
	int (*choose)(void *data, const struct ipxe_menu *menu, size_t first,
		      unsigned timeout_ms);
	/* Whether the person asked, in the last menu, to edit the command line before the boot. */
	bool (*edit)(void *data);

	/* Start it. Returns only when it did not: negative, and the script goes on as iPXE's. */
	int (*boot)(void *data, const struct ipxe_boot *boot);
	/* A command that belongs to the machine and not to the language: dhcp, ifopen, ping,
	   reboot... argv as iPXE splits it. NULL or IPXE_UNKNOWN: "command not found". */
	int (*command)(void *data, int argc, char **argv);
	int (*sleep)(void *data, unsigned seconds);	/* negative: interrupted */
	bool (*interrupted)(void *data);		/* Ctrl+C between two lines */
	/* Whether signature really signs the image at url. NULL: no key, every imgverify fails. */
	int (*verify)(void *data, const char *url, const char *signature_url,
		      const char *signer);
};

enum {
	IPXE_UNKNOWN = -100,			/* host.command: not one of mine */
	IPXE_SCRIPT_LIMIT = 4 << 20,		/* bytes of a script */
	IPXE_DEPTH_LIMIT = 32,			/* scripts within scripts */
	IPXE_EXPANSION_LIMIT = 64 << 10,	/* bytes of a word after expansion */
	IPXE_STEP_LIMIT = 100000,		/* lines without any key pressed or second slept */
};

struct ipxe;

struct ipxe *ipxe_new(const struct ipxe_host *host);
void ipxe_free(struct ipxe *ipxe);

/* Set a variable as the command set does, types and scopes included. It overrides built-in ones. */
int ipxe_set(struct ipxe *ipxe, const char *name, const char *value);

/* The value of a setting as ${name} expands to; "" when unset. Caller frees. */
char *ipxe_get(struct ipxe *ipxe, const char *name);

/*
 * Run a script. url: what names in it are relative to; NULL when there is none. Returns 0, the
 * status of `exit`, or negative, as iPXE's own result; after a failure fail_text() names script
 * and line: "netboot.ipxe:3: kernel http://...: HTTP 404 Not Found".
 */
int ipxe_run_text(struct ipxe *ipxe, const char *text, size_t length, const char *url);

/* One line of the prompt. *ended: it was `exit`. */
int ipxe_run_line(struct ipxe *ipxe, const char *line, bool *ended);

/* Whether these bytes are an iPXE script. */
bool ipxe_is_script(const void *head, size_t length);

#endif
