/* SPDX-License-Identifier: MIT */
/* What bytes are, by their magic numbers. Pure but for probe_fd(). */
#ifndef FS_PROBE_H
#define FS_PROBE_H

#include <stddef.h>

enum image_kind {
	IMAGE_UNKNOWN, IMAGE_EMPTY,
	IMAGE_SQUASHFS, IMAGE_EROFS, IMAGE_EXT, IMAGE_ISO9660, IMAGE_VFAT, IMAGE_XFS, IMAGE_BTRFS,
	IMAGE_SWAP,
	IMAGE_TAR, IMAGE_CPIO, IMAGE_GZIP, IMAGE_XZ, IMAGE_ZSTD, IMAGE_LZ4, IMAGE_BZIP2,
	IMAGE_BZIMAGE, IMAGE_EFI, IMAGE_ELF, IMAGE_IPXE, IMAGE_HTML, IMAGE_TEXT,
};

/* As many first bytes decide every kind; fewer are fine (iso9660's magic is at 32769). */
#define PROBE_SIZE 36864

enum image_kind probe_bytes(const void *head, size_t length);

/* For messages: "squashfs", "an HTML page". */
const char *probe_name(enum image_kind kind);

/* The type mount(2) wants, NULL for what cannot be mounted. */
const char *probe_mount_type(enum image_kind kind);

/* Look at the first bytes of a file or device. */
int probe_fd(int fd, const char *name, enum image_kind *kind);

#endif
