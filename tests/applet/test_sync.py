# SPDX-License-Identifier: MIT
"""sync beside GNU's."""
import pytest
from ramsteam import compare


@pytest.mark.parametrize("args", ["file", "-d file", "-f file", "-df file", "-d", "none",
                                  "file none .", "-q", ". file"])
def test_as_gnu(args, tmp_path):
    (tmp_path / "file").write_text("x")
    compare("sync", *args.split(), cwd=tmp_path)
