# SPDX-License-Identifier: MIT
"""lspci: beside pciutils', of the machine's own devices."""
import os

import pytest
from ramsteam import compare, run

pytestmark = pytest.mark.skipif(not os.path.isdir("/sys/bus/pci/devices"), reason="no PCI here")


@pytest.mark.parametrize("words", [
    "", "-n", "-nn", "-k", "-k -nn", "-m", "-m -nn", "-m -n", "-D", "-s 00:01.0", "-s 2", "-s .0",
    "-s 0000:00:", "-d 1af4:", "-d :1041", "-d ::0200", "-d 8086:*", "-s x", "-d x"])
def test_as_pciutils(words):
    compare("lspci", *words.split())


def test_verbose_has_flags():
    for block in run("lspci", "-v", check=True).stdout.strip().split("\n\n"):
        assert "\tFlags: " in block


def test_without_names():
    for line in run("lspci", "-i", "/dev/null", check=True).stdout.splitlines():
        assert "Device" in line and "Class" in line
    assert run("lspci", "-i", "/none").returncode == 1
