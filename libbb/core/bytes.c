/* SPDX-License-Identifier: MIT */
/* Bytes in bulk: sixteen at a time where the compiler has vectors. */
#include "core/bytes.h"

#include <stdint.h>
#include <string.h>

typedef uint8_t bytes __attribute__((vector_size(16)));
typedef uint64_t halves __attribute__((vector_size(16)));

static bytes load(const char *at)
{
	bytes value;

	memcpy(&value, at, sizeof(value));
	return value;
}

static bytes fill(char c)
{
	uint8_t b = c;

	return (bytes){ b, b, b, b, b, b, b, b, b, b, b, b, b, b, b, b };
}

/* Which of the sixteen is the first that is set? (Little-endian, as all we are built for.) */
static size_t first_set(halves fits)
{
	return fits[0] ? __builtin_ctzll(fits[0]) / 8 : 8 + __builtin_ctzll(fits[1]) / 8;
}

static size_t last_set(halves fits)
{
	return fits[1] ? 15 - __builtin_clzll(fits[1]) / 8 : 7 - __builtin_clzll(fits[0]) / 8;
}

const char *find_byte(const char *text, size_t length, char byte)
{
	bytes wanted = fill(byte);
	size_t at = 0;

	for (; at + sizeof(bytes) <= length; at += sizeof(bytes)) {
		halves fits = (halves)(load(text + at) == wanted);

		if (fits[0] | fits[1])
			return text + at + first_set(fits);
	}
	for (; at < length; at++)
		if (text[at] == byte)
			return text + at;
	return NULL;
}

const char *find_byte_back(const char *text, size_t length, char byte)
{
	bytes wanted = fill(byte);

	for (; length >= sizeof(bytes); length -= sizeof(bytes)) {
		halves fits = (halves)(load(text + length - sizeof(bytes)) == wanted);

		if (fits[0] | fits[1])
			return text + length - sizeof(bytes) + last_set(fits);
	}
	while (length--)
		if (text[length] == byte)
			return text + length;
	return NULL;
}

/*
 * The needle's first and last byte are compared with sixteen places at once, and only where both
 * fit the rest is looked at.
 */
const char *literal_find(const char *text, size_t length, const char *needle, size_t needle_length)
{
	size_t last = needle_length - 1, at = 0;
	bytes first_byte, last_byte;

	if (needle_length == 1)
		return find_byte(text, length, needle[0]);
	if (length < needle_length)
		return NULL;
	first_byte = fill(needle[0]);
	last_byte = fill(needle[last]);
	for (; at + last + sizeof(bytes) <= length; at += sizeof(bytes)) {
		bytes fits = (bytes)(load(text + at) == first_byte) &
			     (bytes)(load(text + at + last) == last_byte);
		halves any = (halves)fits;

		if (!(any[0] | any[1]))
			continue;
		for (size_t i = 0; i < sizeof(bytes); i++)
			if (fits[i] && memcmp(text + at + i, needle, needle_length) == 0)
				return text + at + i;
	}
	return memmem(text + at, length - at, needle, needle_length);
}

size_t count_byte(const char *text, size_t length, char byte)
{
	bytes wanted = fill(byte);
	size_t total = 0, at = 0;

	while (at + sizeof(bytes) <= length) {
		bytes sums = { 0 };

		/* Each of the sixteen counts to 255 at most before they are added up. */
		for (int i = 0; i < 255 && at + sizeof(bytes) <= length; i++, at += sizeof(bytes))
			sums -= (bytes)(load(text + at) == wanted);
		for (size_t i = 0; i < sizeof(bytes); i++)
			total += sums[i];
	}
	for (; at < length; at++)
		total += text[at] == byte;
	return total;
}

bool is_ascii(const char *text, size_t length)
{
	size_t at = 0;

	for (; at + sizeof(bytes) <= length; at += sizeof(bytes)) {
		halves top = (halves)load(text + at) & 0x8080808080808080;

		if (top[0] | top[1])
			return false;
	}
	for (; at < length; at++)
		if (text[at] & 0x80)
			return false;
	return true;
}

/* Length of the character at the text, 0 when it is none. */
static size_t character_length(const unsigned char *text, size_t length)
{
	size_t wanted = text[0] < 0x80 ? 1 : text[0] >= 0xc2 && text[0] < 0xe0 ? 2 :
			text[0] >= 0xe0 && text[0] < 0xf0 ? 3 :
			text[0] >= 0xf0 && text[0] < 0xf5 ? 4 : 0;

	if (!wanted || wanted > length)
		return 0;
	for (size_t i = 1; i < wanted; i++)
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	/* Neither longer than needed, nor a surrogate, nor beyond the last. */
	if ((text[0] == 0xe0 && text[1] < 0xa0) || (text[0] == 0xed && text[1] >= 0xa0) ||
	    (text[0] == 0xf0 && text[1] < 0x90) || (text[0] == 0xf4 && text[1] >= 0x90))
		return 0;
	return wanted;
}

bool is_utf8(const char *text, size_t length)
{
	size_t at = 0;

	while (at < length) {
		size_t n;

		if (at + sizeof(bytes) <= length) {
			halves top = (halves)load(text + at) & 0x8080808080808080;

			if (!(top[0] | top[1])) {
				at += sizeof(bytes);
				continue;
			}
		}
		n = character_length((const unsigned char *)text + at, length - at);
		if (!n)
			return false;
		at += n;
	}
	return true;
}
