/* SPDX-License-Identifier: MIT */
/* find's tests. */
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "core/error.h"
#include "core/quote.h"
#include "core/text.h"
#include "core/when.h"
#include "fs/birth.h"
#include "fs/entries.h"
#include "fs/magic.h"
#include "fs/mode.h"
#include "fs/owner.h"
#include "tools/find.h"

#define TEST(name)                                                                                 \
	static bool test_##name(struct find *find, const struct find_node *node,                   \
				struct walk_entry *entry)

static bool unused(struct find *find)
{
	return find != NULL;
}

/* The file's status; what cannot be looked at is told of, and is nothing. */
static bool has_status(struct walk_entry *entry)
{
	if (walk_status(entry))
		return true;
	find_complain(entry, entry->error);
	return false;
}

static bool compare(const struct find_node *node, uint64_t value)
{
	if (node->sign == '+')
		return value > node->number;
	return node->sign == '-' ? value < node->number : value == node->number;
}

/* The last part of the path, without slashes at its end. */
static const char *base_name(const struct walk_entry *entry)
{
	static char *copy;
	const char *slash;
	size_t length;

	if (entry->depth)
		return entry->name;
	free(copy);
	copy = xstrdup(entry->path);
	length = strlen(copy);
	while (length > 1 && copy[length - 1] == '/')
		copy[--length] = '\0';
	slash = strrchr(copy, '/');
	return slash && slash[1] ? slash + 1 : copy;
}

TEST(name)
{
	unused(find);
	return fnmatch(node->text, base_name(entry), node->flag ? FNM_CASEFOLD : 0) == 0;
}

TEST(path)
{
	unused(find);
	return fnmatch(node->text, entry->path, node->flag ? FNM_CASEFOLD : 0) == 0;
}

TEST(link_name)
{
	char target[4096];
	ssize_t length;

	unused(find);
	if (entry->type == DT_UNKNOWN && !has_status(entry))
		return false;
	if (entry->type != DT_LNK)
		return false;
	length = readlinkat(entry->dir_fd, entry->name, target, sizeof(target) - 1);
	if (length < 0)
		return false;
	target[length] = '\0';
	return fnmatch(node->text, target, node->flag ? FNM_CASEFOLD : 0) == 0;
}

TEST(regex)
{
	unused(find);
	return pattern_find(node->pattern, entry->path, strlen(entry->path), 0, NULL, 0) > 0;
}

static char type_letter(unsigned char type)
{
	switch (type) {
	case DT_BLK:
		return 'b';
	case DT_CHR:
		return 'c';
	case DT_DIR:
		return 'd';
	case DT_FIFO:
		return 'p';
	case DT_REG:
		return 'f';
	case DT_LNK:
		return 'l';
	default:
		return 's';
	}
}

TEST(type)
{
	unused(find);
	if (entry->type == DT_UNKNOWN && !has_status(entry))
		return false;
	return strchr(node->text, type_letter(entry->type)) != NULL;
}

/* The other side of a link: its target without -L, itself with it. */
TEST(other_type)
{
	struct stat status;
	bool follow = !(find->follow & WALK_FOLLOW) &&
		      !((find->follow & WALK_FOLLOW_ROOT) && !entry->depth);

	if (entry->type == DT_UNKNOWN && !has_status(entry))
		return false;
	if (fstatat(entry->dir_fd, entry->name, &status, follow ? 0 : AT_SYMLINK_NOFOLLOW) < 0) {
		if (errno != ENOENT) {
			find_complain(entry, errno);
			return false;
		}
		return strchr(node->text, 'l') != NULL;
	}
	return strchr(node->text, type_letter(IFTODT(status.st_mode))) != NULL;
}

TEST(size)
{
	uint64_t blocks;

	unused(find);
	if (!has_status(entry))
		return false;
	blocks = entry->status.st_size / node->time.tv_sec +
		 (entry->status.st_size % node->time.tv_sec != 0);
	return compare(node, blocks);
}

TEST(empty)
{
	struct entries entries;
	bool empty = false;
	int fd;

	unused(find);
	(void)node;
	if (!has_status(entry))
		return false;
	if (S_ISREG(entry->status.st_mode))
		return entry->status.st_size == 0;
	if (!S_ISDIR(entry->status.st_mode))
		return false;
	fd = openat(entry->dir_fd, entry->name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0) {
		find_complain(entry, errno);
		return false;
	}
	if (entries_read(fd, &entries) == 0) {
		empty = !entries.count;
		entries_free(&entries);
	}
	close(fd);
	return empty;
}

TEST(perm)
{
	mode_t mode, wanted;

	unused(find);
	if (!has_status(entry))
		return false;
	mode = entry->status.st_mode & 07777;
	/* X depends on what the file is. */
	wanted = S_ISDIR(mode) ? node->number : (mode_t)node->number;
	if (S_ISDIR(entry->status.st_mode))
		wanted = node->time.tv_sec;
	if (node->sign == '-')
		return (mode & wanted) == wanted;
	return node->sign == '/' ? !wanted || (mode & wanted) : mode == wanted;
}

TEST(owner)
{
	unused(find);
	if (!has_status(entry))
		return false;
	return compare(node, node->which == 'u' ? entry->status.st_uid : entry->status.st_gid);
}

TEST(no_owner)
{
	unused(find);
	if (!has_status(entry))
		return false;
	return node->which == 'u' ? !user_name(entry->status.st_uid)
				  : !group_name(entry->status.st_gid);
}

static bool time_of(struct walk_entry *entry, char which, struct timespec *time)
{
	if (which == 'B')
		return birth_time(entry->dir_fd, entry->name, entry->follows, time);
	if (!has_status(entry))
		return false;
	*time = which == 'a' ? entry->status.st_atim :
		which == 'c' ? entry->status.st_ctim : entry->status.st_mtim;
	return true;
}

static double age_of(const struct timespec *from, const struct timespec *time)
{
	return (double)(from->tv_sec - time->tv_sec) + (from->tv_nsec - time->tv_nsec) / 1e9;
}

/* -mtime and -mmin: whole days, or minutes, that have passed; node->time is from when. */
TEST(age)
{
	double unit = node->other == 'd' ? 86400 : 60, age, low = node->number * unit;
	struct timespec time;

	unused(find);
	if (!time_of(entry, node->which, &time))
		return false;
	age = age_of(&node->time, &time);
	if (node->other == 'm') {
		/* Minutes are counted up to the next. */
		if (node->sign == '+')
			return age > low;
		if (node->sign == '-')
			return age < low;
		return age > low - unit && age <= low;
	}
	if (node->sign == '+')
		return age >= low + unit;
	if (node->sign == '-')
		return age < low;
	return age >= low && age < low + unit;
}

TEST(newer)
{
	struct timespec time;

	unused(find);
	if (!time_of(entry, node->which, &time))
		return false;
	return time.tv_sec != node->time.tv_sec ? time.tv_sec > node->time.tv_sec
						: time.tv_nsec > node->time.tv_nsec;
}

/* Days from the change of status to the last access. */
TEST(used)
{
	double days;

	unused(find);
	if (!has_status(entry))
		return false;
	days = age_of(&entry->status.st_atim, &entry->status.st_ctim) / 86400;
	if (node->sign == '+')
		return days > node->number;
	if (node->sign == '-')
		return days >= 0 && days < node->number;
	return days >= node->number && days < node->number + 1;
}

TEST(inode)
{
	unused(find);
	return has_status(entry) && compare(node, entry->status.st_ino);
}

TEST(links)
{
	unused(find);
	return has_status(entry) && compare(node, entry->status.st_nlink);
}

TEST(same_file)
{
	unused(find);
	return has_status(entry) && entry->status.st_ino == node->number &&
	       entry->status.st_dev == (dev_t)node->time.tv_sec;
}

TEST(access)
{
	unused(find);
	return faccessat(entry->dir_fd, entry->name, node->which, AT_EACCESS) == 0;
}

TEST(filesystem)
{
	static dev_t last;
	static char name[40];
	struct statfs status;

	unused(find);
	if (!has_status(entry))
		return false;
	if (!name[0] || last != entry->status.st_dev) {
		if (statfs(entry->path, &status) < 0)
			return false;
		text_copy(name, sizeof(name), filesystem_name(status.f_type, name));
		last = entry->status.st_dev;
	}
	return strcmp(name, node->text) == 0 ||
	       (strcmp(name, "ext2/ext3") == 0 && strncmp(node->text, "ext", 3) == 0) ||
	       (strcmp(name, "overlayfs") == 0 && strcmp(node->text, "overlay") == 0);
}

TEST(constant)
{
	unused(find);
	(void)entry;
	return node->flag;
}

static const char *next(struct find_node *node, char ***at)
{
	if (!**at)
		die(1, "missing argument to `%s'", node->text);
	return *(*at)++;
}

static void wrong(const struct find_node *node, const char *argument)
{
	die(1, "invalid argument `%s' to `%s'", argument, node->text);
}

void find_take_text(struct find *find, struct find_node *node, char ***at)
{
	unused(find);
	node->text = next(node, at);
}

static void take_no_case(struct find *find, struct find_node *node, char ***at)
{
	node->flag = true;
	find_take_text(find, node, at);
}

static void take_true(struct find *find, struct find_node *node, char ***at)
{
	unused(find);
	(void)at;
	node->flag = true;
}

/* "+5", "-5", "5". */
static const char *take_signed(struct find_node *node, char ***at)
{
	const char *argument = next(node, at), *text = argument;
	char *end;

	node->sign = *text == '+' || *text == '-' ? *text++ : 0;
	if (!isdigit((unsigned char)*text))
		wrong(node, argument);
	errno = 0;
	node->number = strtoull(text, &end, 10);
	if (errno)
		wrong(node, argument);
	return end;
}

static void take_number(struct find *find, struct find_node *node, char ***at)
{
	unused(find);
	if (*take_signed(node, at))
		wrong(node, (*at)[-1]);
}

static void take_size(struct find *find, struct find_node *node, char ***at)
{
	static const struct {
		char letter;
		int size;
	} units[] = {
		{ '\0', 512 }, { 'b', 512 }, { 'c', 1 }, { 'w', 2 }, { 'k', 1024 },
		{ 'M', 1 << 20 }, { 'G', 1 << 30 },
	};
	const char *end = take_signed(node, at);

	unused(find);
	for (size_t i = 0; i < ARRAY_SIZE(units); i++)
		if (units[i].letter == *end && (!*end || !end[1]))
			node->time.tv_sec = units[i].size;
	if (!node->time.tv_sec)
		die(1, "invalid -size type `%c'", *end);
}

static void take_type(struct find *find, struct find_node *node, char ***at)
{
	const char *argument = next(node, at);

	unused(find);
	if (!*argument)
		die(1, "Arguments to -type should contain at least one letter");
	for (const char *letter = argument; *letter; letter += 2) {
		if (!strchr("bcdpfls", *letter))
			die(1, "Unknown argument to -type: %c", *letter);
		if (letter[1] && letter[1] != ',')
			die(1, "Must separate multiple arguments to -type using: ','");
		if (!letter[1])
			break;
		if (!letter[2])
			die(1, "Last file type in list argument to -type is missing, i.e., list is "
			    "ending on: ','");
	}
	node->text = argument;
}

static void take_perm(struct find *find, struct find_node *node, char ***at)
{
	const char *argument = next(node, at), *text = argument;
	mode_t plain, folder;

	unused(find);
	node->sign = *text == '-' || *text == '/' ? *text++ : 0;
	if (mode_parse(text, 0, false, 0, &plain) < 0 || mode_parse(text, 0, true, 0, &folder) < 0)
		die(1, "invalid mode %s", quote(argument));
	node->number = plain;
	node->time.tv_sec = folder;
}

static void take_owner(struct find *find, struct find_node *node, char ***at)
{
	const char *name = node->text, *argument = next(node, at);
	bool user = name[1] == 'u';
	unsigned id;

	unused(find);
	node->which = user ? 'u' : 'g';
	if ((user ? user_parse(argument, &id) : group_parse(argument, &id)) < 0)
		die(1, "%s is not the name of %s", quote(argument),
		    user ? "a known user" : "an existing group");
	node->number = id;
}

static void take_owner_number(struct find *find, struct find_node *node, char ***at)
{
	node->which = node->text[1];
	take_number(find, node, at);
}

static void take_no_owner(struct find *find, struct find_node *node, char ***at)
{
	unused(find);
	(void)at;
	node->which = node->text[3];
}

/* -atime -cmin ...: from now, or with -daystart from the end of this day. */
static void take_age(struct find *find, struct find_node *node, char ***at)
{
	struct tm day;

	node->which = node->text[1];
	node->other = node->text[2] == 't' ? 'd' : 'm';
	node->time = find->now;
	if (find->day_start) {
		localtime_r(&find->now.tv_sec, &day);
		day.tm_hour = day.tm_min = day.tm_sec = 0;
		day.tm_mday++;
		day.tm_isdst = -1;
		node->time = (struct timespec){ .tv_sec = mktime(&day) };
	}
	take_number(find, node, at);
}

static bool follows_operands(const struct find *find)
{
	return find->follow & (WALK_FOLLOW | WALK_FOLLOW_ROOT);
}

static void status_of(const struct find *find, const char *path, struct stat *status)
{
	if ((follows_operands(find) ? stat(path, status) : lstat(path, status)) < 0 &&
	    lstat(path, status) < 0)
		die(1, "%s: %s", quote(path), strerror(errno));
}

static void take_newer(struct find *find, struct find_node *node, char ***at)
{
	const char *name = node->text, *argument = next(node, at);
	struct stat status;
	char reference = 'm';

	node->which = 'm';
	if (name[1] == 'a' || name[1] == 'c') {
		node->which = name[1];
	} else if (strlen(name) == 8) {
		node->which = name[6];
		reference = name[7];
	}
	if (reference == 't') {
		if (when_parse(argument, find->now, &node->time) < 0)
			die(1, "I cannot figure out how to interpret %s as a date or time",
			    quote(argument));
		return;
	}
	status_of(find, argument, &status);
	if (reference == 'B') {
		if (!birth_time(AT_FDCWD, argument, follows_operands(find), &node->time))
			die(1, "Cannot obtain birth time of file %s", quote(argument));
		return;
	}
	node->time = reference == 'a' ? status.st_atim :
		     reference == 'c' ? status.st_ctim : status.st_mtim;
}

static void take_same_file(struct find *find, struct find_node *node, char ***at)
{
	struct stat status;

	status_of(find, next(node, at), &status);
	node->number = status.st_ino;
	node->time.tv_sec = status.st_dev;
}

static void take_access(struct find *find, struct find_node *node, char ***at)
{
	unused(find);
	(void)at;
	node->which = node->text[1] == 'r' ? R_OK : node->text[1] == 'w' ? W_OK : X_OK;
}

/* The kind of expression that -regextype has chosen for those behind it. */
static enum { EMACS, BASIC, EXTENDED } regex_type;

static void take_regex_type(struct find *find, struct find_node *node, char ***at)
{
	static const struct {
		const char *name;
		int type;
	} types[] = {
		{ "findutils-default", EMACS }, { "emacs", EMACS }, { "ed", BASIC },
		{ "grep", BASIC }, { "sed", BASIC }, { "posix-basic", BASIC },
		{ "posix-minimal-basic", BASIC }, { "gnu-awk", EXTENDED },
		{ "posix-awk", EXTENDED }, { "awk", EXTENDED }, { "egrep", EXTENDED },
		{ "posix-egrep", EXTENDED }, { "posix-extended", EXTENDED },
	};
	const char *argument = next(node, at);

	unused(find);
	for (size_t i = 0; i < ARRAY_SIZE(types); i++) {
		if (strcmp(types[i].name, argument) == 0) {
			regex_type = types[i].type;
			node->flag = true;
			return;
		}
	}
	die(1, "Unknown regular expression type %s", quote(argument));
}

/* Emacs's syntax is the basic one but for + and ?, which are special by themselves. */
static char *from_emacs(const char *text)
{
	struct buffer out = { 0 };
	bool bracket = false;

	buffer_add(&out, "", 0);
	for (const char *at = text; *at; at++) {
		if (!bracket && *at == '\\' && at[1]) {
			buffer_add(&out, at++, 2);
			continue;
		}
		if (!bracket && (*at == '+' || *at == '?'))
			buffer_text(&out, "\\");
		else if (!bracket && *at == '[') {
			bracket = true;
			buffer_add(&out, at, 1);
			if (at[1] == '^')
				buffer_add(&out, ++at, 1);
			if (at[1] == ']')
				buffer_add(&out, ++at, 1);
			continue;
		} else if (*at == ']')
			bracket = false;
		buffer_add(&out, at, 1);
	}
	return out.data;
}

static void take_regex(struct find *find, struct find_node *node, char ***at)
{
	bool fold = node->text[1] == 'i';
	const char *argument = next(node, at);
	unsigned flags = PATTERN_WHOLE_LINE | PATTERN_LENIENT | (fold ? PATTERN_IGNORE_CASE : 0);
	char *text = regex_type == EMACS ? from_emacs(argument) : xstrdup(argument);

	unused(find);
	if (regex_type == EXTENDED)
		flags |= PATTERN_EXTENDED;
	node->pattern = pattern_compile(text, strlen(text), flags);
	if (!node->pattern)
		die(1, "failed to compile regular expression '%s': %s", argument, fail_text());
	free(text);
}

static const struct find_predicate tests[] = {
	{ "-name", test_name, find_take_text }, { "-iname", test_name, take_no_case },
	{ "-path", test_path, find_take_text }, { "-wholename", test_path, find_take_text },
	{ "-ipath", test_path, take_no_case }, { "-iwholename", test_path, take_no_case },
	{ "-lname", test_link_name, find_take_text }, { "-ilname", test_link_name, take_no_case },
	{ "-regex", test_regex, take_regex }, { "-iregex", test_regex, take_regex },
	{ "-regextype", test_constant, take_regex_type, FIND_OPTION },
	{ "-type", test_type, take_type }, { "-xtype", test_other_type, take_type },
	{ "-size", test_size, take_size }, { "-empty", test_empty },
	{ "-perm", test_perm, take_perm }, { "-user", test_owner, take_owner },
	{ "-group", test_owner, take_owner }, { "-uid", test_owner, take_owner_number },
	{ "-gid", test_owner, take_owner_number }, { "-nouser", test_no_owner, take_no_owner },
	{ "-nogroup", test_no_owner, take_no_owner }, { "-atime", test_age, take_age },
	{ "-ctime", test_age, take_age }, { "-mtime", test_age, take_age },
	{ "-amin", test_age, take_age }, { "-cmin", test_age, take_age },
	{ "-mmin", test_age, take_age }, { "-newer", test_newer, take_newer },
	{ "-anewer", test_newer, take_newer }, { "-cnewer", test_newer, take_newer },
	{ "-used", test_used, take_number }, { "-inum", test_inode, take_number },
	{ "-links", test_links, take_number }, { "-samefile", test_same_file, take_same_file },
	{ "-readable", test_access, take_access }, { "-writable", test_access, take_access },
	{ "-executable", test_access, take_access },
	{ "-fstype", test_filesystem, find_take_text },
	{ "-true", test_constant, take_true }, { "-false", test_constant },
};

const struct find_predicate *find_test_named(const char *name)
{
	static const struct find_predicate newer = { "-newerXY", test_newer, take_newer };

	if (strncmp(name, "-newer", 6) == 0 && strlen(name) == 8 && strchr("aBcm", name[6]) &&
	    strchr("aBcmt", name[7]))
		return &newer;
	for (size_t i = 0; i < ARRAY_SIZE(tests); i++)
		if (strcmp(tests[i].name, name) == 0)
			return &tests[i];
	return NULL;
}
