# SPDX-License-Identifier: MIT
"""ipxe -n: the language as iPXE's own ROM answered (tests/ipxe), and what is the applet's own."""
import pathlib
import sys

import pytest
import ramsteam

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "ipxe"))
import corpus  # noqa: E402


@pytest.fixture(scope="module")
def base():
    with corpus.server() as address:
        yield address


@pytest.mark.parametrize("name", [n for n in corpus.names() if not corpus.for_terminals(n)])
def test_as_the_rom(name, base):
    """What the ROM said is recorded by tests/ipxe/run-oracle."""
    assert corpus.run(name, base) == corpus.expected(name)


def try_script(tmp_path, text, *options):
    script = tmp_path / "test.ipxe"
    script.write_bytes(b"#!ipxe\n" + text.encode("latin-1"))
    return ramsteam.run("ipxe", "-n", *options, str(script))
