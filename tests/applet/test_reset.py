# SPDX-License-Identifier: MIT
"""reset: a terminal in disorder gets its modes back, and is told to begin anew."""
import os
import pty
import subprocess
import termios

from ramsteam import BINARY, execute


def reset(*options, **streams):
    """Reset a raw terminal with an erase key of its own; what it was sent, and its modes then."""
    master, slave = pty.openpty()
    modes = termios.tcgetattr(slave)
    modes[0] &= ~(termios.ICRNL | termios.IXON)
    modes[1] &= ~termios.OPOST
    modes[3] &= ~(termios.ICANON | termios.ECHO | termios.ISIG)
    modes[6][termios.VERASE] = b"\x08"
    modes[6][termios.VINTR] = b"\x00"
    termios.tcsetattr(slave, termios.TCSANOW, modes)
    streams = {name: slave if fd == "terminal" else fd for name, fd in streams.items()}
    subprocess.run([BINARY, "reset", *options], check=True, timeout=20, **streams)
    os.write(slave, b"end")
    sent = os.read(master, 100)
    modes = termios.tcgetattr(slave)
    os.close(master)
    os.close(slave)
    return sent, modes


def is_sane(modes):
    return (modes[0] & termios.ICRNL and modes[1] & termios.OPOST and
            all(modes[3] & bit for bit in (termios.ICANON, termios.ECHO, termios.ISIG)))


def test_modes_and_strings():
    sent, modes = reset(stdin="terminal", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert is_sane(modes) and sent.startswith(b"\x1bc") and b"\x1b[?25h" in sent
    assert modes[6][termios.VERASE] == b"\x08", "the erase key is the user's"
    assert modes[6][termios.VINTR] == b"\x03", "what had no key has one"


def test_nothing_is_sent():
    sent, modes = reset("-I", stderr="terminal", stdout=subprocess.DEVNULL)
    assert is_sane(modes) and sent == b"end"


def test_no_terminal():
    done = execute(["setsid", BINARY, "reset"], input="")
    assert done.returncode == 1 and "there is no terminal to reset" in done.stderr
