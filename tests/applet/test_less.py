# SPDX-License-Identifier: MIT
"""less: what it shows of files and pipes, its keys, and cat where there is no terminal."""
import os
import subprocess
import time

import pytest
from ramsteam import BINARY, execute, run
from terminal import Terminal


def less(*args, rows=10, columns=40, **how):
    return Terminal([BINARY, "less", *args], rows=rows, columns=columns, **how)


@pytest.fixture
def hundred(tmp_path):
    (tmp_path / "f").write_text("".join(f"line {i}\n" for i in range(1, 101)))
    return tmp_path


def top(text):
    return lambda lines: lines[0] == text


def test_no_terminal_is_cat(tmp_path):
    (tmp_path / "a").write_bytes(b"a\x00\xff\n")
    (tmp_path / "b").write_bytes(b"b")
    done = subprocess.run([BINARY, "less", "a", "b", "missing"], cwd=tmp_path, capture_output=True)
    assert done.stdout == b"a\x00\xff\nb" and done.returncode == 1
    assert done.stderr == b"less: missing: No such file or directory\n"
    assert run("less", input="from a pipe\n", check=True).stdout == "from a pipe\n"
    assert execute([BINARY, "more", "a"], cwd=tmp_path, check=True).stdout


@pytest.mark.parametrize("keys, first", [
    (" ", "line 10"), (" b", "line 1"), ("j", "line 2"), ("5j", "line 6"), ("5jk", "line 5"),
    ("d", "line 5"), ("  u", "line 15"), ("G", "line 92"), ("Gg", "line 1"), ("30g", "line 30"),
    ("50p", "line 51"), ("/7\r", "line 7"), ("/7\rn", "line 17"), ("/7\r2n", "line 27"),
    ("/7\rnN", "line 7"), ("G?5\r", "line 85"), ("majj'a", "line 1"), ("20gma1g'a", "line 20"),
    ("50g''", "line 1"), ("\x1b[6~", "line 10"), ("\x1b[B\x1b[B", "line 3"), ("G\x1b[H", "line 1"),
    ("/^line (3|4)$\rn", "line 4"), ("/l\\(\x15line 9.\r", "line 90"),
])
def test_keys(hundred, keys, first):
    with less("f", cwd=hundred) as terminal:
        terminal.expect("line 9")
        terminal.send(keys)
        lines = terminal.expect(top(first))
        number = int(first.split()[1])
        assert lines[:9] == [f"line {i}" for i in range(number, number + 9)][:101 - number] + \
            ["~"] * max(0, number + 8 - 100)
        terminal.send("q")
        assert terminal.wait() == 0


def test_prompt_and_messages(hundred):
    with less("-M", "f", cwd=hundred) as terminal:
        terminal.expect("f lines 1-9")
        terminal.send("G")
        terminal.expect("f lines 92-100 (END)")
        terminal.send("/nowhere\r")
        terminal.expect("Pattern not found")
        terminal.send("/(\r")
        terminal.expect("Unmatched (")
        terminal.send("=")
        terminal.expect("f lines 92-100/100 byte 792")
        terminal.send("ZZ")
        assert terminal.wait() == 0


def test_options(tmp_path):
    (tmp_path / "f").write_text("x" * 50 + "\n\n\n\nTab\there\n\x1b[31mred\x1b[m\n"
                                "b\bbo\bold _\bu\n")
    with less("-N", "-s", "-S", "f", cwd=tmp_path) as terminal:
        lines = terminal.expect("(END)")
        assert lines[0] == "      1 " + "x" * 32 and lines[1].strip() == "2"
        assert lines[2] == "      3 Tab     here" and "ESC[31mred" in lines[3]
        assert lines[4] == "      5 bold u"
        terminal.send("-S")
        assert terminal.expect(lambda lines: lines[1] == "        " + "x" * 18)
        terminal.send("q")
        assert terminal.wait() == 0
    with less("-R", "f", cwd=tmp_path) as terminal:
        lines = terminal.expect("red")
        assert lines[6] == "red" and b"\x1b[0;31mred" in terminal.output
        assert b"\x1b[0;4mu" in terminal.output
        terminal.send("q")
        assert terminal.wait() == 0


def test_ends_by_itself(hundred):
    (hundred / "short").write_text("short\n")
    with less("-F", "short", cwd=hundred) as terminal:
        assert terminal.wait() == 0
        assert terminal.screen.lines()[0] == "short"
    with less("-F", "f", cwd=hundred) as terminal:
        terminal.expect("line 9")
        terminal.send("q")
        assert terminal.wait() == 0
    with less("-E", "f", cwd=hundred) as terminal:
        terminal.expect("line 9")
        terminal.send(" " * 12)
        assert terminal.wait() == 0
    with less("-e", "f", cwd=hundred) as terminal:
        terminal.expect("line 9")
        terminal.send("G")
        terminal.expect("(END)")
        terminal.send("  ")
        assert terminal.wait() == 0


@pytest.mark.parametrize("word, first", [("+50", "line 50"), ("+G", "line 92"),
                                         ("+/line 33", "line 33"), ("-pline 34", "line 34")])
def test_where_it_begins(hundred, word, first):
    with less(word, "f", cwd=hundred) as terminal:
        terminal.expect(top(first))
        terminal.send("q")
        assert terminal.wait() == 0


def test_ignores_case(hundred):
    with less("-i", "f", cwd=hundred) as terminal:
        terminal.expect("line 9")
        terminal.send("/lINE 12\r")
        terminal.expect("Pattern not found")
        terminal.send("-I/lINE 12\r")
        terminal.expect(top("line 12"))
        terminal.send("q")
        assert terminal.wait() == 0


def test_files(hundred):
    (hundred / "second").write_text("second file\n")
    with less("missing", "f", "second", cwd=hundred) as terminal:
        terminal.expect("line 9")
        terminal.send(":n")
        terminal.expect("second file")
        terminal.send(":p")
        terminal.expect("line 9")
        terminal.send(":p")
        terminal.expect("No such file")
        terminal.send("q")
        assert terminal.wait() == 1
    with less("missing", cwd=hundred) as terminal:
        assert terminal.wait() == 1
        assert "No such file" in terminal.screen.lines()[0]
    with less(hundred) as terminal:
        assert terminal.wait() == 1
        assert "is a directory" in "".join(terminal.screen.lines())
    with less() as terminal:
        assert terminal.wait() == 1
        assert "Missing filename" in terminal.screen.lines()[0]


def test_a_pipe_that_is_slow():
    reader, writer = os.pipe()
    with less(stdin=reader) as terminal:
        os.close(reader)
        os.write(writer, b"first\n")
        terminal.expect("first")
        os.write(writer, b"".join(b"more %d\n" % i for i in range(20)))
        os.close(writer)
        terminal.send("G")
        terminal.expect("more 19")
        terminal.send("q")
        assert terminal.wait() == 0


def test_follows(hundred):
    with less("+F", "f", cwd=hundred) as terminal:
        terminal.expect("Waiting for data")
        with open(hundred / "f", "a") as file:
            file.write("added\n")
        terminal.expect("added")
        terminal.send("\x03")
        terminal.expect("(END)")
        terminal.send("q")
        assert terminal.wait() == 0


def test_a_new_size(hundred):
    with less("f", cwd=hundred) as terminal:
        terminal.expect("line 9")
        terminal.resize(6, 40)
        lines = terminal.expect("line 5")
        assert lines[:5] == [f"line {i}" for i in range(1, 6)]
        terminal.send("q")
        assert terminal.wait() == 0


def test_a_large_file(tmp_path):
    with open(tmp_path / "f", "w") as file:
        for _ in range(50):
            file.write("".join(f"a line of some length, number {i:09}\n" for i in range(50000)))
    with less("f", cwd=tmp_path) as terminal:
        started = time.monotonic()
        terminal.expect("number 000000008")
        assert time.monotonic() - started < 2
        terminal.send("G")
        terminal.expect("number 000049999", timeout=10)
        terminal.send("g/49998$\r")
        terminal.expect("number 000049998", timeout=10)
        terminal.send("q")
        assert terminal.wait() == 0
    os.unlink(tmp_path / "f")
