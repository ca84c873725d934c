/* SPDX-License-Identifier: MIT */
/* sed's s and y: read, and done. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>
#include <wctype.h>

#include "core/error.h"
#include "tools/sed.h"

enum { NO_CHARACTER = -1 };

/* y's characters, in pairs; those of one byte are found by it. */
struct sed_map {
	int16_t of_byte[256];		/* index of the pair, or NO_CHARACTER */
	struct pair {
		char from[8], to[8];
		size_t from_length, to_length;
	} *pairs;
	size_t count;
};

/* Bytes of the character at a place; what is none is a byte. */
static size_t character_length(const char *text, size_t length, wchar_t *wide)
{
	mbstate_t state = { 0 };
	size_t used = mbrtowc(wide, text, length, &state);

	if (used != (size_t)-1 && used != (size_t)-2 && used &&
	    (MB_CUR_MAX > 1 || (unsigned char)*text < 0x80))
		return used;
	*wide = L'\0';
	return 1;
}

static struct sed_part *add_part(struct sed_substitution *substitution, struct buffer *text)
{
	struct sed_part *part;

	substitution->parts = xrealloc(substitution->parts, (substitution->count + 1) *
				       sizeof(*substitution->parts));
	part = &substitution->parts[substitution->count++];
	*part = (struct sed_part){ text->data, text->length, -1, 0, 0 };
	*text = (struct buffer){ 0 };
	return part;
}

/* What follows a backslash in a replacement; returns what is behind it. */
static const char *read_escape(struct sed_substitution *substitution, struct buffer *text,
			       const char *at, const char *end)
{
	struct sed_part *part;
	char byte = *at;
	int value;

	if (isdigit((unsigned char)byte)) {
		part = add_part(substitution, text);
		part->group = byte - '0';
		substitution->groups = MAX(substitution->groups, part->group);
		return at + 1;
	}
	if (strchr("LUE", byte) && byte) {
		add_part(substitution, text)->from_here = byte;
		return at + 1;
	}
	if (strchr("lu", byte) && byte) {
		add_part(substitution, text)->once = byte;
		return at + 1;
	}
	value = sed_escape(&at, end);
	if (value < 0)
		at++;
	else
		byte = value;
	buffer_add(text, &byte, 1);
	return at;
}

static void read_replacement(struct sed_substitution *substitution, const struct buffer *source)
{
	const char *at = source->data, *end = at + source->length;
	struct buffer text = { 0 };

	while (at < end) {
		if (*at == '\\' && at + 1 < end) {
			at = read_escape(substitution, &text, at + 1, end);
		} else if (*at == '&') {
			add_part(substitution, &text)->group = 0;
			at++;
		} else {
			buffer_add(&text, at++, 1);
		}
	}
	if (text.length)
		add_part(substitution, &text);
}

static uint64_t read_count(struct sed_script *script, struct sed_substitution *substitution, int c)
{
	uint64_t number = 0;

	if (substitution->number)
		sed_wrong(script, "multiple number options to `s' command");
	for (; c != EOF && isdigit(c); c = sed_next(script))
		number = MIN(number * 10 + (c - '0'), (uint64_t)INT32_MAX);
	sed_back(script, c);
	if (!number)
		sed_wrong(script, "number option to `s' command may not be zero");
	return number;
}

static void set_once(struct sed_script *script, bool *flag, int letter)
{
	if (*flag)
		sed_wrong(script, "multiple `%c' options to `s' command", letter);
	*flag = true;
}

/* Behind the replacement; returns the pattern's flags. */
static unsigned read_flags(struct sed *sed, struct sed_substitution *substitution)
{
	struct sed_script *script = &sed->script;
	unsigned flags = sed->extended ? PATTERN_EXTENDED : 0;

	for (;;) {
		int c = sed_next(script);

		if (c == EOF || c == '\n' || c == ';')
			return flags;
		if (c == '}' || c == '#') {
			sed_back(script, c);
			return flags;
		}
		if (c == 'g')
			set_once(script, &substitution->global, c);
		else if (c == 'p')
			set_once(script, &substitution->print, c);
		else if (c == 'i' || c == 'I')
			flags |= PATTERN_IGNORE_CASE;
		else if (c == 'm' || c == 'M')
			flags |= PATTERN_LINES;
		else if (isdigit(c))
			substitution->number = read_count(script, substitution, c);
		else if ((c == 'e' || c == 'w') && sed->sandbox)
			sed_wrong(script, "e/r/w commands disabled in sandbox mode");
		else if (c == 'e')
			substitution->execute = true;
		else if (c == 'w') {
			substitution->output = sed_output_named(sed, sed_file_name(sed));
			return flags;
		} else if (c != '\r' && !isblank(c))
			sed_wrong(script, "unknown option to `s'");
	}
}

void sed_parse_substitution(struct sed *sed, struct sed_command *command)
{
	struct sed_substitution *substitution = xcalloc(1, sizeof(*substitution));
	struct sed_script *script = &sed->script;
	struct buffer text = { 0 }, replacement = { 0 };
	int delimiter = sed_next(script);
	unsigned flags;

	if (delimiter == EOF || delimiter == '\n' || delimiter == '\\' ||
	    !sed_delimited(script, delimiter, true, &text) ||
	    !sed_delimited(script, delimiter, false, &replacement))
		sed_wrong(script, "unterminated `s' command");
	read_replacement(substitution, &replacement);
	flags = read_flags(sed, substitution);
	substitution->pattern = sed_pattern(script, &text, flags);
	if (substitution->pattern &&
	    (size_t)substitution->groups > pattern_groups(substitution->pattern))
		sed_wrong(script, "invalid reference \\%d on `s' command's RHS",
			  substitution->groups);
	substitution->number = MAX(substitution->number, 1u);
	command->substitution = substitution;
	buffer_free(&text);
	buffer_free(&replacement);
}

/* y's next character, escaped or not, into out; its length, 0 at the end. */
static size_t map_character(const char **at, const char *end, char out[8])
{
	wchar_t wide;
	size_t length;
	int value;

	if (*at == end)
		return 0;
	if (**at == '\\' && *at + 1 < end) {
		++*at;
		value = sed_escape(at, end);
		if (value >= 0) {
			*out = value;
			return 1;
		}
	}
	length = character_length(*at, end - *at, &wide);
	memcpy(out, *at, length);
	*at += length;
	return length;
}

void sed_parse_map(struct sed *sed, struct sed_command *command)
{
	struct sed_map *map = xcalloc(1, sizeof(*map));
	struct sed_script *script = &sed->script;
	struct buffer from = { 0 }, to = { 0 };
	int delimiter = sed_next(script);
	const char *a, *b;

	if (delimiter == EOF || delimiter == '\n' || delimiter == '\\' ||
	    !sed_delimited(script, delimiter, false, &from) ||
	    !sed_delimited(script, delimiter, false, &to))
		sed_wrong(script, "unterminated `y' command");
	memset(map->of_byte, 0xff, sizeof(map->of_byte));
	map->pairs = xcalloc(from.length + 1, sizeof(*map->pairs));
	a = from.data;
	b = to.data;
	for (;;) {
		struct pair *pair = &map->pairs[map->count];

		pair->from_length = map_character(&a, from.data + from.length, pair->from);
		pair->to_length = map_character(&b, to.data + to.length, pair->to);
		if (!pair->from_length != !pair->to_length)
			sed_wrong(script, "strings for `y' command are different lengths");
		if (!pair->from_length)
			break;
		if (pair->from_length == 1 && map->of_byte[(unsigned char)pair->from[0]] < 0)
			map->of_byte[(unsigned char)pair->from[0]] = map->count;
		map->count++;
	}
	command->map = map;
	buffer_free(&from);
	buffer_free(&to);
}

static const struct pair *find_pair(const struct sed_map *map, const char *text, size_t length)
{
	int index = length == 1 ? map->of_byte[(unsigned char)*text] : NO_CHARACTER;

	if (length == 1)
		return index == NO_CHARACTER ? NULL : &map->pairs[index];
	for (size_t i = 0; i < map->count; i++)
		if (map->pairs[i].from_length == length &&
		    memcmp(map->pairs[i].from, text, length) == 0)
			return &map->pairs[i];
	return NULL;
}

static void swap(struct buffer *a, struct buffer *b)
{
	struct buffer other = *a;

	*a = *b;
	*b = other;
}

void sed_translate(struct sed *sed, const struct sed_map *map)
{
	const char *at = sed->space.data, *end = at + sed->space.length;

	sed->scratch.length = 0;
	while (at < end) {
		wchar_t wide;
		size_t length = (unsigned char)*at < 0x80 ? 1 :
				character_length(at, end - at, &wide);
		const struct pair *pair = find_pair(map, at, length);

		if (pair)
			buffer_add(&sed->scratch, pair->to, pair->to_length);
		else
			buffer_add(&sed->scratch, at, length);
		at += length;
	}
	swap(&sed->space, &sed->scratch);
}

/* How letters are changed: of the next character, and from here on. */
struct letters {
	char once, from_here;
};

static void add_changed(struct buffer *out, struct letters *letters, const char *text,
			size_t length)
{
	while (length && (letters->once || letters->from_here)) {
		mbstate_t state = { 0 };
		wchar_t wide;
		size_t used = character_length(text, length, &wide), made;
		char how = letters->once ? toupper(letters->once) : letters->from_here, bytes[8];

		wide = how == 'U' ? towupper(wide) : towlower(wide);
		made = wide ? wcrtomb(bytes, wide, &state) : (size_t)-1;
		if (made == (size_t)-1)
			buffer_add(out, text, used);
		else
			buffer_add(out, bytes, made);
		letters->once = 0;
		text += used;
		length -= used;
	}
	buffer_add(out, text, length);
}

static void add_replacement(struct sed *sed, const struct sed_substitution *substitution,
			    const struct span *spans)
{
	struct letters letters = { 0 };

	for (size_t i = 0; i < substitution->count; i++) {
		const struct sed_part *part = &substitution->parts[i];

		add_changed(&sed->scratch, &letters, part->text, part->length);
		if (part->once)
			letters.once = part->once;
		if (part->from_here)
			letters.from_here = part->from_here == 'E' ? 0 : part->from_here;
		if (part->from_here)
			letters.once = 0;
		if (part->group >= 0 && spans[part->group].start >= 0)
			add_changed(&sed->scratch, &letters,
				    sed->space.data + spans[part->group].start,
				    spans[part->group].end - spans[part->group].start);
	}
}

bool sed_substitute(struct sed *sed, const struct sed_substitution *substitution)
{
	struct span spans[PATTERN_GROUPS];
	size_t at = 0, count = 0, length = sed->space.length, groups = substitution->groups + 1;
	ssize_t last_end = -1;
	bool done = false;
	wchar_t wide;

	sed->scratch.length = 0;
	while (at <= length && sed_find(sed, substitution->pattern, at, spans, groups)) {
		const char *text = sed->space.data;
		size_t start = spans[0].start, end = spans[0].end;
		bool empty = start == end;

		buffer_add(&sed->scratch, text + at, start - at);
		/* Where a match ended, nothing does not match once more. */
		if (!empty || (ssize_t)start != last_end) {
			if (++count >= substitution->number) {
				add_replacement(sed, substitution, spans);
				done = true;
			} else {
				buffer_add(&sed->scratch, text + start, end - start);
			}
		}
		at = last_end = end;
		if (done && !substitution->global)
			break;
		if (empty && end < length) {
			at += character_length(text + end, length - end, &wide);
			buffer_add(&sed->scratch, text + end, at - end);
		} else if (empty) {
			at++;
		}
	}
	if (!done)
		return false;
	if (at < length)
		buffer_add(&sed->scratch, sed->space.data + at, length - at);
	swap(&sed->space, &sed->scratch);
	return true;
}
