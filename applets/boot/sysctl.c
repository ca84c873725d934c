/* SPDX-License-Identifier: MIT */
/* sysctl(8) of procps: kernel parameters, /proc/sys. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/applet.h"
#include "core/error.h"
#include "core/io.h"
#include "core/text.h"
#include "match/pattern.h"

#define ROOT "/proc/sys/"
enum { VALUE_LIMIT = 1 << 20 };

static struct {
	bool all, binary, ignore, names, values, quiet, write, dry_run, system, deprecated;
	bool load;
	const char *pattern;
	const char *load_file;
	struct pattern *compiled;
} G;

static int set_load(const char *name, const char *file)
{
	(void)name;
	G.load = true;
	G.load_file = file ? file + (*file == '=') : NULL;
	return 0;
}

static const struct option_row options[] = {
	{ "-a -A -X --all", OPTION_FLAG, &G.all, NULL, "show every parameter" },
	{ "-b --binary", OPTION_FLAG, &G.binary, NULL, "values without a newline" },
	{ "--deprecated", OPTION_FLAG, &G.deprecated, NULL, "with -a: those out of use, too" },
	{ "--dry-run", OPTION_FLAG, &G.dry_run, NULL, "print, but write nothing" },
	{ "-e --ignore", OPTION_FLAG, &G.ignore, NULL, "silent about unknown parameters" },
	{ "-N --names", OPTION_FLAG, &G.names, NULL, "names alone" },
	{ "-n --values", OPTION_FLAG, &G.values, NULL, "values alone" },
	{ "-p -f --load", OPTION_MAYBE, set_load, "FILE", "set what FILE says (/etc/sysctl.conf)" },
	{ "-q --quiet", OPTION_FLAG, &G.quiet, NULL, "do not print what is set" },
	{ "-r --pattern", OPTION_TEXT, &G.pattern, "REGEX", "only names that match" },
	{ "--system", OPTION_FLAG, &G.system, NULL, "set what the files in /etc/sysctl.d say" },
	{ "-w --write", OPTION_FLAG, &G.write, NULL, "every operand sets a value" },
	{ 0 }
};

/* In a name the first separator tells which one is meant; the other is part of it. */
static void swap_separators(char *name)
{
	for (; *name; name++) {
		if (*name == '.')
			*name = '/';
		else if (*name == '/')
			*name = '.';
	}
}

static char *path_of(const char *name)
{
	char *path = xasprintf(ROOT "%s", name);
	char *first = strpbrk(path + strlen(ROOT), "./");

	if (first && *first == '.')
		swap_separators(path + strlen(ROOT));
	return path;
}

static char *name_of(const char *path)
{
	char *name = xstrdup(path + strlen(ROOT));

	swap_separators(name);
	return name;
}

static bool is_wanted(const char *name)
{
	struct span span;

	return !G.pattern || pattern_find(G.compiled, name, strlen(name), 0, &span, 1) == 1;
}

/* Every line of a value stands behind the name. */
static void print_value(const char *name, char *text)
{
	char *rest = text, *line;
	size_t length = strlen(text);

	if (G.names) {
		puts(name);
		return;
	}
	if (G.binary) {
		fwrite(text, 1, length - (length && text[length - 1] == '\n'), stdout);
		return;
	}
	if (length && text[length - 1] == '\n')
		text[length - 1] = '\0';
	do {
		line = strsep(&rest, "\n");
		if (G.values)
			puts(line);
		else
			printf("%s = %s\n", name, line);
	} while (rest);
}

static bool is_deprecated(const char *path)
{
	const char *base = strrchr(path, '/') + 1;

	return strcmp(base, "base_reachable_time") == 0 || strcmp(base, "retrans_time") == 0;
}

static void show_file(const char *path, bool from_all)
{
	struct buffer value = { 0 };
	char *name = name_of(path);
	struct stat status;

	if (stat(path, &status) == 0 && !(status.st_mode & 0444)) {
		/* Those to be written alone are no error when all are shown. */
		if (!from_all)
			warn("permission denied on key \"%s\"", name);
	} else if (G.names) {
		print_value(name, "");
	} else if (read_file(path, &value, VALUE_LIMIT) < 0) {
		if (errno != EIO)
			warn("reading key \"%s\": %s", name, strerror(errno));
	} else if (value.length) {
		print_value(name, value.data);
	}
	buffer_free(&value);
	free(name);
}

static void show_folder(const char *folder)
{
	struct dirent **entries;
	int count = scandir(folder, &entries, NULL, alphasort);

	if (count < 0) {
		if (!G.ignore)
			warn("unable to open directory \"%s\"", folder);
		return;
	}
	for (int i = 0; i < count; i++) {
		size_t length = strlen(folder);
		char *path = xasprintf("%s%s%s", folder, folder[length - 1] == '/' ? "" : "/",
				       entries[i]->d_name), *name = name_of(path);
		struct stat status;

		if (entries[i]->d_name[0] != '.' && lstat(path, &status) == 0) {
			if (S_ISDIR(status.st_mode))
				show_folder(path);
			else if (is_wanted(name) && (G.deprecated || !is_deprecated(path)))
				show_file(path, true);
		}
		free(entries[i]);
		free(name);
		free(path);
	}
	free(entries);
}

static void show(const char *operand)
{
	char *path = path_of(operand);
	struct stat status;

	if (stat(path, &status) < 0) {
		if (!G.ignore)
			warn_errno("cannot stat %s", path);
	} else if (S_ISDIR(status.st_mode)) {
		show_folder(path);
	} else if (is_wanted(operand)) {
		show_file(path, false);
	}
	free(path);
}

static void write_value(const char *path, const char *value, bool optional)
{
	char *name = name_of(path), *line = xasprintf("%s\n", value);
	int fd = G.dry_run ? -1 : open(path, O_WRONLY | O_CLOEXEC);
	bool failed = !G.dry_run && (fd < 0 || write_all(fd, line, strlen(line)) < 0);

	if (failed) {
		if (fd < 0 && errno == EACCES && !optional)
			warn("permission denied on key \"%s\"", name);
		else if (!optional)
			warn_errno("setting key \"%s\"", name);
		else
			fprintf(stderr, "sysctl: setting key \"%s\", ignoring: %s\n", name,
				strerror(errno));
	} else if (!G.quiet) {
		print_value(name, line);
	}
	if (fd >= 0)
		close(fd);
	free(line);
	free(name);
}

/* The name may be a pattern of glob(7): "net.ipv4.conf.*.forwarding". */
static void set(const char *name, const char *value, bool optional)
{
	char *path = path_of(name);
	struct stat status;
	glob_t found;

	if (stat(path, &status) == 0) {
		write_value(path, value, optional);
	} else if (strpbrk(path, "*?[") && glob(path, 0, NULL, &found) == 0) {
		for (size_t i = 0; i < found.gl_pathc; i++)
			write_value(found.gl_pathv[i], value, optional);
		globfree(&found);
	} else if (!G.ignore && optional) {
		fprintf(stderr, "sysctl: cannot stat %s: %s\n", path, strerror(ENOENT));
	} else if (!G.ignore) {
		warn("cannot stat %s: %s", path, strerror(ENOENT));
	}
	free(path);
}

/* "name = value", blanks trimmed, "-" before it: may fail. False when it is none. */
static bool set_line(char *line)
{
	bool optional = *line == '-';
	char *sign = strchr(line, '='), *end, *value;

	if (!sign)
		return false;
	line += optional;
	for (end = sign; end > line && (end[-1] == ' ' || end[-1] == '\t'); end--)
		;
	*end = '\0';
	value = sign + 1 + strspn(sign + 1, " \t");
	for (end = strchr(value, '\0'); end > value && strchr(" \t\r\n", end[-1]); end--)
		end[-1] = '\0';
	if (is_wanted(line))
		set(line, value, optional);
	return true;
}

static void load(const char *path)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	int number = 0;

	if (!file) {
		warn("cannot open \"%s\": %s", path, strerror(errno));
		return;
	}
	while (getline(&line, &room, file) > 0) {
		char *at = line + strspn(line, " \t");

		number++;
		if (!*at || strchr("#;\n", *at))
			continue;
		if (!set_line(at))
			warn("%s(%d): invalid syntax, continuing...", path, number);
	}
	free(line);
	if (file != stdin)
		fclose(file);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(strrchr(*(char *const *)a, '/'), strrchr(*(char *const *)b, '/'));
}

/* sysctl.d(5): in order of names; a name in an earlier folder hides the later ones. */
static void load_system(void)
{
	static const char *const folders[] = {
		"/run", "/etc", "/usr/local/lib", "/usr/lib", "/lib"
	};
	struct option_list files = { 0 };

	for (size_t i = 0; i < ARRAY_SIZE(folders); i++) {
		char *pattern = xasprintf("%s/sysctl.d/*.conf", folders[i]);
		glob_t found = { 0 };

		for (size_t n = 0; glob(pattern, 0, NULL, &found) == 0 && n < found.gl_pathc; n++) {
			bool hidden = false;

			for (size_t k = 0; k < files.count; k++)
				hidden |= compare_names(&files.items[k], &found.gl_pathv[n]) == 0;
			if (hidden)
				continue;
			files.items = xrealloc(files.items,
					       (files.count + 1) * sizeof(*files.items));
			files.items[files.count++] = xstrdup(found.gl_pathv[n]);
		}
		globfree(&found);
		free(pattern);
	}
	if (files.count)
		qsort(files.items, files.count, sizeof(*files.items), compare_names);
	for (size_t i = 0; i < files.count; i++) {
		if (!G.quiet)
			printf("* Applying %s ...\n", files.items[i]);
		load(files.items[i]);
	}
	if (access("/etc/sysctl.conf", F_OK) == 0) {
		if (!G.quiet)
			puts("* Applying /etc/sysctl.conf ...");
		load("/etc/sysctl.conf");
	}
}

static int run(int argc, char **argv)
{
	int i;

	if (G.pattern) {
		G.compiled = pattern_compile(G.pattern, strlen(G.pattern), PATTERN_EXTENDED);
		if (!G.compiled)
			die(1, "invalid regular expression: %s", G.pattern);
	}
	if (G.all) {
		show_folder(ROOT);
		return 0;
	}
	if (G.system) {
		load_system();
		return exit_status;
	}
	if (G.load) {
		if (G.load_file || argc < 2)
			load(G.load_file ? G.load_file : "/etc/sysctl.conf");
		for (i = 1; i < argc; i++)
			load(argv[i]);
		return 0;
	}
	if (argc < 2)
		usage("no variables specified");
	for (i = 1; i < argc; i++) {
		if (!G.write && !strchr(argv[i], '='))
			show(argv[i]);
		else if (!set_line(argv[i]))
			warn("command line(%d): invalid syntax, continuing...", i - 1);
	}
	return 0;
}

APPLET(sysctl, .names = "sysctl", .summary = "show and set kernel parameters",
       .operands = "[NAME[=VALUE]]...", .options = options, .run = run, .state = &G,
       .state_size = sizeof(G));
