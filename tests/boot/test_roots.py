# SPDX-License-Identifier: MIT
"""Roots of every kind over HTTP: what stage 2 finds itself on. Small ones, for quick boots."""
import subprocess

import pytest
from machine import ADDRESS

PACKERS = {
    "root.erofs": "mkfs.erofs {out} {tree} >/dev/null 2>&1",
    "root.ext4": "mkfs.ext4 -q -d {tree} {out} 24M",
    "root.tar.zst": "tar -C {tree} -c . | zstd -q -o {out}",
    "root.cpio.gz": "(cd {tree} && find . | cpio -o -H newc --quiet) | gzip > {out}",
}


@pytest.mark.parametrize("name", PACKERS)
def test_root(network, boot, tree, tmp_path, name):
    image = tmp_path / name
    subprocess.run(PACKERS[name].format(tree=tree, out=image), shell=True, check=True)
    network.publish(name, image)
    report = boot(append=f"ramroot=http://{ADDRESS}/{name}", memory=512).report(120)
    assert report["stage2"] == ["/sbin/init"]
    assert report["writable"] == ["yes"]
    mounts = [line.split()[:2] for line in report["mount"]]
    assert ["/", "overlay"] in mounts
    below = {"root.erofs": "erofs", "root.ext4": "ext4"}.get(name, "tmpfs")
    assert ["/run/ramroot/lower", below] in mounts
    assert [line.split()[0] for line in report["timeline"]] == [
        "network", "source", "fetch", "attach", "layout", "find"]


def test_archive_larger_than_memory(network, boot, tmp_path):
    """What unpacks to more than there is: said, and the prompt; nothing is killed for it."""
    image = tmp_path / "huge.tar.zst"
    subprocess.run(f"head -c 900M /dev/zero | tr '\\0' a > {tmp_path}/full && "
                   f"tar -C {tmp_path} -c full | zstd -q -o {image} && rm {tmp_path}/full",
                   shell=True, check=True)
    network.publish(image.name, image)
    machine = boot(append=f"ramroot=http://{ADDRESS}/{image.name}", memory=512)
    cause = machine.stage1_prompt(120)
    assert "does not fit into memory: unpacked it takes 944 MB" in cause
    assert "Out of memory" not in machine.log
