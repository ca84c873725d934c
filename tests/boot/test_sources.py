# SPDX-License-Identifier: MIT
"""No source is given: what DHCP names is booted, a UKI by option 67, a script by DHCPv6."""
import pytest
from machine import ADDRESS

PREFIX = "fd77::"
SECOND = """\
#!/bin/sh
export PATH=/bin
mount -t proc none /proc
read -r line < /proc/cmdline
echo "REPORT cmdline $line"
echo "REPORT end"
poweroff -f
"""


@pytest.fixture
def second(parts, tmp_path):
    """An initrd that reports what it was started with."""
    (tmp_path / "second").write_text(SECOND)
    (tmp_path / "second").chmod(0o755)
    return parts.initrd("source-second", [(tmp_path / "second", "/second")], "qemu")


def dnsmasq(network, *lines):
    """Its configuration without a boot file, and with these lines."""
    config = network.folder / "dnsmasq.conf"
    kept = [line for line in config.read_text().splitlines() if not line.startswith("dhcp-boot")]
    network.stop_dnsmasq()
    config.write_text("\n".join([*kept, *lines, ""]))
    network.start("dnsmasq", "dnsmasq", f"--conf-file={config}")


def test_unified_image_by_option_67(network, boot, parts, tmp_path, second):
    """mkinitrd's own, jumped into: its kernel, its initrd, its command line"""
    image = tmp_path / "linux.efi"
    parts.script("mkinitrd", "-o", image, "-b", parts.binary, "-m", parts.modules(), "-n", "qemu",
                 "-f", f"{tmp_path / 'second'}:/second", "--format", "uki", "--kernel",
                 parts.kernel(), "--cmdline-default",
                 "console=ttyS0 rdinit=/second by=67")
    network.publish("linux.efi", image)
    dnsmasq(network, f"dhcp-option=67,http://{ADDRESS}/linux.efi")
    report = boot().report(180)
    assert report["cmdline"] == ["console=ttyS0 rdinit=/second by=67"]


def test_script_by_bootfile_url(network, boot, parts, second):
    """A network of IPv6 alone, whose DHCP names a script; names in it are relative to it."""
    network.run("ip", "address", "add", f"{PREFIX}1/64", "dev", "tap0", "nodad")
    network.publish("deep/vmlinuz", parts.kernel())
    network.publish("deep/initrd", second)
    network.publish("deep/boot.ipxe", "#!ipxe\nkernel vmlinuz console=ttyS0 rdinit=/second "
                    "from=${cwuri}\ninitrd initrd\nboot\n")
    network.start("http6", "python3", "-m", "http.server", "--bind", f"{PREFIX}1", "8080",
                  "--directory", str(network.document_root))
    dnsmasq(network, f"dhcp-range={PREFIX}100,{PREFIX}200,64,2m", "enable-ra",
            f"dhcp-option=option6:bootfile-url,http://[{PREFIX}1]:8080/deep/boot.ipxe")
    report = boot(append="ip=dhcp6").report(180)
    assert report["cmdline"] == [
        f"console=ttyS0 rdinit=/second from=http://[{PREFIX}1]:8080/deep/boot.ipxe"]
