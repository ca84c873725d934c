# SPDX-License-Identifier: MIT
"""time beside GNU's: its formats, its exit codes."""
import re
import shutil

import pytest
from ramsteam import execute, run

TOOL = "/usr/bin/time"


def steady(text):
    """Figures differ from run to run; in shape they do not."""
    return re.sub(r"\d+%|\?%", "N%", re.sub(r"\d+(?=maxres|minor|major|in|out)", "N",
                                           re.sub(r"\d+\.\d\d", "N", text)))


@pytest.mark.parametrize("words", [
    [], ["/none"], ["/"], ["true"], ["-p", "sh", "-c", "exit 3"], ["sh", "-c", "kill -9 $$"],
    ["-p", "sh", "-c", "kill -TERM $$"], ["-q", "false"], ["false"], ["-o", "/none/x", "true"],
    ["-f", "%C|%x|%%|%Z|%K%D%p%X%t%s%r%k%W", "sh", "-c", "exit 2"], ["-f", "%q a\\qb", "true"],
    ["-f", "a\\tb\\nc\\\\", "true"],
    ["-f", "%e %E %U %S %P", "true"], ["-f", "", "true"], ["--quiet", "--format=%x", "false"],
    ["-Z"], ["echo", "-p"],
], ids=str)
def test_as_gnu(words):
    theirs = execute([TOOL, *words], env={"LC_ALL": "C"})
    ours = run("time", *words)
    assert (ours.returncode, ours.stdout) == (theirs.returncode, theirs.stdout)
    # Usage errors and what cannot be run are told in words of our own.
    if "time: " not in ours.stderr:
        assert steady(ours.stderr) == steady(theirs.stderr)


def test_verbose():
    theirs = execute([TOOL, "-v", "sleep", "0.01"])
    ours = run("time", "-v", "sleep", "0.01")
    heads = [[line.split(": ")[0] for line in done.stderr.splitlines()] for done in (theirs, ours)]
    assert heads[0] == heads[1]
    assert "Exit status: 0" in ours.stderr


def test_cut_short():
    # The original reads beyond the format's end there.
    assert run("time", "-f", "%", "true").stderr == "?\n"
    assert run("time", "-f", "a\\", "true").stderr == "a?\\\n"


def test_variable_and_file(tmp_path):
    out = tmp_path / "out"
    run("time", "-o", out, "true", env={"TIME": "one %x"}, check=True)
    run("time", "-ao", out, "-f", "two %x", "sh", "-c", "exit 5")
    assert out.read_text() == "one 0\nCommand exited with non-zero status 5\ntwo 5\n"
    run("time", "-o", out, "-f", "three", "true", check=True)
    assert out.read_text() == "three\n"


def test_measures():
    done = run("time", "-f", "%e %E %M", "sleep", "0.3", check=True)
    seconds, clock, memory = done.stderr.split()
    assert float(seconds) >= 0.3 and clock.startswith("0:0") and int(memory) > 100
    assert shutil.which("time") == TOOL
