# SPDX-License-Identifier: MIT
"""clear: the sequences that xterm and the kernel's console know."""
from ramsteam import run


def test_clears():
    assert run("clear", check=True).stdout == "\033[H\033[2J\033[3J"
    assert run("clear", "-x", check=True).stdout == "\033[H\033[2J"
    assert run("clear", "-T", "linux", check=True).stdout.startswith("\033[H")


def test_no_operands():
    assert run("clear", "x").returncode == 1
