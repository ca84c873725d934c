/* SPDX-License-Identifier: MIT */
/* ls --color: dircolors(5)'s rows, from LS_COLORS or as dircolors has them built in. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tools/ls.h"

enum kind { RESET, NORMAL, FILE_, FOLDER, LINK, PIPE, SOCKET, BLOCK, CHARACTER, ORPHAN, MISSING,
	    EXECUTABLE, SETUID, SETGID, STICKY_WRITABLE, WRITABLE, STICKY, MULTIPLE, KINDS };

static struct {
	const char *codes[KINDS];
	struct extension {
		char *end;
		char *code;
	} *extensions;
	size_t count;
	bool used;
} colors;

static const char keys[KINDS][3] = {
	"rs", "no", "fi", "di", "ln", "pi", "so", "bd", "cd", "or", "mi", "ex", "su", "sg", "tw",
	"ow", "st", "mh",
};

static const char *const defaults[KINDS] = {
	"0", NULL, NULL, "01;34", "01;36", "33", "01;35", "01;33", "01;33", NULL, NULL, "01;32",
	"37;41", "30;43", "30;42", "34;42", "37;44", NULL,
};

/* "0" and "00" are printed, but do not count where another colour might. */
static const char *colored(enum kind kind)
{
	const char *code = colors.codes[kind];

	return code && strcmp(code, "0") != 0 && strcmp(code, "00") != 0 ? code : NULL;
}

static void set_code(const char *key, char *value)
{
	if (key[0] == '*') {
		colors.extensions = xrealloc(colors.extensions,
					     (colors.count + 1) * sizeof(*colors.extensions));
		colors.extensions[colors.count++] =
			(struct extension){ xstrdup(key + 1), value };
		return;
	}
	for (int i = 0; i < KINDS; i++)
		if (strcmp(keys[i], key) == 0)
			colors.codes[i] = value;
}

void ls_color_start(void)
{
	const char *text = getenv("LS_COLORS");
	char *copy, *rest, *row;

	memcpy(colors.codes, defaults, sizeof(defaults));
	if (!text)
		return;
	copy = xstrdup(text);
	for (row = strtok_r(copy, ":", &rest); row; row = strtok_r(NULL, ":", &rest)) {
		char *value = strchr(row, '=');

		if (!value)
			continue;
		*value++ = '\0';
		set_code(row, *value ? value : NULL);
	}
	if (!colors.codes[RESET])
		colors.codes[RESET] = "0";
}

bool ls_color_of_targets(const struct ls_how *how)
{
	return colored(ORPHAN) || (how->format == LS_LONG && colored(MISSING)) ||
	       (colors.codes[LINK] && strcmp(colors.codes[LINK], "target") == 0 &&
		colored(EXECUTABLE));
}

static const char *regular_code(const char *name, const struct stat *status, bool has_status)
{
	size_t length = strlen(name);

	if (has_status && (status->st_mode & S_ISUID) && colored(SETUID))
		return colored(SETUID);
	if (has_status && (status->st_mode & S_ISGID) && colored(SETGID))
		return colored(SETGID);
	if (has_status && (status->st_mode & 0111) && colored(EXECUTABLE))
		return colored(EXECUTABLE);
	if (has_status && status->st_nlink > 1 && colored(MULTIPLE))
		return colored(MULTIPLE);
	/* The last of several that fit. */
	for (size_t i = colors.count; i-- > 0;) {
		size_t end = strlen(colors.extensions[i].end);

		if (length >= end && strcmp(name + length - end, colors.extensions[i].end) == 0)
			return colors.extensions[i].code;
	}
	return colors.codes[FILE_];
}

static const char *folder_code(mode_t mode)
{
	if ((mode & S_ISVTX) && (mode & 0002) && colored(STICKY_WRITABLE))
		return colored(STICKY_WRITABLE);
	if ((mode & 0002) && colored(WRITABLE))
		return colored(WRITABLE);
	if ((mode & S_ISVTX) && colored(STICKY))
		return colored(STICKY);
	return colors.codes[FOLDER];
}

static const char *code_of(const char *name, mode_t mode, unsigned char type,
			   const struct stat *status, bool has_status)
{
	if (mode)
		type = IFTODT(mode);
	switch (type) {
	case DT_DIR:
		return folder_code(mode);
	case DT_LNK:
		return colors.codes[LINK];
	case DT_FIFO:
		return colors.codes[PIPE];
	case DT_SOCK:
		return colors.codes[SOCKET];
	case DT_BLK:
		return colors.codes[BLOCK];
	case DT_CHR:
		return colors.codes[CHARACTER];
	default:
		return regular_code(name, status, has_status);
	}
}

static const char *choose(const struct ls_file *file, bool target)
{
	mode_t mode = file->has_status ? file->status.st_mode : 0;
	const char *link = colors.codes[LINK];

	if (target && !file->link_mode)
		return colored(MISSING) ? colored(MISSING) : colors.codes[ORPHAN];
	if (target) {
		struct stat status = { .st_mode = file->link_mode };

		return code_of(file->link, file->link_mode, 0, &status, true);
	}
	if (file->type == DT_LNK) {
		if (!file->link_mode && colored(ORPHAN))
			return colors.codes[ORPHAN];
		if (link && strcmp(link, "target") == 0) {
			struct stat status = { .st_mode = file->link_mode };

			return file->link_mode ?
				       code_of(file->name, file->link_mode, 0, &status, true) :
				       colors.codes[ORPHAN];
		}
	}
	return code_of(file->name, mode, file->type, &file->status, file->has_status);
}

bool ls_color_begin(const struct ls_file *file, bool target)
{
	const char *code = choose(file, target);

	if (!code)
		return false;
	if (!colors.used)
		printf("\033[%sm", colors.codes[RESET]);
	colors.used = true;
	printf("\033[%sm", code);
	return true;
}

void ls_color_end(void)
{
	printf("\033[%sm", colors.codes[RESET]);
}
