# SPDX-License-Identifier: MIT
"""install beside GNU's."""
import os

import pytest
import trees
from ramsteam import run


def small(folder):
    for name in ("a", "b", "d/a", "new/x"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    (folder / "a").chmod(0o600)
    (folder / "same").write_text("a")
    (folder / "same").chmod(0o755)
    (folder / "link").symlink_to("a")
    for path in folder.rglob("*"):
        os.utime(path, (trees.START, trees.START), follow_symlinks=False)


@pytest.mark.parametrize("args", [
    "a c", "a b", "a d", "a b d", "a none/x", "-D a none/x/y", "-D a d/z", "-Dt none/f a b",
    "-t d a b", "-T a d", "-T a c",
    "-m 644 a c", "-m u=rw,go=r a c", "-m x a c", "-m 4755 a c", "-o 1 -g 2 a c", "-o daemon a c",
    "-g no-such a c",
    "-o no-such a c", "-p a c", "-d e f/g", "-d -m 700 e/f", "-d d", "-dv e/f", "-d a", "-v a c",
    "-v a b", "-b a b",
    "-bv a b", "--backup=numbered a b", "-S .o a b", "-C a same", "-C a b", "-Cp a b", "a a",
    "link c", "a link", "d c",
    "none c", "a", "", "-d", "-c a c", "a d/a d", "a b none", "-t none a", "-q a c", "-d -o 1 e",
    "-d -g 1 e/f", "-D -m 600 a p/q/r", "a b c", "-Dv a x/y/z", "-d e/", "-pm 600 a b d",
    "a .", "-b a .", "-S~ b ."])
def test_as_gnu(args, tmp_path):
    trees.beside(tmp_path, small, "install", *args.split(),
                 times="-p" in args.split() and "d" not in
                 args.split())


def test_a_running_program_keeps_its_file(tmp_path):
    small(tmp_path)
    with open(tmp_path / "b") as old:
        run("install", "a", "b", cwd=tmp_path, check=True)
        assert old.read() == "b" and (tmp_path / "b").read_text() == "a"


def test_strips(tmp_path):
    (tmp_path / "strip").write_text("#!/bin/sh\necho stripped > $1\n")
    (tmp_path / "strip").chmod(0o755)
    (tmp_path / "a").write_text("a")
    run("install", "-s", "--strip-program", tmp_path / "strip", "a", "b", cwd=tmp_path, check=True)
    assert (tmp_path / "b").read_text() == "stripped\n"
    done = run("install", "-s", "--strip-program", "false", "a", "c", cwd=tmp_path)
    assert done.returncode == 1 and not (tmp_path / "c").exists()
