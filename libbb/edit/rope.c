/* SPDX-License-Identifier: MIT */
/*
 * A persistent treap. A node that only one version holds is changed in place; one that several
 * hold is copied first. Functions take over the nodes they are given, and give what they return.
 */
#include <stdlib.h>
#include <string.h>

#include "core/text.h"
#include "edit/rope.h"

/* Pieces of a file are this long, so that counting lines within one costs nothing. */
enum { PIECE = 16384, ROOM = 65536 };

struct rope_node {
	struct rope_node *left, *right;
	const char *bytes;
	size_t length, newlines;		/* of its own piece */
	size_t all_length, all_newlines;	/* with those below */
	unsigned references;
	uint32_t priority;
};

static size_t length_of(const struct rope_node *node)
{
	return node ? node->all_length : 0;
}

static size_t newlines_of(const struct rope_node *node)
{
	return node ? node->all_newlines : 0;
}

static size_t count_newlines(const char *bytes, size_t length)
{
	size_t count = 0;

	for (size_t i = 0; i < length; i++)
		count += bytes[i] == '\n';
	return count;
}

static void sum(struct rope_node *node)
{
	node->all_length = length_of(node->left) + node->length + length_of(node->right);
	node->all_newlines = newlines_of(node->left) + node->newlines + newlines_of(node->right);
}

/* xorshift32: chance is all a treap needs to be balanced. */
static uint32_t chance(struct rope *rope)
{
	uint32_t x = rope->random ? rope->random : 2463534242u;

	x ^= x << 13;
	x ^= x >> 17;
	x ^= x << 5;
	return rope->random = x;
}

static struct rope_node *piece(struct rope *rope, const char *bytes, size_t length)
{
	struct rope_node *node = xcalloc(1, sizeof(*node));

	node->bytes = bytes;
	node->length = length;
	node->newlines = count_newlines(bytes, length);
	node->references = 1;
	node->priority = chance(rope);
	sum(node);
	return node;
}

static struct rope_node *keep(struct rope_node *node)
{
	if (node)
		node->references++;
	return node;
}

void rope_release(struct rope_node *node)
{
	if (!node || --node->references > 0)
		return;
	rope_release(node->left);
	rope_release(node->right);
	free(node);
}

/* The node itself when nobody else holds it, else a copy to change. */
static struct rope_node *own(struct rope_node *node)
{
	struct rope_node *copy;

	if (node->references == 1)
		return node;
	copy = xmalloc(sizeof(*copy));
	*copy = *node;
	copy->references = 1;
	keep(copy->left);
	keep(copy->right);
	node->references--;
	return copy;
}

static struct rope_node *merge(struct rope_node *a, struct rope_node *b)
{
	if (!a || !b)
		return a ? a : b;
	if (a->priority > b->priority) {
		a = own(a);
		a->right = merge(a->right, b);
		sum(a);
		return a;
	}
	b = own(b);
	b->left = merge(a, b->left);
	sum(b);
	return b;
}

/* Cut a node's own piece in two at this many bytes. */
static void cut(struct rope *rope, struct rope_node *node, size_t at, struct rope_node **a,
		struct rope_node **b)
{
	struct rope_node *rest = piece(rope, node->bytes + at, node->length - at);
	struct rope_node *right = node->right;

	node->right = NULL;
	node->length = at;
	node->newlines -= rest->newlines;
	sum(node);
	*a = node;
	*b = merge(rest, right);
}

static void split(struct rope *rope, struct rope_node *node, size_t at, struct rope_node **a,
		  struct rope_node **b)
{
	size_t before;

	*a = *b = NULL;
	if (!node)
		return;
	node = own(node);
	before = length_of(node->left);
	if (at <= before) {
		split(rope, node->left, at, a, &node->left);
		sum(node);
		*b = node;
	} else if (at >= before + node->length) {
		split(rope, node->right, at - before - node->length, &node->right, b);
		sum(node);
		*a = node;
	} else {
		cut(rope, node, at - before, a, b);
	}
}

static void remember_block(struct rope *rope, void *block)
{
	rope->blocks = xrealloc(rope->blocks, (rope->block_count + 1) * sizeof(void *));
	rope->blocks[rope->block_count++] = block;
}

void rope_load(struct rope *rope, char *text, size_t length)
{
	rope_free(rope);
	remember_block(rope, text);
	for (size_t at = 0; at < length; at += PIECE)
		rope->root = merge(rope->root,
				   piece(rope, text + at, MIN((size_t)PIECE, length - at)));
}

void rope_free(struct rope *rope)
{
	rope_release(rope->root);
	for (size_t i = 0; i < rope->block_count; i++)
		free(rope->blocks[i]);
	free(rope->blocks);
	memset(rope, 0, sizeof(*rope));
}

size_t rope_length(const struct rope *rope)
{
	return length_of(rope->root);
}

size_t rope_newlines(const struct rope *rope)
{
	return newlines_of(rope->root);
}

/* A copy of the text that stays where it is. */
static const char *store(struct rope *rope, const char *text, size_t length)
{
	char *to;

	if (length > rope->size - rope->used) {
		rope->size = MAX((size_t)ROOM, length);
		rope->room = xmalloc(rope->size);
		rope->used = 0;
		remember_block(rope, rope->room);
	}
	to = rope->room + rope->used;
	memcpy(to, text, length);
	rope->used += length;
	return to;
}

/* Does the last piece end where the next stored text will begin? Typing makes it longer. */
static int ends_at(const struct rope_node *node, const char *end)
{
	while (node && node->right)
		node = node->right;
	return node && node->bytes + node->length == end;
}

static struct rope_node *extend(struct rope_node *node, size_t added, size_t newlines)
{
	node = own(node);
	if (node->right) {
		node->right = extend(node->right, added, newlines);
	} else {
		node->length += added;
		node->newlines += newlines;
	}
	sum(node);
	return node;
}

/* Put stored text behind a tree, in pieces that are quick to count in. */
static struct rope_node *append(struct rope *rope, struct rope_node *tree, const char *text,
				size_t length)
{
	for (size_t at = 0; at < length; at += PIECE)
		tree = merge(tree, piece(rope, text + at, MIN((size_t)PIECE, length - at)));
	return tree;
}

void rope_replace(struct rope *rope, size_t at, size_t removed, const char *text, size_t added)
{
	struct rope_node *before, *middle, *after;

	split(rope, rope->root, at, &before, &after);
	if (removed) {
		split(rope, after, removed, &middle, &after);
		rope_release(middle);
	}
	if (added && rope->room && added <= rope->size - rope->used && added < PIECE &&
	    ends_at(before, rope->room + rope->used)) {
		store(rope, text, added);
		before = extend(before, added, count_newlines(text, added));
	} else if (added) {
		before = append(rope, before, store(rope, text, added), added);
	}
	rope->root = merge(before, after);
}

/* The offset behind newline number count (from 1) of these bytes. */
static size_t behind_newline(const char *bytes, size_t length, size_t count)
{
	const char *at = bytes, *end = bytes + length;

	while (count--) {
		at = memchr(at, '\n', end - at);
		if (!at)
			return length;
		at++;
	}
	return at - bytes;
}

size_t rope_line_start(const struct rope *rope, size_t line)
{
	const struct rope_node *node = rope->root;
	size_t start = 0;

	while (node && line > 0) {
		if (line <= newlines_of(node->left)) {
			node = node->left;
			continue;
		}
		line -= newlines_of(node->left);
		start += length_of(node->left);
		if (line <= node->newlines)
			return start + behind_newline(node->bytes, node->length, line);
		line -= node->newlines;
		start += node->length;
		node = node->right;
	}
	return start;
}

size_t rope_line_of(const struct rope *rope, size_t at)
{
	const struct rope_node *node = rope->root;
	size_t line = 0;

	while (node) {
		if (at < length_of(node->left)) {
			node = node->left;
			continue;
		}
		line += newlines_of(node->left);
		at -= length_of(node->left);
		if (at < node->length)
			return line + count_newlines(node->bytes, at);
		line += node->newlines;
		at -= node->length;
		node = node->right;
	}
	return line;
}

const char *rope_bytes(const struct rope *rope, size_t at, size_t *available)
{
	const struct rope_node *node = rope->root;

	while (node) {
		size_t before = length_of(node->left);

		if (at < before) {
			node = node->left;
		} else if (at - before < node->length) {
			*available = node->length - (at - before);
			return node->bytes + (at - before);
		} else {
			at -= before + node->length;
			node = node->right;
		}
	}
	*available = 0;
	return "";
}

void rope_copy(const struct rope *rope, size_t at, size_t length, char *to)
{
	while (length > 0) {
		size_t available;
		const char *bytes = rope_bytes(rope, at, &available);

		if (available == 0)
			return;
		available = MIN(available, length);
		memcpy(to, bytes, available);
		at += available;
		to += available;
		length -= available;
	}
}

struct rope_node *rope_keep(const struct rope *rope)
{
	return keep(rope->root);
}

void rope_restore(struct rope *rope, struct rope_node *version)
{
	rope_release(rope->root);
	rope->root = version;
}
