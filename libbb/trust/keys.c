/* SPDX-License-Identifier: MIT */
/* Keys of files, folders and options. */
#include "trust/keys.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/error.h"
#include "core/io.h"
#include "core/text.h"

enum { BASE64_KEY = 56 };	/* characters */

static int add(struct keys *keys, const struct minisign_key *key)
{
	if (keys_find(keys, key->id))
		return 0;
	if (keys->count == KEYS_MOST)
		return fail_plain("more than %d keys", KEYS_MOST);
	keys->list[keys->count++] = *key;
	return 0;
}

static int add_file(struct keys *keys, const char *path)
{
	struct buffer text = { 0 };
	struct minisign_key key;
	int result = read_file(path, &text, MINISIGN_FILE_LIMIT);

	if (result == 0 && minisign_key_parse(text.data ?: "", &key) < 0)
		result = fail_in("key %s", path);
	buffer_free(&text);
	return result < 0 ? -1 : add(keys, &key);
}

static int add_folder(struct keys *keys, const char *path)
{
	struct dirent **entries;
	int count = scandir(path, &entries, NULL, alphasort), result = 0;

	if (count < 0)
		return fail("%s", path);
	for (int i = 0; i < count; i++) {
		char *file = xasprintf("%s/%s", path, entries[i]->d_name);

		if (result == 0 && text_ends_with(file, ".pub"))
			result = add_file(keys, file);
		free(file);
		free(entries[i]);
	}
	free(entries);
	return result;
}

int keys_trust(struct keys *keys, const char *given)
{
	struct minisign_key key;
	struct stat status;

	if (stat(given, &status) == 0)
		return S_ISDIR(status.st_mode) ? add_folder(keys, given) : add_file(keys, given);
	if (strlen(given) == BASE64_KEY && !strchr(given, '.'))
		return minisign_key_parse(given, &key) < 0 ? fail_in("key %s", given)
							    : add(keys, &key);
	return fail("key %s", given);
}

const struct minisign_key *keys_find(const struct keys *keys, uint64_t id)
{
	for (unsigned i = 0; i < keys->count; i++)
		if (keys->list[i].id == id)
			return &keys->list[i];
	return NULL;
}
