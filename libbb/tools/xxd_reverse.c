/* SPDX-License-Identifier: MIT */
/* xxd -r: a dump back into bytes. */
#include "tools/xxd_reverse.h"

#include <ctype.h>
#include <string.h>

#include "core/error.h"

static int digit(int c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static int plain_digits(FILE *in, FILE *out)
{
	int high = -1, c;

	while ((c = getc(in)) != EOF) {
		int value = digit(c);

		if (value < 0) {
			/* White space may stand anywhere; what else there is ends a byte. */
			if (!isspace(c))
				high = -1;
			continue;
		}
		if (high < 0) {
			high = value;
			continue;
		}
		putc(high << 4 | value, out);
		high = -1;
	}
	return 0;
}

/* Go to a place: by seeking, or by zeros where there is nothing to seek in. */
static int move_to(FILE *out, int64_t *at, int64_t place)
{
	if (place == *at)
		return 0;
	if (place >= 0 && fflush(out) == 0 && fseeko(out, place, SEEK_SET) == 0) {
		*at = place;
		return 0;
	}
	if (place < *at)
		return fail_plain("Sorry, cannot seek backwards.");
	for (; *at < place; ++*at)
		putc(0, out);
	return 0;
}

/* One line: a place, a colon, bytes until two blanks or enough of them. */
static int reverse_line(const char *line, FILE *out, uint64_t columns, int64_t offset, int64_t *at)
{
	int64_t place = 0;
	uint64_t count = 0;

	while (isspace((unsigned char)*line))
		line++;
	for (; digit(*line) >= 0; line++)
		place = (int64_t)((uint64_t)place << 4 | digit(*line));
	if (*line++ != ':')
		return 0;
	if (move_to(out, at, place + offset) < 0)
		return -1;
	for (; count < columns; count++) {
		int blanks = 0;

		for (; *line == ' '; line++)
			blanks++;
		if ((blanks > 1 && count) || digit(line[0]) < 0 || digit(line[1]) < 0)
			break;
		putc(digit(line[0]) << 4 | digit(line[1]), out);
		line += 2;
		++*at;
	}
	return 0;
}

int xxd_reverse(FILE *in, FILE *out, bool plain, uint64_t columns, int64_t offset)
{
	char line[4096];
	int64_t at = 0;
	int result = 0;

	if (plain)
		result = plain_digits(in, out);
	else
		while (result == 0 && fgets(line, sizeof(line), in))
			result = reverse_line(line, out, columns, offset, &at);
	if (ferror(in))
		return fail("read error");
	if (result == 0 && fflush(out) == EOF)
		return fail("write error");
	return result;
}
