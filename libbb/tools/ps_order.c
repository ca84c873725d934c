/* SPDX-License-Identifier: MIT */
/* ps: the order of processes: by keys, or as the tree of parents and children. */
#include <stdlib.h>
#include <string.h>

#include "tools/ps.h"

struct key {
	const struct ps_field *field;
	bool reverse;
};

static struct {
	struct key keys[16];
	size_t count;
	const struct ps_look *look;
} order;

static int compare_texts(const struct ps_field *field, const struct ps_process *a,
			 const struct ps_process *b)
{
	struct buffer left = { 0 }, right = { 0 };
	int result;

	ps_field_text(field, a, order.look, &left);
	ps_field_text(field, b, order.look, &right);
	result = field->align == PS_RIGHT ? atoi(left.data) - atoi(right.data)
					  : strcmp(left.data, right.data);
	buffer_free(&left);
	buffer_free(&right);
	return result;
}

static int compare(const void *left, const void *right)
{
	const struct ps_process *a = left, *b = right;

	for (size_t i = 0; i < order.count; i++) {
		const struct ps_field *field = order.keys[i].field;
		int result;

		if (field->number) {
			int64_t x = field->number(a, order.look), y = field->number(b, order.look);

			result = (x > y) - (x < y);
		} else {
			result = compare_texts(field, a, b);
		}
		if (result)
			return order.keys[i].reverse ? -result : result;
	}
	return a->process.pid != b->process.pid ? a->process.pid - b->process.pid
						: a->process.thread - b->process.thread;
}

static void read_keys(const struct ps_options *options)
{
	order.look = &options->look;
	order.count = 0;
	for (size_t i = 0; i < options->sort.count; i++) {
		for (const char *at = options->sort.items[i]; *at;) {
			bool reverse = *at == '-';
			size_t length;

			at += *at == '-' || *at == '+';
			length = strcspn(at, ",");
			if (order.count < ARRAY_SIZE(order.keys))
				order.keys[order.count++] =
					(struct key){ ps_field_find(at, length), reverse };
			at += length + (at[length] == ',');
		}
	}
}

struct tree {
	struct ps_process *from, *to;
	size_t count, placed;
	bool *taken;
	bool lines;		/* of --forest; else blanks of -H */
};

static bool has_parent_here(const struct tree *tree, const struct ps_process *process)
{
	for (size_t i = 0; i < tree->count; i++)
		if (tree->from[i].process.pid == process->process.parent &&
		    process->process.parent != process->process.pid)
			return true;
	return false;
}

static void place(struct tree *tree, size_t at, const char *own, const char *below)
{
	pid_t pid = tree->from[at].process.pid;
	size_t last = tree->count;

	tree->taken[at] = true;
	tree->to[tree->placed] = tree->from[at];
	tree->to[tree->placed++].prefix = xstrdup(own);
	for (size_t i = 0; i < tree->count; i++)
		if (tree->from[i].process.parent == pid && !tree->taken[i])
			last = i;
	for (size_t i = 0; i < tree->count; i++) {
		char *mine, *further;

		if (tree->from[i].process.parent != pid || tree->taken[i])
			continue;
		/* What process 1 started stands at the left again. */
		mine = xasprintf("%s%s", below, !tree->lines ? "  " : pid == 1 ? "" : " \\_ ");
		further = xasprintf("%s%s", below, !tree->lines ? "  " : pid == 1 ? "" :
						   i == last ? "    " : " |  ");
		place(tree, i, mine, further);
		free(mine);
		free(further);
	}
}

static void make_tree(struct ps_process *processes, size_t count, bool lines)
{
	struct tree tree = { processes, xcalloc(count, sizeof(*processes)), count, 0,
			     xcalloc(count, sizeof(bool)), lines };

	/* The last root first, as procps: the kernel's threads before init. */
	for (size_t i = count; i-- > 0;)
		if (!tree.taken[i] && !has_parent_here(&tree, &processes[i]))
			place(&tree, i, "", "");
	/* A circle of parents there cannot be, but a process may have gone meanwhile. */
	for (size_t i = 0; i < count; i++)
		if (!tree.taken[i])
			place(&tree, i, "", "");
	memcpy(processes, tree.to, count * sizeof(*processes));
	free(tree.to);
	free(tree.taken);
}

void ps_order(struct ps_process *processes, size_t count, const struct ps_options *options)
{
	read_keys(options);
	if (count)
		qsort(processes, count, sizeof(*processes), compare);
	if (options->forest || options->hierarchy)
		make_tree(processes, count, options->forest);
}
