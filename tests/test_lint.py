# SPDX-License-Identifier: MIT
"""tests/lint finds nothing."""
import subprocess

from ramsteam import TREE


def test_lint():
    done = subprocess.run([TREE / "tests/lint"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
