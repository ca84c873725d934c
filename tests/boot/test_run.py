# SPDX-License-Identifier: MIT
"""`make run` without a terminal: the demo ends by itself, at a login prompt."""
import subprocess

import pexpect
import pytest


@pytest.mark.parametrize("path", ["image", "kexec"])
def test_demo(parts, path):
    result = subprocess.run([parts.tree / "scripts/run", parts.build, path], text=True,
                            errors="replace", stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, timeout=400)
    said = [line for line in result.stdout.splitlines() if line.startswith("run: ")]
    assert result.returncode == 0, result.stdout[-4000:]
    assert "ramsteam login:" in result.stdout
    assert any("login prompt after" in line for line in said)
    assert any("what to try next" in line for line in said)
    assert ("netboot.ipxe" in result.stdout.split("vmlinuz... ok")[-1]) == (path == "kexec")


def test_demo_on_a_terminal(parts):
    """The person has the machine, is told how to leave it, and leaves it."""
    child = pexpect.spawn(str(parts.tree / "scripts/run"), [str(parts.build)], timeout=200,
                          encoding="utf-8", codec_errors="replace", dimensions=(40, 120))
    child.expect("To leave: .*Ctrl-a then x")
    child.expect("RAMsteam on iPXE")
    child.expect("iPXE shell")
    child.send("\x01x")
    child.expect("what to try next")
    child.expect("make run BOOT=kexec")
    child.wait()
    child.close()
    assert child.exitstatus == 0


def test_demo_says_where_it_stopped(parts, tmp_path):
    """An initrd without our binary's init: not zero, and at once."""
    broken = tmp_path / "ramsteam"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    build = tmp_path / "build"
    build.mkdir()
    for name in ("kernel", "root.squashfs", "root.squashfs.key"):
        (build / name).symlink_to(parts.build / name)
    (build / "ramsteam").symlink_to(broken)
    parts.kernel(), parts.systemd_root()
    result = subprocess.run([parts.tree / "scripts/run", build], text=True, errors="replace",
                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=300)
    assert result.returncode == 1
    assert "run: no login prompt" in result.stdout
