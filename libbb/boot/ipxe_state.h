/* SPDX-License-Identifier: MIT */
/* What the parts of the interpreter share. Nobody else includes this. */
#ifndef BOOT_IPXE_STATE_H
#define BOOT_IPXE_STATE_H

#include "boot/ipxe.h"
#include "boot/ipxe_status.h"
#include "boot/ipxe_type.h"

/* A setting that was set: iPXE knows it by its name or by a DHCP option's number. */
struct ipxe_variable {
	char *name;
	uint64_t tag;		/* 0: none. 175.3 is 175 << 8 | 3 */
	const struct ipxe_type *type;
	struct buffer raw;	/* never empty: setting to nothing clears */
};

/* Settings lie in blocks, blocks in blocks: "", "net0", "net0.dhcp". */
struct ipxe_block {
	char *name;
	struct ipxe_block *parent;	/* NULL: the nameless one */
	struct ipxe_block **children;	/* in the order in which they are searched */
	size_t child_count;
	struct ipxe_variable *variables;
	size_t count;
	bool machine;		/* the host has settings of that block's too */
};

/* "[block/]name[:type]" taken apart. */
struct ipxe_name {
	char *block, *name;	/* block NULL: every one is searched */
	uint64_t tag;
	const struct ipxe_type *type;	/* NULL: none given, none known */
	const char *known;	/* the name of the setting with this number, or NULL */
};

/* A script cut into logical lines, and where its labels are. */
struct ipxe_script {
	struct ipxe_line {
		char *label;		/* NULL: none */
		char *command;
		size_t number;		/* from 1, the first of those a backslash joined */
	} *lines;
	size_t count;
	size_t *labels;			/* lines that have one, sorted by label */
	size_t label_count;
	bool unfinished;		/* it ends in a backslash */
	size_t next;			/* line to be run */
	char *text;
};

enum ipxe_stop { STOP_NOT, STOP_LINE, STOP_SCRIPT, STOP_ALL };

struct ipxe {
	struct ipxe_host host;
	struct ipxe_block root;
	struct ipxe_image **images;
	size_t image_count;
	struct ipxe_menu **menus;
	size_t menu_count;
	struct ipxe_script *script;	/* the running one */
	struct ipxe_image *running;	/* its image */
	struct ipxe_image *replacement;	/* chain --replace: runs when it has ended */
	char *cwuri;			/* what relative names are relative to */
	const char *command;		/* name of the command that runs, for complaints */
	enum ipxe_stop stop;
	bool booted;
	bool trust, trust_permanent;	/* imgtrust */
	unsigned depth, steps, unnamed;
	uint32_t error;			/* ${errno} */
	struct buffer failure;		/* "script:line: why", of the innermost line */
};

/* One command with its words. */
enum ipxe_option_kind { IPXE_FLAG, IPXE_TEXT, IPXE_NUMBER, IPXE_KEY };
struct ipxe_option {
	char letter;
	const char *name;
	enum ipxe_option_kind kind;
};
enum { IPXE_OPTIONS = 6, IPXE_ANY = 1 << 30 };

struct ipxe_call;
struct ipxe_command {
	const char *name;
	const struct ipxe_option *options;	/* ended by a row without letter */
	int least, most;			/* operands */
	const char *usage;			/* of the operands */
	int (*run)(struct ipxe *ipxe, struct ipxe_call *call);
};

struct ipxe_call {
	const struct ipxe_command *command;
	char **words;			/* operands, NULL behind the last */
	int count;
	struct {
		bool given;
		const char *text;
		unsigned number;
	} option[IPXE_OPTIONS];		/* in the order of the command's rows */
};

/* ipxe_command.c: run one command; its status: 0, above 0 from exit, or negative. */
int ipxe_execute(struct ipxe *ipxe, int argc, char **argv);
/* The same with a row of one's own: options parsed, then run. */
int ipxe_command_run(struct ipxe *ipxe, const struct ipxe_command *command, int argc, char **argv);
/* "choose [-m|--menu <menu>] ... <setting>"; caller frees. */
char *ipxe_usage(const struct ipxe_command *command);
/* A decimal, 0x or 0 number as iPXE reads it; complains. "" is 0. */
int ipxe_number(struct ipxe *ipxe, const char *text, unsigned *number);
/* The words joined by blanks; "" when there are none. Caller frees. */
char *ipxe_join(char **words);

/* The rows of commands, by subject; each ends in a row without name. */
extern const struct ipxe_command ipxe_basic_commands[], ipxe_setting_commands[];
extern const struct ipxe_command ipxe_image_commands[], ipxe_menu_commands[];

/* ipxe_line.c: run a line with its operators. */
int ipxe_line(struct ipxe *ipxe, const char *text);

/* ipxe_block.c. Blocks come to be when something is set in them. */
struct ipxe_block *ipxe_block_find(struct ipxe *ipxe, const char *path, bool make);
/* "net0.dhcp"; caller frees. */
char *ipxe_block_path(const struct ipxe_block *block);
struct ipxe_variable *ipxe_block_get(struct ipxe_block *block, const struct ipxe_name *name);
/* In the block or in those within it, by their order; *found: where. */
struct ipxe_variable *ipxe_block_search(struct ipxe_block *block, const struct ipxe_name *name,
					struct ipxe_block **found);
void ipxe_block_set(struct ipxe_block *block, const struct ipxe_name *name, const void *raw,
		    size_t length);
void ipxe_block_free(struct ipxe_block *block);

/* ipxe_setting.c */
int ipxe_name_parse(const char *text, struct ipxe_name *name);	/* negative status */
/* The same, complaining; and for one whose block must be there already. */
int ipxe_name_take(struct ipxe *ipxe, const char *text, struct ipxe_name *name);
int ipxe_name_take_old(struct ipxe *ipxe, const char *text, struct ipxe_name *name);
void ipxe_name_free(struct ipxe_name *name);
/* raw is the caller's to free, and *block, which may be NULL: where it was found. */
int ipxe_fetch(struct ipxe *ipxe, const struct ipxe_name *name, struct buffer *raw,
	       const struct ipxe_type **type, char **block);
int ipxe_store(struct ipxe *ipxe, const struct ipxe_name *name, const void *raw, size_t length);
/* By text and the setting's type, string when it has none; "" or NULL clears. */
int ipxe_store_text(struct ipxe *ipxe, const struct ipxe_name *name, const char *value);
/* Every ${...} in the text, until none is left. NULL when there is no end to it. Caller frees. */
char *ipxe_expand(struct ipxe *ipxe, const char *text);

/* ipxe_script.c */
struct ipxe_script *ipxe_script_cut(const char *text, size_t length);
void ipxe_script_free(struct ipxe_script *script);
bool ipxe_script_goto(struct ipxe_script *script, const char *label);
int ipxe_script_run(struct ipxe *ipxe, struct ipxe_image *image);

/* ipxe_image.c */
struct ipxe_image *ipxe_image_find(struct ipxe *ipxe, const char *name);
struct ipxe_image *ipxe_image_new(const char *url);
void ipxe_image_free(struct ipxe_image *image);
void ipxe_image_register(struct ipxe *ipxe, struct ipxe_image *image);
/* Take it out of the list; the caller has it then. */
void ipxe_image_unregister(struct ipxe *ipxe, struct ipxe_image *image);
/* Ask for a new one, and put it into the list. fetch: get a script's text too. */
int ipxe_image_download(struct ipxe *ipxe, const char *name, bool fetch, unsigned timeout_ms,
			struct ipxe_image **image);
/* Get its text, if it is a script; of others the first bytes are looked at and dropped. */
int ipxe_image_look(struct ipxe *ipxe, struct ipxe_image *image, unsigned timeout_ms);
/* Fetch it and hold it to a signature; after fail(). */
int ipxe_image_verify(struct ipxe *ipxe, struct ipxe_image *image, const char *signature,
		      const char *signer);
int ipxe_image_execute(struct ipxe *ipxe, struct ipxe_image *image);

/* ipxe_address.c: give the card, a device of Linux, the address the script has set for it. */
int ipxe_address_apply(struct ipxe *ipxe, const char *card, const char *device);
/* ipxe_digest.c: print the digest that md5sum, sha256sum... are called for. */
int ipxe_digest(struct ipxe *ipxe, const char *command, struct ipxe_image *image);

void ipxe_menus_free(struct ipxe *ipxe);

void ipxe_say(struct ipxe *ipxe, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A line to the host, remembered as the reason when the failure ends the script. */
void ipxe_complain(struct ipxe *ipxe, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
