# SPDX-License-Identifier: MIT
"""uptime beside procps's. The clock moves between the two: each may be asked again."""
import pytest
from ramsteam import compare, run


@pytest.mark.parametrize("words", [[], ["-p"], ["-s"], ["--pretty"], ["--since"], ["-x"]])
def test_as_procps(words):
    for _ in range(20):
        try:
            compare("uptime", *words, env={"TZ": "Asia/Tokyo"})
            return
        except AssertionError:
            pass
    compare("uptime", *words, env={"TZ": "Asia/Tokyo"})


def test_no_operands():
    assert run("uptime", "x").returncode == 1
