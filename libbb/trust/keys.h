/* SPDX-License-Identifier: MIT */
/* The public keys that are trusted: given one by one, or those an initrd carries. */
#ifndef TRUST_KEYS_H
#define TRUST_KEYS_H

#include "trust/minisign.h"

/* Where an initrd carries the keys that all it boots must be signed with (mkinitrd --key). */
#define KEYS_FOLDER "/etc/ramroot/keys"

enum { KEYS_MOST = 32 };

struct keys {
	struct minisign_key list[KEYS_MOST];
	unsigned count;
};

/* Add the key of a file, of a line of base64, or those of every *.pub in a folder. */
int keys_trust(struct keys *keys, const char *given);
/* The key of this id, or NULL. */
const struct minisign_key *keys_find(const struct keys *keys, uint64_t id);

#endif
