/* SPDX-License-Identifier: MIT */
/* find's tests. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statfs.h>
#include <unistd.h>

#include "core/error.h"
#include "core/text.h"
#include "fs/birth.h"
#include "fs/entries.h"
#include "fs/magic.h"
#include "fs/owner.h"
#include "tools/find.h"

#define TEST(name)                                                                                 \
	static bool test_##name(struct find *find, const struct find_node *node,                   \
				struct walk_entry *entry)

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
	(void)find;
	return fnmatch(node->text, base_name(entry), node->flag ? FNM_CASEFOLD : 0) == 0;
}

TEST(path)
{
	(void)find;
	return fnmatch(node->text, entry->path, node->flag ? FNM_CASEFOLD : 0) == 0;
}

TEST(link_name)
{
	char target[4096];
	ssize_t length;

	(void)find;
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
	(void)find;
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
	(void)find;
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

	(void)find;
	if (!has_status(entry))
		return false;
	blocks = entry->status.st_size / node->second +
		 (entry->status.st_size % node->second != 0);
	return compare(node, blocks);
}

TEST(empty)
{
	struct entries entries;
	bool empty = false;
	int fd;

	(void)find;
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

	(void)find;
	if (!has_status(entry))
		return false;
	mode = entry->status.st_mode & 07777;
	/* X depends on what the file is. */
	wanted = S_ISDIR(entry->status.st_mode) ? node->second : node->number;
	if (node->sign == '-')
		return (mode & wanted) == wanted;
	return node->sign == '/' ? !wanted || (mode & wanted) : mode == wanted;
}

TEST(owner)
{
	(void)find;
	if (!has_status(entry))
		return false;
	return compare(node, node->which == 'u' ? entry->status.st_uid : entry->status.st_gid);
}

TEST(no_owner)
{
	(void)find;
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

	(void)find;
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

	(void)find;
	if (!time_of(entry, node->which, &time))
		return false;
	return time.tv_sec != node->time.tv_sec ? time.tv_sec > node->time.tv_sec
						: time.tv_nsec > node->time.tv_nsec;
}

/* Days from the change of status to the last access. */
TEST(used)
{
	double days;

	(void)find;
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
	(void)find;
	return has_status(entry) && compare(node, entry->status.st_ino);
}

TEST(links)
{
	(void)find;
	return has_status(entry) && compare(node, entry->status.st_nlink);
}

TEST(same_file)
{
	(void)find;
	return has_status(entry) && entry->status.st_ino == node->number &&
	       entry->status.st_dev == node->second;
}

TEST(access)
{
	(void)find;
	return faccessat(entry->dir_fd, entry->name, node->which, AT_EACCESS) == 0;
}

TEST(filesystem)
{
	static dev_t last;
	static char name[40];
	struct statfs status;

	(void)find;
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
	(void)find;
	(void)entry;
	return node->flag;
}

static const struct find_predicate tests[] = {
	{ "-name", test_name, find_take_text }, { "-iname", test_name, find_take_no_case },
	{ "-path", test_path, find_take_text }, { "-wholename", test_path, find_take_text },
	{ "-ipath", test_path, find_take_no_case },
	{ "-iwholename", test_path, find_take_no_case },
	{ "-lname", test_link_name, find_take_text },
	{ "-ilname", test_link_name, find_take_no_case },
	{ "-regex", test_regex, find_take_regex }, { "-iregex", test_regex, find_take_regex },
	{ "-regextype", test_constant, find_take_regex_type, FIND_OPTION },
	{ "-type", test_type, find_take_type }, { "-xtype", test_other_type, find_take_type },
	{ "-size", test_size, find_take_size }, { "-empty", test_empty },
	{ "-perm", test_perm, find_take_perm }, { "-user", test_owner, find_take_owner },
	{ "-group", test_owner, find_take_owner },
	{ "-uid", test_owner, find_take_owner_number },
	{ "-gid", test_owner, find_take_owner_number },
	{ "-nouser", test_no_owner, find_take_no_owner },
	{ "-nogroup", test_no_owner, find_take_no_owner }, { "-atime", test_age, find_take_age },
	{ "-ctime", test_age, find_take_age }, { "-mtime", test_age, find_take_age },
	{ "-amin", test_age, find_take_age }, { "-cmin", test_age, find_take_age },
	{ "-mmin", test_age, find_take_age }, { "-newer", test_newer, find_take_newer },
	{ "-anewer", test_newer, find_take_newer }, { "-cnewer", test_newer, find_take_newer },
	{ "-used", test_used, find_take_number }, { "-inum", test_inode, find_take_number },
	{ "-links", test_links, find_take_number },
	{ "-samefile", test_same_file, find_take_same_file },
	{ "-readable", test_access, find_take_access },
	{ "-writable", test_access, find_take_access },
	{ "-executable", test_access, find_take_access },
	{ "-fstype", test_filesystem, find_take_text },
	{ "-true", test_constant, find_take_true }, { "-false", test_constant },
};

const struct find_predicate *find_test_named(const char *name)
{
	static const struct find_predicate newer = { "-newerXY", test_newer, find_take_newer };

	if (strncmp(name, "-newer", 6) == 0 && strlen(name) == 8 && strchr("aBcm", name[6]) &&
	    strchr("aBcmt", name[7]))
		return &newer;
	for (size_t i = 0; i < ARRAY_SIZE(tests); i++)
		if (strcmp(tests[i].name, name) == 0)
			return &tests[i];
	return NULL;
}
