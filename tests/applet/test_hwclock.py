# SPDX-License-Identifier: MIT
"""hwclock: without a clock as util-linux's; with one, the time it shows."""
import datetime
import os

import pytest
from ramsteam import compare, run


@pytest.mark.parametrize("words", ["", "-r", "--show", "-f /none", "-s -f /none", "x", "-Q",
                                   "-f /dev/null"])
def test_as_util_linux(words):
    if os.path.exists("/dev/rtc0") and "-f" not in words and words not in ("x", "-Q"):
        done = run("hwclock", *words.split(), check=True)
        shown = datetime.datetime.fromisoformat(done.stdout.strip())
        assert abs((shown - datetime.datetime.now(datetime.timezone.utc)).total_seconds()) < 86400
        return
    compare("hwclock", *words.split())


def test_usage():
    assert run("hwclock", "-s", "-w").returncode == 1
    assert run("hwclock", "-u", "-l").returncode == 1
