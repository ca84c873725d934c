# SPDX-License-Identifier: MIT
"""losetup and mount on a kernel whose loop, squashfs, erofs and overlay are modules not loaded."""
import subprocess

import pytest

import machine

SCRIPT = """\
#!/bin/sh
export PATH=/bin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
say() { echo "REPORT $*"; }
try() { name=$1; shift; text=$("$@" 2>&1); say "$name" "$? $text"; }
here() { read -r text < "$2" && say "$1" "$text"; }

mkdir -p /mnt-root /a /b
try tmpfs mount -t tmpfs none /mnt-root -o mode=0755
mkdir -p /mnt-root/nix/.ro-store /mnt-root/nix/.rw-store /mnt-root/nix/store
cd /images
try losetup losetup squashfs.img
try squashfs mount /dev/loop0 /mnt-root/nix/.ro-store
here squashfs-file /mnt-root/nix/.ro-store/file
mount -t tmpfs none /mnt-root/nix/.rw-store -o mode=0755
mkdir /mnt-root/nix/.rw-store/store /mnt-root/nix/.rw-store/work
try overlay mount -t overlay -o lowerdir=/mnt-root/nix/.ro-store,\
upperdir=/mnt-root/nix/.rw-store/store,workdir=/mnt-root/nix/.rw-store/work \
overlay /mnt-root/nix/store
echo new > /mnt-root/nix/store/file; here overlay-file /mnt-root/nix/store/file
try erofs mount erofs.img /a
here erofs-file /a/file
try list losetup -n -O NAME,BACK-FILE,AUTOCLEAR
try umount umount /a
try freed losetup -j erofs.img
try ext4 mount -t ext4 squashfs.img /b
try truncated mount cut.img /b
say end
poweroff -f
"""


@pytest.fixture(scope="module")
def said(parts, tmp_path_factory):
    """What the script reports: {name: value}"""
    folder = tmp_path_factory.mktemp("mount")
    (folder / "tree").mkdir()
    (folder / "tree" / "file").write_text("old\n")
    subprocess.run("""mksquashfs tree squashfs.img -quiet -comp xz >/dev/null
        mkfs.erofs erofs.img tree >/dev/null 2>&1
        head -c 90 squashfs.img > cut.img""", shell=True, check=True, cwd=folder)
    script = folder / "script"
    script.write_text(SCRIPT)
    script.chmod(0o755)
    images = [(folder / name, f"/images/{name}")
              for name in ("squashfs.img", "erofs.img", "cut.img")]
    initrd = parts.initrd("mount-initrd", [(script, "/script"), *images], "qemu")
    with machine.Machine(kernel=parts.kernel(), initrd=initrd, nic=None, memory=512,
                         append="loglevel=0 rdinit=/script") as one:
        one.expect("REPORT end", 120)
        log = one.log
    return {name: value.strip() for name, _, value in
            (entry.partition(" ") for entry in log.split("REPORT ")[1:])}


def test_the_walkthrough_loads_what_it_needs(said):
    for step in ("tmpfs", "squashfs", "overlay"):
        assert said[step] == "0", step
    assert said["losetup"] == "0 /dev/loop0"
    assert (said["squashfs-file"], said["overlay-file"]) == ("old", "new")


def test_a_file_is_mounted_and_its_device_freed(said):
    assert (said["erofs"], said["erofs-file"], said["umount"]) == ("0", "old", "0")
    assert [line.split() for line in said["list"].splitlines()] == [
        ["0", "/dev/loop0", "/images/squashfs.img", "0"], ["/dev/loop1", "/images/erofs.img", "1"]]
    assert said["freed"] == "0"


def test_faults_are_named(said):
    assert said["ext4"] == "32 mount: /b: unknown filesystem type 'ext4' (is the module loaded?)"
    assert said["truncated"].startswith("32 mount: /b: ")
