/* SPDX-License-Identifier: MIT */
/*
 * The index is a trie, in kmod's order of bytes (libkmod/libkmod-index.c tells of the format):
 * magic, version, root; a node has a prefix, children by their next character, values.
 */
#include "dev/module_index.h"

#include <stdint.h>
#include <string.h>

enum {
	MAGIC = 0xb007f457, VERSION_MAJOR = 2,
	HAS_PREFIX = 8, HAS_VALUES = 4, HAS_CHILDREN = 2,	/* the offset's upper four bits */
	KEY_SIZE = 1024, DEPTH_LIMIT = KEY_SIZE,
	ROWS_LIMIT = 64 << 20,
};

struct walk {
	struct slice index;
	const struct module_index_row *row;
	struct buffer *rows;
	char key[KEY_SIZE];
	size_t nodes;		/* still to be met: a forged index may have circles */
};

static bool number_at(struct slice index, size_t *at, uint32_t *value)
{
	if (*at > index.length || index.length - *at < 4)
		return false;
	*value = 0;
	for (unsigned i = 0; i < 4; i++)
		*value = *value << 8 | (uint8_t)index.data[(*at)++];
	return true;
}

static bool string_at(struct slice index, size_t *at, struct slice *text)
{
	const char *end;

	if (*at >= index.length)
		return false;
	end = memchr(index.data + *at, '\0', index.length - *at);
	if (!end)
		return false;
	*text = (struct slice){ index.data + *at, end - (index.data + *at) };
	*at += text->length + 1;
	return true;
}

static void add_row(struct walk *walk, size_t key, struct slice value)
{
	const struct module_index_row *row = walk->row;
	struct buffer *rows = walk->rows;

	if (row->value_only) {
		buffer_add(rows, value.data, value.length);
	} else if (row->value_first) {
		buffer_add(rows, value.data, value.length);
		buffer_text(rows, row->between);
		buffer_add(rows, walk->key, key);
	} else {
		buffer_text(rows, row->before);
		buffer_add(rows, walk->key, key);
		buffer_text(rows, row->between);
		buffer_add(rows, value.data, value.length);
	}
	buffer_add(rows, &row->end, 1);
}

static bool add_values(struct walk *walk, size_t at, size_t key)
{
	uint32_t count, priority;
	struct slice value;

	if (!number_at(walk->index, &at, &count))
		return false;
	while (count--) {
		if (!number_at(walk->index, &at, &priority) ||
		    !string_at(walk->index, &at, &value) || walk->rows->length > ROWS_LIMIT)
			return false;
		add_row(walk, key, value);
	}
	return true;
}

/* The key so far is walk->key[0..key). */
static bool visit(struct walk *walk, uint32_t node, size_t key, unsigned depth)
{
	size_t at = node & 0x0fffffff, children = 0;
	unsigned flags = node >> 28, first = 0, last = 0;
	struct slice prefix;
	uint32_t child;

	if (!at)	/* no such child */
		return true;
	if (depth > DEPTH_LIMIT || !walk->nodes--)
		return false;
	if (flags & HAS_PREFIX) {
		if (!string_at(walk->index, &at, &prefix) || prefix.length >= KEY_SIZE - key)
			return false;
		memcpy(walk->key + key, prefix.data, prefix.length);
		key += prefix.length;
	}
	if (flags & HAS_CHILDREN) {
		if (at + 2 > walk->index.length)
			return false;
		first = (uint8_t)walk->index.data[at];
		last = (uint8_t)walk->index.data[at + 1];
		children = at + 2;
		if (last < first)
			return false;
		at = children + (size_t)(last - first + 1) * 4;
	}
	if (flags & HAS_VALUES && !add_values(walk, at, key))
		return false;
	if (flags & HAS_CHILDREN && key + 1 >= KEY_SIZE)
		return false;
	for (unsigned next = first; flags & HAS_CHILDREN && next <= last; next++) {
		if (!number_at(walk->index, &children, &child))
			return false;
		walk->key[key] = next;
		if (!visit(walk, child, key + 1, depth + 1))
			return false;
	}
	return true;
}

bool module_index_rows(struct slice index, const struct module_index_row *row,
		       struct buffer *rows)
{
	struct walk walk = { .index = index, .row = row, .rows = rows, .nodes = index.length };
	uint32_t magic, version, root;
	size_t at = 0;

	return number_at(index, &at, &magic) && magic == MAGIC &&
	       number_at(index, &at, &version) && version >> 16 == VERSION_MAJOR &&
	       number_at(index, &at, &root) && visit(&walk, root, 0, 0);
}
