/* SPDX-License-Identifier: MIT */
/* dd(1)'s copying: whole and partial blocks counted, converted, written in blocks of their own. */
#include "tools/dd_copy.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/error.h"
#include "core/human.h"
#include "core/io.h"
#include "core/quote.h"
#include "core/text.h"

static struct {
	struct dd *dd;
	uint64_t read_whole, read_part, wrote_whole, wrote_part, bytes, truncated;
	double start, last_shown;
	char *input, *output;
	size_t held;			/* bytes in output */
	size_t column;			/* within a record, for block and unblock */
	uint64_t blanks;		/* pending ones, for unblock */
	int odd;			/* swab's byte without a partner, -1: none */
	bool sought;			/* the last write was a hole */
	bool line_shown;		/* of status=progress */
} copy;

static volatile sig_atomic_t asked, interrupted;

static void on_signal(int number)
{
	if (number == SIGUSR1)
		asked = 1;
	else
		interrupted = number;
}

/* "1.0 MB, 1.0 MiB" with the rate behind. */
static void put_amount(bool final)
{
	double seconds = now_seconds() - copy.start;
	char si[16], iec[16], rate[32] = "Infinity B";

	if (seconds > 0)
		human_size_nearest(copy.bytes / seconds, 1000, rate);
	human_size_nearest(copy.bytes, 1000, si);
	human_size_nearest(copy.bytes, 1024, iec);
	fprintf(stderr, "%llu byte%s", (unsigned long long)copy.bytes, copy.bytes == 1 ? "" : "s");
	if (copy.bytes >= 1000)
		fprintf(stderr, copy.bytes >= 1024 ? " (%.*s %cB, %.*s %ciB)" : " (%.*s %cB)",
			(int)strlen(si) - 1, si, si[strlen(si) - 1], (int)strlen(iec) - 1, iec,
			iec[strlen(iec) - 1]);
	if (final)
		fprintf(stderr, " copied, %g s, ", (double)(float)seconds);
	else
		fprintf(stderr, " copied, %.0f s, ", seconds);
	if (isalpha((unsigned char)rate[strlen(rate) - 1]) && seconds > 0)
		fprintf(stderr, "%.*s %cB/s", (int)strlen(rate) - 1, rate, rate[strlen(rate) - 1]);
	else
		fprintf(stderr, "%s%s/s", rate, seconds > 0 ? " B" : "");
}

static void put_status(void)
{
	if (copy.dd->status == DD_STATUS_NONE)
		return;
	if (copy.line_shown)
		fputc('\n', stderr);
	copy.line_shown = false;
	fprintf(stderr, "%llu+%llu records in\n%llu+%llu records out\n",
		(unsigned long long)copy.read_whole, (unsigned long long)copy.read_part,
		(unsigned long long)copy.wrote_whole, (unsigned long long)copy.wrote_part);
	if (copy.truncated)
		fprintf(stderr, "%llu truncated record%s\n", (unsigned long long)copy.truncated,
			copy.truncated == 1 ? "" : "s");
	if (copy.dd->status == DD_STATUS_NO_RATE)
		return;
	put_amount(true);
	fputc('\n', stderr);
}

static void put_progress(void)
{
	double now = now_seconds();

	if (copy.dd->status != DD_STATUS_PROGRESS || now - copy.last_shown < 1)
		return;
	copy.last_shown = now;
	copy.line_shown = true;
	fputc('\r', stderr);
	put_amount(false);
	fputs("    ", stderr);
}

static void answer_signals(void)
{
	if (asked) {
		asked = 0;
		put_status();
	}
	if (interrupted) {
		put_status();
		signal(interrupted, SIG_DFL);
		raise(interrupted);
	}
}

static bool is_zero(const char *data, size_t length)
{
	return length && !data[0] && memcmp(data, data + 1, length - 1) == 0;
}

static int write_block(const char *data, size_t length)
{
	struct dd *dd = copy.dd;
	size_t done = 0;

	if ((dd->conversions & DD_SPARSE) && is_zero(data, length) &&
	    lseek(dd->output, length, SEEK_CUR) >= 0) {
		copy.sought = true;
		done = length;
	}
	while (done < length) {
		ssize_t count = write(dd->output, data + done, length - done);

		if (count < 0 && errno == EINTR) {
			answer_signals();
			continue;
		}
		/* A last block need not be aligned. */
		if (count < 0 && errno == EINVAL && (dd->output_flags & O_DIRECT)) {
			dd->output_flags &= ~O_DIRECT;
			fcntl(dd->output, F_SETFL, fcntl(dd->output, F_GETFL) & ~O_DIRECT);
			continue;
		}
		if (count < 0) {
			copy.bytes += done;
			return fail("error writing %s", quote(dd->output_name));
		}
		done += count;
		copy.sought = false;
	}
	copy.bytes += length;
	if (length == dd->output_size)
		copy.wrote_whole++;
	else
		copy.wrote_part++;
	return 0;
}

/* Into the output block, which is written when it is full. */
static int put_bytes(const char *data, size_t length)
{
	size_t size = copy.dd->output_size;

	while (length) {
		size_t part = MIN(length, size - copy.held);

		if (!copy.held && part == size) {
			if (write_block(data, size) < 0)
				return -1;
		} else {
			memcpy(copy.output + copy.held, data, part);
			copy.held += part;
			if (copy.held == size) {
				copy.held = 0;
				if (write_block(copy.output, size) < 0)
					return -1;
			}
		}
		data += part;
		length -= part;
	}
	return 0;
}

static int put_fill(char c, uint64_t count)
{
	while (count--)
		if (put_bytes(&c, 1) < 0)
			return -1;
	return 0;
}

/* Lines become records of one length. */
static int put_records(const char *data, size_t length)
{
	size_t record = copy.dd->record_size;

	for (size_t i = 0; i < length; i++) {
		if (data[i] == '\n') {
			if (copy.column < record && put_fill(' ', record - copy.column) < 0)
				return -1;
			copy.column = 0;
			continue;
		}
		copy.truncated += copy.column == record;
		if (copy.column++ < record && put_bytes(&data[i], 1) < 0)
			return -1;
	}
	return 0;
}

/* Records become lines, without the blanks at their ends. */
static int put_lines(const char *data, size_t length)
{
	for (size_t i = 0; i < length; i++) {
		if (copy.column == copy.dd->record_size) {
			copy.column = 0;
			copy.blanks = 0;
			if (put_bytes("\n", 1) < 0)
				return -1;
		}
		copy.column++;
		if (data[i] == ' ') {
			copy.blanks++;
			continue;
		}
		if (put_fill(' ', copy.blanks) < 0 || put_bytes(&data[i], 1) < 0)
			return -1;
		copy.blanks = 0;
	}
	return 0;
}

static size_t swap_bytes(char *data, size_t length)
{
	size_t start = 0;

	/* One that was left over comes first. */
	if (copy.odd >= 0 && length) {
		memmove(data + 1, data, length);
		data[0] = copy.odd;
		length++;
		copy.odd = -1;
	}
	for (start = 0; start + 1 < length; start += 2) {
		char c = data[start];

		data[start] = data[start + 1];
		data[start + 1] = c;
	}
	if (start < length)
		copy.odd = (unsigned char)data[--length];
	return length;
}

static int convert(char *data, size_t length)
{
	unsigned conversions = copy.dd->conversions;

	if (conversions & DD_SWAP)
		length = swap_bytes(data, length);
	for (size_t i = 0; i < length && (conversions & (DD_LOWER | DD_UPPER)); i++)
		data[i] = conversions & DD_LOWER ? tolower((unsigned char)data[i])
						 : toupper((unsigned char)data[i]);
	if (conversions & DD_BLOCK)
		return put_records(data, length);
	if (conversions & DD_UNBLOCK)
		return put_lines(data, length);
	return put_bytes(data, length);
}

static int finish(void)
{
	char odd = copy.odd;

	if (copy.odd >= 0 && put_bytes(&odd, 1) < 0)
		return -1;
	if ((copy.dd->conversions & DD_BLOCK) && copy.column &&
	    copy.column < copy.dd->record_size &&
	    put_fill(' ', copy.dd->record_size - copy.column) < 0)
		return -1;
	if ((copy.dd->conversions & DD_UNBLOCK) && copy.column && put_bytes("\n", 1) < 0)
		return -1;
	if (copy.held && write_block(copy.output, copy.held) < 0)
		return -1;
	/* A hole at the end has to be given its size. */
	if (copy.sought && ftruncate(copy.dd->output, lseek(copy.dd->output, 0, SEEK_CUR)) < 0)
		return fail("failed to truncate %s", quote(copy.dd->output_name));
	if ((copy.dd->conversions & DD_SYNC_DATA) && fdatasync(copy.dd->output) < 0)
		return fail("fdatasync failed for %s", quote(copy.dd->output_name));
	if ((copy.dd->conversions & DD_SYNC_FILE) && fsync(copy.dd->output) < 0)
		return fail("fsync failed for %s", quote(copy.dd->output_name));
	return 0;
}

static ssize_t read_block(size_t size)
{
	size_t got = 0;

	for (;;) {
		ssize_t count = read(copy.dd->input, copy.input + got, size - got);

		answer_signals();
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return got ? (ssize_t)got : -1;
		got += count;
		if (!count || got == size || !(copy.dd->input_flags & DD_FULL_BLOCK))
			return got;
	}
}

/* After an error, behind the block that could not be read. */
static int pass_bad_block(size_t size)
{
	warn("error reading %s: %s", quote(copy.dd->input_name), strerror(errno));
	if (!(copy.dd->conversions & DD_NO_ERROR))
		return -1;
	put_status();
	if (lseek(copy.dd->input, size, SEEK_CUR) < 0)
		return -1;
	return 0;
}

/* The blocks before the first wanted one. */
static int skip_input(void)
{
	struct dd *dd = copy.dd;
	uint64_t bytes = dd->skip_bytes ? dd->skip : dd->skip * dd->input_size;
	struct stat status;
	off_t here;

	if (!bytes)
		return 0;
	here = lseek(dd->input, 0, SEEK_CUR);
	if (here >= 0 && fstat(dd->input, &status) == 0 && S_ISREG(status.st_mode) &&
	    (uint64_t)(status.st_size - here) < bytes) {
		lseek(dd->input, 0, SEEK_END);
		warn("%s: cannot skip to specified offset", quote_maybe(dd->input_name));
		exit_status = 0;
		return 0;
	}
	if (here >= 0 && lseek(dd->input, bytes, SEEK_CUR) >= 0)
		return 0;
	while (bytes) {
		ssize_t count = read(dd->input, copy.input, MIN(bytes, dd->input_size));

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return fail("error reading %s", quote(dd->input_name));
		if (!count) {
			warn("%s: cannot skip to specified offset", quote_maybe(dd->input_name));
			exit_status = 0;
			return 0;
		}
		bytes -= count;
	}
	return 0;
}

static int seek_output(void)
{
	struct dd *dd = copy.dd;
	uint64_t bytes = dd->seek_bytes ? dd->seek : dd->seek * dd->output_size;
	struct stat status;

	if (!bytes)
		return 0;
	if (!(dd->conversions & DD_NO_TRUNCATE) && fstat(dd->output, &status) == 0 &&
	    S_ISREG(status.st_mode) && ftruncate(dd->output, bytes) < 0)
		return fail("failed to truncate to %llu bytes in output file %s",
			    (unsigned long long)bytes, quote(dd->output_name));
	if (lseek(dd->output, bytes, SEEK_CUR) < 0) {
		if (errno != ESPIPE)
			return fail("%s: cannot seek", quote_maybe(dd->output_name));
		/* A pipe gets zeros instead. */
		memset(copy.output, 0, dd->output_size);
		while (bytes) {
			size_t part = MIN(bytes, dd->output_size);

			if (write_all(dd->output, copy.output, part) < 0)
				return fail("error writing %s", quote(dd->output_name));
			bytes -= part;
		}
	}
	return 0;
}

/* Blocks, until there are none left or enough. */
static int copy_blocks(void)
{
	struct dd *dd = copy.dd;
	uint64_t left = !dd->count_set ? UINT64_MAX :
			dd->count_bytes ? dd->count : dd->count * dd->input_size;
	uint64_t blocks = dd->count_set && !dd->count_bytes ? dd->count : UINT64_MAX;

	while (left && blocks--) {
		size_t size = dd->count_bytes ? MIN(left, dd->input_size) : dd->input_size;
		ssize_t count = read_block(size);

		if (count < 0 && pass_bad_block(size) < 0)
			return -1;
		if (count < 0 && !(dd->conversions & DD_PAD))
			continue;
		if (count == 0)
			return 0;
		if (count == (ssize_t)dd->input_size)
			copy.read_whole++;
		else
			copy.read_part += count > 0;
		count = MAX(count, 0);
		if (dd->count_bytes)
			left -= count;
		if ((dd->conversions & DD_PAD) && count < (ssize_t)dd->input_size) {
			memset(copy.input + count,
			       dd->conversions & (DD_BLOCK | DD_UNBLOCK) ? ' ' : 0,
			       dd->input_size - count);
			count = dd->input_size;
		}
		/* With bs= alone each block goes out as it came. */
		if (dd->block_size && !(dd->conversions & (DD_BLOCK | DD_UNBLOCK | DD_LOWER |
							    DD_UPPER | DD_SWAP))) {
			if (write_block(copy.input, count) < 0) {
				warn_failure();
				return -1;
			}
		} else if (convert(copy.input, count) < 0) {
			warn_failure();
			return -1;
		}
		put_progress();
		answer_signals();
	}
	return 0;
}

static char *aligned(size_t size)
{
	void *memory;

	if (posix_memalign(&memory, 4096, size) != 0)
		die(1, "memory exhausted by input buffer of size %zu bytes", size);
	return memory;
}

int dd_copy(struct dd *dd)
{
	struct sigaction action = { .sa_handler = on_signal };
	int result;

	memset(&copy, 0, sizeof(copy));
	copy.dd = dd;
	copy.odd = -1;
	dd->input_size = dd->block_size ? dd->block_size : dd->input_size ? dd->input_size : 512;
	dd->output_size = dd->block_size ? dd->block_size : dd->output_size ? dd->output_size : 512;
	if (!dd->record_size)
		dd->conversions &= ~(DD_BLOCK | DD_UNBLOCK);
	copy.input = aligned(dd->input_size + 1);
	copy.output = aligned(dd->output_size);
	sigaction(SIGUSR1, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	copy.start = copy.last_shown = now_seconds();
	result = skip_input();
	if (result == 0)
		result = seek_output();
	if (result < 0)
		warn_failure();
	else
		result = copy_blocks();
	if (finish() < 0) {
		warn_failure();
		result = -1;
	}
	if (dd->output_flags & DD_NO_CACHE)
		posix_fadvise(dd->output, 0, 0, POSIX_FADV_DONTNEED);
	if (dd->input_flags & DD_NO_CACHE)
		posix_fadvise(dd->input, 0, 0, POSIX_FADV_DONTNEED);
	if (close(dd->output) < 0) {
		warn("closing output file %s: %s", quote(dd->output_name), strerror(errno));
		result = -1;
	}
	put_status();
	free(copy.input);
	free(copy.output);
	return result;
}
