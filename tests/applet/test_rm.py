# SPDX-License-Identifier: MIT
"""rm beside GNU's, and what it must never do."""
import os
import subprocess

import pytest
import trees
from ramsteam import BINARY, execute, run


def small(folder):
    for name in ("a", "b", "d/a", "d/e/f", "-dash"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    (folder / "empty").mkdir()
    (folder / "nothing").touch()
    (folder / "dirlink").symlink_to("d")
    (folder / "dangling").symlink_to("none")
    (folder / "loop").symlink_to("loop")
    os.mkfifo(folder / "pipe")


@pytest.mark.parametrize("args", [
    "a", "a b", "none", "-f none", "-f", "", "d", "-r d", "-R d", "-rf d", "empty", "-d empty",
    "-d d", "-rv d", "-v a none b", "dirlink", "dirlink/", "-r dirlink", "-r dirlink/",
    "-rf dirlink/", "dangling", "-r loop pipe", "-- -dash", "./-dash", "-dash", "a/x", "-f a/x",
    "-r .", "-r ..", "-r d/..", "-r d/.", "-rf d/e/../", "-r d/", "-r .//",
    "--one-file-system -r d", "-rd d", "-fi a", "--interactive=never a", "--interactive=x a",
    "-r d none a", "-rf d none a", "-Z", "d/a/", "-f d", "--preserve-root=all -r d",
    "--preserve-root=x d", "-vd empty", "-rv .hidden d empty",
])
def test_as_gnu(args, tmp_path):
    trees.beside(tmp_path, small, "rm", *args.split())


@pytest.mark.parametrize("args", [
    "-i a", "-ri d", "-ri empty", "-I a b empty", "-I a b nothing pipe", "-rI d", "-i pipe nothing",
    "--interactive=once -r d", "-if a", "-di empty", "--interactive -r d a", "-ri dirlink",
])
@pytest.mark.parametrize("answers", [
    "y\n" * 9, "n\n" * 9, "", "y\nn\ny\ny\ny\ny\n", "y\ny\nn\nn\ny\n",
])
def test_asks(args, answers, tmp_path):
    if "y\nn" in answers or "y\ny\nn" in answers:
        # Which file is asked about first is up to the filesystem.
        args = args.replace("-ri d", "-ri d/e").replace("-r d", "-r d/e")
    trees.beside(tmp_path, small, "rm", *args.split(), input=answers)


def test_leaves_what_holds_a_folder_that_stays(tmp_path):
    done = trees.beside(tmp_path, lambda folder: (folder / "p/q").mkdir(parents=True), "rm",
                        "-ri", "p", input="y\nn\ny\n")
    assert done[1] == 0 and done[3].count("?") == 2


def test_questions_are_gnus(tmp_path):
    small(tmp_path)
    done = run("rm", "-ri", "d/e", "nothing", "pipe", "dirlink", cwd=tmp_path, input="y\n" * 9)
    assert done.stderr == (
        "rm: descend into directory 'd/e'? rm: remove regular file 'd/e/f'? "
        "rm: remove directory 'd/e'? rm: remove regular empty file 'nothing'? "
        "rm: remove fifo 'pipe'? rm: remove symbolic link 'dirlink'? ")


@pytest.mark.parametrize("path", ["/", "//", "/.", "/..", "/../.", "/proc/../"])
def test_refuses_the_root(path, tmp_path):
    # In a root that may be lost.
    os.makedirs(tmp_path / "root" / "proc")
    (tmp_path / "root" / "rm").write_bytes(open(BINARY, "rb").read())
    (tmp_path / "root" / "rm").chmod(0o755)
    done = execute(["chroot", tmp_path / "root", "/rm", "-rf", path])
    assert done.returncode == 1 and (tmp_path / "root" / "rm").exists()
    assert "it is dangerous" in done.stderr or "refusing to remove '.' or '..'" in done.stderr


def test_refuses_a_link_to_the_root(tmp_path):
    root = tmp_path / "root"
    (root / "proc").mkdir(parents=True)
    (root / "up").symlink_to("/")
    (root / "rm").write_bytes(open(BINARY, "rb").read())
    (root / "rm").chmod(0o755)
    done = execute(["chroot", root, "/rm", "-rf", "/up/"])
    assert done.returncode == 1 and (root / "rm").exists()
    done = execute(["chroot", root, "/rm", "-rf", "--no-preserve-root", "/proc"])
    assert done.returncode == 0 and not (root / "proc").exists()


def test_leaves_other_filesystems(tmp_path):
    (tmp_path / "d" / "m").mkdir(parents=True)
    script = 'mount -t tmpfs none d/m && touch d/m/x d/y && "$0" rm -rf --one-file-system d; ' \
             'echo $?; ls d d/m'
    done = execute(["unshare", "-m", "sh", "-c", script, BINARY], cwd=tmp_path)
    assert done.stdout.split()[0] == "1" and "x" in done.stdout
    assert "skipping 'd/m', since it's on a different device" in done.stderr


def test_deeper_than_any_path(tmp_path):
    subprocess.run(["sh", "-c", "cd $0; for i in $(seq 600); do mkdir aaaaaaaaaaaaaaaaaaaa; "
                    "cd -P ./aaaaaaaaaaaaaaaaaaaa || exit; done; touch end", tmp_path], check=True)
    assert run("rm", "-r", tmp_path / ("a" * 20)).returncode == 0
    assert os.listdir(tmp_path) == []


def test_no_right_to_remove(tmp_path):
    small(tmp_path)
    tmp_path.chmod(0o755)
    done = execute(["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", BINARY, "rm",
                    "-rf", "a", "d", "none"], cwd=tmp_path)
    assert done.returncode == 1 and (tmp_path / "d" / "e" / "f").exists()
    assert "rm: cannot remove 'a': Permission denied" in done.stderr
