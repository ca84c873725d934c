/* SPDX-License-Identifier: MIT */
/* Layers: the places are numbered, so that they can be taken down without knowing who made them. */
#include "boot/layers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>

#include "boot/medium.h"
#include "core/error.h"
#include "core/io.h"
#include "fs/mount.h"

static void place_of(unsigned number, char place[LAYERS_PLACE])
{
	if (number)
		snprintf(place, LAYERS_PLACE, LAYERS_LOWER "%u", number);
	else
		text_copy(place, LAYERS_PLACE, LAYERS_LOWER);
}

int layers_take_place(struct layers *layers, char place[LAYERS_PLACE])
{
	if (layers->places >= LAYERS_MAX)
		return fail_plain("more than %d images, one within or above the other",
				  LAYERS_MAX);
	place_of(layers->places++, place);
	return 0;
}

void layers_push(struct layers *layers, const char *place)
{
	char *before = layers->lower;

	layers->lower = before ? xasprintf("%s:%s", place, before) : xstrdup(place);
	free(before);
}

static int attach_medium(struct layers *layers, struct medium *medium)
{
	layers->choices.count = 0;	/* they were of this one */
	if (medium->who)
		layers->who = medium->who;
	if (medium->init) {
		free(layers->init);
		layers->init = medium->init;
		medium->init = NULL;
	}
	for (size_t i = 0; i < medium->count; i++)
		if (layers_attach(layers, medium->images[i]) < 0)
			return -1;
	return 0;
}

int layers_attach(struct layers *layers, const char *image)
{
	char place[LAYERS_PLACE];
	struct medium medium;
	int result = 0;

	if (layers_take_place(layers, place) < 0 || make_folders(place) < 0)
		return -1;
	if (mount_make(image, place, NULL, "ro,loop") < 0)
		return fail_in("attach %s", image);
	if (medium_look(place, &layers->choices, &medium) < 0)
		return fail_in("%s", image);
	if (medium.count)
		result = attach_medium(layers, &medium);
	else
		layers_push(layers, place);
	medium_free(&medium);
	return result;
}

void layers_function(const struct layers *layers, struct buffer *lines)
{
	struct buffer options = { 0 };
	char *quoted;

	for (size_t i = 0; i < layers->choices.count; i++) {
		quoted = text_shell_quote(layers->choices.items[i]);
		buffer_format(&options, "--image %s ", quoted);
		free(quoted);
	}
	quoted = text_shell_quote(options.data ? options.data : "");
	/* The first place has no number. */
	buffer_format(lines, "n=%.0u lower= choice=%s\nattach() {\n"
		      "\tat=" LAYERS_LOWER "$n n=$((n + 1))\n"
		      "\tmkdir -p $at && mount -o ro,loop \"$1\" $at || return\n"
		      "\teval \"set -- $(eval ramroot \"$choice\" --images $at)\"\n"
		      "\tchoice=\n"
		      "\t[ $# != 0 ] || lower=$at${lower:+:$lower}\n"
		      "\tfor image; do attach \"$image\"; done\n"
		      "}\n", layers->places, quoted);
	free(quoted);
	buffer_free(&options);
}

const char *layers_base(const char *lower)
{
	const char *colon = strrchr(lower, ':');

	return colon ? colon + 1 : lower;
}

void layers_undo(void)
{
	char place[LAYERS_PLACE];

	for (unsigned i = LAYERS_MAX; i-- > 0;) {
		place_of(i, place);
		umount2(place, MNT_DETACH);
	}
}

void layers_free(struct layers *layers)
{
	free(layers->lower);
	free(layers->init);
	layers->lower = layers->init = NULL;
}
