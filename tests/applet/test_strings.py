# SPDX-License-Identifier: MIT
"""strings beside binutils's."""
import shutil

import pytest
from ramsteam import compare

pytestmark = pytest.mark.skipif(not shutil.which("strings"), reason="no binutils on this host")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    root = tmp_path_factory.mktemp("strings")
    (root / "a").write_bytes(b"\x00abc\x00hello world\x01\x02tab\there\nabcd"
                           b"\xffxyz12\n\n  spaces  \x7fend of it")
    (root / "empty").touch()
    (root / "long").write_bytes(b"\0" * 65530 + b"across the chunk" + b"\0" * 70000 + b"x" * 70000)
    return root


@pytest.mark.parametrize("flags", ["", "-n 3", "-n 6", "-3", "-t d", "-t o", "-t x", "-o", "-f",
                                   "-w", "-s :", "-a", "-e s",
                                   "-e S", "-f -t x -n 5", "--bytes=5", "--radix=x", "-n 0",
                                   "-n x", "-t q"])
def test_as_binutils(flags, files):
    compare("strings", *flags.split(), "a", "empty", cwd=files)
    compare("strings", *flags.split(), "long", cwd=files)
    compare("strings", *flags.split(), cwd=files, input="some text\n\1x\n")
