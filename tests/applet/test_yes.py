# SPDX-License-Identifier: MIT
"""yes: lines without end."""
import pytest
from ramsteam import BINARY, execute


@pytest.mark.parametrize("words", ["", "a", "a b", "-- x", "-n"])
def test_repeats(words):
    def head(tool):
        return execute(["bash", "-c", f"{tool} {words} | head -n 100000 | sha256sum"]).stdout
    # The host's takes "-n" for an option it does not know.
    if words != "-n":
        assert head(f"{BINARY} yes") == head("yes")


def test_full_disk():
    done = execute(["bash", "-c", '"$0" yes > /dev/full', BINARY])
    assert done.returncode == 1
    assert done.stderr == "yes: standard output: No space left on device\n"
