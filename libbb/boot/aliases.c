/* SPDX-License-Identifier: MIT */
/* dracut.cmdline(7), live-boot(7), casper(7), mkinitcpio-archiso, NixOS's stage 1: as rows. */
#include "boot/aliases.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "core/error.h"

#define DEBIAN "live casper"	/* boot= of initramfs-tools' scripts */

static const struct alias rows[] = {
	/* dracut */
	{ "root", NULL, "live:/", MEANS_SOURCE_AFTER, 5 },
	{ "root", NULL, "live:http", MEANS_SOURCE_AFTER, 5 },
	{ "root", NULL, "live:tftp:", MEANS_SOURCE_AFTER, 5 },
	{ "root", NULL, "live:", MEANS_DISK },
	{ "root", NULL, "livenet:", MEANS_SOURCE_AFTER, 8 },
	{ "root", NULL, "http://", MEANS_SOURCE },
	{ "root", NULL, "https://", MEANS_SOURCE },
	{ "root", NULL, "tftp://", MEANS_SOURCE },
	{ "rd.break", NULL, "cmdline", MEANS_STOP, STOP_START },
	{ "rd.break", NULL, "pre-udev", MEANS_STOP, STOP_START },
	{ "rd.break", NULL, "pre-trigger", MEANS_STOP, STOP_START },
	{ "rd.break", NULL, "initqueue", MEANS_STOP, STOP_SOURCE },
	{ "rd.break", NULL, "pre-mount", MEANS_STOP, STOP_SOURCE },
	{ "rd.break", NULL, "", MEANS_STOP, STOP_SWITCH },
	{ "rd.shell", NULL, "", MEANS_FAILURE, FAILURE_SHELL },
	{ "rd.emergency", NULL, "reboot", MEANS_FAILURE, FAILURE_REBOOT },
	{ "rd.emergency", NULL, "poweroff", MEANS_FAILURE, FAILURE_POWEROFF },
	{ "rd.emergency", NULL, "halt", MEANS_FAILURE, FAILURE_POWEROFF },
	{ "rd.debug", NULL, "", MEANS_TRACE },
	/* live-boot, casper, and what initramfs-tools gives both */
	{ "fetch", "live", "", MEANS_SOURCE },
	{ "httpfs", "live", "", MEANS_SOURCE },
	{ "url", "casper", "", MEANS_SOURCE },
	{ "iso-url", "casper", "", MEANS_SOURCE },
	{ "break", DEBIAN, "mount", MEANS_STOP, STOP_SOURCE },
	{ "break", DEBIAN, "bottom", MEANS_STOP, STOP_SWITCH },
	{ "break", DEBIAN, "init", MEANS_STOP, STOP_SWITCH },
	{ "break", DEBIAN, "", MEANS_STOP, STOP_START },
	{ "debug", DEBIAN, "", MEANS_TRACE },
	/* archiso, CoreOS */
	{ "archiso_http_srv", NULL, "", MEANS_ARCHISO_SERVER },
	{ "archisobasedir", NULL, "", MEANS_ARCHISO_FOLDER },
	{ "coreos.live.rootfs_url", NULL, "", MEANS_SOURCE },
	/* NixOS */
	{ "boot.debug1", NULL, "", MEANS_STOP, STOP_START },
	{ "boot.debug1devices", NULL, "", MEANS_STOP, STOP_SOURCE },
	{ "boot.debug1mounts", NULL, "", MEANS_STOP, STOP_SWITCH },
	{ "boot.trace", NULL, "", MEANS_TRACE },
	{ "boot.panic_on_fail", NULL, "", MEANS_FAILURE, FAILURE_REBOOT },
	{ "stage1panic", NULL, "", MEANS_FAILURE, FAILURE_REBOOT },
	/* the kernel */
	{ "panic", NULL, "", MEANS_PANIC },
	/* Memory, and what is no device. */
	{ "root", NULL, "/dev/ram", MEANS_NOTHING },
	{ "root", NULL, "/dev/nfs", MEANS_NOTHING },
	{ "root", NULL, "/dev/", MEANS_ROOT_DISK },
	{ "root", NULL, "LABEL=", MEANS_ROOT_DISK },
	{ "root", NULL, "UUID=", MEANS_ROOT_DISK },
	{ "root", NULL, "PARTLABEL=", MEANS_ROOT_DISK },
	{ "root", NULL, "PARTUUID=", MEANS_ROOT_DISK },
	{ "ro", NULL, "", MEANS_WRITABLE, false },
	{ "rw", NULL, "", MEANS_WRITABLE, true },
};

/* Pieces that make sense together alone. */
struct pieces {
	char *boot;			/* boot= */
	char *server, *folder;		/* archiso's */
};

size_t aliases_rows(const struct alias **list)
{
	*list = rows;
	return ARRAY_SIZE(rows);
}

static void replace(char **field, const char *value)
{
	free(*field);
	*field = xstrdup(value);
}

static bool has_word(const char *words, const char *word)
{
	size_t length = strlen(word);

	for (const char *at = words; length && (at = strstr(at, word)); at += length)
		if ((at == words || at[-1] == ' ') && (!at[length] || at[length] == ' '))
			return true;
	return false;
}

static void take_failure(struct parameters *parameters, enum on_failure what, unsigned seconds)
{
	if (parameters->on_failure_said)
		return;
	parameters->on_failure = what;
	parameters->failure_seconds = seconds;
}

static void take_panic(struct parameters *parameters, const char *value)
{
	uint64_t seconds;

	/* Below zero it is a reboot at once, but then of a panic, which a failure here is not. */
	if (*value == '-')
		return;
	if (text_number(value, 10, 0, 86400, &seconds) < 0)
		fail_clear();
	else if (seconds && parameters->on_failure == FAILURE_RETRY)
		take_failure(parameters, FAILURE_REBOOT, seconds);
}

static void apply(const struct alias *row, const char *value, struct parameters *parameters,
		  struct pieces *pieces)
{
	switch (row->meaning) {
	case MEANS_SOURCE:
		if (strstr(value, "://"))
			replace(&parameters->alias_source, value);
		break;
	case MEANS_SOURCE_AFTER:
		replace(&parameters->alias_source, value + row->argument);
		break;
	case MEANS_ARCHISO_SERVER:
		replace(&pieces->server, value);
		break;
	case MEANS_ARCHISO_FOLDER:
		replace(&pieces->folder, value);
		break;
	case MEANS_NOTHING:
		break;
	case MEANS_ROOT_DISK:
		replace(&parameters->root_disk, value);
		break;
	case MEANS_WRITABLE:
		parameters->root_writable = row->argument;
		break;
	case MEANS_DISK:
		buffer_format(&parameters->problems, "%s=%s: disks are not searched for live "
			      "images: give a URL\n", row->key, value);
		break;
	case MEANS_STOP:
		if (parameters_is_on(value))
			parameters->stop = row->argument;
		break;
	case MEANS_FAILURE:
		if (parameters_is_on(value))
			take_failure(parameters, row->argument, 0);
		break;
	case MEANS_PANIC:
		take_panic(parameters, value);
		break;
	case MEANS_TRACE:
		parameters->trace = parameters_is_on(value);
		break;
	}
}

static void take_word(const char *word, struct parameters *parameters, struct pieces *pieces)
{
	size_t length = strcspn(word, "=");
	const char *value = word[length] ? word + length + 1 : "";

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		const struct alias *row = &rows[i];

		if (strncmp(row->key, word, length) != 0 || row->key[length] ||
		    !text_starts_with(value, row->value))
			continue;
		if (row->with && (!pieces->boot || !has_word(row->with, pieces->boot)))
			continue;
		apply(row, value, parameters, pieces);
		return;
	}
}

/* mkinitcpio-archiso's archiso_pxe_http: SERVER BASEDIR/ARCH/airootfs.sfs. */
static void join_archiso(const struct pieces *pieces, struct parameters *parameters)
{
	size_t length = strlen(pieces->server);
	struct utsname name;

	uname(&name);
	free(parameters->alias_source);
	parameters->alias_source = xasprintf("%s%s%s/%s/airootfs.sfs", pieces->server,
					     length && pieces->server[length - 1] == '/' ? "" : "/",
					     pieces->folder ? pieces->folder : "arch",
					     name.machine);
	length = strlen(parameters->alias_source) - strlen("sfs");
	parameters->other_source = xasprintf("%.*serofs", (int)length, parameters->alias_source);
}

void aliases_take(const char *cmdline, struct parameters *parameters)
{
	struct pieces pieces = { 0 };
	const char *at = cmdline;
	char *word;

	while ((word = parameters_word(&at))) {
		if (text_starts_with(word, "boot="))
			replace(&pieces.boot, word + strlen("boot="));
		free(word);
	}
	for (at = cmdline; (word = parameters_word(&at)); free(word))
		take_word(word, parameters, &pieces);
	if (pieces.server && strstr(pieces.server, "://"))
		join_archiso(&pieces, parameters);
	if (!parameters->source && parameters->alias_source)
		parameters->source = xstrdup(parameters->alias_source);
	else if (!parameters->source && parameters->root_disk)
		parameters->source = xstrdup(parameters->root_disk);
	free(pieces.boot);
	free(pieces.server);
	free(pieces.folder);
}
