# SPDX-License-Identifier: MIT
"""reboot, poweroff, halt: the signal that process 1 gets, in a process namespace of its own."""
import os
import pathlib

import pytest
from ramsteam import BINARY, execute, run

# As process 1: prints the signal it gets.
INIT = """
for s in TERM USR1 USR2; do trap "echo got $s; exit 0" $s; done
mount -t tmpfs none /run
"$0" {words} & wait; sleep 5
"""


def as_init(words):
    return execute(["unshare", "-m", "-p", "-f", "--kill-child", "bash", "-c",
                    INIT.format(words=words), BINARY], timeout=20)


@pytest.mark.parametrize("words, signal", [
    ("reboot", "TERM"), ("poweroff", "USR2"), ("halt", "USR1"), ("halt -p", "USR2"),
    ("halt --reboot", "TERM"), ("reboot --halt", "USR1"), ("poweroff -d 0.1", "USR2")])
def test_asks_init(words, signal):
    assert as_init(words).stdout == f"got {signal}\n"


@pytest.mark.parametrize("words, status", [("reboot -f", 129), ("poweroff -fn", 130),
                                           ("halt -f", 130)])
def test_force_ends_the_namespace(words, status):
    # reboot(2) there ends its process 1 as by SIGHUP (restart) or SIGINT (halt, power off).
    done = execute(["unshare", "-p", "-f", "sh", "-c", f'"$0" {words}; sleep 5', BINARY],
                   timeout=20)
    assert done.returncode in (status, 128 - status), done.stderr


def test_systemd_is_asked_by_systemctl(tmp_path):
    fake = tmp_path / "systemctl"
    fake.write_text("#!/bin/sh\necho systemctl $*\n")
    fake.chmod(0o755)
    script = 'mount -t tmpfs none /run && mkdir -p /run/systemd/system && "$0" poweroff'
    done = execute(["unshare", "-m", "-p", "-f", "sh", "-c", script, BINARY],
                   env={"PATH": f"{tmp_path}:{os.environ['PATH']}"})
    assert done.stdout == "systemctl poweroff\n"


def test_wrong_use_does_nothing():
    assert pathlib.Path("/proc/1").exists()
    for words in (["reboot", "now"], ["reboot", "--now"], ["halt", "-d", "x"], ["poweroff", "-q"]):
        assert run(*words).returncode == 1
    assert run("reboot", "-w").returncode == 0
