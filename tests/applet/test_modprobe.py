# SPDX-License-Identifier: MIT
"""modprobe beside kmod's, on Debian's kernel modules: what would be loaded, in which order."""
import os
import pathlib
import subprocess

import pytest

from ramsteam import run

TREE = pathlib.Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def modules():
    """(root folder, version) of a kernel's modules"""
    text = subprocess.run([TREE / "scripts/kernel", "modules"], check=True, text=True, cwd=TREE,
                          stdout=subprocess.PIPE).stdout.strip()
    path = pathlib.Path(text)
    return str(path.parents[2]), path.name


def both(modules, *arguments):
    """(ours, kmod's), each as (lines without repetitions, status, stderr)"""
    root, version = modules
    words = ["-d", root, "-S", version, *arguments]
    ours = run("modprobe", *words)
    # An empty folder of settings: the host's own would change what kmod does.
    theirs = subprocess.run(["modprobe", "-C", "/nonexistent", *words], text=True,
                            capture_output=True, env={**os.environ, "LC_ALL": "C"})
    return [(list(dict.fromkeys(one.stdout.splitlines())), one.returncode, one.stderr)
            for one in (ours, theirs)]


@pytest.mark.parametrize("how", [["-D"], ["-R"], ["-n", "-v"]], ids=" ".join)
@pytest.mark.parametrize("name", [
    "e1000e", "virtio-net", "virtio_net", "ext4", "btrfs", "overlay", "squashfs", "r8169", "tg3",
    "loop", "vfat", "unix", "mlx5_core", "i915", "fs-squashfs", "fs-ext4", "crypto-crc32c",
    "pci:v00008086d0000100Esv00001AF4sd00001100bc02sc00i00", "virtio:d00000001v00001AF4",
    "binfmt-464c", "no-such-module", "pci:v0000FFFFd0000FFFFsv0sd0bc00sc00i00"])
def test_as_kmod(modules, how, name):
    ours, theirs = both(modules, *how, name)
    assert ours == theirs


@pytest.mark.parametrize("words", [
    ["-D", "e1000", "debug=1", "copybreak=2"], ["-D", "-a", "e1000", "e1000e"],
    ["-q", "-D", "no-such"], ["-a", "-D", "no-such", "e1000"], ["-n", "-r", "unix"],
    ["-n", "--first-time", "unix"], ["-q", "-D", "--", "fs-squashfs"],
    ["--show-depends", "-a", "igb", "virtio_blk", "nvme"]], ids=" ".join)
def test_words_as_kmod(modules, words):
    ours, theirs = both(modules, *words)
    assert ours == theirs


def test_softdep_comes_before(modules):
    lines = both(modules, "-D", "r8169")[0][0]
    names = [line.split()[1].rsplit("/", 1)[1] for line in lines]
    assert names.index("realtek.ko") < names.index("r8169.ko")


def test_tables_by_hand(tmp_path):
    """Loops in the tables end; dashes are underscores; absolute paths stay."""
    folder = tmp_path / "lib/modules/v"
    folder.mkdir(parents=True)
    (folder / "modules.dep").write_text("kernel/one-two.ko: kernel/b.ko\n"
                                        "/opt/b.ko.xz: kernel/one-two.ko\n")
    (folder / "modules.softdep").write_text("softdep b pre: one_two missing post: b one-two\n")
    (folder / "modules.alias").write_text("alias fs-x one_two\nalias fs-? b\n")
    result = run("modprobe", "-d", tmp_path, "-S", "v", "-D", "one_two")
    assert result.returncode == 0 and result.stdout.splitlines()[-1].startswith("insmod ")
    assert f"insmod {folder}/kernel/one-two.ko \n" in result.stdout
    assert run("modprobe", "-d", tmp_path, "-S", "v", "-R", "fs-x").stdout == "one_two\nb\n"
    assert "insmod /opt/b.ko.xz \n" in run("modprobe", "-d", tmp_path, "-S", "v", "-D", "b").stdout


def test_tables_of_any_bytes(tmp_path):
    folder = tmp_path / "lib/modules/v"
    folder.mkdir(parents=True)
    for name in ("dep", "alias", "softdep", "builtin", "builtin.modinfo"):
        (folder / f"modules.{name}").write_bytes(os.urandom(50000) + b"\nalias * " + b"x" * 5000)
    result = run("modprobe", "-d", tmp_path, "-S", "v", "-D", "e1000")
    assert result.returncode == 1 and "not found" in result.stderr


def test_no_operand():
    result = run("modprobe")
    assert result.returncode == 1 and "missing parameters" in result.stderr
