/* SPDX-License-Identifier: MIT */
/* Command lines of ip(8): words and values, abbreviations, and its complaints. */
#include "net/ip_words.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"
#include "net/ip.h"

bool ip_word_matches(const char *abbreviation, const char *word)
{
	return *abbreviation && text_starts_with(word, abbreviation);
}

/* One of the row's words. */
static bool row_matches(const struct ip_row *row, const char *typed)
{
	char words[96], *rest, *word;

	text_copy(words, sizeof(words), row->word);
	for (word = strtok_r(words, "|", &rest); word; word = strtok_r(NULL, "|", &rest)) {
		bool whole = *word == '=' || row->flags & ROW_WHOLE;

		word += *word == '=';
		if (whole ? strcmp(typed, word) == 0 : ip_word_matches(typed, word))
			return true;
	}
	return false;
}

const char *ip_words_value(struct ip_words *words)
{
	if (*words->at)
		return *words->at++;
	fail_plain("Command line is not complete. Try option \"help\"");
	return NULL;
}

int ip_words_take(struct ip_words *words, const struct ip_row *rows, void *state)
{
	const struct ip_row *row = rows;
	const char *value = NULL;
	uint64_t bit;
	int result;

	if (!*words->at)
		return 0;
	while (row->word && !row_matches(row, *words->at))
		row++;
	if (!row->word)
		return 0;
	words->at++;
	bit = 1ULL << (row - rows) % 64;
	if (!(row->flags & ROW_FLAG)) {
		value = ip_words_value(words);
		if (!value)
			return IP_WRONG;
		if (row->flags & ROW_ONCE && words->seen & bit) {
			char word[32];

			text_copy(word, MIN(sizeof(word), strcspn(row->word, "|") + 1), row->word);
			return ip_twice(word, value);
		}
	}
	words->seen |= bit;
	result = row->take(state, row, value);
	return result < 0 ? result : 1;
}

bool ip_words_accept(struct ip_words *words, const char *word)
{
	bool is = *words->at && ip_word_matches(*words->at, word);

	words->at += is;
	return is;
}

bool ip_words_accept_whole(struct ip_words *words, const char *word)
{
	bool is = *words->at && strcmp(*words->at, word) == 0;

	words->at += is;
	return is;
}

int ip_wrong(const char *value, const char *why)
{
	fail_plain("Error: argument \"%s\" is wrong: %s", value, why);
	return IP_WRONG;
}

int ip_twice(const char *word, const char *value)
{
	fail_plain("Error: duplicate \"%s\": \"%s\" is the second value.", word, value);
	return IP_WRONG;
}

int ip_garbage(const char *word, const char *value)
{
	fail_plain("Error: either \"%s\" is duplicate, or \"%s\" is a garbage.", word, value);
	return IP_WRONG;
}

bool ip_u64(const char *text, uint64_t *number)
{
	return text_number(text, 0, 0, UINT64_MAX, number) == 0;
}

bool ip_u32(const char *text, uint32_t *number)
{
	uint64_t value;

	if (text_number(text, 0, 0, UINT32_MAX, &value) < 0)
		return false;
	*number = value;
	return true;
}

bool ip_u16(const char *text, uint16_t *number)
{
	uint64_t value;

	if (text_number(text, 0, 0, UINT16_MAX, &value) < 0)
		return false;
	*number = value;
	return true;
}

bool ip_u8(const char *text, uint8_t *number)
{
	uint64_t value;

	if (text_number(text, 0, 0, UINT8_MAX, &value) < 0)
		return false;
	*number = value;
	return true;
}

int ip_help(const char *text)
{
	fail_clear();
	fputs(text, stderr);
	return IP_WRONG;
}

int ip_switch(const char *word, const char *text, bool *on)
{
	*on = strcmp(text, "on") == 0;
	if (*on || strcmp(text, "off") == 0)
		return 0;
	fail_plain("Error: argument of \"%s\" must be \"on\" or \"off\", not \"%s\"", word, text);
	return IP_FAILED;
}

int ip_command_run(struct ip *ip, struct ip_words *words, const struct ip_command *commands,
		   const char *object, const char *help)
{
	const struct ip_command *command = commands;
	const char *typed = *words->at;

	if (!typed)
		return command->run(ip, words, command->number);
	for (; command->word; command++) {
		if (command->whole ? strcmp(typed, command->word) == 0
				   : ip_word_matches(typed, command->word)) {
			words->at++;
			return command->run(ip, words, command->number);
		}
	}
	if (ip_word_matches(typed, "help"))
		ip_help(help);
	else
		fail_plain("Command \"%s\" is unknown, try \"ip %s help\".", typed, object);
	return IP_WRONG;
}
