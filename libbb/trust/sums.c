/* SPDX-License-Identifier: MIT */
/* Lines of SHA256SUMS files, as sha256sum(1) of coreutils and sha256(1) of BSD write them. */
#include "trust/sums.h"

#include <string.h>

#include "core/text.h"

static const struct {
	const char *tag;
	size_t digits;
} tags[] = {
	{ "MD5", 32 }, { "SHA1", 40 }, { "SHA224", 56 }, { "SHA256", 64 }, { "SHA384", 96 },
	{ "SHA512", 128 }, { "BLAKE2b", 128 },
};

static size_t digits_of(const char *tag)
{
	for (size_t i = 0; i < ARRAY_SIZE(tags); i++)
		if (strcmp(tags[i].tag, tag) == 0)
			return tags[i].digits;
	return 0;
}

/* "\n", "\r" and "\\" as they are; other escapes make the line malformed. */
static int unescape(char *name)
{
	char *to = name;

	for (; *name; name++) {
		if (*name != '\\') {
			*to++ = *name;
			continue;
		}
		name++;
		if (*name == 'n')
			*to++ = '\n';
		else if (*name == 'r')
			*to++ = '\r';
		else if (*name == '\\')
			*to++ = '\\';
		else
			return -1;
	}
	*to = '\0';
	return 0;
}

static size_t hex_digits(const char *text)
{
	return strspn(text, "0123456789abcdefABCDEF");
}

/* "SHA256 (name) = hex" */
static int parse_bsd(char *line, const char *tag, struct sums_line *parsed)
{
	size_t length = strlen(tag);
	char *end = strrchr(line, ')');

	line += length;
	line += *line == ' ';
	if (*line != '(' || !end || end < line)
		return -1;
	parsed->name = line + 1;
	*end++ = '\0';
	end += strspn(end, " ");
	if (*end != '=')
		return -1;
	end++;
	end += strspn(end, " ");
	parsed->hex = end;
	return hex_digits(end) == digits_of(tag) && !end[hex_digits(end)] ? 0 : -1;
}

int sums_parse(char *line, const char *tag, struct sums_line *parsed)
{
	size_t length = strlen(line), digits = digits_of(tag);
	bool escaped;

	while (length && (line[length - 1] == '\n' || line[length - 1] == '\r'))
		line[--length] = '\0';
	line += strspn(line, " \t");
	escaped = line[0] == '\\';
	line += escaped;
	if (strncmp(line, tag, strlen(tag)) == 0 && strchr(" (", line[strlen(tag)] ?: 'x')) {
		if (parse_bsd(line, tag, parsed) < 0)
			return -1;
	} else {
		if (hex_digits(line) != digits || (line[digits] != ' ' && line[digits] != '\t'))
			return -1;
		parsed->hex = line;
		line[digits] = '\0';
		parsed->name = line + digits + 1;
		/* A blank or an asterisk tells the mode; BSD's reversed form has neither. */
		if ((parsed->name[0] == ' ' || parsed->name[0] == '*') && parsed->name[1])
			parsed->name++;
	}
	if (!parsed->name[0])
		return -1;
	return escaped ? unescape(parsed->name) : 0;
}
