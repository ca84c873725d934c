/* SPDX-License-Identifier: MIT */
/* TFTP: RFC 1350, options RFC 2347, blksize RFC 2348, tsize RFC 2349, windowsize RFC 7440. */
#ifndef HTTP_TFTP_H
#define HTTP_TFTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/text.h"
#include "http/fetch.h"

enum tftp_opcode { TFTP_READ = 1, TFTP_DATA = 3, TFTP_ACK, TFTP_ERROR, TFTP_OACK };
/* Of an unfragmented Ethernet frame; what a server without options sends. */
enum { TFTP_BLOCK_ASKED = 1468, TFTP_BLOCK_DEFAULT = 512, TFTP_WINDOW_ASKED = 16 };

struct tftp_packet {
	enum tftp_opcode opcode;
	uint16_t number;	/* of a block, or an error's code */
	const void *data;	/* a block's */
	size_t length;
	char message[128];	/* an error's, printable */
	uint32_t block_size, window;	/* an OACK's, 0: not there */
	uint64_t size;		/* its tsize, UINT64_MAX: not there */
};

/* Pure: a packet that came; negative after fail() when it is none that a client takes. */
int tftp_parse(const void *data, size_t length, struct tftp_packet *packet);
/* Pure: a read request. */
struct buffer tftp_request(const char *path, bool options);

struct tftp;
/* The next block's data, good until the next call; 0 at the end, negative after fail(). */
ssize_t tftp_block(struct tftp *tftp, struct fetch *job, const void **block);
void tftp_close(struct tftp *tftp);

#endif
