/* SPDX-License-Identifier: MIT */
/* truncate(1): make files shorter, or longer by a hole. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"

static struct {
	bool no_create, blocks, size_given;
	const char *reference;
	char how;		/* of size: + - < > / % or 0 */
	uint64_t size;
} G;

static int set_size(const char *name, const char *argument)
{
	const char *text = argument;

	(void)name;
	while (*text == ' ')
		text++;
	if (*text && strchr("<>/%+-", *text))
		G.how = *text++;
	/* "<-5" and the like have no meaning. */
	if ((G.how && G.how != '+' && G.how != '-') && (*text == '+' || *text == '-'))
		die(1, "multiple relative modifiers specified");
	if (text_size(text, &G.size) < 0 || G.size > INT64_MAX)
		die(1, "Invalid number: %s", quote(argument));
	if ((G.how == '/' || G.how == '%') && !G.size)
		die(1, "division by zero");
	G.size_given = true;
	return 0;
}

static const struct option_row options[] = {
	{ "-c --no-create", OPTION_FLAG, &G.no_create, NULL, "make no files" },
	{ "-o --io-blocks", OPTION_FLAG, &G.blocks, NULL, "SIZE counts the file's blocks" },
	{ "-r --reference", OPTION_TEXT, &G.reference, "FILE", "begin with this file's size" },
	{ "-s --size", OPTION_CALL, set_size, "SIZE",
	  "+: by so much, -: less, <: at most, >: at least, / and %: round down, up to" },
	{ 0 }
};

static int new_size(int64_t old, uint64_t amount, int64_t *size)
{
	int64_t value = amount;
	bool overflow = false;

	switch (G.how) {
	case '+':
		overflow = __builtin_add_overflow(old, value, size);
		break;
	case '-':
		*size = MAX(old - value, 0);
		break;
	case '<':
		*size = MIN(old, value);
		break;
	case '>':
		*size = MAX(old, value);
		break;
	case '/':
		*size = old / value * value;
		break;
	case '%':
		overflow = __builtin_add_overflow(old, (value - old % value) % value, size);
		break;
	default:
		*size = value;
	}
	return overflow ? fail_plain("overflow extending size of file") : 0;
}

static int truncate_one(const char *path, int64_t reference)
{
	int fd = open(path, O_WRONLY | O_NONBLOCK | O_CLOEXEC | (G.no_create ? 0 : O_CREAT), 0666);
	uint64_t amount = G.size;
	struct stat status;
	int64_t size = reference;
	int result = 0;

	if (fd < 0 && G.no_create && errno == ENOENT)
		return 0;
	if (fd < 0)
		return fail("cannot open %s for writing", quote(path));
	if (fstat(fd, &status) < 0)
		result = fail("cannot fstat %s", quote(path));
	if (result == 0 && G.blocks && __builtin_mul_overflow(amount, status.st_blksize, &amount))
		result = fail_plain("overflow in the number of blocks for %s", quote(path));
	if (result == 0 && G.size_given)
		result = new_size(reference >= 0 ? reference : status.st_size, amount, &size);
	if (result == 0 && ftruncate(fd, size) < 0)
		result = fail("failed to truncate %s at %lld bytes", quote(path), (long long)size);
	close(fd);
	return result;
}

static int run(int argc, char **argv)
{
	struct stat status;
	int64_t reference = -1;

	if (!G.size_given && !G.reference)
		usage("you must specify either '--size' or '--reference'");
	if (G.reference && G.size_given && !G.how)
		usage("you must specify a relative '--size' with '--reference'");
	if (G.blocks && !G.size_given)
		usage("'--io-blocks' was specified but '--size' was not");
	if (argc < 2)
		usage("missing file operand");
	if (G.reference) {
		if (stat(G.reference, &status) < 0)
			die(1, "cannot stat %s: %s", quote(G.reference), strerror(errno));
		reference = status.st_size;
	}
	for (argv++; *argv; argv++) {
		if (truncate_one(*argv, reference) < 0)
			warn_failure();
	}
	return 0;
}

APPLET(truncate, .names = "truncate", .summary = "set files' sizes", .operands = "FILE...",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
