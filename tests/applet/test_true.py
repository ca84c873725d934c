# SPDX-License-Identifier: MIT
"""true, false: their status, whatever is asked."""
import pytest
from ramsteam import run


@pytest.mark.parametrize("args", [[], ["-x"], ["a", "--no-such-option"], ["--", "--help"]])
def test_status(args):
    for name, status in (("true", 0), ("false", 1)):
        done = run(name, *args)
        assert (done.returncode, done.stdout, done.stderr) == (status, "", "")


def test_help():
    assert "Usage: true" in run("true", "--help", check=True).stdout
