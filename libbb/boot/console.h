/* SPDX-License-Identifier: MIT */
/* Every console the kernel was given (console=): all show the prompt, any may answer it. */
#ifndef BOOT_CONSOLE_H
#define BOOT_CONSOLE_H

enum { CONSOLES = 8 };

struct consoles {
	struct console {
		char path[32];	/* "/dev/ttyS0" */
		int fd;
	} each[CONSOLES];
	unsigned count;
};

/* Open those of /sys/class/tty/console/active, /dev/console when there are none. */
void consoles_open(struct consoles *consoles);
/* Keys one at a time, not shown; and back, as a shell expects it. */
void consoles_take_keys(struct consoles *consoles);
void consoles_give_lines(struct consoles *consoles);
void consoles_print(struct consoles *consoles, const char *text);
void consoles_close(struct consoles *consoles);

/* Make it this session's terminal and standard input, output and error. */
int console_become(const char *path);

#endif
