/* SPDX-License-Identifier: MIT */
/* The interpreter as a whole: made, fed, asked, freed. */
#include "boot/ipxe.h"

#include <stdarg.h>
#include <stdlib.h>
#include <stdio.h>
#include <string.h>

#include "boot/ipxe_state.h"
#include "core/error.h"

struct ipxe *ipxe_new(const struct ipxe_host *host)
{
	struct ipxe *ipxe = xcalloc(1, sizeof(*ipxe));

	ipxe->host = *host;
	return ipxe;
}

void ipxe_free(struct ipxe *ipxe)
{
	if (!ipxe)
		return;
	ipxe_block_free(&ipxe->root);
	while (ipxe->image_count)
		ipxe_image_free(ipxe->images[--ipxe->image_count]);
	ipxe_menus_free(ipxe);
	free(ipxe->images);
	free(ipxe->cwuri);
	buffer_free(&ipxe->failure);
	free(ipxe);
}

int ipxe_set(struct ipxe *ipxe, const char *name, const char *value)
{
	struct ipxe_name parsed;
	int status = ipxe_name_parse(name, &parsed);

	if (status == 0) {
		status = ipxe_store_text(ipxe, &parsed, value);
		ipxe_name_free(&parsed);
	}
	return status < 0 ? fail_plain("set %s: '%s': %s", name, value, ipxe_reason(status)) : 0;
}

void ipxe_say(struct ipxe *ipxe, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		die(1, "out of memory");
	va_end(args);
	if (ipxe->host.print)
		ipxe->host.print(ipxe->host.data, text);
	free(text);
}

void ipxe_complain(struct ipxe *ipxe, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		die(1, "out of memory");
	va_end(args);
	if (ipxe->host.complain)
		ipxe->host.complain(ipxe->host.data, text);
	fail_plain("%s", text);
	free(text);
}

/* What a script ended with, for the caller: the failure's place and cause. */
static int result(struct ipxe *ipxe, int status)
{
	if (ipxe->booted)
		return 0;
	if (status < 0 && ipxe->failure.length)
		return fail_plain("%s", ipxe->failure.data);
	if (status < 0 && !*fail_text())
		return fail_plain("%s", ipxe_reason(status));
	return MAX(status, -1);
}

static void begin(struct ipxe *ipxe)
{
	fail_clear();
	buffer_free(&ipxe->failure);
	ipxe->stop = STOP_NOT;
	ipxe->steps = 0;
	ipxe->booted = false;
}

int ipxe_run_text(struct ipxe *ipxe, const char *text, size_t length, const char *url)
{
	struct ipxe_image *image = ipxe_image_new(url ? url : "script");

	begin(ipxe);
	if (!ipxe_is_script(text, MIN(length, 64))) {
		fail_plain("%s is no iPXE script: it does not begin with #!ipxe", image->name);
		ipxe_image_free(image);
		return -1;
	}
	if (!url) {
		free(image->url);
		image->url = NULL;
	}
	image->script = image->looked_at = true;
	buffer_add(&image->text, text, MIN(length, IPXE_SCRIPT_LIMIT + 1));
	ipxe_image_register(ipxe, image);
	image->autofree = true;
	return result(ipxe, ipxe_image_execute(ipxe, image));
}

int ipxe_run_url(struct ipxe *ipxe, const char *url)
{
	struct buffer text = { 0 };
	char *moved = NULL;
	int status;

	begin(ipxe);
	if (!ipxe->host.fetch)
		return fail_plain("%s: there is no way to fetch it", url);
	status = ipxe->host.fetch(ipxe->host.data, url, 0, &text, &moved);
	if (status < 0)
		fail_in("%s", url);
	else
		status = ipxe_run_text(ipxe, text.data ? text.data : "", text.length,
				       moved ? moved : url);
	buffer_free(&text);
	free(moved);
	return status;
}

int ipxe_run_line(struct ipxe *ipxe, const char *line, bool *ended)
{
	int status;

	begin(ipxe);
	status = ipxe_line(ipxe, line);
	*ended = ipxe->booted || ipxe->stop == STOP_SCRIPT;
	ipxe->stop = STOP_NOT;
	return result(ipxe, status);
}

bool ipxe_booted(const struct ipxe *ipxe)
{
	return ipxe->booted;
}
