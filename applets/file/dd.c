/* SPDX-License-Identifier: MIT */
/* dd(1): copy by blocks, converting on the way. Operands here, copying in dd_copy. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "tools/dd_copy.h"

static struct {
	struct dd dd;
	const char *input, *output;
	bool count_set, ibs_set;
} G;

struct word {
	const char *name;
	unsigned bit;
};

static const struct word conversions[] = {
	{ "block", DD_BLOCK }, { "unblock", DD_UNBLOCK }, { "lcase", DD_LOWER },
	{ "ucase", DD_UPPER }, { "sparse", DD_SPARSE }, { "swab", DD_SWAP }, { "sync", DD_PAD },
	{ "excl", DD_EXCLUSIVE }, { "nocreat", DD_NO_CREATE }, { "notrunc", DD_NO_TRUNCATE },
	{ "noerror", DD_NO_ERROR }, { "fdatasync", DD_SYNC_DATA }, { "fsync", DD_SYNC_FILE },
	{ NULL, 0 },
};

static const struct word flags[] = {
	{ "append", O_APPEND }, { "direct", O_DIRECT }, { "directory", O_DIRECTORY },
	{ "dsync", O_DSYNC }, { "sync", O_SYNC }, { "nonblock", O_NONBLOCK },
	{ "noatime", O_NOATIME }, { "noctty", O_NOCTTY }, { "nofollow", O_NOFOLLOW },
	{ "fullblock", DD_FULL_BLOCK }, { "count_bytes", DD_COUNT_BYTES },
	{ "skip_bytes", DD_SKIP_BYTES }, { "seek_bytes", DD_SEEK_BYTES },
	{ "nocache", DD_NO_CACHE }, { NULL, 0 },
};

static unsigned read_words(const struct word *words, const char *what, const char *list)
{
	unsigned bits = 0;

	for (const char *at = list;; at++) {
		size_t length = strcspn(at, ",");
		const struct word *word = words;

		while (word->name && (strlen(word->name) != length ||
				      memcmp(word->name, at, length) != 0))
			word++;
		if (!word->name)
			usage("invalid %s: %s", what, quote(xstrndup(at, length)));
		bits |= word->bit;
		at += length;
		if (!*at)
			return bits;
	}
}

/* "2x4k", "1M": factors with GNU's suffixes. With bytes: a B at the end means bytes. */
static uint64_t read_number(const char *text, bool *bytes)
{
	struct buffer part = { 0 };
	uint64_t product = 1, factor;

	/* As strtol(3) has it. */
	for (const char *at = text + strspn(text, " \t\n");; at++) {
		size_t length = strcspn(at, "x*");

		part.length = 0;
		buffer_add(&part, at, length);
		if (bytes && length && part.data[length - 1] == 'B' && at[length] == '\0')
			*bytes = true;
		if (text_size(part.data, &factor) < 0 ||
		    __builtin_mul_overflow(product, factor, &product))
			die(1, "invalid number: %s", quote(text));
		at += length;
		if (!*at)
			break;
	}
	buffer_free(&part);
	return product;
}

static uint64_t read_block_size(const char *text)
{
	uint64_t size = read_number(text, NULL);

	if (!size || size > INT32_MAX)
		die(1, "invalid number: %s", quote(text));
	return size;
}

static void read_status(const char *text)
{
	if (strcmp(text, "none") == 0)
		G.dd.status = DD_STATUS_NONE;
	else if (strcmp(text, "noxfer") == 0)
		G.dd.status = DD_STATUS_NO_RATE;
	else if (strcmp(text, "progress") == 0)
		G.dd.status = DD_STATUS_PROGRESS;
	else
		usage("invalid status level: %s", quote(text));
}

static void read_operand(const char *word)
{
	const char *value = strchr(word, '=');
	size_t length = value ? (size_t)(value - word) : 0;
	char name[16];

	if (!value || length >= sizeof(name))
		usage("unrecognized operand %s", quote(word));
	value++;
	text_copy(name, length + 1, word);
	if (strcmp(name, "if") == 0)
		G.input = value;
	else if (strcmp(name, "of") == 0)
		G.output = value;
	else if (strcmp(name, "bs") == 0)
		G.dd.block_size = read_block_size(value);
	else if (strcmp(name, "ibs") == 0)
		G.dd.input_size = read_block_size(value);
	else if (strcmp(name, "obs") == 0)
		G.dd.output_size = read_block_size(value);
	else if (strcmp(name, "cbs") == 0)
		G.dd.record_size = read_block_size(value);
	else if (strcmp(name, "count") == 0) {
		G.dd.count = read_number(value, &G.dd.count_bytes);
		G.dd.count_set = true;
	} else if (strcmp(name, "skip") == 0 || strcmp(name, "iseek") == 0)
		G.dd.skip = read_number(value, &G.dd.skip_bytes);
	else if (strcmp(name, "seek") == 0 || strcmp(name, "oseek") == 0)
		G.dd.seek = read_number(value, &G.dd.seek_bytes);
	else if (strcmp(name, "conv") == 0)
		G.dd.conversions |= read_words(conversions, "conversion", value);
	else if (strcmp(name, "iflag") == 0)
		G.dd.input_flags |= read_words(flags, "input flag", value);
	else if (strcmp(name, "oflag") == 0)
		G.dd.output_flags |= read_words(flags, "output flag", value);
	else if (strcmp(name, "status") == 0)
		read_status(value);
	else
		usage("unrecognized operand %s", quote(word));
}

static void check_conversions(void)
{
	unsigned bits = G.dd.conversions;

	if ((bits & DD_BLOCK) && (bits & DD_UNBLOCK))
		die(1, "cannot combine block and unblock");
	if ((bits & DD_LOWER) && (bits & DD_UPPER))
		die(1, "cannot combine lcase and ucase");
	if ((bits & DD_EXCLUSIVE) && (bits & DD_NO_CREATE))
		die(1, "cannot combine excl and nocreat");
	G.dd.count_bytes |= (G.dd.input_flags & DD_COUNT_BYTES) != 0;
	G.dd.skip_bytes |= (G.dd.input_flags & DD_SKIP_BYTES) != 0;
	G.dd.seek_bytes |= (G.dd.output_flags & DD_SEEK_BYTES) != 0;
}

static void open_files(void)
{
	unsigned bits = G.dd.conversions;
	int flags = (G.dd.output_flags & ~DD_OWN_FLAGS) | O_CLOEXEC;

	G.dd.input_name = G.input ? G.input : "standard input";
	G.dd.output_name = G.output ? G.output : "standard output";
	G.dd.output = STDOUT_FILENO;
	if (G.input) {
		G.dd.input = open(G.input, O_RDONLY | O_CLOEXEC |
				  (G.dd.input_flags & ~DD_OWN_FLAGS));
		if (G.dd.input < 0)
			die(1, "failed to open %s: %s", quote(G.input), strerror(errno));
	}
	if (!G.output)
		return;
	if (!(bits & DD_NO_CREATE))
		flags |= O_CREAT;
	if (bits & DD_EXCLUSIVE)
		flags |= O_EXCL;
	/* What is skipped over keeps what it holds. */
	if (!(bits & DD_NO_TRUNCATE) && !G.dd.seek)
		flags |= O_TRUNC;
	G.dd.output = open(G.output, O_RDWR | flags, 0666);
	if (G.dd.output < 0)
		G.dd.output = open(G.output, O_WRONLY | flags, 0666);
	if (G.dd.output < 0)
		die(1, "failed to open %s: %s", quote(G.output), strerror(errno));
}

static int run(int argc, char **argv)
{
	(void)argc;
	for (argv++; *argv; argv++)
		if (strcmp(*argv, "--") != 0)
			read_operand(*argv);
	check_conversions();
	open_files();
	if (dd_copy(&G.dd) < 0)
		exit_status = 1;
	return 0;
}

APPLET(dd, .names = "dd", .summary = "copy by blocks", .operands = "[OPERAND]...", .run = run,
       .state = &G, .state_size = sizeof(G), .flags = APPLET_RAW,
       .details = "  if=FILE of=FILE      instead of standard input and output\n"
		  "  bs=N ibs=N obs=N     bytes of a block: of both, of each (512)\n"
		  "  count=N              copy N blocks of input\n"
		  "  skip=N seek=N        begin so many blocks into the input, the output\n"
		  "  cbs=N                bytes of a record, for block and unblock\n"
		  "  conv=LIST            block unblock lcase ucase sparse swab sync excl nocreat\n"
		  "                       notrunc noerror fdatasync fsync\n"
		  "  iflag=LIST oflag=LIST  append direct directory dsync sync fullblock nonblock\n"
		  "                       noatime nocache noctty nofollow count_bytes skip_bytes\n"
		  "                       seek_bytes\n"
		  "  status=none|noxfer|progress\n\n"
		  "N may end in c (1), w (2), b (512), kB, K, MB, M, GB, G, T, P; NxM multiplies;\n"
		  "a B behind count, skip and seek: bytes, not blocks. SIGUSR1: print amounts.");
