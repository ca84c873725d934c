/* SPDX-License-Identifier: MIT */
/* sha256sum(1) and its kin of coreutils: print and check digests. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "trust/digest.h"
#include "trust/sums.h"

static struct {
	bool binary, text, check, tag, zero, quiet, status, strict, warn, missing;
} G;

static const struct option_row options[] = {
	{ "-b --binary", OPTION_FLAG, &G.binary, NULL, "mark files as binary" },
	{ "-t --text", OPTION_FLAG, &G.text, NULL, "mark files as text (default)" },
	{ "-c --check", OPTION_FLAG, &G.check, NULL, "check the digests the FILEs list" },
	{ "--tag", OPTION_FLAG, &G.tag, NULL, "print BSD's form" },
	{ "-z --zero", OPTION_FLAG, &G.zero, NULL, "end lines by NUL, escape no names" },
	{ "--ignore-missing", OPTION_FLAG, &G.missing, NULL, "with -c: pass over missing files" },
	{ "--quiet", OPTION_FLAG, &G.quiet, NULL, "with -c: print no OK" },
	{ "--status", OPTION_FLAG, &G.status, NULL, "with -c: print nothing" },
	{ "--strict", OPTION_FLAG, &G.strict, NULL, "with -c: malformed lines are a failure" },
	{ "-w --warn", OPTION_FLAG, &G.warn, NULL, "with -c: tell malformed lines" },
	{ 0 }
};

static const struct {
	const char *applet, *algorithm, *tag;
} names[] = {
	{ "md5sum", "md5", "MD5" }, { "sha1sum", "sha1", "SHA1" },
	{ "sha224sum", "sha224", "SHA224" }, { "sha256sum", "sha256", "SHA256" },
	{ "sha384sum", "sha384", "SHA384" }, { "sha512sum", "sha512", "SHA512" },
	{ "b2sum", "blake2b", "BLAKE2b" },
};

/* Which of them we are called. */
static size_t kind;

static int open_file(const char *name)
{
	return strcmp(name, "-") == 0 ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
}

/* The digest of a file as hex; negative after fail(), errno is the open's. */
static int digest_of(const char *name, char hex[2 * DIGEST_LONGEST + 1])
{
	int fd = open_file(name), result;

	if (fd < 0)
		return fail("%s", name);
	result = digest_fd(fd, name, names[kind].algorithm, hex);
	if (fd != STDIN_FILENO)
		close(fd);
	return result;
}

/* A name with newlines or backslashes is escaped, and its line begins with a backslash. */
static void print_name(const char *name)
{
	for (; *name; name++) {
		if (!G.zero && *name == '\n')
			fputs("\\n", stdout);
		else if (!G.zero && *name == '\r')
			fputs("\\r", stdout);
		else if (!G.zero && *name == '\\')
			fputs("\\\\", stdout);
		else
			putchar(*name);
	}
}

static void print_mark(const char *name)
{
	if (!G.zero && name[strcspn(name, "\\\n\r")])
		putchar('\\');
}

static void print_sum(const char *name)
{
	char hex[2 * DIGEST_LONGEST + 1];

	if (digest_of(name, hex) < 0) {
		warn_failure();
		return;
	}
	print_mark(name);
	if (G.tag) {
		printf("%s (", names[kind].tag);
		print_name(name);
		printf(") = %s", hex);
	} else {
		printf("%s %c", hex, G.binary ? '*' : ' ');
		print_name(name);
	}
	putchar(G.zero ? '\0' : '\n');
}

static void print_result(const char *name, const char *result)
{
	print_mark(name);
	print_name(name);
	printf(": %s\n", result);
}

struct counts {
	unsigned lines, malformed, different, unreadable, same;
};

static void say_count(unsigned count, const char *one, const char *many)
{
	if (count && !G.status)
		warn("WARNING: %u %s", count, count == 1 ? one : many);
}

static void check_line(const struct sums_line *line, struct counts *counts)
{
	char hex[2 * DIGEST_LONGEST + 1];
	struct stat status;
	bool same;

	counts->lines++;
	if (G.missing && stat(line->name, &status) < 0 && errno == ENOENT)
		return;
	if (digest_of(line->name, hex) < 0) {
		counts->unreadable++;
		warn_failure();
		if (!G.status)
			print_result(line->name, "FAILED open or read");
		return;
	}
	same = strcasecmp(hex, line->hex) == 0;
	*(same ? &counts->same : &counts->different) += 1;
	if (!G.status && (!same || !G.quiet))
		print_result(line->name, same ? "OK" : "FAILED");
}

/* What coreutils says at the end of a list, and whether all was well. */
static bool conclude(const char *file, const struct counts *counts)
{
	if (!counts->lines) {
		warn("%s: no properly formatted checksum lines found", file);
		return false;
	}
	say_count(counts->malformed, "line is improperly formatted",
		  "lines are improperly formatted");
	say_count(counts->unreadable, "listed file could not be read",
		  "listed files could not be read");
	say_count(counts->different, "computed checksum did NOT match",
		  "computed checksums did NOT match");
	if (G.missing && !counts->same && !counts->different && !counts->unreadable) {
		if (!G.status)
			warn("%s: no file was verified", file);
		return false;
	}
	return !counts->different && !counts->unreadable && !(G.strict && counts->malformed);
}

static bool check_file(const char *file)
{
	FILE *list = strcmp(file, "-") == 0 ? stdin : fopen(file, "re");
	const char *shown = list == stdin ? "'standard input'" : file;
	struct counts counts = { 0 };
	char *text = NULL;
	size_t room = 0;

	if (!list) {
		warn_errno("%s", file);
		return false;
	}
	for (unsigned number = 1; getline(&text, &room, list) >= 0; number++) {
		struct sums_line line;

		if (text[0] == '#')
			continue;
		if (sums_parse(text, names[kind].tag, &line) == 0) {
			check_line(&line, &counts);
			continue;
		}
		counts.malformed++;
		if (G.warn)
			warn("%s: %u: improperly formatted %s checksum line", shown, number,
			     names[kind].tag);
	}
	free(text);
	if (ferror(list)) {
		warn_errno("%s: read error", shown);
		counts.unreadable++;
	}
	if (list != stdin)
		fclose(list);
	return conclude(shown, &counts);
}

static void check_options(void)
{
	if (G.tag && G.check)
		usage("the --tag option is meaningless when verifying checksums");
	if (G.zero && G.check)
		usage("the --zero option is not supported when verifying checksums");
	if (G.check && (G.binary || G.text))
		usage("the --binary and --text options are meaningless when verifying checksums");
	if (G.tag && G.text)
		usage("--tag does not support --text mode");
	if (!G.check && (G.missing || G.quiet || G.status || G.strict || G.warn))
		usage("the --%s option is meaningful only when verifying checksums",
		      G.missing ? "ignore-missing" : G.status ? "status" : G.warn ? "warn"
			      : G.quiet ? "quiet" : "strict");
}

static int run(int argc, char **argv)
{
	static char dash[] = "-", *none[] = { dash, NULL };
	char **files = argc > 1 ? argv + 1 : none;
	bool good = true;

	for (kind = 0; kind + 1 < ARRAY_SIZE(names); kind++)
		if (strcmp(names[kind].applet, program_name) == 0)
			break;
	check_options();
	for (; *files; files++) {
		if (G.check)
			good &= check_file(*files);
		else
			print_sum(*files);
	}
	/* A malformed line is told, but is no failure by itself. */
	if (G.check)
		exit_status = !good;
	return 0;
}

static const char details[] =
	"Without FILE, or when FILE is -, standard input is read. -c takes the lines of\n"
	"coreutils and of BSD.";

APPLET(sha256sum, .names = "sha256sum sha512sum sha384sum sha224sum",
       .summary = "print or check SHA-2 digests of files", .operands = "[FILE]...",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G),
       .details = details);
APPLET(md5sum, .names = "md5sum sha1sum b2sum",
       .summary = "print or check other digests of files", .operands = "[FILE]...",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G),
       .details = details);
