# SPDX-License-Identifier: MIT
"""cp beside GNU's: whole trees, every way to follow and keep, and what must not be overwritten."""
import os

import pytest
import trees
from ramsteam import run


def tree(folder):
    trees.make(folder / "src")


def small(folder):
    (folder / "a").write_text("a\n")
    (folder / "b").write_text("old b\n")
    (folder / "b").chmod(0o600)
    (folder / "d" / "e").mkdir(parents=True)
    (folder / "d" / "a").write_text("older\n")
    (folder / "d" / "e" / "f").write_text("f\n")
    (folder / "link").symlink_to("a")
    (folder / "dirlink").symlink_to("d")
    (folder / "dangling").symlink_to("none")
    os.link(folder / "a", folder / "hard")
    (folder / "empty").mkdir()
    for number, name in enumerate(["b", "d/a", "a", "d/e/f"]):
        os.utime(folder / name, (trees.START, trees.START + number))


@pytest.mark.parametrize("flags", [
    "-r", "-R", "-a", "-rp", "-rL", "-rH", "-rP", "-rd", "-rl", "-rv", "-av", "-rpd",
    "-r --preserve=links", "-r --preserve=mode", "-r --preserve=timestamps,links",
    "-a --sparse=never", "-a --sparse=always", "-r --no-preserve=mode",
    "-a --no-preserve=timestamps", "-r --attributes-only", "-rpL", "-a --reflink=auto", "-ax",
    "-rn", "-ru", "-r --copy-contents -l",
])
def test_trees(flags, tmp_path):
    flags = flags.split()
    times = any(f.startswith("-a") or "p" in f for f in flags[:1]) and \
        "--no-preserve=timestamps" not in flags
    blocks = "-a" in flags
    trees.beside(tmp_path, tree, "cp", *flags, "src", "dst", times=times, blocks=blocks)
    if "L" not in flags[0]:
        trees.beside(tmp_path, tree, "cp", *flags, "src/a", "src/b", ".", times=False)


@pytest.mark.parametrize("args", [
    "a c", "a b", "a d", "a d/", "a d/x", "a none/x", "none c", "a b d", "a b none", "a b a2 d",
    "d c", "-r d c", "-r d empty", "-r d/. empty", "-r d/ empty/new", "a a", "a ./a", "a hard",
    "a link", "link a", "-P link l2", "-d link l2", "link l2", "dangling x", "-P dangling x",
    "a dangling", "-f a dangling", "--remove-destination a dangling", "--remove-destination a b",
    "--remove-destination a link", "--remove-destination -v a b",
    "-rT d empty", "-T a empty", "-T a c", "-T a b c", "-t empty a b", "-t none a", "-t a b",
    "-n a b", "-u a b", "-u b a", "-u a c", "-b a b", "-b a link", "--backup=numbered a b",
    "--backup=simple -S .o a b", "-S .bak a b", "--backup=off a b", "--backup=wrong a b", "-nb a b",
    "-bf a a", "-s a s", "-s a d/s", "-l a l", "-l a b", "-lf a b", "-sf a b", "-l link l",
    "-lL link l", "-ls a x", "-v a c", "-v a b d", "-r -v d c", "-a dirlink c", "-r dirlink c",
    "-rH dirlink c", "-rL dirlink c", "dirlink/a c", "dirlink c", "--parents d/e/f empty",
    "--parents -v d/e/f empty", "--parents -p d/e/f empty", "--parents a x",
    "-r --parents d/e empty", "a hard d", "a d/a d", "a ./a d", "-p a c", "--preserve a c",
    "--preserve=wrong a c", "--no-preserve=mode a c", "-r d a", "d/e/f d/e", "-r a d", "a", "",
    "-Z", "--strip-trailing-slashes a/ d", "--attributes-only a b", "--attributes-only -p a c",
    "-r empty d", "-r d empty/", "a c/", "-i a c", "-ni a b", "--sparse=x a c", "--reflink=x a c",
    "--reflink=always --sparse=always a c", "-rs d c", "-x a c", "-a hard a d", "-rl d c",
    "-dr link dirlink empty", "-d b hard", "-a b hard", "-p b a", "-rT d d", "-a d ./", "-bs b d/a",
    "--backup -l none d/a",
])
def test_operands(args, tmp_path):
    trees.beside(tmp_path, small, "cp", *args.split())


@pytest.mark.parametrize("answer", ["y\n", "n\n", "", "Yes\n", "x\n"])
def test_asks(answer, tmp_path):
    trees.beside(tmp_path, small, "cp", "-i", "a", "b", input=answer)
    trees.beside(tmp_path, small, "cp", "-in", "a", "b", input=answer)
    small(tmp_path / "m") if (tmp_path / "m").mkdir() is None else None
    assert run("cp", "-i", "a", "b", cwd=tmp_path / "m", input="n\n").stderr.rstrip() == \
        "cp: overwrite 'b'?"


@pytest.mark.parametrize("args, text", [
    (["none", "x"], "cp: cannot stat 'none': No such file or directory\n"),
    (["d", "x"], "cp: -r not specified; omitting directory 'd'\n"),
    (["a", "a"], "cp: 'a' and 'a' are the same file\n"),
    (["-r", "d", "d/x"], "cp: cannot copy a directory, 'd', into itself, 'd/x'\n"),
    (["a", "none/x"], "cp: cannot create regular file 'none/x': No such file or directory\n"),
    (["-T", "a", "empty"], "cp: cannot overwrite directory 'empty' with non-directory\n"),
    (["a", "dangling"], "cp: not writing through dangling symlink 'dangling'\n"),
    (["a", "d/a", "d/e"], "cp: will not overwrite just-created 'd/e/a' with 'd/a'\n"),
])
def test_says_what_is_wrong(args, text, tmp_path):
    small(tmp_path)
    done = run("cp", *args, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, text)


def test_unreadable_is_named_and_the_rest_copied(tmp_path):
    small(tmp_path)
    (tmp_path / "d" / "loop").symlink_to("loop")
    done = run("cp", "-rL", "d", "c", cwd=tmp_path)
    assert done.returncode == 1 and "d/loop" in done.stderr
    assert (tmp_path / "c" / "e" / "f").read_text() == "f\n"


@pytest.mark.parametrize("args", [["d", "d"], ["d", "d/e/new"], [".", "d"], ["d/e", "d/e/."]])
def test_never_into_itself(args, tmp_path):
    small(tmp_path)
    done = run("cp", "-r", *args, cwd=tmp_path)
    assert done.returncode == 1 and f"into itself, '{args[1]}" in done.stderr
    assert len(list(tmp_path.rglob("*"))) < 40


def test_devices(tmp_path):
    done = run("cp", "-a", "/dev/null", tmp_path / "null")
    state = os.stat(tmp_path / "null")
    assert done.returncode == 0 and state.st_rdev == os.stat("/dev/null").st_rdev
    assert run("cp", "/dev/null", tmp_path / "empty").returncode == 0
    assert (tmp_path / "empty").read_bytes() == b""
    assert run("cp", "/proc/version", tmp_path / "v").returncode == 0
    assert (tmp_path / "v").read_text() == open("/proc/version").read()


def test_full_disk_is_told(tmp_path):
    done = run("cp", "/proc/version", "/dev/full")
    assert done.returncode == 1 and "No space left on device" in done.stderr
