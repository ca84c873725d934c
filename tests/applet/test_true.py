# SPDX-License-Identifier: MIT
"""true, false: their status, whatever is asked."""
import os

import pytest
from ramsteam import BINARY, run


@pytest.mark.parametrize("args", [[], ["-x"], ["a", "--no-such-option"], ["--", "--help"]])
def test_status(args):
    for name, status in (("true", 0), ("false", 1)):
        done = run(name, *args)
        assert (done.returncode, done.stdout, done.stderr) == (status, "", "")


def test_help():
    assert "Usage: true" in run("true", "--help", check=True).stdout


def test_start_touches_few_pages():
    """scripts/start.ld: 6 page faults, the kernel's own included; 21 without it."""
    pid = os.posix_spawn(BINARY, ["true"], {})
    _, status, usage = os.wait4(pid, 0)
    assert status == 0 and usage.ru_minflt + usage.ru_majflt <= 10
