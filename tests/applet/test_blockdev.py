# SPDX-License-Identifier: MIT
"""blockdev: every command beside util-linux's, on a loop device."""
import os
import subprocess

import pytest
from ramsteam import compare, run


@pytest.fixture(scope="module")
def device(tmp_path_factory):
    if not os.path.exists("/dev/loop-control"):
        pytest.skip("no loop driver")
    image = tmp_path_factory.mktemp("disk") / "image"
    image.write_bytes(bytes((5 << 20) + 512))
    name = subprocess.run(["losetup", "-f", "--show", image], capture_output=True, text=True,
                          check=True).stdout.strip()
    yield name
    subprocess.run(["losetup", "-d", name])


@pytest.mark.parametrize("words", [
    "--getsize64", "--getsz", "--getss", "--getbsz", "--getra", "--getfra", "--getro",
    "--getalignoff", "--getdiscardzeroes", "--getiomin", "--getioopt", "--getmaxsect", "--getpbsz",
    "--getsize", "--getss --getbsz --getro", "-v --getss", "-q --getro", "--setra 512",
    "--setfra 64",
    "--setra x", "--setra", "--flushbufs", "-v --flushbufs", "--nope", "--setro --getro",
    "-v --setrw --getro", "--setbsz 1024", "--rereadpt"])
def test_commands(device, words):
    compare("blockdev", *words.split(), device)


def test_report(device):
    compare("blockdev", "--report", device)
    heading = run("blockdev", "--report", check=True).stdout.splitlines()[0]
    assert heading.split() == "RO RA SSZ BSZ StartSec Size Device".split()


@pytest.mark.parametrize("words", ["", "--getss", "--getss /dev/null", "--getss /none", "/dev/null",
                                   "--report /none", "--report /dev/null"])
def test_errors(words):
    compare("blockdev", *words.split())


def test_changes_stay(device):
    run("blockdev", "--setro", device, check=True)
    assert run("blockdev", "--getro", device).stdout == "1\n"
    run("blockdev", "--setrw", device, check=True)
    assert run("blockdev", "--getro", device).stdout == "0\n"
