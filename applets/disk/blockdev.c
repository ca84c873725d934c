/* SPDX-License-Identifier: MIT */
/* blockdev(8): ask and tell block devices by ioctl. */
#include <fcntl.h>
#include <linux/fs.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "fs/block.h"

static struct {
	bool verbose;
} G;

enum value { NONE, INT, UNSIGNED, SHORT, LONG, ULONG, U64 };

/* blockdev(8), COMMANDS. */
static const struct command {
	const char *name, *argument, *ioctl_name, *help;
	unsigned long request;
	enum value value;	/* what the ioctl fills */
	bool by_value;		/* takes the argument itself, not where it is */
	int fixed;		/* what --setro gives */
} commands[] = {
	{ "--getsz", NULL, "BLKGETSIZE64", "get size in 512-byte sectors", BLKGETSIZE64, U64 },
	{ "--setro", NULL, "BLKROSET", "set read-only", BLKROSET, NONE, false, 1 },
	{ "--setrw", NULL, "BLKROSET", "set read-write", BLKROSET, NONE, false, 0 },
	{ "--getro", NULL, "BLKROGET", "get read-only", BLKROGET, INT },
	{ "--getdiscardzeroes", NULL, "BLKDISCARDZEROES", "get discard zeroes support status",
	  BLKDISCARDZEROES, UNSIGNED },
	{ "--getdiskseq", NULL, "BLKGETDISKSEQ", "get disk sequence number", BLKGETDISKSEQ, U64 },
	{ "--getss", NULL, "BLKSSZGET", "get logical block (sector) size", BLKSSZGET, INT },
	{ "--getpbsz", NULL, "BLKPBSZGET", "get physical block (sector) size", BLKPBSZGET,
	  UNSIGNED },
	{ "--getiomin", NULL, "BLKIOMIN", "get minimum I/O size", BLKIOMIN, UNSIGNED },
	{ "--getioopt", NULL, "BLKIOOPT", "get optimal I/O size", BLKIOOPT, UNSIGNED },
	{ "--getalignoff", NULL, "BLKALIGNOFF", "get alignment offset in bytes", BLKALIGNOFF, INT },
	{ "--getmaxsect", NULL, "BLKSECTGET", "get max sectors per request", BLKSECTGET, SHORT },
	{ "--getbsz", NULL, "BLKBSZGET", "get blocksize", BLKBSZGET, INT },
	{ "--setbsz", "<bytes>", "BLKBSZSET", "set blocksize", BLKBSZSET, INT },
	{ "--getsize", NULL, "BLKGETSIZE", "get sector count (use --getsz)", BLKGETSIZE, ULONG },
	{ "--getsize64", NULL, "BLKGETSIZE64", "get size in bytes", BLKGETSIZE64, U64 },
	{ "--setra", "<sectors>", "BLKRASET", "set readahead", BLKRASET, INT, true },
	{ "--getra", NULL, "BLKRAGET", "get readahead", BLKRAGET, LONG },
	{ "--setfra", "<sectors>", "BLKFRASET", "set filesystem readahead", BLKFRASET, INT, true },
	{ "--getfra", NULL, "BLKFRAGET", "get filesystem readahead", BLKFRAGET, LONG },
	{ "--flushbufs", NULL, "BLKFLSBUF", "flush buffers", BLKFLSBUF, NONE },
	{ "--rereadpt", NULL, "BLKRRPART", "reread partition table", BLKRRPART, NONE },
};

static const struct command *find(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(commands); i++) {
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	return NULL;
}

union answer {
	int number;
	unsigned positive;
	unsigned short small;
	long large;
	unsigned long size;
	uint64_t wide;
};

static void print_answer(const struct command *command, const union answer *answer)
{
	switch (command->value) {
	case INT:
		printf("%d\n", answer->number);
		break;
	case UNSIGNED:
		printf("%u\n", answer->positive);
		break;
	case SHORT:
		printf("%u\n", answer->small);
		break;
	case LONG:
		printf("%ld\n", answer->large);
		break;
	case ULONG:
		printf("%lu\n", answer->size);
		break;
	case U64:
		printf("%llu\n", (unsigned long long)(strcmp(command->name, "--getsz") == 0
							      ? answer->wide / 512
							      : answer->wide));
		break;
	case NONE:
		break;
	}
}

static void perform(const struct command *command, const char *argument, int fd)
{
	union answer answer = { .wide = 0 };
	uint64_t number;
	int result;

	answer.number = command->fixed;
	if (argument && text_number(argument, 10, 0, INT32_MAX, &number) < 0)
		die(1, "failed to parse command argument: '%s'", argument);
	if (argument)
		answer.number = number;
	if (command->by_value)
		result = ioctl(fd, command->request, (long)answer.number);
	else
		result = ioctl(fd, command->request, &answer);
	if (result < 0) {
		if (G.verbose)
			printf("%s failed.\n", command->help);
		die(1, "ioctl error on %s: %s", command->ioctl_name, strerror(errno));
	}
	if (argument || command->value == NONE) {
		if (G.verbose)
			printf("%s succeeded.\n", command->help);
		return;
	}
	if (G.verbose)
		printf("%s: ", command->help);
	print_answer(command, &answer);
}

static void report(const char *path, bool quiet)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC), read_only, sector = 0, block = 0;
	struct block_list list = { 0 };
	char start[32] = "0";
	struct stat status;
	uint64_t bytes = 0;
	long ahead = 0;
	int place;

	/* Neither changes blockdev's exit status. */
	if (fd < 0 && !quiet)
		fprintf(stderr, "blockdev: cannot open %s: %s\n", path, strerror(errno));
	if (fd < 0)
		return;
	if (fstat(fd, &status) < 0 || ioctl(fd, BLKROGET, &read_only) < 0 ||
	    ioctl(fd, BLKRAGET, &ahead) < 0 || ioctl(fd, BLKSSZGET, &sector) < 0 ||
	    ioctl(fd, BLKBSZGET, &block) < 0 || ioctl(fd, BLKGETSIZE64, &bytes) < 0) {
		if (!quiet)
			fprintf(stderr, "blockdev: ioctl error on %s\n", path);
		close(fd);
		return;
	}
	close(fd);
	if (block_list_read(&list) == 0) {
		place = block_find_device(&list, status.st_rdev);
		if (place >= 0 && list.rows[place].partition)
			block_attribute(&list, &list.rows[place], "start", start, sizeof(start));
		block_list_free(&list);
	}
	printf("%s %5ld %5d %5d %15s %15llu   %s\n", read_only ? "ro" : "rw", ahead, sector, block,
	       start, (unsigned long long)bytes, path);
}

static int report_all(int argc, char **argv)
{
	struct block_list list;

	puts("RO    RA   SSZ   BSZ        StartSec            Size   Device");
	for (int i = 2; i < argc; i++)
		report(argv[i], false);
	if (argc > 2)
		return 0;
	if (block_list_read(&list) < 0)
		die_failure(1);
	for (size_t i = 0; i < list.count; i++) {
		char path[80];

		/* As blockdev does: none that is empty. */
		snprintf(path, sizeof(path), "/dev/%s", list.rows[i].name);
		if (list.rows[i].bytes)
			report(path, true);
	}
	block_list_free(&list);
	return 0;
}

/* The commands take their arguments where they stand, then come the devices. */
static int first_device(int argc, char **argv)
{
	int i;

	for (i = 1; i < argc && argv[i][0] == '-'; i++) {
		const struct command *command = find(argv[i]);

		if (strcmp(argv[i], "-v") == 0 || strcmp(argv[i], "-q") == 0)
			continue;
		if (!command)
			usage("Unknown command: %s", argv[i]);
		if (command->argument && !argv[++i])
			usage("%s requires an argument", command->name);
	}
	return i;
}

static int run(int argc, char **argv)
{
	int devices;

	if (argc < 2)
		usage("not enough arguments");
	if (strcmp(argv[1], "--report") == 0)
		return report_all(argc, argv);
	devices = first_device(argc, argv);
	if (devices >= argc)
		usage("no device specified");
	for (int at = devices; at < argc; at++) {
		int fd = open(argv[at], O_RDONLY | O_CLOEXEC);

		if (fd < 0)
			die(1, "cannot open %s: %s", argv[at], strerror(errno));
		for (int i = 1; i < devices; i++) {
			const struct command *command = find(argv[i]);

			if (command)
				perform(command, command->argument ? argv[++i] : NULL, fd);
			else
				G.verbose = strcmp(argv[i], "-v") == 0;
		}
		close(fd);
	}
	return 0;
}

APPLET(blockdev, .names = "blockdev", .summary = "ask and change block devices",
       .operands = "[-v] COMMAND... DEVICE... | --report [DEVICE]...", .run = run, .state = &G,
       .state_size = sizeof(G), .flags = APPLET_RAW,
       .details =
	  "  --getsz --getsize64 --getsize   size in sectors of 512 bytes, in bytes\n"
	  "  --getss --getpbsz --getbsz      logical, physical sector; block\n"
	  "  --getro --setro --setrw         write protection\n"
	  "  --getra --setra N --getfra --setfra N   readahead\n"
	  "  --getiomin --getioopt --getalignoff --getmaxsect --getdiscardzeroes --getdiskseq\n"
	  "  --flushbufs --rereadpt --setbsz BYTES");
