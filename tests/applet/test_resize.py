# SPDX-License-Identifier: MIT
"""resize: a terminal that answers, one that is silent, one that lies."""
import fcntl
import os
import pty
import struct
import subprocess
import termios

import pytest
from ramsteam import BINARY, run


def ask(answer, *options):
    """The question, the output, and the size the kernel has then."""
    master, slave = pty.openpty()
    process = subprocess.Popen([BINARY, "resize", *options], stdin=slave, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, start_new_session=True)
    asked = os.read(master, 100)
    os.write(master, answer)
    out, err = process.communicate(timeout=20)
    size = struct.unpack("HHHH", fcntl.ioctl(slave, termios.TIOCGWINSZ, bytes(8)))[:2]
    modes = termios.tcgetattr(slave)
    os.close(master)
    os.close(slave)
    assert modes[3] & termios.ICANON and modes[3] & termios.ECHO, "the modes are put back"
    return asked, out, err, size, process.returncode


@pytest.mark.parametrize("answer", [b"\x1b[43;132R", b"ls\x1b[A\x1b[43;132R"])
def test_answer(answer):
    asked, out, err, size, status = ask(answer)
    assert asked.endswith(b"\x1b[6n\x1b8") and size == (43, 132) and status == 0, err
    assert out == "COLUMNS=132;\nLINES=43;\nexport COLUMNS LINES;\n"


def test_csh():
    out = ask(b"\x1b[24;80R", "-c")[1]
    assert out == "set noglob;\nsetenv COLUMNS '80';\nsetenv LINES '24';\nunset noglob;\n"


@pytest.mark.parametrize("answer", [b"", b"\x1b[0;0R", b"\x1b[99999;1R", b"x" * 300])
def test_no_sense(answer):
    asked, out, err, size, status = ask(answer)
    assert (out, size, status) == ("", (0, 0), 1) and err.startswith("resize: ")


def test_no_terminal():
    done = subprocess.run([BINARY, "resize"], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, start_new_session=True)
    assert (done.returncode, done.stderr) == (1, "resize: can't open terminal /dev/tty\n")
    assert run("resize", "x").returncode == 1
