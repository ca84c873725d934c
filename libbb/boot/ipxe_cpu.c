/* SPDX-License-Identifier: MIT */
/* CPUID, Intel SDM volume 2A. */
#include "boot/ipxe_cpu.h"

#if defined(__x86_64__) || defined(__i386__)
#include <cpuid.h>

bool ipxe_cpu_feature(bool extended, bool ecx, unsigned bit)
{
	unsigned a, b, c, d;

	if (!__get_cpuid(extended ? 0x80000001 : 1, &a, &b, &c, &d))
		return false;
	return (ecx ? c : d) >> (bit & 31) & 1;
}
#else
bool ipxe_cpu_feature(bool extended, bool ecx, unsigned bit)
{
	(void)extended;
	(void)ecx;
	(void)bit;
	return false;
}
#endif
