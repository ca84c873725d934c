/* SPDX-License-Identifier: MIT */
/* seq(1): numbers from one to another. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"

static struct {
	bool equal_width;
	const char *format, *separator;
} G;

static const struct option_row options[] = {
	{ "-f --format", OPTION_TEXT, &G.format, "FORMAT", "printf's, for one real number" },
	{ "-s --separator", OPTION_TEXT, &G.separator, "TEXT", "between numbers, not a newline" },
	{ "-w --equal-width", OPTION_FLAG, &G.equal_width, NULL, "zeros before the shorter ones" },
	{ 0 }
};

struct number {
	long double value;
	int width, precision;	/* of the text; precision INT32_MAX: not to be told */
	bool whole;		/* digits and a sign alone: */
	__int128 integer;
};

static void read_whole(const char *text, struct number *number)
{
	bool negative = *text == '-';
	size_t digits = strspn(text + negative, "0123456789");

	number->whole = digits && digits < 36 && !text[negative + digits];
	for (size_t i = 0; number->whole && i < digits; i++)
		number->integer = number->integer * 10 + text[negative + i] - '0';
	/* There is a zero below zero only among real numbers. */
	if (negative && !number->integer)
		number->whole = false;
	if (negative)
		number->integer = -number->integer;
}

static struct number parse(const char *text)
{
	struct number number = { .precision = INT32_MAX };
	const char *at = text, *point, *exponent;
	char *end;

	while (isspace((unsigned char)*at) || *at == '+')
		at++;
	number.value = strtold(at, &end);
	if (end == at || *end)
		usage("invalid floating point argument: %s", quote(text));
	if (isnan(number.value))
		usage("invalid 'not-a-number' argument: %s", quote(text));
	read_whole(at, &number);
	if (strpbrk(at, "xXpP") || isinf(number.value)) {
		number.width = strlen(at);
		if (isinf(number.value))
			number.precision = 0;
		return number;
	}
	point = strchr(at, '.');
	exponent = strpbrk(at, "eE");
	number.width = exponent ? exponent - at : (int)strlen(at);
	number.precision = !point ? 0 : (exponent ? exponent : at + strlen(at)) - point - 1;
	/* The point goes when nothing follows it, a zero comes before one that stands alone. */
	if (point && !number.precision)
		number.width--;
	else if (point && (point == at || !isdigit((unsigned char)point[-1])))
		number.width++;
	if (exponent) {
		long shift = strtol(exponent + 1, NULL, 10);

		if (shift < 0) {
			number.precision -= shift;
			number.width += -shift;
		} else {
			if (number.precision && number.precision <= shift)
				number.width--;
			number.width += MAX(shift - number.precision, 0);
			number.precision = MAX(number.precision - shift, 0);
		}
	}
	return number;
}

/* The directive with an L, as it gets long doubles; exits when it is none for one number. */
static char *check_format(const char *format)
{
	struct buffer out = { 0 };
	size_t at = 0, length;

	for (;; at++) {
		if (!format[at])
			die(1, "format %s has no %% directive", quote(format));
		if (format[at] == '%' && format[at + 1] == '%')
			at++;
		else if (format[at] == '%')
			break;
	}
	length = 1 + strspn(format + at + 1, "-+#0 '");
	length += strspn(format + at + length, "0123456789");
	if (format[at + length] == '.')
		length += 1 + strspn(format + at + length + 1, "0123456789");
	buffer_add(&out, format, at + length);
	buffer_text(&out, "L");
	at += length + (format[at + length] == 'L');
	if (!format[at])
		die(1, "format %s ends in %%", quote(format));
	if (!strchr("efgaEFGA", format[at]))
		die(1, "format %s has unknown %%%c directive", quote(format), format[at]);
	buffer_add(&out, format + at, 1);
	for (at++; format[at]; at++) {
		if (format[at] == '%' && format[at + 1] != '%')
			die(1, "format %s has too many %% directives", quote(format));
		buffer_add(&out, format + at, 1);
		if (format[at] == '%')
			buffer_add(&out, format + ++at, 1);
	}
	return out.data;
}

static void put_whole(__int128 first, __int128 step, __int128 last, int width)
{
	bool any = false;

	for (__int128 at = first; step > 0 ? at <= last : at >= last; at += step) {
		char text[64], *end = text + sizeof(text), *start = end;
		__int128 wide = at < 0 ? -at : at;

		/* Not printf: there may be millions. */
		for (; wide >> 63; wide /= 10)
			*--start = '0' + (int)(wide % 10);
		for (uint64_t rest = wide; rest || start == end; rest /= 10)
			*--start = '0' + rest % 10;
		while (end - start + (at < 0) < width && start > text + 1)
			*--start = '0';
		if (at < 0)
			*--start = '-';
		if (any)
			fputs(G.separator, stdout);
		any = true;
		fwrite(start, 1, end - start, stdout);
	}
	if (any)
		putchar('\n');
}

static char *print_number(const char *format, long double value)
{
	char *text;

	if (asprintf(&text, format, value) < 0)
		die(1, "out of memory");
	return text;
}

/* Past the end by a rounding error alone: printed it is the last number, not the one before. */
static bool is_last(const char *format, long double past, long double before, long double last)
{
	char *text = print_number(format, past), *previous = print_number(format, before), *end;
	long double value = strtold(text, &end);
	bool result = end != text && value == last && strcmp(text, previous) != 0;

	free(text);
	free(previous);
	return result;
}

static void put_real(const char *format, long double first, long double step, long double last)
{
	bool out = step < 0 ? first < last : last < first;
	long double before = first;

	if (out)
		return;
	for (long double at = first, i = 1;; i++) {
		char *text = print_number(format, at);

		fputs(text, stdout);
		free(text);
		before = at;
		at = first + i * step;
		if (step < 0 ? at < last : last < at) {
			if (!is_last(format, at, before, last))
				break;
			fputs(G.separator, stdout);
			text = print_number(format, at);
			fputs(text, stdout);
			free(text);
			break;
		}
		fputs(G.separator, stdout);
	}
	putchar('\n');
}

/* As wide as the wider end, with the digits behind the point that all numbers get. */
static int common_width(const struct number *first, const struct number *last, int precision)
{
	int one = first->width + precision - first->precision;
	int two = last->width + precision - last->precision;

	/* The point comes and goes with the digits behind it. */
	if (last->precision && !precision)
		two--;
	if (!last->precision && precision)
		two++;
	if (!first->precision && precision)
		one++;
	return MAX(one, two);
}

static int run(int argc, char **argv)
{
	struct number first = { 1, 1, 0, true, 1 }, step = first, last;
	int precision, width;
	char *format = NULL;

	if (argc < 2)
		usage("missing operand");
	if (argc > 4)
		usage("extra operand %s", quote(argv[4]));
	if (G.format)
		format = check_format(G.format);
	if (G.format && G.equal_width)
		usage("format string may not be specified when printing equal width strings");
	last = parse(argv[argc - 1]);
	if (argc > 2)
		first = parse(argv[1]);
	if (argc > 3)
		step = parse(argv[2]);
	if (step.value == 0)
		usage("invalid Zero increment value: %s", quote(argv[2]));
	if (!G.separator)
		G.separator = "\n";
	output_in_bulk();
	precision = MAX(first.precision, step.precision);
	width = common_width(&first, &last, precision);
	if (!format && first.whole && step.whole && (last.whole || isinf(last.value))) {
		__int128 end = last.whole ? last.integer : (__int128)1 << 120;

		put_whole(first.integer, step.integer, last.value < 0 && !last.whole ? -end : end,
			  G.equal_width ? MAX(first.width, last.width) : 0);
		return 0;
	}
	if (!format && precision == INT32_MAX)
		format = xstrdup("%Lg");
	else if (!format && G.equal_width)
		format = xasprintf("%%0%d.%dLf", width, precision);
	else if (!format)
		format = xasprintf("%%.%dLf", precision);
	put_real(format, first.value, step.value, last.value);
	return 0;
}

APPLET(seq, .names = "seq", .summary = "print numbers from one to another",
       .operands = "[FIRST [STEP]] LAST", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_STOP | APPLET_NUMBERS);
