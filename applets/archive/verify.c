/* SPDX-License-Identifier: MIT */
/* minisign -V of minisign(1): is this file what the owner of a key signed? */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "trust/signature.h"

static struct {
	bool verify, output, quiet, comment_only, prehashed;
	const char *message, *signature_path, *key;
	struct option_list key_files;
	/* Of the run: */
	struct keys keys;
	struct minisign_signature signature;
} G;

static const struct option_row options[] = {
	{ "-V", OPTION_FLAG, &G.verify, NULL, "verify: what it does without it, too" },
	{ "-m", OPTION_TEXT, &G.message, "FILE", "the file, which may be the operand as well" },
	{ "-x", OPTION_TEXT, &G.signature_path, "FILE", "its signature (FILE.minisig)" },
	{ "-p", OPTION_LIST, &G.key_files, "FILE", "a public key, or a folder of *.pub" },
	{ "-P", OPTION_TEXT, &G.key, "BASE64", "the public key itself" },
	{ "-H", OPTION_FLAG, &G.prehashed, NULL, "refuse a legacy signature" },
	{ "-o", OPTION_FLAG, &G.output, NULL, "print the file once it is verified" },
	{ "-q", OPTION_FLAG, &G.quiet, NULL, "print nothing but errors" },
	{ "-Q", OPTION_FLAG, &G.comment_only, NULL, "print the trusted comment alone" },
	{ 0 }
};

enum { NOT_GOOD = 1, CANNOT = 2 };	/* minisign's exit codes */

static void check_options(int argc)
{
	if (!G.message && argc != 2)
		usage(argc < 2 ? "no FILE to verify" : "one FILE at a time");
	if (G.message && argc > 1)
		usage("one FILE at a time");
	if (G.key && G.key_files.count)
		usage("A public key cannot be provided both inline and as a file");
}

static void read_keys(void)
{
	static const char usual[] = "minisign.pub";
	int result = 0;

	for (size_t i = 0; i < G.key_files.count && result == 0; i++)
		result = keys_trust(&G.keys, G.key_files.items[i]);
	if (G.key)
		result = keys_trust(&G.keys, G.key);
	else if (!G.key_files.count)
		result = keys_trust(&G.keys, access(usual, F_OK) < 0 &&
					     access(KEYS_FOLDER, F_OK) == 0 ? KEYS_FOLDER : usual);
	if (result < 0)
		die_failure(CANNOT);
	if (!G.keys.count)
		die(CANNOT, "there is no key to verify by");
}

static void read_signature(const char *path)
{
	struct buffer text = { 0 };
	int result = read_file(path, &text, MINISIGN_FILE_LIMIT);

	if (result < 0)
		die_failure(CANNOT);
	if (minisign_signature_parse(text.data ?: "", text.length, &G.signature) < 0)
		die(CANNOT, "%s: %s", path, fail_text());
	buffer_free(&text);
	if (G.prehashed && !G.signature.prehashed)
		die(NOT_GOOD, "%s: Legacy (non-prehashed) signature found", path);
}

static void tell(FILE *to)
{
	char comment[MINISIGN_COMMENT];

	text_copy(comment, sizeof(comment), G.signature.comment);
	text_make_printable(comment);
	if (G.comment_only)
		fprintf(to, "%s\n", comment);
	else if (!G.quiet)
		fprintf(to, "Signature and comment signature verified\nTrusted comment: %s\n",
			comment);
	fflush(to);
}

static int run(int argc, char **argv)
{
	const char *file = G.message ?: argv[1];
	char *beside = xasprintf("%s.minisig", file ?: "");
	const char *path = G.signature_path ?: beside;
	const struct minisign_key *key;
	int fd;

	check_options(argc);
	read_keys();
	read_signature(path);
	fd = open(file, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die(CANNOT, "%s: %s", file, strerror(errno));
	key = signature_trusted(&G.signature, &G.keys);
	if (!key)
		die(NOT_GOOD, "%s: %s", path, fail_text());
	if (signature_covers_fd(&G.signature, key, fd, 0) < 0)
		die(NOT_GOOD, "%s: %s", file, fail_text());
	tell(G.output ? stderr : stdout);
	if (G.output && (lseek(fd, 0, SEEK_SET) < 0 ||
			 copy_fd(fd, file, STDOUT_FILENO, "stdout", 0) < 0))
		die_failure(CANNOT);
	close(fd);
	free(beside);
	return 0;
}

APPLET(verify, .names = "verify minisign", .summary = "verify a file by its minisign signature",
       .operands = "[FILE]", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G), .usage_status = 2,
       .details = "Without a key, minisign.pub is taken, or the keys of this initrd in\n"
		  KEYS_FOLDER ". Exit status: 0 it is what was signed,\n"
		  "1 it is not, 2 that cannot be told.\n\n"
		  "  verify -p boot.pub vmlinuz\n"
		  "  minisign -V -P RWQ... -m vmlinuz -x vmlinuz.minisig");
