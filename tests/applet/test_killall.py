# SPDX-License-Identifier: MIT
"""killall beside psmisc's, each against processes of a name that nobody else has."""
import itertools
import os
import re
import subprocess
import time

import pytest
from ramsteam import BINARY, compare, execute, run

NUMBER = itertools.count()


@pytest.mark.parametrize("words", [["-l"], [], ["-s", "FOO", "x"], ["nosuch-name"],
                                   ["-q", "nosuch-name"], ["-u", "nosuch-user", "x"], ["-Y"],
                                   ["-o", "5", "x"], ["-r", "(", "x"], ["/nosuch/file"]])
def test_as_psmisc(words):
    compare("killall", *words)


def start(folder, name, count=1):
    tool = folder / name
    if not tool.exists():
        tool.write_bytes(open("/bin/sleep", "rb").read())
        tool.chmod(0o755)
    return [subprocess.Popen([tool, "100"]) for _ in range(count)]


def outcome(tool, words, folder, answer=None):
    """How it ends, what it says, and how each of its victims ended."""
    tag = f"k{os.getpid()}n{next(NUMBER)}"
    names = {"a": f"{tag}-one", "b": f"{tag}-two", "l": f"{tag}-of-quite-a-long-name",
             "m": f"{tag}-of-quite-a-long-other"}
    children = [child for name in names.values() for child in start(folder, name)]
    words = [word.format(d=folder, t=tag, T=tag.upper(), **names) for word in words]
    done = execute([*tool, *words], input=answer, env={"LC_ALL": "C"})
    ended = []
    end = time.time() + 20
    # What was killed takes a moment to be gone; what was not is seen at the end.
    said = re.sub(r"\(\d+\)", "(N)", done.stderr).replace(tag, "T").replace(tag.upper(), "T")
    said = re.sub("killall: skipping partial match.*\n", "", said)
    killed = done.stderr.count("Killed")
    while sum(child.poll() is not None for child in children) < killed and time.time() < end:
        time.sleep(0.02)
    for child in children:
        try:
            ended.append(child.wait(0.15))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            ended.append(None)
    return done.returncode, "" if answer else said, ended


@pytest.mark.parametrize("words", [
    ["-v", "{a}"], ["-v", "-9", "{a}"], ["-v", "-HUP", "{a}", "{b}"], ["-v", "-s", "INT", "{a}"],
    ["-v", "{a}", "nosuch-name"], ["-vr", "{t}-(one|two)"], ["-v", "-I", "{T}-ONE"],
    ["-v", "{T}-ONE"], ["-v", "{l}"], ["-ve", "{l}"], ["-v", "{d}/{b}"],
    ["-v", "-y", "10m", "{a}"], ["-v", "-o", "10m", "{a}"], ["-v", "-u", "root", "{a}"],
    ["-v", "-u", "daemon", "{a}"], ["-v", "-SIGUSR1", "{b}"], ["-v", "--signal", "USR2", "{b}"],
    ["-qv", "{a}"], ["-v", "-0", "{a}"],
], ids=str)
def test_who_is_reached(words, tmp_path):
    theirs = outcome(["killall"], words, tmp_path)
    ours = outcome([BINARY, "killall"], words, tmp_path)
    assert ours == theirs


@pytest.mark.parametrize("answer", ["y\n", "n\n"])
def test_asks(answer, tmp_path):
    ours = outcome([BINARY, "killall"], ["-vi", "{a}"], tmp_path, answer)
    theirs = outcome(["killall"], ["-vi", "{a}"], tmp_path, answer)
    assert ours == theirs


def test_waits_for_the_end(tmp_path):
    tag = f"w{os.getpid()}"
    script = tmp_path / tag
    script.write_text("#!/bin/sh\ntrap 'sleep 0.4; exit' TERM\necho ready\n"
                      "while :; do sleep 0.05; done\n")
    script.chmod(0o755)
    with subprocess.Popen([script], stdout=subprocess.PIPE) as child:
        child.stdout.readline()
        begin = time.time()
        run("killall", "-w", tag, check=True)
        assert time.time() - begin >= 0.3 and child.wait(1) == 0
