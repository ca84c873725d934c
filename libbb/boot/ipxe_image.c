/* SPDX-License-Identifier: MIT */
/* iPXE's image list: download, names, execution. Images themselves stay where they are. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "boot/ipxe_state.h"
#include "core/error.h"
#include "http/url.h"

struct ipxe_image *ipxe_image_find(struct ipxe *ipxe, const char *name)
{
	for (size_t i = 0; i < ipxe->image_count; i++) {
		if (strcmp(ipxe->images[i]->name, name) == 0)
			return ipxe->images[i];
	}
	return NULL;
}

/* The last part of its path, without query. */
static char *name_of(const char *url)
{
	size_t length = strcspn(url, "?#");
	size_t start = length;

	while (start && url[start - 1] != '/')
		start--;
	return xstrndup(url + start, length - start);
}

struct ipxe_image *ipxe_image_new(const char *url)
{
	struct ipxe_image *image = xcalloc(1, sizeof(*image));

	image->url = xstrdup(url);
	image->name = name_of(url);
	image->size = UINT64_MAX;
	return image;
}

void ipxe_image_free(struct ipxe_image *image)
{
	free(image->url);
	free(image->name);
	free(image->arguments);
	buffer_free(&image->text);
	if (image->kept)
		close(image->kept);
	free(image);
}

void ipxe_image_register(struct ipxe *ipxe, struct ipxe_image *image)
{
	if (!*image->name) {
		free(image->name);
		image->name = xasprintf("img%u", ipxe->unnamed++);
	}
	/* One that comes back must not be the second selected one. */
	for (size_t i = 0; i < ipxe->image_count; i++) {
		if (ipxe->images[i]->selected)
			image->selected = false;
	}
	ipxe->images = xrealloc(ipxe->images, (ipxe->image_count + 1) * sizeof(*ipxe->images));
	ipxe->images[ipxe->image_count++] = image;
}

void ipxe_image_unregister(struct ipxe *ipxe, struct ipxe_image *image)
{
	size_t at = 0;

	while (at < ipxe->image_count && ipxe->images[at] != image)
		at++;
	if (at == ipxe->image_count)
		return;
	ipxe->image_count--;
	memmove(ipxe->images + at, ipxe->images + at + 1,
		(ipxe->image_count - at) * sizeof(*ipxe->images));
}

/* result: the host's. */
static int not_there(struct ipxe *ipxe, const char *url, int result)
{
	int status = result < -1 ? result : -IPXE_E_NO_FILE;
	char *why = xstrdup(*fail_text() ? fail_text() : ipxe_reason(status));

	ipxe_complain(ipxe, "%s %s: %s", ipxe->command ? ipxe->command : "fetch", url, why);
	free(why);
	return status;
}

/* It is a script, or known to be none. Names in it are relative to what it was redirected to. */
static void take_text(struct ipxe_image *image, bool script, char *moved)
{
	image->looked_at = true;
	image->script = script && ipxe_is_script(image->text.data ? image->text.data : "",
						 image->text.length);
	if (image->script)
		image->size = image->text.length;
	if (image->script && moved) {
		free(image->url);
		image->url = xstrdup(moved);
	}
	free(moved);
}

int ipxe_image_look(struct ipxe *ipxe, struct ipxe_image *image, unsigned timeout_ms)
{
	char *moved = NULL;
	int kind = -1;

	if (ipxe->host.fetch)
		kind = ipxe->host.fetch(ipxe->host.data, image->url, timeout_ms, &image->text,
					&moved);
	if (kind < 0)
		return not_there(ipxe, image->url, kind);
	take_text(image, kind == 0, moved);
	return 0;
}

int ipxe_image_verify(struct ipxe *ipxe, struct ipxe_image *image, const char *signature,
		      const char *signer)
{
	struct buffer text = { 0 };
	char *moved = NULL;
	int kept = ipxe->host.verify ? ipxe->host.verify(ipxe->host.data, image->url, signature,
							 signer, &text, &moved)
				     : fail_plain("no key is trusted");

	image->trusted = kept >= 0;
	if (kept < 0) {
		buffer_free(&text);
		return -IPXE_E_SIGNATURE;
	}
	if (image->kept)
		close(image->kept);
	image->kept = kept;
	buffer_free(&image->text);
	image->text = text;
	take_text(image, kept == 0, moved);
	return 0;
}

int ipxe_image_download(struct ipxe *ipxe, const char *name, bool fetch, unsigned timeout_ms,
			struct ipxe_image **image)
{
	char *url = ipxe->cwuri ? url_resolve(ipxe->cwuri, name) : xstrdup(name);
	int status = -1;

	if (!url)
		return not_there(ipxe, name, -1);
	*image = ipxe_image_new(url);
	if (fetch)
		status = ipxe_image_look(ipxe, *image, timeout_ms);
	else if (ipxe->host.probe)
		status = ipxe->host.probe(ipxe->host.data, url, timeout_ms, &(*image)->size);
	if (!fetch && status < 0)
		status = not_there(ipxe, url, status);
	free(url);
	if (status < 0) {
		ipxe_image_free(*image);
		return status;
	}
	ipxe_image_register(ipxe, *image);
	return 0;
}

/* Everything else in the list goes along. */
static int start(struct ipxe *ipxe, const struct ipxe_image *kernel, const char *cmdline)
{
	const struct ipxe_image **initrds = xcalloc(ipxe->image_count, sizeof(*initrds));
	struct ipxe_boot boot = { .kernel = kernel, .initrds = initrds, .cmdline = cmdline };
	int status = -1;

	for (size_t i = 0; i < ipxe->image_count; i++) {
		if (ipxe->images[i] != kernel)
			initrds[boot.initrd_count++] = ipxe->images[i];
	}
	if (ipxe->host.boot)
		status = ipxe->host.boot(ipxe->host.data, &boot);
	free(initrds);
	if (status == 0) {
		ipxe->booted = true;
		ipxe->stop = STOP_ALL;
		return 0;
	}
	if (!*fail_text())
		fail_plain("%s: nothing here can start it", kernel->url);
	return -IPXE_E_NO_KERNEL;
}

static int boot(struct ipxe *ipxe, const struct ipxe_image *kernel)
{
	struct buffer cmdline = { 0 };
	int status;

	buffer_text(&cmdline, kernel->arguments ? kernel->arguments : "");
	if (ipxe->host.edit && ipxe->host.edit(ipxe->host.data, &cmdline) < 0)
		status = -IPXE_E_MENU_LEFT;
	else
		status = start(ipxe, kernel, cmdline.data);
	buffer_free(&cmdline);
	return status;
}

static int run_script(struct ipxe *ipxe, struct ipxe_image *image)
{
	struct ipxe_image *outer = ipxe->running, *replacement;
	char *cwuri = ipxe->cwuri;
	int status;

	/* While it runs it is not in the list, so that boot does not mean it. */
	ipxe_image_unregister(ipxe, image);
	ipxe->running = image;
	ipxe->cwuri = image->url ? xstrdup(image->url) : NULL;
	status = ipxe_script_run(ipxe, image);
	free(ipxe->cwuri);
	ipxe->cwuri = cwuri;
	ipxe->running = outer;
	replacement = ipxe->replacement;
	ipxe->replacement = NULL;
	if (image->autofree || replacement)
		ipxe_image_free(image);
	else
		ipxe_image_register(ipxe, image);
	if (replacement && ipxe->stop != STOP_ALL)
		return ipxe_image_execute(ipxe, replacement);
	return status;
}

int ipxe_image_execute(struct ipxe *ipxe, struct ipxe_image *image)
{
	int status;

	if (ipxe->trust && !image->trusted) {
		fail_plain("%s: it is not signed by a key that is trusted (imgtrust)",
			   image->name);
		return -IPXE_E_TRUST;
	}
	/* By kernel, initrd or imgselect it has only been asked for. */
	status = image->looked_at ? 0 : ipxe_image_look(ipxe, image, 0);
	if (status < 0)
		return status;
	if (image->script)
		return run_script(ipxe, image);
	status = boot(ipxe, image);
	if (image->autofree) {
		ipxe_image_unregister(ipxe, image);
		ipxe_image_free(image);
	}
	return status;
}
