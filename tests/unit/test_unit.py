# SPDX-License-Identifier: MIT
"""Each unit test's program, compiled when it is not, must end well under the sanitizers."""
import fcntl
import os
import pathlib
import subprocess

import pytest
from ramsteam import BUILD, TREE

HERE = pathlib.Path(__file__).parent


@pytest.mark.parametrize("name", sorted(path.stem for path in HERE.glob("*.c")))
def test_unit(name, tmp_path):
    program = BUILD / "unit" / name
    with open(BUILD / "unit.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        sysroot = os.environ.get("SYSROOT", BUILD / "sysroot")
        made = subprocess.run(["make", "-s", "-f", "tests/unit/Makefile", f"O={BUILD}",
                               f"SYSROOT={sysroot}", program], cwd=TREE, capture_output=True,
                              text=True)
    assert made.returncode == 0, made.stdout + made.stderr
    done = subprocess.run([program], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
