/* SPDX-License-Identifier: MIT */
/* iPXE's menus: menu, item, choose. How they look is the host's. */
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe_state.h"
#include "core/error.h"

static struct ipxe_menu *find(struct ipxe *ipxe, const char *name)
{
	for (size_t i = 0; i < ipxe->menu_count; i++) {
		const char *own = ipxe->menus[i]->name;

		if (name && own ? strcmp(name, own) == 0 : name == own)
			return ipxe->menus[i];
	}
	if (name)
		ipxe_complain(ipxe, "\"%s\": no such menu", name);
	else
		ipxe_complain(ipxe, "No default menu");
	return NULL;
}

static void free_menu(struct ipxe_menu *menu)
{
	for (size_t i = 0; i < menu->count; i++) {
		free(menu->items[i].label);
		free(menu->items[i].text);
	}
	free(menu->items);
	free(menu->name);
	free(menu->title);
	free(menu);
}

static void destroy(struct ipxe *ipxe, struct ipxe_menu *menu)
{
	for (size_t i = 0; i < ipxe->menu_count; i++) {
		if (ipxe->menus[i] == menu)
			ipxe->menus[i--] = ipxe->menus[--ipxe->menu_count];
	}
	free_menu(menu);
}

void ipxe_menus_free(struct ipxe *ipxe)
{
	while (ipxe->menu_count)
		free_menu(ipxe->menus[--ipxe->menu_count]);
	free(ipxe->menus);
	ipxe->menus = NULL;
}

static const struct ipxe_option menu_options[] = {
	{ 'n', "name", IPXE_TEXT }, { 'd', "delete", IPXE_FLAG }, { 0 },
};

/* A menu takes the place of one of the same name. */
static int run_menu(struct ipxe *ipxe, struct ipxe_call *call)
{
	const char *name = call->option[0].given ? call->option[0].text : NULL;
	struct ipxe_menu *menu = xcalloc(1, sizeof(*menu));

	for (size_t i = 0; i < ipxe->menu_count; i++) {
		const char *own = ipxe->menus[i]->name;

		if (name && own ? strcmp(name, own) == 0 : name == own)
			destroy(ipxe, ipxe->menus[i--]);
	}
	menu->name = name ? xstrdup(name) : NULL;
	menu->title = ipxe_join(call->words);
	ipxe->menus = xrealloc(ipxe->menus, (ipxe->menu_count + 1) * sizeof(*ipxe->menus));
	ipxe->menus[ipxe->menu_count++] = menu;
	if (call->option[1].given)
		destroy(ipxe, menu);
	return 0;
}

static const struct ipxe_option item_options[] = {
	{ 'm', "menu", IPXE_TEXT }, { 'k', "key", IPXE_KEY }, { 'd', "default", IPXE_FLAG },
	{ 'g', "gap", IPXE_FLAG }, { 0 },
};

static int run_item(struct ipxe *ipxe, struct ipxe_call *call)
{
	struct ipxe_menu *menu = find(ipxe, call->option[0].given ? call->option[0].text : NULL);
	bool gap = call->option[3].given || !call->count;

	if (!menu)
		return -IPXE_E_NO_MENU;
	menu->items = xrealloc(menu->items, (menu->count + 1) * sizeof(*menu->items));
	menu->items[menu->count++] = (struct ipxe_menu_item){
		.label = gap ? NULL : xstrdup(call->words[0]),
		.text = ipxe_join(call->words + !gap),
		.key = call->option[1].number,
		.is_default = call->option[2].given,
	};
	return 0;
}

static const struct ipxe_option choose_options[] = {
	{ 'm', "menu", IPXE_TEXT }, { 'd', "default", IPXE_TEXT }, { 't', "timeout", IPXE_NUMBER },
	{ 'k', "keep", IPXE_FLAG }, { 0 },
};

/* Where the bar begins: the one named, else the last marked, else the first. -1: none at all. */
static int first_item(const struct ipxe_menu *menu, const char *wanted)
{
	int at = -1;

	for (size_t i = 0; i < menu->count; i++) {
		const struct ipxe_menu_item *item = &menu->items[i];
		bool match = item->label && (wanted ? strcmp(item->label, wanted) == 0
						    : item->is_default);

		if (item->label && (at < 0 || match))
			at = i;
	}
	return at;
}

static int choose(struct ipxe *ipxe, struct ipxe_call *call, const struct ipxe_menu *menu,
		  const struct ipxe_name *name)
{
	int at = first_item(menu, call->option[1].given ? call->option[1].text : NULL);
	int chosen = IPXE_CANCELLED, status;

	if (at < 0)
		return -IPXE_E_NO_ITEM;
	if (ipxe->host.choose)
		chosen = ipxe->host.choose(ipxe->host.data, menu, at, call->option[2].number);
	else if (call->option[2].number)
		chosen = at;
	if (chosen < 0 || (size_t)chosen >= menu->count || !menu->items[chosen].label)
		return -IPXE_E_MENU_LEFT;
	ipxe->steps = 0;
	status = ipxe_store_text(ipxe, name, menu->items[chosen].label);
	if (status < 0)
		ipxe_complain(ipxe, "Could not store \"%s\": %s", name->name, ipxe_reason(status));
	return status;
}

static int run_choose(struct ipxe *ipxe, struct ipxe_call *call)
{
	struct ipxe_menu *menu;
	struct ipxe_name name;
	int status = ipxe_name_take(ipxe, call->words[0], &name);

	if (status < 0)
		return status;
	menu = find(ipxe, call->option[0].given ? call->option[0].text : NULL);
	status = menu ? choose(ipxe, call, menu, &name) : -IPXE_E_NO_MENU;
	if (menu && !call->option[3].given)
		destroy(ipxe, menu);
	ipxe_name_free(&name);
	return status;
}

const struct ipxe_command ipxe_menu_commands[] = {
	{ "menu", menu_options, 0, IPXE_ANY, "[<title>]", run_menu },
	{ "item", item_options, 0, IPXE_ANY, "[<label> [<text>]]", run_item },
	{ "choose", choose_options, 1, 1, "<setting>", run_choose },
	{ 0 },
};
