# SPDX-License-Identifier: MIT
"""mknod and mkfifo beside GNU's."""
import os
import stat

import pytest
import trees
from ramsteam import run


def nothing(folder):
    (folder / "there").touch()


@pytest.mark.parametrize("args", [
    "p p", "-m 600 p p", "n c 1 3", "n b 7 0", "n u 0x1 010", "there p", "x", "x q", "x c", "x c 1",
    "x c 1 z", "x p 1 2", "x c 1 2 3", "", "-m 8 x p", "-m 4755 x p", "-m a+x x p", "x c -1 2",
    "none/x p",
])
def test_mknod(args, tmp_path):
    trees.beside(tmp_path, nothing, "mknod", *args.split())


@pytest.mark.parametrize("args", ["a", "a b", "-m 600 a", "-m go= a", "there", "there a", "",
                                  "-m x a", "-m 1777 a", "none/x"])
def test_mkfifo(args, tmp_path):
    trees.beside(tmp_path, nothing, "mkfifo", *args.split())


def test_numbers(tmp_path):
    run("mknod", tmp_path / "null", "c", "1", "3", check=True)
    state = os.stat(tmp_path / "null")
    assert stat.S_ISCHR(state.st_mode) and state.st_rdev == os.makedev(1, 3)


def test_says_what_is_wrong(tmp_path):
    nothing(tmp_path)
    assert run("mknod", "there", "p", cwd=tmp_path).stderr == "mknod: there: File exists\n"
    assert run("mkfifo", "there", cwd=tmp_path).stderr == \
        "mkfifo: cannot create fifo 'there': File exists\n"
