# SPDX-License-Identifier: MIT
"""blkid: every format beside util-linux's, on images made by its own mkfs."""
import os
import shutil
import struct
import subprocess

import pytest
from ramsteam import compare, run

MAKERS = {
    "ext2": "mkfs.ext2 -q -L two", "ext3": "mkfs.ext3 -q", "ext4": "mkfs.ext4 -q -L four",
    "xfs": "mkfs.xfs -q -L xl", "vfat": "mkfs.vfat -n VF", "fat32": "mkfs.vfat -F 32 -n WIDE",
    "fat-no-name": "mkfs.vfat", "btrfs": "mkfs.btrfs -q -L bt", "swap": "mkswap -L sw",
}
KEYS = ["LABEL", "UUID", "TYPE"]


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    folder = tmp_path_factory.mktemp("images")
    for name, maker in MAKERS.items():
        with open(folder / name, "wb") as image:
            image.truncate(320 << 20)
        subprocess.run([*maker.split(), name], cwd=folder, check=True, capture_output=True)
    os.makedirs(folder / "tree")
    (folder / "tree/file").write_text("text")
    subprocess.run(["mksquashfs", "tree", "squashfs", "-quiet"], cwd=folder, check=True,
                   capture_output=True)
    subprocess.run(["mkfs.erofs", "erofs", "tree"], cwd=folder, check=True, capture_output=True)
    for table in "gpt", "dos":
        with open(folder / table, "wb") as image:
            image.truncate(40 << 20)
        subprocess.run(["sfdisk", "-q", table], cwd=folder, check=True, text=True,
                       input=f"label: {table}\nsize=10M\nsize=10M\n")
    shutil.copy(folder / "ext4", folder / 'odd "name')
    subprocess.run(["tune2fs", "-L", 'a "b\\ $c', 'odd "name'], cwd=folder, check=True,
                   capture_output=True)
    (folder / "cramfs").write_bytes(
        struct.pack("<IIII16s16x16s", 0x28cd3d45, 4096, 3, 0, b"Compressed ROMFS", b"small") +
        bytes(4032))
    (folder / "empty").write_bytes(b"")
    (folder / "zero").write_bytes(bytes(1 << 20))
    (folder / "text").write_text("nothing\n" * 9999)
    return folder


@pytest.mark.parametrize("name", [*MAKERS, "squashfs", "cramfs", "gpt", "dos", 'odd "name', "empty",
                                  "zero", "text"])
@pytest.mark.parametrize("options", ["", "-p", "-o export", "-p -o udev", "-o value -s UUID"])
def test_formats(images, name, options):
    # Its cache would tell of older images of the same name.
    compare("blkid", "-c", "/dev/null", *options.split(), name, cwd=images)


def test_erofs_is_told_as_newer_versions_do(images):
    # Debian's libblkid 2.38 refuses the superblock of its own mkfs.erofs.
    out = run("blkid", "erofs", cwd=images, check=True).stdout
    assert out.startswith('erofs: UUID="') and out.endswith('BLOCK_SIZE="4096" TYPE="erofs"\n')


@pytest.mark.parametrize("options", [
    "-s TYPE -s LABEL ext4 xfs", "-t TYPE=ext4 ext4 xfs", "-o device ext4", "none", "-p none",
    "-t bad", "-o foo", "-o export ext4 xfs", "-p -O 1048576 gpt", "-t LABEL=\"four\" ext4 xfs",
    "-o full -t TYPE=ext2 ext4", "tree", "-p /dev/null"])
def test_options(images, options):
    compare("blkid", "-c", "/dev/null", *options.split(), cwd=images)


def test_nothing_found():
    assert run("blkid", "-L", "no such label anywhere").returncode == 2
    assert run("blkid", "-U", "no-such-uuid").returncode == 2
    assert run("blkid", "-p").returncode == 4


@pytest.mark.skipif(not os.path.exists("/dev/loop-control"), reason="no loop driver")
def test_finds_a_device_by_its_label(images):
    device = subprocess.run(["losetup", "-f", "--show", images / "btrfs"], capture_output=True,
                            text=True, check=True).stdout.strip()
    try:
        assert run("blkid", "-o", "value", "-s", "TYPE", device, check=True).stdout == "btrfs\n"
        uuid = run("blkid", "-o", "value", "-s", "UUID", device, check=True).stdout.strip()
        assert run("blkid", "-U", uuid, check=True).stdout == device + "\n"
        assert run("blkid", "-l", "-o", "device", "-t", f"UUID={uuid}").stdout == device + "\n"
    finally:
        subprocess.run(["losetup", "-d", device])


@pytest.mark.parametrize("name", [*MAKERS, "squashfs", "gpt"])
def test_cut_and_broken_images(images, tmp_path, name):
    whole = (images / name).read_bytes()[:70000]
    for size in (100, 512, 1100, 4096, 5000, 33000, 66000):
        (tmp_path / "cut").write_bytes(whole[:size])
        assert run("blkid", "-p", "cut", cwd=tmp_path).returncode in (0, 2)
    noisy = bytes(b ^ 0xff if i % 7 == 0 else b for i, b in enumerate(whole))
    (tmp_path / "noisy").write_bytes(noisy)
    assert run("blkid", "-p", "noisy", cwd=tmp_path).returncode in (0, 2)
