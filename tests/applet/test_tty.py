# SPDX-License-Identifier: MIT
"""tty: with a terminal and without."""
import os
import pty
import subprocess

import pytest
from ramsteam import BINARY, compare


@pytest.mark.parametrize("words", ["", "-s", "--quiet", "x", "-Q"])
def test_without(words):
    compare("tty", *words.split())


def test_with():
    master, slave = pty.openpty()
    done = subprocess.run([BINARY, "tty"], stdin=slave, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == (os.ttyname(slave) + "\n", 0)
    done = subprocess.run([BINARY, "tty", "-s"], stdin=slave, capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("", 0)
    os.close(master)
    os.close(slave)
