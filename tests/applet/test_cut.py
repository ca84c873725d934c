# SPDX-License-Identifier: MIT
"""cut beside GNU's."""
import pytest
from ramsteam import compare

TEXT = "one:two:three\nno delimiters\n:leading\ntrailing:\n::\n\na:b:c:d:e:f\nlong line here"
LISTS = ["1", "2", "1,3", "2-3", "-2", "2-", "1-2,4-5", "3,1", "1,1,2", "5-", "1-3,2-4", "9", "-",
         "", "0", "x",
         "1-", "3-1", "1,,2", "1 3", "99999999999999999999", "-0", "1-0", "2-2", "1:2", ","]


@pytest.mark.parametrize("list", LISTS)
def test_lists(list):
    for flags in (["-b"], ["-c"], ["-d:", "-f"], ["-d:", "-s", "-f"], ["-f"]):
        compare("cut", *flags, list, input=TEXT)
        compare("cut", "--complement", *flags, list, input=TEXT)
    compare("cut", "--output-delimiter=++", "-d:", "-f", list, input=TEXT)
    compare("cut", "--output-delimiter=+", "-b", list, input=TEXT)


@pytest.mark.parametrize("args", [
    [], ["-f1", "-b1"], ["-d:"], ["-d", "::", "-f1"], ["-b1", "-d:"], ["-b1", "-s"],
    ["-d", "", "-f1"], ["-z", "-f1"],
    ["-d", " ", "-f2"], ["-nb1"], ["-f1", "none"], ["-d=", "-f1"], ["-q"],
    ["-b1", "-", "-"],
    ["-d:", "-f2", "--output-delimiter="], ["-d:", "-f1,2", "--output-delimiter=", "-s"]])
def test_options(args):
    compare("cut", *args, input=TEXT)


@pytest.mark.parametrize("list", ["1", "2-3,5", "2-", "99", "1-99"])
def test_lines_as_fields(list):
    # Not with one line, whose newline GNU takes for a delimiter when it looks at field 1 only.
    for text in (TEXT, TEXT + "\n", "", "one", "\n\n"):
        for flags in ([], ["-s"], ["--complement"], ["--output-delimiter=, "]):
            compare("cut", "-d", "\n", *flags, "-f", list, input=text)
    compare("cut", "-z", "-d", "", "-f", list, input="a\nb\0c\0d")


def test_files(tmp_path):
    (tmp_path / "a").write_text(TEXT)
    compare("cut", "-c1-3", "a", "none", "a", ".", cwd=tmp_path)
