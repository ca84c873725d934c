# SPDX-License-Identifier: MIT
"""timeout beside GNU's: its exit codes, its signals, whom they reach."""
import subprocess
import time

import pytest
from ramsteam import BINARY, compare, execute, run


@pytest.mark.parametrize("words", [
    [], ["1"], ["x", "true"], ["-1", "true"], ["-s", "FOO", "1", "true"], ["-k", "x", "1", "true"],
    ["1", "/none"], ["1", "/"], ["30", "sh", "-c", "exit 7"], ["0", "true"], ["0.05", "sleep", "9"],
    [".05s", "sleep", "9"], ["0.001m", "sleep", "9"], ["-s", "INT", "0.05", "sleep", "9"],
    ["-s", "SIGHUP", "0.05", "sleep", "9"], ["-s", "2", "0.05", "sleep", "9"],
    ["--preserve-status", "0.05", "sleep", "9"], ["--preserve-status", "9", "false"],
    ["-s", "KILL", "0.05", "sleep", "9"], ["--foreground", "-s", "KILL", "0.05", "sleep", "9"],
    ["-k", "0.05", "0.05", "sh", "-c", "trap '' TERM; sleep 9; sleep 9"],
    ["--foreground", "-k", "0.05", "0.05", "sh", "-c", "trap '' TERM; while :; do :; done"],
    ["30", "sh", "-c", "kill -TERM $$"], ["30", "sh", "-c", "kill -9 $$"],
    ["0.05", "sh", "-c", "trap 'exit 3' TERM; while :; do sleep 0.01; done"],
    ["--preserve-status", "0.05", "sh", "-c", "trap 'exit 3' TERM; while :; do sleep .01; done"],
    ["-v", "0.05", "sleep", "9"], ["--foreground", "0.05", "sleep", "9"], ["1d", "true"],
    ["infinity", "true"], ["1x", "true"], ["--nosuch", "1", "true"], ["5", "echo", "-s", "x"],
    ["-s", "0", "0.05", "sleep", "0.2"],
], ids=str)
def test_as_gnu(words):
    compare("timeout", *words)


def test_says_what_it_sends():
    done = run("timeout", "-v", "-k", "0.05", "0.05", "sh", "-c", "trap '' TERM; sleep 9; sleep 9")
    assert done.stderr == ("timeout: sending signal TERM to command 'sh'\n"
                           "timeout: sending signal KILL to command 'sh'\n")
    assert run("timeout", "1", "/none").stderr == \
        "timeout: failed to run command '/none': No such file or directory\n"


def test_reaches_grandchildren(tmp_path):
    begin = time.time()
    script = f"{BINARY} timeout 0.2 sh -c 'sleep 50 & echo $! >{tmp_path}/pid; wait'; echo $?"
    assert execute(["sh", "-c", script]).stdout == "124\n"
    pid = (tmp_path / "pid").read_text().strip()
    while time.time() < begin + 20:
        state = execute(["ps", "-o", "state=", "-p", pid]).stdout.strip()
        if state in ("", "Z"):
            break
    assert state in ("", "Z")


def test_passes_signals_on():
    with subprocess.Popen([BINARY, "timeout", "50", "sh", "-c",
                           "trap 'echo got; exit 9' HUP; echo ready; while :; do sleep .05; done"],
                          stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"ready\n"
        child.send_signal(1)
        assert child.communicate(timeout=20)[0] == b"got\n"
        assert child.returncode == 9


def test_stopped_command_ends():
    done = run("timeout", "0.2", "sh", "-c", "kill -STOP $$", timeout=30)
    assert done.returncode == 124
