/* SPDX-License-Identifier: MIT */
/* ps: the columns it knows, and how each is shown. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/error.h"
#include "core/io.h"
#include "fs/owner.h"
#include "tools/ps.h"

#define FIELDS const struct ps_process *p, const struct ps_look *look
#define UNUSED_LOOK ((void)look)

/* A number that is a member of struct process. */
#define NUMBER(name, value)                                                                        \
	static int64_t number_##name(FIELDS)                                                       \
	{                                                                                          \
		UNUSED_LOOK;                                                                       \
		return value;                                                                      \
	}

NUMBER(pid, p->process.pid)
NUMBER(tid, p->process.thread)
NUMBER(ppid, p->process.parent)
NUMBER(pgid, p->process.group)
NUMBER(sid, p->process.session)
NUMBER(tpgid, p->process.foreground)
NUMBER(uid, p->process.user)
NUMBER(ruid, p->process.real_user)
NUMBER(suid, p->process.saved_user)
NUMBER(fuid, p->process.file_user)
NUMBER(gid, p->process.owner_group)
NUMBER(rgid, p->process.real_group)
NUMBER(sgid, p->process.saved_group)
NUMBER(fgid, p->process.file_group)
NUMBER(rss, p->process.resident)
NUMBER(vsz, p->process.size / 1024)
NUMBER(sz, p->process.size / 4096)
NUMBER(size, p->process.data)
NUMBER(trs, p->process.text_size)
NUMBER(drs, p->process.size ? (int64_t)(p->process.size / 1024 - p->process.text_size) : 0)
NUMBER(nlwp, p->process.threads)
NUMBER(psr, p->process.processor)
NUMBER(policy, p->process.policy)
NUMBER(majflt, p->process.major_faults)
NUMBER(minflt, p->process.minor_faults)
NUMBER(pri, 39 - p->process.priority)
NUMBER(priority, p->process.priority)
NUMBER(opri, p->process.priority + 60)
NUMBER(flags, p->process.flags >> 6 & 7)
NUMBER(start, p->process.start_ticks)

static double age_of(FIELDS)
{
	double age = look->uptime - (double)p->process.start_ticks / process_hertz();

	return MAX(age, 0);
}

static int64_t number_elapsed(FIELDS)
{
	return age_of(p, look);
}

static int64_t number_time(FIELDS)
{
	return (p->process.user_ticks + p->process.system_ticks +
		(look->dead_children ? p->process.child_ticks : 0)) / process_hertz();
}

/* Thousandths of a processor over the process's life. */
static int64_t number_pcpu(FIELDS)
{
	uint64_t ticks = p->process.user_ticks + p->process.system_ticks +
			 (look->dead_children ? p->process.child_ticks : 0);
	double age = age_of(p, look);

	return age > 0 ? ticks * 1000.0 / process_hertz() / age : 0;
}

static int64_t number_pmem(FIELDS)
{
	int64_t part = look->memory ? p->process.resident * 1000 / look->memory : 0;

	return MIN(part, 999);
}

static int64_t number_c(FIELDS)
{
	int64_t part = number_pcpu(p, look) / 10;

	return MIN(part, 99);
}

static void text_pcpu(FIELDS, struct buffer *out)
{
	int64_t part = number_pcpu(p, look);

	if (part > 999)
		buffer_format(out, "%lld", (long long)part / 10);
	else
		buffer_format(out, "%lld.%lld", (long long)part / 10, (long long)part % 10);
}

static void text_pmem(FIELDS, struct buffer *out)
{
	int64_t part = number_pmem(p, look);

	buffer_format(out, "%lld.%lld", (long long)part / 10, (long long)part % 10);
}

static bool is_realtime(FIELDS)
{
	UNUSED_LOOK;
	return p->process.policy == 1 || p->process.policy == 2;
}

static void text_ni(FIELDS, struct buffer *out)
{
	if (is_realtime(p, look))
		buffer_text(out, "-");
	else
		buffer_format(out, "%ld", p->process.nice);
}

static void text_rtprio(FIELDS, struct buffer *out)
{
	if (is_realtime(p, look))
		buffer_format(out, "%d", p->process.realtime);
	else
		buffer_text(out, "-");
}

static void text_class(FIELDS, struct buffer *out)
{
	static const char *const names[] = { "TS", "FF", "RR", "B", "ISO", "IDL", "DLN" };

	UNUSED_LOOK;
	buffer_text(out, (unsigned)p->process.policy < ARRAY_SIZE(names) ?
				 names[p->process.policy] : "?");
}

static void text_flags(FIELDS, struct buffer *out)
{
	buffer_format(out, "%llo", (long long)number_flags(p, look));
}

static void text_state(FIELDS, struct buffer *out)
{
	UNUSED_LOOK;
	buffer_add(out, &p->process.state, 1);
}

static void text_stat(FIELDS, struct buffer *out)
{
	const struct process *process = &p->process;

	UNUSED_LOOK;
	buffer_add(out, &process->state, 1);
	if (process->nice < 0)
		buffer_text(out, "<");
	if (process->nice > 0)
		buffer_text(out, "N");
	if (process->locked)
		buffer_text(out, "L");
	if (process->session == process->pid)
		buffer_text(out, "s");
	if (process->threads > 1)
		buffer_text(out, "l");
	if (process->foreground == process->group)
		buffer_text(out, "+");
}

static void text_tty(FIELDS, struct buffer *out)
{
	char name[32];

	UNUSED_LOOK;
	terminal_name(p->process.terminal, name);
	buffer_text(out, name);
}

static void text_wchan(FIELDS, struct buffer *out)
{
	char name[64];

	UNUSED_LOOK;
	process_wait_channel(p->process.pid, name);
	buffer_text(out, name);
}

static void text_dash(FIELDS, struct buffer *out)
{
	(void)p;
	UNUSED_LOOK;
	buffer_text(out, "-");
}

static void text_sgi_p(FIELDS, struct buffer *out)
{
	UNUSED_LOOK;
	if (p->process.state == 'R')
		buffer_format(out, "%d", p->process.processor);
	else
		buffer_text(out, "*");
}

/* Users and groups: the name, when it fits and is wanted. */
static void add_name(struct buffer *out, const char *name, unsigned id, const struct ps_look *look)
{
	if (name && !look->numeric)
		buffer_text(out, name);
	else
		buffer_format(out, "%u", id);
}

#define USER(field, find, id)                                                                      \
	static void text_##field(FIELDS, struct buffer *out)                                       \
	{                                                                                          \
		add_name(out, find(p->process.id), p->process.id, look);                           \
	}

USER(euser, user_name, user)
USER(ruser, user_name, real_user)
USER(suser, user_name, saved_user)
USER(fuser, user_name, file_user)
USER(egroup, group_name, owner_group)
USER(rgroup, group_name, real_group)
USER(sgroup, group_name, saved_group)
USER(fgroup, group_name, file_group)

static void text_time(FIELDS, struct buffer *out)
{
	long long seconds = number_time(p, look), days = seconds / 86400;

	if (days)
		buffer_format(out, "%lld-", days);
	buffer_format(out, "%02lld:%02lld:%02lld", seconds / 3600 % 24, seconds / 60 % 60,
		      seconds % 60);
}

static void text_bsdtime(FIELDS, struct buffer *out)
{
	long long seconds = number_time(p, look);

	buffer_format(out, "%lld:%02lld", seconds / 60, seconds % 60);
}

static void text_etime(FIELDS, struct buffer *out)
{
	long long seconds = number_elapsed(p, look), days = seconds / 86400;

	if (days)
		buffer_format(out, "%lld-", days);
	if (seconds >= 3600)
		buffer_format(out, "%02lld:", seconds / 3600 % 24);
	buffer_format(out, "%02lld:%02lld", seconds / 60 % 60, seconds % 60);
}

/* strftime(3) of the process's start. */
static void add_start(struct buffer *out, const char *format, FIELDS)
{
	time_t start = look->boot + p->process.start_ticks / process_hertz();
	char text[64];

	strftime(text, sizeof(text), format, localtime(&start));
	buffer_text(out, text);
}

static void text_stime(FIELDS, struct buffer *out)
{
	time_t start = look->boot + p->process.start_ticks / process_hertz(), now = look->now;
	struct tm then, today;

	localtime_r(&start, &then);
	localtime_r(&now, &today);
	add_start(out, then.tm_year != today.tm_year ? "%Y" :
		       then.tm_yday != today.tm_yday ? "%b%d" : "%H:%M", p, look);
}

static void text_bsdstart(FIELDS, struct buffer *out)
{
	add_start(out, age_of(p, look) > 86400 ? "%b %e" : " %H:%M", p, look);
}

static void text_start(FIELDS, struct buffer *out)
{
	add_start(out, age_of(p, look) > 86400 ? "  %b %d" : "%H:%M:%S", p, look);
}

static void text_lstart(FIELDS, struct buffer *out)
{
	add_start(out, "%a %b %e %H:%M:%S %Y", p, look);
}

/* Controls, and what is no character, would drive the terminal. */
static void add_printable(struct buffer *out, const char *text)
{
	size_t start = out->length;

	buffer_text(out, text);
	text_make_printable(out->data + start);
	for (char *at = out->data + start; *at; at++) {
		if (*at == '\n')
			*at = ' ';
		else if (*at == '\t')
			*at = '?';
	}
}

static void add_prefix(struct buffer *out, const struct ps_process *p)
{
	buffer_text(out, p->prefix ? p->prefix : "");
}

static void text_comm(FIELDS, struct buffer *out)
{
	UNUSED_LOOK;
	add_prefix(out, p);
	add_printable(out, p->process.name);
	if (p->process.state == 'Z')
		buffer_text(out, " <defunct>");
}

static void text_args(FIELDS, struct buffer *out)
{
	struct buffer words = { 0 };

	process_arguments(p->process.pid, &words);
	add_prefix(out, p);
	if (words.length && p->process.state != 'Z') {
		add_printable(out, words.data);
	} else {
		buffer_text(out, "[");
		add_printable(out, p->process.name);
		buffer_text(out, p->process.state == 'Z' ? "] <defunct>" : "]");
	}
	if (look->environment) {
		process_environment(p->process.pid, &words);
		buffer_text(out, words.length ? " " : "");
		add_printable(out, words.data);
	}
	buffer_free(&words);
}

static void text_exe(FIELDS, struct buffer *out)
{
	char path[48], target[4096];
	ssize_t length;

	UNUSED_LOOK;
	snprintf(path, sizeof(path), "/proc/%d/exe", p->process.pid);
	length = readlink(path, target, sizeof(target) - 1);
	target[MAX(length, 0)] = '\0';
	add_printable(out, length > 0 ? target : "-");
}

static void text_cgroup(FIELDS, struct buffer *out)
{
	char path[48], line[4096];

	UNUSED_LOOK;
	snprintf(path, sizeof(path), "/proc/%d/cgroup", p->process.pid);
	if (read_line_of(path, line, sizeof(line)) < 0 || !line[0])
		strcpy(line, "-");
	for (char *at = line; *at; at++)
		if (*at == '\n')
			*at = ',';
	add_printable(out, line);
}

#define SIGNALS(name)                                                                              \
	static void text_##name(FIELDS, struct buffer *out)                                        \
	{                                                                                          \
		UNUSED_LOOK;                                                                       \
		buffer_format(out, "%016llx", (unsigned long long)p->process.name);                \
	}

SIGNALS(pending)
SIGNALS(blocked)
SIGNALS(ignored)
SIGNALS(caught)

static const struct ps_field fields[] = {
	{ "%cpu", "%CPU", 4, PS_RIGHT, number_pcpu, text_pcpu },
	{ "%mem", "%MEM", 4, PS_RIGHT, number_pmem, text_pmem },
	{ "addr", "ADDR", 4, PS_RIGHT, NULL, text_dash },
	{ "addr_1", "ADDR", 1, PS_LEFT, NULL, text_dash },
	{ "args", "COMMAND", 27, PS_UNLIMITED, NULL, text_args },
	{ "blocked", "BLOCKED", 16, PS_RIGHT, NULL, text_blocked },
	{ "bsdstart", "START", 6, PS_RIGHT, number_start, text_bsdstart },
	{ "bsdtime", "TIME", 6, PS_RIGHT, number_time, text_bsdtime },
	{ "c", "C", 2, PS_RIGHT, number_c, NULL },
	{ "caught", "CAUGHT", 16, PS_RIGHT, NULL, text_caught },
	{ "cgroup", "CGROUP", 27, PS_UNLIMITED, NULL, text_cgroup },
	{ "class", "CLS", 3, PS_LEFT, number_policy, text_class },
	{ "cls", "CLS", 3, PS_RIGHT, number_policy, text_class },
	{ "cmd", "CMD", 27, PS_UNLIMITED, NULL, text_args },
	{ "comm", "COMMAND", 15, PS_UNLIMITED, NULL, text_comm },
	{ "command", "COMMAND", 27, PS_UNLIMITED, NULL, text_args },
	{ "cputime", "TIME", 8, PS_RIGHT, number_time, text_time },
	{ "cputimes", "TIME", 8, PS_RIGHT, number_time, NULL },
	{ "drs", "DRS", 5, PS_RIGHT, number_drs, NULL },
	{ "egid", "EGID", 5, PS_RIGHT, number_gid, NULL },
	{ "egroup", "EGROUP", 8, PS_USER, NULL, text_egroup },
	{ "etime", "ELAPSED", 11, PS_RIGHT, number_elapsed, text_etime },
	{ "etimes", "ELAPSED", 7, PS_RIGHT, number_elapsed, NULL },
	{ "euid", "EUID", 5, PS_RIGHT, number_uid, NULL },
	{ "euser", "EUSER", 8, PS_USER, NULL, text_euser },
	{ "exe", "EXE", 27, PS_UNLIMITED, NULL, text_exe },
	{ "f", "F", 1, PS_RIGHT, number_flags, text_flags },
	{ "fgid", "FGID", 5, PS_RIGHT, number_fgid, NULL },
	{ "fgroup", "FGROUP", 8, PS_USER, NULL, text_fgroup },
	{ "flag", "F", 1, PS_RIGHT, number_flags, text_flags },
	{ "flags", "F", 1, PS_RIGHT, number_flags, text_flags },
	{ "fname", "COMMAND", 8, PS_LEFT, NULL, text_comm },
	{ "fuid", "FUID", 5, PS_RIGHT, number_fuid, NULL },
	{ "fuser", "FUSER", 8, PS_USER, NULL, text_fuser },
	{ "gid", "GID", 5, PS_RIGHT, number_gid, NULL },
	{ "group", "GROUP", 8, PS_USER, NULL, text_egroup },
	{ "ignored", "IGNORED", 16, PS_RIGHT, NULL, text_ignored },
	{ "intpri", "PRI", 3, PS_RIGHT, number_opri, NULL },
	{ "lstart", "STARTED", 24, PS_RIGHT, number_start, text_lstart },
	{ "lwp", "LWP", 0, PS_RIGHT, number_tid, NULL },
	{ "m_trs", "TRS", 5, PS_RIGHT, number_trs, NULL },
	{ "maj_flt", "MAJFL", 6, PS_RIGHT, number_majflt, NULL },
	{ "majflt", "MAJFLT", 6, PS_RIGHT, number_majflt, NULL },
	{ "min_flt", "MINFL", 6, PS_RIGHT, number_minflt, NULL },
	{ "minflt", "MINFLT", 6, PS_RIGHT, number_minflt, NULL },
	{ "ni", "NI", 3, PS_RIGHT, NULL, text_ni },
	{ "nice", "NI", 3, PS_RIGHT, NULL, text_ni },
	{ "nlwp", "NLWP", 4, PS_RIGHT, number_nlwp, NULL },
	{ "opri", "PRI", 3, PS_RIGHT, number_opri, NULL },
	{ "pcpu", "%CPU", 4, PS_RIGHT, number_pcpu, text_pcpu },
	{ "pending", "PENDING", 16, PS_RIGHT, NULL, text_pending },
	{ "pgid", "PGID", 0, PS_RIGHT, number_pgid, NULL },
	{ "pgrp", "PGRP", 0, PS_RIGHT, number_pgid, NULL },
	{ "pid", "PID", 0, PS_RIGHT, number_pid, NULL },
	{ "pmem", "%MEM", 4, PS_RIGHT, number_pmem, text_pmem },
	{ "policy", "POL", 3, PS_LEFT, number_policy, text_class },
	{ "ppid", "PPID", 0, PS_RIGHT, number_ppid, NULL },
	{ "pri", "PRI", 3, PS_RIGHT, number_pri, NULL },
	{ "priority", "PRI", 3, PS_RIGHT, number_priority, NULL },
	{ "psr", "PSR", 3, PS_RIGHT, number_psr, NULL },
	{ "rgid", "RGID", 5, PS_RIGHT, number_rgid, NULL },
	{ "rgroup", "RGROUP", 8, PS_USER, NULL, text_rgroup },
	{ "rss", "RSS", 5, PS_RIGHT, number_rss, NULL },
	{ "rssize", "RSS", 5, PS_RIGHT, number_rss, NULL },
	{ "rsz", "RSS", 5, PS_RIGHT, number_rss, NULL },
	{ "rtprio", "RTPRIO", 6, PS_RIGHT, NULL, text_rtprio },
	{ "ruid", "RUID", 5, PS_RIGHT, number_ruid, NULL },
	{ "ruser", "RUSER", 8, PS_USER, NULL, text_ruser },
	{ "s", "S", 1, PS_LEFT, NULL, text_state },
	{ "sched", "SCH", 3, PS_RIGHT, number_policy, NULL },
	{ "sess", "SESS", 0, PS_RIGHT, number_sid, NULL },
	{ "session", "SESS", 0, PS_RIGHT, number_sid, NULL },
	{ "sgi_p", "P", 1, PS_RIGHT, NULL, text_sgi_p },
	{ "sgid", "SGID", 5, PS_RIGHT, number_sgid, NULL },
	{ "sgroup", "SGROUP", 8, PS_USER, NULL, text_sgroup },
	{ "sid", "SID", 0, PS_RIGHT, number_sid, NULL },
	{ "size", "SIZE", 5, PS_RIGHT, number_size, NULL },
	{ "spid", "SPID", 0, PS_RIGHT, number_tid, NULL },
	{ "start", "STARTED", 8, PS_RIGHT, number_start, text_start },
	{ "start_time", "START", 5, PS_RIGHT, number_start, text_stime },
	{ "stat", "STAT", 4, PS_LEFT, NULL, text_stat },
	{ "state", "S", 1, PS_LEFT, NULL, text_state },
	{ "stime", "STIME", 5, PS_RIGHT, number_start, text_stime },
	{ "suid", "SUID", 5, PS_RIGHT, number_suid, NULL },
	{ "suser", "SUSER", 8, PS_USER, NULL, text_suser },
	{ "sz", "SZ", 5, PS_RIGHT, number_sz, NULL },
	{ "thcount", "THCNT", 5, PS_RIGHT, number_nlwp, NULL },
	{ "tid", "TID", 0, PS_RIGHT, number_tid, NULL },
	{ "time", "TIME", 8, PS_RIGHT, number_time, text_time },
	{ "times", "TIME", 8, PS_RIGHT, number_time, NULL },
	{ "tname", "TTY", 8, PS_LEFT, NULL, text_tty },
	{ "tpgid", "TPGID", 0, PS_RIGHT, number_tpgid, NULL },
	{ "trs", "TRS", 4, PS_RIGHT, number_trs, NULL },
	{ "tt", "TT", 8, PS_LEFT, NULL, text_tty },
	{ "tty", "TT", 8, PS_LEFT, NULL, text_tty },
	{ "ucmd", "CMD", 15, PS_UNLIMITED, NULL, text_comm },
	{ "ucomm", "COMMAND", 15, PS_UNLIMITED, NULL, text_comm },
	{ "uid", "UID", 5, PS_RIGHT, number_uid, NULL },
	{ "uid_hack", "UID", 8, PS_USER, NULL, text_euser },
	{ "uname", "USER", 8, PS_USER, NULL, text_euser },
	{ "user", "USER", 8, PS_USER, NULL, text_euser },
	{ "vsize", "VSZ", 6, PS_RIGHT, number_vsz, NULL },
	{ "vsz", "VSZ", 6, PS_RIGHT, number_vsz, NULL },
	{ "wchan", "WCHAN", 6, PS_LEFT, NULL, text_wchan },
	{ "wname", "WCHAN", 6, PS_LEFT, NULL, text_wchan },
};

const struct ps_field *ps_field_find(const char *name, size_t length)
{
	for (size_t i = 0; i < ARRAY_SIZE(fields); i++)
		if (strlen(fields[i].name) == length && memcmp(fields[i].name, name, length) == 0)
			return &fields[i];
	return NULL;
}

void ps_field_text(const struct ps_field *field, const struct ps_process *process,
		   const struct ps_look *look, struct buffer *out)
{
	if (field->text)
		field->text(process, look, out);
	else
		buffer_format(out, "%lld", (long long)field->number(process, look));
}

int ps_pid_width(void)
{
	static int width;
	char text[32];

	if (!width) {
		long most = read_line_of("/proc/sys/kernel/pid_max", text, sizeof(text)) < 0 ?
				    32768 : atol(text);

		width = MAX(5, snprintf(text, sizeof(text), "%ld", most - 1));
	}
	return width;
}

/* One of a list up to its comma or blank; a heading may hold blanks. */
static const char *add_one(struct ps_columns *columns, const char *at, int *result)
{
	size_t length = strcspn(at, ", \t=:");
	const struct ps_field *field = ps_field_find(at, length);
	struct ps_column column = { field, field ? field->heading : NULL,
				    field ? field->width : 0 };

	if (!field) {
		*result = fail_plain("unknown user-defined format specifier \"%.*s\"", (int)length,
				     at);
		return at;
	}
	if (!column.width)
		column.width = ps_pid_width();
	at += length;
	if (*at == ':') {
		column.width = strtol(at + 1, (char **)&at, 10);
		if (column.width <= 0)
			*result = fail_plain("bad width in format");
	}
	if (*at == '=') {
		length = strcspn(at + 1, ",");
		column.heading = xstrndup(at + 1, length);
		at += 1 + length;
		column.width = MAX(column.width, (int)strlen(column.heading));
	}
	columns->items = xrealloc(columns->items, (columns->count + 1) * sizeof(column));
	columns->items[columns->count++] = column;
	return at;
}

int ps_columns_add(struct ps_columns *columns, const char *list)
{
	int result = 0;

	for (const char *at = list + strspn(list, ", \t"); *at && result == 0;) {
		at = add_one(columns, at, &result);
		at += strspn(at, ", \t");
	}
	return result;
}
