/* SPDX-License-Identifier: MIT */
/* Blocks of iPXE's settings: a tree, whose branches are searched by their priority setting. */
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe_state.h"

enum { PRIORITY = 175 << 8 | 1 };

static const char *name_shown(const struct ipxe_name *name)
{
	return name->known ? name->known : name->name;
}

struct ipxe_variable *ipxe_block_get(struct ipxe_block *block, const struct ipxe_name *name)
{
	for (size_t i = 0; i < block->count; i++) {
		struct ipxe_variable *variable = &block->variables[i];

		if ((variable->tag && variable->tag == name->tag) ||
		    (*name->name && strcmp(variable->name, name_shown(name)) == 0))
			return variable;
	}
	return NULL;
}

struct ipxe_variable *ipxe_block_search(struct ipxe_block *block, const struct ipxe_name *name,
					struct ipxe_block **found)
{
	struct ipxe_variable *variable = ipxe_block_get(block, name);

	*found = block;
	for (size_t i = 0; !variable && i < block->child_count; i++)
		variable = ipxe_block_search(block->children[i], name, found);
	return variable;
}

static int32_t priority_of(struct ipxe_block *block)
{
	const struct ipxe_name name = { .name = "priority", .tag = PRIORITY };
	struct ipxe_variable *variable = ipxe_block_get(block, &name);
	uint32_t number = 0;

	if (variable && ipxe_type_to_number(ipxe_type_find("int8"), variable->raw.data,
					    variable->raw.length, &number) < 0)
		number = 0;
	return number;
}

/* To behind the last one that is not lower, and so all the way up. */
static void place(struct ipxe_block *block)
{
	struct ipxe_block *parent = block->parent;
	size_t at = 0, to = 0;

	if (!parent)
		return;
	while (parent->children[at] != block)
		at++;
	parent->child_count--;
	memmove(parent->children + at, parent->children + at + 1,
		(parent->child_count - at) * sizeof(*parent->children));
	while (to < parent->child_count && priority_of(parent->children[to]) >= priority_of(block))
		to++;
	memmove(parent->children + to + 1, parent->children + to,
		(parent->child_count - to) * sizeof(*parent->children));
	parent->children[to] = block;
	parent->child_count++;
	place(parent);
}

static struct ipxe_block *child(struct ipxe *ipxe, struct ipxe_block *parent, const char *name,
				bool make)
{
	struct ipxe_value value = { 0 };
	struct ipxe_block *block;
	char *asked;

	if (!*name)
		return parent;
	for (size_t i = 0; i < parent->child_count; i++) {
		if (strcmp(parent->children[i]->name, name) == 0)
			return parent->children[i];
	}
	if (!make)
		return NULL;
	block = xcalloc(1, sizeof(*block));
	block->name = xstrdup(name);
	block->parent = parent;
	asked = xasprintf("%s/", name);
	block->machine = !parent->parent && ipxe->host.setting &&
			 ipxe->host.setting(ipxe->host.data, asked, &value);
	buffer_free(&value.raw);
	free(asked);
	parent->children = xrealloc(parent->children,
				    (parent->child_count + 1) * sizeof(*parent->children));
	parent->children[parent->child_count++] = block;
	place(block);
	return block;
}

/* netX is the card in use. */
static char *real_name(struct ipxe *ipxe, const char *name)
{
	struct ipxe_value value = { 0 };
	char *real;

	if (strcmp(name, "netX") != 0 || !ipxe->host.setting ||
	    !ipxe->host.setting(ipxe->host.data, "netX/", &value) || !*value.block)
		real = xstrdup(name);
	else
		real = xstrdup(value.block);
	buffer_free(&value.raw);
	return real;
}

struct ipxe_block *ipxe_block_find(struct ipxe *ipxe, const char *path, bool make)
{
	struct ipxe_block *block = &ipxe->root;
	unsigned depth = 0;

	while (block && *path && depth++ < 64) {
		size_t length = strcspn(path, ".");
		char *part = xstrndup(path, length);
		char *name = block == &ipxe->root ? real_name(ipxe, part) : xstrdup(part);

		block = child(ipxe, block, name, make);
		free(part);
		free(name);
		path += length + (path[length] == '.');
	}
	return block;
}

char *ipxe_block_path(const struct ipxe_block *block)
{
	char *above, *path;

	if (!block->parent)
		return xstrdup("");
	above = ipxe_block_path(block->parent);
	path = xasprintf("%s%s%s", above, *above ? "." : "", block->name);
	free(above);
	return path;
}

void ipxe_block_set(struct ipxe_block *block, const struct ipxe_name *name, const void *raw,
		    size_t length)
{
	struct ipxe_variable *variable = ipxe_block_get(block, name);

	if (variable) {
		free(variable->name);
		buffer_free(&variable->raw);
		*variable = block->variables[--block->count];
	}
	if (length) {
		block->variables = xrealloc(block->variables,
					    (block->count + 1) * sizeof(*block->variables));
		variable = &block->variables[block->count++];
		*variable = (struct ipxe_variable){ .name = xstrdup(name_shown(name)),
						    .tag = name->tag, .type = name->type };
		buffer_add(&variable->raw, raw, length);
	}
	if (name->tag == PRIORITY)
		place(block);
}

void ipxe_block_free(struct ipxe_block *block)
{
	for (size_t i = 0; i < block->child_count; i++) {
		ipxe_block_free(block->children[i]);
		free(block->children[i]);
	}
	for (size_t i = 0; i < block->count; i++) {
		free(block->variables[i].name);
		buffer_free(&block->variables[i].raw);
	}
	free(block->children);
	free(block->variables);
	free(block->name);
}
