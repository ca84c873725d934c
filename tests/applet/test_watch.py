# SPDX-License-Identifier: MIT
"""watch on a terminal: its heading, its differences, its ends."""
import os
import re

import pytest
from ramsteam import BINARY, run
from terminal import Terminal


def watching(*words, **how):
    return Terminal([BINARY, "watch", *words], **{"rows": 10, "columns": 60, **how})


def test_shows_and_repeats(tmp_path):
    (tmp_path / "n").write_text("1\n")
    with watching("-n", "0.2", "cat n; echo two  words; printf 'a\\tb'", cwd=tmp_path) as there:
        lines = there.expect("a       b")
        assert re.match(r"Every 0\.2s: cat n; .*\.\.\. +\S+: \w{3} \w{3} [ \d]\d [\d:]{8} \d{4}$",
                        lines[0])
        assert lines[1:5] == ["", "1", "two words", "a       b"]
        (tmp_path / "new").write_text("another\n")
        os.rename(tmp_path / "new", tmp_path / "n")
        there.expect("another")
        there.send("\x03")
        assert there.wait() == 0


def test_title_and_lines():
    with watching("-t", "-x", "printf", "%s\n", "x" * 70, "end") as there:
        lines = there.expect("end")
        assert lines[:3] == ["x" * 60, "x" * 10, "end"]
    with watching("-tw", f"echo {'x' * 70}; echo end") as there:
        assert there.expect("end")[:2] == ["x" * 60, "end"]


@pytest.mark.parametrize("words, status", [
    (["-g", "-n", "0.1", "echo x >>f; wc -l <f"], 0), (["-q", "2", "-n", "0.1", "echo x"], 0),
])
def test_ends(words, status, tmp_path):
    with watching(*words, cwd=tmp_path) as there:
        assert there.wait() == status


def test_ends_on_failure():
    with watching("-e", "echo bad; exit 3") as there:
        assert "bad" in there.expect("press a key to exit")
        there.send("q")
        assert there.wait() == 3


def test_marks_differences(tmp_path):
    script = "echo x >>f; echo a; wc -l <f"
    with watching("-t", "-d", "-n", "0.1", script, cwd=tmp_path) as there:
        there.expect("3")
        assert b"\x1b[0;7m2" in there.output or b"\x1b[7m2" in there.output
        assert b"7ma" not in there.output


def test_colours_and_control(tmp_path):
    script = r"printf '\033[31mred\033[0m \033[2Jplain\001\n'"
    with watching("-t", "-c", script) as there:
        assert there.expect("plain")[0] == "red plain"
        assert b"31m" in there.output
    with watching("-t", script) as there:
        assert there.expect("plain")[0] == "red plain"
        assert b"31m" not in there.output


def test_slow_command_is_ended():
    with watching("sleep 1000") as there:
        there.settle()
        there.send("\x03")
        assert there.wait() == 0


def test_wrong_use():
    assert run("watch").returncode == 1
    assert run("watch", "-n", "x", "true").returncode == 1
    done = run("watch", "true")
    assert done.returncode == 1 and done.stderr
