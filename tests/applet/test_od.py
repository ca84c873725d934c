# SPDX-License-Identifier: MIT
"""od beside GNU's: types, widths, offsets, several files, the older options."""
import random

import pytest
from ramsteam import compare, execute, run

FLAGS = [
    "", "-a", "-b", "-c", "-d", "-f", "-h", "-i", "-l", "-o", "-s", "-x", "-e", "-F", "-X", "-B",
    "-D", "-O", "-H", "-I", "-L", "-tx1", "-tx2", "-tx4", "-tx8", "-to1", "-to4", "-to8", "-td1",
    "-td2", "-td4", "-td8", "-tu1", "-tu2", "-tu4", "-tu8", "-tf4", "-tf8", "-ta", "-tc", "-t x1z",
    "-tcz", "-tx1z -w8", "-tx1 -tc", "-tx1 -td2 -tc", "-tx1z -to2z", "-t x1c", "-td4x1", "-txCSIL",
    "-tdSuI", "-tfD", "-tfF", "-An -tx1", "-Ad -c", "-Ax -tx1", "-Ao", "-An", "-Ay", "-w4",
    "-w5", "-w0", "-w", "-w32 -tx1", "-w3 -tx1", "-w7 -tx2", "-v", "-v -tx1", "-N0", "-N5",
    "-N5 -tx4",
    "-N20 -c", "-N 0x10", "-N 020", "-j3", "-j 3 -N 4", "-j0x10 -tx1", "-j1b", "-j1K", "-j 99999",
    "-j3 -Ad -tc", "-S3", "-S 1 -Ad", "-S4 -An", "--endian=big -tx4", "--endian=little -tx2",
    "--endian=x", "-tq", "-tx3", "-tx1,2", "-t x16", "-j x", "-N 5q", "-Z", "-xc", "-bc",
    "-cx -w8",
    "--format=x1 --address-radix=d", "--skip-bytes=2 --read-bytes=5", "--width=8 -tx1",
    "--output-duplicates", "--strings=4", "-An -vtx1 -w1", "-An -tu1 -N3", "-tx1 -Ax -N0",
    "-S3 -c", "-x -S3", "-S3 -tx1",
]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    root = tmp_path_factory.mktemp("od")
    (root / "text").write_bytes(b"hello world\n\tabc\0\1\2\x7f\x80\xff\\ end of the text here\r\n")
    (root / "same").write_bytes(b"\0" * 100 + b"x" * 64 + b"yz")
    (root / "all").write_bytes(bytes(range(256)))
    (root / "odd").write_bytes(b"abc")
    (root / "empty").write_bytes(b"")
    return root


@pytest.mark.parametrize("flags", FLAGS)
def test_flags(flags, files):
    for names in (["text"], ["same"], ["all"], ["odd"], ["empty"], ["odd", "text", "odd"]):
        compare("od", *flags.split(), *names, cwd=files)
    compare("od", *flags.split(), input="from stdin\n")


@pytest.mark.parametrize("args", [
    "text +5", "text 5", "text +1b", "+3", "none", "none odd", "odd none", "- odd",
    "text 0x10", "-tx1 odd 5", "odd x", "-x text 010", "text +99999"])
def test_operands(args, files):
    compare("od", *args.split(), cwd=files, input="from stdin\n")


@pytest.mark.parametrize("args", [
    "", "text", "text 5", "text +1b", "text 5 10", "text +5 +0x10", "5 10", "+3", "4", "text 5 x",
    "none", "-b", "-tx1 text 3", "-Ad -c text 3 100", "text odd", "text 1 odd",
    "text 1 2 3", "odd 99 5"])
def test_traditional(args, files):
    compare("od", "--traditional", *args.split(), cwd=files, input="from stdin\n")
    compare("od", *args.split(), "--traditional", cwd=files, input="from stdin\n")


def test_random(tmp_path):
    pick = random.Random(9)
    for _ in range(60):
        (tmp_path / "f").write_bytes(bytes(pick.choice([0, 65, 255, pick.randrange(256)])
                                           for _ in range(pick.randint(0, 80))))
        types = [pick.choice("adoux") + (pick.choice("1248")) for _ in range(pick.randint(1, 3))]
        types = [t[0] if t[0] == "a" else t + pick.choice(["", "z"]) for t in types]
        compare("od", *[f"-t{t}" for t in types], f"-w{pick.choice([8, 16, 24])}",
                f"-A{pick.choice('doxn')}", f"-j{pick.randint(0, 9)}", "f", cwd=tmp_path)


def test_says_what_is_wrong(files):
    for args, text in ((["-j999", "odd"], "od: cannot skip past end of combined input\n"),
                       (["-tx3"], "od: invalid type string 'x3';\nthis system doesn't provide a "
                                  "3-byte integral type\n"),
                       (["none"], "od: none: No such file or directory\n")):
        done = run("od", *args, cwd=files)
        assert (done.returncode, done.stderr) == (1, text)
        assert execute(["od", *args], cwd=files, env={"LC_ALL": "C"}).stderr == text
