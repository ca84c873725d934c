# SPDX-License-Identifier: MIT
"""Command lines of other initrds given to ours, and what a site put into it, on a real kernel."""
import re
import subprocess

import pytest
from machine import ADDRESS
from ramsteam import TREE

IMAGE = f"http://{ADDRESS}/live/filesystem.squashfs"
INIT = """\
#!/bin/sh
export PATH=/bin
dmesg -n 1
read -r cmdline < /proc/cmdline
echo "REPORT stage2 $0"
echo "REPORT cmdline $cmdline"
while read -r line; do echo "REPORT hook $line"; done < /run/hook
while read -r line; do echo "REPORT timeline $line"; done < /run/ramroot/timeline
echo "REPORT end"
poweroff -f
"""
HOOK = """\
#!/bin/sh
echo "ran as $0" >> /run/hook
"""
FAILING = """\
#!/bin/sh
echo "and failed" >> /run/hook
exit 3
"""


def executable(path, text):
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture
def image(network, parts, tmp_path):
    tree = tmp_path / "root"
    for name in ("bin", "sbin", "etc", "usr"):
        (tree / name).mkdir(parents=True)
    subprocess.run(["cp", parts.binary, tree / "bin/ramsteam"], check=True)
    for name in ("sh", "dmesg", "poweroff"):
        (tree / "bin" / name).symlink_to("ramsteam")
    executable(tree / "sbin/init", INIT)
    subprocess.run(["mksquashfs", tree, tmp_path / "image", "-quiet", "-no-progress", "-comp",
                    "zstd", "-Xcompression-level", "1"], check=True, stdout=subprocess.DEVNULL)
    network.publish("live/filesystem.squashfs", tmp_path / "image")


def initrd_of(parts, tmp_path, *words, modules=None):
    target = tmp_path / "initrd"
    parts.script("mkinitrd", "-o", target, "-b", parts.binary, "-m", modules or parts.modules(),
                 "-n", "qemu", *words)
    return target


def test_dracut(boot, image, parts, tmp_path):
    """rd.break stops before the switch; a site's words and programs come before ours."""
    hook = executable(tmp_path / "hook", HOOK)
    initrd = initrd_of(parts, tmp_path, "--script", hook, "--cmdline-default",
                       "ramroot.onfail=poweroff init=/nowhere")
    machine = boot(initrd=initrd, memory=512, append=f"root=live:{IMAGE} rd.live.image "
                   "rd.live.ram=1 rd.neednet=1 ip=dhcp ro rootflags=x rd.break init=/sbin/init")
    cause = machine.stage1_prompt(120)
    assert cause.startswith("stopped before the new system is started")
    machine.expect(r"power off in \d+ s")
    machine.key("\r")
    report = machine.report(120)
    assert report["stage2"] == ["/sbin/init"]
    assert "rootflags=x" in report["cmdline"][0]
    assert report["hook"] == ["ran as /etc/ramroot/scripts/10-hook"]


def test_live_boot(boot, image, parts, tmp_path):
    """boot.trace (NixOS's) shows the lines; a program that fails is told, and passed over."""
    hooks = [executable(tmp_path / "hook", HOOK), executable(tmp_path / "failing", FAILING)]
    initrd = initrd_of(parts, tmp_path, "--format", "cpio.xz",
                       *(word for hook in hooks for word in ("--script", hook)))
    machine = boot(initrd=initrd, memory=512,
                   append=f"boot=live components fetch={IMAGE} boot.trace hostname=box")
    cause = machine.stage1_prompt(120)
    assert cause == "/etc/ramroot/scripts/11-failing ended with exit status 3"
    machine.key("\r")
    report = machine.report(120)
    assert report["hook"] == ["ran as /etc/ramroot/scripts/10-hook", "and failed"]
    assert re.search(r"^\+ wget -O /run/ramroot/image/filesystem.squashfs http", machine.log, re.M)


def test_modules_of_another_kernel(boot, parts, tmp_path):
    """Why there is no card: the initrd is another kernel's, which is named."""
    folder = tmp_path / "5.10.0-1-other"
    folder.symlink_to(parts.modules())
    initrd = initrd_of(parts, tmp_path, modules=folder)
    machine = boot(initrd=initrd, memory=512, append=f"ramroot={IMAGE}")
    cause = machine.stage1_prompt(120)
    said = (f"this initrd was made for Linux 5.10.0-1-other, and Linux {parts.modules().name} is "
            "running: none of its modules can be loaded")
    assert said in cause and machine.log.count(said) >= 2


def test_the_page_has_the_table():
    """docs/command-line.md names each key that the table of aliases knows."""
    source = (TREE / "libbb/boot/aliases.c").read_text()
    keys = set(re.findall(r'^\t\{ "([^"]+)", (?:NULL|"|DEBIAN)', source, re.M))
    page = (TREE / "docs/command-line.md").read_text()
    assert len(keys) > 20
    assert not [key for key in keys if not re.search(rf"`[^`]*\b{re.escape(key)}\b", page)]
