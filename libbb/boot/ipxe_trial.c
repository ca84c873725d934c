/* SPDX-License-Identifier: MIT */
/* Nothing here changes the machine: commands that would, succeed as they do where all is well. */
#include "boot/ipxe_trial.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe_machine.h"
#include "boot/ipxe_source.h"
#include "boot/ipxe_state.h"
#include "core/error.h"

static void print(void *data, const char *text)
{
	(void)data;
	fputs(text, stdout);
	fflush(stdout);
}

static void complain(void *data, const char *text)
{
	char *line = xstrdup(text);

	(void)data;
	text_make_printable(line);
	fprintf(stderr, "%s\n", line);
	free(line);
}

/* Where nobody has to answer: a time limit, a key to be pressed, a line that may be empty. */
static bool may_invent(struct ipxe_trial *trial)
{
	enum { MOST = 1000 };

	return ++trial->invented <= MOST;
}

/* An answer is a label, or the key of an item. "" is Esc. */
static int find_answer(const struct ipxe_menu *menu, const char *answer)
{
	for (size_t i = 0; i < menu->count; i++) {
		if (menu->items[i].label && strcmp(menu->items[i].label, answer) == 0)
			return i;
	}
	for (size_t i = 0; i < menu->count && answer[0] && !answer[1]; i++) {
		if (menu->items[i].label && menu->items[i].key == (unsigned char)answer[0])
			return i;
	}
	if (*answer)
		fail_plain("the menu '%s' has no item '%s'", menu->title, answer);
	return IPXE_CANCELLED;
}

static int choose(void *data, const struct ipxe_menu *menu, size_t at, unsigned timeout_ms)
{
	struct ipxe_trial *trial = data;
	int chosen;

	if (trial->answered < trial->answer_count)
		chosen = find_answer(menu, trial->answers[trial->answered++]);
	else if (timeout_ms && may_invent(trial))
		return at;
	else
		chosen = fail_plain("the menu '%s' waits for an answer: give one with --choose",
				    menu->title);
	if (chosen < 0 && *fail_text())
		complain(NULL, fail_text());
	return chosen;
}

/* With a time limit nobody presses a key; without one, somebody presses Enter in the end. */
static int key(void *data, const char *text, unsigned timeout_ms)
{
	(void)text;
	return timeout_ms ? IPXE_TIMED_OUT : may_invent(data) ? '\r' : IPXE_CANCELLED;
}

/* Without a line left, Enter is pressed at once. */
static int read_line(void *data, const char *prompt, bool secret, unsigned timeout_ms,
		     struct buffer *line)
{
	struct ipxe_trial *trial = data;

	(void)secret;
	if (trial->read < trial->line_count) {
		buffer_free(line);
		buffer_text(line, trial->lines[trial->read++]);
		return 0;
	}
	if (timeout_ms)
		return IPXE_TIMED_OUT;
	/* The prompt of `shell` would come again and again. */
	if (strcmp(prompt, IPXE_PROMPT) == 0)
		return IPXE_TIMED_OUT;
	return may_invent(trial) ? 0 : IPXE_CANCELLED;
}

/* initrd URL, and what it is called: its path in the wrapping, or else the name it was given. */
static void print_initrd(const struct ipxe_image *image)
{
	const char *name = image->arguments && *image->arguments ? image->arguments :
			   image->named ? image->name : "";

	printf("initrd %s%s%s\n", image->url, *name ? " " : "", name);
}

static int boot(void *data, const struct ipxe_boot *boot)
{
	(void)data;
	printf("kernel %s\n", boot->kernel->url);
	for (size_t i = 0; i < boot->initrd_count; i++)
		print_initrd(boot->initrds[i]);
	printf("cmdline %s\n", boot->cmdline);
	return fflush(stdout) == 0 ? 0 : fail("write");
}

static int pretend_sleep(void *data, unsigned seconds)
{
	(void)data;
	(void)seconds;
	return 1;
}

static int command(void *data, int argc, char **argv)
{
	struct ipxe_trial *trial = data;

	return ipxe_machine_command(trial->ipxe, true, argc, argv);
}

/* Does --set NAME=... give this name, without a block? */
static bool is_given(const struct ipxe_trial *trial, const char *name)
{
	size_t length = strlen(name);

	for (size_t i = 0; i < trial->set_count; i++) {
		const char *set = trial->sets[i];

		if (strncmp(set, name, length) == 0 && (set[length] == '=' || set[length] == ':'))
			return true;
	}
	return false;
}

/* --set mac=... is meant for net0/mac as well. */
static bool setting(void *data, const char *name, struct ipxe_value *value)
{
	struct ipxe_trial *trial = data;
	const char *slash = strchr(name, '/');
	const struct ipxe_type *type;
	struct ipxe_name own;
	bool found;

	if (!slash || !slash[1] || !is_given(trial, slash + 1) ||
	    ipxe_name_parse(slash + 1, &own) < 0)
		return ipxe_machine_setting(NULL, name, value);
	found = ipxe_fetch(trial->ipxe, &own, &value->raw, &type, NULL) == 0;
	value->type = found ? type->name : NULL;
	text_copy(value->block, MIN(sizeof(value->block), (size_t)(slash - name) + 1), name);
	ipxe_name_free(&own);
	return found;
}

struct ipxe *ipxe_trial_new(struct ipxe_trial *trial)
{
	const struct ipxe_host host = {
		.data = trial, .fetch = ipxe_source_fetch, .probe = ipxe_source_probe,
		.print = print, .complain = complain, .setting = setting, .key = key,
		.read = read_line, .choose = choose, .boot = boot, .command = command,
		.sleep = pretend_sleep, .verify = ipxe_source_verify,
	};

	trial->ipxe = ipxe_new(&host);
	return trial->ipxe;
}
