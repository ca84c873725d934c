# SPDX-License-Identifier: MIT
"""Disks on a real kernel: as the root itself, as the kernel's own root= has it, and under one."""
import shutil
import subprocess

import pytest
from machine import ADDRESS

pytestmark = pytest.mark.slow
PART = "b5e7a1c2-0000-4000-8000-0123456789ab"
# In place of the usual report: what the last boot left, and then something for the next.
KEEP = """\
#!/bin/sh
export PATH=/bin
dmesg -n 1
while read -r source target type options rest; do
	echo "REPORT mount $target $type $options"
done < /proc/mounts
if read -r kept < /kept; then echo "REPORT kept $kept"; fi
echo "by $0" > /kept
echo "REPORT end"
poweroff -f
"""


@pytest.fixture
def initrd(parts):
    return parts.initrd("disks-initrd", drivers="qemu,disks")


def root_of(report):
    return [line.split()[1:] for line in report["mount"] if line.startswith("/ ")][-1]


@pytest.mark.parametrize("words, options", [
    ("root=LABEL=rootdisk rootfstype=ext4 rootflags=noatime rw", "rw,noatime"),
    (f"root=PARTUUID={PART}", "ro,relatime"), ("root=/dev/vda1 ro", "ro,relatime")])
def test_root(boot, initrd, tree, tmp_path, words, options):
    disk = tmp_path / "disk.img"
    for name in ("dev", "proc", "run", "sys"):  # nobody can make them where it is read-only
        (tree / name).mkdir(exist_ok=True)
    subprocess.run(f"set -e; mkfs.ext4 -q -L rootdisk -d {tree} {tmp_path}/part 32M;"
                   f"truncate -s 34M {disk};"
                   f"echo 'label: gpt\nstart=2048, uuid={PART}' | sfdisk -q {disk};"
                   f"dd if={tmp_path}/part of={disk} bs=1M seek=1 conv=notrunc status=none",
                   shell=True, check=True)
    report = boot(initrd=initrd, append=words, memory=512, disks=[disk]).report(200)
    assert report["stage2"] == ["/sbin/init"]
    kind, *flags = root_of(report)
    assert kind == "ext4" and flags[0].startswith(options)
    assert report["writable"] == (["yes"] if "rw" in options else [])
    # Nobody asked for the network.
    assert [line.split()[0] for line in report["timeline"]] == ["source", "layout", "find"]


def test_persist(network, boot, initrd, tree, tmp_path):
    """What one boot writes is there in the next."""
    root, disk = tmp_path / "root", tmp_path / "disk.img"
    shutil.copytree(tree, root, symlinks=True)
    (root / "sbin/init").write_text(KEEP)
    subprocess.run(f"mksquashfs {root} {tmp_path}/image -quiet -no-progress -comp zstd "
                   f"-Xcompression-level 1 >/dev/null; mkfs.ext4 -q -L data {disk} 32M",
                   shell=True, check=True)
    network.publish("root.squashfs", tmp_path / "image")
    kept = []
    for _ in range(2):
        report = boot(initrd=initrd, memory=512, disks=[disk], append="ramroot.persist=LABEL=data "
                      f"ramroot=http://{ADDRESS}/root.squashfs").report(200)
        assert root_of(report)[0] == "overlay"
        assert any(line.startswith("/run/ramroot/rw ext4 rw") for line in report["mount"])
        kept.append(report["kept"])
    assert kept == [[], ["by /sbin/init"]]
