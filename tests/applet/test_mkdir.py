# SPDX-License-Identifier: MIT
"""mkdir beside GNU's: modes under every umask, parents, what is there already."""
import pytest
import trees
from ramsteam import BINARY, execute, run


def small(folder):
    (folder / "d").mkdir()
    (folder / "file").touch()
    (folder / "link").symlink_to("d")
    (folder / "dangling").symlink_to("none")


@pytest.mark.parametrize("args", [
    "a", "a b", "a/b", "-p a/b/c", "-p d", "d", "file", "-p file", "-p file/x", "file/x",
    "-p link/x", "-p link", "-p dangling", "dangling", "-v a", "-pv a/b d/c", "-m 700 a", "-m 0 a",
    "-m u+s a", "-m 1777 a", "-m a=rx,u+w a", "-pm 711 a/b", "-m g= a", "-m 2755 a", "-m x a",
    "-m 8 a", "", "-p", "-p a//b/ ./c/./d", "a/", "-p /", "-p .", "-p ../w/x", "-Z", "-p d/../e",
    "a a", "-m o-rwx a", "-m -w a", "-m =x a", "-m a-x,u+X a",
])
@pytest.mark.parametrize("mask", ["022", "077", "000", "0277"])
def test_as_gnu(args, mask, tmp_path):
    looks = []
    for who in ("mkdir", f"{BINARY} mkdir"):
        folder = tmp_path / who[-7:].strip().replace("/", "")
        folder.mkdir()
        small(folder)
        done = execute(["sh", "-c", f"umask {mask}; {who} {args}"], cwd=folder)
        looks.append((done.stdout, done.returncode, trees.look(folder, times=False)))
        execute(["rm", "-rf", folder])
    assert looks[0] == looks[1]


def test_says_what_is_wrong(tmp_path):
    small(tmp_path)
    for args, text in ((["d"], "cannot create directory 'd': File exists"),
                       (["x/y"], "cannot create directory 'x/y': No such file or directory"),
                       (["-m", "q", "x"], "invalid mode: 'q'"),
                       (["-p", "file/x"], "cannot create directory 'file': Not a directory")):
        done = run("mkdir", *args, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, f"mkdir: {text}\n")
