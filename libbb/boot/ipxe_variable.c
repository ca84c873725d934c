/* SPDX-License-Identifier: MIT */
/* iPXE's commands on settings: set, clear, read, inc, show, login. */
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe_state.h"
#include "core/error.h"

static int store(struct ipxe *ipxe, const char *variable, const char *value)
{
	struct ipxe_name name;
	int status = ipxe_name_take(ipxe, variable, &name);

	if (status < 0)
		return status;
	status = ipxe_store_text(ipxe, &name, value);
	if (status < 0)
		ipxe_complain(ipxe, "Could not store \"%s\": %s", name.name, ipxe_reason(status));
	ipxe_name_free(&name);
	return status;
}

static int run_set(struct ipxe *ipxe, struct ipxe_call *call)
{
	char *value = ipxe_join(call->words + 1);
	int status = store(ipxe, call->words[0], value);

	free(value);
	return status;
}

static int run_clear(struct ipxe *ipxe, struct ipxe_call *call)
{
	return store(ipxe, call->words[0], NULL);
}

static const struct ipxe_option read_options[] = { { 't', "timeout", IPXE_NUMBER }, { 0 } };

static int ask(struct ipxe *ipxe, const char *prompt, bool secret, unsigned timeout_ms,
	       const char *variable)
{
	char *value = ipxe_get(ipxe, variable);
	struct buffer line = { 0 };
	int status = IPXE_CANCELLED;

	buffer_text(&line, value);
	free(value);
	if (ipxe->host.read)
		status = ipxe->host.read(ipxe->host.data, prompt, secret, timeout_ms, &line);
	if (status == 0) {
		ipxe->steps = 0;
		status = store(ipxe, variable, line.data);
	} else {
		status = status == IPXE_TIMED_OUT ? -IPXE_E_READ_TIME : -IPXE_E_READ_LEFT;
	}
	buffer_free(&line);
	return status;
}

static int run_read(struct ipxe *ipxe, struct ipxe_call *call)
{
	return ask(ipxe, "", false, call->option[0].number, call->words[0]);
}

static int run_login(struct ipxe *ipxe, struct ipxe_call *call)
{
	int status = ask(ipxe, "Username: ", false, 0, "username");

	(void)call;
	return status ? status : ask(ipxe, "Password: ", true, 0, "password");
}

static int increase(struct ipxe *ipxe, struct ipxe_name *name, unsigned by)
{
	const struct ipxe_type *type;
	struct buffer raw = { 0 };
	uint32_t value = 0;
	int status = ipxe_fetch(ipxe, name, &raw, &type, NULL);

	if (status == 0 && ipxe_type_to_number(type, raw.data, raw.length, &value) < 0)
		value = 0;
	name->type = status == 0 ? type : name->type ? name->type : ipxe_type_find("int32");
	raw.length = 0;
	status = ipxe_type_from_number(name->type, value + by, &raw);
	if (status == 0)
		status = ipxe_store(ipxe, name, raw.data, raw.length);
	if (status < 0)
		ipxe_complain(ipxe, "Could not store \"%s\": %s", name->name, ipxe_reason(status));
	buffer_free(&raw);
	return status;
}

static int run_inc(struct ipxe *ipxe, struct ipxe_call *call)
{
	struct ipxe_name name;
	unsigned by = 1;
	int status = ipxe_name_take_old(ipxe, call->words[0], &name);

	if (status < 0)
		return status;
	if (call->count > 1)
		status = ipxe_number(ipxe, call->words[1], &by);
	if (status == 0)
		status = increase(ipxe, &name, by);
	ipxe_name_free(&name);
	return status;
}

static int show(struct ipxe *ipxe, const struct ipxe_name *name)
{
	const struct ipxe_type *type = NULL;
	struct buffer raw = { 0 }, text = { 0 };
	char *block = NULL;
	int status = ipxe_fetch(ipxe, name, &raw, &type, &block);

	if (status == 0)
		status = type->format(type, raw.data ? raw.data : "", raw.length, &text);
	if (status < 0)
		ipxe_complain(ipxe, "Could not find \"%s\": %s", name->name, ipxe_reason(status));
	else
		ipxe_say(ipxe, "%s%s%s:%s = %s\n", block, *block ? "/" : "",
			 name->known ? name->known : name->name, type->name,
			 text.data ? text.data : "");
	free(block);
	buffer_free(&raw);
	buffer_free(&text);
	return status;
}

static int run_show(struct ipxe *ipxe, struct ipxe_call *call)
{
	struct ipxe_name name;
	int status = ipxe_name_take_old(ipxe, call->words[0], &name);

	if (status < 0)
		return status;
	status = show(ipxe, &name);
	ipxe_name_free(&name);
	return status;
}

static void list(struct ipxe *ipxe, const struct ipxe_block *block)
{
	char *path = ipxe_block_path(block);

	for (size_t i = 0; i < block->count; i++) {
		const struct ipxe_variable *variable = &block->variables[i];
		struct ipxe_name name = { .block = path, .name = variable->name,
					  .tag = variable->tag };

		show(ipxe, &name);
	}
	free(path);
	for (size_t i = 0; i < block->child_count; i++)
		list(ipxe, block->children[i]);
}

/* iPXE's is a screen to change them on; here they are listed, and set changes them. */
static int run_config(struct ipxe *ipxe, struct ipxe_call *call)
{
	struct ipxe_block *block = ipxe_block_find(ipxe, call->count ? call->words[0] : "", false);

	if (!block) {
		ipxe_complain(ipxe, "\"%s\": no such scope", call->words[0]);
		return -IPXE_E_NO_SCOPE;
	}
	list(ipxe, block);
	return 0;
}

const struct ipxe_command ipxe_setting_commands[] = {
	{ "set", NULL, 1, IPXE_ANY, "<setting> <value>", run_set },
	{ "clear", NULL, 1, 1, "<setting>", run_clear },
	{ "read", read_options, 1, 1, "<setting>", run_read },
	{ "inc", NULL, 1, 2, "<setting> [<increment>]", run_inc },
	{ "show", NULL, 1, 1, "<setting>", run_show },
	{ "config", NULL, 0, 1, "[<scope>]", run_config },
	{ "login", NULL, 0, 0, "", run_login },
	{ 0 },
};
