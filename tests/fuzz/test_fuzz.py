# SPDX-License-Identifier: MIT
"""Every fuzzer's seeds, and what fuzzers found, through the parsers under the sanitizers."""
import pathlib
import subprocess

import pytest
from ramsteam import BUILD, TREE

FOLDER = pathlib.Path(__file__).parent
TARGETS = sorted(path.stem for path in FOLDER.glob("*.c"))


@pytest.mark.parametrize("name", TARGETS)
def test_corpus(name):
    built = BUILD / "fuzz" / f"replay-{name}"
    # Parallel workers must not write one archive at once.
    made = subprocess.run(["flock", BUILD / "fuzz.lock", "make", "-s", "-f",
                           "tests/fuzz/Makefile", f"O={BUILD}", str(built)],
                          cwd=TREE, capture_output=True, text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    corpus = sorted((FOLDER / "corpus" / name).iterdir())
    assert corpus, "a target without seeds"
    done = subprocess.run([str(built), *map(str, corpus)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
