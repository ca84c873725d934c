# SPDX-License-Identifier: MIT
"""seq beside GNU's."""
import random
import shlex

import pytest
from ramsteam import compare


@pytest.mark.parametrize("args", [
    "5", "2 5", "1 2 9", "5 1", "5 -1 1", "-3 3", "-3", "0", "1 0 5", "1.5", "0.5 2", "0 0.1 1",
    "1 .5 3", "-w 8 12", "-w 1 100",
    "-w -5 5", "-w 0.5 1 10", "-w 1 .25 3", "-s , 5", "-s '' 3", "-f %g 3", "-f %.2f 3",
    "-f %05.1f 3", "-f %e 2", "-f x%gy 2",
    "-f %d 3", "-f %s 3", "-f x 3", "-f %g%g 3", "-f %% 3", "-f %%%g%% 2", "-w -f %g 3",
    "1e3 1e3 3e3", "1e1", "x", "1 x", "1 2 3 4", "",
    "9223372036854775806 9223372036854775807", "18446744073709551614 18446744073709551616",
    "1 1 1", "1 -1 1", "3 1 1",
    "0x10", "0x10 0x12", "-0 2", "1. 3", ".5 1 2.5", "1.0 2", "1 1.0 3", "1.00 0.5 2", "-1.5 .5 1",
    "10 -2.5 0", "nan",
    "-w 5 -1 -5", "-w 1.5 10", "-w 9.9 .1 10.1", "0.1 0.1 0.5", "0 0.000001 0.000003",
    "1000000 1000003", "-s: -w 8 11",
    "--equal-width 9 11", "--separator=- 3", "--format=%3g 3", "1e-1 .1 .3",
    "-w 1e2", "-1e1", "-1e0 2", "-.5 1", "-0x1 2", "-f %g -1e0 -1 -3e0", "- 5", "+1 +3", "-- -2 0"])
def test_as_gnu(args):
    compare("seq", *shlex.split(args))


def test_random():
    pick = random.Random(4)
    for _ in range(150):
        first, last = (round(pick.uniform(-20, 20), pick.randint(0, 3)) for _ in range(2))
        step = round(pick.uniform(0.1, 3), pick.randint(1, 3)) * pick.choice([1, -1])
        flags = pick.choice([[], ["-w"]])
        form = pick.choice([str, lambda v: f"{v:g}", lambda v: str(int(v)) if int(v) else "1"])
        compare("seq", *flags, form(first), form(step), form(last))
