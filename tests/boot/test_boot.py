# SPDX-License-Identifier: MIT
"""From power-on to stage 2 on a real kernel; every assertion is on what stage 2 itself reports."""
import json
import re

import pytest

from machine import ADDRESS

ROOT = f"http://{ADDRESS}/root.squashfs"
MENU = """\
#!ipxe
menu RAMsteam boot menu
item systemd Debian in RAM
item shell iPXE shell
choose --default shell --timeout 60000 target && goto ${{target}}
:systemd
kernel vmlinuz initrd=initrd console=ttyS0 ramroot={root} ramsteam.report
initrd initrd
boot
:shell
shell
"""
SCRIPT = """\
#!ipxe
# written by a build
kernel vmlinuz init={init} initrd=initrd console=ttyS0 boot.shell_on_fail \\
  nvidia-drm.modeset=1 ${{cmdline}}
initrd store-initrd
boot
"""


def root_mount(report):
    line = next(value for value in report["findmnt"] if value.startswith("/ "))
    return json.loads(line[2:])["filesystems"][0]


def assert_systemd_in_ram(report):
    assert report["state"] == ["running"] and report["failed-units"] == [""]
    assert root_mount(report)["fstype"] == "overlay"
    assert report["writable"] == ["yes"]
    assert report["timeline"] and report["kernel-log"]
    assert report["address"][0].startswith("192.168.77.")


def test_pxe_to_systemd(network, boot, parts):
    """a. the card's iPXE, its menu, our initrd, ramroot, systemd"""
    network.publish("vmlinuz", parts.kernel())
    network.publish("initrd", parts.initrd())
    network.publish("root.squashfs", parts.systemd_root())
    network.publish("menu.ipxe", MENU.format(root=ROOT))
    machine = boot(pxe=True)
    machine.expect("Debian in RAM")
    machine.expect("iPXE shell")
    machine.type("\x1b[A")  # up, to the entry that is not the default, and enter
    report = machine.report()
    assert_systemd_in_ram(report)
    assert f"ramroot={ROOT}" in report["cmdline"][0]
    fetched = [re.search(r'"GET (\S+) ', line)[1] for line in network.requests()]
    assert fetched[0] == "/menu.ipxe" and fetched[-1] == "/root.squashfs"


def test_kexec_to_nix_store(network, boot, parts):
    """b. ramroot=netboot.ipxe: a second kernel, the store image in its initrd"""
    image, init = parts.nix_store()
    network.publish("vmlinuz", parts.kernel())
    network.publish("store-initrd", parts.initrd("store-initrd", [(image, "/nix-store.squashfs")]))
    network.publish("netboot.ipxe", SCRIPT.format(init=init))
    url = f"http://{ADDRESS}/netboot.ipxe"
    machine = boot(append=f'ramroot={url} ramroot.cmdline="filled.in=1 filled.twice=2" '
                   "ramroot.keep_net=yes")
    report = machine.report()
    assert report["stage2"] == [init]
    *words, kept, card = report["cmdline"][0].split()
    assert re.fullmatch(r"ip=192\.168\.77\.\d+::192\.168\.77\.1:255\.255\.255\.0:::off:"
                        r"192\.168\.77\.1", kept)
    assert card == "BOOTIF=01-52-54-00-12-34-56"
    assert words == [
        f"init={init}", "initrd=initrd", "console=ttyS0", "boot.shell_on_fail",
        "nvidia-drm.modeset=1", "filled.in=1", "filled.twice=2"]
    store = next(line for line in report["mount"] if line.startswith("/nix/store "))
    assert "overlay" in store and "upperdir=" in store
    assert any(line.startswith("/nix/.ro-store squashfs ro") for line in report["mount"])
    assert report["writable"] == ["yes"]


@pytest.mark.parametrize("how", ["typed", "pasted"])
def test_at_the_prompt(network, boot, parts, how):
    """c. `ramroot URL` typed, and its --dry-run pasted, end in the same mounts"""
    network.publish("root.squashfs", parts.systemd_root())
    network.publish("menu.ipxe", "no script and no image")
    machine = boot(append="ramsteam.report")
    assert "menu.ipxe" in machine.stage1_prompt()
    machine.shell("f")
    if how == "typed":
        machine.type(f"ramroot {ROOT}")
    else:
        lines, status = machine.command(f"ramroot --dry-run {ROOT}")
        assert status == 0 and "switch_root" in lines
        for line in lines.splitlines():
            machine.type(line)
            if "switch_root" not in line and not line.startswith(("#", " ", "\t")):
                machine.expect(r"[#$>] $")
    report = machine.report()
    assert report["state"] == ["running"]
    mount = root_mount(report)
    assert (mount["target"], mount["fstype"]) == ("/", "overlay")
    assert mount["options"] == ("rw,relatime,lowerdir=/run/ramroot/lower,"
                                "upperdir=/run/ramroot/rw/upper,workdir=/run/ramroot/rw/work")
    mounts = [line for line in report["mount"] if "ramroot" in line]
    assert sorted(mounts) == ["/run/ramroot/image tmpfs", "/run/ramroot/lower squashfs",
                              "/run/ramroot/rw tmpfs"]


def mend_and_boot(machine):
    machine.shell()
    machine.type(f"ramroot {ROOT}")
    report = machine.report()
    assert report["state"] == ["running"]
    assert root_mount(report)["fstype"] == "overlay"


def test_server_off(network, boot, parts):
    """d. nothing listens: refused, named, and the second ramroot works"""
    network.publish("root.squashfs", parts.systemd_root())
    network.stop_nginx()
    machine = boot(append=f"ramroot={ROOT} ramsteam.report")
    cause = machine.stage1_prompt(120)
    assert ADDRESS in cause and "refused" in cause
    network.start_nginx()
    mend_and_boot(machine)


def test_image_truncated(network, boot, parts):
    """d. half an image: both sizes named"""
    whole = parts.systemd_root().read_bytes()
    network.publish("root.squashfs", whole[:len(whole) // 2])
    machine = boot(append=f"ramroot={ROOT} ramsteam.report")
    cause = machine.stage1_prompt(120)
    assert "truncated" in cause or "short" in cause or "cut" in cause
    network.publish("root.squashfs", parts.systemd_root())
    mend_and_boot(machine)


def test_wrong_url(network, boot, parts):
    """d. 404: status and address named"""
    machine = boot(append=f"ramroot={ROOT} ramsteam.report")
    cause = machine.stage1_prompt(120)
    assert "404" in cause and "root.squashfs" in cause
    network.publish("root.squashfs", parts.systemd_root())
    mend_and_boot(machine)


def test_no_driver(network, boot, parts):
    """d. the card's driver is not in the initrd: device and module named"""
    network.publish("root.squashfs", parts.systemd_root())
    machine = boot(append=f"ramroot={ROOT} ramsteam.report", nic="e1000",
                   initrd=parts.initrd_without("e1000"))
    cause = machine.stage1_prompt(120)
    assert re.search(r"\[8086:100e\].*module e1000 ", machine.log), cause
    assert "e1000" in cause
    machine.shell()
    assert machine.command("insmod /spare/e1000.ko*")[1] == 0
    machine.type("exit")
    machine.stage1_prompt()
    mend_and_boot(machine)
