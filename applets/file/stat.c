/* SPDX-License-Identifier: MIT */
/* stat(1): what is known of files and filesystems. */
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/text.h"
#include "tools/stat_format.h"

static struct {
	struct stat_how how;
	bool terse, formatted;
	const char *format, *cached;
} G;

static int set_format(const char *name, const char *argument)
{
	G.how.escapes = strcmp(name, "--printf") == 0;
	G.format = argument;
	G.formatted = true;
	return 0;
}

static const struct option_row options[] = {
	{ "-L --dereference", OPTION_FLAG, &G.how.follow, NULL, "what links point at" },
	{ "-f --file-system", OPTION_FLAG, &G.how.filesystem, NULL,
	  "the filesystem, not the file" },
	{ "--cached", OPTION_TEXT, &G.cached, "MODE", "nothing: always, never, default" },
	{ "-c --format", OPTION_CALL, set_format, "FORMAT", "print this, and a newline" },
	{ "--printf", OPTION_CALL, set_format, "FORMAT", "the same with escapes, no newline" },
	{ "-t --terse", OPTION_FLAG, &G.terse, NULL, "everything on one line" },
	{ 0 }
};

static const char file_format[] =
	"  File: %N\n"
	"  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\n"
	"Device: %Hd,%Ld\tInode: %-10i  Links: %h\n"
	"Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\n"
	"Access: %x\nModify: %y\nChange: %z\n Birth: %w";
static const char device_format[] =
	"  File: %N\n"
	"  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F\n"
	"Device: %Hd,%Ld\tInode: %-10i  Links: %-5h Device type: %Hr,%Lr\n"
	"Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)\n"
	"Access: %x\nModify: %y\nChange: %z\n Birth: %w";
static const char filesystem_format[] =
	"  File: \"%n\"\n"
	"    ID: %-8i Namelen: %-7l Type: %T\n"
	"Block size: %-10s Fundamental block size: %S\n"
	"Blocks: Total: %-10b Free: %-10f Available: %a\n"
	"Inodes: Total: %-10c Free: %d";

static const char *choose_format(const char *path)
{
	struct stat status;

	if (G.formatted)
		return G.format;
	if (G.how.filesystem)
		return G.terse ? "%n %i %l %t %s %S %b %f %a %c %d" : filesystem_format;
	if (G.terse)
		return "%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o";
	if ((G.how.follow ? stat(path, &status) : lstat(path, &status)) == 0 &&
	    (S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode)))
		return device_format;
	return file_format;
}

static int run(int argc, char **argv)
{
	if (argc < 2)
		usage("missing operand");
	if (G.cached && strcmp(G.cached, "always") != 0 && strcmp(G.cached, "never") != 0 &&
	    strcmp(G.cached, "default") != 0)
		die(1, "invalid argument '%s' for '--cached'", G.cached);
	G.how.bare_names = !G.formatted;
	for (argv++; *argv; argv++) {
		if (stat_print(*argv, choose_format(*argv), &G.how) < 0)
			warn_failure();
		else if (!G.how.escapes)
			putchar('\n');
	}
	return 0;
}

APPLET(stat, .names = "stat", .summary = "print what is known of files", .operands = "FILE...",
       .options = options, .run = run, .state = &G, .state_size = sizeof(G),
       .details = "FORMAT of files: %a mode, %A in letters, %b blocks, %B their size, %d\n"
		  "device (%Hd major, %Ld minor), %D in hex, %f raw mode, %F kind, %g %G group,\n"
		  "%h links, %i inode, %m mount point, %n name, %N quoted, with target, %o I/O\n"
		  "size, %s size, %r device type (%Hr, %Lr), %R, %t, %T in hex, %u %U user;\n"
		  "%w birth, %x access, %y change of data, %z of status (capitals: seconds).\n"
		  "Of filesystems: %a free to users, %b blocks, %c inodes, %d free inodes, %f\n"
		  "free blocks, %i id, %l longest name, %n name, %s block size, %S fundamental\n"
		  "one, %t %T type.");
