# SPDX-License-Identifier: MIT
"""stty: the same words beside GNU's, each on a new terminal; what they leave is the same too."""
import os
import pty
import subprocess
import termios

import pytest
from ramsteam import BINARY, compare


def on_terminal(*words):
    """[(output, status, the terminal's modes after it)] of GNU's and ours"""
    results = []
    for tool in (["stty"], [BINARY, "stty"]):
        master, slave = pty.openpty()
        done = subprocess.run([*tool, *words], stdin=slave, capture_output=True, text=True,
                              env={**os.environ, "LC_ALL": "C"})
        results.append((done.stdout, done.returncode, termios.tcgetattr(slave),
                        termios.tcgetwinsize(slave) if hasattr(termios, "tcgetwinsize") else None))
        os.close(master)
        os.close(slave)
    return results


@pytest.mark.parametrize("words", [
    "", "-a", "-g", "size", "speed", "raw", "-raw", "cooked", "-cooked", "sane", "raw -echo",
    "-echo -icanon min 2 time 5", "rows 30 cols 100 size", "columns 50 size", "erase x",
    "intr ^X quit undef", "kill ^- eof ^?", "erase 0x7f", "erase 300", "erase", "eol M-a", "9600",
    "115200", "12345", "cs7", "-cs7", "cs7 parenb", "evenp",
    "-evenp", "oddp", "-parity", "nl", "-nl", "cbreak", "-cbreak", "pass8", "-pass8", "litout",
    "decctlq", "tabs", "-tabs", "lcase", "-lcase", "ek", "crt", "dec", "foo", "-rows", "rows x",
    "rows", "min 3", "line 0", "-a -g", "-a raw", "crterase -ctlecho", "tab3 nl1", "iutf8", "hup",
    "raw sane", "-opost -onlcr size", "speed size"])
def test_words(words):
    theirs, ours = on_terminal(*words.split())
    assert ours == theirs


@pytest.mark.parametrize("change", ["raw -echo", "cstopb -hupcl", "erase ^H 9600 rows 7",
                                    "-icanon min 4"])
@pytest.mark.parametrize("show", ["", "-a", "-g"])
def test_shows_what_was_changed(change, show):
    outputs = []
    for tool in (["stty"], [BINARY, "stty"]):
        master, slave = pty.openpty()
        subprocess.run(["stty", *change.split()], stdin=slave, check=True)
        outputs.append(subprocess.run([*tool, *show.split()], stdin=slave, capture_output=True,
                                      text=True, check=True).stdout)
        os.close(master)
        os.close(slave)
    assert outputs[0] == outputs[1]


def test_saved_word_restores():
    master, slave = pty.openpty()
    saved = subprocess.run([BINARY, "stty", "-g"], stdin=slave, capture_output=True, text=True,
                           check=True).stdout.strip()
    before = termios.tcgetattr(slave)
    subprocess.run([BINARY, "stty", "raw", "-echo", "erase", "x"], stdin=slave, check=True)
    assert termios.tcgetattr(slave) != before
    name = os.ttyname(slave)
    subprocess.run([BINARY, "stty", "-F", name, saved], check=True)
    assert termios.tcgetattr(slave) == before
    os.close(master)
    os.close(slave)


@pytest.mark.parametrize("words", ["", "-a", "-F /none", "-F /dev/null size", "--file=/none -a"])
def test_no_terminal(words):
    ours = compare("stty", *words.split())
    assert ours.stderr.startswith("stty: ")
