/* SPDX-License-Identifier: MIT */
/*
 * iPXE's settings, https://ipxe.org/cfg: typed bytes in named blocks, which hide the machine's own
 * ones. A setting is its DHCP option's number or its name; setting it to nothing clears it.
 */
#include <stdlib.h>
#include <string.h>

#include "boot/ipxe_state.h"
#include "core/error.h"

/* Those with a type of their own, or an option number (RFC 2132; 175 is iPXE's encapsulation). */
static const struct known_setting {
	const char *name, *type;
	uint64_t tag;
} known_settings[] = {
	{ "hostname", "string", 12 }, { "domain", "string", 15 }, { "filename", "string", 67 },
	{ "root-path", "string", 17 }, { "netmask", "ipv4", 1 }, { "gateway", "ipv4", 3 },
	{ "dns", "ipv4", 6 }, { "dhcp-server", "ipv4", 54 },
	{ "vendor-class", "string", 60 }, { "user-class", "string", 77 }, { "mtu", "int16", 26 },
	{ "initiator-iqn", "string", 203 }, { "bootfile-url", "string", 0 },
	{ "priority", "int8", 175 << 8 | 1 }, { "keep-san", "int8", 175 << 8 | 8 },
	{ "skip-san-boot", "int8", 175 << 8 | 9 }, { "scriptlet", "string", 175 << 8 | 81 },
	{ "crosscert", "string", 175 << 8 | 93 }, { "username", "string", 175 << 8 | 190 },
	{ "password", "string", 175 << 8 | 191 }, { "san-filename", "string", 175 << 8 | 188 },
	{ "reverse-username", "string", 175 << 8 | 192 },
	{ "reverse-password", "string", 175 << 8 | 193 },
	{ "ip", "ipv4", 0 }, { "next-server", "ipv4", 0 }, { "ip6", "ipv6", 0 },
	{ "gateway6", "ipv6", 0 }, { "dns6", "ipv6", 0 }, { "len6", "int8", 0 },
	{ "mac", "hex", 0 }, { "busid", "hex", 0 }, { "busloc", "uint32", 0 },
	{ "bustype", "string", 0 }, { "chip", "string", 0 }, { "ifname", "string", 0 },
	{ "ssid", "string", 0 }, { "key", "string", 0 },
	{ "uuid", "uuid", 0 }, { "manufacturer", "string", 0 }, { "product", "string", 0 },
	{ "serial", "string", 0 }, { "asset", "string", 0 }, { "board-serial", "string", 0 },
	{ "errno", "uint32", 0 }, { "buildarch", "string", 0 }, { "platform", "string", 0 },
	{ "version", "string", 0 }, { "unixtime", "uint32", 0 }, { "cwuri", "string", 0 },
	{ "cwduri", "string", 0 }, { "cpuvendor", "string", 0 }, { "cpumodel", "string", 0 },
	{ "hypervisor", "string", 0 },
};

/* "67" or "175.3"; 0: no number. Numbers as C writes them. */
static uint64_t tag_of(const char *name)
{
	uint64_t tag = 0;
	char *at = (char *)name;

	for (;; at++) {
		tag = tag << 8 | (uint32_t)strtoull(at, &at, 0);
		if (*at != '.')
			return *at ? 0 : tag;
	}
}

int ipxe_name_parse(const char *text, struct ipxe_name *name)
{
	const char *slash = strchr(text, '/');
	const char *own = slash ? slash + 1 : text;
	const char *colon = strchr(own, ':');

	*name = (struct ipxe_name){
		.block = slash ? xstrndup(text, slash - text) : NULL,
		.name = colon ? xstrndup(own, colon - own) : xstrdup(own),
	};
	name->tag = tag_of(name->name);
	for (size_t i = 0; i < ARRAY_SIZE(known_settings); i++) {
		const struct known_setting *known = &known_settings[i];

		if ((known->tag && known->tag == name->tag) ||
		    strcmp(known->name, name->name) == 0) {
			name->tag = known->tag;
			name->known = known->name;
			name->type = ipxe_type_find(known->type);
			break;
		}
	}
	if (colon && !(name->type = ipxe_type_find(colon + 1))) {
		ipxe_name_free(name);
		return -IPXE_E_TYPE;
	}
	return 0;
}

/* Is there a block of this name, the machine's or one of ours? */
static bool has_block(struct ipxe *ipxe, const char *path)
{
	struct ipxe_value value = { 0 };
	char *name = xasprintf("%s/", path);
	bool found = ipxe->host.setting && ipxe->host.setting(ipxe->host.data, name, &value);

	buffer_free(&value.raw);
	free(name);
	return found || strcmp(path, "builtin") == 0 || ipxe_block_find(ipxe, path, false);
}

int ipxe_name_take_old(struct ipxe *ipxe, const char *text, struct ipxe_name *name)
{
	int status = ipxe_name_take(ipxe, text, name);

	if (status < 0 || !name->block || has_block(ipxe, name->block))
		return status;
	ipxe_complain(ipxe, "\"%s\": invalid setting", text);
	ipxe_name_free(name);
	return -IPXE_E_NO_BLOCK;
}

int ipxe_name_take(struct ipxe *ipxe, const char *text, struct ipxe_name *name)
{
	int status = ipxe_name_parse(text, name);

	if (status < 0)
		ipxe_complain(ipxe, "\"%s\": invalid setting", text);
	return status;
}

void ipxe_name_free(struct ipxe_name *name)
{
	free(name->block);
	free(name->name);
	*name = (struct ipxe_name){ 0 };
}

static const char *name_shown(const struct ipxe_name *name)
{
	return name->known ? name->known : name->name;
}

/* What the interpreter itself knows. */
static bool own_setting(struct ipxe *ipxe, const struct ipxe_name *name, struct buffer *raw)
{
	const char *text = ipxe->cwuri;
	const char *slash = text ? strrchr(text, '/') : NULL;

	if (name->block && strcmp(name->block, "builtin") != 0)
		return false;
	if (strcmp(name->name, "errno") == 0) {
		ipxe_type_from_number(ipxe_type_find("uint32"), ipxe->error, raw);
		return true;
	}
	if (strcmp(name->name, "cwuri") == 0 && text)
		buffer_text(raw, text);
	if (strcmp(name->name, "cwduri") == 0 && slash)
		buffer_add(raw, text, slash + 1 - text);
	return raw->length;
}

static bool machine_setting(struct ipxe *ipxe, const struct ipxe_name *name,
			    struct ipxe_value *value)
{
	char *full = xasprintf("%s%s%s", name->block ? name->block : "", name->block ? "/" : "",
			       name_shown(name));
	bool found = ipxe->host.setting && ipxe->host.setting(ipxe->host.data, full, value);

	free(full);
	return found;
}

static void take_variable(const struct ipxe_variable *variable, const struct ipxe_block *from,
			  struct buffer *raw, const struct ipxe_type **own, char **block)
{
	buffer_add(raw, variable->raw.data, variable->raw.length);
	*own = variable->type;
	*block = ipxe_block_path(from);
}

static bool take_machine(struct ipxe *ipxe, const struct ipxe_name *name, struct buffer *raw,
			 const struct ipxe_type **own, char **block)
{
	struct ipxe_value value = { 0 };
	bool found = machine_setting(ipxe, name, &value);

	if (found) {
		buffer_add(raw, value.raw.data, value.raw.length);
		*own = value.type ? ipxe_type_find(value.type) : NULL;
		*block = xstrdup(value.block);
	}
	buffer_free(&value.raw);
	return found;
}

/* The block's own, then the machine's, which was there first, then the blocks within it. */
static bool search(struct ipxe *ipxe, const struct ipxe_name *name, struct buffer *raw,
		   const struct ipxe_type **own, char **block)
{
	struct ipxe_block *start = ipxe_block_find(ipxe, name->block ? name->block : "", false);
	struct ipxe_variable *variable = start ? ipxe_block_get(start, name) : NULL;
	struct ipxe_block *found = start;

	for (size_t i = 0; start && !variable && i < start->child_count; i++) {
		if (start->children[i]->machine)
			variable = ipxe_block_search(start->children[i], name, &found);
	}
	if (variable) {
		take_variable(variable, found, raw, own, block);
		return true;
	}
	if (own_setting(ipxe, name, raw)) {
		*block = xstrdup("builtin");
		return true;
	}
	if (take_machine(ipxe, name, raw, own, block))
		return true;
	variable = start ? ipxe_block_search(start, name, &found) : NULL;
	if (variable)
		take_variable(variable, found, raw, own, block);
	return variable != NULL;
}

int ipxe_fetch(struct ipxe *ipxe, const struct ipxe_name *name, struct buffer *raw,
	       const struct ipxe_type **type, char **block)
{
	const struct ipxe_type *own = NULL;
	char *where = NULL;

	if (!search(ipxe, name, raw, &own, &where))
		return -IPXE_E_NO_SETTING;
	*type = name->type ? name->type : own ? own : ipxe_type_find("string");
	if (block)
		*block = where;
	else
		free(where);
	return 0;
}

int ipxe_store(struct ipxe *ipxe, const struct ipxe_name *name, const void *raw, size_t length)
{
	const char *path = name->block ? name->block : "";
	struct ipxe_block *block;

	if (strcmp(path, "builtin") == 0)
		return -IPXE_E_BUILTIN;
	if (strcmp(path, "smbios") == 0)
		return -IPXE_E_TYPE;
	block = ipxe_block_find(ipxe, path, true);
	ipxe_block_set(block, name, raw, length);
	return 0;
}

int ipxe_store_text(struct ipxe *ipxe, const struct ipxe_name *name, const char *value)
{
	struct ipxe_name typed = *name;
	struct buffer raw = { 0 };
	int status = 0;

	if (!typed.type)
		typed.type = ipxe_type_find("string");
	if (value && *value)
		status = typed.type->parse ? typed.type->parse(typed.type, value, &raw)
					   : -IPXE_E_TYPE;
	if (status == 0)
		status = ipxe_store(ipxe, &typed, raw.data, raw.length);
	buffer_free(&raw);
	return status;
}

static void append_setting(struct ipxe *ipxe, const char *text, struct buffer *out)
{
	const struct ipxe_type *type;
	struct buffer raw = { 0 }, value = { 0 };
	struct ipxe_name name;

	if (ipxe_name_parse(text, &name) < 0)
		return;
	if (ipxe_fetch(ipxe, &name, &raw, &type, NULL) == 0 && type->format &&
	    type->format(type, raw.data ? raw.data : "", raw.length, &value) == 0 && value.length)
		buffer_add(out, value.data, value.length);
	buffer_free(&raw);
	buffer_free(&value);
	ipxe_name_free(&name);
}

char *ipxe_get(struct ipxe *ipxe, const char *name)
{
	struct buffer value = { 0 };

	append_setting(ipxe, name, &value);
	return value.data ? value.data : xstrdup("");
}

/* The innermost ${name}: from the latest "${" before the first "}" behind one. */
static bool find_reference(char *text, char **start, char **end)
{
	*start = NULL;
	for (char *at = text; *at; at++) {
		if (at[0] == '$' && at[1] == '{')
			*start = at;
		if (*start && *at == '}') {
			*end = at;
			return true;
		}
	}
	return false;
}

char *ipxe_expand(struct ipxe *ipxe, const char *text)
{
	char *expanded = xstrdup(text), *start, *end;

	/* A value may hold references itself, even to itself. */
	for (unsigned count = 0; find_reference(expanded, &start, &end); count++) {
		struct buffer next = { 0 };

		*end = '\0';
		buffer_add(&next, expanded, start - expanded);
		append_setting(ipxe, start + 2, &next);
		buffer_text(&next, end + 1);
		free(expanded);
		expanded = next.data;
		if (count < 1000 && next.length <= IPXE_EXPANSION_LIMIT)
			continue;
		free(expanded);
		fail_plain("the expansion of '%.60s' has no end", text);
		return NULL;
	}
	return expanded;
}
