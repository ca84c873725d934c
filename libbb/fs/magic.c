/* SPDX-License-Identifier: MIT */
/* Names of filesystems by statfs(2)'s type: include/uapi/linux/magic.h, as stat(1) calls them. */
#include "fs/magic.h"

#include <stddef.h>
#include <stdio.h>

static const struct {
	unsigned type;
	const char *name;
} rows[] = {
	{ 0x61756673, "aufs" }, { 0x42494e4d, "binfmt_misc" }, { 0xcafe4a11, "bpf_fs" },
	{ 0x9123683e, "btrfs" }, { 0x27e0eb, "cgroupfs" }, { 0x63677270, "cgroup2fs" },
	{ 0xff534d42, "cifs" }, { 0x62656570, "configfs" }, { 0x28cd3d45, "cramfs" },
	{ 0x64626720, "debugfs" }, { 0x1373, "devfs" }, { 0x1cd1, "devpts" },
	{ 0xde5e81e4, "efivarfs" }, { 0xe0f5e1e2, "erofs" }, { 0x2011bab0, "exfat" },
	{ 0xef53, "ext2/ext3" }, { 0xf2f52010, "f2fs" }, { 0x4006, "fat" },
	{ 0x65735546, "fuseblk" }, { 0x65735543, "fusectl" }, { 0x958458f6, "hugetlbfs" },
	{ 0x9660, "isofs" }, { 0x3153464a, "jfs" }, { 0x19800202, "mqueue" },
	{ 0x4d44, "msdos" }, { 0x6969, "nfs" }, { 0x6e667364, "nfsd" }, { 0x6e736673, "nsfs" },
	{ 0x5346544e, "ntfs" }, { 0x794c7630, "overlayfs" }, { 0x50495045, "pipefs" },
	{ 0x9fa0, "proc" }, { 0x6165676c, "pstorefs" }, { 0x858458f6, "ramfs" },
	{ 0x52654973, "reiserfs" }, { 0x7275, "romfs" }, { 0x67596969, "rpc_pipefs" },
	{ 0x73636673, "securityfs" }, { 0xf97cff8c, "selinux" }, { 0xfe534d42, "smb2" },
	{ 0x517b, "smb" }, { 0x534f434b, "sockfs" }, { 0x73717368, "squashfs" },
	{ 0x62656572, "sysfs" }, { 0x01021994, "tmpfs" }, { 0x74726163, "tracefs" },
	{ 0x24051905, "ubifs" }, { 0x15013346, "udf" }, { 0x01021997, "v9fs" },
	{ 0x786f4256, "vboxsf" }, { 0x58465342, "xfs" }, { 0x2fc12fc1, "zfs" },
	{ 0xabba1974, "xenfs" }, { 0x5a4f4653, "zonefs" },
};

const char *filesystem_name(unsigned long type, char buffer[40])
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].type == (unsigned)type)
			return rows[i].name;
	snprintf(buffer, 40, "UNKNOWN (0x%lx)", type);
	return buffer;
}
