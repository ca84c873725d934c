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
for file in /etc/resolv.conf /run/systemd/network/* /run/network/interfaces.d/* \\
	/run/NetworkManager/system-connections/*; do
	echo "REPORT given $file"
done
while read -r line; do echo "REPORT resolver $line"; done < /etc/resolv.conf
echo "REPORT lifetime $(ip -4 -o addr show dev eth0)"
for process in /proc/[0-9]*; do
	[ ! -e $process/exe ] || echo "REPORT process ${process##*/} $(ls -l $process/exe)"
done
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
    for name in ("bin", "sbin", "etc", "usr/lib/systemd", "usr/sbin"):
        (tree / name).mkdir(parents=True)
    for name in ("usr/lib/systemd/systemd-networkd", "usr/sbin/NetworkManager", "sbin/ifup"):
        (tree / name).write_text("")
    subprocess.run(["cp", parts.binary, tree / "bin/ramsteam"], check=True)
    for name in ("sh", "dmesg", "poweroff", "ip", "ls"):
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
    """boot.trace (NixOS's) shows the lines; a program that fails is told, and passed over. What
    manages the network of stage 2 is told of it, and nothing of stage 1 is left."""
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
    assert report["given"] == [
        "/etc/resolv.conf", "/run/systemd/network/70-ramroot-eth0.network",
        "/run/network/interfaces.d/eth0",
        "/run/NetworkManager/system-connections/ramroot.nmconnection"]
    assert f"nameserver {ADDRESS}" in report["resolver"]
    # NetworkManager, which is there, renews it.
    assert "192.168.77." in report["lifetime"][0]
    # Its own init and shell are all there is: the driver loader and ramroot are gone.
    assert [line.split()[0] for line in report["process"][:1]] == ["1"]
    assert len(report["process"]) <= 3
    assert re.search(r"^\+ wget -O /run/ramroot/image/filesystem.squashfs http", machine.log, re.M)


def test_networkd_takes_it_over(network, boot, parts):
    """The real one, in a root that has it: our address stays, by its own configuration."""
    network.publish("root.squashfs", parts.systemd_root())
    machine = boot(append=f"ramroot=http://{ADDRESS}/root.squashfs "
                   "systemd.wants=systemd-networkd.service")
    machine.expect("ramsteam login: ")
    machine.type("root")
    machine.expect(r"# $")
    links, status = machine.command(
        "for i in $(seq 60); do grep -q STATE=configured /run/systemd/netif/links/2 && break; "
        "sleep 1; done; cat /run/systemd/netif/links/2")
    assert "NETWORK_FILE=/run/systemd/network/70-ramroot-" in links
    assert "ADMIN_STATE=configured" in links
    leases, status = machine.command("grep -h ^ADDRESS /run/systemd/netif/leases/2")
    before = re.search(r"ADDRESS='?([\d.]+)", machine.command("cat /run/ramroot/lease")[0])[1]
    assert f"ADDRESS={before}" in leases
    assert f"nameserver {ADDRESS}" in machine.command("cat /etc/resolv.conf")[0]
    # grep's 1: no process of ours is left.
    assert machine.command("ls -l /proc/*/exe 2>/dev/null | grep ramsteam")[1] == 1
    # Nor is the initramfs, a tmpfs that no path leads to: all tmpfs holds is in those one can see.
    said, _ = machine.command("grep Shmem: /proc/meminfo; df -k --output=used -t tmpfs -t devtmpfs")
    held, *seen = map(int, re.findall(r"\b\d+\b", said))
    assert 50000 < sum(seen) and held - sum(seen) < 2048, said


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
