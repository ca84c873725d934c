/* SPDX-License-Identifier: MIT */
/* printf(1): the format again and again until the arguments are used up. */
#include <errno.h>
#include <ctype.h>
#include <inttypes.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/escape.h"
#include "core/quote.h"
#include "core/text.h"

static struct {
	char **arguments;
	bool used;		/* any argument, in this round */
} G;

static const char *next_argument(void)
{
	if (!*G.arguments)
		return NULL;
	G.used = true;
	return *G.arguments++;
}

/* 'c and "c: the character's own number. */
static bool character_value(const char *text, uint64_t *value)
{
	mbstate_t state = { 0 };
	wchar_t wide;
	size_t length;

	if ((text[0] != '\'' && text[0] != '"') || !text[1])
		return false;
	length = mbrtowc(&wide, text + 1, strlen(text + 1), &state);
	if (length == (size_t)-1 || length == (size_t)-2 || MB_CUR_MAX == 1) {
		wide = (unsigned char)text[1];
		length = text[1] != '\0';
	}
	*value = wide;
	if (length && text[1 + length])
		fprintf(stderr, "%s: warning: %s: character(s) following character constant have "
			"been ignored\n", program_name, text + 1 + length);
	return true;
}

static void check_number(const char *text, const char *end)
{
	if (errno == ERANGE)
		warn("%s: %s", quote(text), strerror(ERANGE));
	else if (end == text && *end)
		warn("%s: expected a numeric value", quote(text));
	else if (*end)
		warn("%s: value not completely converted", quote(text));
}

static uint64_t whole_number(bool is_signed)
{
	const char *text = next_argument();
	uint64_t value;
	char *end;

	if (!text || character_value(text, &value))
		return text ? value : 0;
	errno = 0;
	value = is_signed ? (uint64_t)strtoimax(text, &end, 0) : strtoumax(text, &end, 0);
	check_number(text, end);
	return value;
}

static long double real_number(void)
{
	const char *text = next_argument();
	long double value;
	uint64_t number;
	char *end;

	if (!text)
		return 0;
	if (character_value(text, &number))
		return number;
	errno = 0;
	value = strtold(text, &end);
	check_number(text, end);
	return value;
}

/* One of "%-05.3d": what was read of it, as a format of printf(3) in the making. */
struct directive {
	char format[32];
	size_t length;
	bool has_width, has_precision;
	int width, precision;
};

static void add(struct directive *directive, const char *text)
{
	size_t length = strlen(text);

	if (directive->length + length < sizeof(directive->format)) {
		memcpy(directive->format + directive->length, text, length + 1);
		directive->length += length;
	}
}

/* A number of the format, or '*': the next argument. */
static int read_amount(const char **at)
{
	long value;

	if (**at != '*') {
		value = strtol(*at, (char **)at, 10);
		return value > INT32_MAX ? INT32_MAX : value;
	}
	++*at;
	value = (int64_t)whole_number(true);
	return value < INT32_MIN || value > INT32_MAX ? INT32_MAX : value;
}

static const char *read_directive(const char *at, struct directive *directive)
{
	char flag[2] = "";

	*directive = (struct directive){ 0 };
	add(directive, "%");
	for (; *at && strchr("-+ #0'", *at); at++) {
		flag[0] = *at;
		/* No grouping in the C locale. */
		if (*at != '\'' && !strchr(directive->format, *at))
			add(directive, flag);
	}
	if (*at == '*' || isdigit((unsigned char)*at)) {
		directive->has_width = true;
		directive->width = read_amount(&at);
	}
	if (*at == '.') {
		at++;
		directive->has_precision = true;
		if (*at == '*' || isdigit((unsigned char)*at))
			directive->precision = read_amount(&at);
		/* A negative one counts as none. */
		if (directive->precision < 0)
			directive->has_precision = false;
	}
	add(directive, directive->has_width ? "*" : "");
	add(directive, directive->has_precision ? ".*" : "");
	return at + strspn(at, "hlLjzt");
}

/* printf(3) with as many of width and precision as the directive has. */
#define PRINT(directive, value)                                                                    \
	((directive)->has_width ?                                                                  \
		 ((directive)->has_precision ?                                                     \
			  printf((directive)->format, (directive)->width, (directive)->precision,  \
				 value) :                                                          \
			  printf((directive)->format, (directive)->width, value)) :                \
	 (directive)->has_precision ? printf((directive)->format, (directive)->precision, value) : \
				      printf((directive)->format, value))

static void print_text(struct directive *directive, const char *text)
{
	add(directive, "s");
	PRINT(directive, text ? text : "");
}

/* %b: escapes within the argument; \c ends everything. */
static bool print_escaped(struct directive *directive, const char *text)
{
	struct buffer out = { 0 };
	bool goes_on = true;
	int length, width = directive->has_width ? directive->width : 0;
	bool left = strchr(directive->format, '-') || width < 0;

	for (text = text ? text : ""; *text && goes_on;) {
		char bytes[8];
		int count = -1;

		if (*text != '\\') {
			buffer_add(&out, text++, 1);
			continue;
		}
		text++;
		count = escape_decode(&text, ESCAPE_ECHO, bytes);
		goes_on = count != 0;
		if (count < 0)
			buffer_text(&out, "\\");
		else
			buffer_add(&out, bytes, count);
	}
	length = out.length;
	if (directive->has_precision)
		length = MIN(length, directive->precision);
	width = abs(width) - length;
	printf("%*s", left ? 0 : MAX(width, 0), "");
	fwrite(out.data ? out.data : "", 1, length, stdout);
	printf("%*s", left ? MAX(width, 0) : 0, "");
	buffer_free(&out);
	return goes_on;
}

static void print_quoted(struct directive *directive, const char *text)
{
	struct buffer out = { 0 };

	buffer_add(&out, "", 0);
	if (text)
		quote_into(&out, text, false);
	print_text(directive, out.data);
	buffer_free(&out);
}

static void bad_directive(const char *start, const char *at)
{
	die(1, "%%%.*s: invalid conversion specification", (int)(at - start + (*at != 0)), start);
}

/* Returns what follows the directive, or NULL when output ends here. */
static const char *print_directive(const char *at)
{
	struct directive directive;
	const char *start = at;
	char conversion[2] = "";

	if (*at == '%') {
		putchar('%');
		return at + 1;
	}
	at = read_directive(at, &directive);
	conversion[0] = *at;
	/* '#' and '0' make no sense for these. */
	if (*at && ((strchr(directive.format, '#') && strchr("dicsubq", *at)) ||
		    (strchr(directive.format, '0') && strchr("csbq", *at))))
		bad_directive(start, at);
	switch (*at) {
	case 'd': case 'i':
		add(&directive, "jd");
		PRINT(&directive, (intmax_t)whole_number(true));
		break;
	case 'o': case 'u': case 'x': case 'X':
		add(&directive, "j");
		add(&directive, conversion);
		PRINT(&directive, (uintmax_t)whole_number(false));
		break;
	case 'a': case 'A': case 'e': case 'E': case 'f': case 'F': case 'g': case 'G':
		add(&directive, "L");
		add(&directive, conversion);
		PRINT(&directive, real_number());
		break;
	case 'c': {
		const char *text = next_argument();

		add(&directive, "c");
		directive.has_precision = false;
		PRINT(&directive, text ? *text : '\0');
		break;
	}
	case 's':
		print_text(&directive, next_argument());
		break;
	case 'b':
		if (!print_escaped(&directive, next_argument()))
			return NULL;
		break;
	case 'q':
		print_quoted(&directive, next_argument());
		break;
	default:
		bad_directive(start, at);
	}
	return at + 1;
}

/* The format once; false when \c ended all output. */
static bool print_format(const char *format)
{
	for (const char *at = format; *at;) {
		char bytes[8];
		int count;

		if (*at == '%') {
			at = print_directive(at + 1);
			if (!at)
				return false;
		} else if (*at == '\\') {
			at++;
			count = escape_decode(&at, ESCAPE_FORMAT, bytes);
			if (count == 0)
				return false;
			if (count < 0 && *at == 'x')
				die(1, "missing hexadecimal number in escape");
			if (count < 0) {
				putchar('\\');
				if (*at)
					putchar(*at++);
			} else {
				fwrite(bytes, 1, count, stdout);
			}
		} else {
			putchar(*at++);
		}
	}
	return true;
}

static int run(int argc, char **argv)
{
	setlocale(LC_CTYPE, "");
	if (argc > 1 && strcmp(argv[1], "--") == 0) {
		argv++;
		argc--;
	}
	if (argc < 2)
		usage("missing operand");
	G.arguments = argv + 2;
	do {
		G.used = false;
		if (!print_format(argv[1]))
			return 0;
	} while (*G.arguments && G.used);
	if (*G.arguments)
		fprintf(stderr, "%s: warning: ignoring excess arguments, starting with %s\n",
			program_name, quote(*G.arguments));
	return 0;
}

APPLET(printf, .names = "printf", .summary = "print by a format", .operands = "FORMAT [WORD]...",
       .run = run, .state = &G, .state_size = sizeof(G), .flags = APPLET_RAW,
       .details = "FORMAT is printf(3)'s: %d %i %o %u %x %X %f %e %g %a %c %s, widths and\n"
		  "precisions ('*': the next WORD); %b a WORD with escapes, %q one quoted for a\n"
		  "shell. Backslash escapes are those of C, and \\c, \\e, \\uHHHH, \\UHHHHHHHH.");
