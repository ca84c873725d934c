# SPDX-License-Identifier: MIT
"""head beside GNU's: counts from both ends, headers, what is left for the next reader."""
import itertools

import pytest
from ramsteam import BINARY, compare, execute, run

LINES = "".join(f"line {n}\n" for n in range(1, 31))
COUNTS = ["-n0", "-n3", "-n-3", "-n-0", "-n40", "-n-40", "-c0", "-c10", "-c-10", "-c-0", "-c1K",
          "-c-1K", "-3", "-n+4", "-n1k"]


@pytest.fixture
def files(tmp_path):
    (tmp_path / "lines").write_text(LINES)
    (tmp_path / "open").write_text("a\nb\nno end")
    (tmp_path / "nul").write_bytes(b"a\0b\0c\nd\0e")
    (tmp_path / "empty").write_text("")
    return tmp_path


@pytest.mark.parametrize("count", [None, *COUNTS])
def test_counts(count, files):
    how = [count] if count else []
    for name in ("lines", "open", "empty", "nul"):
        compare("head", *how, name, cwd=files)
    compare("head", *how, input=LINES)
    compare("head", *how, "-z", "nul", cwd=files)


@pytest.mark.parametrize("flags", itertools.chain([[]], [["-q"], ["-v"], ["-v", "-q"]]))
def test_headers(flags, files):
    compare("head", *flags, "-n2", "lines", "-", "empty", "open", cwd=files, input="in\nput\n3\n")
    compare("head", *flags, "-n2", "lines", cwd=files)


@pytest.mark.parametrize("word", [
    "-3c", "-1b", "-2l", "-0c", "-1k", "-0k", "-2q", "-3cv", "-1m"])
def test_letters_behind_numbers(word, files):
    for name in ("lines", "open"):
        compare("head", word, name, cwd=files)
    compare("head", word, input=LINES)


def test_none_of_a_folder(files):
    for flags in (["-n0"], ["-c0"], ["-n0", "-v"]):
        compare("head", *flags, ".", "lines", "none", cwd=files)


def test_leaves_the_rest(files):
    for count in ("-n 2", "-n -27", "-c 7"):
        done = execute(["sh", "-c", f'("$0" head {count}; cat) < lines', BINARY], cwd=files)
        theirs = execute(["sh", "-c", f"(head {count}; cat) < lines"], cwd=files)
        if count != "-n -27":
            assert done.stdout == theirs.stdout == LINES


def test_does_not_wait_for_the_end():
    assert execute(["sh", "-c", 'yes | "$0" head -n 2', BINARY], timeout=5).stdout == "y\ny\n"


@pytest.mark.parametrize("args, text", [
    (["-n", "x", "f"], "head: invalid number of lines: 'x'\n"),
    (["-c", "1q", "f"], "head: invalid number of bytes: '1q'\n"),
    (["none"], "head: cannot open 'none' for reading: No such file or directory\n"),
    (["."], "head: error reading '.': Is a directory\n"),
])
def test_says_what_is_wrong(args, text, tmp_path):
    done = run("head", *args, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, text)
