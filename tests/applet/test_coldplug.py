# SPDX-License-Identifier: MIT
"""coldplug where there is nothing to load; tests/boot/test_modules.py has a machine's devices."""
import pathlib
import platform
import subprocess
import time

import pytest

from ramsteam import BINARY, run


def test_nothing_to_load():
    """No module for any device is no error."""
    result = run("coldplug")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


@pytest.mark.skipif(platform.machine() != "x86_64", reason="knows this machine's number of recvmsg")
def test_follow_waits_until_killed():
    with subprocess.Popen([BINARY, "coldplug", "--follow"], stderr=subprocess.PIPE) as process:
        syscall, deadline = pathlib.Path(f"/proc/{process.pid}/syscall"), time.monotonic() + 20
        while not syscall.read_text().startswith("47 "):
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.01)
        process.terminate()
        assert process.wait(10) == -15 and process.stderr.read() == b""


def test_wrong_use():
    assert run("coldplug", "x").returncode == 1
    result = run("coldplug", "-f", "-r")
    assert result.returncode == 1 and "--report" in result.stderr
