# SPDX-License-Identifier: MIT
"""mkinitrd --format uki: kernel, initrd and command line as one EFI program, booted by firmware."""
import pathlib
import subprocess

import pytest
from machine import ADDRESS

pytestmark = pytest.mark.slow
FIRMWARE = pathlib.Path("/usr/share/ovmf/OVMF.fd")


def test_booted_by_firmware(network, boot, parts, tree, tmp_path):
    image, program = tmp_path / "image", tmp_path / "esp/EFI/BOOT/BOOTX64.EFI"
    program.parent.mkdir(parents=True)
    subprocess.run(["mksquashfs", tree, image, "-quiet", "-no-progress", "-comp", "zstd",
                    "-Xcompression-level", "1"], check=True, stdout=subprocess.DEVNULL)
    url = network.publish("root.squashfs", image)
    assert ADDRESS in url
    parts.script("mkinitrd", "-o", program, "-b", parts.binary, "-m", parts.modules(), "-n", "qemu",
                 "--format", "uki", "--kernel", parts.kernel(),
                 "--cmdline-default", f"console=ttyS0 ramroot={url}")
    report = boot(firmware=FIRMWARE, disks=[f"fat:rw:{tmp_path}/esp"]).report()
    assert report["stage2"] == ["/sbin/init"] and report["writable"] == ["yes"]
    assert report["address"][0].count("192.168.77.")
