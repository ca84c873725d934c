# SPDX-License-Identifier: MIT
"""uniq beside GNU's."""
import random

import pytest
from ramsteam import compare, run

TEXT = "a\na\nb\nA\nc c\nc  c\nc c\n\n\nx 1\ny 1\nz 2\nlast\nlast"


@pytest.mark.parametrize("flags", [
    "", "-c", "-d", "-u", "-D", "-i", "-ci", "-di", "-f1", "-s1", "-w1", "-f1 -s1", "-f1 -w1",
    "-cd", "-cu", "-du", "-w0",
    "-f9", "-s9", "-z", "--all-repeated", "--all-repeated=none", "--all-repeated=prepend",
    "--all-repeated=separate", "--group", "--group=separate", "--group=prepend", "--group=append",
    "--group=both",
    "--group=x", "--all-repeated=x", "--group -c", "-D -c", "-f x", "-s x", "-w x", "-q", "-Du",
    "-iD", "-1", "--group -f1", "-D -w1"])
def test_as_gnu(flags, tmp_path):
    for text in (TEXT, "", "\n", "one", "a\na\n", "a\n\n\na\n"):
        compare("uniq", *flags.split(), input=text)


def test_files(tmp_path):
    (tmp_path / "in").write_text(TEXT)
    for args in (["in"], ["in", "out"], ["none"], ["in", "none/x"], ["-", "-"], ["a", "b", "c"],
                 ["."]):
        compare("uniq", *args, cwd=tmp_path, input=TEXT)
    run("uniq", "-c", "in", "out", cwd=tmp_path, check=True)
    assert (tmp_path / "out").read_text().startswith("      2 a\n")


def test_random():
    pick = random.Random(2)
    for _ in range(60):
        text = "".join(pick.choice(["a", "b", "A", "a b", " ", "\t"]) + "\n" for _ in range(20))
        flags = pick.choice(["", "-c", "-d", "-u", "-D", "-i", "-f1", "-s1", "-w1", "--group=both"])
        compare("uniq", *flags.split(), input=text)
