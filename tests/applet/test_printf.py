# SPDX-License-Identifier: MIT
"""printf beside GNU's."""
import itertools

import pytest
from ramsteam import BINARY, compare, execute, run


@pytest.mark.parametrize("words", [
    ["hello\\n"], ["%s\\n", "a"], ["%s\\n", "a", "b", "c"], ["%s %s\\n", "a", "b", "c"], ["%s"],
    ["x%sx\\n"],
    ["%d\\n", "12"], ["%d\\n", "-12"], ["%d\\n", "0x1f"], ["%d\\n", "010"], ["%d\\n", "x"],
    ["%d\\n", "12x"],
    ["%d\\n", ""], ["%d\\n"], ["%i %u %o %x %X\\n", "10", "11", "12", "255", "255"],
    ["%u\\n", "-1"],
    ["%d\\n", "99999999999999999999"], ["%d\\n", "9223372036854775807"], ["%d\\n", "'a"],
    ["%d\\n", '"b'],
    ["%d\\n", "'"], ["%d\\n", "'ab"], ["%5d|%-5d|%05d|%+d|% d\\n", "1", "2", "3", "4", "5"],
    ["%*d|%-*d\\n", "5", "1", "5", "2"], ["%.3d %.0d\\n", "5", "0"], ["%.*d\\n", "4", "7"],
    ["%#x %#o\\n", "255", "8"],
    ["%f %e %g\\n", "1.5", "1.5", "1.5"], ["%.2f\\n", "3.14159"], ["%10.3f|\\n", "2.5"],
    ["%f\\n", "x"],
    ["%f\\n", "1x"], ["%g\\n", "1e400"], ["%g\\n", "inf"], ["%F %E %G\\n", "1.5", "1.5", "1e-10"],
    ["%c%c%c\\n", "abc", "d", ""], ["%5c|\\n", "x"],
    ["%s|%5s|%-5s|%.2s|%5.1s\\n", "abc", "abc", "abc", "abc", "abc"],
    ["%b\\n", "a\\tb\\n"], ["%b", "a\\cb", "c"], ["%b|\\n", "\\0101\\101\\x41"],
    ["a\\cb", "x"], ["%%\\n"], ["%5%\\n"], ["%z\\n"], ["%"], ["%5"], ["\\101\\0101\\x41\\x4g\\n"],
    ["\\e\\a\\b\\f\\r\\t\\v\\\\\\n"],
    ["\\\"\\'\\n"], ["\\q\\n"], ["\\"], ["\\x"], ["%q\\n", "it's"], ["%q %q\\n", "a b", "plain"],
    ["%q\\n", ""], ["%q\\n", "new\nline"], ["--", "%s\\n", "a"], ["-x\\n"], [], ["--"],
    ["%s\\n", "--"], ["no args\\n", "extra"],
    ["%d %d\\n", "1", "2", "3"], ["%ld %lld %hd\\n", "1", "2", "3"],
    ["%s%d\\n", "a", "1", "b", "2"], ["%'d\\n", "1000"],
    ["%-+5d|\\n", "3"], ["%+s\\n", "a"], ["%99s|\\n", "x"], ["%d\\n", " 12"], ["%d\\n", "12 "],
    ["%d\\n", "+12"],
    ["%x\\n", "-1"], ["%o\\n", "99999999999999999999"], ["\\0\\n"], ["a%sb%sc\\n", "1"],
    ["%.*s|\\n", "-1", "abc"], ["%d\\n", "1.5"], ["%s\\n", "a\\n"], ["%i\\n", "0b1"],
])
def test_as_gnu(words):
    compare("printf", *words)


@pytest.mark.parametrize("flags", ["", "-", "0", "+", " ", "#", "-#", "0+"])
def test_flags(flags):
    for width, precision, letter in itertools.product(["", "7"], ["", ".3", "."], "dioxXufeg"):
        compare("printf", f"%{flags}{width}{precision}{letter}|", "42")


def test_utf8():
    assert run("printf", "\\u00e9\\u20ac", env={"LC_ALL": "C.UTF-8"}).stdout == "é€"
    compare("printf", "%d", "'é", env={"LC_ALL": "C.UTF-8"})
    # No character is there, the last is before it.
    compare("printf", "\\U0010ffff\\U00110000", env={"LC_ALL": "C.UTF-8"})


def test_full_disk():
    done = execute(["sh", "-c", '"$0" printf x > /dev/full', BINARY])
    assert done.returncode == 1 and done.stderr == "printf: write error: No space left on device\n"
