/* SPDX-License-Identifier: MIT */
/* PXELINUX's configuration, line by line; what only changes its looks is passed over. */
#include "boot/pxelinux.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/error.h"

enum { ENTRIES = 1000, DEPTH = 16, INCLUDES = 100 };

/* Cut the first word off; the rest begins at its next. */
static char *word(char **rest)
{
	char *begin = *rest + strspn(*rest, " \t");
	size_t length = strcspn(begin, " \t");

	*rest = begin + length;
	if (**rest)
		*(*rest)++ = '\0';
	*rest += strspn(*rest, " \t");
	return begin;
}

static void put(char **to, const char *value)
{
	free(*to);
	*to = xstrdup(value);
}

static struct pxelinux_entry *add_entry(struct pxelinux *config, enum pxelinux_kind kind)
{
	struct pxelinux_entry *entry;

	if (config->count == ENTRIES) {
		fail_plain("more than %d entries", ENTRIES);
		return NULL;
	}
	config->entries = xrealloc(config->entries, (config->count + 1) * sizeof(*entry));
	entry = &config->entries[config->count++];
	*entry = (struct pxelinux_entry){ .kind = kind, .menu = config->at };
	return entry;
}

/* The entry that lines belong to: the last label's. */
static struct pxelinux_entry *current(struct pxelinux *config)
{
	return config->in_label ? &config->entries[config->count - 1] : NULL;
}

/* "^Install": the letter after the mark is its key. */
static void set_text(struct pxelinux_entry *entry, const char *text)
{
	const char *mark = strchr(text, '^');

	free(entry->text);
	if (!mark || !mark[1]) {
		entry->text = xstrdup(text);
		return;
	}
	entry->key = tolower((unsigned char)mark[1]);
	entry->text = xasprintf("%.*s%s", (int)(mark - text), text, mark + 1);
}

static struct pxelinux_entry *entry_of_menu(struct pxelinux *config)
{
	for (size_t i = config->count; config->at && i--;)
		if (config->entries[i].kind == PXELINUX_SUBMENU &&
		    config->entries[i].target == config->at)
			return &config->entries[i];
	return NULL;
}

static int begin_menu(struct pxelinux *config)
{
	struct pxelinux_entry *entry;

	if (config->menu_count == ARRAY_SIZE(config->menus))
		return fail_plain("more than %zu menus", ARRAY_SIZE(config->menus));
	entry = add_entry(config, PXELINUX_SUBMENU);
	if (!entry)
		return -1;
	entry->target = config->menu_count;
	config->menus[config->menu_count].parent = config->at;
	config->at = config->menu_count++;
	config->in_label = false;
	return 0;
}

static int include(struct pxelinux *config, const char *name)
{
	struct buffer text = { 0 };
	int result;

	if (!config->include)
		return 0;
	if (++config->included > INCLUDES || config->depth >= DEPTH)
		return fail_plain("include %s: too many files, or one that includes itself", name);
	/* What cannot be read is passed over, as PXELINUX does: installers include what may be. */
	if (config->include(config->data, name, &text) < 0) {
		fail_clear();
		return 0;
	}
	config->depth++;
	result = pxelinux_parse(config, name, text.data ? text.data : "", text.length);
	config->depth--;
	buffer_free(&text);
	return result;
}

static int menu_line(struct pxelinux *config, char *rest)
{
	const char *verb = word(&rest);
	struct pxelinux_entry *entry = current(config);

	if (strcasecmp(verb, "begin") == 0)
		return begin_menu(config);
	if (strcasecmp(verb, "include") == 0)
		return include(config, word(&rest));
	if (strcasecmp(verb, "separator") == 0) {
		config->in_label = false;
		return add_entry(config, PXELINUX_GAP) ? 0 : -1;
	}
	if (strcasecmp(verb, "end") == 0) {
		config->at = config->menus[config->at].parent;
		config->in_label = false;
	} else if (strcasecmp(verb, "title") == 0) {
		put(&config->menus[config->at].title, rest);
		entry = entry_of_menu(config);
		if (entry && !entry->text)
			set_text(entry, rest);
	} else if (strcasecmp(verb, "label") == 0) {
		entry = entry ? entry : entry_of_menu(config);
		if (entry)
			set_text(entry, rest);
	} else if (entry && strcasecmp(verb, "default") == 0) {
		entry->is_default = true;
	} else if (entry && strcasecmp(verb, "hide") == 0) {
		entry->hidden = true;
	} else if (entry && strcasecmp(verb, "disable") == 0) {
		entry->kind = PXELINUX_GAP;
	} else if (entry && strcasecmp(verb, "exit") == 0) {
		entry->kind = PXELINUX_BACK;
		entry->target = config->menus[config->at].parent;
	}
	return 0;
}

static bool is_menu_program(const char *name)
{
	const char *slash = strrchr(name, '/');

	name = slash ? slash + 1 : name;
	return strncasecmp(name, "menu.c32", 8) == 0 || strncasecmp(name, "vesamenu.c32", 12) == 0;
}

/* KERNEL menu.c32 with APPEND FILE is another configuration. */
static void set_kernel(struct pxelinux_entry *entry, const char *name)
{
	put(&entry->kernel, name);
	if (is_menu_program(name))
		entry->kind = PXELINUX_CONFIG;
}

static void set_append(struct pxelinux *config, const char *text)
{
	struct pxelinux_entry *entry = current(config);

	put(entry ? &entry->append : &config->append, strcmp(text, "-") == 0 ? "" : text);
}

static bool entry_line(struct pxelinux *config, const char *verb, const char *rest)
{
	struct pxelinux_entry *entry = current(config);

	if (strcasecmp(verb, "append") == 0) {
		set_append(config, rest);
		return true;
	}
	if (!entry)
		return false;
	if (strcasecmp(verb, "kernel") == 0 || strcasecmp(verb, "linux") == 0 ||
	    strcasecmp(verb, "com32") == 0) {
		set_kernel(entry, rest);
	} else if (strcasecmp(verb, "initrd") == 0) {
		put(&entry->initrd, rest);
	} else if (strcasecmp(verb, "ipappend") == 0 || strcasecmp(verb, "sysappend") == 0) {
		entry->sysappend = strtoul(rest, NULL, 0);
	} else if (strcasecmp(verb, "localboot") == 0) {
		entry->kind = PXELINUX_LOCAL;
	} else if (strcasecmp(verb, "config") == 0) {
		entry->kind = PXELINUX_CONFIG;
		put(&entry->append, rest);
	} else {
		return false;
	}
	return true;
}

static int global_line(struct pxelinux *config, const char *verb, char *rest)
{
	if (strcasecmp(verb, "default") == 0) {
		config->shows_menu |= is_menu_program(rest);
		if (!is_menu_program(rest))
			put(&config->fallback, rest);
	} else if (strcasecmp(verb, "ui") == 0) {
		config->shows_menu |= is_menu_program(rest);
	} else if (strcasecmp(verb, "ontimeout") == 0) {
		put(&config->on_timeout, rest);
	} else if (strcasecmp(verb, "prompt") == 0) {
		config->prompt = strtoul(rest, NULL, 10) == 1;
	} else if (strcasecmp(verb, "timeout") == 0) {
		config->timeout = MIN(strtoul(rest, NULL, 10), 35996ul);
	} else if (strcasecmp(verb, "include") == 0) {
		return include(config, word(&rest));
	}
	return 0;
}

static int take_line(struct pxelinux *config, char *line)
{
	char *rest = line + strspn(line, " \t"), *verb;
	struct pxelinux_entry *entry;

	line[strcspn(line, "\r")] = '\0';
	for (size_t length = strlen(rest); length && strchr(" \t", rest[length - 1]);)
		rest[--length] = '\0';
	verb = word(&rest);
	if (config->in_text || !*verb || *verb == '#') {
		config->in_text &= strcasecmp(verb, "endtext") != 0;
		return 0;
	}
	if (strcasecmp(verb, "text") == 0) {
		config->in_text = true;
		return 0;
	}
	if (strcasecmp(verb, "menu") == 0)
		return menu_line(config, rest);
	if (strcasecmp(verb, "label") == 0) {
		entry = add_entry(config, PXELINUX_BOOT);
		if (!entry)
			return -1;
		entry->label = xstrdup(rest);
		config->in_label = true;
		return 0;
	}
	return entry_line(config, verb, rest) ? 0 : global_line(config, verb, rest);
}

int pxelinux_parse(struct pxelinux *config, const char *name, const char *text, size_t length)
{
	const char *end = text + length;
	int result = 0;

	config->menu_count = MAX(config->menu_count, 1u);
	for (unsigned number = 1; text < end && result == 0; number++) {
		const char *newline = memchr(text, '\n', end - text);
		char *line = xstrndup(text, (newline ? newline : end) - text);

		result = take_line(config, line);
		if (result < 0)
			fail_in("%s:%u", name, number);
		free(line);
		text = newline ? newline + 1 : end;
	}
	return result;
}

void pxelinux_free(struct pxelinux *config)
{
	for (size_t i = 0; i < config->count; i++) {
		free(config->entries[i].label);
		free(config->entries[i].text);
		free(config->entries[i].kernel);
		free(config->entries[i].append);
		free(config->entries[i].initrd);
	}
	free(config->entries);
	for (unsigned i = 0; i < config->menu_count; i++)
		free(config->menus[i].title);
	free(config->fallback);
	free(config->on_timeout);
	free(config->append);
	*config = (struct pxelinux){ 0 };
}

const struct pxelinux_entry *pxelinux_find(const struct pxelinux *config, const char *label)
{
	for (size_t i = 0; i < config->count; i++)
		if (config->entries[i].label && strcasecmp(config->entries[i].label, label) == 0)
			return &config->entries[i];
	return NULL;
}

bool pxelinux_name(unsigned number, const char *uuid, const char *mac, const char *address,
		   char name[64])
{
	size_t digits = MIN(strlen(address), 8u);

	if (*uuid && number-- == 0)
		return text_copy(name, 64, uuid);
	if (*mac && number-- == 0) {
		strcpy(name, "01-");
		return text_copy(name + 3, 61, mac);
	}
	if (number < digits) {
		text_copy(name, 64, address);
		name[digits - number] = '\0';
		return true;
	}
	return number == digits && text_copy(name, 64, "default");
}
