# SPDX-License-Identifier: MIT
"""`make run` without a terminal: the demo ends by itself, at a login prompt."""
import subprocess

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
