/* SPDX-License-Identifier: MIT */
/*
 * Text of any size: a balanced tree of pieces that point into bytes which never change. Any
 * insertion or removal takes O(log n), and every earlier version stays at hand for as long as
 * somebody keeps it, which is what undo is made of. Newlines are counted along the way.
 */
#ifndef EDIT_ROPE_H
#define EDIT_ROPE_H

#include <stddef.h>
#include <stdint.h>

struct rope_node;

/* Zero-initialised is empty. */
struct rope {
	struct rope_node *root;
	char *room;			/* where added text goes */
	size_t used, size;
	void **blocks;			/* every block pieces may point into */
	size_t block_count;
	uint32_t random;
};

/* Become this text, which was allocated by malloc and is the rope's from now on. */
void rope_load(struct rope *rope, char *text, size_t length);
void rope_free(struct rope *rope);

size_t rope_length(const struct rope *rope);
size_t rope_newlines(const struct rope *rope);

/* Put text of added bytes in the place of removed bytes at an offset. */
void rope_replace(struct rope *rope, size_t at, size_t removed, const char *text, size_t added);

/* The offset behind the newline of this number; of line 0, which none precedes, 0. */
size_t rope_line_start(const struct rope *rope, size_t line);
/* How many newlines there are before an offset. */
size_t rope_line_of(const struct rope *rope, size_t at);

/* The bytes at an offset and how many of them follow in one piece; 0 at the end. */
const char *rope_bytes(const struct rope *rope, size_t at, size_t *available);
void rope_copy(const struct rope *rope, size_t at, size_t length, char *to);

/* A version to come back to. What is kept is released, or given back by rope_restore(). */
struct rope_node *rope_keep(const struct rope *rope);
void rope_restore(struct rope *rope, struct rope_node *version);
void rope_release(struct rope_node *version);

#endif
