/* SPDX-License-Identifier: MIT */
/* The words of stty(1) as rows: modes, special characters, speeds. */
#ifndef TERM_STTY_MODES_H
#define TERM_STTY_MODES_H

#include <stdbool.h>
#include <stddef.h>
#include <termios.h>

enum stty_group { STTY_CONTROL, STTY_INPUT, STTY_OUTPUT, STTY_LOCAL, STTY_GROUPS };

enum stty_flags {
	STTY_SANE_SET = 1,	/* set by "sane" */
	STTY_SANE_CLEAR = 2,	/* cleared by "sane" */
	STTY_ONE_OF = 4,	/* one value of a field (cs8): no "-" form */
	STTY_HIDDEN = 8,	/* another name of a mode: not shown */
	STTY_NEGATED = 16,	/* shown as what it negates */
};

struct stty_mode {
	const char *name;
	enum stty_group group;
	unsigned flags;
	tcflag_t bits, mask;	/* mask 0: bits */
};

struct stty_character {
	const char *name;
	unsigned char sane;
	int place;		/* in c_cc */
};

extern const struct stty_mode stty_modes[];
extern const size_t stty_mode_count;
extern const struct stty_character stty_characters[];
extern const size_t stty_character_count;

/* What "stty sane" sets. */
void stty_make_sane(struct termios *mode);

tcflag_t *stty_field(struct termios *mode, enum stty_group group);

/* Baud of a speed_t; 0 when not known. And back: B0 with *known false. */
unsigned long stty_baud(speed_t speed);
speed_t stty_speed(unsigned long baud, bool *known);

/* "^C", "M-^A", "<undef>". Returns text. */
const char *stty_character_text(unsigned char c, char text[8]);
/* "^C", "^?", "undef", "^-", "x", 0x18, 3; negative when it is none. */
int stty_character_parse(const char *text);

#endif
