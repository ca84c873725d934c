/* SPDX-License-Identifier: MIT */
/* Scripts are fetched, images only asked for; boot ends the script and is performed by the plan. */
#include "boot/script_host.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe_session.h"
#include "core/error.h"

/* What the image list lets go of stays ours: what was verified is not to be fetched again. */
static int keep(const struct ipxe_image *image, int *kept)
{
	*kept = image->kept ? fcntl(image->kept, F_DUPFD_CLOEXEC, 3) : 0;
	if (*kept >= 0)
		return 0;
	*kept = 0;
	return fail("keep %s", image->url);
}

int script_take_boot(struct ramroot *ramroot, const struct ipxe_boot *boot)
{
	struct boot_files *files = &ramroot->files;

	files->kernel = xstrdup(boot->kernel->url);
	files->cmdline = xstrdup(boot->cmdline);
	if (keep(boot->kernel, &files->kept) < 0)
		return -1;
	files->initrds = xcalloc(boot->initrd_count, sizeof(*files->initrds));
	for (size_t i = 0; i < boot->initrd_count; i++) {
		const char *arguments = boot->initrds[i]->arguments;
		bool wrapped = arguments && *arguments == '/';

		/* iPXE would give scripts that it ran to the kernel, which unpacks nothing then. */
		if (boot->initrds[i]->script && !wrapped)
			continue;
		files->initrds[files->initrd_count].name = xstrdup(boot->initrds[i]->url);
		if (wrapped)
			files->initrds[files->initrd_count].file = xstrdup(arguments);
		if (keep(boot->initrds[i], &files->initrds[files->initrd_count++].kept) < 0)
			return -1;
	}
	return 0;
}

static int take_boot(void *data, const struct ipxe_boot *boot)
{
	return script_take_boot(data, boot);
}

int script_run(struct ramroot *ramroot)
{
	const struct ramroot_request *request = ramroot->request;
	/* A plan's lines are for another shell: what a person sees meanwhile goes past them. */
	struct ipxe_session session = { .boot = take_boot, .data = ramroot,
					.quiet = ramroot->plan.quiet,
					.to_stderr = request->dry_run };
	const char *url = ramroot->source.name;
	int result = 0;

	ipxe_session_begin(&session);
	if (request->fill)
		result = ipxe_set(session.ipxe, "cmdline", request->fill);
	if (result == 0)
		result = ipxe_run_url(session.ipxe, url);
	ipxe_session_end(&session);
	if (result > 0)
		return fail_plain("%s: exit %d", url, result);
	if (result == 0 && !ramroot->files.kernel)
		return fail_plain("%s ends without booting anything", url);
	return result;
}
