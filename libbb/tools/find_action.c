/* SPDX-License-Identifier: MIT */
/* find's actions: printing, commands, removing. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "tools/find.h"

#define ACTION(name)                                                                               \
	static bool do_##name(struct find *find, const struct find_node *node,                     \
			      struct walk_entry *entry)

enum { MOST_BYTES = 128 * 1024, MOST_WORDS = 4096 };

/* What -exec ... {} + has gathered for one folder, or for all. */
struct find_batch {
	char **paths;
	size_t count, bytes;
	int dir_fd;			/* of -execdir, else AT_FDCWD */
	bool failed;
};

ACTION(print)
{
	(void)find;
	find_put_path(node->file, entry->path);
	fputc(node->flag ? '\0' : '\n', node->file);
	return true;
}

ACTION(format)
{
	find_print_format(node->file, node->text, find, entry);
	return true;
}

ACTION(ls)
{
	find_print_ls(node->file, find, entry);
	return true;
}

ACTION(prune)
{
	(void)node;
	(void)entry;
	find->prune = true;
	return true;
}

ACTION(quit)
{
	(void)node;
	(void)entry;
	find->quit = true;
	return true;
}

ACTION(delete)
{
	int flags = entry->type == DT_DIR ? AT_REMOVEDIR : 0;

	(void)node;
	if (entry->type == DT_UNKNOWN && walk_status(entry) && S_ISDIR(entry->status.st_mode))
		flags = AT_REMOVEDIR;
	/* The folder we stand in is never taken away. */
	if (strcmp(entry->path, ".") == 0)
		return true;
	if (unlinkat(entry->dir_fd, entry->name, flags) == 0)
		return true;
	if (find->no_race && errno == ENOENT)
		return true;
	warn("cannot delete %s: %s", quote(entry->path), strerror(errno));
	return false;
}

/* Put the path in place of each {} of a word. */
static char *put_in(const char *word, const char *path)
{
	struct buffer out = { 0 };
	const char *found;

	buffer_add(&out, "", 0);
	while ((found = strstr(word, "{}")) != NULL) {
		buffer_add(&out, word, found - word);
		buffer_text(&out, path);
		word = found + 2;
	}
	buffer_text(&out, word);
	return out.data;
}

static bool run_command(char **words, int dir_fd)
{
	int status;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (child == 0) {
		if (dir_fd != AT_FDCWD && fchdir(dir_fd) < 0)
			die(1, "cannot change to the file's directory: %s", strerror(errno));
		execvp(words[0], words);
		warn("%s: %s", quote(words[0]), strerror(errno));
		_exit(1);
	}
	if (child < 0) {
		warn_errno("cannot fork");
		return false;
	}
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return false;
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* How a command run in the file's own folder calls it. */
static char *name_in_folder(const struct walk_entry *entry)
{
	return entry->depth ? xasprintf("./%s", entry->name) : xstrdup(entry->path);
}

static bool ask_first(const struct find_node *node, const char *path)
{
	int first, c;

	fflush(stdout);
	fprintf(stderr, "< %s ... %s > ? ", node->words[0], path);
	first = c = getchar();
	while (c != '\n' && c != EOF)
		c = getchar();
	return first == 'y' || first == 'Y';
}

ACTION(exec)
{
	bool in_folder = node->which == 'd';
	char **words = xcalloc(node->word_count + 1, sizeof(*words));
	char *path = in_folder ? name_in_folder(entry) : xstrdup(entry->path);
	bool result = false;

	(void)find;
	if (!node->flag || ask_first(node, path)) {
		for (size_t i = 0; i < node->word_count; i++)
			words[i] = put_in(node->words[i], path);
		result = run_command(words, in_folder && entry->depth ? entry->dir_fd : AT_FDCWD);
		for (size_t i = 0; i < node->word_count; i++)
			free(words[i]);
	}
	free(words);
	free(path);
	return result;
}

static void run_batch(const struct find_node *node)
{
	struct find_batch *batch = node->batch;
	char **words;
	size_t fixed = node->word_count - 1;

	if (!batch->count)
		return;
	words = xcalloc(fixed + batch->count + 1, sizeof(*words));
	memcpy(words, node->words, fixed * sizeof(*words));
	memcpy(words + fixed, batch->paths, batch->count * sizeof(*words));
	if (!run_command(words, batch->dir_fd))
		exit_status = 1;
	for (size_t i = 0; i < batch->count; i++)
		free(batch->paths[i]);
	if (batch->dir_fd != AT_FDCWD)
		close(batch->dir_fd);
	batch->dir_fd = AT_FDCWD;
	batch->count = batch->bytes = 0;
	free(words);
}

ACTION(exec_many)
{
	bool in_folder = node->which == 'd' && entry->depth;
	struct find_batch *batch = node->batch;
	char *path = in_folder ? name_in_folder(entry) : xstrdup(entry->path);
	size_t size = strlen(path) + 1 + sizeof(char *);

	(void)find;
	if (in_folder && batch->count) {
		struct stat ours, theirs;

		/* Each folder has a run of its own. */
		if (batch->dir_fd == AT_FDCWD || fstat(batch->dir_fd, &theirs) < 0 ||
		    fstat(entry->dir_fd, &ours) < 0 || ours.st_ino != theirs.st_ino ||
		    ours.st_dev != theirs.st_dev)
			run_batch(node);
	}
	if (batch->count == MOST_WORDS || batch->bytes + size > MOST_BYTES)
		run_batch(node);
	if (in_folder && !batch->count)
		batch->dir_fd = fcntl(entry->dir_fd, F_DUPFD_CLOEXEC, 3);
	if (!batch->paths)
		batch->paths = xcalloc(MOST_WORDS, sizeof(*batch->paths));
	batch->paths[batch->count++] = path;
	batch->bytes += size;
	return true;
}

void find_finish(struct find *find)
{
	for (size_t i = 0; i < find->batch_count; i++)
		run_batch(find->batches[i]);
}

static void take_stdout(struct find *find, struct find_node *node, char ***at)
{
	(void)find;
	(void)at;
	node->file = stdout;
}

static void take_stdout_nul(struct find *find, struct find_node *node, char ***at)
{
	node->flag = true;
	take_stdout(find, node, at);
}

static void take_file(struct find *find, struct find_node *node, char ***at)
{
	find_take_text(find, node, at);
	node->file = strcmp(node->text, "/dev/stdout") == 0 ? stdout :
		     strcmp(node->text, "/dev/stderr") == 0 ? stderr : fopen(node->text, "we");
	if (!node->file)
		die(1, "%s: %s", quote(node->text), strerror(errno));
}

static void take_file_nul(struct find *find, struct find_node *node, char ***at)
{
	node->flag = true;
	take_file(find, node, at);
}

static void check_format(const char *format)
{
	for (const char *at = format; *at; at++)
		if (*at == '%' && !*++at)
			die(1, "error: %% at end of format string");
}

static void take_format(struct find *find, struct find_node *node, char ***at)
{
	node->file = stdout;
	find_take_text(find, node, at);
	check_format(node->text);
}

static void take_file_format(struct find *find, struct find_node *node, char ***at)
{
	const char *name = node->text;

	take_file(find, node, at);
	node->text = name;
	find_take_text(find, node, at);
	check_format(node->text);
}

static void take_delete(struct find *find, struct find_node *node, char ***at)
{
	(void)node;
	(void)at;
	find->depth_first = true;
}

/* Words up to ";" or "{} +". */
static void take_command(struct find *find, struct find_node *node, char ***at)
{
	const char *name = node->text;
	char **start = *at;
	bool many = false;

	node->which = strstr(name, "dir") ? 'd' : 0;
	node->flag = name[1] == 'o';
	while (**at && strcmp(**at, ";") != 0) {
		many = !node->flag && strcmp(**at, "+") == 0 && *at > start &&
		       strcmp((*at)[-1], "{}") == 0;
		if (many)
			break;
		++*at;
	}
	if (!**at || *at == start)
		die(1, **at ? "invalid argument `;' to `%s'" : "missing argument to `%s'", name);
	node->words = start;
	node->word_count = *at - start;
	**at = NULL;
	++*at;
	if (!many)
		return;
	for (size_t i = 0; i + 1 < node->word_count; i++)
		if (strstr(start[i], "{}"))
			die(1, "Only one instance of {} is supported with %s ... +", name);
	node->function = do_exec_many;
	node->batch = xcalloc(1, sizeof(*node->batch));
	node->batch->dir_fd = AT_FDCWD;
	if (find->batch_count == ARRAY_SIZE(find->batches))
		die(1, "too many commands");
	find->batches[find->batch_count++] = node;
}

static const struct find_predicate actions[] = {
	{ "-print", do_print, take_stdout, FIND_ACTION },
	{ "-print0", do_print, take_stdout_nul, FIND_ACTION },
	{ "-fprint", do_print, take_file, FIND_ACTION },
	{ "-fprint0", do_print, take_file_nul, FIND_ACTION },
	{ "-printf", do_format, take_format, FIND_ACTION },
	{ "-fprintf", do_format, take_file_format, FIND_ACTION },
	{ "-ls", do_ls, take_stdout, FIND_ACTION }, { "-fls", do_ls, take_file, FIND_ACTION },
	{ "-exec", do_exec, take_command, FIND_ACTION },
	{ "-execdir", do_exec, take_command, FIND_ACTION },
	{ "-ok", do_exec, take_command, FIND_ACTION },
	{ "-okdir", do_exec, take_command, FIND_ACTION },
	{ "-delete", do_delete, take_delete, FIND_ACTION },
	{ "-prune", do_prune, NULL, FIND_TEST }, { "-quit", do_quit, NULL, FIND_ACTION },
};

const struct find_predicate *find_action_named(const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(actions); i++)
		if (strcmp(actions[i].name, name) == 0)
			return &actions[i];
	return NULL;
}
