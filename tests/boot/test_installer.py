# SPDX-License-Identifier: MIT
"""Debian's own network installer as its package ships it for PXELINUX: to its first screen."""
import shutil
import subprocess

import machine
import pytest

PACKAGE = "debian-installer-12-netboot-amd64"
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installer(parts):
    """The package's files, fetched by apt, which checks them, once."""
    target = parts.folder / PACKAGE
    with parts.lock():
        if not target.exists():
            part = parts.folder / f"{PACKAGE}.part"
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir()
            subprocess.run("apt-get -qq update && apt-get -qq download " + PACKAGE +
                           " && dpkg-deb -x *.deb . && rm *.deb", shell=True, check=True, cwd=part)
            part.rename(target)
    return target / "usr/lib/debian-installer/images/12/amd64/text"


@pytest.fixture
def network(installer, tmp_path):
    """Option 67 and next-server name pxelinux.0, which tftpd-hpa has."""
    with machine.Network(boot_file="pxelinux.0", folder=tmp_path / "net") as made:
        config = made.folder / "dnsmasq.conf"
        made.stop_dnsmasq()
        config.write_text(config.read_text().replace("enable-tftp\n", ""))
        made.start("dnsmasq", "dnsmasq", f"--conf-file={config}")
        made.start("tftpd", "in.tftpd", "--foreground", "-L", "-s", str(installer), "-u", "root")
        yield made


def test_pxelinux_into_the_installer(boot):
    """Its menu, its entry, whose command line is edited, and the question it begins with"""
    one = boot()
    one.expect("Debian GNU/Linux installer menu.*Esc leaves")
    one.key("e")
    one.expect("Command line: .*initrd=debian-installer/amd64/initrd.gz")
    one.type(" console=ttyS0 DEBIAN_FRONTEND=text")
    one.expect("Select a language", 900)  # 50 MB by TFTP, a block at a time
