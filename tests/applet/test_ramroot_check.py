# SPDX-License-Identifier: MIT
"""ramroot --check: what the next kernel would miss, of initrds made by hand of Debian's modules."""
import os
import pathlib
import shutil
import subprocess

import pytest
from ramsteam import BINARY, BUILD, TREE, execute, run

CARD = "virtio:d00000001v00001AF4"
BRIDGE = "pci:v00001AF4d00001000sv00001AF4sd00000001bc02sc00i00"
STORE = "0123456789abcdfghijklmnpqrsvwxyz-nixos-system-demo-1"
# Of Debian's kernel, what a card of QEMU and a root in RAM take.
MODULES = ["virtio_net", "virtio_pci", "e1000e", "squashfs", "overlay", "loop"]


@pytest.fixture(scope="module")
def kernel():
    def ask(what):
        return pathlib.Path(execute([TREE / "scripts/kernel", what], check=True,
                                    env={"O": str(BUILD)}, timeout=600).stdout.strip())
    return ask("image"), ask("modules")


def pack(tree, out, packer="zstd -q"):
    subprocess.run(f"find . -mindepth 1 | cpio --quiet -o -H newc | {packer} > {out}", shell=True,
                   check=True, cwd=tree)
    return out


@pytest.fixture(scope="module")
def tree(kernel, tmp_path_factory):
    """An initrd's tree as distributions make them: merged /usr, modules, indices alone."""
    _, source = kernel
    tree = tmp_path_factory.mktemp("initrd")
    target = tree / "usr/lib/modules" / source.name
    wanted = execute(["modprobe", "-d", source.parents[2], "-S", source.name, "-a", "-D",
                      *MODULES], check=True).stdout
    for line in wanted.splitlines():
        if line.startswith("insmod "):
            file = pathlib.Path(line.split()[1])
            place = target / file.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, place)
    for name in ("modules.builtin", "modules.builtin.modinfo", "modules.order"):
        shutil.copy(source / name, target)
    (tree / "lib").symlink_to("usr/lib")
    execute(["depmod", "-b", tree, source.name], check=True)
    for name in ("dep", "alias", "builtin", "builtin.modinfo"):
        (target / f"modules.{name}").unlink()
    (tree / "init").write_text("#!/bin/sh\n")
    return tree


def without(tree, tmp_path, *patterns):
    copy = tmp_path / "tree"
    shutil.copytree(tree, copy, symlinks=True)
    for pattern in patterns:
        found = list(copy.rglob(pattern))
        assert found, pattern
        for path in found:
            path.unlink()
    return copy


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    """A /sys with one virtio card, eth0"""
    sys = tmp_path_factory.mktemp("sys")
    device = sys / "devices/pci0000:00/0000:00:03.0/virtio0"
    device.mkdir(parents=True)
    (device / "modalias").write_text(CARD + "\n")
    (device.parent / "modalias").write_text(BRIDGE + "\n")
    for place, module in ((device, "virtio_net"), (device.parent, "virtio_pci")):
        driver = sys / "bus/drivers" / module
        driver.mkdir(parents=True)
        (sys / "module" / module).mkdir(parents=True)
        (driver / "module").symlink_to(f"/sys/module/{module}")
        (place / "driver").symlink_to(f"/sys/bus/drivers/{module}")
    (sys / "class/net/eth0").mkdir(parents=True)
    (sys / "class/net/eth0/device").symlink_to("/sys/devices/pci0000:00/0000:00:03.0/virtio0")
    return sys


def check(kernel, initrd, *options, sys=None):
    words = ["ramroot", "--check", "--no-net", *options, kernel[0], initrd]
    if not sys:
        return run(*words)
    return execute(["unshare", "-m", "sh", "-c", f'mount --rbind {sys} /sys && exec "$@"', "sh",
                    BINARY, words[0], "--dev", "eth0", *words[1:]])


def says(done, text):
    assert done.returncode == 1 and text in done.stderr, done.stdout + done.stderr
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("packer", ["cat", "gzip -1", "xz -0 -C crc32", "zstd -q",
                                    "xz -0 --format=lzma"])
def test_intact_is_silent(kernel, tree, machine, tmp_path, packer):
    done = check(kernel, pack(tree, tmp_path / "initrd", packer), "--cmdline", "boot=live",
                 sys=machine)
    assert done.returncode == 0 and not done.stderr, done.stderr
    assert f"{kernel[1].name}: nothing is missing" in done.stdout


def test_driver_removed_and_added(kernel, tree, machine, tmp_path):
    """Named; --add-modules brings it, and what it needs, to where the initrd has its modules."""
    initrd = pack(without(tree, tmp_path, "virtio_net.ko*", "net_failover.ko*", "overlay.ko*"),
                  tmp_path / "initrd")
    says(check(kernel, initrd, "--cmdline", "boot=live", sys=machine),
         "the initrd lacks module overlay, a driver for eth0 (module virtio_net): --add-modules "
         f"DIR adds modules of {kernel[1].name}")
    for folder in (kernel[1], kernel[1].parents[2]):
        done = check(kernel, initrd, "--cmdline", "boot=live", "--add-modules", folder,
                     sys=machine)
        assert done.returncode == 0 and "3 modules added" in done.stdout, done.stderr
    assert check(kernel, initrd, "--cmdline", "boot=live", "--force",
                 sys=machine).returncode == 0


def test_card_hangs_on_another(kernel, tree, machine, tmp_path):
    initrd = pack(without(tree, tmp_path, "virtio_pci.ko*"), tmp_path / "initrd")
    says(check(kernel, initrd, sys=machine), "a driver for eth0 (module virtio_pci)")


def test_modules_of_another_kernel(kernel, tree, tmp_path):
    copy = without(tree, tmp_path)
    folder = copy / "usr/lib/modules"
    (folder / kernel[1].name).rename(folder / "5.10.0-1-amd64")
    says(check(kernel, pack(copy, tmp_path / "initrd")),
         f"lacks modules of kernel {kernel[1].name} (it has those of 5.10.0-1-amd64)")


@pytest.mark.parametrize("cmdline, text", [
    (f"init=/nix/store/{STORE}/init", f"lacks init=/nix/store/{STORE}/init"),
    ("rdinit=/sbin/none", "lacks rdinit=/sbin/none"),
])
def test_init(kernel, tree, tmp_path, cmdline, text):
    says(check(kernel, pack(tree, tmp_path / "initrd"), "--cmdline", cmdline), text)


@pytest.mark.skipif(not os.path.exists("/dev/loop-control"), reason="no loop devices here")
@pytest.mark.parametrize("packer", ["cat", "zstd -q"])
def test_init_in_the_store_of_the_initrd(kernel, tree, tmp_path, packer):
    """The image lies in a second segment, plain or packed."""
    if "squashfs" not in pathlib.Path("/proc/filesystems").read_text():
        pytest.skip("this kernel has no squashfs")
    store = tmp_path / "store"
    (store / STORE).mkdir(parents=True)
    (store / STORE / "init").write_text("#!/bin/sh\n")
    second = tmp_path / "second"
    second.mkdir()
    execute(["mksquashfs", store, second / "nix-store.squashfs", "-quiet", "-no-progress"],
            check=True)
    initrd = pack(tree, tmp_path / "initrd")
    pack(second, tmp_path / "segment", packer)
    with open(initrd, "ab") as file:
        file.write(bytes(-file.tell() % 4) + (tmp_path / "segment").read_bytes())
    done = check(kernel, initrd, "--cmdline", f"init=/nix/store/{STORE}/init")
    assert done.returncode == 0, done.stderr
    says(check(kernel, initrd, "--cmdline", "init=/nix/store/other/init"),
         "lacks init=/nix/store/other/init (nor is it in nix-store.squashfs)")


@pytest.mark.parametrize("change, text", [
    (lambda data: data[:len(data) // 2], "the initrd: at byte 0: zstd data: it is cut off"),
    (lambda data: data[:5000] + bytes(64) + data[5064:], "zstd data: damaged"),
    (lambda data: data + b"junk", "damaged: what begins there is no archive"),
    (lambda data: b"", "the initrd is empty"),
])
def test_damage(kernel, tree, tmp_path, change, text):
    initrd = pack(tree, tmp_path / "initrd")
    initrd.write_bytes(change(initrd.read_bytes()))
    says(check(kernel, initrd), text)


STUB = pathlib.Path("/usr/lib/systemd/boot/efi/linuxx64.efi.stub")


def unify(folder, **sections):
    """A unified image as ukify makes it: sections added to systemd's stub."""
    words, address = [], 0x1000000
    for name, content in sections.items():
        if isinstance(content, str):
            (folder / name).write_text(content)
            content = folder / name
        words += ["--add-section", f".{name}={content}",
                  "--change-section-vma", f".{name}={address:#x}"]
        address += 0x10000000
    execute(["objcopy", *words, STUB, folder / "uki.efi"], check=True)
    return folder / "uki.efi"


def test_unified_image(kernel, tree, tmp_path):
    """Its kernel, initrd and command line are what is looked at."""
    initrd = pack(without(tree, tmp_path, "overlay.ko*"), tmp_path / "initrd")
    image = unify(tmp_path, cmdline="boot=live quiet\n", linux=kernel[0], initrd=initrd)
    says(run("ramroot", "--check", image), f"module overlay: --add-modules DIR adds modules of "
         f"{kernel[1].name}")
    assert run("ramroot", "--check", "--cmdline", "quiet", image).returncode == 0
    image = unify(tmp_path, cmdline="quiet", linux="no kernel at all")
    says(run("ramroot", "--check", image), "uki.efi is no kernel: it is text")
    says(run("ramroot", "--check", STUB), "is no kernel: it is an EFI program")
    with open(image, "r+b") as file:
        file.truncate(STUB.stat().st_size - 30000)
    says(run("ramroot", "--check", image), "damaged: section .")


def test_wrapped_kernel(kernel, tmp_path):
    for packer in ("gzip -1", "zstd -q -1"):
        subprocess.run(f"{packer} -c {kernel[0]} > {tmp_path}/Image", shell=True, check=True)
        (tmp_path / "a.ipxe").write_text("#!ipxe\nkernel Image\nboot\n")
        done = run("ramroot", "--check", tmp_path / "a.ipxe")
        assert done.returncode == 0 and kernel[1].name in done.stdout, done.stderr
