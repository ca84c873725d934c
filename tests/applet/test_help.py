# SPDX-License-Identifier: MIT
"""help: every applet in one line, by what it is for."""
import re

from ramsteam import applets, run


def test_every_applet_in_a_line():
    done = run("help")
    assert done.returncode == 0
    shown = []
    for line in re.findall(r"^ \S.*", done.stdout, re.M):
        shown += (line[1:21] if line[21:22] in ("", " ") else line).split()
    assert sorted(shown) == sorted(applets())
    assert all(len(line) <= 90 for line in done.stdout.splitlines()), done.stdout


def test_groups():
    titles = [line for line in run("help").stdout.splitlines()
              if line and line[0] not in " M"]
    assert titles == sorted(set(titles), key=titles.index) and "Network" in titles
    assert "Further" not in titles


def test_one():
    assert run("help", "kexec").stdout == run("kexec", "--help").stdout
    assert run("help", "poweroff").stdout.startswith("Usage: poweroff")


def test_mistakes():
    done = run("help", "kexce")
    assert done.returncode == 1 and "did you mean kexec?" in done.stderr
    done = run("help", "qqqqqqq")
    assert done.returncode == 1 and "'help'" in done.stderr
