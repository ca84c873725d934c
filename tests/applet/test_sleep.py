# SPDX-License-Identifier: MIT
"""sleep: fractions, units, sums; wrong times as GNU's."""
import time

import pytest
from ramsteam import compare, run


@pytest.mark.parametrize("words, low", [
    (["0.2"], 0.2), ([".1", ".1s"], 0.2), (["0.004m"], 0.24), (["0"], 0), (["1e-1"], 0.1)])
def test_sleeps(words, low):
    start = time.monotonic()
    assert run("sleep", *words).returncode == 0
    assert low <= time.monotonic() - start < low + 5


@pytest.mark.parametrize("words", [["x"], ["1x"], ["-1"], [""], ["1ss"], [], ["0", "y"]])
def test_wrong_times(words):
    compare("sleep", *words)


def test_says_which():
    assert run("sleep", "1x").stderr.splitlines()[0] == "sleep: invalid time interval '1x'"
