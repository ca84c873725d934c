/* SPDX-License-Identifier: MIT */
/* What /proc tells of processes and threads: proc(5). */
#include "proc/process.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "fs/entries.h"

static ssize_t read_text(pid_t pid, pid_t thread, const char *file, char *text, size_t size)
{
	char path[64];
	ssize_t length;
	int fd;

	if (thread && thread != pid)
		snprintf(path, sizeof(path), "/proc/%d/task/%d/%s", pid, thread, file);
	else
		snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -1;
	length = read(fd, text, size - 1);
	close(fd);
	if (length < 0)
		return -1;
	text[length] = '\0';
	return length;
}

/* The numbers behind the name, counted as proc(5) does: field 3 is the state. */
static int parse_stat(struct process *process, char *text)
{
	char *open = strchr(text, '('), *close = strrchr(text, ')'), *at;
	unsigned long long field[53] = { 0 };

	if (!open || !close || close < open || !close[1])
		return -1;
	*close = '\0';
	text_copy(process->name, sizeof(process->name), open + 1);
	process->state = close[2];
	at = close + 3;
	for (int i = 4; i <= 52 && *at; i++)
		field[i] = strtoull(at, &at, 10);
	process->parent = field[4];
	process->group = field[5];
	process->session = field[6];
	process->terminal = field[7];
	process->foreground = field[8];
	process->flags = field[9];
	process->minor_faults = field[10];
	process->major_faults = field[12];
	process->user_ticks = field[14];
	process->system_ticks = field[15];
	process->child_ticks = field[16] + field[17];
	process->priority = field[18];
	process->nice = field[19];
	process->threads = field[20];
	process->start_ticks = field[22];
	process->size = field[23];
	process->resident = field[24] * (sysconf(_SC_PAGESIZE) / 1024);
	process->processor = field[39];
	process->realtime = field[40];
	process->policy = field[41];
	return 0;
}

static void parse_status(struct process *process, char *text)
{
	const struct {
		const char *name;
		int base;
		uint64_t *value;
	} rows[] = {
		{ "VmRSS:", 10, &process->resident }, { "RssFile:", 10, &process->resident_file },
		{ "RssShmem:", 10, &process->resident_shared },
		{ "VmLck:", 10, &process->locked }, { "VmData:", 10, &process->data },
		{ "VmExe:", 10, &process->text_size }, { "SigPnd:", 16, &process->pending },
		{ "SigBlk:", 16, &process->blocked }, { "SigIgn:", 16, &process->ignored },
		{ "SigCgt:", 16, &process->caught },
	};
	char *rest;

	for (char *line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (text_starts_with(line, "Uid:"))
			sscanf(line + 4, "%u %u %u %u", &process->real_user, &process->user,
			       &process->saved_user, &process->file_user);
		else if (text_starts_with(line, "Gid:"))
			sscanf(line + 4, "%u %u %u %u", &process->real_group,
			       &process->owner_group, &process->saved_group,
			       &process->file_group);
		for (size_t i = 0; i < ARRAY_SIZE(rows); i++)
			if (text_starts_with(line, rows[i].name))
				*rows[i].value = strtoull(line + strlen(rows[i].name), NULL,
							  rows[i].base);
	}
}

int process_read(struct process *process, pid_t pid, pid_t thread, unsigned wants)
{
	char text[4096];

	*process = (struct process){ .pid = pid, .thread = thread ? thread : pid };
	if (read_text(pid, thread, "stat", text, sizeof(text)) <= 0 ||
	    parse_stat(process, text) < 0)
		return -1;
	if (!(wants & PROCESS_STATUS))
		return 0;
	if (read_text(pid, thread, "status", text, sizeof(text)) <= 0)
		return -1;
	parse_status(process, text);
	return 0;
}

struct gathered {
	struct process *list;
	size_t count, room;
};

static void gather(struct gathered *gathered, pid_t pid, pid_t thread, unsigned wants)
{
	if (gathered->count == gathered->room) {
		gathered->room = gathered->room ? gathered->room * 2 : 128;
		gathered->list = xrealloc(gathered->list,
					  gathered->room * sizeof(*gathered->list));
	}
	if (process_read(&gathered->list[gathered->count], pid, thread, wants) == 0)
		gathered->count++;
}

/* Call for each entry of a folder whose name is a number. */
static int each_number(const char *path, void (*visit)(struct gathered *, pid_t, pid_t, unsigned),
		       struct gathered *gathered, pid_t pid, unsigned wants)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct entries entries;
	int result;

	if (fd < 0)
		return -1;
	result = entries_read(fd, &entries);
	close(fd);
	if (result < 0)
		return -1;
	for (size_t i = 0; i < entries.count; i++) {
		const char *name = entries.items[i].name;

		if (isdigit((unsigned char)name[0]))
			visit(gathered, pid ? pid : atoi(name), pid ? atoi(name) : 0, wants);
	}
	entries_free(&entries);
	return 0;
}

static void gather_threads(struct gathered *gathered, pid_t pid, pid_t thread, unsigned wants)
{
	char path[48];

	(void)thread;
	snprintf(path, sizeof(path), "/proc/%d/task", pid);
	each_number(path, gather, gathered, pid, wants);
}

ssize_t process_list(struct process **list, unsigned wants)
{
	struct gathered gathered = { 0 };

	if (each_number("/proc", wants & PROCESS_THREADS ? gather_threads : gather, &gathered, 0,
			wants) < 0)
		return fail("cannot read /proc");
	*list = gathered.list;
	return gathered.count;
}

/* A file of texts that end in NUL; "" when it cannot be read. */
static void read_texts(pid_t pid, const char *file, struct buffer *text)
{
	char path[48];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, file);
	text->length = 0;
	buffer_add(text, "", 0);
	if (read_file(path, text, 1 << 22) < 0)
		fail_clear();
}

/* The same, its words apart by blanks. */
static void read_words(pid_t pid, const char *file, struct buffer *text)
{
	read_texts(pid, file, text);
	while (text->length && !text->data[text->length - 1])
		text->length--;
	text->data[text->length] = '\0';
	for (size_t i = 0; i < text->length; i++)
		if (!text->data[i])
			text->data[i] = ' ';
}

void process_arguments(pid_t pid, struct buffer *text)
{
	read_words(pid, "cmdline", text);
}

void process_environment(pid_t pid, struct buffer *text)
{
	read_words(pid, "environ", text);
}

void process_words(pid_t pid, struct buffer *text)
{
	read_texts(pid, "cmdline", text);
}

void process_command(pid_t pid, struct buffer *text)
{
	read_texts(pid, "cmdline", text);
	text->length = strlen(text->data);
}

void process_wait_channel(pid_t pid, char name[64])
{
	if (read_text(pid, 0, "wchan", name, 64) <= 0 || strcmp(name, "0") == 0)
		strcpy(name, "-");
}

unsigned process_hertz(void)
{
	static long hertz;

	if (!hertz)
		hertz = sysconf(_SC_CLK_TCK);
	return hertz > 0 ? hertz : 100;
}

double process_uptime(void)
{
	return now_seconds();
}

int64_t process_boot_time(void)
{
	char text[65536], *line;
	int fd = open("/proc/stat", O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? -1 : read_full(fd, text, sizeof(text) - 1);

	close_fd(&fd);
	text[MAX(length, 0)] = '\0';
	line = strstr(text, "btime ");
	return line ? strtoll(line + 6, NULL, 10) : time(NULL) - (int64_t)process_uptime();
}

uint64_t process_memory_total(void)
{
	char text[256];

	if (read_line_of("/proc/meminfo", text, sizeof(text)) < 0 ||
	    !text_starts_with(text, "MemTotal:"))
		return 0;
	return strtoull(text + 9, NULL, 10);
}
