# SPDX-License-Identifier: MIT
"""free beside procps's. Memory moves between the two: figures are equal but for a little of it."""
import re
import time

import pytest
from ramsteam import execute, run

SCALE = {"B": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}


def table(text):
    """Words of each line with where they end: the shape; numbers apart."""
    return [[(word.group(), word.end()) for word in re.finditer(r"\S+", line)]
            for line in text.splitlines()]


def value(word):
    found = re.fullmatch(r"([\d.]+)([BKMGT]?)i?", word)
    return float(found.group(1)) * SCALE[found.group(2) or "B"] if found else None


@pytest.mark.parametrize("words", [
    "", "-b", "-k", "-m", "-g", "-h", "--si", "-h --si", "-w", "-t", "-l", "-v", "-lt", "-wh",
    "--kilo", "--mega", "--giga", "--tera", "--tebi", "--pebi", "--peta", "-m --si", "-b -w -l -t",
    "-c 2 -s 0.01", "-ltwv", "-m -c 1",
])
def test_as_procps(words):
    theirs, ours = execute(["free", *words.split()]), run("free", *words.split(), check=True)
    pairs = list(zip(table(theirs.stdout), table(ours.stdout), strict=True))
    total = 8 << 20
    for their_line, our_line in pairs:
        for (their_word, their_end), (our_word, our_end) in zip(their_line, our_line, strict=True):
            assert their_end == our_end
            if value(their_word) is None:
                assert their_word == our_word
            else:
                largest = max(value(their_word), value(our_word))
                assert abs(value(their_word) - value(our_word)) <= 0.3 * largest + total


@pytest.mark.parametrize("words", [["-b", "-m"], ["-c", "0"], ["-s", "0"], ["-s", "x"], ["-Z"],
                                   ["-c", "x"]])
def test_refused(words):
    assert execute(["free", *words]).returncode == run("free", *words).returncode == 1


def test_again_each_second():
    begin = time.time()
    done = run("free", "-c", "2", check=True)
    assert time.time() - begin >= 1 and done.stdout.count("Mem:") == 2
