# SPDX-License-Identifier: MIT
"""gzip, gunzip, zcat beside GNU's."""
import os
import subprocess

import packers
import pytest
from ramsteam import compare, run


@pytest.mark.parametrize("flags", [[], ["-1"], ["-9"], ["--best", "-n"]])
def test_both_ways(flags):
    packers.both_ways("gzip", *flags)


def test_files(tmp_path):
    packers.replaces("gzip", ".gz", tmp_path)


def test_nothing_half(tmp_path):
    packers.leaves_nothing_half("gzip", ".gz", tmp_path)


def test_refuses(tmp_path):
    packers.refuses("gzip", tmp_path)


@pytest.fixture
def files(tmp_path):
    (tmp_path / "a").write_bytes(packers.TEXT)
    (tmp_path / "b").write_text("b\n")
    subprocess.run(["gzip", "-k", "a", "b"], cwd=tmp_path, check=True)
    (tmp_path / "garbage.gz").write_bytes((tmp_path / "b.gz").read_bytes() + b"garbage")
    (tmp_path / "zeros.gz").write_bytes((tmp_path / "b.gz").read_bytes() + bytes(99))
    (tmp_path / "x.txt").write_text("x\n")
    return tmp_path


@pytest.mark.parametrize("args", [
    ["-l", "a.gz"], ["-l", "a.gz", "b.gz"], ["-lv", "b.gz"], ["-lq", "b.gz"], ["-dc", "b.gz"],
    ["-t", "a.gz", "b.gz"], ["-dc", "garbage.gz"], ["-dc", "zeros.gz"], ["-t", "garbage.gz"],
    ["-qt", "garbage.gz"], ["-d", "x.txt"], ["-dc", "x.txt"], ["-dcf", "x.txt"], ["a.gz"],
    ["none"], ["-d", "none"], ["-dc", "b"], ["-S", "", "b"], ["-l", "x.txt"], ["."], ["-f", "."],
])
def test_beside_gnu(args, files):
    compare("gzip", *args, cwd=files)


def test_other_names(files):
    compare("zcat", "b.gz", "a.gz", cwd=files)
    assert run("gunzip", "b", cwd=files).returncode == 2
    (files / "t.tgz").write_bytes((files / "b.gz").read_bytes())
    run("gunzip", "t.tgz", cwd=files, check=True)
    assert (files / "t.tar").read_text() == "b\n"


def test_name_and_time(files):
    os.utime(files / "a", (10**9, 10**9))
    run("gzip", "-f", "a", cwd=files, check=True)
    os.rename(files / "a.gz", files / "other.gz")
    os.utime(files / "other.gz")
    run("gunzip", "-Nk", "other.gz", cwd=files, check=True)
    assert (files / "a").stat().st_mtime == 10**9
    evil = bytearray((files / "other.gz").read_bytes())
    (files / "sub").mkdir()
    (files / "sub/evil.gz").write_bytes(evil[:10] + b"../../a\0" + evil[12:])
    run("gunzip", "-N", "sub/evil.gz", cwd=files)
    assert os.listdir(files / "sub") == ["a"]


def test_folders_and_suffix(files):
    (files / "d/e").mkdir(parents=True)
    (files / "d/e/f").write_text("f")
    run("gzip", "-r", "-S", ".pack", "d", cwd=files, check=True)
    assert os.listdir(files / "d/e") == ["f.pack"]
    run("gzip", "-dr", "-S", ".pack", "d", cwd=files, check=True)
    assert os.listdir(files / "d/e") == ["f"]


def test_hard_links_stay(files):
    os.link(files / "b", files / "c")
    done = run("gzip", "c", cwd=files)
    assert (done.returncode, done.stderr) == (2, "gzip: c has 1 other link -- file ignored\n")
