/* SPDX-License-Identifier: MIT */
/* File modes: chmod(1)'s symbolic language, and the ten letters of ls -l. */
#include "fs/mode.h"

#include <string.h>
#include <sys/stat.h>

#include "core/error.h"
#include "core/quote.h"

static mode_t spread(mode_t bits)
{
	return bits | bits << 3 | bits << 6;
}

/* One of "rwxXst", "ugo" or an octal number behind the operator, as bits for everyone. */
static mode_t letter_bits(char letter, mode_t old, bool is_folder)
{
	switch (letter) {
	case 'r':
		return spread(4);
	case 'w':
		return spread(2);
	case 'x':
		return spread(1);
	case 'X':
		return is_folder || (old & 0111) ? spread(1) : 0;
	case 's':
		return S_ISUID | S_ISGID;
	case 't':
		return S_ISVTX;
	case 'u':
		return spread(old >> 6 & 7);
	case 'g':
		return spread(old >> 3 & 7);
	default:
		return spread(old & 7);
	}
}

struct change {
	mode_t who;		/* the bits that may be touched */
	bool named;		/* u, g, o or a were given */
	mode_t bits;
	char operator;
	bool number;		/* =0644 names the special bits too */
};

static mode_t apply_change(const struct change *change, mode_t old, bool is_folder, mode_t mask)
{
	mode_t who = change->named ? change->who : 07777 & ~mask;
	mode_t bits = change->number ? change->bits : change->bits & who;

	if (change->operator == '+')
		return old | bits;
	if (change->operator == '-')
		return old & ~bits;
	if (change->number)
		return bits;
	/* With '=', a folder keeps the set-ID bits nobody mentioned. */
	who = change->named ? change->who : 07777;
	if (is_folder)
		who &= ~(06000 & ~change->bits);
	return (old & ~who) | bits;
}

static const char *parse_who(const char *at, struct change *change)
{
	for (;; at++) {
		if (*at == 'u')
			change->who |= 04700;
		else if (*at == 'g')
			change->who |= 02070;
		else if (*at == 'o')
			change->who |= 01007;
		else if (*at == 'a')
			change->who |= 07777;
		else
			return at;
		change->named = true;
	}
}

static const char *parse_bits(const char *at, struct change *change, mode_t old, bool is_folder)
{
	change->bits = 0;
	change->number = *at >= '0' && *at <= '7' && !change->named;
	if (change->number) {
		for (; *at >= '0' && *at <= '7' && change->bits <= 07777; at++)
			change->bits = change->bits * 8 + *at - '0';
		return change->bits <= 07777 ? at : NULL;
	}
	if (*at && strchr("ugo", *at)) {
		change->bits = letter_bits(*at, old, is_folder);
		return at + 1;
	}
	for (; *at && strchr("rwxXst", *at); at++)
		change->bits |= letter_bits(*at, old, is_folder);
	return at;
}

static int parse_number(const char *text, mode_t old, bool is_folder, mode_t *mode)
{
	mode_t number = 0;

	for (const char *at = text; *at; at++) {
		if (*at < '0' || *at > '7' || number > 07777)
			return fail_plain("invalid mode: %s", quote(text));
		number = number * 8 + *at - '0';
	}
	if (number > 07777)
		return fail_plain("invalid mode: %s", quote(text));
	*mode = number;
	if (is_folder && strlen(text) < 5)
		*mode |= old & 06000;
	return 0;
}

int mode_parse(const char *text, mode_t old, bool is_folder, mode_t mask, mode_t *mode)
{
	const char *at = text;

	old &= 07777;
	if (*at >= '0' && *at <= '7')
		return parse_number(text, old, is_folder, mode);
	do {
		struct change change = { 0 };

		at = parse_who(at, &change);
		if (!*at || !strchr("+-=", *at))
			return fail_plain("invalid mode: %s", quote(text));
		while (*at && strchr("+-=", *at)) {
			change.operator = *at;
			at = parse_bits(at + 1, &change, old, is_folder);
			if (!at)
				return fail_plain("invalid mode: %s", quote(text));
			old = apply_change(&change, old, is_folder, mask);
		}
	} while (*at == ',' && *++at);
	if (*at || at == text || at[-1] == ',')
		return fail_plain("invalid mode: %s", quote(text));
	*mode = old;
	return 0;
}

void mode_letters(mode_t mode, char letters[11])
{
	static const struct {
		mode_t type;
		char letter;
	} types[] = {
		{ S_IFREG, '-' }, { S_IFDIR, 'd' }, { S_IFLNK, 'l' }, { S_IFCHR, 'c' },
		{ S_IFBLK, 'b' }, { S_IFIFO, 'p' }, { S_IFSOCK, 's' },
	};

	strcpy(letters, "?rwxrwxrwx");
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].type == (mode & S_IFMT))
			letters[0] = types[i].letter;
	for (int i = 0; i < 9; i++)
		if (!(mode & (0400 >> i)))
			letters[i + 1] = '-';
	if (mode & S_ISUID)
		letters[3] = mode & 0100 ? 's' : 'S';
	if (mode & S_ISGID)
		letters[6] = mode & 0010 ? 's' : 'S';
	if (mode & S_ISVTX)
		letters[9] = mode & 0001 ? 't' : 'T';
}

mode_t current_umask(void)
{
	mode_t mask = umask(0);

	umask(mask);
	return mask;
}
