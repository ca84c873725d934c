/* SPDX-License-Identifier: MIT */
/* What gzip, xz and zstd have in common: files become others, which replace them. */
#ifndef TOOLS_PACK_H
#define TOOLS_PACK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/stat.h>

#include "fs/codec.h"

/* Each tool's own words; the file's name comes first, then as stated. */
struct pack_words {
	const char *exists, *unknown_suffix, *has_suffix /* suffix */, *is_folder, *is_link;
	const char *hard_links;		/* NULL: such files are packed */
	const char *not_ours;		/* its bytes are of no format that is known */
	const char *empty;
	const char *terminal_out, *terminal_in;
	int exists_status, suffix_status;	/* exit status after these */
};

struct pack {
	const struct codec *codec;
	const struct pack_words *words;
	enum { PACK, PACK_UNPACK, PACK_TEST, PACK_LIST } mode;
	const char *suffix;
	const char *const *suffixes;	/* known ones with what replaces them: ".tgz", ".tar" */
	bool any_codec;			/* unpack what others have packed, too */
	bool to_stdout, force, keep, recursive, restore_name, no_name, follow;
	bool pass_on;			/* unpack -cf: print what is not packed */
	int warning;			/* exit status after a mere warning */
	int verbose;			/* -1: quiet */
	const char *output;		/* one name for all that comes out */
	struct codec_run like;		/* level, threads and so on */
	void (*report)(const struct pack *pack, const struct codec_run *run, const char *name,
		       const char *result);
};

/* Each operand, or stdin. Warns of what fails, and sets exit_status. */
void pack_files(const struct pack *pack, char **names);

#endif
