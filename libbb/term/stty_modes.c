/* SPDX-License-Identifier: MIT */
/* Terminal modes by their names: termios(3), stty(1). */
#include "term/stty_modes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/text.h"

#define SET STTY_SANE_SET
#define CLEAR STTY_SANE_CLEAR
#define ONE STTY_ONE_OF
#define HIDDEN STTY_HIDDEN

const struct stty_mode stty_modes[] = {
	{ "parenb", STTY_CONTROL, 0, PARENB, 0 },
	{ "parodd", STTY_CONTROL, 0, PARODD, 0 },
	{ "cmspar", STTY_CONTROL, 0, CMSPAR, 0 },
	{ "cs5", STTY_CONTROL, ONE, CS5, CSIZE },
	{ "cs6", STTY_CONTROL, ONE, CS6, CSIZE },
	{ "cs7", STTY_CONTROL, ONE, CS7, CSIZE },
	{ "cs8", STTY_CONTROL, ONE, CS8, CSIZE },
	{ "hupcl", STTY_CONTROL, 0, HUPCL, 0 },
	{ "hup", STTY_CONTROL, HIDDEN, HUPCL, 0 },
	{ "cstopb", STTY_CONTROL, 0, CSTOPB, 0 },
	{ "cread", STTY_CONTROL, SET, CREAD, 0 },
	{ "clocal", STTY_CONTROL, 0, CLOCAL, 0 },
	{ "crtscts", STTY_CONTROL, 0, CRTSCTS, 0 },
	{ "ignbrk", STTY_INPUT, CLEAR, IGNBRK, 0 },
	{ "brkint", STTY_INPUT, SET, BRKINT, 0 },
	{ "ignpar", STTY_INPUT, 0, IGNPAR, 0 },
	{ "parmrk", STTY_INPUT, 0, PARMRK, 0 },
	{ "inpck", STTY_INPUT, 0, INPCK, 0 },
	{ "istrip", STTY_INPUT, 0, ISTRIP, 0 },
	{ "inlcr", STTY_INPUT, CLEAR, INLCR, 0 },
	{ "igncr", STTY_INPUT, CLEAR, IGNCR, 0 },
	{ "icrnl", STTY_INPUT, SET, ICRNL, 0 },
	{ "ixon", STTY_INPUT, 0, IXON, 0 },
	{ "ixoff", STTY_INPUT, CLEAR, IXOFF, 0 },
	{ "tandem", STTY_INPUT, HIDDEN, IXOFF, 0 },
	{ "iuclc", STTY_INPUT, CLEAR, IUCLC, 0 },
	{ "ixany", STTY_INPUT, CLEAR, IXANY, 0 },
	{ "imaxbel", STTY_INPUT, SET, IMAXBEL, 0 },
	{ "iutf8", STTY_INPUT, CLEAR, IUTF8, 0 },
	{ "opost", STTY_OUTPUT, SET, OPOST, 0 },
	{ "olcuc", STTY_OUTPUT, CLEAR, OLCUC, 0 },
	{ "ocrnl", STTY_OUTPUT, CLEAR, OCRNL, 0 },
	{ "onlcr", STTY_OUTPUT, SET, ONLCR, 0 },
	{ "onocr", STTY_OUTPUT, CLEAR, ONOCR, 0 },
	{ "onlret", STTY_OUTPUT, CLEAR, ONLRET, 0 },
	{ "ofill", STTY_OUTPUT, CLEAR, OFILL, 0 },
	{ "ofdel", STTY_OUTPUT, CLEAR, OFDEL, 0 },
	{ "nl1", STTY_OUTPUT, ONE | CLEAR, NL1, NLDLY },
	{ "nl0", STTY_OUTPUT, ONE | SET, NL0, NLDLY },
	{ "cr3", STTY_OUTPUT, ONE | CLEAR, CR3, CRDLY },
	{ "cr2", STTY_OUTPUT, ONE | CLEAR, CR2, CRDLY },
	{ "cr1", STTY_OUTPUT, ONE | CLEAR, CR1, CRDLY },
	{ "cr0", STTY_OUTPUT, ONE | SET, CR0, CRDLY },
	{ "tab3", STTY_OUTPUT, ONE | CLEAR, TAB3, TABDLY },
	{ "tab2", STTY_OUTPUT, ONE | CLEAR, TAB2, TABDLY },
	{ "tab1", STTY_OUTPUT, ONE | CLEAR, TAB1, TABDLY },
	{ "tab0", STTY_OUTPUT, ONE | SET, TAB0, TABDLY },
	{ "bs1", STTY_OUTPUT, ONE | CLEAR, BS1, BSDLY },
	{ "bs0", STTY_OUTPUT, ONE | SET, BS0, BSDLY },
	{ "vt1", STTY_OUTPUT, ONE | CLEAR, VT1, VTDLY },
	{ "vt0", STTY_OUTPUT, ONE | SET, VT0, VTDLY },
	{ "ff1", STTY_OUTPUT, ONE | CLEAR, FF1, FFDLY },
	{ "ff0", STTY_OUTPUT, ONE | SET, FF0, FFDLY },
	{ "isig", STTY_LOCAL, SET, ISIG, 0 },
	{ "icanon", STTY_LOCAL, SET, ICANON, 0 },
	{ "iexten", STTY_LOCAL, SET, IEXTEN, 0 },
	{ "echo", STTY_LOCAL, SET, ECHO, 0 },
	{ "echoe", STTY_LOCAL, SET, ECHOE, 0 },
	{ "crterase", STTY_LOCAL, HIDDEN, ECHOE, 0 },
	{ "echok", STTY_LOCAL, SET, ECHOK, 0 },
	{ "echonl", STTY_LOCAL, CLEAR, ECHONL, 0 },
	{ "noflsh", STTY_LOCAL, CLEAR, NOFLSH, 0 },
	{ "xcase", STTY_LOCAL, CLEAR, XCASE, 0 },
	{ "tostop", STTY_LOCAL, CLEAR, TOSTOP, 0 },
	{ "echoprt", STTY_LOCAL, CLEAR, ECHOPRT, 0 },
	{ "prterase", STTY_LOCAL, HIDDEN, ECHOPRT, 0 },
	{ "echoctl", STTY_LOCAL, SET, ECHOCTL, 0 },
	{ "ctlecho", STTY_LOCAL, HIDDEN, ECHOCTL, 0 },
	{ "echoke", STTY_LOCAL, SET, ECHOKE, 0 },
	{ "crtkill", STTY_LOCAL, HIDDEN, ECHOKE, 0 },
	{ "flusho", STTY_LOCAL, CLEAR, FLUSHO, 0 },
	{ "extproc", STTY_LOCAL, CLEAR, EXTPROC, 0 },
};
const size_t stty_mode_count = ARRAY_SIZE(stty_modes);

const struct stty_character stty_characters[] = {
	{ "intr", 3, VINTR }, { "quit", 28, VQUIT }, { "erase", 127, VERASE },
	{ "kill", 21, VKILL }, { "eof", 4, VEOF }, { "eol", 0, VEOL }, { "eol2", 0, VEOL2 },
	{ "swtch", 0, VSWTC }, { "start", 17, VSTART }, { "stop", 19, VSTOP },
	{ "susp", 26, VSUSP }, { "rprnt", 18, VREPRINT }, { "werase", 23, VWERASE },
	{ "lnext", 22, VLNEXT }, { "discard", 15, VDISCARD },
};
const size_t stty_character_count = ARRAY_SIZE(stty_characters);

tcflag_t *stty_field(struct termios *mode, enum stty_group group)
{
	switch (group) {
	case STTY_CONTROL:
		return &mode->c_cflag;
	case STTY_INPUT:
		return &mode->c_iflag;
	case STTY_OUTPUT:
		return &mode->c_oflag;
	default:
		return &mode->c_lflag;
	}
}

static const struct {
	speed_t speed;
	unsigned long baud;
} speeds[] = {
	{ B0, 0 }, { B50, 50 }, { B75, 75 }, { B110, 110 }, { B134, 134 }, { B150, 150 },
	{ B200, 200 }, { B300, 300 }, { B600, 600 }, { B1200, 1200 }, { B1800, 1800 },
	{ B2400, 2400 }, { B4800, 4800 }, { B9600, 9600 }, { B19200, 19200 }, { B38400, 38400 },
	{ B57600, 57600 }, { B115200, 115200 }, { B230400, 230400 }, { B460800, 460800 },
	{ B500000, 500000 }, { B576000, 576000 }, { B921600, 921600 }, { B1000000, 1000000 },
	{ B1152000, 1152000 }, { B1500000, 1500000 }, { B2000000, 2000000 },
	{ B2500000, 2500000 }, { B3000000, 3000000 }, { B3500000, 3500000 },
	{ B4000000, 4000000 },
};

unsigned long stty_baud(speed_t speed)
{
	for (size_t i = 0; i < ARRAY_SIZE(speeds); i++) {
		if (speeds[i].speed == speed)
			return speeds[i].baud;
	}
	return 0;
}

speed_t stty_speed(unsigned long baud, bool *known)
{
	*known = true;
	for (size_t i = 0; i < ARRAY_SIZE(speeds); i++) {
		if (speeds[i].baud == baud)
			return speeds[i].speed;
	}
	*known = false;
	return B0;
}

const char *stty_character_text(unsigned char c, char text[8])
{
	char *to = text;

	if (c == 0)
		return strcpy(text, "<undef>");
	if (c >= 128) {
		to += sprintf(to, "M-");
		c -= 128;
	}
	if (c < 32)
		sprintf(to, "^%c", c + 64);
	else if (c == 127)
		strcpy(to, "^?");
	else
		sprintf(to, "%c", c);
	return text;
}

int stty_character_parse(const char *text)
{
	char *end;
	long value;

	if (!text[0] || !text[1])
		return (unsigned char)text[0];
	if (strcmp(text, "^-") == 0 || strcmp(text, "undef") == 0)
		return 0;
	if (text[0] == '^' && text[1])
		return text[1] == '?' ? 127 : text[1] & ~0140;
	value = strtol(text, &end, 0);
	return *end || value < 0 || value > 255 ? -1 : value;
}

void stty_make_sane(struct termios *mode)
{
	for (size_t i = 0; i < stty_character_count; i++)
		mode->c_cc[stty_characters[i].place] = stty_characters[i].sane;
	mode->c_cc[VMIN] = 1;
	mode->c_cc[VTIME] = 0;
	for (size_t i = 0; i < stty_mode_count; i++) {
		const struct stty_mode *row = &stty_modes[i];
		tcflag_t *field = stty_field(mode, row->group);

		if (row->flags & STTY_SANE_SET)
			*field = (*field & ~(row->mask ? row->mask : row->bits)) | row->bits;
		else if ((row->flags & STTY_SANE_CLEAR) && !(row->flags & STTY_ONE_OF))
			*field &= ~row->bits;
	}
}
