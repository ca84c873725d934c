/* SPDX-License-Identifier: MIT */
/* iPXE's commands that need nothing but the script: echo, goto, exit, tests, pauses, shell. */
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe_state.h"
#include "core/error.h"

static const struct ipxe_option echo_options[] = { { 'n', "n", IPXE_FLAG }, { 0 } };

static int run_echo(struct ipxe *ipxe, struct ipxe_call *call)
{
	char *text = ipxe_join(call->words);

	ipxe_say(ipxe, "%s%s", text, call->option[0].given ? "" : "\n");
	free(text);
	return 0;
}

static int run_exit(struct ipxe *ipxe, struct ipxe_call *call)
{
	unsigned status = 0;

	if (call->count && ipxe_number(ipxe, call->words[0], &status) < 0)
		return -IPXE_E_INTEGER;
	ipxe->stop = STOP_SCRIPT;
	return (int)status;
}

static int run_isset(struct ipxe *ipxe, struct ipxe_call *call)
{
	(void)ipxe;
	return call->words[0][0] ? 0 : -IPXE_E_EMPTY;
}

static int run_iseq(struct ipxe *ipxe, struct ipxe_call *call)
{
	(void)ipxe;
	return strcmp(call->words[0], call->words[1]) == 0 ? 0 : -IPXE_E_DIFFERENT;
}

static int run_goto(struct ipxe *ipxe, struct ipxe_call *call)
{
	if (!ipxe->script) {
		ipxe_complain(ipxe, "goto %s: not in a script", call->words[0]);
		return -IPXE_E_NO_SCRIPT;
	}
	if (!ipxe_script_goto(ipxe->script, call->words[0])) {
		ipxe_complain(ipxe, "goto %s: no such label", call->words[0]);
		return -IPXE_E_NO_LABEL;
	}
	ipxe->stop = STOP_LINE;
	return 0;
}

static int run_sleep(struct ipxe *ipxe, struct ipxe_call *call)
{
	unsigned seconds;
	int slept = 0;

	if (ipxe_number(ipxe, call->words[0], &seconds) < 0)
		return -IPXE_E_INTEGER;
	if (ipxe->host.sleep)
		slept = ipxe->host.sleep(ipxe->host.data, seconds);
	if (slept == 0 && seconds)
		ipxe->steps = 0;
	return slept < 0 ? -IPXE_E_INTERRUPTED : 0;
}

static const struct ipxe_option prompt_options[] = {
	{ 'k', "key", IPXE_KEY }, { 't', "timeout", IPXE_NUMBER }, { 's', "set", IPXE_TEXT }, { 0 },
};

static int store_key(struct ipxe *ipxe, const char *variable, int key)
{
	struct buffer raw = { 0 };
	struct ipxe_name name;
	int status = ipxe_name_take(ipxe, variable, &name);

	if (status < 0)
		return status;
	if (!name.type)
		name.type = ipxe_type_find("uint16");
	status = ipxe_type_from_number(name.type, key, &raw);
	if (status == 0)
		status = ipxe_store(ipxe, &name, raw.data, raw.length);
	buffer_free(&raw);
	ipxe_name_free(&name);
	return status;
}

static int run_prompt(struct ipxe *ipxe, struct ipxe_call *call)
{
	char *text = ipxe_join(call->words);
	int key = IPXE_TIMED_OUT;

	if (ipxe->host.key)
		key = ipxe->host.key(ipxe->host.data, text, call->option[1].number);
	free(text);
	if (key < 0)
		return key == IPXE_TIMED_OUT ? -IPXE_E_PROMPT_TIME : -IPXE_E_PROMPT_KEY;
	ipxe->steps = 0;
	if (call->option[0].given && call->option[0].number &&
	    call->option[0].number != (unsigned)key)
		return -IPXE_E_PROMPT_KEY;
	return call->option[2].given ? store_key(ipxe, call->option[2].text, key) : 0;
}

/* The prompt within a script, until `exit`. */
static int run_shell(struct ipxe *ipxe, struct ipxe_call *call)
{
	struct ipxe_script *outer = ipxe->script;

	(void)call;
	if (!ipxe->host.read) {
		ipxe_complain(ipxe, "shell: there is nobody to type");
		return -IPXE_E_TYPE;
	}
	/* goto has no script there. */
	ipxe->script = NULL;
	while (ipxe->stop == STOP_NOT) {
		struct buffer line = { 0 };
		int result = ipxe->host.read(ipxe->host.data, IPXE_PROMPT, false, 0, &line);

		ipxe->steps = 0;
		if (result == 0 && line.data)
			ipxe_line(ipxe, line.data);
		buffer_free(&line);
		if (result == IPXE_TIMED_OUT)
			break;
	}
	ipxe->script = outer;
	if (ipxe->stop == STOP_SCRIPT)
		ipxe->stop = STOP_NOT;
	return 0;
}

/* iPXE's list of commands, as `help` in its shell. */
static int run_help(struct ipxe *ipxe, struct ipxe_call *call)
{
	static const struct ipxe_command *const tables[] = {
		ipxe_basic_commands, ipxe_setting_commands, ipxe_image_commands,
		ipxe_menu_commands,
	};

	(void)call;
	ipxe_say(ipxe, "\nAvailable commands:\n\n");
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		for (const struct ipxe_command *row = tables[i]; row->name; row++) {
			char *text = ipxe_usage(row);

			ipxe_say(ipxe, "  %s\n", text);
			free(text);
		}
	}
	ipxe_say(ipxe, "\nType \"<command> --help\" for further information\n\n");
	return 0;
}

const struct ipxe_command ipxe_basic_commands[] = {
	{ "echo", echo_options, 0, IPXE_ANY, "[...]", run_echo },
	{ "exit", NULL, 0, 1, "[<status>]", run_exit },
	{ "isset", NULL, 1, 1, "<value>", run_isset },
	{ "iseq", NULL, 2, 2, "<value1> <value2>", run_iseq },
	{ "goto", NULL, 1, 1, "<label>", run_goto },
	{ "sleep", NULL, 1, 1, "<seconds>", run_sleep },
	{ "prompt", prompt_options, 0, IPXE_ANY, "[<text>]", run_prompt },
	{ "shell", NULL, 0, 0, "", run_shell },
	{ "help", NULL, 0, 0, "", run_help },
	{ 0 },
};
