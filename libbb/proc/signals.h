/* SPDX-License-Identifier: MIT */
/* Names of signals, signal(7), for kill, timeout, pkill and whoever takes one from a person. */
#ifndef PROC_SIGNALS_H
#define PROC_SIGNALS_H

/* Real-time signals as glibc, and so everybody, counts them; musl keeps one more to itself. */
#define SIGNAL_RT_MIN 34
#define SIGNAL_RT_MAX 64

/* "TERM", "RTMIN+1"; NULL for one without a name. 0 is "EXIT", as in a shell's trap. */
const char *signal_name(int number);

/*
 * "TERM", "term", "SIGTERM", "15", "RTMIN+1", "0"; of an exit status (137) the signal that ended
 * the process. Fails with "'FOO': invalid signal".
 */
int signal_parse(const char *text, int *number);
/* The same of names alone; negative, without a message, for what is none. */
int signal_number(const char *name);

/*
 * For pkill and killall: take the first word that is "-9", "-HUP" or "-SIGHUP" out of argv, and
 * leave what is after "--" alone.
 */
void signal_take_word(char **argv, int *number);

/* The names from 1 to 31, for -l (16 a line) and in a table with their numbers, for -L. */
void signal_print_list(void);
void signal_print_table(void);

#endif
