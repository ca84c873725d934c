# SPDX-License-Identifier: MIT
"""getty: on a terminal of our own, with a script in place of login."""
import os
import pty
import subprocess
import termios

import pytest
from ramsteam import BINARY, run


def session(tmp_path, *options, typed=b"", baud=()):
    login = tmp_path / "login"
    login.write_text('#!/bin/sh\necho "login: $# $*"; echo "tty: $(tty)"; echo "TERM: $TERM"; '
                     'sleep 0.3\n')
    login.chmod(0o755)
    (tmp_path / "issue").write_text("Welcome to \\s on \\l\\\\\n")
    master, slave = pty.openpty()
    name = os.ttyname(slave)
    process = subprocess.Popen([BINARY, "getty", "-l", login, "-f", tmp_path / "issue", *options,
                                name, *baud], stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    out = b""
    while b"TERM: " not in out or not out.endswith(b"\n"):
        try:
            out += os.read(master, 4096)
        except OSError:
            break
        if typed and out.rstrip().endswith(b"login:"):
            os.write(master, typed.pop(0) if isinstance(typed, list) else typed)
            typed = typed if isinstance(typed, list) else b""
    modes = termios.tcgetattr(slave)
    process.wait(timeout=20)
    os.close(master)
    os.close(slave)
    return out.decode().replace("\r\n", "\n"), name, modes


def test_asks_for_a_name(tmp_path):
    out, name, modes = session(tmp_path, typed=[b"\n", b"-froot\n", b"root\n"])
    assert "login: 2 -- root\n" in out and f"tty: {name}\n" in out
    assert f"Welcome to Linux on {name}\\\n" in out
    assert modes[3] & termios.ICANON and modes[3] & termios.ECHO


def test_without_login(tmp_path):
    out, name, modes = session(tmp_path, "-n", "--noclear", baud=("115200", "vt100"))
    assert "login: 0 \n" in out and "TERM: vt100" in out and "\x1b" not in out
    assert modes[5] == termios.B115200


def test_auto_login(tmp_path):
    assert "login: 2 -f someone\n" in session(tmp_path, "-a", "someone", "-i")[0]


@pytest.mark.parametrize("words", ["", "/none", "/dev/null", "-Q"])
def test_errors(words):
    assert run("getty", *words.split()).returncode == 1
