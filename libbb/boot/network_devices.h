/* SPDX-License-Identifier: MIT */
/* The interfaces that the kernel command line wants, made. */
#ifndef BOOT_NETWORK_DEVICES_H
#define BOOT_NETWORK_DEVICES_H

#include "boot/network_parameters.h"

/* Names, bonds, bridges and VLANs, each up; cards are waited for so long. */
int network_devices_make(const struct network_parameters *parameters, uint64_t ms);

/* The MTU and hardware address that an ip= has for its interface. */
int network_card_change(const char *name, const struct ip_parameter *ip);

#endif
