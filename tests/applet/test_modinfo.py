# SPDX-License-Identifier: MIT
"""modinfo: beside kmod's, on Debian's kernel modules and on broken ones."""
import gzip
import pathlib
import subprocess

import pytest
from ramsteam import compare, run

TREE = pathlib.Path(__file__).resolve().parents[2]
SIGNATURE = ("signer:", "sig_key:", "sig_hashalgo:", "signature:", "\t")


@pytest.fixture(scope="module")
def where():
    text = subprocess.run([TREE / "scripts/kernel", "modules"], check=True, text=True, cwd=TREE,
                          stdout=subprocess.PIPE).stdout.strip()
    path = pathlib.Path(text)
    return path, ["-b", str(path.parents[2]), "-k", path.name]


@pytest.mark.parametrize("words", [
    "-n tun", "-F depends e1000e", "-F alias e1000e", "-p loop", "-p e1000", "-l -a tun", "-d xfs",
    "-F parm loop", "-0 -F license tun", "-F filename fs-ext4", "-F nope tun", "-p btrfs unix",
    "unix", "none", "-n none tun", "-m -n tun", "-m -n fs-ext4", ""])
def test_as_kmod(where, words):
    compare("modinfo", *where[1], *words.split())


@pytest.mark.parametrize("name", ["loop", "e1000", "virtio_net", "xfs", "nvme"])
def test_all_fields(where, name):
    # Who signed it takes a parser of certificates: only its kind is shown.
    theirs = subprocess.run(["modinfo", *where[1], name], capture_output=True, text=True,
                            check=True).stdout.splitlines()
    ours = run("modinfo", *where[1], name, check=True).stdout.splitlines()
    assert ours == [line for line in theirs if not line.startswith(SIGNATURE)]


def test_files(where, tmp_path):
    path = next(where[0].rglob("tun.ko*"))
    compare("modinfo", "-F", "license", path)
    if path.suffix == ".ko":
        (tmp_path / "tun.ko.gz").write_bytes(gzip.compress(path.read_bytes()))
        assert run("modinfo", "-l", "./tun.ko.gz", cwd=tmp_path, check=True).stdout == "GPL\n"
    assert run("modinfo", tmp_path / "none.ko").returncode == 1


def test_broken_files(where, tmp_path):
    path = next(where[0].rglob("tun.ko"))
    whole = path.read_bytes()
    file = tmp_path / "x.ko"
    for size in (0, 3, 16, 64, 1000, len(whole) // 2, len(whole) - 64):
        file.write_bytes(whole[:size])
        assert run("modinfo", file).returncode in (0, 1)
    for seed in range(20):
        broken = bytearray(whole)
        for i in range(60):
            broken[(seed * 7919 + i * 104729) % 64] ^= seed + i
        file.write_bytes(broken)
        assert run("modinfo", file).returncode in (0, 1)
