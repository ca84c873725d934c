# SPDX-License-Identifier: MIT
"""top: its table beside procps's, its columns, its keys on a terminal."""
import os
import re
import subprocess
import time

import pytest
from ramsteam import BINARY, execute, run
from terminal import Terminal


@pytest.fixture
def named(tmp_path):
    """A sleep of a name that nobody else has."""
    tool = tmp_path / f"t{os.getpid()}top"
    tool.write_bytes(open("/bin/sleep", "rb").read())
    tool.chmod(0o755)
    with subprocess.Popen([tool, "100"]) as child:
        yield tool.name, child
        child.kill()


def shape(text):
    """Digits become 0, and blanks before them go: figures differ, places and words do not."""
    text = re.sub(r"up .*load", "up load", text.replace("days", "day"))
    return [re.sub(r" *\d+", "0", line).rstrip() for line in text.splitlines()]


@pytest.mark.parametrize("words", [[], ["-c"], ["-H"], ["-w", "100"], ["-u", "root"]])
def test_as_procps(words, named):
    _, child = named
    how = ["-b", "-n", "1", *([] if "-u" in words else ["-p", child.pid]), *words]
    theirs = execute(["top", *how], env={"LC_ALL": "C", "COLUMNS": "", "HOME": "/nonexistent"})
    ours = run("top", *how, check=True, env={"COLUMNS": ""})
    limit = 20 if "-u" not in words else 7
    assert shape(ours.stdout)[:limit] == shape(theirs.stdout)[:limit]


def rows(text):
    lines = text.splitlines()
    at = next(i for i, line in enumerate(lines) if line.lstrip().startswith("PID "))
    return [line.split() for line in lines[at + 1:] if line]


@pytest.mark.parametrize("field, column, number", [
    ("PID", 0, int), ("-PID", 0, int), ("%MEM", 9, float), ("RES", 5, None), ("USER", 1, str),
    ("COMMAND", 11, None), ("TIME+", 10, None), ("NI", 3, int), ("-NI", 3, int),
])
def test_order(field, column, number):
    table = rows(run("top", "-bn1", "-o", field, check=True).stdout)
    assert len(table) > 3
    if number:
        values = [number(row[column]) for row in table]
        assert values == sorted(values, reverse=not field.startswith("-"))


def test_share_of_a_busy_one(tmp_path):
    with subprocess.Popen(["sh", "-c", "while :; do :; done"]) as busy:
        try:
            for _ in range(10):
                table = rows(run("top", "-bn2", "-d", "0.5", "-p", busy.pid, check=True).stdout)
                share = float(table[-1][8])
                if share > 5:
                    break
            assert 5 < share < 110
            assert table[-1][7] == "R" or table[-1][7] == "S"
        finally:
            busy.kill()


def test_each_processor():
    out = run("top", "-bn1", "-1", "-p", "1", check=True).stdout
    assert re.findall(r"^%Cpu(\d+) *:", out, re.M) == [str(n) for n in range(os.cpu_count())]


def test_rounds():
    begin = time.time()
    out = run("top", "-b", "-n", "3", "-d", "0.2", "-p", "1", check=True).stdout
    assert out.count("load average") == 3 and time.time() - begin >= 0.4


@pytest.mark.parametrize("words", [["-o", "NOSUCH", "-b"], ["-Z"], ["x"], ["-d", "x"],
                                   ["-p", "x"], ["-u", "nosuch"], ["-n", "x"], ["-bw", "x"]])
def test_refused(words):
    done = run("top", *words)
    assert done.returncode == 1 and done.stderr


def test_keys(named):
    name, child = named
    with Terminal([BINARY, "top", "-d", "60"], rows=30, columns=100) as there:
        there.expect("COMMAND")
        there.send("N")
        there.expect(lambda lines: [line.split()[0] for line in lines[7:10]]
                     == sorted((line.split()[0] for line in lines[7:10]), key=int, reverse=True))
        there.send("R")
        there.expect(lambda lines: lines[7].split()[0] == "1")
        there.send("h")
        there.expect("Keys of top")
        there.send(" ")
        there.expect("COMMAND")
        there.send("1")
        there.expect("%Cpu0")
        there.send("1")
        there.expect("%Cpu(s)")
        there.send("k")
        there.expect("PID to signal/kill [default pid")
        there.send(f"{child.pid}\r")
        there.expect(f"Send pid {child.pid} signal [15/sigterm]")
        there.send("9\r")
        assert child.wait(20) == -9
        there.send("u")
        there.expect("Which user")
        there.send("nosuchuser\r")
        there.expect("user name does not exist")
        there.send("d")
        there.expect("Change delay from 60.0 to")
        there.send("\x1b")
        there.settle(0.3)
        there.resize(20, 90)
        there.send(" ")
        there.expect("COMMAND")
        there.send("q")
        assert there.wait() == 0
    assert name


def test_renices(named):
    _, child = named
    with Terminal([BINARY, "top", "-p", str(child.pid), "-d", "60"]) as there:
        there.expect("COMMAND")
        there.send("r\r")
        there.expect("Renice PID")
        there.send("7\r")
        there.expect(lambda lines: any(line.split()[3:4] == ["7"] for line in lines[7:]))
        there.send("\x03")
        assert there.wait() == 0


def test_secure():
    with Terminal([BINARY, "top", "-s"]) as there:
        there.expect("COMMAND")
        there.send("k")
        there.expect("not in secure mode")
        there.send("q")
        assert there.wait() == 0
