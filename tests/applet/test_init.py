# SPDX-License-Identifier: MIT
"""init by another process than 1: tests/boot has what it does as process 1."""
from ramsteam import run


def test_is_for_process_1():
    done = run("init")
    assert done.returncode == 1
    assert "this is for process 1 of an initrd" in done.stderr and "ramroot" in done.stderr


def test_help_tells_of_the_command_line():
    done = run("init", "--help")
    assert done.returncode == 0
    for word in ("ramroot=URL", "ip=dhcp", "ramroot.onfail=retry", "ramroot.cmdline="):
        assert word in done.stdout
