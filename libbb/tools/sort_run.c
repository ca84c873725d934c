/* SPDX-License-Identifier: MIT */
/* sort(1)'s work: sorting what fits into memory, runs in files when not all does, merging. */
#include "tools/sort_run.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/bytes.h"
#include "core/error.h"
#include "core/io.h"
#include "core/lines.h"
#include "core/quote.h"
#include "core/text.h"
#include "tools/sort_lines.h"

enum { TROUBLE = 2 };

/* What is in memory: texts, one behind the other, and where each line begins. */
struct store {
	struct buffer text;
	struct sort_line *lines;
	size_t count, room;
};

struct runs {
	const struct sort_job *job;
	FILE **files;
	size_t count;
	struct store store;
	uint64_t limit;
};

static FILE *open_output(const struct sort_job *job)
{
	FILE *file = job->output ? fopen(job->output, "we") : stdout;

	if (!file)
		die(TROUBLE, "open failed: %s: %s", job->output, strerror(errno));
	return file;
}

static void close_output(FILE *file, const char *name)
{
	if (fflush(file) != 0 || ferror(file))
		die(TROUBLE, "write failed: %s: %s", name ? quote(name) : "'standard output'",
		    strerror(errno));
	if (file != stdout)
		fclose(file);
}

static int open_input(const char *name)
{
	int fd = strcmp(name, "-") == 0 ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		die(TROUBLE, "cannot read: %s: %s", quote_maybe(name), strerror(errno));
	return fd;
}

/* Cut the text into lines. A last one without its delimiter is given it. */
static void split(struct store *store, const struct sort_job *job)
{
	char *at = store->text.data, *end = at + store->text.length;

	store->count = 0;
	while (at < end) {
		const char *found = find_byte(at, end - at, job->delimiter);
		size_t length = (found ? found : end) - at;

		if (store->count == store->room) {
			store->room = store->room ? store->room * 2 : 1024;
			store->lines = xrealloc(store->lines, store->room * sizeof(*store->lines));
		}
		store->lines[store->count] = (struct sort_line){ at, length };
		at[length] = '\0';
		sort_prepare(job->how, &store->lines[store->count++]);
		at += length + 1;
	}
}

static void sort_store(struct store *store, const struct sort_job *job)
{
	split(store, job);
	sort_lines(job->how, store->lines, store->count, job->threads);
}

static void put_line(FILE *file, const struct sort_line *line, int delimiter)
{
	fwrite(line->text, 1, line->length, file);
	putc_unlocked(delimiter, file);
}

static void write_store(const struct store *store, const struct sort_job *job, FILE *file)
{
	struct sort_line *last = NULL;

	for (size_t i = 0; i < store->count; i++) {
		struct sort_line *line = &store->lines[i];

		if (job->how->unique && last && sort_compare_keys(job->how, last, line) == 0)
			continue;
		put_line(file, line, job->delimiter);
		last = line;
	}
}

/* A file without a name: gone when we are, whatever happens. */
static FILE *temporary_file(const char *folder)
{
	char *name = xasprintf("%s/sortXXXXXX", folder);
	int fd = mkostemp(name, O_CLOEXEC);
	FILE *file;

	if (fd < 0)
		die(TROUBLE, "cannot create temporary file in %s: %s", quote(folder),
		    strerror(errno));
	unlink(name);
	free(name);
	file = fdopen(fd, "w+");
	if (!file)
		die(TROUBLE, "cannot open temporary file: %s", strerror(errno));
	setvbuf(file, NULL, _IOFBF, 1 << 16);
	return file;
}

/* One of the inputs of a merge: its reader and the line it stands at. */
struct source {
	struct lines lines;
	struct sort_line line;
	bool ended;
	size_t number;
};

static void advance(const struct sort_job *job, struct source *source)
{
	ssize_t length = lines_next(&source->lines, &source->line.text);

	if (length < 0)
		die(TROUBLE, "read failed: %s", fail_text());
	source->ended = length == 0;
	if (!length)
		return;
	length -= source->line.text[length - 1] == job->delimiter;
	/* Compared as a text that ends: in the delimiter's place, or behind the buffer's end. */
	source->line.text[length] = '\0';
	source->line.length = length;
	sort_prepare(job->how, &source->line);
}

/* A copy of a line, for its reader goes on. */
static void keep(const struct sort_job *job, struct buffer *text, struct sort_line *copy,
		 const struct sort_line *line)
{
	text->length = 0;
	buffer_add(text, line->text, line->length);
	*copy = (struct sort_line){ text->data, text->length };
	sort_prepare(job->how, copy);
}

static bool comes_before(const struct sort_job *job, struct source *a, struct source *b)
{
	int result = sort_compare(job->how, &a->line, &b->line);

	return result ? result < 0 : a->number < b->number;
}

static void sift_down(const struct sort_job *job, struct source **heap, size_t count, size_t at)
{
	for (;;) {
		size_t child = at * 2 + 1;
		struct source *swap;

		if (child >= count)
			return;
		if (child + 1 < count && comes_before(job, heap[child + 1], heap[child]))
			child++;
		if (!comes_before(job, heap[child], heap[at]))
			return;
		swap = heap[at];
		heap[at] = heap[child];
		heap[child] = swap;
		at = child;
	}
}

static void merge(const struct sort_job *job, struct source *sources, size_t count, FILE *file)
{
	struct source **heap = xcalloc(count, sizeof(*heap));
	struct buffer kept = { 0 };
	struct sort_line last = { 0 };
	size_t left = 0;

	for (size_t i = 0; i < count; i++) {
		sources[i].number = i;
		advance(job, &sources[i]);
		if (!sources[i].ended)
			heap[left++] = &sources[i];
	}
	for (size_t i = left; i-- > 0;)
		sift_down(job, heap, left, i);
	while (left) {
		struct sort_line *line = &heap[0]->line;

		if (!job->how->unique || !kept.data || sort_compare_keys(job->how, &last, line)) {
			put_line(file, line, job->delimiter);
			if (job->how->unique)
				keep(job, &kept, &last, line);
		}
		advance(job, heap[0]);
		if (heap[0]->ended)
			heap[0] = heap[--left];
		sift_down(job, heap, left, 0);
	}
	buffer_free(&kept);
	free(heap);
}

static int lines_delimiter(const struct sort_job *job)
{
	return job->delimiter ? job->delimiter : LINES_NUL;
}

static void merge_runs(struct runs *runs, FILE *output)
{
	struct source *sources = xcalloc(runs->count, sizeof(*sources));

	for (size_t i = 0; i < runs->count; i++) {
		rewind(runs->files[i]);
		sources[i].lines = (struct lines){ .fd = fileno(runs->files[i]),
						   .delimiter = lines_delimiter(runs->job) };
		lseek(sources[i].lines.fd, 0, SEEK_SET);
	}
	merge(runs->job, sources, runs->count, output);
	for (size_t i = 0; i < runs->count; i++) {
		lines_free(&sources[i].lines);
		fclose(runs->files[i]);
	}
	free(sources);
	runs->count = 0;
}

/* No more files are open at once than a merge may have: those there are become one. */
static void add_run(struct runs *runs, FILE *file)
{
	if (runs->count == runs->job->batch) {
		FILE *merged = temporary_file(runs->job->folder);

		merge_runs(runs, merged);
		if (fflush(merged) != 0)
			die(TROUBLE, "write failed: %s", strerror(errno));
		runs->files[runs->count++] = merged;
	}
	runs->files = xrealloc(runs->files, (runs->count + 1) * sizeof(*runs->files));
	runs->files[runs->count++] = file;
}

/* The store as a run of its own; what is no whole line yet stays. */
static void spill(struct runs *runs)
{
	const struct sort_job *job = runs->job;
	struct store *store = &runs->store;
	const char *last = find_byte_back(store->text.data, store->text.length, job->delimiter);
	struct buffer rest = { 0 };
	FILE *file;

	if (!last)
		return;
	buffer_add(&rest, last + 1, store->text.data + store->text.length - last - 1);
	store->text.length = last + 1 - store->text.data;
	sort_store(store, job);
	file = temporary_file(job->folder);
	write_store(store, job, file);
	if (fflush(file) != 0)
		die(TROUBLE, "write failed: %s", strerror(errno));
	add_run(runs, file);
	store->text.length = 0;
	buffer_add(&store->text, rest.data, rest.length);
	buffer_free(&rest);
}

static void read_input(struct runs *runs, const char *name)
{
	struct buffer *text = &runs->store.text;
	int fd = open_input(name);
	ssize_t count;

	for (;;) {
		if (text->room < text->length + (1 << 17)) {
			text->room = MAX(text->room * 2, (size_t)1 << 20);
			text->data = xrealloc(text->data, text->room);
		}
		count = read(fd, text->data + text->length, MIN(text->room - text->length - 1,
								(size_t)1 << 22));
		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			die(TROUBLE, "read failed: %s: %s", quote_maybe(name), strerror(errno));
		if (!count)
			break;
		text->length += count;
		/* Lines take room beside the text: as much again, for short ones. */
		if (text->length > runs->limit)
			spill(runs);
	}
	if (fd != STDIN_FILENO)
		close(fd);
	if (text->length && text->data[text->length - 1] != runs->job->delimiter) {
		char delimiter = runs->job->delimiter;

		buffer_add(text, &delimiter, 1);
	}
}

/* Half of the memory there is for the text and its lines. */
static uint64_t memory_limit(const struct sort_job *job)
{
	struct buffer text = { 0 };
	uint64_t available = 1 << 20;
	char *row;

	if (job->memory)
		return MAX(job->memory / 2, (uint64_t)1 << 16);
	if (read_file("/proc/meminfo", &text, 1 << 20) == 0 && text.data &&
	    (row = strstr(text.data, "MemAvailable:")) != NULL)
		available = strtoull(row + 13, NULL, 10);
	buffer_free(&text);
	return MAX(available * 1024 / 4, (uint64_t)1 << 24);
}

void sort_files(const struct sort_job *job, char **names)
{
	struct runs runs = { .job = job, .limit = memory_limit(job) };
	FILE *output;

	for (; *names; names++)
		read_input(&runs, *names);
	if (!runs.count) {
		sort_store(&runs.store, job);
		output = open_output(job);
		write_store(&runs.store, job, output);
		close_output(output, job->output);
		return;
	}
	spill(&runs);
	buffer_free(&runs.store.text);
	free(runs.store.lines);
	output = open_output(job);
	merge_runs(&runs, output);
	close_output(output, job->output);
}

void sort_merge_files(const struct sort_job *job, char **names)
{
	struct source *sources;
	size_t count = 0;
	FILE *output;

	while (names[count])
		count++;
	sources = xcalloc(count, sizeof(*sources));
	for (size_t i = 0; i < count; i++)
		sources[i].lines = (struct lines){ .fd = open_input(names[i]), .name = names[i],
						   .delimiter = lines_delimiter(job) };
	/* The output may be one of them: it is opened when they have been read. */
	output = job->output ? temporary_file(job->folder) : stdout;
	merge(job, sources, count, output);
	if (job->output) {
		FILE *final = open_output(job);

		if (fflush(output) != 0)
			die(TROUBLE, "write failed: %s", strerror(errno));
		rewind(output);
		lseek(fileno(output), 0, SEEK_SET);
		if (copy_fd(fileno(output), "temporary file", fileno(final), job->output, 0) < 0)
			die_failure(TROUBLE);
		close_output(final, job->output);
		fclose(output);
		return;
	}
	close_output(output, NULL);
}

bool sort_is_sorted(const struct sort_job *job, const char *name, bool quiet)
{
	struct source source = { .lines = { .fd = open_input(name), .name = name,
					    .delimiter = lines_delimiter(job) } };
	struct buffer kept = { 0 };
	struct sort_line last;
	uint64_t number = 0;

	for (advance(job, &source); !source.ended; advance(job, &source)) {
		/* With -u equal lines are out of order too. */
		if (number++ &&
		    sort_compare(job->how, &last, &source.line) + job->how->unique > 0) {
			if (!quiet)
				fprintf(stderr, "%s: %s:%llu: disorder: %.*s\n", program_name, name,
					(unsigned long long)number, (int)source.line.length,
					source.line.text);
			return false;
		}
		keep(job, &kept, &last, &source.line);
	}
	return true;
}
