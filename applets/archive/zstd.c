/* SPDX-License-Identifier: MIT */
/* zstd(1), unzstd, zstdcat, by libzstd. */
#include <stdio.h>
#include <string.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/human.h"
#include "core/text.h"
#include "tools/pack.h"

static struct {
	struct pack pack;
	bool compress, unpack, test, remove, no_check;
	int verbose, quiet;
	uint64_t threads;
	bool threads_set;
} G;

static int set_level(const char *name, const char *argument)
{
	uint64_t level;

	(void)name;
	if (text_number(argument, 10, 1, 99, &level) < 0)
		return -1;
	if (level > 19)
		fprintf(stderr, "Warning : compression level higher than max, reduced to 19\n");
	G.pack.like.level = MIN(level, 19);
	return 0;
}

static int set_fast(const char *name, const char *argument)
{
	uint64_t level = 1;

	(void)name;
	if (argument && text_number(argument, 10, 1, 1 << 17, &level) < 0)
		return -1;
	G.pack.like.level = -(int)level;
	return 0;
}

static int set_long(const char *name, const char *argument)
{
	uint64_t log = 27;

	(void)name;
	if (argument && text_number(argument, 10, 10, 31, &log) < 0)
		return -1;
	G.pack.like.window_log = log;
	return 0;
}

static int set_threads(const char *name, const char *argument)
{
	(void)name;
	G.threads_set = true;
	return text_number(argument, 10, 0, 256, &G.threads);
}

static const struct option_row options[] = {
	{ "-z --compress", OPTION_FLAG, &G.compress, NULL, "pack, whatever the name of the tool" },
	{ "-d --decompress --uncompress", OPTION_FLAG, &G.unpack, NULL, "unpack" },
	{ "-t --test", OPTION_FLAG, &G.test, NULL, "check, write nothing" },
	{ "-c --stdout", OPTION_FLAG, &G.pack.to_stdout, NULL, "write to stdout" },
	{ "-o", OPTION_TEXT, &G.pack.output, "FILE", "write to FILE" },
	{ "-f --force", OPTION_FLAG, &G.pack.force, NULL, "overwrite, and take links" },
	{ "-k --keep", OPTION_OFF, &G.remove, NULL, "leave the files (as it is done anyway)" },
	{ "--rm", OPTION_FLAG, &G.remove, NULL, "remove what was packed or unpacked" },
	{ "-r", OPTION_FLAG, &G.pack.recursive, NULL, "the files in folders, too" },
	{ "-#", OPTION_CALL, set_level, "N", "from 1, fast, to 19, small; 3 otherwise" },
	{ "--fast", OPTION_MAYBE, set_fast, "N", "faster than -1" },
	{ "--long", OPTION_MAYBE, set_long, "N", "look back 2^N bytes (27)" },
	{ "-T --threads", OPTION_CALL, set_threads, "N",
	  "pack by N processors; 0: all there are (usual: 1)" },
	{ "--no-check", OPTION_FLAG, &G.no_check, NULL, "without a checksum" },
	{ "-q --quiet", OPTION_COUNT, &G.quiet, NULL, "only errors" },
	{ "-v --verbose", OPTION_COUNT, &G.verbose, NULL, "tell of stdin, too" },
	{ 0 }
};

static const char *const suffixes[] = {
	".zst", "", ".tzst", ".tar", ".gz", "", ".tgz", ".tar", ".xz", "", ".txz", ".tar",
	".lzma", "", NULL
};

static const struct pack_words words = {
	.exists = "%s already exists; not overwritten",
	.unknown_suffix = "%s: unknown suffix (.zst/.tzst/.gz/.tgz/.lzma/.xz/.txz expected). "
			  "Can't derive the output file name. Specify it with -o dstFileName.",
	.has_suffix = "%s: has the suffix %s already",
	.is_folder = "%s is a directory -- ignored",
	.is_link = "%s is a symbolic link, ignoring",
	.not_ours = "unknown header",
	.empty = "unexpected end of file",
	.terminal_out = "stdout is a console, aborting",
	.terminal_in = "stdin is a console, aborting",
	.exists_status = 1,
	.suffix_status = 1,
};

static const char *size_text(uint64_t bytes, char text[24])
{
	static const char units[][4] = { "B", "KiB", "MiB", "GiB", "TiB" };
	double size = bytes;
	unsigned unit = 0;

	for (; size >= 1024 && unit + 1 < ARRAY_SIZE(units); unit++)
		size /= 1024;
	snprintf(text, 24, "%*.*f %s", unit ? 6 : 4, unit ? 2 : 0, size, units[unit]);
	return text;
}

static void report(const struct pack *pack, const struct codec_run *run, const char *name,
		   const char *made)
{
	char before[24], after[24];

	if (G.quiet || (!made && !G.verbose && pack->mode != PACK_TEST))
		return;
	if (pack->mode == PACK)
		fprintf(stderr, "%-20s :%6.2f%%   (%s => %s, %s)\n", name,
			run->in ? 100.0 * run->out / run->in : 0, size_text(run->in, before),
			size_text(run->out, after), made ? made : "stdout");
	else
		fprintf(stderr, "%-20s: %llu bytes\n", name, (unsigned long long)run->out);
}

static int run(int argc, char **argv)
{
	struct pack *pack = &G.pack;

	if (!G.compress && strcmp(program_name, "zstd") != 0)
		G.unpack = true;
	if (strcmp(program_name, "zstdcat") == 0)
		pack->to_stdout = pack->force = true;
	if (pack->output && strcmp(pack->output, "-") == 0)
		pack->to_stdout = true;
	if (pack->output && argc > 2)
		usage("-o takes one file, not several");
	pack->codec = &codec_zstd;
	pack->words = &words;
	pack->suffixes = suffixes;
	pack->suffix = ".zst";
	pack->mode = G.test ? PACK_TEST : G.unpack ? PACK_UNPACK : PACK;
	pack->warning = 1;
	pack->keep = !G.remove;
	pack->any_codec = true;
	pack->pass_on = pack->mode == PACK_UNPACK && pack->to_stdout && pack->force;
	if (!pack->like.level)
		pack->like.level = 3;
	pack->like.threads = G.threads_set ? G.threads : 1;
	pack->like.check = !G.no_check;
	pack->report = report;
	pack_files(pack, argv + 1);
	return 0;
}

static const char details[] =
	"FILE.zst is made beside each FILE, or the other way round, with its mode and times.\n"
	"Without FILE, or when it is -, stdin is packed to stdout. unzstd is zstd -d, which\n"
	"unpacks gzip and xz as well; zstdcat is zstd -cdf.";

APPLET(zstd, .names = "zstd unzstd zstdcat", .summary = "pack and unpack files, fast",
       .operands = "[FILE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .details = details);
