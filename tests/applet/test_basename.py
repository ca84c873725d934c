# SPDX-License-Identifier: MIT
"""basename and dirname beside GNU's."""
import pytest
from ramsteam import compare

PATHS = ["a", "/a", "a/", "/a/b", "a/b/", "a//b//", "/", "//", "///", "", ".", "..", "/..", "a/..",
         "a/.", "a.txt", "dir/a.txt", ".txt", "/a//", "//a", "a b/c d", "-x"]


@pytest.mark.parametrize("path", PATHS)
def test_paths(path):
    for name in ("basename", "dirname"):
        compare(name, path)
        compare(name, "--", path)
    for suffix in (".txt", "a", "b", "", "/", "txt"):
        compare("basename", path, suffix)
        compare("basename", "-s", suffix, path)


@pytest.mark.parametrize("words", [[], ["a", "b", "c"], ["-a", "a/b", "c/d"],
                                   ["-as", ".c", "x/a.c", "b.c"],
                                   ["-z", "a/b"], ["-za", "a", "b"], ["-q", "a"], ["-s"],
                                   ["a", "-a"]])
def test_basename_options(words):
    compare("basename", *words)


@pytest.mark.parametrize("words", [[], ["a/b", "c/d/"], ["-z", "a/b", "c"], ["-q", "a"]])
def test_dirname_options(words):
    compare("dirname", *words)
