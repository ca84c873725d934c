/* SPDX-License-Identifier: MIT */
/* wc(1): count lines, words, characters, bytes. */
#include <ctype.h>
#include <fcntl.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <wchar.h>
#include <wctype.h>

#include "core/applet.h"
#include "core/bytes.h"
#include "core/error.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"

struct counts {
	uint64_t lines, words, characters, bytes, longest;
};

enum { OTHER, PRINTING, SPACE };

static struct {
	bool lines, words, characters, bytes, longest;
	const char *files_from;
	int width;
	struct counts total;
	unsigned char kinds[256];
} G;

static const struct option_row options[] = {
	{ "-c --bytes", OPTION_FLAG, &G.bytes, NULL, "how many bytes" },
	{ "-m --chars", OPTION_FLAG, &G.characters, NULL, "how many characters" },
	{ "-l --lines", OPTION_FLAG, &G.lines, NULL, "how many lines" },
	{ "--files0-from", OPTION_TEXT, &G.files_from, "FILE", "names from FILE, ended by NUL" },
	{ "-L --max-line-length", OPTION_FLAG, &G.longest, NULL, "how wide the widest line is" },
	{ "-w --words", OPTION_FLAG, &G.words, NULL, "how many words" },
	{ 0 }
};

/* Where in a word, a line and a character one chunk ends and the next begins. */
struct place {
	bool in_word;
	uint64_t column;
	mbstate_t state;
};

static void end_line(struct counts *counts, struct place *place)
{
	counts->longest = MAX(counts->longest, place->column);
	place->column = 0;
}

/* Words and lines alone, of bytes. */
static void count_words(struct counts *counts, struct place *place, const char *text, size_t length)
{
	bool in_word = place->in_word;
	uint64_t words = 0;

	for (size_t i = 0; i < length; i++) {
		unsigned char kind = G.kinds[(unsigned char)text[i]];

		words += kind == PRINTING && !in_word;
		in_word = kind == PRINTING || (kind == OTHER && in_word);
	}
	counts->words += words;
	place->in_word = in_word;
}

static void count_character(struct counts *counts, struct place *place, wchar_t c)
{
	/* Blanks that do not break lines still part words. */
	bool space = iswspace(c) || c == 0xa0 || c == 0x2007 || c == 0x202f || c == 0x2060;
	int width;

	counts->characters++;
	switch (c) {
	case '\n': case '\r': case '\f':
		end_line(counts, place);
		break;
	case '\t':
		place->column += 8 - place->column % 8;
		break;
	default:
		width = c < 0x80 ? isprint(c) != 0 : wcwidth(c);
		place->column += MAX(width, 0);
		if (!space && (c < 0x80 ? isprint(c) : iswprint(c))) {
			counts->words += !place->in_word;
			place->in_word = true;
		}
	}
	if (space)
		place->in_word = false;
}

/* Everything, character by character. What is no character is a byte by itself, and no more. */
static void count_all(struct counts *counts, struct place *place, const char *text, size_t length)
{
	for (size_t at = 0; at < length;) {
		wchar_t character;
		size_t n;

		if (mbsinit(&place->state) && (unsigned char)text[at] < 0x80) {
			count_character(counts, place, text[at++]);
			continue;
		}
		if (MB_CUR_MAX == 1) {
			counts->characters++;
			at++;
			continue;
		}
		n = mbrtowc(&character, text + at, length - at, &place->state);
		if (n == (size_t)-2)
			return;
		if (n == (size_t)-1) {
			memset(&place->state, 0, sizeof(place->state));
			at++;
			continue;
		}
		count_character(counts, place, character);
		at += n ? n : 1;
	}
}

static int count_fd(int fd, const char *name, struct counts *counts)
{
	static char chunk[1 << 16];
	bool slow = G.longest || G.characters || (G.words && MB_CUR_MAX > 1);
	bool only_bytes = !G.lines && !G.words && !slow;
	struct place place = { 0 };
	struct stat status;
	ssize_t count;
	off_t here;

	/* What a file holds is known; but those of /proc say nothing. */
	if (only_bytes && fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && status.st_size &&
	    (here = lseek(fd, 0, SEEK_CUR)) >= 0) {
		counts->bytes = status.st_size > here ? status.st_size - here : 0;
		return 0;
	}
	while ((count = read(fd, chunk, sizeof(chunk))) != 0) {
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return fail("%s", quote_maybe(name));
		counts->bytes += count;
		if (G.lines)
			counts->lines += count_byte(chunk, count, '\n');
		/* Plain ASCII needs no look at characters. */
		if (slow && (G.longest || !mbsinit(&place.state) || !is_ascii(chunk, count))) {
			count_all(counts, &place, chunk, count);
		} else {
			counts->characters += count;
			if (G.words)
				count_words(counts, &place, chunk, count);
		}
	}
	end_line(counts, &place);
	return 0;
}

static void print(const struct counts *counts, const char *name)
{
	const struct {
		bool wanted;
		uint64_t value;
	} rows[] = {
		{ G.lines, counts->lines }, { G.words, counts->words },
		{ G.characters, counts->characters }, { G.bytes, counts->bytes },
		{ G.longest, counts->longest },
	};
	const char *between = "";

	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (!rows[i].wanted)
			continue;
		printf("%s%*llu", between, G.width, (unsigned long long)rows[i].value);
		between = " ";
	}
	if (name)
		printf(" %s", strchr(name, '\n') ? quote(name) : name);
	putchar('\n');
}

static int count_file(const char *name, bool named)
{
	bool is_stdin = strcmp(name, "-") == 0;
	int fd = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC), result;
	struct counts counts = { 0 };

	if (fd < 0)
		return fail("%s", quote_maybe(name));
	result = count_fd(fd, name, &counts);
	if (result == 0 || errno == EISDIR)
		print(&counts, named ? name : NULL);
	G.total.lines += counts.lines;
	G.total.words += counts.words;
	G.total.characters += counts.characters;
	G.total.bytes += counts.bytes;
	G.total.longest = MAX(G.total.longest, counts.longest);
	if (!is_stdin)
		close(fd);
	return result;
}

/* As wide as the sum of all sizes; seven columns when one cannot be known before. */
static void choose_width(char **names, int count)
{
	int least = 1, wanted = G.lines + G.words + G.characters + G.bytes + G.longest;
	uint64_t total = 0;

	G.width = 1;
	if (count <= 1 && wanted == 1)
		return;
	for (int i = 0; i < count; i++) {
		struct stat status;

		if ((strcmp(names[i], "-") == 0 ? fstat(STDIN_FILENO, &status)
						: stat(names[i], &status)) < 0)
			continue;
		if (S_ISREG(status.st_mode))
			total += status.st_size;
		else
			least = 7;
	}
	for (; total >= 10; total /= 10)
		G.width++;
	G.width = MAX(G.width, least);
}

static char **names_from(const char *file, int *count)
{
	struct buffer text = { 0 };
	char **names = NULL;
	int result = strcmp(file, "-") == 0 ? read_fd(0, "standard input", &text, SIZE_MAX / 2) :
					      read_file(file, &text, SIZE_MAX / 2);

	if (result < 0)
		die(1, "cannot open %s for reading: %s", quote(file), strerror(errno));
	*count = 0;
	for (size_t at = 0; at < text.length; at += strlen(text.data + at) + 1) {
		if (!text.data[at]) {
			warn("%s: invalid zero-length file name", quote_maybe(file));
			continue;
		}
		names = xrealloc(names, (*count + 1) * sizeof(*names));
		names[(*count)++] = text.data + at;
	}
	return names;
}

static int run(int argc, char **argv)
{
	static char *standard[] = { "-", NULL };
	char **names = argc > 1 ? argv + 1 : standard;
	int count = MAX(argc - 1, 1);

	setlocale(LC_CTYPE, "");
	if (!G.lines && !G.words && !G.characters && !G.bytes && !G.longest)
		G.lines = G.words = G.bytes = true;
	for (int c = 0; c < 256; c++)
		G.kinds[c] = c >= 0x80 ? OTHER : isspace(c) ? SPACE : isprint(c) ? PRINTING : OTHER;
	if (G.files_from && argc > 1)
		usage("extra operand %s\nfile operands cannot be combined with --files0-from",
		      quote(argv[1]));
	if (G.files_from)
		names = names_from(G.files_from, &count);
	choose_width(names, count);
	for (int i = 0; i < count; i++)
		if (count_file(names[i], argc > 1 || G.files_from) < 0)
			warn_failure();
	if (count > 1)
		print(&G.total, "total");
	return 0;
}

APPLET(wc, .names = "wc", .summary = "count lines, words and bytes", .operands = "[FILE]...",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G));
