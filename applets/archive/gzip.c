/* SPDX-License-Identifier: MIT */
/* gzip(1), gunzip, zcat, by zlib. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "tools/pack.h"

static struct {
	struct pack pack;
	bool unpack, test, list, quiet, name, no_name, began;
	int verbose, level;
	uint64_t in, out;
	unsigned files, extra;
} G;

static int set_level(const char *name, const char *argument)
{
	G.level = strcmp(name, "--fast") == 0 ? 1 :
		  strcmp(name, "--best") == 0 ? 9 : argument[0] - '0';
	if (argument && (argument[1] || G.level < 1))
		return fail_plain("the level is 1 to 9");
	return 0;
}

static const struct option_row options[] = {
	{ "-c --stdout --to-stdout", OPTION_FLAG, &G.pack.to_stdout, NULL,
	  "write to stdout, leave the files" },
	{ "-d --decompress --uncompress", OPTION_FLAG, &G.unpack, NULL, "unpack" },
	{ "-f --force", OPTION_FLAG, &G.pack.force, NULL, "overwrite, and take links" },
	{ "-k --keep", OPTION_FLAG, &G.pack.keep, NULL, "leave the files" },
	{ "-l --list", OPTION_FLAG, &G.list, NULL, "list what packed files hold" },
	{ "-n --no-name", OPTION_FLAG, &G.no_name, NULL, "without the name and time in the file" },
	{ "-N --name", OPTION_FLAG, &G.name, NULL, "unpack to the name and time in the file" },
	{ "-q --quiet", OPTION_FLAG, &G.quiet, NULL, "no warnings" },
	{ "-r --recursive", OPTION_FLAG, &G.pack.recursive, NULL, "the files in folders, too" },
	{ "-S --suffix", OPTION_TEXT, &G.pack.suffix, "SUF", "instead of .gz" },
	{ "-t --test", OPTION_FLAG, &G.test, NULL, "check, write nothing" },
	{ "-v --verbose", OPTION_COUNT, &G.verbose, NULL, "tell how much was saved" },
	{ "-#", OPTION_CALL, set_level, "N", "from 1, fast, to 9, small; 6 otherwise" },
	{ "--fast --best", OPTION_CALL, set_level, NULL, "the same as -1, as -9" },
	{ 0 }
};

static const char *const suffixes[] = {
	".gz", "", ".tgz", ".tar", ".taz", ".tar", "-gz", "", "_gz", "", ".z", "", "-z", "", NULL
};

static const struct pack_words words = {
	.exists = "%s already exists;\tnot overwritten",
	.unknown_suffix = "%s: unknown suffix -- ignored",
	.has_suffix = "%s already has %s suffix -- unchanged",
	.is_folder = "%s is a directory -- ignored",
	.is_link = "%s: Too many levels of symbolic links",
	.hard_links = "%s has %s -- file ignored",
	.not_ours = "not in gzip format",
	.empty = "unexpected end of file",
	.terminal_out = "compressed data not written to a terminal. Use -f to force compression.",
	.terminal_in = "compressed data not read from a terminal. Use -f to force decompression.",
	.exists_status = 2,
	.suffix_status = 0,
};

static double saved(uint64_t plain, uint64_t packed, unsigned extra)
{
	return plain ? 100.0 - 100.0 * (packed - extra) / plain : 0;
}

static void list(const struct codec_run *run, const char *name)
{
	char when[16] = "";
	time_t now = run->time;

	if (!G.began && !G.quiet)
		printf("%s         compressed        uncompressed  ratio uncompressed_name\n",
		       G.verbose ? "method  crc     date  time  " : "");
	G.began = true;
	if (G.verbose) {
		strftime(when, sizeof(when), "%b %e %H:%M", localtime(&now));
		printf("defla %08x %s ", run->crc, when);
	}
	if (strcmp(name, "stdin") == 0)
		name = "stdout";
	printf("%19llu %19llu %5.1f%% %.*s\n", (unsigned long long)run->in,
	       (unsigned long long)run->out, saved(run->out, run->in, run->extra),
	       (int)(strlen(name) - (text_ends_with(name, ".gz") ? 3 : 0)), name);
}

static void report(const struct pack *pack, const struct codec_run *run, const char *name,
		   const char *made)
{
	uint64_t plain = pack->mode == PACK ? run->in : run->out;
	uint64_t packed = pack->mode == PACK ? run->out : run->in;

	if (pack->mode == PACK_LIST) {
		list(run, name);
		G.in += run->in;
		G.out += run->out;
		G.files++;
		G.extra = run->extra;
		return;
	}
	if (!G.verbose)
		return;
	if (pack->mode == PACK_TEST)
		fprintf(stderr, "%s:\t OK\n", name);
	else
		fprintf(stderr, "%s:\t%5.1f%%%s%s\n", name, saved(plain, packed, run->extra),
			!made ? "" : pack->keep ? " -- created " : " -- replaced with ",
			made ? made : "");
}

static int run(int argc, char **argv)
{
	struct pack *pack = &G.pack;

	(void)argc;
	if (strcmp(program_name, "gzip") != 0)
		G.unpack = true;
	if (strcmp(program_name, "zcat") == 0)
		pack->to_stdout = true;
	pack->codec = &codec_gzip;
	pack->words = &words;
	pack->suffixes = suffixes;
	pack->suffix = pack->suffix ? pack->suffix : ".gz";
	if (!pack->suffix[0])
		die(1, "invalid suffix ''");
	pack->mode = G.list ? PACK_LIST : G.test ? PACK_TEST : G.unpack ? PACK_UNPACK : PACK;
	pack->warning = 2;
	pack->verbose = G.quiet ? -1 : G.verbose;
	pack->restore_name = G.name;
	pack->no_name = G.no_name;
	pack->pass_on = G.unpack && pack->to_stdout && pack->force;
	pack->like.level = G.level ? G.level : 6;
	pack->report = report;
	pack_files(pack, argv + 1);
	if (G.files > 1 && !G.quiet)
		printf("%s%19llu %19llu %5.1f%% (totals)\n",
		       G.verbose ? "                            " : "", (unsigned long long)G.in,
		       (unsigned long long)G.out, saved(G.out, G.in, G.extra));
	return 0;
}

static const char details[] =
	"Each FILE becomes FILE.gz, or the other way round, with its mode and times. Without\n"
	"FILE, or when it is -, stdin is packed to stdout. gunzip is gzip -d, zcat gzip -cd.\n"
	"The exit status is 1 on errors, 2 after a warning.";

APPLET(gzip, .names = "gzip gunzip zcat", .summary = "pack and unpack files",
       .operands = "[FILE]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .details = details);
