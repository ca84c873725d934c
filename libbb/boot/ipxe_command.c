/* SPDX-License-Identifier: MIT */
/* One command: its row found, its options parsed as iPXE does, run; and what it says of itself. */
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe_state.h"
#include "core/error.h"

static const struct ipxe_command *const tables[] = {
	ipxe_basic_commands, ipxe_setting_commands, ipxe_image_commands, ipxe_menu_commands,
};

char *ipxe_join(char **words)
{
	struct buffer text = { 0 };

	buffer_text(&text, "");
	for (char **word = words; *word; word++)
		buffer_format(&text, "%s%s", word > words ? " " : "", *word);
	return text.data;
}

int ipxe_number(struct ipxe *ipxe, const char *text, unsigned *number)
{
	const char *end;

	*number = ipxe_number_of(text, &end);
	if (!*end)
		return 0;
	ipxe_complain(ipxe, "\"%s\": invalid integer value", text);
	return -IPXE_E_INTEGER;
}

char *ipxe_usage(const struct ipxe_command *command)
{
	struct buffer text = { 0 };
	const struct ipxe_option *option = command->options;

	buffer_text(&text, command->name);
	for (; option && option->letter; option++) {
		buffer_format(&text, " [-%c|--%s", option->letter, option->name);
		if (option->kind != IPXE_FLAG)
			buffer_format(&text, " <%s>", option->name);
		buffer_text(&text, "]");
	}
	if (*command->usage)
		buffer_format(&text, " %s", command->usage);
	return text.data;
}

static int usage(struct ipxe *ipxe, const struct ipxe_command *command, int status)
{
	char *text = ipxe_usage(command);

	ipxe_complain(ipxe, "Usage: %s", text);
	free(text);
	return status;
}

static int take_value(struct ipxe *ipxe, struct ipxe_call *call, int row, const char *text)
{
	int status = 0;

	switch (call->command->options[row].kind) {
	case IPXE_KEY:
		call->option[row].number = (unsigned char)text[0];
		if (text[0] && text[1])
			status = ipxe_number(ipxe, text, &call->option[row].number);
		break;
	case IPXE_NUMBER:
		status = ipxe_number(ipxe, text, &call->option[row].number);
		break;
	default:
		break;
	}
	call->option[row].given = true;
	call->option[row].text = text;
	return status;
}

/* The row of a letter; -1: there is none. */
static int find_letter(const struct ipxe_command *command, char letter)
{
	for (int row = 0; command->options && command->options[row].letter; row++) {
		if (command->options[row].letter == letter)
			return row;
	}
	return -1;
}

/* The row of a long option "name" or "name=value": never of a part of the name. */
static int find_long(const struct ipxe_command *command, const char *text, size_t length)
{
	for (int row = 0; command->options && command->options[row].letter; row++) {
		const char *name = command->options[row].name;

		if (strlen(name) == length && memcmp(name, text, length) == 0)
			return row;
	}
	return -1;
}

/*
 * An option's value is behind its '=' or its letter, or the next word, which must not begin with
 * a dash. *at is the word's index and moves behind what was taken.
 */
static int take_option(struct ipxe *ipxe, struct ipxe_call *call, int row, const char *value,
		       char **argv, int *at)
{
	const struct ipxe_option *option = &call->command->options[row];

	if (option->kind == IPXE_FLAG) {
		if (!value)
			return take_value(ipxe, call, row, "");
		ipxe_complain(ipxe, "Option \"%s\" takes no argument", option->name);
		return usage(ipxe, call->command, -IPXE_E_ARGUMENT);
	}
	if (!value && argv[*at] && argv[*at][0] != '-')
		value = argv[(*at)++];
	if (value)
		return take_value(ipxe, call, row, value);
	ipxe_complain(ipxe, "Option \"%s\" requires an argument", option->name);
	return usage(ipxe, call->command, -IPXE_E_ARGUMENT);
}

static int take_letters(struct ipxe *ipxe, struct ipxe_call *call, const char *letters,
			char **argv, int *at)
{
	do {
		int row = *letters ? find_letter(call->command, *letters) : -1;
		bool flag = row >= 0 && call->command->options[row].kind == IPXE_FLAG;
		int status;

		if (row < 0 && *letters != 'h')
			ipxe_complain(ipxe, "Unrecognised option \"-%c\"", *letters);
		if (row < 0)
			return usage(ipxe, call->command, *letters == 'h' ? -IPXE_E_HELP
							   : -IPXE_E_OPTION);
		status = take_option(ipxe, call, row, !flag && letters[1] ? letters + 1 : NULL,
				     argv, at);
		if (status < 0 || !flag)
			return status;
	} while (*++letters);
	return 0;
}

static int take_long(struct ipxe *ipxe, struct ipxe_call *call, const char *text, char **argv,
		     int *at)
{
	size_t length = strcspn(text, "=");
	int row = find_long(call->command, text, length);

	if (row >= 0)
		return take_option(ipxe, call, row, text[length] ? text + length + 1 : NULL, argv,
				   at);
	if (strcmp(text, "help") == 0)
		return usage(ipxe, call->command, -IPXE_E_HELP);
	ipxe_complain(ipxe, "Unrecognised option \"--%s\"", text);
	return usage(ipxe, call->command, -IPXE_E_OPTION);
}

/* Options end at the first word that is none; a lone "-" is a bad one. */
static int parse(struct ipxe *ipxe, struct ipxe_call *call, int argc, char **argv)
{
	int at = 1, status = 0;

	while (at < argc && argv[at][0] == '-') {
		const char *word = argv[at++];

		if (strcmp(word, "--") == 0)
			break;
		status = word[1] == '-' ? take_long(ipxe, call, word + 2, argv, &at)
					: take_letters(ipxe, call, word + 1, argv, &at);
		if (status < 0)
			return status;
	}
	call->words = argv + at;
	call->count = argc - at;
	if (call->count < call->command->least || call->count > call->command->most)
		return usage(ipxe, call->command, -IPXE_E_COUNT);
	return 0;
}

static const struct ipxe_command *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(tables); i++) {
		for (const struct ipxe_command *row = tables[i]; row->name; row++) {
			if (strcmp(row->name, name) == 0)
				return row;
		}
	}
	return NULL;
}

int ipxe_command_run(struct ipxe *ipxe, const struct ipxe_command *command, int argc, char **argv)
{
	struct ipxe_call call = { .command = command };
	int status = parse(ipxe, &call, argc, argv);

	return status ? status : command->run(ipxe, &call);
}

static int run(struct ipxe *ipxe, int argc, char **argv)
{
	const struct ipxe_command *command = find(argv[0]);
	int status = IPXE_UNKNOWN;

	if (command)
		return ipxe_command_run(ipxe, command, argc, argv);
	if (ipxe->host.command)
		status = ipxe->host.command(ipxe->host.data, argc, argv);
	if (status != IPXE_UNKNOWN)
		return status;
	ipxe_complain(ipxe, "%s: command not found", argv[0]);
	return -IPXE_E_NO_COMMAND;
}

int ipxe_execute(struct ipxe *ipxe, int argc, char **argv)
{
	const char *outer = ipxe->command;
	int status;

	if (argc == 0)
		return 0;
	ipxe->command = argv[0];
	status = run(ipxe, argc, argv);
	ipxe->command = outer;
	if (status)
		ipxe->error = status < 0 ? -(uint32_t)status : (uint32_t)status;
	return status;
}
