# SPDX-License-Identifier: MIT
"""pivot_root: in mounts of our own."""
import subprocess

import pytest
from ramsteam import BINARY, compare


@pytest.mark.parametrize("words", ["", "a", "a b c", "/none /none/old", "/usr /usr/bin"])
def test_errors(words):
    compare("pivot_root", *words.split())


def test_message():
    done = subprocess.run([BINARY, "pivot_root", "/none", "/x"], capture_output=True, text=True)
    assert done.stderr == ("pivot_root: failed to change root from `/none' to `/x': "
                           "No such file or directory\n")


def test_pivots(tmp_path):
    script = 'mount -t tmpfs none "$1" && cd "$1" && mkdir old && : > here && ' \
        '"$0" pivot_root . old && cd / && echo * && [ -x /old/bin/sh ]'
    done = subprocess.run(["unshare", "-m", "sh", "-c", script, BINARY, tmp_path],
                          capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("here old\n", 0), done.stderr
