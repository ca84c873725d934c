# SPDX-License-Identifier: MIT
"""xz, unxz, xzcat and lzma beside XZ Utils."""
import packers
import pytest
from ramsteam import BINARY, compare, run


@pytest.mark.parametrize("flags", [[], ["-0"], ["-9"], ["-1e"], ["-T2", "-1"], ["--check=sha256"],
                                   ["-C", "none"]])
def test_both_ways(flags):
    packers.both_ways("xz", *flags)


def test_lzma():
    for data in packers.BYTES:
        packed = packers.through([BINARY, "xz", "--format=lzma", "-c"], data)
        assert packers.through(["/usr/bin/xz", "-dc"], packed) == data
        assert packers.through([BINARY, "lzcat"], packed) == data


def test_files(tmp_path):
    packers.replaces("xz", ".xz", tmp_path)


def test_nothing_half(tmp_path):
    packers.leaves_nothing_half("xz", ".xz", tmp_path)


def test_refuses(tmp_path):
    packers.refuses("xz", tmp_path)


def test_beside_the_original(tmp_path):
    (tmp_path / "a").write_text("a\n")
    (tmp_path / "x.txt").write_text("x\n")
    run("xz", "-k", "a", cwd=tmp_path, check=True)
    for args in (["-dc", "a.xz"], ["-t", "a.xz"], ["a.xz"], ["a"], ["none"],
                 ["-dcf", "x.txt"], ["-dc", "x.txt"], ["."], ["--check=no", "a"], ["-qq", "none"]):
        compare("xz", *args, cwd=tmp_path)
    compare("xzcat", "a.xz", cwd=tmp_path)
