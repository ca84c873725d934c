# SPDX-License-Identifier: MIT
"""rmdir beside GNU's."""
import pytest
import trees
from ramsteam import run


def small(folder):
    (folder / "a" / "b" / "c").mkdir(parents=True)
    (folder / "full" / "e").mkdir(parents=True)
    (folder / "full" / "f").touch()
    (folder / "link").symlink_to("a")


@pytest.mark.parametrize("args", [
    "a/b/c", "a", "-p a/b/c", "-p full/e", "-v a/b/c", "-pv a/b/c",
    "--ignore-fail-on-non-empty full",
    "-p --ignore-fail-on-non-empty full/e", "full/f", "none", "", "link", "link/", "a/b/c a/b a",
    "a/b/c/",
    "-p a/b/c/", "-p ./a/b/c", "-q a", "full a/b/c", ".", "-p a//b//c",
    "--ignore-fail-on-non-empty none"])
def test_as_gnu(args, tmp_path):
    trees.beside(tmp_path, small, "rmdir", *args.split())


def test_says_what_is_wrong(tmp_path):
    small(tmp_path)
    assert run("rmdir", "a", cwd=tmp_path).stderr == \
        "rmdir: failed to remove 'a': Directory not empty\n"
    assert run("rmdir", "-p", "full/e", cwd=tmp_path).stderr == \
        "rmdir: failed to remove directory 'full': Directory not empty\n"
