/* SPDX-License-Identifier: MIT */
/*
 * boot/ipxe: a script's bytes. Files it names are itself, a child, or not there; menus and prompts
 * answer by turns.
 * uses: boot http term core
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe.h"
#include "core/error.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint8_t *script;
static size_t script_size;
static unsigned turn;

static int fetch_file(void *data, const char *url, unsigned timeout_ms, struct buffer *text,
		      char **moved)
{
	(void)data;
	(void)timeout_ms;
	switch (turn++ % 4) {
	case 0:
		return fail_plain("%s: HTTP 404", url);
	case 1:
		buffer_add(text, script, script_size);
		break;
	case 2:
		buffer_text(text, "#!ipxe\nset x ${x}${y}\nimgstat\nexit ${x}\n");
		*moved = xstrdup("http://h/moved/here");
		break;
	default:
		buffer_text(text, "\177ELF");
	}
	return !ipxe_is_script(text->data ? text->data : "", text->length);
}

static int probe_file(void *data, const char *url, unsigned timeout_ms, uint64_t *size)
{
	(void)data;
	(void)timeout_ms;
	*size = strlen(url);
	return turn++ % 5 ? 0 : fail_plain("%s: not there", url);
}

static bool setting(void *data, const char *name, struct ipxe_value *value)
{
	(void)data;
	if (strncmp(name, "net", 3) != 0)
		return false;
	buffer_text(&value->raw, "\122\124\0");
	value->type = "hex";
	text_copy(value->block, sizeof(value->block), "net0");
	return true;
}

static int key(void *data, const char *text, unsigned timeout_ms)
{
	(void)data;
	(void)text;
	return timeout_ms ? IPXE_TIMED_OUT : 'x';
}

static int choose(void *data, const struct ipxe_menu *menu, size_t at, unsigned timeout_ms)
{
	(void)data;
	if (at >= menu->count || !menu->items[at].label)
		abort();
	return turn++ % 3 ? (int)((at + timeout_ms) % menu->count) : IPXE_CANCELLED;
}

static int boot(void *data, const struct ipxe_boot *what)
{
	(void)data;
	if (!what->cmdline || !what->kernel->url)
		abort();
	return turn++ % 2 ? 0 : fail_plain("no kernel");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct ipxe_host host = { .fetch = fetch_file, .probe = probe_file,
					.setting = setting, .key = key, .choose = choose,
					.boot = boot };
	struct ipxe *ipxe = ipxe_new(&host);

	script = data;
	script_size = size;
	turn = size;
	if (ipxe_run_text(ipxe, (const char *)data, size, "http://h/d/s.ipxe") < 0 &&
	    !*fail_text())
		abort();
	ipxe_free(ipxe);
	return 0;
}
