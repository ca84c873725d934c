# SPDX-License-Identifier: MIT
"""kill beside procps's: names and numbers of signals, and who gets them."""
import os
import signal
import subprocess
import time

import pytest
from ramsteam import BINARY, compare, execute, run


@pytest.mark.parametrize("words", [
    ["-l"], ["-L"], ["-l", "9"], ["-l", "KILL"], ["-l", "SIGTERM"], ["-lHUP"],
    ["--list=9"], ["--list", "15"], ["--table"], ["9999999"], ["abc"], ["-s", "FOO", "1"],
    ["-FOO", "1"], ["-0", "999999", "abc"], ["-0", "--", "-999999"], ["-s"], [],
    ["-q", "x", "1"], ["--nosuch"],
])
def test_as_procps(words):
    compare("kill", *words)


@pytest.mark.parametrize("number", range(1, 32))
def test_every_name(number):
    name = compare("kill", "-l", str(number)).stdout.strip()
    assert compare("kill", "-l", name).stdout.strip() == str(number)


def test_more_than_procps():
    for text, said in [("137", "KILL"), ("34", "RTMIN"), ("RTMIN+1", "35"), ("64", "RTMAX"),
                       ("RTMAX-1", "63"), ("chld", "17"), ("CLD", "17"), ("0", "EXIT")]:
        assert run("kill", "-l", text, check=True).stdout == said + "\n"
    assert run("kill", "-l", "1", "2", "3", check=True).stdout == "HUP\nINT\nQUIT\n"
    # Of a name that is none, procps tells with an exit status of 0.
    for text in ("99", "FOO", "RTMIN+31", "", "RTMAX-x"):
        assert run("kill", "-l", text).returncode == 1


@pytest.mark.parametrize("words, number", [
    ([], 15), (["-9"], 9), (["-KILL"], 9), (["-SIGINT"], 2), (["-s", "hup"], 1), (["-s", "10"], 10),
    (["--signal=USR2"], 12), (["--signal", "QUIT"], 3), (["-TERM", "--"], 15), (["-34"], 34),
    (["-q", "7", "-USR1"], 10), (["-RTMIN+2"], 36),
])
def test_sends(words, number):
    with subprocess.Popen(["sleep", "60"]) as child:
        run("kill", *words, str(child.pid), check=True)
        assert child.wait(20) == -number


def test_a_group_and_several():
    groups = [subprocess.Popen(["sh", "-c", "sleep 60 & sleep 60"], start_new_session=True)
              for _ in range(2)]
    run("kill", "-KILL", *[f"-{group.pid}" for group in groups], check=True)
    assert [group.wait(20) for group in groups] == [-9, -9]
    with subprocess.Popen(["sleep", "60"]) as child:
        done = run("kill", "9999999", str(child.pid))
        assert (done.returncode, done.stderr) == (1, "kill: (9999999): No such process\n")
        assert child.wait(20) == -15


def test_stop_and_continue():
    with subprocess.Popen(["sleep", "60"]) as child:
        run("kill", "-STOP", str(child.pid), check=True)
        assert os.WIFSTOPPED(os.waitpid(child.pid, os.WUNTRACED)[1])
        run("kill", "-CONT", str(child.pid), check=True)
        assert os.WIFCONTINUED(os.waitpid(child.pid, os.WCONTINUED)[1])
        child.send_signal(signal.SIGKILL)


def test_own_group():
    end = time.time() + 20
    done = execute(["setsid", "-w", "sh", "-c", f"{BINARY} kill -HUP 0; sleep 60"])
    assert done.returncode != 0 and time.time() < end
