/* SPDX-License-Identifier: MIT */
/*
 * One call yields text or JSON from one key, as iproute2 prints. Text goes to a buffer.
 *
 *	print_number(p, "mtu", "mtu ", 1500, " ");	text: "mtu 1500 "	JSON: "mtu":1500
 *
 * Without a key it is text alone, but within a JSON array (print_item) a bare value.
 */
#ifndef NET_IP_PRINT_H
#define NET_IP_PRINT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/text.h"

enum print_color {
	COLOR_NONE, COLOR_NAME, COLOR_MAC, COLOR_INET, COLOR_INET6, COLOR_UP, COLOR_DOWN,
};

struct printer {
	struct buffer out;
	bool json, pretty, oneline, colored;
	bool dark;			/* the terminal's background, by $COLORFGBG */
	unsigned depth;			/* of JSON */
	bool comma;			/* before the next JSON value */
	enum print_color color;		/* of the next value alone */
};

/* What surrounds every answer: the JSON array, and its newline. */
void print_begin(struct printer *p);
void print_end(struct printer *p);

/* JSON alone; key NULL within an array. */
void print_open_object(struct printer *p, const char *key);
void print_close_object(struct printer *p);
void print_open_array(struct printer *p, const char *key);
void print_close_array(struct printer *p);

/* Key and value for both; key NULL: text alone. */
void print_text(struct printer *p, const char *key, const char *before, const char *value,
		const char *after);
void print_number(struct printer *p, const char *key, const char *before, uint64_t value,
		  const char *after);
void print_signed(struct printer *p, const char *key, const char *before, int64_t value,
		  const char *after);
/* 0x2a, a string in JSON. */
void print_hex(struct printer *p, const char *key, const char *before, uint64_t value,
	       const char *after);
/* on or off, a boolean in JSON. */
void print_switch(struct printer *p, const char *key, const char *before, bool value,
		  const char *after);
/* true in JSON, null in JSON: what matters is that the key is there. */
void print_flag(struct printer *p, const char *key, const char *text);
void print_null(struct printer *p, const char *key, const char *text);

/* A bare value of a JSON array. */
void print_item(struct printer *p, const char *before, const char *value, const char *after);

/* One of the two alone. A number's text is a JSON value without quotes. */
void print_plain(struct printer *p, const char *text);
void print_json_text(struct printer *p, const char *key, const char *value);
void print_json_value(struct printer *p, const char *key, const char *value);

/* A line's end within one answer: a backslash with -oneline. */
void print_line(struct printer *p);

#endif
