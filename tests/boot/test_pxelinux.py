# SPDX-License-Identifier: MIT
"""A network made for PXELINUX: DHCP names pxelinux.0 of its server, the rest comes by TFTP."""
import subprocess

import machine
import pytest

CONFIG = """\
default vesamenu.c32
timeout 6000
menu title Network of old
label disk
	localboot 0
label linux
	menu label ^Linux
	kernel deep/vmlinuz
	append console=ttyS0 initrd=deep/initrd by=pxelinux
	ipappend 3
"""


@pytest.fixture
def network(tmp_path):
    with machine.Network(boot_file="sub/pxelinux.0", folder=tmp_path / "net") as made:
        yield made


def test_menu_over_tftp(network, boot, parts, tmp_path):
    """No source is given; next-server, the boot file, the card's own configuration, its menu"""
    network.publish("sub/pxelinux.cfg/01-52-54-00-12-34-56", CONFIG)
    network.publish("sub/pxelinux.cfg/default", "default wrong\n")
    network.publish("sub/deep/vmlinuz", parts.kernel())
    # Small, for TFTP: the second kernel is only to say its command line.
    (tmp_path / "init").write_text("#!/bin/sh\n")
    archive = subprocess.run(["cpio", "--quiet", "-o", "-H", "newc"], input=b"init\n",
                             cwd=tmp_path, check=True, stdout=subprocess.PIPE).stdout
    network.publish("sub/deep/initrd", archive)
    one = boot()
    one.expect("Network of old")
    one.expect("Linux")
    one.key("l")
    one.expect(r"Kernel command line: BOOT_IMAGE=deep/vmlinuz console=ttyS0 initrd=deep/initrd "
               r"by=pxelinux ip=192\.168\.77\.\d+:192\.168\.77\.1:192\.168\.77\.1:255\.255\.255\.0 "
               r"BOOTIF=01-52-54-00-12-34-56\s")
