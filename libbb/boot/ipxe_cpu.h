/* SPDX-License-Identifier: MIT */
/* The processor's feature bits, for iPXE's cpuid. None on machines that are not x86. */
#ifndef BOOT_IPXE_CPU_H
#define BOOT_IPXE_CPU_H

#include <stdbool.h>

/* Leaf 1, or 0x80000001 when extended; register EDX, or ECX. */
bool ipxe_cpu_feature(bool extended, bool ecx, unsigned bit);

#endif
