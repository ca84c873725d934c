# SPDX-License-Identifier: MIT
"""which beside debianutils's."""
import shutil

import pytest
from ramsteam import execute, run


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("which")
    for folder, mode in (("one", 0o755), ("two", 0o755), ("three", 0o644)):
        (root / folder).mkdir()
        (root / folder / "tool").touch()
        (root / folder / "tool").chmod(mode)
    (root / "one" / "dir").mkdir()
    (root / "here").touch()
    (root / "here").chmod(0o755)
    return root


@pytest.mark.parametrize("args", ["tool", "-a tool", "none", "tool none", "sh", "one/tool",
                                  "./here",
                                  "three/tool", "dir", "", "-a none tool", "/bin/sh", "here"])
@pytest.mark.parametrize("path", ["one:two:three", "three:two", "", "none:one:", "/usr/bin:one"])
def test_as_debian(args, path, folders):
    parts = [part if part.startswith("/") or not part else f"{folders}/{part}"
             for part in path.split(":")]
    how = {"cwd": folders, "env": {"PATH": ":".join(parts)}}
    # The host's is a script, which must find its shell.
    theirs = execute(["/bin/sh", shutil.which("which"), *args.split()], **how)
    ours = run("which", *args.split(), **how)
    assert (ours.stdout, ours.returncode) == (theirs.stdout, theirs.returncode)
