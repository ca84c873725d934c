/* SPDX-License-Identifier: MIT */
/* What sed reads and writes: lines of its operands, with a look ahead, and files in place. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "tools/sed.h"

/* A file that R reads lines of, each time the next. */
struct reader {
	const char *name;
	struct lines lines;
};

/* Exit, leaving nothing half-written behind. */
static void give_up(struct sed *sed, const char *what, const char *name, int error)
{
	if (sed->temporary)
		unlink(sed->temporary);
	die(SED_TROUBLE, "%s %s: %s", what, name, strerror(error));
}

static char delimiter_of(const struct sed *sed)
{
	return sed->nul ? '\0' : '\n';
}

static void write_out(struct sed *sed, struct sed_output *output, const char *text, size_t length)
{
	if (length && fwrite(text, 1, length, output->file) != length)
		give_up(sed, "couldn't write to", output->name, errno);
}

static void after_write(struct sed *sed, struct sed_output *output)
{
	/* Files of w may be read by r, or by others who wait for them. */
	if ((sed->unbuffered || (output != sed->output && output != &sed->written)) &&
	    fflush(output->file) == EOF)
		give_up(sed, "couldn't write to", output->name, errno);
}

static void add_newline(struct sed *sed, struct sed_output *output)
{
	char delimiter = delimiter_of(sed);

	if (output->lacks_newline)
		write_out(sed, output, &delimiter, 1);
	output->lacks_newline = false;
}

void sed_put_line(struct sed *sed, struct sed_output *output, size_t length)
{
	add_newline(sed, output);
	write_out(sed, output, sed->space.data, length);
	output->lacks_newline = true;
	if (sed->space_ends || length < sed->space.length)
		add_newline(sed, output);
	after_write(sed, output);
}

void sed_put(struct sed *sed, struct sed_output *output, const char *text, size_t length)
{
	add_newline(sed, output);
	write_out(sed, output, text, length);
	after_write(sed, output);
}

struct sed_output *sed_output_named(struct sed *sed, const char *name)
{
	struct sed_output *output;

	if (strcmp(name, "/dev/stdout") == 0)
		return &sed->written;
	for (size_t i = 0; i < sed->output_count; i++)
		if (strcmp(sed->outputs[i]->name, name) == 0)
			return sed->outputs[i];
	if (sed->output_count == ARRAY_SIZE(sed->outputs))
		die(SED_TROUBLE, "too many files to write to");
	output = xcalloc(1, sizeof(*output));
	output->name = name;
	output->file = strcmp(name, "/dev/stderr") == 0 ? stderr : fopen(name, "we");
	if (!output->file)
		die(SED_TROUBLE, "couldn't open file %s: %s", name, strerror(errno));
	sed->outputs[sed->output_count++] = output;
	return output;
}

/* Where the file edited in place is written to: beside it, to be renamed at its end. */
static void begin_in_place(struct sed *sed)
{
	const char *slash = strrchr(sed->name, '/');
	struct sed_output *output = xcalloc(1, sizeof(*output));
	struct stat status;
	int fd;

	sed->temporary = xasprintf("%.*ssedXXXXXX", (int)(slash ? slash + 1 - sed->name : 0),
				   sed->name);
	fd = mkostemp(sed->temporary, O_CLOEXEC);
	if (fd < 0)
		die(SED_TROUBLE, "couldn't open temporary file %s: %s", sed->temporary,
		    strerror(errno));
	if (fstat(sed->lines.fd, &status) < 0 ||
	    (fchown(fd, status.st_uid, status.st_gid) < 0 && errno != EPERM) ||
	    fchmod(fd, status.st_mode & 07777) < 0)
		give_up(sed, "couldn't set the mode of", sed->temporary, errno);
	output->name = sed->temporary;
	output->file = fdopen(fd, "w");
	sed->output = output;
}

/* A backup's name: the suffix, or with * in it a pattern, of a folder when it has a slash. */
static char *backup_name(const struct sed *sed)
{
	const char *slash = strrchr(sed->name, '/'), *base = slash ? slash + 1 : sed->name;
	struct buffer name = { 0 };

	if (!strchr(sed->suffix, '*'))
		return xasprintf("%s%s", sed->name, sed->suffix);
	if (!strchr(sed->suffix, '/'))
		buffer_add(&name, sed->name, base - sed->name);
	for (const char *at = sed->suffix; *at; at++) {
		if (*at == '*')
			buffer_text(&name, base);
		else
			buffer_add(&name, at, 1);
	}
	return name.data;
}

static void end_in_place(struct sed *sed)
{
	char *backup;

	if (!sed->temporary)
		return;
	if (fclose(sed->output->file) == EOF)
		give_up(sed, "couldn't write to", sed->temporary, errno);
	if (sed->suffix && *sed->suffix) {
		backup = backup_name(sed);
		if (rename(sed->name, backup) < 0)
			give_up(sed, "cannot rename", sed->name, errno);
		free(backup);
	}
	if (rename(sed->temporary, sed->name) < 0)
		give_up(sed, "cannot rename", sed->temporary, errno);
	free(sed->output);
	free(sed->temporary);
	sed->temporary = NULL;
	sed->output = &sed->standard;
}

/* Open the next operand that can be; false at their end. */
static bool open_operand(struct sed *sed, struct lines *lines, const char **name)
{
	struct stat status;
	int fd;

	for (; *sed->names; sed->names++) {
		*name = *sed->names;
		if (sed->in_place && sed->follow)
			*name = realpath(*name, NULL) ?: *name;
		fd = strcmp(*name, "-") == 0 && !sed->in_place ? STDIN_FILENO :
								 open(*name, O_RDONLY | O_CLOEXEC);
		if (fd < 0) {
			warn("can't read %s: %s", *name, strerror(errno));
			exit_status = SED_NO_FILE;
			continue;
		}
		if (sed->in_place && fstat(fd, &status) == 0 && !S_ISREG(status.st_mode))
			die(SED_TROUBLE, "couldn't edit %s: not a regular file", *name);
		*lines = (struct lines){ .fd = fd, .delimiter = sed->nul ? LINES_NUL : 0,
					 .byte_by_byte = sed->unbuffered };
		sed->names++;
		return true;
	}
	return false;
}

static void reset_ranges(struct sed *sed)
{
	for (size_t i = 0; i < sed->count; i++) {
		struct sed_address *from = &sed->commands[i].from;

		sed->commands[i].range = from->kind == SED_LINE && !from->first &&
					 sed->commands[i].to.kind ? SED_ACTIVE : SED_IDLE;
	}
}

static bool open_next(struct sed *sed)
{
	if (sed->next_open) {
		sed->lines = sed->next;
		sed->name = sed->next_name;
		sed->next_open = false;
	} else if (!open_operand(sed, &sed->lines, &sed->name)) {
		return false;
	}
	sed->open = true;
	if (sed->separate) {
		sed->number = 0;
		reset_ranges(sed);
	}
	if (sed->in_place)
		begin_in_place(sed);
	return true;
}

static void close_lines(struct lines *lines)
{
	lines_free(lines);
	if (lines->fd > STDERR_FILENO)
		close(lines->fd);
}

static bool has_more(struct sed *sed, struct lines *lines, const char *name)
{
	int more = lines_more(lines);

	if (more < 0)
		give_up(sed, "read error on", name, errno);
	return more;
}

bool sed_is_last(struct sed *sed)
{
	if (sed->open && has_more(sed, &sed->lines, sed->name))
		return false;
	while (!sed->separate) {
		if (!sed->next_open && !open_operand(sed, &sed->next, &sed->next_name))
			return true;
		sed->next_open = true;
		if (has_more(sed, &sed->next, sed->next_name))
			return false;
		close_lines(&sed->next);
		sed->next_open = false;
	}
	return true;
}

bool sed_read(struct sed *sed, bool append)
{
	char *line, delimiter = delimiter_of(sed);
	ssize_t length;

	sed->replaced = false;
	for (;;) {
		if (!sed->open && !open_next(sed))
			return false;
		length = lines_next(&sed->lines, &line);
		if (length < 0)
			give_up(sed, "read error on", sed->name, errno);
		if (length > 0)
			break;
		close_lines(&sed->lines);
		sed->open = false;
		end_in_place(sed);
	}
	if (append)
		buffer_add(&sed->space, &delimiter, 1);
	else
		sed->space.length = 0;
	sed->number++;
	sed->space_ends = line[length - 1] == delimiter;
	buffer_add(&sed->space, line, length - sed->space_ends);
	return true;
}

bool sed_read_of(struct sed *sed, const char *name)
{
	struct reader *reader = NULL;
	ssize_t length;
	char *line;

	for (size_t i = 0; i < sed->reader_count && !reader; i++)
		if (strcmp(sed->readers[i].name, name) == 0)
			reader = &sed->readers[i];
	if (!reader) {
		sed->readers = xrealloc(sed->readers,
					(sed->reader_count + 1) * sizeof(*sed->readers));
		reader = &sed->readers[sed->reader_count++];
		*reader = (struct reader){ name, { .delimiter = sed->nul ? LINES_NUL : 0 } };
		reader->lines.fd = strcmp(name, "/dev/stdin") == 0 ? STDIN_FILENO :
				   open(name, O_RDONLY | O_CLOEXEC);
	}
	if (reader->lines.fd < 0)
		return false;
	length = lines_next(&reader->lines, &line);
	if (length <= 0)
		return false;
	sed->scratch.length = 0;
	buffer_add(&sed->scratch, line, length);
	return true;
}

void sed_close(struct sed *sed)
{
	if (sed->open)
		close_lines(&sed->lines);
	end_in_place(sed);
	for (size_t i = 0; i < sed->output_count; i++)
		if (fclose(sed->outputs[i]->file) == EOF)
			give_up(sed, "couldn't write to", sed->outputs[i]->name, errno);
	if (fflush(stdout) == EOF)
		give_up(sed, "couldn't flush", "stdout", errno);
}
