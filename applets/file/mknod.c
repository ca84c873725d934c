/* SPDX-License-Identifier: MIT */
/* mknod(1), mkfifo(1): device files and named pipes. */
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "fs/mode.h"

static struct {
	const char *mode;
} G;

static const struct option_row options[] = {
	{ "-m --mode", OPTION_TEXT, &G.mode, "MODE", "the file's mode, as chmod takes it" },
	{ 0 }
};

static int make(const char *path, mode_t type, dev_t device, mode_t mode)
{
	if (mknod(path, type | mode, device) < 0)
		return type == S_IFIFO && strcmp(program_name, "mkfifo") == 0 ?
			       fail("cannot create fifo %s", quote(path)) :
			       fail("%s", quote_maybe(path));
	if (G.mode && chmod(path, mode) < 0)
		return fail("cannot set permissions of %s", quote_maybe(path));
	return 0;
}

static mode_t wanted_mode(void)
{
	mode_t mode = 0666;

	if (G.mode && mode_parse(G.mode, 0666, false, current_umask(), &mode) < 0)
		die(1, "invalid mode");
	if (mode & ~0777)
		die(1, "mode must specify only file permission bits");
	return mode;
}

static int run_mkfifo(int argc, char **argv)
{
	mode_t mode = wanted_mode();

	if (argc < 2)
		usage("missing operand");
	for (argv++; *argv; argv++) {
		if (make(*argv, S_IFIFO, 0, mode) < 0)
			warn_failure();
	}
	return 0;
}

static uint64_t device_number(const char *what, const char *text)
{
	uint64_t number;

	if (text_number(text, 0, 0, UINT32_MAX, &number) < 0)
		die(1, "invalid %s device number %s", what, quote(text));
	return number;
}

static int run(int argc, char **argv)
{
	mode_t mode, type;
	dev_t device = 0;

	if (strcmp(program_name, "mkfifo") == 0)
		return run_mkfifo(argc, argv);
	mode = wanted_mode();
	if (argc < 2)
		usage("missing operand");
	if (argc < 3)
		usage("missing operand after %s", quote(argv[1]));
	if (!argv[2][0] || !strchr("bcup", argv[2][0]) || argv[2][1])
		usage("invalid device type %s", quote(argv[2]));
	type = argv[2][0] == 'b' ? S_IFBLK : argv[2][0] == 'p' ? S_IFIFO : S_IFCHR;
	if (type == S_IFIFO && argc > 3)
		usage("extra operand %s\nFifos do not have major and minor device numbers.",
		      quote(argv[3]));
	if (type != S_IFIFO && argc < 5)
		usage("missing operand after %s\n"
		      "Special files require major and minor device numbers.",
		      quote(argv[argc - 1]));
	if (argc > 5)
		usage("extra operand %s", quote(argv[5]));
	if (type != S_IFIFO)
		device = makedev(device_number("major", argv[3]), device_number("minor", argv[4]));
	if (make(argv[1], type, device, mode) < 0)
		die_failure(1);
	return 0;
}

APPLET(mknod, .names = "mknod mkfifo", .summary = "make device files and named pipes",
       .operands = "NAME... | NAME b|c|u MAJOR MINOR | NAME p", .options = options, .run = run,
       .state = &G, .state_size = sizeof(G));
