# SPDX-License-Identifier: MIT
"""cmp beside diffutils's."""
import shutil
import subprocess

import pytest
from ramsteam import BINARY, compare

pytestmark = pytest.mark.skipif(not shutil.which("cmp"), reason="no cmp on this host")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    root = tmp_path_factory.mktemp("cmp")
    for name, data in {"a": b"one\ntwo\nthree\n", "b": b"one\ntWo\nthrEe\n", "short": b"one\ntw",
                       "line": b"one\n",
                       "empty": b"", "bytes": bytes(range(256)), "other": bytes(range(255, -1, -1)),
                       "big": bytes(200000), "big2": bytes(150000) + b"x" + bytes(49999)}.items():
        (root / name).write_bytes(data)
    return root


@pytest.mark.parametrize("args", [
    "a a", "a b", "a short", "short a", "a line", "a empty", "empty a", "empty empty", "-b a b",
    "-l a b", "-lb a b",
    "-l a short", "-s a b", "-s a a", "-s a short", "bytes other", "-b bytes other",
    "-l bytes other", "-lb bytes other",
    "-n 4 a b", "-n 5 a b", "-n 6 a b", "-n 0 a b", "-i 6 a b", "-i 4:4 a b", "-i 0:4 a b",
    "a b 6 6", "-l a b 2 2", "-lb bytes other 200 200", "a b 1", "big big2",
    "-l big big2", "-n 150000 big big2", "-i 1k big big2", "a none", "none a", "-s a none", "a",
    "", "a b 1 2 3", "-ls a b",
    "-i x a b", "-n x a b", "-q a b", "a -", "- a", "-n 100 a short", "-l -n 5 a b"])
def test_as_diffutils(args, files):
    compare("cmp", *args.split(), cwd=files, input="one\n")


def test_end_of_file_is_told(files):
    for args in ("a short", "a line", "a empty", "-l a short"):
        ours = subprocess.run([BINARY, "cmp", *args.split()], cwd=files, capture_output=True,
                              text=True)
        theirs = subprocess.run(["cmp", *args.split()], cwd=files, capture_output=True, text=True,
                                env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})
        assert ours.stderr.replace("'", "") == theirs.stderr.replace("'", "").replace("‘", "")
