/* SPDX-License-Identifier: MIT */
/* Sizes as ls -h, df -h and du -h print them: rounded up, "1.5K", "10M". */
#include "core/human.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"

const char *human_size(uint64_t bytes, unsigned base, char buffer[16])
{
	static const char letters[] = "kMGTPE";
	uint64_t unit = 1, whole, tenths;
	int power = -1;

	while (power < 5 && bytes / unit >= base) {
		unit *= base;
		power++;
	}
	whole = bytes / unit;
	if (power < 0) {
		snprintf(buffer, 16, "%llu", (unsigned long long)whole);
		return buffer;
	}
	tenths = ((bytes % unit) * 10.0 + (unit - 1)) / unit;
	if (whole >= 10 || (whole == 9 && tenths > 9)) {
		whole += bytes % unit != 0;
		if (whole == base && power < 5)
			snprintf(buffer, 16, "1.0%c", letters[power + 1]);
		else
			snprintf(buffer, 16, "%llu%c", (unsigned long long)whole,
				 power == 0 && base == 1024 ? 'K' : letters[power]);
		return buffer;
	}
	if (tenths > 9) {
		whole++;
		tenths = 0;
	}
	snprintf(buffer, 16, "%llu.%llu%c", (unsigned long long)whole, (unsigned long long)tenths,
		 power == 0 && base == 1024 ? 'K' : letters[power]);
	return buffer;
}

int size_style_parse(const char *text, struct size_style *style)
{
	char counted[64];

	*style = (struct size_style){ .unit = 1 };
	if (strcmp(text, "human-readable") == 0 || strcmp(text, "si") == 0) {
		style->human = text[0] == 's' ? 1000 : 1024;
		return 0;
	}
	if (*text == '\'')
		text++;
	if (isdigit((unsigned char)*text)) {
		if (text_size(text, &style->unit) < 0)
			return -1;
	} else {
		snprintf(counted, sizeof(counted), "1%s", text);
		if (!*text || text_size(counted, &style->unit) < 0 ||
		    !text_copy(style->suffix, sizeof(style->suffix), text))
			return fail_plain("invalid --block-size argument '%s'", text);
	}
	return style->unit ? 0 : fail_plain("invalid --block-size argument '%s'", text);
}

const char *size_style_text(const struct size_style *style, uint64_t bytes, char buffer[40])
{
	uint64_t count;

	if (style->human)
		return human_size(bytes, style->human, buffer);
	count = bytes / style->unit + (bytes % style->unit != 0);
	snprintf(buffer, 40, "%llu%s", (unsigned long long)count, style->suffix);
	return buffer;
}
