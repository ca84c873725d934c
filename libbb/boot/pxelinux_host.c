/* SPDX-License-Identifier: MIT */
/* Names in a configuration are relative to where pxelinux.0 was: the folder of pxelinux.cfg. */
#include "boot/pxelinux_host.h"

#include <stdlib.h>
#include <string.h>

#include "boot/ipxe_session.h"
#include "boot/pxelinux.h"
#include "boot/trusted.h"
#include "core/error.h"
#include "core/io.h"
#include "http/fetch.h"
#include "http/url.h"

#define FOLDER "pxelinux.cfg/"

enum { CONFIG_LIMIT = 1 << 20, CHAIN_LIMIT = 16 };

struct pxe {
	struct ramroot *ramroot;
	struct ipxe_session session;
	struct pxelinux config;
	char *prefix;		/* ends in a slash, or "" */
};

bool pxelinux_is_source(const char *name)
{
	return strstr(name, FOLDER) || text_ends_with(name, "pxelinux.0");
}

static char *prefix_of(const char *name)
{
	const char *folder = strstr(name, FOLDER), *slash = strrchr(name, '/');

	if (folder)
		return xstrndup(name, folder - name);
	return xstrndup(name, slash ? slash + 1 - name : 0);
}

/* "::file" is the server's file, "/file" and URLs are what they are. */
static char *resolve(const struct pxe *pxe, const char *name)
{
	if (text_starts_with(name, "::"))
		name += 2;
	return *pxe->prefix ? url_resolve(pxe->prefix, name) : xstrdup(name);
}

static int read_remote(const char *url, struct buffer *text)
{
	const char *urls[] = { url };
	struct fetch job = { .urls = urls, .url_count = 1, .tries = 2 };
	int result = trusted_hold(&job) < 0 ? -1 : fetch_text(&job, text, CONFIG_LIMIT);

	fetch_free(&job);
	return result < 0 ? -1 : 0;
}

static int read_named(void *data, const char *name, struct buffer *text)
{
	char *url = resolve(data, name), *path;
	int result = -1;

	if (url && !url_is_local(url)) {
		result = read_remote(url, text);
	} else if (url && (path = url_local_path(url))) {
		result = trusted_file(path) < 0 ? -1 : read_file(path, text, CONFIG_LIMIT);
		free(path);
	}
	free(url);
	return result;
}

/* The first that is there of uuid, 01-mac, address and default. */
static int find_config(struct pxe *pxe, struct buffer *text, char **found)
{
	char *uuid = ipxe_get(pxe->session.ipxe, "uuid");
	char *mac = ipxe_get(pxe->session.ipxe, "netX/mac:hexhyp");
	char *address = ipxe_get(pxe->session.ipxe, "netX/ip:hexraw"), name[64];
	int result = -1;

	for (char *at = address; *at; at++)
		*at -= *at >= 'a' && *at <= 'f' ? 32 : 0;
	for (unsigned i = 0; result < 0 && pxelinux_name(i, uuid, mac, address, name); i++) {
		free(*found);
		*found = xasprintf(FOLDER "%s", name);
		text->length = 0;	/* what came of one that failed */
		result = read_named(pxe, *found, text);
	}
	free(uuid);
	free(mac);
	free(address);
	return result;
}

static int read_config(struct pxe *pxe, const char *name)
{
	struct buffer text = { 0 };
	char *found = name ? xstrdup(name) : NULL;
	int result = name ? read_named(pxe, name, &text) : find_config(pxe, &text, &found);

	pxelinux_free(&pxe->config);
	pxe->config = (struct pxelinux){ .include = read_named, .data = pxe };
	if (result == 0)
		result = pxelinux_parse(&pxe->config, found, text.data ? text.data : "",
					text.length);
	if (result == 0 && !pxe->config.count)
		result = fail_plain("%s has no LABEL to boot", found);
	free(found);
	buffer_free(&text);
	return result;
}

/* ---- what is booted ------------------------------------------------------------------------- */

static void add_initrds(struct pxe *pxe, const char *names, size_t length)
{
	struct boot_files *files = &pxe->ramroot->files;

	for (const char *end = names + length; names < end;) {
		size_t part = strcspn(names, ",");
		char *name = xstrndup(names, MIN(part, (size_t)(end - names)));
		char *url = *name ? resolve(pxe, name) : NULL;

		files->initrds = xrealloc(files->initrds, (files->initrd_count + 1) *
							  sizeof(*files->initrds));
		if (url)
			files->initrds[files->initrd_count++] = (struct boot_initrd){ .name = url };
		free(name);
		names += part + 1;
	}
}

/* IPAPPEND: what the kernel would otherwise ask the network for once more. */
static void add_system(struct pxe *pxe, unsigned bits, struct buffer *cmdline)
{
	struct ipxe *ipxe = pxe->session.ipxe;
	char *ip = ipxe_get(ipxe, "netX/ip"), *server = ipxe_get(ipxe, "next-server");
	char *gateway = ipxe_get(ipxe, "netX/gateway"), *mask = ipxe_get(ipxe, "netX/netmask");
	char *mac = ipxe_get(ipxe, "netX/mac:hexhyp");

	if (bits & 1)
		buffer_format(cmdline, " ip=%s:%s:%s:%s", ip, server, gateway, mask);
	if (bits & 2)
		buffer_format(cmdline, " BOOTIF=01-%s", mac);
	free(ip);
	free(server);
	free(gateway);
	free(mask);
	free(mac);
}

static int take(struct pxe *pxe, const char *kernel, const char *append, const char *initrd,
		unsigned sysappend)
{
	struct boot_files *files = &pxe->ramroot->files;
	const char *within = strstr(append, "initrd=");
	struct buffer cmdline = { 0 };

	files->kernel = resolve(pxe, kernel);
	if (!files->kernel)
		return -1;
	if (initrd)
		add_initrds(pxe, initrd, strlen(initrd));
	else if (within && (within == append || within[-1] == ' '))
		add_initrds(pxe, within + 7, strcspn(within + 7, " "));
	buffer_format(&cmdline, "BOOT_IMAGE=%s", kernel);
	if (initrd)
		buffer_format(&cmdline, " initrd=%s", initrd);
	if (*append)
		buffer_format(&cmdline, " %s", append);
	add_system(pxe, sysappend, &cmdline);
	if (pxe->session.terminal.edit &&
	    ipxe_terminal_read(&pxe->session.terminal, "Command line: ", false, 0, &cmdline) < 0) {
		buffer_free(&cmdline);
		return fail_plain("the command line was given up");
	}
	files->cmdline = cmdline.data;
	return 0;
}

static int take_entry(struct pxe *pxe, const struct pxelinux_entry *entry)
{
	const char *append = entry->append ? entry->append :
			     pxe->config.append ? pxe->config.append : "";

	if (entry->kind == PXELINUX_LOCAL)
		return fail_plain("'%s' boots from the local disk, which kexec cannot",
				  entry->label);
	return take(pxe, entry->kernel ? entry->kernel : entry->label, append, entry->initrd,
		    entry->sysappend);
}

/* "label more words", or "kernel its words": DEFAULT's and ONTIMEOUT's. */
static int take_line(struct pxe *pxe, const char *line)
{
	size_t length = strcspn(line, " ");
	char *name = xstrndup(line, length), *append;
	const struct pxelinux_entry *entry = pxelinux_find(&pxe->config, name);
	const char *more = line + length + strspn(line + length, " ");
	int result;

	if (!entry || entry->kind != PXELINUX_BOOT || !*more) {
		result = entry ? take_entry(pxe, entry) : take(pxe, name, more, NULL, 0);
	} else {
		append = xasprintf("%s %s", entry->append ? entry->append : "", more);
		result = take(pxe, entry->kernel ? entry->kernel : name, append, entry->initrd,
			      entry->sysappend);
		free(append);
	}
	free(name);
	return result;
}

/* ---- the menu ------------------------------------------------------------------------------- */

static bool is_shown(const struct pxelinux_entry *entry, unsigned menu)
{
	return entry->menu == menu && !entry->hidden;
}

static bool is_first(const struct pxe *pxe, const struct pxelinux_entry *entry)
{
	const char *wanted = pxe->config.on_timeout ? pxe->config.on_timeout : pxe->config.fallback;

	return entry->is_default ||
	       (wanted && entry->label && strcmp(entry->label, wanted) == 0);
}

/* Show one menu; the entry chosen, NULL when it was left. */
static const struct pxelinux_entry *choose(struct pxe *pxe, unsigned menu)
{
	struct pxelinux *config = &pxe->config;
	char *title = config->menus[menu].title;
	struct ipxe_menu shown = { .title = title ? title : "Boot menu" };
	const struct pxelinux_entry **entries = xcalloc(config->count, sizeof(*entries));
	const struct pxelinux_entry *chosen = NULL;
	size_t at = SIZE_MAX;
	int index;

	shown.items = xcalloc(config->count, sizeof(*shown.items));
	for (size_t i = 0; i < config->count; i++) {
		const struct pxelinux_entry *entry = &config->entries[i];
		bool gap = entry->kind == PXELINUX_GAP;

		if (!is_shown(entry, menu))
			continue;
		shown.items[shown.count] = (struct ipxe_menu_item){
			.label = gap ? NULL : entry->label ? entry->label : "menu",
			.text = entry->text ? entry->text : entry->label ? entry->label : "",
			.key = entry->key,
		};
		if (!gap && (at == SIZE_MAX || is_first(pxe, entry)))
			at = shown.count;
		entries[shown.count++] = entry;
	}
	index = at == SIZE_MAX ? -1 : ipxe_terminal_choose(&pxe->session.terminal, &shown, at,
							   menu ? 0 : config->timeout * 100);
	if (index >= 0)
		chosen = entries[index];
	free(shown.items);
	free(entries);
	return chosen;
}

static int walk_menus(struct pxe *pxe)
{
	unsigned menu = 0;

	for (unsigned chained = 0; chained < CHAIN_LIMIT;) {
		const struct pxelinux_entry *entry = choose(pxe, menu);

		if (!entry && !menu)
			return fail_plain("the menu was left without a choice");
		if (!entry) {
			menu = pxe->config.menus[menu].parent;
		} else if (entry->kind == PXELINUX_SUBMENU || entry->kind == PXELINUX_BACK) {
			menu = entry->target;
		} else if (entry->kind == PXELINUX_CONFIG) {
			char *name = xstrdup(entry->append ? entry->append : "");
			int result = read_config(pxe, name);

			free(name);
			if (result < 0)
				return result;
			menu = 0;
			chained++;
		} else {
			return take_entry(pxe, entry);
		}
	}
	return fail_plain("more than %d configurations, one after the other", CHAIN_LIMIT);
}

int pxelinux_run(struct ramroot *ramroot)
{
	const char *name = ramroot->source.name;
	const char *folder = strstr(name, FOLDER);
	struct pxe pxe = { .ramroot = ramroot, .prefix = prefix_of(name),
			   .session = { .quiet = ramroot->plan.quiet,
					.to_stderr = ramroot->request->dry_run } };
	int result;

	ipxe_session_begin(&pxe.session);
	result = read_config(&pxe, folder && folder[strlen(FOLDER)] ? folder : NULL);
	if (result == 0 && (pxe.config.shows_menu || pxe.config.prompt))
		result = walk_menus(&pxe);
	else if (result == 0)
		result = pxe.config.fallback ? take_line(&pxe, pxe.config.fallback) :
					       take_entry(&pxe, &pxe.config.entries[0]);
	ipxe_session_end(&pxe.session);
	pxelinux_free(&pxe.config);
	free(pxe.prefix);
	return result < 0 ? fail_in("%s", name) : 0;
}
