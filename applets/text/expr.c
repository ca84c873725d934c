/* SPDX-License-Identifier: MIT */
/* expr(1): evaluate an expression whose words are operands and operators. */
#include <ctype.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "match/pattern.h"

enum { TRUE_STATUS, FALSE_STATUS, WRONG, TROUBLE };

static struct {
	char **at;
} G;

/* Values are texts; what reads as a whole number counts as one. */
typedef char *value;

static value parse_or(bool evaluate);

static bool take(const char *word)
{
	if (!*G.at || strcmp(*G.at, word) != 0)
		return false;
	G.at++;
	return true;
}

static const char *need(void)
{
	if (!*G.at)
		die(WRONG, "syntax error: missing argument after %s", quote(G.at[-1]));
	return *G.at++;
}

static bool is_number(const char *text)
{
	text += *text == '-';
	return *text && text[strspn(text, "0123456789")] == '\0';
}

static bool is_false(const char *text)
{
	if (!*text)
		return true;
	text += *text == '-';
	return *text && text[strspn(text, "0")] == '\0';
}

static __int128 to_number(const char *text)
{
	bool negative = *text == '-';
	__int128 number = 0;

	if (!is_number(text))
		die(WRONG, "non-integer argument");
	for (text += negative; *text; text++) {
		if (number > ((__int128)1 << 120))
			die(TROUBLE, "%s: %s", text, strerror(ERANGE));
		number = number * 10 + *text - '0';
	}
	return negative ? -number : number;
}

static value from_number(__int128 number)
{
	char digits[48], *at = digits + sizeof(digits);
	unsigned __int128 rest = number;

	if (number < 0)
		rest = -rest;
	*--at = '\0';
	do
		*--at = '0' + (int)(rest % 10);
	while (rest /= 10);
	if (number < 0)
		*--at = '-';
	return xstrdup(at);
}

/* Bytes of the first so many characters. */
static size_t bytes_of(const char *text, size_t characters)
{
	size_t at = 0, length = strlen(text);
	mbstate_t state = { 0 };

	while (characters-- && at < length) {
		size_t n = mbrlen(text + at, length - at, &state);

		if (n == (size_t)-1 || n == (size_t)-2 || !n) {
			memset(&state, 0, sizeof(state));
			n = 1;
		}
		at += n;
	}
	return at;
}

static size_t characters_of(const char *text, size_t bytes)
{
	size_t at = 0, count = 0;

	for (; at < bytes; count++)
		at += bytes_of(text + at, 1);
	return count;
}

/* text : pattern - the first group, or how many characters match at the start. */
static value match(const char *text, const char *expression)
{
	struct pattern *pattern = pattern_compile(expression, strlen(expression), 0);
	struct span spans[2];
	bool groups;
	value result;
	int found;

	if (!pattern)
		die_failure(WRONG);
	groups = pattern_groups(pattern) > 0;
	found = pattern_find(pattern, text, strlen(text), 0, spans, 2);
	if (found < 0)
		die_failure(TROUBLE);
	if (!found || spans[0].start)
		result = xstrdup(groups ? "" : "0");
	else if (groups)
		result = spans[1].start < 0 ? xstrdup("") :
			 xstrndup(text + spans[1].start, spans[1].end - spans[1].start);
	else
		result = from_number(characters_of(text, spans[0].end));
	pattern_free(pattern);
	return result;
}

static value substring(const char *text, const char *position, const char *length)
{
	__int128 from, count;
	size_t start;

	if (!is_number(position) || !is_number(length))
		return xstrdup("");
	from = to_number(position);
	count = to_number(length);
	if (from < 1 || count < 1 || from > (__int128)strlen(text))
		return xstrdup("");
	start = bytes_of(text, from - 1);
	count = MIN(count, (__int128)strlen(text));
	return xstrndup(text + start, bytes_of(text + start, count));
}

static value find_any(const char *text, const char *characters)
{
	for (size_t at = 0, number = 1; text[at]; number++) {
		size_t n = bytes_of(text + at, 1);

		for (size_t i = 0; characters[i]; i += bytes_of(characters + i, 1))
			if (bytes_of(characters + i, 1) == n &&
			    memcmp(characters + i, text + at, n) == 0)
				return from_number(number);
		at += n;
	}
	return from_number(0);
}

static value parse_one(bool evaluate)
{
	const char *word = need();
	value result;

	if (strcmp(word, "(") == 0) {
		result = parse_or(evaluate);
		if (!*G.at)
			die(WRONG, "syntax error: expecting ')' after %s", quote(G.at[-1]));
		if (!take(")"))
			die(WRONG, "syntax error: expecting ')' instead of %s", quote(*G.at));
		return result;
	}
	if (strcmp(word, ")") == 0)
		die(WRONG, "syntax error: unexpected ')'");
	return xstrdup(word);
}

static value parse_function(bool evaluate)
{
	value one, two, three;

	if (take("+"))
		return xstrdup(need());
	if (take("length")) {
		one = parse_function(evaluate);
		return from_number(characters_of(one, strlen(one)));
	}
	if (take("match")) {
		one = parse_function(evaluate);
		two = parse_function(evaluate);
		return evaluate ? match(one, two) : one;
	}
	if (take("index")) {
		one = parse_function(evaluate);
		two = parse_function(evaluate);
		return find_any(one, two);
	}
	if (take("substr")) {
		one = parse_function(evaluate);
		two = parse_function(evaluate);
		three = parse_function(evaluate);
		return substring(one, two, three);
	}
	return parse_one(evaluate);
}

static value parse_match(bool evaluate)
{
	value left = parse_function(evaluate), right;

	while (take(":")) {
		right = parse_function(evaluate);
		if (evaluate)
			left = match(left, right);
	}
	return left;
}

static __int128 calculate(char operator, __int128 a, __int128 b)
{
	__int128 result;
	bool overflow = false;

	switch (operator) {
	case '+':
		overflow = __builtin_add_overflow(a, b, &result);
		break;
	case '-':
		overflow = __builtin_sub_overflow(a, b, &result);
		break;
	case '*':
		overflow = __builtin_mul_overflow(a, b, &result);
		break;
	default:
		if (!b)
			die(WRONG, "division by zero");
		result = operator == '/' ? a / b : a % b;
	}
	if (overflow)
		die(TROUBLE, "%c: %s", operator, strerror(ERANGE));
	return result;
}

/* The operators of one level: products, or sums. */
static value parse_arithmetic(bool evaluate, const char *operators)
{
	bool sums = operators[0] == '+';
	value left = sums ? parse_arithmetic(evaluate, "*/%") : parse_match(evaluate), right;

	while (*G.at && G.at[0][0] && !G.at[0][1] && strchr(operators, G.at[0][0])) {
		char operator = *G.at++[0];

		right = sums ? parse_arithmetic(evaluate, "*/%") : parse_match(evaluate);
		if (evaluate)
			left = from_number(calculate(operator, to_number(left), to_number(right)));
	}
	return left;
}

static value parse_comparison(bool evaluate)
{
	static const char *const operators[] = { "<=", ">=", "!=", "==", "<", ">", "=" };
	value left = parse_arithmetic(evaluate, "+-"), right;

	for (;;) {
		const char *operator = NULL;
		int order;
		bool holds;

		for (size_t i = 0; i < ARRAY_SIZE(operators) && !operator; i++)
			if (take(operators[i]))
				operator = operators[i];
		if (!operator)
			return left;
		right = parse_arithmetic(evaluate, "+-");
		if (!evaluate)
			continue;
		if (is_number(left) && is_number(right)) {
			__int128 a = to_number(left), b = to_number(right);

			order = (a > b) - (a < b);
		} else {
			order = strcoll(left, right);
		}
		holds = operator[0] == '<' ? order < 0 || (operator[1] && !order) :
			operator[0] == '>' ? order > 0 || (operator[1] && !order) :
			operator[0] == '!' ? order != 0 : order == 0;
		left = xstrdup(holds ? "1" : "0");
	}
}

static value parse_and(bool evaluate)
{
	value left = parse_comparison(evaluate), right;

	while (take("&")) {
		right = parse_comparison(evaluate && !is_false(left));
		if (is_false(left) || is_false(right))
			left = xstrdup("0");
	}
	return left;
}

static value parse_or(bool evaluate)
{
	value left = parse_and(evaluate), right;

	while (take("|")) {
		right = parse_and(evaluate && is_false(left));
		if (is_false(left))
			left = is_false(right) ? xstrdup("0") : right;
	}
	return left;
}

static int run(int argc, char **argv)
{
	value result;

	setlocale(LC_CTYPE, "");
	if (argc > 1 && strcmp(argv[1], "--") == 0)
		argv++;
	G.at = argv + 1;
	if (!*G.at)
		usage("missing operand");
	result = parse_or(true);
	if (*G.at)
		die(WRONG, "syntax error: unexpected argument %s", quote(*G.at));
	puts(result);
	return is_false(result) ? FALSE_STATUS : TRUE_STATUS;
}

APPLET(expr, .names = "expr", .summary = "evaluate an expression", .operands = "EXPRESSION",
       .run = run, .state = &G, .state_size = sizeof(G), .flags = APPLET_RAW,
       .usage_status = WRONG,
       .details = "Each operand and operator is a word of its own; from the weakest on:\n"
		  "  A | B                    A unless it is null or 0, else B\n"
		  "  A & B                    A unless either is null or 0, else 0\n"
		  "  A < B, <=, =, ==, !=, >=, >\n"
		  "  A + B, A - B\n"
		  "  A * B, A / B, A % B\n"
		  "  TEXT : PATTERN           the first group, or how many characters match\n"
		  "  match TEXT PATTERN, substr TEXT POSITION LENGTH, index TEXT CHARACTERS,\n"
		  "  length TEXT, + WORD (no operator), ( EXPRESSION )");
