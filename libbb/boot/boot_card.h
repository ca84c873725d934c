/* SPDX-License-Identifier: MIT */
/* The network card that is booted from, as /sys has it. */
#ifndef BOOT_BOOT_CARD_H
#define BOOT_BOOT_CARD_H

#include "boot/boot_check.h"

/* Fill the devices in: the card's own, then those it hangs on that have drivers of modules. */
void boot_card_devices(const char *interface, struct boot_facts *facts);

#endif
