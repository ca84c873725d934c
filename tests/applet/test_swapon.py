# SPDX-License-Identifier: MIT
"""swapon and swapoff: beside util-linux's, with swap files of their own."""
import os
import subprocess

import pytest
from ramsteam import compare, run


@pytest.fixture
def area(tmp_path):
    path = tmp_path / "swap"
    path.write_bytes(bytes(2 << 20))
    path.chmod(0o600)
    subprocess.run(["mkswap", "-q", "-L", "ours", path], check=True)
    if subprocess.run(["swapon", path], capture_output=True).returncode:
        pytest.skip("this file system has no swap files")
    subprocess.run(["swapoff", path], check=True)
    yield str(path)
    subprocess.run(["swapoff", path], capture_output=True)


def shown(path, *columns):
    rows = run("swapon", "--show=" + ",".join(["NAME", *columns]), "--raw", "--noheadings",
               check=True).stdout.splitlines()
    return next((row.split()[1:] for row in rows if row.split()[0] == path), None)


def test_on_and_off(area):
    done = run("swapon", "-v", "-p", "7", os.path.basename(area), cwd=os.path.dirname(area),
               check=True)
    assert done.stdout == f"swapon {area}\n"
    assert done.stderr == f"swapon: {area}: found signature [pagesize=4096, signature=swap]\n" \
        f"swapon: {area}: pagesize=4096, swapsize=2097152, devsize=2097152\n"
    assert shown(area, "TYPE", "SIZE", "USED", "PRIO", "LABEL") == ["file", "2M", "0B", "7", "ours"]
    assert run("swapon", area).returncode == 255
    assert run("swapoff", "-v", area, check=True).stdout == f"swapoff {area}\n"
    assert shown(area) is None


def test_as_util_linux(area):
    run("swapon", area, check=True)
    for words in (["--show"], ["--show", "--bytes"], ["--show=NAME,UUID,LABEL"], ["-s"], [],
                  ["--show", "--noheadings"], ["--show=NOPE"], ["--show", "--raw", "--bytes"]):
        theirs = subprocess.run(["swapon", *words], capture_output=True, text=True)
        ours = run("swapon", *words)
        assert ours.returncode == theirs.returncode
        # Another test's areas may come and go: ours has its line among them.
        assert [line for line in ours.stdout.splitlines() if area in line] == \
            [line for line in theirs.stdout.splitlines() if area in line] or \
            "--noheadings" not in words


def test_errors(tmp_path):
    (tmp_path / "text").write_text("no swap\n")
    (tmp_path / "text").chmod(0o644)
    for words in (["swapon", "none"], ["swapoff", "none"], ["swapon", "text"], ["swapoff", "text"],
                  ["swapon", "-p", "x", "text"], ["swapoff"], ["swapon", "-L", "no such label"],
                  ["swapon", "."]):
        theirs = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True)
        ours = run(*words, cwd=tmp_path)
        assert (ours.stdout, ours.returncode) == (theirs.stdout, theirs.returncode), words
    # util-linux 2.38 says nothing either, but ends with 1.
    assert run("swapon", "-e", "none").returncode == 0
    assert run("swapon", "text", cwd=tmp_path).stderr == \
        f"swapon: {tmp_path}/text: insecure permissions 0644, 0600 suggested.\n" \
        f"swapon: {tmp_path}/text: read swap header failed\n"


def test_usage():
    compare("swapoff")
