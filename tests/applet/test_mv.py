# SPDX-License-Identifier: MIT
"""mv beside GNU's, within one filesystem and from one to another."""
import os
import subprocess

import pytest
import trees
from ramsteam import BINARY, execute, run


def small(folder):
    for name in ("a", "b", "d/a", "d/e/f", "full/x/y"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    (folder / "empty").mkdir()
    (folder / "link").symlink_to("a")
    (folder / "dirlink").symlink_to("d")
    (folder / "dangling").symlink_to("none")
    os.link(folder / "a", folder / "hard")
    (folder / "a").chmod(0o444)
    for number, name in enumerate(["b", "d/a", "a"]):
        os.utime(folder / name, (trees.START, trees.START + number))


@pytest.mark.parametrize("args", [
    "a c", "a b", "a d", "a d/", "a none/x", "none c", "a b empty", "a b none", "a b b2 c", "d c",
    "d empty", "d full", "-T d empty", "-T d full", "-T a d", "-T d a", "d a", "a a", "a ./a",
    "d d", "d d/x", "d d/e", "a hard", "a link", "link a", "link x", "dangling x", "a dangling",
    "dirlink x", "dirlink/ x", "a dirlink", "-n a b", "-n a d", "-u a b", "-u b a", "-u a c",
    "-b a b", "--backup=numbered a b", "--backup=simple -S .o a b", "-S .bak a b",
    "--backup=wrong a b", "-nb a b", "-t empty a b", "-t none a", "-t a b", "-tT empty a", "-v a c",
    "-v a b d", "-vb a b", "-f a b", "-v d c", "a", "", "-Z", "--strip-trailing-slashes a/ empty",
    "a/ c", "d/ c", "d/a a empty", "full/x d empty", "e d/e empty", "a b link", "-T a empty",
    "d/e d", ". empty", "d/.. empty", "a c/", "d c/", "-v a hard", "-i a c", "a d/e/f",
    "full/x/y full/x", "-b d a", "-bv -T a d", "--backup=numbered -T d a", "-b -T d full", "-n a .",
    "-n d a", "-u . empty", "-u d empty", "-uT a d", "-n dangling .",
])
def test_operands(args, tmp_path):
    trees.beside(tmp_path, small, "mv", *args.split(), times=False)


@pytest.mark.parametrize("answer", ["y\n", "n\n", ""])
def test_asks(answer, tmp_path):
    trees.beside(tmp_path, small, "mv", "-i", "a", "b", input=answer)
    trees.beside(tmp_path, small, "mv", "-i", "a", "link", input=answer)
    trees.beside(tmp_path, small, "mv", "-fi", "a", "b", input=answer)
    trees.beside(tmp_path, small, "mv", "-if", "a", "b", input=answer)


@pytest.mark.parametrize("args, text", [
    (["none", "x"], "mv: cannot stat 'none': No such file or directory\n"),
    (["a", "a"], "mv: 'a' and 'a' are the same file\n"),
    (["d", "d/x"], "mv: cannot move 'd' to a subdirectory of itself, 'd/x'\n"),
    (["-T", "a", "d"], "mv: cannot overwrite directory 'd' with non-directory\n"),
    (["-T", "d", "a"], "mv: cannot overwrite non-directory 'a' with directory 'd'\n"),
    (["-T", "d", "full"], "mv: cannot move 'd' to 'full': Directory not empty\n"),
    (["a", "none/x"], "mv: cannot move 'a' to 'none/x': No such file or directory\n"),
])
def test_says_what_is_wrong(args, text, tmp_path):
    small(tmp_path)
    done = run("mv", *args, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, text)


@pytest.fixture
def other(tmp_path):
    """A folder on another filesystem."""
    folder = tmp_path / "other"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "none", folder], check=True)
    yield folder
    subprocess.run(["umount", folder], check=True)


def test_across_filesystems(other, tmp_path):
    source = trees.make(tmp_path / "src")
    before = trees.look(source)
    assert run("mv", source, other / "dst", check=True).stdout == ""
    assert not source.exists() and trees.look(other / "dst") == before
    run("mv", "-v", other / "dst", tmp_path / "back", check=True)
    assert trees.look(tmp_path / "back") == before and not (other / "dst").exists()


def test_across_filesystems_over_something(other, tmp_path):
    small(tmp_path)
    small(other)
    assert run("mv", tmp_path / "b", other / "b").returncode == 0
    assert not (tmp_path / "b").exists() and (other / "b").read_text() == "b"
    done = run("mv", tmp_path / "full", other)
    assert done.returncode == 1 and "Directory not empty" in done.stderr
    assert (tmp_path / "full" / "x" / "y").exists()
    assert run("mv", "-v", tmp_path / "d" / "a", other, check=True).stdout.splitlines() == [
        f"copied '{tmp_path}/d/a' -> '{other}/a'", f"removed '{tmp_path}/d/a'"]


def test_full_disk_keeps_the_source(tmp_path):
    script = 'mount -t tmpfs -o size=64k none small && "$0" mv big small/'
    (tmp_path / "small").mkdir()
    (tmp_path / "big").write_bytes(os.urandom(200000))
    done = execute(["unshare", "-m", "sh", "-c", script, BINARY], cwd=tmp_path)
    assert done.returncode == 1 and "No space left on device" in done.stderr
    assert (tmp_path / "big").stat().st_size == 200000
