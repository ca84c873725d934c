/* SPDX-License-Identifier: MIT */
/* Kernel images: the x86 setup header, Documentation/arch/x86/boot.rst; names for the rest. */
#include "boot/kernel.h"

#include <string.h>

#include "core/error.h"
#include "core/text.h"
#include "fs/probe.h"

/* Offsets of the setup header ("The Real-Mode Kernel Header"). */
enum {
	SETUP_SECTS = 0x1f1,	/* u8, 512-byte sectors after the first; 0 means 4 */
	SYSSIZE = 0x1f4,	/* u32, 16-byte units of what follows the setup */
	VERSION = 0x206,	/* u16 */
	RELEASE = 0x20e,	/* u16, where the release's text is, less 0x200 */
	XLOADFLAGS = 0x236,	/* u16, bit 0: has a 64-bit entry */
	CMDLINE_SIZE = 0x238,	/* u32, since 2.06 */
	SETUP_END = 0x23c,
};

#ifdef __x86_64__
static const bool on_x86_64 = true;
#else
static const bool on_x86_64 = false;
#endif

static uint32_t little(const void *head, size_t offset, unsigned bytes)
{
	const uint8_t *at = (const uint8_t *)head + offset;
	uint32_t value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

static bool has_setup(const void *head, size_t length)
{
	return length >= SETUP_END && probe_bytes(head, length) == IMAGE_BZIMAGE;
}

/* What a person sees of a file that was fetched in the kernel's place. */
static const struct reason {
	enum image_kind kind;
	const char *text;
} reasons[] = {
	{ IMAGE_EMPTY, "it is empty" },
	{ IMAGE_HTML, "looks like HTML: did the server send an error page?" },
	{ IMAGE_TEXT, "it is text: did the server send a message instead?" },
	{ IMAGE_IPXE, "it is an iPXE script: give it to ramroot, or chain it from iPXE" },
	{ IMAGE_EFI, "it is an EFI program: kexec needs a bzImage, or a unified image with one" },
	{ IMAGE_ELF, "it is an ELF file: kexec needs the bzImage, not vmlinux" },
	{ IMAGE_GZIP, "it is a gzip file: an initrd?" },
	{ IMAGE_ZSTD, "it is a zstd file: an initrd?" },
	{ IMAGE_CPIO, "it is a cpio archive: the initrd in the kernel's place?" },
};

static int refuse(enum image_kind kind, const char *name)
{
	for (size_t i = 0; i < ARRAY_SIZE(reasons); i++) {
		if (reasons[i].kind == kind)
			return fail_plain("%s is no kernel: %s", name, reasons[i].text);
	}
	return fail_plain("%s is no kernel: it is %s", name, probe_name(kind));
}

int kernel_check(const void *head, size_t length, const char *name)
{
	enum image_kind kind = probe_bytes(head, length);

	/* Other machines load an EFI-stub Image or an ELF vmlinux. */
	if (!on_x86_64 && (kind == IMAGE_EFI || kind == IMAGE_ELF))
		return 0;
	if (kind != IMAGE_BZIMAGE)
		return refuse(kind, name);
	if (!has_setup(head, length))
		return fail_plain("%s is cut off: only %zu bytes of a kernel", name, length);
	if (on_x86_64 && little(head, VERSION, 2) >= 0x20c && !(little(head, XLOADFLAGS, 2) & 1))
		return fail_plain("%s is a 32-bit kernel: kexec here loads 64-bit ones", name);
	return 0;
}

uint64_t kernel_size(const void *head, size_t length)
{
	uint64_t sectors;

	if (!has_setup(head, length))
		return 0;
	sectors = little(head, SETUP_SECTS, 1);
	return (sectors ? sectors + 1 : 5) * 512 + (uint64_t)little(head, SYSSIZE, 4) * 16;
}

int kernel_check_size(const void *head, size_t length, uint64_t file_size, const char *name)
{
	uint64_t wanted = kernel_size(head, length);

	if (kernel_check(head, length, name) < 0)
		return -1;
	/* syssize is rounded up to 16 bytes, the file not always. */
	if (wanted > file_size + 15)
		return fail_plain("%s is cut off: %llu bytes of a kernel of %llu", name,
				  (unsigned long long)file_size, (unsigned long long)wanted);
	return 0;
}

uint32_t kernel_cmdline_limit(const void *head, size_t length)
{
	return has_setup(head, length) && little(head, VERSION, 2) >= 0x206
		       ? little(head, CMDLINE_SIZE, 4) : 0;
}

bool kernel_version(const void *head, size_t length, char *text, size_t size)
{
	size_t at, end;

	if (!has_setup(head, length) || !little(head, RELEASE, 2))
		return false;
	at = little(head, RELEASE, 2) + 0x200;
	for (end = at; end < length && ((const char *)head)[end] > ' '; end++)
		;
	if (end >= length || end == at || end - at >= size)
		return false;
	memcpy(text, (const char *)head + at, end - at);
	text[end - at] = '\0';
	return true;
}
