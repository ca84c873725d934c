# SPDX-License-Identifier: MIT
"""test and [ beside GNU's, for every number of arguments."""
import itertools
import os
import random
import socket

import pytest
from ramsteam import BINARY, compare, execute, run


def test_help_is_a_word():
    for args in (["--help"], ["!", "--help"], ["--help", "=", "--help"], ["-n", "--help"]):
        compare("test", *args)
    assert run("[", "--help").stdout.startswith("Usage: [ EXPRESSION")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    root = tmp_path_factory.mktemp("test")
    (root / "file").write_text("x")
    (root / "empty").touch()
    (root / "dir").mkdir()
    (root / "link").symlink_to("file")
    (root / "dangling").symlink_to("none")
    os.mkfifo(root / "pipe")
    (root / "exe").touch()
    (root / "exe").chmod(0o6755)
    (root / "sticky").mkdir()
    (root / "sticky").chmod(0o1777)
    os.link(root / "file", root / "hard")
    server = socket.socket(socket.AF_UNIX)
    server.bind(str(root / "socket"))
    os.utime(root / "empty", (1, 1))
    os.utime(root / "exe", (5, 9))
    return root


@pytest.mark.parametrize("letter", "bcdefgGhkLnNOprsStuwxz")
def test_files(letter, files):
    for name in ["file", "empty", "dir", "link", "dangling", "pipe", "exe", "sticky", "socket",
                 "none", "/dev/null", ""]:
        if letter != "t":
            compare("test", f"-{letter}", name, cwd=files)
            compare("test", "!", f"-{letter}", name, cwd=files)


EXPRESSIONS = [
    "", "x", "-n x", "-z x", "a = a", "a = b", "a != b", "a == a", "1 -eq 1", "1 -eq 01",
    "-1 -lt 1",
    "10 -gt 9", "2 -ge 2", "2 -le 1", "a -eq 1", "1 -eq x", "1 -eq", "-eq 1", "! x", "! ! x",
    "! a = a",
    "( x )", "( a = b )", "( ! x )", "x -a y", "x -o y", "a = a -a b = c", "a = b -o c = c",
    "! x -a y",
    "( a = b -o c = c ) -a d", "( x", "x )", ") x", "a b", "a b c", "a b c d", "a b c d e", "-f",
    "-f -f", "-n", "! -n", "= = =", "-n = -n", "( = (", "! = !", "a -a", "a -o", "-a b", "-q x",
                                                     "-e", "!",
    "( )", "( -n )", "-l abc -eq 3", "3 -eq -l abc", "-l abc -eq -l xyz", "file -nt empty",
    "empty -nt file", "file -ot empty", "file -ef hard", "file -ef link", "file -nt none",
    "none -nt file",
    "none -ot file", "99999999999999999999 -gt 1", "-99999999999999999999 -lt 99999999999999999998",
    "0x10 -eq 16", "1.5 -eq 1", " -eq ", "+5 -eq 5", "a = b = c", "-t", "-t x", "-t 99999999999",
    "-t 0",
    "a < b", "b > a", "-e file -a ! -e none", "-d dir -a -f file -a -s file", "--help x", "-",
    "--", "-- x", "x -a y -o z", "x -o y -a", "! ( a = a )", "! ( a = b ) -a x", "( ( x ) )",
    "\\( x \\)",
]


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_expressions(expression, files):
    compare("test", *expression.split(), cwd=files)
    compare("[", *expression.split(), "]", cwd=files)
    compare("[", *expression.split(), cwd=files)


def test_random(files):
    pick = random.Random(1)
    words = ["!", "(", ")", "-a", "-o", "=", "!=", "-n", "-z", "-f", "file", "a", "", "1", "-eq",
             "2", "-d"]
    for _ in range(400):
        chosen = [pick.choice(words) for _ in range(pick.randint(0, 4))]
        compare("test", *chosen, cwd=files)


def test_empty_words(files):
    for words in itertools.product(["", "=", "x"], repeat=3):
        compare("test", *words, cwd=files)
    compare("test", "")
    compare("test", "-n", "")


def test_says_what_is_wrong():
    for args, text in ((["1", "-eq", "x"], "test: invalid integer 'x'\n"),
                       (["a", "b", "c"], "test: 'b': binary operator expected\n"),
                       (["-q", "x"], "test: '-q': unary operator expected\n")):
        done = run("test", *args)
        assert (done.returncode, done.stderr) == (2, text)
    done = run("[", "x")
    assert (done.returncode, done.stderr) == (2, "[: missing ']'\n")


def test_nobodys_rights(files):
    files.chmod(0o755)
    for letter in "rwx":
        for name in ("file", "exe", "dir"):
            words = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
            ours = execute([*words, BINARY, "test", f"-{letter}", name], cwd=files)
            theirs = execute([*words, "test", f"-{letter}", name], cwd=files)
            assert ours.returncode == theirs.returncode
