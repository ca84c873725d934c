# SPDX-License-Identifier: MIT
"""nohup beside GNU's, with and without a terminal."""
import subprocess

import pytest
from ramsteam import BINARY, compare
from terminal import Terminal


@pytest.mark.parametrize("words", [
    [], ["/none"], ["/"], ["sh", "-c", "exit 7"], ["echo", "-n", "x"], ["--nosuch"],
    ["sh", "-c", "kill -HUP $$; echo alive"],
])
def test_as_gnu(words):
    compare("nohup", *words)


@pytest.mark.parametrize("redirection", ["", ">out", "2>err", ">out 2>err", "<in", "<in >out"])
def test_on_a_terminal(redirection, tmp_path):
    results = []
    for name, tool in (("theirs", "nohup"), ("ours", f"{BINARY} nohup")):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "in").write_text("from a file\n")
        script = f"{tool} sh -c 'echo to out; echo to err >&2; cat' {redirection}; echo $?"
        with Terminal(["/bin/sh", "-c", script], cwd=folder) as there:
            there.wait()
            shown = there.output.decode()
        files = {entry.name: (entry.read_text(), oct(entry.stat().st_mode))
                 for entry in folder.iterdir()}
        results.append((shown.replace(BINARY + " ", ""), files))
    assert results[0] == results[1]


def test_output_at_home(tmp_path):
    home, here = tmp_path / "home", tmp_path / "here"
    home.mkdir()
    here.mkdir()
    (here / "nohup.out").mkdir()
    with Terminal([BINARY, "nohup", "echo", "words"], cwd=here, env={"HOME": home}) as there:
        there.wait()
    assert (home / "nohup.out").read_text() == "words\n"


def test_survives():
    with subprocess.Popen([BINARY, "nohup", "sh", "-c", "echo x; read line; echo $line"],
                          stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"x\n"
        child.send_signal(1)
        assert child.communicate(b"alive\n", 20)[0] == b"alive\n"
