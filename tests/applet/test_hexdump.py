# SPDX-License-Identifier: MIT
"""hexdump beside util-linux's: the known layouts, formats of one's own, several files."""
import random

import pytest
from ramsteam import compare, run

FLAGS = [[], ["-b"], ["-c"], ["-C"], ["-d"], ["-o"], ["-x"], ["-v"], ["-Cv"], ["-n", "5"],
         ["-C", "-n", "20"], ["-s", "3"], ["-s3", "-C"], ["-C", "-s", "0x10"], ["-s", "1K"],
         ["-n0"], ["--canonical"], ["--length", "4", "-C"],
         ["--skip=2", "--one-byte-char"], ["--no-squeezing", "--one-byte-octal"], ["-Z"],
         ["-n", "x"], ["-s", "99999", "-C"]]
FORMATS = ['"%x"', '"%02x\\n"', '1/1 "%02x\\n"', '16/1 "%02x " "\\n"', '4/4 "%08x " "\\n"',
           '4/1 "%02x " " | " 2/2 "%d " "\\n"', '"%07.7_ad " 8/1 "%3_u " "\\n"',
           '"%_ax: " 8/1 "%_p" "\\n"', '8/1 "%_c|" "\\n"', '1/1 "%c"', '1/4 "%d\\n"', '1/2 "%u "',
           '2/8 "%lx"', '1/8 "%20d" "\\n"', '"%_Ad\\n"', '"%08.8_ax\\t" 4/2 "%-6d|" "\\n"',
           '1/8 "%f\\n"', '1/4 "%e\\n"', '1/4 "%10.2g|" "\\n"', '"%3s|\\n"',
           '"text\\n"',
           '"%"', '"%q"', '"%_q"', '"%_aq"', 'x', '"open', '3/3 "%x"', '1/16 "%x"',
           '"a b" 2/1 "%i"',
           '2/1 "%3d " 1/2 "%5u" "\\n"', '"[" 5/1 "%X," "]\\n"', '1/1 "%_c" 1/1 " %_u" "\\n"',
           '"%.3s\\n"', '8/1 "%02X:" "\\n"', '1/2 "%#x "', '1/2 "%+d "']


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    root = tmp_path_factory.mktemp("hexdump")
    (root / "text").write_bytes(b"hello world\n\tabc\0\1\2\x7f\x80\xff\\ end of the text here\r\n")
    (root / "same").write_bytes(b"\0" * 100 + b"x" * 64 + b"yz")
    (root / "all").write_bytes(bytes(range(256)))
    (root / "odd").write_bytes(b"abc")
    (root / "empty").write_bytes(b"")
    (root / "formats").write_text('"%07.7_ax " 4/1 "%02x "\n# a comment\n\n" " 4/1 "%_p" "\\n"\n')
    return root


@pytest.mark.parametrize("flags", FLAGS)
def test_flags(flags, files):
    for names in (["text"], ["same"], ["all"], ["odd"], ["empty"], ["odd", "text", "odd"]):
        compare("hexdump", *flags, *names, cwd=files)
    # Unlike util-linux's, ours passes bytes of a pipe too.
    if not any(flag.startswith(("-s", "--skip")) for flag in flags) and "-s" not in flags:
        compare("hexdump", *flags, input="from stdin\n")


@pytest.mark.parametrize("format", FORMATS)
def test_formats(format, files):
    for name in ("text", "same", "odd", "empty"):
        compare("hexdump", "-e", format, name, cwd=files)
    compare("hexdump", "-v", "-e", format, "-e", '"\\n"', "text", cwd=files)


def test_more_formats(files):
    for args in (["-e", '"%_ax "', "-e", '4/1 "%x "', "-e", '"\\n"'], ["-f", "formats"],
                 ["-C", "-e", '16/1 "%d " "\\n"'], ["-e", '8/1 "%x"', "-e",
                 '"\\n" 4/1 "%d" "\\n"'],
                 ["-e", '2/1 "%x"', "-e", '8/1 "%_p" "\\n"'], ["-c", "-C"], ["-C", "-b"],
                ["-x", "-e", '"%_p" "\\n"'], ["-b", "-e", '"%3d" "x"'], ["-C", "-e", '"%d" "x\\n"'],
                ["-b", "-e", '"%_Ad\\n"'], ["-f", "none"]):
        compare("hexdump", *args, "text", cwd=files)


def test_random(tmp_path):
    pick = random.Random(4)
    for _ in range(60):
        (tmp_path / "f").write_bytes(bytes(pick.choice([0, 65, 255, pick.randrange(256)])
                                           for _ in range(pick.randint(0, 70))))
        units = [f'{pick.randint(1, 5)}/{pick.choice([1, 2, 4])} "%{pick.choice(["", "3", "08"])}'
                 f'{pick.choice("dux")}{pick.choice([" ", ",", ""])}"'
                 for _ in range(pick.randint(1, 3))]
        compare("hexdump", "-e", " ".join([*units, '"\\n"']), "f", cwd=tmp_path)


def test_says_what_is_wrong(files):
    for names in (["none"], ["none", "odd"]):
        compare("hexdump", "-C", *names, cwd=files)
    assert run("hexdump", "none", cwd=files).stderr == \
        "hexdump: none: No such file or directory\nhexdump: all input file arguments failed\n"
