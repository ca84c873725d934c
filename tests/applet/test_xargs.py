# SPDX-License-Identifier: MIT
"""xargs beside GNU's: how input becomes words, limits, replacing, exit codes, many at once."""
import random
import time

import pytest
from ramsteam import BINARY, compare, execute, run

INPUTS = ["a b c\nd e\n", "", "\n\n", "  a\t b  \n\n c", "'a b' \"c d\" e\\ f\n", "a \nb\nc\n",
          "one\ntwo\n\nthree four\n", "'' x\n", "a'b c'd\n", "x\\\ny\n",
          "end\nmiddle\nEOF\nlast\n",
          "\"it's\" 'a\"b'\n", "a\\\n", "-n\n-e x\n"]


@pytest.mark.parametrize("args", [
    [], ["echo"], ["-n1"], ["-n2", "echo", "x"], ["-n3"], ["-L1"], ["-L2", "echo"], ["-l"],
    ["-I{}",
    "echo", "<{}>"], ["-I", "X", "echo", "X", "aXbX"], ["-i", "echo", "[{}]"], ["-iY", "echo",
    "Y"],
    ["-r", "echo", "x"], ["-E", "EOF"], ["-EEOF", "-n1"], ["-eEOF"], ["-d", "\\n"], ["-d\\n",
    "-n1"],
    ["-d", " "], ["-d", "b", "-n1"], ["-d", "\\x61", "-n1"], ["-d", "\\141"], ["-d,", "-I{}",
    "echo",
    "{}"], ["-t"], ["-s", "20"], ["-s20", "-n5"], ["-s", "12", "echo", "x"], ["-x", "-s", "12",
    "-n9"],
    ["-P2", "-n1", "true"], ["-P", "0", "-n1", "true"], ["-n1", "-I{}", "echo", "{}"], ["-I{}",
    "-n1",
    "echo", "{}"], ["-L1", "-I{}", "echo", "{}"], ["-I{}", "-L1", "echo", "{}"], ["-n", "0"],
    ["-n", "x"], ["-L", "0"], ["-d", "ab"], ["-d", "\\q"], ["-Z"], ["--max-args=2"],
    ["--null", "-n1"], ["--delimiter=e"], ["--replace=R", "echo", "R"], ["--max-lines=1"],
    ["--no-run-if-empty"], ["--verbose", "-n1"], ["--", "echo", "-n1"], ["-n1", "echo", "-n1"],
    ["-0"], ["-0n1"], ["printf", "%s."], ["-n2", "printf", "<%s>"]])
@pytest.mark.parametrize("text", INPUTS)
def test_words(args, text):
    ours = compare("xargs", *args, input=text)
    if "-t" in args:
        assert ours.stderr == execute(["xargs", *args], input=text).stderr


@pytest.mark.parametrize("text", ["'a", "\"b\nc\"", "a 'b\n", "x \"y"])
def test_unmatched_quotes(text):
    for words in ([], ["-n1"], ["-L1"], ["-x"], ["-xn2"], ["-I@", "echo", "@"], ["false"]):
        theirs, ours = execute(["xargs", *words], input=text), run("xargs", *words, input=text)
        assert (ours.returncode, ours.stdout, ours.stderr) == \
            (theirs.returncode, theirs.stdout, theirs.stderr)


@pytest.mark.parametrize("script", [
    "exit 0", "exit 1", "exit 3", "exit 124", "exit 126", "exit 127", "exit 255", "kill -9 $$",
    "kill -15 $$", 'test "$1" = b && exit 255; exit 0', 'test "$1" = b && exit 2; exit 0'])
def test_exit_codes(script):
    for flags in ([], ["-n1"], ["-I{}"]):
        theirs = execute(["xargs", *flags, "sh", "-c", script, "sh"], input="a\nb\nc\n")
        ours = run("xargs", *flags, "sh", "-c", script, "sh", input="a\nb\nc\n")
        assert (ours.returncode, ours.stderr) == (theirs.returncode, theirs.stderr)


@pytest.mark.parametrize("command", ["/none/such", "no-such-command", "/", "/etc/passwd"])
def test_cannot_run(command):
    theirs, ours = (execute([*tool, command], input="a\n", env={"LC_ALL": "C"})
                    for tool in (["xargs"], [BINARY, "xargs"]))
    assert (ours.returncode, ours.stderr) == (theirs.returncode, theirs.stderr)


def test_files(tmp_path):
    (tmp_path / "words").write_text("a b\nc\n")
    compare("xargs", "-a", "words", "-n1", "echo", cwd=tmp_path, input="in\n")
    compare("xargs", "-a", "words", "sh", "-c", "cat; echo $#", cwd=tmp_path, input="in\n")
    compare("xargs", "-a", "none", "echo", cwd=tmp_path)
    # Commands do not eat the words.
    compare("xargs", "-n1", "sh", "-c", "cat; echo $0", cwd=tmp_path, input="a\nb\n")


def test_nul(tmp_path):
    text = "a b\0c\n'd\0\0e"
    for args in (["-0", "-n1"], ["-0"], ["-0", "-I{}", "printf", "<%s>", "{}"], ["-0L2"]):
        compare("xargs", *args, input=text)


def test_random():
    pick = random.Random(5)
    for _ in range(150):
        text = "".join(pick.choice(["a", "bc", " ", "  ", "\n", "'x y'", '"z"', "\\ ", "\t",
        "\n\n"])
                       for _ in range(pick.randint(0, 25)))
        flags = pick.choice([[], ["-n2"], ["-L1"], ["-L2"], ["-I@", "echo", "<@>"], ["-s30"],
                             ["-n1", "-s9"], ["-d\\n", "-n2"], ["-E", "a"], ["-r"]])
        compare("xargs", *flags, input=text)


def test_long_lists():
    text = "".join(f"argument-{n}\n" for n in range(60000))
    done = run("xargs", "sh", "-c", "echo $#", "sh", input=text)
    counts = [int(line) for line in done.stdout.split()]
    assert sum(counts) == 60000 and 1 < len(counts) < 12
    assert run("xargs", input=text).stdout.replace("\n", " ").split() == text.split()


def test_white_space():
    text = " \n2\n\n4\n\n 6 6 \n \v \t 7\n\t\n\v\n\fx\ry\v\fz \n"
    for args in (["-I%", "echo", "[%]"], ["-n1"], ["-L1"], []):
        compare("xargs", *args, input=text)


def test_words_as_long_as_the_kernel_takes():
    word = "x" * 131000
    compare("xargs", input=f"{word}\n{word}\n")
    # A large environment leaves room, as a quarter of the stack is much.
    compare("xargs", input=f"{word}\n", env={"LARGE": "y" * 100000})


def test_at_once():
    start = time.monotonic()
    assert run("xargs", "-P4", "-n1", "sleep", input="2\n2\n2\n2\n").returncode == 0
    assert time.monotonic() - start < 7.5
    done = run("xargs", "-P3", "-n1", "sh", "-c", "exit $0", input="0\n1\n0\n2\n")
    assert done.returncode == 123


def test_asks():
    script = f"printf 'a\\nb\\n' | {BINARY} xargs -p -n1 echo got"
    done = execute(["script", "-qec", script, "/dev/null"], input="y\nn\n")
    assert "echo got a ?..." in done.stdout and "echo got b ?..." in done.stdout
    lines = done.stdout.replace("\r", "").split("\n")
    assert any(line.endswith("got a") for line in lines) and "got b" not in lines
