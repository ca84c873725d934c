# SPDX-License-Identifier: MIT
"""ln beside GNU's."""
import os

import pytest
import trees
from ramsteam import run


def small(folder):
    for name in ("a", "b", "d/a", "d/e/f"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    (folder / "empty").mkdir()
    (folder / "link").symlink_to("a")
    (folder / "dirlink").symlink_to("d")
    (folder / "dangling").symlink_to("none")
    (folder / "dot").symlink_to(".")
    os.link(folder / "a", folder / "hard")


@pytest.mark.parametrize("args", [
    "a c", "a b", "a d", "-s a c", "-s a b", "-s a empty", "-s none c", "none c", "d c", "-d d c",
    "-f a b", "-sf a b", "-f a a", "-f a hard", "-sf a a", "-f a d", "-fT a d", "-sfn d dirlink",
    "-sf d dirlink", "-sfT b dirlink", "-sn d dirlink", "-s d/a", "d/a", "-s a b empty", "a b none",
    "-sv a c", "-v a c", "-vf a b", "-svf a b", "-b a b", "-sb a b", "-vb a b", "-S .o a b",
    "--backup=numbered -v a b", "-t empty a b", "-st empty a b", "-t none a", "-sr d/e/f c",
    "-sr a d/e/g", "-sr d/e d/e/g", "-srv d/a empty", "-r a c", "-sr /etc/passwd c", "-P link c",
    "-L link c", "link c", "dangling c", "-L dangling c", "-sf a dangling", "-s a dangling",
    "a dangling", "-sT a empty", "-s a b c", "-Ts a b c", "", "-s", "-Z", "-s a c/", "-sr . d/up",
    "-s a none/c", "a none/c", "-sfr dirlink/a x", "-sr dirlink/e/f y", "-srf ../w/a z",
    "-snf dirlink dirlink",
    "-snf link link", "-sfT dot dot", "-sf dot dot", "-sf dangling dangling", "-sfb link link",
    "-sfT hard a", "-sfT dirlink dirlink",
])
def test_as_gnu(args, tmp_path):
    trees.beside(tmp_path, small, "ln", *args.split())


@pytest.mark.parametrize("answer", ["y\n", "n\n", ""])
def test_asks(answer, tmp_path):
    trees.beside(tmp_path, small, "ln", "-i", "a", "b", input=answer)
    trees.beside(tmp_path, small, "ln", "-si", "a", "b", input=answer)


@pytest.mark.parametrize("args, text", [
    (["none", "x"], "ln: failed to access 'none': No such file or directory\n"),
    (["a", "b"], "ln: failed to create hard link 'b': File exists\n"),
    (["-s", "a", "b"], "ln: failed to create symbolic link 'b': File exists\n"),
    (["d", "x"], "ln: d: hard link not allowed for directory\n"),
    (["-f", "a", "a"], "ln: 'a' and 'a' are the same file\n"),
    (["-fT", "a", "d"], "ln: d: cannot overwrite directory\n"),
])
def test_says_what_is_wrong(args, text, tmp_path):
    small(tmp_path)
    done = run("ln", *args, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, text)
