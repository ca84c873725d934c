# SPDX-License-Identifier: MIT
"""whoami beside GNU's."""
import os
import pathlib
import shutil

import pytest
from ramsteam import BINARY, compare, execute


@pytest.mark.parametrize("words", [[], ["x"], ["--nosuch"]])
def test_as_gnu(words):
    compare("whoami", *words)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to be somebody else")
@pytest.mark.parametrize("user", ["daemon", "12345"])
def test_as_somebody(user):
    own = pathlib.Path("/tmp") / f"ramsteam-whoami-{os.getpid()}-{user}"
    shutil.copy(BINARY, own)
    try:
        theirs = execute(["setpriv", f"--reuid={user}", "whoami"])
        ours = execute(["setpriv", f"--reuid={user}", own, "whoami"])
    finally:
        own.unlink()
    assert (ours.stdout, ours.returncode) == (theirs.stdout, theirs.returncode)
