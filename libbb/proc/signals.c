/* SPDX-License-Identifier: MIT */
/* Names of signals. */
#include "proc/signals.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"

/* The kernel's numbers on x86 and ARM: asm-generic/signal.h. */
static const char names[][8] = {
	"EXIT", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1",
	"SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN",
	"TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "POLL", "PWR", "SYS",
};

static const struct {
	char name[8];
	int number;
} others[] = { { "IOT", 6 }, { "CLD", 17 }, { "IO", 29 }, { "UNUSED", 31 } };

const char *signal_name(int number)
{
	static char text[12];

	if (number >= 0 && number < (int)ARRAY_SIZE(names))
		return names[number];
	if (number < SIGNAL_RT_MIN || number > SIGNAL_RT_MAX)
		return NULL;
	if (number == SIGNAL_RT_MIN || number == SIGNAL_RT_MAX)
		return number == SIGNAL_RT_MIN ? "RTMIN" : "RTMAX";
	if (number <= (SIGNAL_RT_MIN + SIGNAL_RT_MAX) / 2)
		snprintf(text, sizeof(text), "RTMIN+%d", number - SIGNAL_RT_MIN);
	else
		snprintf(text, sizeof(text), "RTMAX-%d", SIGNAL_RT_MAX - number);
	return text;
}

static int real_time(const char *name)
{
	bool from_least = strncasecmp(name, "RTMIN", 5) == 0;
	int number = from_least ? SIGNAL_RT_MIN : SIGNAL_RT_MAX;
	uint64_t more = 0;

	if (!from_least && strncasecmp(name, "RTMAX", 5) != 0)
		return -1;
	if (name[5] && (name[5] != (from_least ? '+' : '-') ||
			text_number(name + 6, 10, 0, SIGNAL_RT_MAX - SIGNAL_RT_MIN, &more) < 0))
		return -1;
	return from_least ? number + (int)more : number - (int)more;
}

int signal_number(const char *name)
{
	if (strncasecmp(name, "SIG", 3) == 0)
		name += 3;
	for (size_t i = 0; i < ARRAY_SIZE(names); i++)
		if (strcasecmp(name, names[i]) == 0)
			return i;
	for (size_t i = 0; i < ARRAY_SIZE(others); i++)
		if (strcasecmp(name, others[i].name) == 0)
			return others[i].number;
	return real_time(name);
}

int signal_parse(const char *text, int *number)
{
	uint64_t value;

	*number = signal_number(text);
	if (*number >= 0)
		return 0;
	if (text_number(text, 10, 0, 128 + SIGNAL_RT_MAX, &value) < 0 ||
	    (value > SIGNAL_RT_MAX && value <= 128))
		return fail_plain("%s: invalid signal", quote(text));
	*number = value > 128 ? value - 128 : value;
	return 0;
}

void signal_take_word(char **argv, int *number)
{
	for (char **at = argv + 1; *at && strcmp(*at, "--") != 0; at++) {
		const char *word = *at + 1;
		uint64_t value;
		int found = -1;

		if (**at != '-')
			continue;
		if (isdigit((unsigned char)*word) &&
		    text_number(word, 10, 0, SIGNAL_RT_MAX, &value) == 0)
			found = value;
		/* Options are one letter, or lower case. */
		else if (isupper((unsigned char)word[0]) && word[1])
			found = signal_number(word);
		if (found < 0)
			continue;
		*number = found;
		for (; *at; at++)
			at[0] = at[1];
		return;
	}
}

void signal_print_list(void)
{
	for (size_t i = 1; i < ARRAY_SIZE(names); i++)
		printf("%s%c", names[i], i % 16 == 0 || i + 1 == ARRAY_SIZE(names) ? '\n' : ' ');
}

void signal_print_table(void)
{
	for (size_t i = 1; i < ARRAY_SIZE(names); i++)
		printf("%2zu %-*s%s", i, i % 7 ? 8 : 0, names[i], i % 7 ? "" : "\n");
	printf("\n");
}
