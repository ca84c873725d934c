/* SPDX-License-Identifier: MIT */
/* Scripts are fetched, images only asked for; boot ends the script and is performed by the plan. */
#include "boot/script_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/ipxe.h"
#include "core/error.h"
#include "core/io.h"
#include "http/fetch.h"
#include "http/url.h"

/* What is no script is not fetched: it may be a kernel of any length. */
static int fetch_script(void *data, const char *url, struct buffer *text)
{
	uint64_t size;

	(void)data;
	if (source_read_head(url, text, &size) < 0)
		return -1;
	if (!ipxe_is_script(text->data ? text->data : "", text->length))
		return 1;
	buffer_free(text);
	return fetch_text(url, text, IPXE_SCRIPT_LIMIT, NULL);
}

static int probe(void *data, const char *url, uint64_t *size)
{
	(void)data;
	(void)size;
	if (url_is_local(url))
		return access(url, R_OK) < 0 ? fail("open %s", url) : 0;
	return fetch_check(url);
}

static void print(void *data, const char *text)
{
	struct ramroot *ramroot = data;

	if (ramroot->request->dry_run || ramroot->plan.quiet)
		return;
	fputs(text, stdout);
	fflush(stdout);
}

static int take_boot(void *data, const struct ipxe_boot *boot)
{
	struct ramroot *ramroot = data;
	struct boot_files *files = &ramroot->files;

	files->kernel = xstrdup(boot->kernel->url);
	files->cmdline = xstrdup(boot->cmdline);
	files->initrds = xcalloc(boot->initrd_count, sizeof(*files->initrds));
	files->initrd_count = boot->initrd_count;
	for (size_t i = 0; i < boot->initrd_count; i++) {
		const char *arguments = boot->initrds[i]->arguments;

		files->initrds[i].name = xstrdup(boot->initrds[i]->url);
		if (arguments && *arguments == '/')
			files->initrds[i].file = xstrdup(arguments);
	}
	return 0;
}

int script_run(struct ramroot *ramroot)
{
	const struct ipxe_host host = { .data = ramroot, .fetch = fetch_script, .probe = probe,
					.print = print, .boot = take_boot };
	struct ipxe *ipxe = ipxe_new(&host);
	const char *url = ramroot->source.name;
	struct buffer text = { 0 };
	int result = fetch_text(url, &text, IPXE_SCRIPT_LIMIT, NULL);

	if (result == 0 && ramroot->request->fill)
		result = ipxe_set(ipxe, "cmdline", ramroot->request->fill);
	if (result == 0)
		result = ipxe_run_text(ipxe, text.data ? text.data : "", text.length, url);
	if (result >= 0 && !ramroot->files.kernel)
		result = fail_plain("%s ends without booting anything", url);
	ipxe_free(ipxe);
	buffer_free(&text);
	return result;
}
