/* SPDX-License-Identifier: MIT */
/* `type TYPE` of `ip link`, and what follows it. */
#include <linux/if_link.h>
#include <linux/veth.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/error.h"
#include "core/text.h"
#include "net/ip_link_words.h"
#include "net/link_kind.h"

static void add_usage(struct buffer *text, const struct kind *kind)
{
	size_t width = 0;

	buffer_format(text, "Usage: ... %s", kind->name);
	for (size_t i = 0; i < kind->count; i++) {
		const struct kind_option *option = &kind->options[i];
		size_t length = strlen(option->name) + 10;

		if (option->flags & KIND_FIXED)
			continue;
		width += length;
		if (width > 70) {
			buffer_text(text, "\n\t\t");
			width = length;
		}
		buffer_format(text, " [ %s%s ]", option->name,
			      kind_takes_value(option) ? " ..." : "");
	}
	buffer_text(text, "\n");
	for (size_t i = 0; i < kind->count; i++) {
		const char *const *words = kind->options[i].words;

		if (!words || kind->options[i].flags & KIND_FIXED)
			continue;
		buffer_format(text, "%s:", kind->options[i].name);
		for (; *words; words++)
			buffer_format(text, " %s", *words);
		buffer_text(text, "\n");
	}
}

int ip_link_type_help(struct ip *ip, const char *type, const char *help)
{
	const struct kind *kind = kind_find(type);

	if (kind)
		add_usage(&ip->out.out, kind);
	else if (strcmp(type, "veth") == 0)
		buffer_text(&ip->out.out, "Usage: ip link <options> type veth [peer <options>]\n"
			    "To get <options> type 'ip link add help'\n");
	else
		return ip_help(help);
	return 0;
}

static int explain(const struct kind *kind, const char *unknown)
{
	struct buffer text = { 0 };

	if (unknown)
		buffer_format(&text, "%s: unknown %s \"%s\"?\n", kind->name,
			      strncmp(kind->name, "macv", 4) == 0 || kind->is_invalid ? "option"
										      : "command",
			      unknown);
	add_usage(&text, kind);
	text_make_printable(text.data);
	ip_help(text.data);
	buffer_free(&text);
	return IP_FAILED;
}

/* A value that is none, in the words of ip(8). */
static int complain(const struct kind *kind, const struct kind_option *option, const char *value)
{
	struct buffer text = { 0 };
	char why[64];
	bool on;

	switch (option->value) {
	case KIND_LINK:
		fail_plain("Cannot find device \"%s\"", value);
		return IP_FAILED;
	case KIND_VLAN_FLAG:
		return ip_switch(option->name, value, &on);
	case KIND_SWITCH:
	case KIND_ON_TEXT:
		fail_plain("Error: argument of \"%s\" must be one of \"off\", \"on\", not \"%s\"",
			   option->name, value);
		return IP_FAILED;
	case KIND_BIT32:
		for (const char *const *word = option->words; *word; word++)
			buffer_format(&text, "%s\"%s\"", word == option->words ? "" :
				      word[1] ? ", " : " or ", *word);
		fail_plain("Error: argument of \"%s\" must be %s, not \"%s\"", option->name,
			   text.data, value);
		buffer_free(&text);
		return IP_FAILED;
	default:
		snprintf(why, sizeof(why), kind->is_invalid ? "%s is invalid" : "invalid %s",
			 option->name);
		return ip_wrong(value, why);
	}
}

/* FROM:TO words, as many as there are, as one value. */
static char *join_map(struct ip_words *words)
{
	struct buffer text = { 0 };

	for (; *words->at && strchr(*words->at, ':'); words->at++)
		buffer_format(&text, " %s", *words->at);
	return text.data ? text.data : xstrdup("");
}

static int take_options(struct ip_link_change *change, const struct kind *kind,
			struct ip_words *words)
{
	struct kind_values values = { 0 };

	while (*words->at) {
		const char *word = *words->at++, *value = NULL;
		const struct kind_option *option = kind_option_find(kind, word);
		char *map = NULL;
		int result;

		if (!option)
			return explain(kind, ip_word_matches(word, "help") ? NULL : word);
		if (option->value == KIND_VLAN_MAP)
			value = map = join_map(words);
		else if (kind_takes_value(option) && !(value = ip_words_value(words)))
			return IP_WRONG;
		result = kind_add(change->message, &values, option, value);
		if (result < 0)
			result = complain(kind, option, value);
		free(map);
		if (result < 0)
			return result;
	}
	kind_finish(change->message, &values);
	return 0;
}

/* The other end, described as a link of its own behind a fixed struct. */
static int take_peer(struct ip_link_change *change, struct ip_words *words, const char *help)
{
	struct ip_link_change peer = { .ip = change->ip, .message = change->message,
				       .create = true };
	const struct ifinfomsg empty = { 0 };
	size_t nest, header;
	int result;

	if (!ip_words_accept_whole(words, "peer")) {
		ip_help("Usage: ip link <options> type veth [peer <options>]\n"
			"To get <options> type 'ip link add help'\n");
		return IP_FAILED;
	}
	nest = rtnl_nest(change->message, VETH_INFO_PEER);
	header = change->message->length;
	rtnl_add_bytes(change->message, &empty, sizeof(empty));
	/* What was said of one end may be said of the other. */
	words->seen = 0;
	result = ip_link_words(&peer, words, help);
	for (int i = 0; i < peer.namespace_count && i < 1; i++)
		change->namespaces[change->namespace_count++ % 2] = peer.namespaces[i];
	if (result < 0)
		return result;
	if (peer.type)
		return ip_twice("type", peer.type);
	if (peer.name)
		rtnl_add_text(change->message, IFLA_IFNAME, peer.name);
	rtnl_nest_end(change->message, nest);
	if (!change->message->overflow)
		memcpy(change->message->bytes + header, &peer.header, sizeof(peer.header));
	return 0;
}

static int take_data(struct ip_link_change *change, struct ip_words *words, const char *help)
{
	const struct kind *kind = kind_find(change->type);
	bool port = text_ends_with(change->type, "_slave");
	size_t data;
	int result;

	if (!*words->at)
		return 0;
	if (!kind && strcmp(change->type, "veth") != 0) {
		if (ip_word_matches(*words->at, "help"))
			return ip_help(help);
		fail_plain("Garbage instead of arguments \"%s ...\". Try \"ip link help\".",
			   *words->at);
		return IP_FAILED;
	}
	data = rtnl_nest(change->message, port ? IFLA_INFO_SLAVE_DATA : IFLA_INFO_DATA);
	result = kind ? take_options(change, kind, words) : take_peer(change, words, help);
	rtnl_nest_end(change->message, data);
	return result;
}

int ip_link_type_words(struct ip_link_change *change, struct ip_words *words, const char *help)
{
	size_t info = rtnl_nest(change->message, IFLA_LINKINFO);
	int result;

	rtnl_add(change->message, IFLA_INFO_KIND, change->type, strlen(change->type));
	result = take_data(change, words, help);
	rtnl_nest_end(change->message, info);
	return result;
}
