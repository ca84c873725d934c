# SPDX-License-Identifier: MIT
"""chmod beside GNU's: every form of a mode, trees, links."""
import itertools

import pytest
import trees
from ramsteam import BINARY, execute, run


def small(folder):
    for name in ("a", "x", "d/e/f"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    (folder / "x").chmod(0o751)
    (folder / "s").mkdir()
    (folder / "s").chmod(0o2755)
    (folder / "link").symlink_to("a")
    (folder / "dangling").symlink_to("none")
    (folder / "d" / "link").symlink_to("../a")
    (folder / "-w").touch()


MODES = ["755", "0", "7777", "00755", "4755", "u+x", "u-r", "go=", "a=rwx", "+x", "-x", "=rw",
         "u=g", "g=u", "o=u-w",
         "u+s", "g+s", "+t", "a+X", "u+X,g-x", "ug+rw,o=r", "a-rwx", "u=rwx,g=rx,o=x", "u+rwxst",
         "+rw-x", "u+w-r+x",
         "=", "u=", "og+r", "a+u", "-w", "-rwx", "+7", "=755", "-111", "u+4755", "x", "8", "77777",
         "u", "u+q", "+x,", ",+x", "u+xg", "a=X", "-", "+", "u-s,g-s", "00000", "02000", "0700"]


@pytest.mark.parametrize("mode", MODES)
def test_modes(mode, tmp_path):
    for flags in ("", "-v", "-c"):
        trees.beside(tmp_path, small, "chmod", *flags.split(), "--", mode, "a", "x", "d", "s")


@pytest.mark.parametrize("mask", ["000", "022", "077", "777"])
@pytest.mark.parametrize("mode", ["+x", "-w", "=rwx", "+rw", "-rwx", "a+x", "+t", "+X"])
def test_umask(mode, mask, tmp_path):
    looks = []
    for command in ("chmod", f"{BINARY} chmod"):
        folder = tmp_path / str(len(looks))
        folder.mkdir()
        small(folder)
        done = execute(["sh", "-c", f"umask {mask}; {command} {mode} a x d s"], cwd=folder)
        looks.append((done.stdout, done.returncode, trees.look(folder, times=False)))
    assert looks[0] == looks[1]


@pytest.mark.parametrize("args", [
    "-R u+x d", "-R go-rwx d", "-Rv 700 d", "-Rc 700 d", "755 link", "755 dangling", "755 none",
    "-f 755 none", "755 none a", "-R 755 d/link", "--reference=x a", "--reference=none a",
    "--reference=x", "755",
    "", "-w a", "-x x", "-rwx a x", "u+x", "-v 644 a", "-vc 644 a x", "-cv 644 a x",
    "-vc 700 none", "-c 644 a", "-R --preserve-root 755 d",
    "-vR 755 dangling a", "-R a+X d", "a-x -v x", "755 a -v", "-R 000 d"])
def test_files(args, tmp_path):
    trees.beside(tmp_path, small, "chmod", *args.split())


def test_random(tmp_path):
    for who, operator, bits in itertools.product(["", "u", "go", "a"], "+-=",
                                                 ["", "r", "wx", "s", "t", "X", "g"]):
        trees.beside(tmp_path, small, "chmod", "--", f"{who}{operator}{bits}", "x", "s", "a")


def test_refuses_the_root(tmp_path):
    done = run("chmod", "-R", "--preserve-root", "a+r", "/")
    assert done.returncode == 1 and "it is dangerous to operate recursively on '/'" in done.stderr


def test_says_what_is_wrong(tmp_path):
    small(tmp_path)
    for args, text in ((["755", "none"],
                        "chmod: cannot access 'none': No such file or directory\n"),
                       (["755", "dangling"],
                        "chmod: cannot operate on dangling symlink 'dangling'\n")):
        done = run("chmod", *args, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, text)
    assert run("chmod", "q", "a", cwd=tmp_path).stderr.splitlines()[0] == "chmod: invalid mode: 'q'"
