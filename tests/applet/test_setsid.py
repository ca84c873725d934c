# SPDX-License-Identifier: MIT
"""setsid beside util-linux's, and its terminal."""
import pytest
from ramsteam import BINARY, compare, execute
from terminal import Terminal


@pytest.mark.parametrize("words", [
    [], ["/none"], ["/"], ["-w", "sh", "-c", "exit 7"], ["-w", "sh", "-c", "kill -9 $$"],
    ["-fw", "sh", "-c", "exit 3"], ["-c", "true"], ["-Z"], ["--wait", "echo", "-w"],
])
def test_as_util_linux(words):
    compare("setsid", *words)


def test_leads_a_session():
    script = f"exec {BINARY} setsid sh -c 'read -r _ _ _ _ _ sid _ </proc/self/stat; echo $$ $sid'"
    pid, sid = execute(["sh", "-c", script]).stdout.split()
    assert pid == sid


def test_terminal_of_its_own():
    with Terminal(["/bin/sh", "-c", "PATH=/usr/bin:/bin; setsid -w script -qc "
                   f"\"{BINARY} setsid -cw sh -c 'echo on >/dev/tty'\" /dev/null"]) as there:
        there.expect("on")
        assert there.wait() == 0
