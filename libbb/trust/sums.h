/* SPDX-License-Identifier: MIT */
/* Lines of SHA256SUMS files: coreutils' and BSD's forms. Pure. */
#ifndef TRUST_SUMS_H
#define TRUST_SUMS_H

struct sums_line {
	const char *hex;	/* lower or upper case */
	char *name;		/* unescaped */
};

/*
 * Take a line apart, in place: "HEX  NAME", "HEX *NAME", "TAG (NAME) = HEX", each after a
 * backslash when the name is escaped. tag is "SHA256"; its digest's length is held to. Negative
 * when it is no such line.
 */
int sums_parse(char *line, const char *tag, struct sums_line *parsed);

#endif
