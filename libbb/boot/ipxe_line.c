/* SPDX-License-Identifier: MIT */
/* A line of iPXE's language: words, operators, commands. Words are parted before expansion. */
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe_state.h"
#include "core/error.h"

static const char blanks[] = " \t\v\f\r\n";

/* Cut in place. The list ends in NULL; free it alone. */
static char **split(char *text)
{
	size_t count = 0;
	char **words = xmalloc((strlen(text) / 2 + 2) * sizeof(*words));

	for (;;) {
		text += strspn(text, blanks);
		if (!*text)
			break;
		words[count++] = text;
		text += strcspn(text, blanks);
		if (*text)
			*text++ = '\0';
	}
	words[count] = NULL;
	return words;
}

static bool is_operator(const char *word)
{
	return strcmp(word, "&&") == 0 || strcmp(word, "||") == 0 || strcmp(word, ";") == 0;
}

/* Words up to an operator or a comment. */
static int command_length(char **words)
{
	int count = 0;

	while (words[count] && words[count][0] != '#' && !is_operator(words[count]))
		count++;
	return count;
}

static int run_command(struct ipxe *ipxe, char **words, int count)
{
	char **expanded = xcalloc(count + 1, sizeof(*expanded));
	int status = 0, done = 0;

	/* What is told of a failure is the last command's, or of a script that it ran. */
	buffer_free(&ipxe->failure);
	fail_clear();
	for (; done < count && status == 0; done++) {
		expanded[done] = ipxe_expand(ipxe, words[done]);
		if (!expanded[done]) {
			ipxe_complain(ipxe, "%s", fail_text());
			ipxe->stop = STOP_SCRIPT;
			status = -IPXE_E_MEMORY;
		}
	}
	if (status == 0)
		status = ipxe_execute(ipxe, count, expanded);
	while (done)
		free(expanded[--done]);
	free(expanded);
	return status;
}

static bool goes_on(const char *operator, int status)
{
	return operator[0] == ';' || (operator[0] == '&') == (status == 0);
}

int ipxe_line(struct ipxe *ipxe, const char *text)
{
	char *copy = xstrdup(text);
	char **words = split(copy), **at = words;
	bool run = true;
	int status = 0;

	for (;;) {
		int count = command_length(at);

		if (run)
			status = run_command(ipxe, at, count);
		if (ipxe->stop != STOP_NOT)
			break;
		at += count;
		if (!*at || (*at)[0] == '#')
			break;
		run = goes_on(*at++, status);
	}
	/* A goto drops the rest of its line and no more. */
	if (ipxe->stop == STOP_LINE)
		ipxe->stop = STOP_NOT;
	free(words);
	free(copy);
	return status;
}
