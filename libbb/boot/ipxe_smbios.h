/* SPDX-License-Identifier: MIT */
/* The firmware's table of the machine (SMBIOS, DMTF DSP0134) as iPXE's smbios/ settings. Pure. */
#ifndef BOOT_IPXE_SMBIOS_H
#define BOOT_IPXE_SMBIOS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/text.h"

/*
 * A setting's number "[INSTANCE.]TYPE.OFFSET.LENGTH", a byte each: that field of the structure.
 * LENGTH 0: the field is the number of one of its strings. false: there is no such thing.
 */
bool ipxe_smbios_field(const void *table, size_t length, uint32_t tag, struct buffer *value);

#endif
