# SPDX-License-Identifier: MIT
"""insmod, modprobe, lsmod and coldplug on a real kernel, run by a script in place of init."""
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
cards() { for card in /sys/class/net/*/device/driver/module; do say "$1" "$(ls -l "$card")"; done; }

try dry modprobe -n -v e1000
try coldplug coldplug
cards cards
try report coldplug --report
lsmod > /listing
while read -r line; do say lsmod "$line"; done < /listing
try alias modprobe -q -- fs-squashfs
try parameter modprobe loop max_loop=3
say loop "$(cat /sys/module/loop/parameters/max_loop) $(cat /sys/module/loop/parameters/max_part)"
try again modprobe loop
try first-time modprobe --first-time loop
try remove modprobe -r -v squashfs
for packed in xz zst gz plain; do
	try "insert-$packed" insmod /packed/squashfs.ko.$packed
	try "twice-$packed" insmod /packed/squashfs.ko.$packed
	try "gone-$packed" modprobe -r squashfs
done
try junk insmod /init-script
try bad-parameter modprobe e1000e debug=99999999999999
try absent modprobe no_such_module
try remove-used modprobe -r virtio_ring
try remove-all modprobe -r -v virtio_net
coldplug --follow &
until grep -q '^virtio_net ' /proc/modules; do sleep 0.1; done
modprobe -r e1000
grep -q '^e1000 ' /proc/modules || say follow removed
echo add > /sys/bus/pci/devices/0000:00:03.0/uevent
until grep -q '^e1000 ' /proc/modules; do sleep 0.1; done
say follow loaded
say end
poweroff -f
"""
PACKERS = {"xz": "xz -c --check=crc32", "zst": "zstd -qc", "gz": "gzip -c", "plain": "cat"}


@pytest.fixture(scope="module")
def said(parts, tmp_path_factory):
    """What the script reports: {name: [value, …]}"""
    folder = tmp_path_factory.mktemp("modules")
    script = folder / "script"
    script.write_text(SCRIPT)
    script.chmod(0o755)
    files = [(script, "/init-script")]
    squashfs = next(parts.modules().glob("kernel/fs/squashfs/squashfs.ko*"))
    for name, packer in PACKERS.items():
        target = folder / f"squashfs.{name}"
        unpack = "xz -dc" if squashfs.suffix == ".xz" else "cat"
        subprocess.run(f"{unpack} {squashfs} | {packer} > {target}", shell=True, check=True)
        files.append((target, f"/packed/squashfs.ko.{name}"))
    initrd = parts.initrd("modules-initrd", files, "qemu")
    with machine.Machine(
            kernel=parts.kernel(), initrd=initrd, nic=None, memory=512,
            append="loglevel=0 rdinit=/init-script loop.max_part=7 modprobe.blacklist=e1000e",
            devices=["virtio-net-pci,addr=4,romfile=", "e1000,addr=3,romfile=",
                     "e1000e,addr=5,romfile=", "i82557b,addr=6,romfile="]) as one:
        one.expect("REPORT end", 120)
        log = one.log
    found = {}
    for entry in log.split("REPORT ")[1:]:
        name, _, value = entry.partition(" ")
        found.setdefault(name, []).append(value.strip())
    return found


def test_coldplug_finds_the_cards(said):
    assert said["coldplug"] == ["0"]
    assert sorted(name.rsplit("/", 1)[1] for name in said["cards"]) == ["e1000", "virtio_net"]


def test_report(said):
    """The blacklist counts for aliases; a driver that was left out is named."""
    assert said["report"] == [
        "1 PCI 0000:00:05.0 [8086:10d3] has no driver: module e1000e would serve it, but the "
        "kernel command line blacklists it\n"
        "PCI 0000:00:06.0 [8086:1229] has no driver: module e100 would serve it, but it is not in "
        "this initrd"]


def test_lsmod(said):
    assert said["lsmod"][0].split() == ["Module", "Size", "Used", "by"]
    rows = {line.split()[0]: line.split()[2:] for line in said["lsmod"][1:]}
    assert rows["failover"] == ["1", "net_failover"] and rows["virtio_net"] == ["0"]


def test_modprobe(said):
    assert said["dry"][0].startswith("0 insmod /lib/modules/")
    assert said["alias"] == said["parameter"] == said["again"] == ["0"]
    assert said["loop"] == ["3 7"]  # ours and the kernel command line's
    assert said["first-time"] == [
        "1 modprobe: ERROR: could not insert 'loop': Module already in kernel"]
    assert said["remove"] == ["0 rmmod squashfs"]
    assert said["absent"][0].startswith(
        "1 modprobe: FATAL: Module no_such_module not found in directory")
    assert said["remove-used"] == ["1 modprobe: FATAL: Module virtio_ring is in use."]
    assert said["remove-all"] == ["0 rmmod virtio_net\nrmmod net_failover\nrmmod failover"]
    assert said["bad-parameter"][0].endswith("Invalid parameters")


@pytest.mark.parametrize("packed", PACKERS)
def test_insmod(said, packed):
    assert said[f"insert-{packed}"] == ["0"] and said[f"gone-{packed}"] == ["0"]
    assert said[f"twice-{packed}"] == [
        f"1 insmod: could not insert module /packed/squashfs.ko.{packed}: File exists"]


def test_insmod_of_junk(said):
    assert said["junk"] == ["1 insmod: could not insert module /init-script: Invalid module format"]


def test_coldplug_follows(said):
    assert said["follow"] == ["removed", "loaded"]
