# SPDX-License-Identifier: MIT
"""The generic initrd on cards and kernels that are not the main case: a lease, a fetch, stage 2."""
import subprocess

import pytest
from machine import ADDRESS

pytestmark = pytest.mark.slow


def to_stage2(network, boot, tree, tmp_path, **machine):
    image = tmp_path / "root.erofs"
    subprocess.run(["mkfs.erofs", "-zlz4", image, tree], check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)
    network.publish("root.erofs", image)
    report = boot(append=f"ramroot=http://{ADDRESS}/root.erofs", memory=512, **machine).report()
    assert report["stage2"] == ["/sbin/init"] and report["writable"] == ["yes"]
    assert "inet 192.168.77." in report["address"][0]
    return report


# igb: QEMU 7.2, bookworm's, has no such card; the initrd holds its driver (test_mkinitrd.py).
@pytest.mark.parametrize("nic", ["e1000e", "vmxnet3", "e1000-82544gc", "e1000-82545em"])
def test_nic(network, boot, parts, tree, tmp_path, nic):
    report = to_stage2(network, boot, tree, tmp_path, nic=nic,
                       initrd=parts.initrd("generic", drivers="all"))
    assert report["nic"][0].rsplit("/", 1)[1] == nic.split("-")[0]


@pytest.mark.parametrize("flavour", ["cloud", "rt"])
def test_kernel(network, boot, parts, tree, tmp_path, flavour):
    report = to_stage2(network, boot, tree, tmp_path, kernel=parts.kernel(flavour),
                       initrd=parts.initrd(f"generic-{flavour}", drivers="all",
                                           flavour=[flavour]))
    assert report["kernel"][0].endswith(f"-{flavour}-amd64")
