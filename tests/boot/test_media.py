# SPDX-License-Identifier: MIT
"""Live ISOs, laid out as each distribution lays out its own: typed at one prompt, the last booted.

`--load` stops where the root stands; a line of the dry run, piped to sh, must end in the same one.
"""
import os
import subprocess

import pytest
from machine import ADDRESS

SYSTEM = "0123456789abcdfghijklmnpqrsvwxyz-nixos-system-{}-1.0"


def write(path, text, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.chmod(path, mode)


class Packer:
    """Small roots, whose /etc/who names them, and ISOs of files."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    def tree(self, who, whole=True):
        self.count += 1
        tree = self.folder / f"tree-{self.count}"
        write(tree / "etc/who", f"{who}\n")
        write(tree / f"etc/{who}", "")
        if whole:
            write(tree / "bin/sh", "no shell", 0o755)
            write(tree / "sbin/init", "#!/bin/sh\n", 0o755)
        return tree

    def pack(self, command, tree):
        image = self.folder / f"image-{self.count}"
        image.unlink(missing_ok=True)
        subprocess.run(command.format(tree=tree, image=image), shell=True, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return image

    def squash(self, tree, compression="gzip"):
        return self.pack(f"mksquashfs {{tree}} {{image}} -comp {compression}", tree)

    def erofs(self, tree):
        return self.pack("mkfs.erofs {image} {tree}", tree)

    def ext4(self, tree):
        return self.pack("mkfs.ext4 -q -d {tree} {image} 4M", tree)

    def iso(self, name, files):
        image = self.folder / f"{name}.iso"
        points = [f"{path}={source}" for path, source in files.items()]
        subprocess.run(["xorriso", "-as", "mkisofs", "-quiet", "-R", "-o", image,
                        "-graft-points", *points], check=True, stderr=subprocess.DEVNULL)
        return image


def stores(packer):
    """A NixOS medium with two systems, of which its boot loader names one."""
    tree = packer.tree("store", whole=False)
    for name in ("one", "two"):
        write(tree / SYSTEM.format(name) / "init", "#!/nix/store/sh\n", 0o755)
    write(tree / "sh", "no shell", 0o755)
    for path in ("etc/who", "etc/store"):
        (tree / path).unlink()
    (tree / "etc").rmdir()
    write(packer.folder / "isolinux.cfg",
          f"APPEND init=/nix/store/{SYSTEM.format('two')}/init root=LABEL=nixos\n")
    return {"nix-store.squashfs": packer.squash(tree, "zstd"),
            "isolinux/isolinux.cfg": packer.folder / "isolinux.cfg"}


def fedora(packer):
    tree = packer.folder / "liveos"
    write(tree / "x", "")
    (tree / "x").unlink()
    (tree / "LiveOS").mkdir()
    os.rename(packer.ext4(packer.tree("fedora")), tree / "LiveOS/rootfs.img")
    return {"LiveOS/squashfs.img": packer.squash(tree, "xz")}


def casper(packer):
    layers = {"minimal": True, "minimal.standard": False, "minimal.standard.live": False,
              "minimal.de": False}
    return {f"casper/{name}.squashfs": packer.squash(packer.tree(name, whole), "lz4")
            for name, whole in layers.items()}


def make_media(packer):
    """{name: (ISO, what /etc/who says)}"""
    def one(path, pack, who):
        return {path: pack(packer.tree(who))}

    squash, erofs = packer.squash, packer.erofs
    made = {
        "debian": one("live/filesystem.squashfs", squash, "debian"),
        "fedora": fedora(packer),
        "fedora-direct": one("LiveOS/squashfs.img", erofs, "fedora-direct"),
        "arch": one("arch/x86_64/airootfs.sfs", squash, "arch"),
        "arch-erofs": one("arch/x86_64/airootfs.erofs", erofs, "arch-erofs"),
        "casper": casper(packer),
        "mint": one("casper/filesystem.squashfs", squash, "mint"),
        "two": {**one("live/filesystem.squashfs", squash, "first"),
                **one("casper/filesystem.squashfs", squash, "second")},
    }
    saying = {"casper": "minimal.standard.live"}
    return {name: (packer.iso(name, files), saying.get(name, name))
            for name, files in made.items()}


def load(machine, words, code=0):
    """ramroot up to where the root stands; what it said."""
    said, status = machine.command(f"ramroot -q --load {words}", 60)
    assert status == code, said
    return said


def who(machine):
    return machine.command("cat /mnt-root/etc/who")[0].split("\n")[-1].strip()


@pytest.fixture
def prompt(network, boot, parts, tmp_path):
    """A machine at its shell, the media on the web server: (machine, {name: who})."""
    packer = Packer(tmp_path)
    media = make_media(packer)
    for name, (image, _) in media.items():
        network.publish(f"{name}.iso", image)
    network.publish("nixos.iso", packer.iso("nixos", stores(packer)))
    network.publish("site.squashfs", packer.squash(packer.tree("site", whole=False)))
    network.publish("live.iso", packer.iso("live", {
        "live/filesystem.squashfs": parts.systemd_root()}))
    network.publish("cut.iso", media["debian"][0].read_bytes()[:100000])
    network.publish("menu.ipxe", "no script and no image")
    machine = boot(append="ramsteam.report")
    machine.stage1_prompt()
    machine.shell("f")
    machine.command(f"U=http://{ADDRESS}")
    return machine, {name: saying for name, (_, saying) in media.items()}


def look_at_each(machine, media):
    for name, saying in media.items():
        if name == "two":
            continue
        load(machine, f"$U/{name}.iso")
        assert who(machine) == saying, name
    # The same by the printed lines: of the one that is deepest, and the one of most layers.
    for name in ("fedora", "casper"):
        machine.command("ramroot -q --load /nothing")  # takes down what the last one left
        machine.command(f"ramroot -n --load $U/{name}.iso | sh")
        assert who(machine) == media[name], name
    assert machine.command("ls /mnt-root/etc/minimal*")[0].count("minimal") == 3


def look_at_faults(machine):
    # A person is asked; a pipe is not.
    machine.type("ramroot -q --load $U/two.iso")
    machine.expect(r"which, 1 to 2\? ")
    machine.type("2")
    machine.expect(r"[#$] $")
    assert who(machine) == "second"
    said = load(machine, "$U/two.iso < /dev/null", 1)
    assert "2 images could be the root: live/filesystem.squashfs, casper/filesystem.squashfs" \
        in " ".join(said.split()) and "--image" in said
    assert "ramroot/lower" not in machine.command("cat /proc/mounts")[0]
    load(machine, "--image live/filesystem.squashfs $U/two.iso")
    assert who(machine) == "first"
    assert "cut off" in load(machine, "$U/cut.iso", 1)


def test_media(prompt):
    machine, media = prompt
    look_at_each(machine, media)
    look_at_faults(machine)
    load(machine, "$U/nixos.iso")
    said = machine.command(f"ls /mnt-root/nix/store; ramroot --load $U/nixos.iso | grep find:")[0]
    assert SYSTEM.format("one") in said and f"{SYSTEM.format('two')}/init" in said
    load(machine, "$U/debian.iso $U/site.squashfs")
    assert who(machine) == "site"
    load(machine, "--add $U/menu.ipxe:/etc/who $U/debian.iso")
    assert who(machine) == "no script and no image"
    # And one in earnest, a layer above it.
    machine.type("ramroot $U/live.iso $U/site.squashfs")
    report = machine.report()
    assert report["state"] == ["running"] and report["writable"] == ["yes"]
    mounts = [line for line in report["mount"] if "ramroot" in line]
    assert sorted(mounts) == [
        "/run/ramroot/image tmpfs", "/run/ramroot/lower iso9660", "/run/ramroot/lower1 squashfs",
        "/run/ramroot/lower2 squashfs", "/run/ramroot/rw tmpfs"]
