/* SPDX-License-Identifier: MIT */
/* Requests to process 1: NUL-separated words in a file, the first the answer's FIFO. */
#include "boot/process_one.h"

#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

#define MARKER RAMROOT_FOLDER "/process-one"
#define REQUEST RAMROOT_FOLDER "/request"
#define ANSWER_MS 60000

static struct {
	char *answer;	/* path of the FIFO of the request that was taken */
} state;

bool process_one_is_ours(void)
{
	return access(MARKER, F_OK) == 0;
}

int process_one_announce(void)
{
	if (make_folders(RAMROOT_FOLDER) < 0)
		return -1;
	return write_file(MARKER, "1\n");
}

static void become_init(const char *how)
{
	static char self[] = "/proc/self/exe";
	char *argv[] = { "ramsteam", "init", (char *)how, NULL };

	execv(self, argv);
	execv("/init", argv + 1);
}

static void prompt_again(void)
{
	if (getpid() != 1)	/* a child that was forked, and executed nothing */
		return;
	fflush(stdout);
	become_init("--prompt");
}

/* Async-signal-safe: nothing but execve(2). */
static void request_came(int number)
{
	(void)number;
	become_init("--request");
}

void process_one_guard(void)
{
	sigset_t set;

	if (getpid() != 1 || !process_one_is_ours())
		return;
	atexit(prompt_again);
	signal(PROCESS_ONE_SIGNAL, request_came);
	sigemptyset(&set);
	sigaddset(&set, PROCESS_ONE_SIGNAL);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
}

static int write_request(const char *answer, const char *verb, char **arguments)
{
	char *part = xasprintf("%s.%d", REQUEST, (int)getpid());
	struct buffer text = { 0 };
	int result = -1, fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	buffer_add(&text, answer, strlen(answer) + 1);
	buffer_add(&text, verb, strlen(verb) + 1);
	for (; arguments && *arguments; arguments++)
		buffer_add(&text, *arguments, strlen(*arguments) + 1);
	if (fd < 0 || write_all(fd, text.data, text.length) < 0 || rename(part, REQUEST) < 0)
		fail("write %s", REQUEST);
	else
		result = 0;
	close_fd(&fd);
	buffer_free(&text);
	free(part);
	return result;
}

/* Process 1 answers only to refuse: when it does what it was asked, this process ends. */
static int wait_answer(int fd)
{
	char text[512];
	struct pollfd poll_row = { fd, POLLIN, 0 };
	ssize_t length;

	if (poll(&poll_row, 1, ANSWER_MS) <= 0)
		return fail_plain("process 1 does not answer");
	length = read(fd, text, sizeof(text) - 1);
	if (length <= 0)
		return fail("read process 1's answer");
	text[length] = '\0';
	return fail_plain("%s", text);
}

int process_one_ask(const char *verb, char **arguments)
{
	char *answer = xasprintf("%s/answer.%d", RAMROOT_FOLDER, (int)getpid());
	int result = -1, fd = -1;

	unlink(answer);
	if (mkfifo(answer, 0600) == 0)
		fd = open(answer, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		fail("make %s", answer);
	else if (write_request(answer, verb, arguments) == 0) {
		if (kill(1, PROCESS_ONE_SIGNAL) < 0)
			fail("signal process 1");
		else
			result = wait_answer(fd);
	}
	close_fd(&fd);
	unlink(answer);
	free(answer);
	return result;
}

char **process_one_request(void)
{
	struct buffer text = { 0 };
	char **words = NULL;
	size_t count = 0, at = 0;

	if (access(REQUEST, F_OK) < 0 || read_file(REQUEST, &text, 1 << 20) < 0)
		return NULL;
	unlink(REQUEST);
	while (at < text.length) {
		words = xrealloc(words, (count + 2) * sizeof(*words));
		words[count++] = text.data + at;
		words[count] = NULL;
		at += strlen(text.data + at) + 1;
	}
	/* The words stay for good: process 1 is about to become something else, or refuses once. */
	if (count < 2) {
		free(words);
		buffer_free(&text);
		return NULL;
	}
	state.answer = words[0];
	return words + 1;
}

void process_one_refuse(const char *why)
{
	int fd = state.answer ? open(state.answer, O_WRONLY | O_NONBLOCK | O_CLOEXEC) : -1;

	if (fd < 0)
		return;
	/* Nobody left to read it is nobody's fault. */
	if (write_all(fd, why, strlen(why)) < 0)
		fail_clear();
	close(fd);
}
