# SPDX-License-Identifier: MIT
"""chown and chgrp beside GNU's."""
import os

import pytest
import trees
from ramsteam import run


def small(folder):
    for name in ("a", "b", "d/e/f"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    os.chown(folder / "b", 1234, 5678)
    (folder / "link").symlink_to("a")
    (folder / "dangling").symlink_to("none")
    (folder / "d" / "link").symlink_to("../a")
    (folder / "d" / "down").symlink_to("../other")
    (folder / "other").mkdir()
    (folder / "other" / "x").touch()
    (folder / "dirlink").symlink_to("d")


@pytest.mark.parametrize("args", [
    "1 a", "root a", "daemon a b", "1:2 a", "1: a", "daemon: b", ":2 a", ": a", "daemon:adm b",
    "+5:+6 a", "nobody-x a",
    "1:nogroup-x a", "daemon.adm b", "1.2 a", "", "1", "1 none", "1 none a", "-f 1 none", "1 link",
    "-h 1 link", "1 dangling",
    "-h 1 dangling", "-R 1 d", "-RH 1 dirlink", "-RL 1 dirlink", "-RP 1 dirlink", "-R 1 dirlink",
    "-RL 1 d", "-RH 1 d",
    "-vc 0 a b", "-cv 0 a b", "-vc --from=5 1 a", "-vc 1 none",
    "-Rh 1 d", "-v 1 a", "-v 0 a", "-c 1 a", "-c 0 a", "-v 1:2 a b", "-v :2 a", "-v : a",
    "-Rv 1 d", "-Rc 1 d",
    "--reference=b a", "--reference=none a", "--from=0 1 a b", "--from=1234:5678 1 a b",
    "--from=:5678 1 a b", "1 -v a",
    "--from=0 -v 1 a b", "-v 1234:5678 b", "99999999999 a", "-1 a", "1:2:3 a", "-RL 1 dangling",
    "--dereference 1 link", "-R --dereference 1 d", "-RH --dereference 1 d", "--from=x 1 a"])
def test_chown(args, tmp_path):
    trees.beside(tmp_path, small, "chown", *args.split())


@pytest.mark.parametrize("args", [
    "1 a", "adm a b", "no-such a", "-R 1 d", "-v 1 a", "-v 0 a", "-c 1 a", "-h 1 link", "1 link",
    "--reference=b a", "1", "", "+7 a", "-Rv adm d", "1 none"])
def test_chgrp(args, tmp_path):
    trees.beside(tmp_path, small, "chgrp", *args.split())


def test_refuses_the_root():
    done = run("chown", "-R", "--preserve-root", "0", "/")
    assert done.returncode == 1 and "it is dangerous to operate recursively on '/'" in done.stderr


def test_says_what_is_wrong(tmp_path):
    small(tmp_path)
    for args, text in ((["nobody-x", "a"], "chown: invalid user: 'nobody-x'\n"),
                       (["0:nobody-x", "a"], "chown: invalid group: '0:nobody-x'\n"),
                       (["0", "none"], "chown: cannot access 'none': No such file or directory\n")):
        done = run("chown", *args, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, text)
