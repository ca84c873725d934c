# SPDX-License-Identifier: MIT
"""nl beside GNU's."""
import shlex

import pytest
from ramsteam import compare

TEXT = "a\n\nb\n\n\n\nc\n\\:\\:\\:\nhead\n\n\\:\\:\nbody\n\nmore\n\\:\nfoot\n\n\\:\\:\nnext\nend"


@pytest.mark.parametrize("flags", [
    "", "-ba", "-bt", "-bn", "-bpa", "-bp^b", "-ha", "-fa", "-ba -ha -fa", "-i5", "-i -1",
    "-l2 -ba", "-l3 -ba", "-nln", "-nrn",
    "-nrz", "-p", "-s:", "-s ''", "-v10", "-v -5", "-w3", "-w10", "-d xy", "-d x", "-d ''", "-bx",
    "-b", "-nxx", "-w0", "-i x",
    "-v x", "-l 0", "-ba -nrz -w4 -s.", "-v 9223372036854775807 -ba", "-q", "-p -ha",
    "--body-numbering=a", "--number-format=ln", "--line-increment=2", "-bpo", "-bp'['"])
def test_as_gnu(flags):
    compare("nl", *shlex.split(flags), input=TEXT)


def test_files(tmp_path):
    (tmp_path / "a").write_text("x\ny")
    (tmp_path / "b").write_text("z\n")
    compare("nl", "a", "none", "b", cwd=tmp_path)
    compare("nl", "a", "-", "b", cwd=tmp_path, input="in\n")
