# SPDX-License-Identifier: MIT
"""rmmod: kmod's complaints (taking one out is the boot tests' to do)."""
import os

import pytest
from ramsteam import compare, run


@pytest.mark.parametrize("words", ["", "none", "-v none", "none other", "no/such.ko", "-Q"])
def test_as_kmod(words):
    compare("rmmod", *words.split())


def test_messages():
    assert run("rmmod").stderr == "rmmod: ERROR: missing module name.\n"
    assert run("rmmod", "no-such").stderr == \
        "rmmod: ERROR: Module no_such is not currently loaded\n"


def test_builtin():
    if not os.path.isdir("/sys/module/kernel"):
        pytest.skip("no /sys")
    done = run("rmmod", "kernel")
    assert (done.returncode, done.stderr) == (1, "rmmod: ERROR: Module kernel is builtin.\n")
