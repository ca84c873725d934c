# SPDX-License-Identifier: MIT
"""echo beside GNU's."""
import pytest
from ramsteam import BINARY, compare, execute


@pytest.mark.parametrize("words", [
    [], ["a", "b"], ["-n", "a"], ["-e", r"a\tb\nc"], ["-E", r"a\tb"], ["-ne", r"x\n"],
    ["-e", r"\0101\0\x41\x4g\xg\7\101"], ["-e", r"stop\chere", "more"], ["-e", "\\"],
    ["-e", r"\e\f\v\a\b\r\\\q\8"], ["-nx", "a"], ["-", "a"], ["--", "a"], ["-e", "-n"],
    ["-n", "-e", r"\ta"], ["-eE", r"\t"], ["", "", ""], ["-e", r"\0777\00101\x414"],
    ["--help", "x"], ["a", "-n"],
])
def test_prints_as_gnu(words):
    compare("echo", *words)


def test_full_disk():
    done = execute(["sh", "-c", '"$0" echo x > /dev/full', BINARY])
    assert done.returncode == 1
    assert done.stderr == "echo: write error: No space left on device\n"
