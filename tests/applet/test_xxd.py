# SPDX-License-Identifier: MIT
"""xxd beside vim's: layouts, seeking, arrays, and dumps made bytes again."""
import random

import pytest
from ramsteam import BINARY, compare, execute, run

FLAGS = [
    "", "-p", "-i", "-b", "-e", "-u", "-d", "-a", "-u -p", "-u -i", "-c 8", "-c 5", "-c8 -g1",
    "-g 1",
    "-g 4", "-g 0", "-g8", "-g 3", "-e -g2", "-e -g8", "-e -c 8", "-l 5", "-l 0", "-l 17 -p",
    "-s 3",
    "-s 0x10", "-s -4", "-s +2", "-s 3 -l 4", "-o 16", "-o 0x100 -d", "-c 3 -p",
    "-c 4 -i", "-b -c 4", "-b -g 2", "-i -l 3", "-i -C", "-ps", "-postscript", "-plain -c 10",
    "-cols 4", "-len 3", "-seek 4", "-p -c 1000", "-c 256", "-g 1 -c 16 -u", "-a -c 4",
    "-n foo -i",
]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    root = tmp_path_factory.mktemp("xxd")
    (root / "text").write_bytes(b"hello world\n\tabc\0\1\2\x7f\x80\xff\\ end of the text here\r\n")
    (root / "nuls").write_bytes(b"\0" * 100 + b"x" * 20 + b"\0" * 48 + b"y" + b"\0" * 31)
    (root / "all").write_bytes(bytes(range(256)))
    (root / "3a.b-c").write_bytes(b"abc")
    (root / "empty").write_bytes(b"")
    return root


@pytest.mark.parametrize("flags", FLAGS)
def test_flags(flags, files):
    for name in ("text", "nuls", "all", "3a.b-c", "empty"):
        if "-s" not in flags or name in ("text", "all", "nuls"):
            compare("xxd", *flags.split(), name, cwd=files)
    if "-s" not in flags:
        compare("xxd", *flags.split(), input="from stdin, and more of it\n")


DUMPS = [
    "00000000: 6865 6c6c 6f0a  hello.\n", "0: 61 62 63\n", "00000004: 6162\n", "616263\n",
    "0: 6162  6364\n", "junk\n0: 61\n", "00000000: 61\n00000010: 62\n", "0: 6\n", "",
    "0: 61zz62\n",
    "0000000: 4142 4344 4546 4748 494a 4b4c 4d4e 4f50 5152  too many for a line\n",
    "  0: 61\n", "0:61 62\n", "A: 61\n",
]


@pytest.mark.parametrize("dump", DUMPS)
def test_reverse(dump):
    compare("xxd", "-r", input=dump)
    compare("xxd", "-r", "-c", "2", input=dump)


@pytest.mark.parametrize("digits", ["616263", "61 62\n63", "6", "6 1", "\n\n61\n", "AbCd", "616",
                                    "61626\n3", ""])
def test_reverse_plain(digits):
    compare("xxd", "-r", "-p", input=digits)


def test_there_and_back(tmp_path):
    pick = random.Random(2)
    for number in range(40):
        data = bytes(pick.choice([0, pick.randrange(256)]) for _ in range(pick.randint(0, 300)))
        (tmp_path / "in").write_bytes(data)
        flags = pick.choice([[], ["-p"], ["-c", "7"], ["-g", "1"], ["-u"], ["-c", "32", "-g",
        "4"]])
        run("xxd", *flags, "in", "dump", cwd=tmp_path, check=True)
        back = [flag for flag in flags if flag != "-u"]
        run("xxd", "-r", *back, "dump", f"out{number}", cwd=tmp_path, check=True)
        assert (tmp_path / f"out{number}").read_bytes() == data
        assert (tmp_path / "dump").read_text() == \
            execute(["xxd", *flags, "in"], cwd=tmp_path).stdout


def test_patches_in_place(tmp_path):
    for tool in (["xxd"], [BINARY, "xxd"]):
        (tmp_path / "f").write_bytes(b"0123456789")
        done = execute([*tool, "-r", "-", "f"], cwd=tmp_path, input="00000004: 4142\n")
        assert done.returncode == 0 and (tmp_path / "f").read_bytes() == b"0123AB6789"


def test_says_what_is_wrong(tmp_path):
    compare("xxd", "none", cwd=tmp_path)
    done = run("xxd", "none", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (2, "xxd: none: No such file or directory\n")
    assert run("xxd", "-c", "300", input="a").returncode == 1
    compare("xxd", "-e", "-g", "3", input="a")
