/* SPDX-License-Identifier: MIT */
/* ps: which processes are shown. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/error.h"
#include "fs/owner.h"
#include "tools/ps.h"

static int parse_one(enum ps_kind kind, const char *word, struct ps_choice *choice)
{
	unsigned number = 0;
	int result = 0;

	switch (kind) {
	case PS_COMMAND:
		choice->name = xstrdup(word);
		return 0;
	case PS_TERMINAL:
		if (strcmp(word, "-") != 0 && strcmp(word, "?") != 0)
			result = terminal_device(word, &number);
		break;
	case PS_USER_EFFECTIVE:
	case PS_USER_REAL:
		if (user_parse(word, &number) < 0)
			return fail_plain("user name does not exist");
		break;
	case PS_GROUP_EFFECTIVE:
	case PS_GROUP_REAL:
		if (group_parse(word, &number) < 0)
			return fail_plain("group name does not exist");
		break;
	default:
		if (text_number(word, 10, 0, INT32_MAX, &choice->number) < 0)
			return fail_plain("process ID list syntax error");
		return 0;
	}
	choice->number = number;
	return result;
}

int ps_select_add(struct ps_select *select, enum ps_kind kind, const char *list)
{
	char *copy = xstrdup(list), *rest, *word;
	int result = 0;

	word = strtok_r(copy, ", \t\n", &rest);
	if (!word)
		result = fail_plain("list of %s must follow",
				    kind == PS_PID ? "process IDs" : "names");
	for (; word && result == 0; word = strtok_r(NULL, ", \t\n", &rest)) {
		struct ps_choice *choice = xcalloc(1, sizeof(*choice));

		choice->kind = kind;
		choice->next = select->choices;
		result = parse_one(kind, word, choice);
		select->choices = choice;
	}
	free(copy);
	return result;
}

static bool matches(const struct ps_choice *choice, const struct process *process)
{
	switch (choice->kind) {
	case PS_PID:
		return choice->number == (uint64_t)process->pid;
	case PS_PROCESS_GROUP:
		return choice->number == (uint64_t)process->group;
	case PS_PARENT:
		return choice->number == (uint64_t)process->parent;
	case PS_SESSION:
		return choice->number == (uint64_t)process->session;
	case PS_USER_EFFECTIVE:
		return choice->number == process->user;
	case PS_USER_REAL:
		return choice->number == process->real_user;
	case PS_GROUP_EFFECTIVE:
		return choice->number == process->owner_group;
	case PS_GROUP_REAL:
		return choice->number == process->real_group;
	case PS_TERMINAL:
		return choice->number == process->terminal;
	case PS_COMMAND:
		return strncmp(choice->name, process->name, 15) == 0 &&
		       (strlen(choice->name) >= 15 || !process->name[strlen(choice->name)]);
	}
	return false;
}

static unsigned own_terminal(void)
{
	static struct process self;

	if (!self.pid)
		process_read(&self, getpid(), 0, 0);
	return self.terminal;
}

static bool is_default(const struct ps_select *select, const struct process *process)
{
	if (select->bsd_all && select->bsd_no_terminal)
		return true;
	if (select->bsd_all)
		return process->terminal != 0;
	if (select->bsd_no_terminal)
		return process->user == geteuid();
	return process->user == geteuid() && process->terminal == own_terminal();
}

bool ps_is_selected(const struct ps_select *select, const struct process *process)
{
	bool named = select->choices || select->all || select->all_terminals ||
		     select->no_leaders;
	bool wanted = select->all;

	for (struct ps_choice *choice = select->choices; choice && !wanted; choice = choice->next)
		wanted = matches(choice, process);
	if (select->all_terminals)
		wanted |= process->terminal && process->session != process->pid;
	if (select->no_leaders)
		wanted |= process->session != process->pid;
	if (!named || ((select->bsd_all || select->bsd_no_terminal) && !select->choices))
		wanted |= is_default(select, process);
	if (select->running && process->state != 'R' && process->state != 'D')
		wanted = false;
	return wanted != select->negate;
}
