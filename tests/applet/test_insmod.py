# SPDX-License-Identifier: MIT
"""insmod without a kernel that takes modules: what reaches the kernel, and what it says.

tests/boot/test_modules.py loads real ones.
"""
import gzip
import lzma
import subprocess

import pytest

from ramsteam import BINARY, run


def test_no_operand():
    result = run("insmod")
    assert result.returncode == 1 and "missing filename" in result.stderr


def test_absent_file(tmp_path):
    result = run("insmod", tmp_path / "absent.ko")
    assert result.returncode == 1 and "absent.ko: No such file or directory" in result.stderr


@pytest.mark.parametrize("content", [b"", b"no module", b"\x7fELF" + bytes(60), bytes(100000)],
                         ids=["empty", "text", "header", "zeros"])
def test_refused_by_the_kernel(tmp_path, content):
    path = tmp_path / "bad.ko"
    path.write_bytes(content)
    result = run("insmod", path, "a=1")
    assert result.returncode == 1
    assert f"could not insert module {path}: " in result.stderr


@pytest.fixture
def unpacks(tmp_path):
    """A binary that was configured without the decoders says so, and is left in peace."""
    path = tmp_path / "any.ko.gz"
    path.write_bytes(gzip.compress(b"module"))
    result = run("insmod", path)
    assert result.returncode == 1
    if "packed by gzip, which this binary was configured without" in result.stderr:
        pytest.skip("CONFIG_COMPRESSION is off")


@pytest.mark.parametrize("name, pack", [
    ("xz", lambda data: lzma.compress(data, check=lzma.CHECK_CRC32)), ("gzip", gzip.compress),
    ("zstd", lambda data: subprocess.run(["zstd", "-qc"], input=data, check=True,
                                         stdout=subprocess.PIPE).stdout)])
def test_packed(tmp_path, unpacks, name, pack):
    """Whole: it is for the kernel to refuse. Cut short: it never gets there."""
    packed = pack(bytes(range(256)) * 500)
    whole, part = tmp_path / "whole.ko.x", tmp_path / "part.ko.x"
    whole.write_bytes(packed)
    part.write_bytes(packed[:-20])
    assert "could not insert module" in run("insmod", whole).stderr
    result = run("insmod", part)
    assert result.returncode == 1 and f"part.ko.x: {name} data: it is cut off" in result.stderr


def test_bomb_is_bounded(tmp_path, unpacks):
    path = tmp_path / "bomb.ko.zst"
    with open(path, "wb") as file:
        subprocess.run("head -c 400M /dev/zero | zstd -qc", shell=True, check=True, stdout=file)
    result = subprocess.run(["sh", "-c", f"ulimit -v 800000; exec {BINARY} insmod {path}"],
                            text=True, capture_output=True, timeout=60)
    assert result.returncode == 1 and "larger than 256 MB" in result.stderr
