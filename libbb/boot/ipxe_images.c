/* SPDX-License-Identifier: MIT */
/* iPXE's commands on images: kernel, initrd, chain, boot and the img... ones behind them. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe_state.h"
#include "core/error.h"
#include "http/url.h"

static const struct ipxe_option image_options[] = {
	{ 'n', "name", IPXE_TEXT }, { 't', "timeout", IPXE_NUMBER },
	{ 'a', "autofree", IPXE_FLAG }, { 0 },
};
static const struct ipxe_option exec_options[] = {
	{ 'n', "name", IPXE_TEXT }, { 't', "timeout", IPXE_NUMBER },
	{ 'a', "autofree", IPXE_FLAG }, { 'r', "replace", IPXE_FLAG }, { 0 },
};
enum { NAME, TIMEOUT, AUTOFREE, REPLACE };

static struct ipxe_image *selected(struct ipxe *ipxe)
{
	for (size_t i = 0; i < ipxe->image_count; i++) {
		if (ipxe->images[i]->selected)
			return ipxe->images[i];
	}
	return NULL;
}

/* The image of that name in the list, or a new one. */
static int acquire(struct ipxe *ipxe, const struct ipxe_call *call, bool fetch,
		   struct ipxe_image **image)
{
	*image = ipxe_image_find(ipxe, call->words[0]);
	return *image ? 0 : ipxe_image_download(ipxe, call->words[0], fetch,
						call->option[TIMEOUT].number, image);
}

static void dress(struct ipxe_image *image, const struct ipxe_call *call)
{
	if (call->option[NAME].given) {
		free(image->name);
		image->name = xstrdup(call->option[NAME].text);
		image->named = true;
	}
	if (call->count > 1) {
		free(image->arguments);
		image->arguments = ipxe_join(call->words + 1);
	}
	image->autofree |= call->option[AUTOFREE].given;
}

static int run_fetch(struct ipxe *ipxe, struct ipxe_call *call)
{
	struct ipxe_image *image;
	int status = ipxe_image_download(ipxe, call->words[0], false,
					 call->option[TIMEOUT].number, &image);

	if (status == 0)
		dress(image, call);
	return status;
}

static int run_select(struct ipxe *ipxe, struct ipxe_call *call)
{
	struct ipxe_image *image;
	int status = acquire(ipxe, call, false, &image);

	if (status < 0)
		return status;
	dress(image, call);
	for (size_t i = 0; i < ipxe->image_count; i++)
		ipxe->images[i]->selected = ipxe->images[i] == image;
	return 0;
}

static int run_args(struct ipxe *ipxe, struct ipxe_call *call)
{
	struct ipxe_image *image;
	int status = acquire(ipxe, call, false, &image);

	if (status < 0)
		return status;
	free(image->arguments);
	image->arguments = NULL;
	dress(image, call);
	return 0;
}

static int replace(struct ipxe *ipxe, struct ipxe_image *image)
{
	if (!ipxe->running)
		return -IPXE_E_NO_SCRIPT;
	ipxe->replacement = image;
	ipxe->stop = STOP_SCRIPT;
	return 0;
}

static int run_exec(struct ipxe *ipxe, struct ipxe_call *call)
{
	struct ipxe_image *image = selected(ipxe);
	int status = 0;

	if (call->count)
		status = acquire(ipxe, call, true, &image);
	if (status < 0)
		return status;
	if (!image) {
		ipxe_complain(ipxe, "No image selected");
		return 0;
	}
	dress(image, call);
	status = call->option[REPLACE].given ? replace(ipxe, image)
					     : ipxe_image_execute(ipxe, image);
	if (status && ipxe->stop != STOP_ALL) {
		char *why = xstrdup(ipxe->failure.length ? ipxe->failure.data :
				    *fail_text() ? fail_text() : ipxe_reason(status));

		ipxe_complain(ipxe, "Could not boot: %s", why);
		free(why);
	}
	return status;
}

static void stat_image(struct ipxe *ipxe, struct ipxe_image *image)
{
	if (!image->looked_at && ipxe_image_look(ipxe, image, 0) < 0)
		fail_clear();
	ipxe_say(ipxe, "%s : ", image->name);
	if (image->size == UINT64_MAX)
		ipxe_say(ipxe, "? bytes");
	else
		ipxe_say(ipxe, "%" PRIu64 " bytes", image->size);
	ipxe_say(ipxe, "%s%s%s%s", image->script ? " [script]" : "",
		 image->trusted ? " [TRUSTED]" : "", image->selected ? " [SELECTED]" : "",
		 image->autofree ? " [AUTOFREE]" : "");
	if (image->arguments)
		ipxe_say(ipxe, " \"%s\"", image->arguments);
	ipxe_say(ipxe, "\n");
}

static void free_image(struct ipxe *ipxe, struct ipxe_image *image)
{
	ipxe_image_unregister(ipxe, image);
	ipxe_image_free(image);
}

/* Every image, or those named, up to the first that there is not. */
static int for_each(struct ipxe *ipxe, struct ipxe_call *call,
		    void (*act)(struct ipxe *ipxe, struct ipxe_image *image))
{
	size_t count = ipxe->image_count;
	struct ipxe_image **all = xcalloc(count, sizeof(*all));

	if (count)
		memcpy(all, ipxe->images, count * sizeof(*all));
	for (size_t i = 0; !call->count && i < count; i++)
		act(ipxe, all[i]);
	free(all);
	for (int i = 0; i < call->count; i++) {
		struct ipxe_image *image = ipxe_image_find(ipxe, call->words[i]);

		if (!image) {
			ipxe_complain(ipxe, "\"%s\": no such image", call->words[i]);
			return -IPXE_E_NO_IMAGE;
		}
		act(ipxe, image);
	}
	return 0;
}

static int run_stat(struct ipxe *ipxe, struct ipxe_call *call)
{
	return for_each(ipxe, call, stat_image);
}

static int run_free(struct ipxe *ipxe, struct ipxe_call *call)
{
	return for_each(ipxe, call, free_image);
}

static const struct ipxe_option trust_options[] = {
	{ 'a', "allow", IPXE_FLAG }, { 'p', "permanent", IPXE_FLAG }, { 0 },
};

static int run_trust(struct ipxe *ipxe, struct ipxe_call *call)
{
	bool required = !call->option[0].given;

	if (ipxe->trust_permanent && ipxe->trust != required) {
		ipxe_complain(ipxe, "imgtrust: the requirement is permanent");
		return -IPXE_E_TRUST;
	}
	ipxe->trust = required;
	ipxe->trust_permanent |= call->option[1].given;
	return 0;
}

static const struct ipxe_option verify_options[] = {
	{ 's', "signer", IPXE_TEXT }, { 't', "timeout", IPXE_NUMBER }, { 'k', "keep", IPXE_FLAG },
	{ 0 },
};

static int run_verify(struct ipxe *ipxe, struct ipxe_call *call)
{
	const char *signer = call->option[0].given ? call->option[0].text : NULL;
	struct ipxe_image *image;
	char *signature;
	int status = acquire(ipxe, call, false, &image);

	if (status < 0)
		return status;
	signature = ipxe->cwuri ? url_resolve(ipxe->cwuri, call->words[1])
				: xstrdup(call->words[1]);
	status = signature ? ipxe_image_verify(ipxe, image, signature, signer)
			   : -IPXE_E_SIGNATURE;
	if (status < 0) {
		char *why = xstrdup(fail_text());

		ipxe_complain(ipxe, "Could not verify: %s", why);
		free(why);
	}
	free(signature);
	return status;
}

static const char select_usage[] = "<uri|image> [<arguments>...]";
static const char fetch_usage[] = "<uri> [<arguments>...]";
static const char exec_usage[] = "[<uri|image> [<arguments>...]]";

const struct ipxe_command ipxe_image_commands[] = {
	{ "imgfetch", image_options, 1, IPXE_ANY, fetch_usage, run_fetch },
	{ "module", image_options, 1, IPXE_ANY, fetch_usage, run_fetch },
	{ "initrd", image_options, 1, IPXE_ANY, fetch_usage, run_fetch },
	{ "kernel", image_options, 1, IPXE_ANY, select_usage, run_select },
	{ "imgselect", image_options, 1, IPXE_ANY, select_usage, run_select },
	{ "imgload", image_options, 1, IPXE_ANY, select_usage, run_select },
	{ "imgargs", image_options, 1, IPXE_ANY, select_usage, run_args },
	{ "chain", exec_options, 0, IPXE_ANY, exec_usage, run_exec },
	{ "imgexec", exec_options, 0, IPXE_ANY, exec_usage, run_exec },
	{ "boot", exec_options, 0, IPXE_ANY, exec_usage, run_exec },
	{ "imgstat", NULL, 0, IPXE_ANY, "[<image>...]", run_stat },
	{ "imgfree", NULL, 0, IPXE_ANY, "[<image>...]", run_free },
	{ "imgtrust", trust_options, 0, 0, "", run_trust },
	{ "imgverify", verify_options, 2, 2, "<uri|image> <signature uri>", run_verify },
	{ 0 },
};
