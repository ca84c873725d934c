/* SPDX-License-Identifier: MIT */
/* xz(1), unxz, xzcat, and of the older format lzma, by liblzma. */
#include <lzma.h>
#include <stdio.h>
#include <string.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/human.h"
#include "core/text.h"
#include "tools/pack.h"

static struct {
	struct pack pack;
	bool pack_again, unpack, test, extreme, level_set;
	int verbose, quiet;
	uint64_t threads;
	bool threads_set;
} G;

static int set_level(const char *name, const char *argument)
{
	(void)name;
	G.level_set = true;
	G.pack.like.level = argument[0] - '0';
	return argument[1] ? fail_plain("the level is 0 to 9") : 0;
}

static int set_named_level(const char *name, const char *argument)
{
	return set_level(name, strcmp(name, "--fast") == 0 ? "0" : argument ? argument : "9");
}

static int set_check(const char *name, const char *argument)
{
	static const struct {
		const char *name;
		lzma_check check;
	} rows[] = {
		{ "none", LZMA_CHECK_NONE }, { "crc32", LZMA_CHECK_CRC32 },
		{ "crc64", LZMA_CHECK_CRC64 }, { "sha256", LZMA_CHECK_SHA256 },
	};

	(void)name;
	for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
		if (strcmp(argument, rows[i].name) == 0) {
			/* Beside 0, which stands for the usual one. */
			G.pack.like.check = rows[i].check + 1;
			return 0;
		}
	}
	return fail_plain("%s: Unsupported integrity check type", argument);
}

static int set_format(const char *name, const char *argument)
{
	(void)name;
	G.pack.like.plain_lzma = strcmp(argument, "lzma") == 0 || strcmp(argument, "alone") == 0;
	if (!G.pack.like.plain_lzma && strcmp(argument, "xz") != 0 && strcmp(argument, "auto") != 0)
		return fail_plain("%s: Unknown file format type", argument);
	return 0;
}

static int set_threads(const char *name, const char *argument)
{
	(void)name;
	G.threads_set = true;
	return text_number(argument, 10, 0, 256, &G.threads);
}

static const struct option_row options[] = {
	{ "-z --compress", OPTION_FLAG, &G.pack_again, NULL, "pack, whatever the tool's name" },
	{ "-d --decompress --uncompress", OPTION_FLAG, &G.unpack, NULL, "unpack" },
	{ "-t --test", OPTION_FLAG, &G.test, NULL, "check, write nothing" },
	{ "-k --keep", OPTION_FLAG, &G.pack.keep, NULL, "leave the files" },
	{ "-f --force", OPTION_FLAG, &G.pack.force, NULL, "overwrite, and take links" },
	{ "-c --stdout --to-stdout", OPTION_FLAG, &G.pack.to_stdout, NULL,
	  "write to stdout, leave the files" },
	{ "-S --suffix", OPTION_TEXT, &G.pack.suffix, ".SUF", "instead of .xz" },
	{ "-F --format", OPTION_CALL, set_format, "FORMAT", "auto, xz or lzma" },
	{ "-C --check", OPTION_CALL, set_check, "CHECK", "none, crc32, crc64 (usual) or sha256" },
	{ "-#", OPTION_CALL, set_level, "N", "from 0, fast, to 9, small; 6 otherwise" },
	{ "--fast --best", OPTION_CALL, set_named_level, NULL, "the same as -0, as -9" },
	{ "-e --extreme", OPTION_FLAG, &G.extreme, NULL, "smaller by more time" },
	{ "-T --threads", OPTION_CALL, set_threads, "N",
	  "pack by N processors; 0: all there are (usual: 1)" },
	{ "-q --quiet", OPTION_COUNT, &G.quiet, NULL, "no warnings; twice: no errors" },
	{ "-v --verbose", OPTION_COUNT, &G.verbose, NULL, "tell how much was saved" },
	{ 0 }
};

static const char *const suffixes[] = {
	".xz", "", ".txz", ".tar", ".lzma", "", ".tlz", ".tar", NULL
};

static const struct pack_words words = {
	.exists = "%s: File exists",
	.unknown_suffix = "%s: Filename has an unknown suffix, skipping",
	.has_suffix = "%s: File already has `%s' suffix, skipping",
	.is_folder = "%s: Is a directory, skipping",
	.is_link = "%s: Is a symbolic link, skipping",
	.hard_links = "%s: Input file has more than one hard link, skipping",
	.not_ours = "File format not recognized",
	.empty = "File format not recognized",
	.terminal_out = "Compressed data cannot be written to a terminal",
	.terminal_in = "Compressed data cannot be read from a terminal",
	.exists_status = 1,
	.suffix_status = 2,
};

static void report(const struct pack *pack, const struct codec_run *run, const char *name,
		   const char *made)
{
	uint64_t plain = pack->mode == PACK ? run->in : run->out;
	uint64_t packed = pack->mode == PACK ? run->out : run->in;
	char before[16], after[16];

	(void)made;
	if (G.verbose)
		fprintf(stderr, "%s: %s / %s = %.3f\n", name, text_bytes(packed, before),
			text_bytes(plain, after), plain ? (double)packed / plain : 0);
}

static int run(int argc, char **argv)
{
	struct pack *pack = &G.pack;
	bool lzma = strstr(program_name, "lz") != NULL;

	(void)argc;
	if (text_starts_with(program_name, "un") || text_ends_with(program_name, "cat"))
		G.unpack = !G.pack_again;
	if (text_ends_with(program_name, "cat"))
		pack->to_stdout = true;
	if (pack->suffix && (!pack->suffix[0] || strchr(pack->suffix, '/')))
		die(1, "%s: Invalid filename suffix", pack->suffix);
	pack->like.plain_lzma |= lzma && !G.unpack;
	pack->codec = &codec_xz;
	pack->words = &words;
	pack->suffixes = suffixes;
	pack->suffix = pack->suffix ? pack->suffix : pack->like.plain_lzma ? ".lzma" : ".xz";
	pack->mode = G.test ? PACK_TEST : G.unpack && !G.pack_again ? PACK_UNPACK : PACK;
	pack->warning = 2;
	pack->verbose = G.quiet ? -1 : G.verbose;
	pack->pass_on = pack->mode == PACK_UNPACK && pack->to_stdout && pack->force;
	if (!G.level_set)
		pack->like.level = 6;
	pack->like.extreme = G.extreme;
	pack->like.threads = G.threads_set ? G.threads : 1;
	pack->like.check = pack->like.check ? pack->like.check - 1 : -1;
	pack->report = report;
	if (G.quiet > 1 && !freopen("/dev/null", "w", stderr))
		return 1;
	pack_files(pack, argv + 1);
	return 0;
}

static const char details[] =
	"Each FILE becomes FILE.xz, or the other way round, with its mode and times. Without\n"
	"FILE, or when it is -, stdin is packed to stdout. unxz is xz -d, xzcat xz -cd; lzma,\n"
	"unlzma and lzcat are the same for the older format. The exit status is 1 on errors,\n"
	"2 after a warning.";

APPLET(xz, .names = "xz unxz xzcat lzma unlzma lzcat", .summary = "pack and unpack files, small",
       .operands = "[FILE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .details = details);
