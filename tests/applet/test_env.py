# SPDX-License-Identifier: MIT
"""env beside GNU's: its environment, its folder, its -S language, its exit codes."""
import pytest
from ramsteam import compare, run


@pytest.mark.parametrize("words", [
    ["-i"], ["-i", "A=1", "B=2"], ["-", "A=x"], ["-i", "A=1", "-u"], ["-u", "A=B"], ["-iu", "HOME"],
    ["-i", "-0", "A=1"], ["-i", "A=1", "sh", "-c", "echo $A"], ["-C", "/", "pwd"],
    ["-C", "/none", "x"], ["/none"], ["/"], ["sh", "-c", "exit 7"], ["--chdir=/"], ["-0", "true"],
    ["-Z"], ["-u", "HOME", "sh", "-c", "echo ${HOME-unset}"], ["-i", "A=1", "A=2"],
    ["A=1", "true", "-i"], ["-i", "=x"], ["-i", "A=1", "=x", "=y", "env"], ["-i", "="],
])
def test_as_gnu(words):
    compare("env", *words)


@pytest.mark.parametrize("text", [
    "printf %s. a  b", "printf '%s.' 'a b' \"c d\"", r"printf %s. a\_b", r"printf %s. \t\n\\",
    "printf %s. ${HOME}x", "-i A=1 env", r'printf %s. "a\_b" x # y', r"printf %s. a\c b",
    "printf %s. 'open", r"printf %s. \q", "printf %s. $HOME", "printf %s. ''", r"printf %s. '\'' x",
    "", "   printf   %s.   z   ", r"printf %s. a\#b '#c' #d", "A=b env -u HOME printenv A",
])
def test_split(text):
    compare("env", "-S" + text)
    compare("env", "-S", text, "more words")
    compare("env", "-S", text, "-i", "x")


def test_says_why():
    done = run("env", "/none")
    assert (done.returncode, done.stderr) == (127, "env: '/none': No such file or directory\n")
    done = run("env", "/")
    assert (done.returncode, done.stderr) == (126, "env: '/': Permission denied\n")
