/* SPDX-License-Identifier: MIT */
/* test(1), [(1): is it so? POSIX's rules by the number of arguments, and GNU's for more. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"

enum { TRUE_STATUS, FALSE_STATUS, WRONG };

static struct {
	char **at, **end;
} G;

static bool parse_or(void);
static bool evaluate(void);

static void wrong(const char *format, const char *word) __attribute__((noreturn));

static void wrong(const char *format, const char *word)
{
	die(WRONG, format, word ? quote(word) : "");
}

static size_t left(void)
{
	return G.end - G.at;
}

static bool is_binary(const char *word)
{
	static const char *const words[] = {
		"=", "==", "!=", "-eq", "-ne", "-gt", "-ge", "-lt", "-le", "-nt", "-ot", "-ef",
	};

	for (size_t i = 0; i < ARRAY_SIZE(words); i++)
		if (strcmp(word, words[i]) == 0)
			return true;
	return false;
}

static bool is_unary(const char *word)
{
	return word[0] == '-' && word[1] && !word[2] && strchr("bcdefgGhkLnNOprsStuwxz", word[1]);
}

/* The digits of a whole number, blanks around it allowed; exits when it is none. */
static const char *digits_of(const char *word, bool *negative, size_t *length)
{
	const char *at = word;

	while (isspace((unsigned char)*at))
		at++;
	*negative = *at == '-';
	at += *at == '-' || *at == '+';
	*length = strspn(at, "0123456789");
	if (!*length || at[*length + strspn(at + *length, " \t\n")])
		wrong("invalid integer %s", word);
	while (*length > 1 && *at == '0') {
		at++;
		--*length;
	}
	if (*length == 1 && *at == '0')
		*negative = false;
	return at;
}

/* Numbers of any length. */
static int compare_numbers(const char *a, const char *b)
{
	bool a_negative, b_negative;
	size_t a_length, b_length;
	const char *x = digits_of(a, &a_negative, &a_length);
	const char *y = digits_of(b, &b_negative, &b_length);
	int result;

	if (a_negative != b_negative)
		return a_negative ? -1 : 1;
	result = a_length != b_length ? (a_length < b_length ? -1 : 1) : memcmp(x, y, a_length);
	return a_negative ? -result : result;
}

static int compare_times(const struct stat *a, const struct stat *b)
{
	if (a->st_mtim.tv_sec != b->st_mtim.tv_sec)
		return a->st_mtim.tv_sec < b->st_mtim.tv_sec ? -1 : 1;
	return (a->st_mtim.tv_nsec > b->st_mtim.tv_nsec) -
	       (a->st_mtim.tv_nsec < b->st_mtim.tv_nsec);
}

static bool compare_files(const char *a, const char *operator, const char *b)
{
	struct stat left_status, right_status;
	bool have_left = stat(a, &left_status) == 0, have_right = stat(b, &right_status) == 0;

	if (operator[1] == 'e')
		return have_left && have_right && left_status.st_ino == right_status.st_ino &&
		       left_status.st_dev == right_status.st_dev;
	/* A file that is not there is older than any. */
	if (!have_left || !have_right)
		return operator[1] == 'n' ? have_left && !have_right : !have_left && have_right;
	return operator[1] == 'n' ? compare_times(&left_status, &right_status) > 0
				  : compare_times(&left_status, &right_status) < 0;
}

static bool binary(const char *a, const char *operator, const char *b)
{
	int order;

	if (strcmp(operator, "=") == 0 || strcmp(operator, "==") == 0)
		return strcmp(a, b) == 0;
	if (strcmp(operator, "!=") == 0)
		return strcmp(a, b) != 0;
	if (strcmp(operator, "-nt") == 0 || strcmp(operator, "-ot") == 0 ||
	    strcmp(operator, "-ef") == 0)
		return compare_files(a, operator, b);
	order = compare_numbers(a, b);
	if (strcmp(operator, "-eq") == 0)
		return order == 0;
	if (strcmp(operator, "-ne") == 0)
		return order != 0;
	if (strcmp(operator, "-gt") == 0)
		return order > 0;
	if (strcmp(operator, "-ge") == 0)
		return order >= 0;
	return strcmp(operator, "-lt") == 0 ? order < 0 : order <= 0;
}

static bool has_mode(const char *file, mode_t type, mode_t bits)
{
	struct stat status;

	return stat(file, &status) == 0 && (!type || (status.st_mode & S_IFMT) == type) &&
	       (status.st_mode & bits) == bits;
}

static bool is_terminal(const char *word)
{
	bool negative;
	size_t length;

	digits_of(word, &negative, &length);
	return !negative && length < 10 && isatty(atoi(word));
}

static bool about_status(char letter, const char *word)
{
	struct stat status;

	if (letter == 'h' || letter == 'L')
		return lstat(word, &status) == 0 && S_ISLNK(status.st_mode);
	if (stat(word, &status) < 0)
		return false;
	switch (letter) {
	case 'G':
		return status.st_gid == getegid();
	case 'O':
		return status.st_uid == geteuid();
	case 's':
		return status.st_size > 0;
	case 'N':
		return status.st_mtim.tv_sec != status.st_atim.tv_sec ?
			       status.st_mtim.tv_sec > status.st_atim.tv_sec :
			       status.st_mtim.tv_nsec > status.st_atim.tv_nsec;
	default:
		return true;
	}
}

static bool unary(char letter, const char *word)
{
	static const struct {
		char letter;
		mode_t type, bits;
	} modes[] = {
		{ 'b', S_IFBLK, 0 }, { 'c', S_IFCHR, 0 }, { 'd', S_IFDIR, 0 }, { 'f', S_IFREG, 0 },
		{ 'p', S_IFIFO, 0 }, { 'S', S_IFSOCK, 0 }, { 'g', 0, S_ISGID }, { 'k', 0, S_ISVTX },
		{ 'u', 0, S_ISUID },
	};

	for (size_t i = 0; i < ARRAY_SIZE(modes); i++)
		if (modes[i].letter == letter)
			return has_mode(word, modes[i].type, modes[i].bits);
	switch (letter) {
	case 'n':
		return *word != '\0';
	case 'z':
		return *word == '\0';
	case 'r':
		return euidaccess(word, R_OK) == 0;
	case 'w':
		return euidaccess(word, W_OK) == 0;
	case 'x':
		return euidaccess(word, X_OK) == 0;
	case 't':
		return is_terminal(word);
	default:
		return about_status(letter, word);
	}
}

/* "-l TEXT" stands for the text's length, beside an operator for numbers. */
static const char *operand(void)
{
	if (left() >= 2 && strcmp(G.at[0], "-l") == 0) {
		G.at += 2;
		return xasprintf("%zu", strlen(G.at[-1]));
	}
	return *G.at++;
}

static bool parse_binary(void)
{
	const char *a = operand(), *operator = *G.at++;

	if (!left())
		wrong("missing argument after %s", operator);
	return binary(a, operator, operand());
}

static bool begins_binary(void)
{
	size_t skip = left() > 3 && strcmp(G.at[0], "-l") == 0 && is_binary(G.at[2]);

	return left() >= 3 + skip && is_binary(G.at[1 + skip]);
}

static bool parse_unary(void)
{
	if (!is_unary(*G.at))
		wrong("%s: unary operator expected", *G.at);
	if (left() < 2)
		wrong("missing argument after %s", *G.at);
	G.at += 2;
	return unary(G.at[-2][1], G.at[-1]);
}

/* Within parentheses up to three words are looked at as if they stood alone. */
static bool parse_inner(void)
{
	char **end = G.end;
	size_t count = 1;
	bool result;

	while (count < 4 && count < left() && strcmp(G.at[count], ")") != 0)
		count++;
	if (count > left())
		wrong("missing argument after %s", G.at[-1]);
	if (count == 4)
		return parse_or();
	G.end = G.at + count;
	result = evaluate();
	G.end = end;
	return result;
}

static bool parse_term(void)
{
	bool negate = false, result;

	while (left() > 1 && strcmp(*G.at, "!") == 0) {
		negate = !negate;
		G.at++;
	}
	if (!left())
		wrong("missing argument after %s", G.at[-1]);
	if (left() > 1 && strcmp(*G.at, "(") == 0) {
		G.at++;
		result = parse_inner();
		if (!left())
			wrong("%s expected", ")");
		if (strcmp(*G.at, ")") != 0)
			die(WRONG, "%s expected, found %s", quote(")"), *G.at);
		G.at++;
	} else if (begins_binary()) {
		result = parse_binary();
	} else if (G.at[0][0] == '-' && G.at[0][1] && !G.at[0][2]) {
		result = parse_unary();
	} else {
		result = **G.at++ != '\0';
	}
	return result != negate;
}

static bool parse_and(void)
{
	bool result = parse_term();

	while (left() && strcmp(*G.at, "-a") == 0) {
		if (left() == 1)
			wrong("missing argument after %s", *G.at);
		G.at++;
		result &= parse_term();
	}
	return result;
}

static bool parse_or(void)
{
	bool result = parse_and();

	while (left() && strcmp(*G.at, "-o") == 0) {
		if (left() == 1)
			wrong("missing argument after %s", *G.at);
		G.at++;
		result |= parse_and();
	}
	return result;
}

static bool one_argument(void)
{
	return **G.at++ != '\0';
}

static bool two_arguments(void)
{
	if (strcmp(*G.at, "!") == 0) {
		G.at++;
		return !one_argument();
	}
	if (!is_unary(*G.at)) {
		if (G.at[0][0] == '-' && G.at[0][1] && !G.at[0][2])
			wrong("%s: unary operator expected", *G.at);
		wrong("missing argument after %s", G.at[1]);
	}
	G.at += 2;
	return unary(G.at[-2][1], G.at[-1]);
}

static bool three_arguments(void)
{
	if (is_binary(G.at[1]))
		return parse_binary();
	if (strcmp(*G.at, "!") == 0) {
		G.at++;
		return !two_arguments();
	}
	if (strcmp(G.at[0], "(") == 0 && strcmp(G.at[2], ")") == 0) {
		G.at += 3;
		return G.at[-2][0] != '\0';
	}
	if (strcmp(G.at[1], "-a") != 0 && strcmp(G.at[1], "-o") != 0 &&
	    strcmp(G.at[1], ">") != 0)
		wrong("%s: binary operator expected", G.at[1]);
	return parse_or();
}

static bool evaluate(void)
{
	switch (left()) {
	case 0:
		return false;
	case 1:
		return one_argument();
	case 2:
		return two_arguments();
	case 3:
		return three_arguments();
	case 4:
		if (strcmp(*G.at, "!") == 0) {
			G.at++;
			return !three_arguments();
		}
		if (strcmp(G.at[0], "(") == 0 && strcmp(G.at[3], ")") == 0) {
			bool result;

			G.at++;
			result = two_arguments();
			G.at++;
			return result;
		}
	}
	return parse_or();
}

static int run(int argc, char **argv)
{
	bool result;

	/* To test it is a text like others, which is not empty: true. */
	if (strcmp(program_name, "[") == 0 && argc == 2 && strcmp(argv[1], "--help") == 0) {
		applet_help(applet_find("["), program_name);
		return TRUE_STATUS;
	}
	if (strcmp(program_name, "[") == 0) {
		if (argc < 2 || strcmp(argv[argc - 1], "]") != 0)
			wrong("missing %s", "]");
		argc--;
	}
	G.at = argv + 1;
	G.end = argv + argc;
	result = evaluate();
	if (left())
		wrong("extra argument %s", *G.at);
	return result ? TRUE_STATUS : FALSE_STATUS;
}

APPLET(test, .names = "test [", .summary = "check files and compare values",
       .operands = "EXPRESSION", .run = run, .state = &G, .state_size = sizeof(G),
       .flags = APPLET_RAW | APPLET_WORDS, .usage_status = WRONG,
       .details = "Texts:   TEXT, -n TEXT, -z TEXT, A = B, A == B, A != B\n"
		  "Numbers: A -eq B, -ne, -lt, -le, -gt, -ge; -l TEXT is a text's length\n"
		  "Files:   A -nt B (newer), A -ot B (older), A -ef B (the same)\n"
		  "  -e there, -f plain, -d folder, -L -h link, -p pipe, -S socket, -b -c device,\n"
		  "  -s not empty, -r -w -x may be read, written, run; -u -g -k mode bits,\n"
		  "  -O -G ours, -N changed since read, -t NUMBER a terminal\n"
		  "Joined:  ! E, ( E ), A -a B, A -o B");
