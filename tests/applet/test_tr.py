# SPDX-License-Identifier: MIT
"""tr beside GNU's: every kind of set, all bytes."""
import random
import subprocess

import pytest
from ramsteam import BINARY, compare

TEXT = "Hello World 123\n\ttab aabbcc  xx\n"


@pytest.mark.parametrize("args", [
    ["a-z", "A-Z"], ["abc", "xy"], ["-t", "abc", "xy"], ["-d", "a-z"], ["-s", "a-z"], ["-s", " "],
    ["-cd", "a-z\n"],
    ["-c", "a-z\n", "."], ["-cs", "a-zA-Z", "\n"], ["-ds", "a", "l"], ["[:lower:]", "[:upper:]"],
    ["[:upper:]", "[:lower:]"], ["-d", "[:digit:]"], ["-d", "[:space:]"], ["[:digit:]", "x"],
    ["a", "[x*]"],
    ["abc", "[x*2]y"], ["abc", "x[y*]"], ["abc", "[x*]y"], ["[=a=]", "b"], ["-d", "[=l=]"],
    ["\\n", " "], ["\\040", "_"],
    ["\\t", "\\\\"], ["a\\-z", "123"], ["z-a", "x"], ["a-", "12"], ["-", "_"], ["--", "a", "b"],
    ["[a]", "123"],
    ["[:foo:]", "x"], ["[::]", "x"], ["[==]", "x"], ["[=ab=]", "x"], ["[:alpha:]", "[:digit:]"],
    ["a", "[:upper:]"],
    ["[:lower:]a", "[:upper:]b"], ["a[:lower:]", "b[:upper:]"], ["ab", ""], ["", ""], ["", "a"],
    ["-d", ""], ["-d", "a", "b"],
    ["-s", "a", "b"], ["-s", "lo", "xx"], ["a"], [], ["a", "b", "c"], ["-ds", "a"], ["[a*]", "b"],
    ["ab", "[x*][y*]"],
    ["a-c", "A-C"], ["-cs", "[:alnum:]", "[\\n*]"], ["\\101", "x"], ["\\400", "x"], ["\\8", "x"],
    ["a\\", "b"],
    ["abc", "[:*3]"], ["a", "\\0"], ["-c", "[:print:]", "?"], ["-C", "a-z", "."],
    ["-dc", "[:print:]\\n"],
    ["[:upper:][:lower:]", "[:lower:][:upper:]"], ["-s", "[:space:]", " "], ["A-Z", "a-z", "x"],
    ["-q"], ["0-9", "[a*010]"],
    ["[:lower:]", "x"], ["[a-z]", "[A-Z]"], ["a-z-9", "A-Z"], ["-truncate-set1", "a", "b"],
    ["-s", "a-z", "[:upper:]"], ["a", "[b*08]"], ["a", "[b*x]"], ["a", "[b*1x]c"],
    ["-d", "[a*x]"], ["-d", "[l*3]"], ["[a*2]b", "xyz"], ["a", "[=b=]"], ["-s", "a", "[=b=]"],
    ["-ds", "a", "[=b=]"], ["-ds", "a", "[b*]"], ["-ds", "a", "[l*2]"],
    ["-c", "[:alpha:]", "ab"], ["-c", "[:alpha:]", "x"], ["-c", "[:alpha:]", "[x*]"],
    ["-ct", "[:alpha:]", "x"], ["-c", "a-z", "xy"], ["a", "[b*\\]"], ["a", "[b*"]])
def test_as_gnu(args):
    compare("tr", *args, input=TEXT)


def test_random():
    pick = random.Random(3)
    sets = ["a-z", "A-Z", "0-9", "[:alpha:]", "[:digit:]", "[:space:]", "[:punct:]", "[=a=]",
            "[x*]", "[x*3]", "[x*010]", "\\n", "\\\\", "\\-", "a", "-", "z-a", "\\0", "[", "]",
            "a-", "\\1", "[*]", "[b*c]", "\\101-\\103"]
    for _ in range(200):
        flags = [flag for flag in ("-c", "-d", "-s", "-t") if pick.random() < 0.25]
        words = ["".join(pick.choice(sets) for _ in range(pick.randint(1, 3)))
                 for _ in range(pick.choice([1, 2, 2]))]
        compare("tr", *flags, "--", *words, input=TEXT)


@pytest.mark.parametrize("args", [["\\000-\\377", "\\001-\\377\\000"], ["-d", "\\200-\\377"],
                                  ["-c", "a-z", "\\377"],
                                  ["-s", "\\0"], ["-cd", "[:cntrl:]"], ["[:alnum:]", "\\200"]])
def test_all_bytes(args):
    data = bytes(range(256)) * 700
    ours = subprocess.run([BINARY, "tr", *args], input=data, capture_output=True)
    theirs = subprocess.run(["tr", *args], input=data, capture_output=True, env={"LC_ALL": "C"})
    assert ours.stdout == theirs.stdout
