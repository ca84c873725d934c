# SPDX-License-Identifier: MIT
"""Any choice of applets and libraries compiles without a warning, links, and starts."""
import os
import subprocess

import pytest
from ramsteam import BUILD, TREE, execute

SYSROOT = os.environ.get("SYSROOT", TREE / "build/sysroot")


def make(folder, *words, **env):
    done = execute(["make", f"O={folder}", f"SYSROOT={SYSROOT}", *words], cwd=TREE, timeout=600,
                   env={"MAKEFLAGS": "", **env})
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.mark.parametrize("choice", ["allnoconfig", "1", "2", "3"])
def test_configuration_builds(choice, tmp_path):
    # The compiler's -Werror makes a warning a failure; unoptimised, as only that matters here.
    target = choice if choice == "allnoconfig" else "randconfig"
    make(tmp_path, target, KCONFIG_SEED=choice.replace("allnoconfig", "0"))
    done = make(tmp_path, "CFLAGS=-O0")
    assert "warning" not in done.stderr
    config = (tmp_path / ".config").read_text()
    names = subprocess.run([tmp_path / "ramsteam", "--list"], capture_output=True, text=True,
                           check=True).stdout.split()
    assert ("sh" in names) == ("CONFIG_SH=y" in config)
    assert ("true" in names) == ("CONFIG_TRUE=y" in config)


def test_tiny_passes_what_applies_to_it():
    """The applets' own tests again, on a binary without TLS and libarchive."""
    tiny = BUILD / "tiny" / "ramsteam"
    done = subprocess.run(["/usr/bin/python3", "-m", "pytest", "-q", "--configured-only",
                           *(folder for folder in ("tests/applet", "tests/net")
                             if (TREE / folder).exists())],
                          cwd=TREE, capture_output=True, text=True, timeout=900,
                          env={**os.environ, "RAMSTEAM": str(tiny)})
    print(done.stdout[-6000:])
    assert done.returncode == 0
