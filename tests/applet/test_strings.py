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
    wide = b"\1".join("wide text\n\tand more\x80é€".encode(f"utf-{code}")
                      for code in ("16le", "16be", "32le", "32be"))
    (root / "wide").write_bytes(wide + b"\0" * 65521 + "across".encode("utf-16le"))
    (root / "long").write_bytes(b"\0" * 65530 + b"across the chunk" + b"\0" * 70000 + b"x" * 70000)
    return root


@pytest.mark.parametrize("flags", ["", "-n 3", "-n 6", "-3", "-t d", "-t o", "-t x", "-o", "-f",
                                   "-w", "-s :", "-a", "-e s",
                                   "-e S", "-f -t x -n 5", "--bytes=5", "--radix=x", "-n 0",
                                   "-n x", "-t q", "-e l", "-e b", "-e L", "-e B -n 2",
                                   "-e l -t d", "-e b -t x -n 2", "-e L -f", "-e q", "-e ss"])
def test_as_binutils(flags, files):
    compare("strings", *flags.split(), "a", "empty", cwd=files)
    compare("strings", *flags.split(), "long", cwd=files)
    compare("strings", *flags.split(), "wide", cwd=files)
    compare("strings", *flags.split(), cwd=files, input="some text\n\1x\n")
