# SPDX-License-Identifier: MIT
"""mktemp: names as GNU's, and what is made."""
import re
import stat

import pytest
from ramsteam import execute, run, BINARY


@pytest.mark.parametrize("args", [
    "", "-d", "-u", "aXXX", "aXXXXXXb", "-d d.XXXX", "-p . aXXX", "-p sub aXXX", "-p none aXXX",
    "-t aXXX",
    "--tmpdir aXXX", "--tmpdir=sub aXXX", "--suffix=.txt aXXX", "--suffix=.txt aXXXb", "aXX", "a",
    "X" * 3,
    "sub/aXXX", "none/aXXX", "-t sub/aXXX", "-p sub /aXXX", "aXXX bXXX", "-q none/aXXX", "-q aX",
    "aXXXb/c",
    "--suffix=a/b aXXX", "-uq none/aXXX", "-p sub", "--tmpdir", "--tmpdir=sub", "--nope",
    "aXXXbXXXc", "-dp sub"])
def test_as_gnu(args, tmp_path):
    results = []
    for command in (["mktemp"], [BINARY, "mktemp"]):
        folder = tmp_path / str(len(results))
        (folder / "sub").mkdir(parents=True)
        (folder / "tmp").mkdir()
        done = execute([*command, *args.split()], cwd=folder, env={"TMPDIR": f"{folder}/tmp"})
        name = done.stdout.strip().replace(str(folder), "")
        shape = re.sub(r"[A-Za-z0-9]", "x", name.replace("tmp", "").replace("sub", ""))
        made = [p for p in folder.rglob("*") if p.name not in ("sub", "tmp")]
        kinds = [(stat.filemode(p.stat().st_mode), str(p.parent.relative_to(folder))) for p in made]
        results.append((done.returncode, len(name), shape, kinds))
    assert results[0] == results[1]


def test_names_differ(tmp_path):
    names = {run("mktemp", "XXXXXXXXXX", cwd=tmp_path, check=True).stdout for _ in range(20)}
    assert len(names) == 20 and all(re.fullmatch(r"[A-Za-z0-9]{10}\n", name) for name in names)
