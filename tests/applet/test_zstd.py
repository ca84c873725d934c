# SPDX-License-Identifier: MIT
"""zstd, unzstd, zstdcat beside Zstandard's own."""
import subprocess

import packers
import pytest
from ramsteam import BINARY, compare, run


@pytest.mark.parametrize("flags", [[], ["-1"], ["-5"], ["-9"], ["-12"], ["-16"], ["-19"],
                                   ["--fast"], ["-T2"], ["--long"], ["--no-check"]])
def test_both_ways(flags):
    packers.both_ways("zstd", *flags)


def test_files(tmp_path):
    packers.replaces("zstd", ".zst", tmp_path)


def test_nothing_half(tmp_path):
    packers.leaves_nothing_half("zstd", ".zst", tmp_path)


def test_refuses(tmp_path):
    packers.refuses("zstd", tmp_path)


def test_beside_the_original(tmp_path):
    (tmp_path / "a").write_text("a\n")
    (tmp_path / "x.txt").write_text("x\n")
    run("zstd", "-q", "a", cwd=tmp_path, check=True)
    for args in (["-dc", "a.zst"], ["-t", "a.zst"], ["-q", "a"], ["-d", "x.txt"], ["none"],
                 ["-dcf", "x.txt"], ["-dc", "x.txt"], ["."]):
        compare("zstd", *args, cwd=tmp_path)
    compare("zstdcat", "a.zst", "x.txt", cwd=tmp_path)


def test_output_and_others(tmp_path):
    (tmp_path / "a").write_bytes(packers.TEXT)
    run("zstd", "a", "-o", "out", "--rm", cwd=tmp_path, check=True)
    assert not (tmp_path / "a").exists()
    subprocess.run(["zstd", "-qd", "out", "-o", "back"], cwd=tmp_path, check=True)
    assert (tmp_path / "back").read_bytes() == packers.TEXT
    for tool in ("gzip", "xz"):
        packed = packers.through([f"/usr/bin/{tool}", "-c"], packers.TEXT)
        assert packers.through([BINARY, "unzstd", "-c"], packed) == packers.TEXT
