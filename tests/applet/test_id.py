# SPDX-License-Identifier: MIT
"""id beside GNU's, for users with and without names."""
import os
import shutil

import pytest
from ramsteam import BINARY, compare, execute

WORDS = [[], ["-u"], ["-g"], ["-G"], ["-un"], ["-gn"], ["-Gn"], ["-ur"], ["-gr"], ["-Gr"], ["-unr"],
         ["-uz"], ["-Gz"], ["-Gnz"], ["-n"], ["-r"], ["-z"], ["-u", "-g"], ["-a"],
         ["--user", "--name"], ["--groups", "--zero"]]
USERS = [[], ["root"], ["daemon"], ["0"], ["nosuch"], ["root", "daemon"], ["nosuch", "daemon"],
         ["99999"], ["+1"], [""]]


@pytest.mark.parametrize("users", USERS, ids=str)
@pytest.mark.parametrize("words", WORDS, ids=str)
def test_as_gnu(words, users):
    compare("id", *words, *users)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to be somebody else")
@pytest.mark.parametrize("who", [
    ["--reuid=daemon", "--regid=daemon", "--clear-groups"],
    ["--reuid=12345", "--regid=54321", "--groups=1,54321,7,99"],
    ["--ruid=1", "--euid=2", "--rgid=3", "--egid=4", "--groups=4,3,2"],
    ["--reuid=daemon", "--regid=1", "--groups=0,1,2"],
], ids=str)
def test_as_somebody(who, tmp_path):
    own = tmp_path / "id"
    for words in WORDS:
        theirs = execute(["setpriv", *who, shutil.which("id"), *words], env={"LC_ALL": "C"})
        shutil.copy(BINARY, own)
        for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
            folder.chmod(0o755)
        ours = execute(["setpriv", *who, own, *words], env={"LC_ALL": "C"})
        assert (ours.stdout, ours.returncode) == (theirs.stdout, theirs.returncode), words
