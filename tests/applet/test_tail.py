# SPDX-License-Identifier: MIT
"""tail beside GNU's: counts from both ends; following by descriptor and by name."""
import os
import signal
import subprocess
import time

import pytest
from ramsteam import BINARY, compare, execute, run

LINES = "".join(f"line {n}\n" for n in range(1, 31))
COUNTS = ["-n0", "-n3", "-n+3", "-n+0", "-n+1", "-n40", "-n+40", "-c0", "-c10", "-c+10", "-c+0",
          "-c+1", "-c1K", "-c+1K", "-3", "-n-3", "-n1k"]


@pytest.fixture
def files(tmp_path):
    (tmp_path / "lines").write_text(LINES)
    (tmp_path / "open").write_text("a\nb\nno end")
    (tmp_path / "nul").write_bytes(b"a\0b\0c\nd\0e")
    (tmp_path / "empty").write_text("")
    (tmp_path / "newlines").write_text("\n\n\n\n")
    (tmp_path / "big").write_text("".join(f"{n}\n" for n in range(60000)))
    return tmp_path


@pytest.mark.parametrize("count", [None, *COUNTS, "-n50000", "-n+50000", "-c200000"])
def test_counts(count, files):
    how = [count] if count else []
    for name in ("lines", "open", "empty", "nul", "newlines", "big"):
        compare("tail", *how, name, cwd=files)
        compare("tail", *how, cwd=files, input=(files / name).read_text())
    if count != "-3":
        compare("tail", *how, "-z", "nul", cwd=files)


@pytest.mark.parametrize("flags", ["", "-q", "-v", "-vq", "-n2"])
def test_headers(flags, files):
    flags = flags.split()
    compare("tail", *flags, "-n2", "lines", "-", "empty", "open", cwd=files, input="in\nput\n3\n")
    compare("tail", *flags, "-n2", "lines", "none", "open", cwd=files)
    compare("tail", *flags, "lines", cwd=files)
    compare("tail", "+28", "lines", cwd=files)


@pytest.mark.parametrize("word", [
    "-3c", "-1b", "-2l", "-0c", "-20l", "-1bc"])
def test_letters_behind_numbers(word, files):
    for name in ("lines", "big"):
        compare("tail", word, name, cwd=files)
    compare("tail", word, input=LINES)


def test_none_of_a_folder(files):
    for flags in (["-n0"], ["-c0"], ["-n0", "-v"]):
        compare("tail", *flags, ".", "lines", "none", cwd=files)


def test_stdin_from_where_it_is(files):
    script = "(read a; read b; {tail} -n +2) < lines; (read a; {tail} -c +3) < lines; " \
             "(read a; {tail} -n 400) < lines"
    ours = execute(["bash", "-c", script.replace("{tail}", '"$0" tail'), BINARY], cwd=files)
    theirs = execute(["bash", "-c", script.replace("{tail}", "tail")], cwd=files)
    assert ours.stdout == theirs.stdout


def test_proc(files):
    assert run("tail", "-n1", "/proc/version", check=True).stdout == open("/proc/version").read()


@pytest.mark.parametrize("args, text", [
    (["-n", "x", "f"], "tail: invalid number of lines: 'x'\n"),
    (["-c", "1q", "f"], "tail: invalid number of bytes: '1q'\n"),
    (["none"], "tail: cannot open 'none' for reading: No such file or directory\n"),
    (["."], "tail: error reading '.': Is a directory\n"),
])
def test_says_what_is_wrong(args, text, tmp_path):
    done = run("tail", *args, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, text)


def test_keeps_no_more_of_a_pipe_than_it_prints():
    script = 'ulimit -v 40000; yes "a line of some length" | head -c 100000000 | "$0" tail -n 2'
    done = execute(["bash", "-c", script, BINARY])
    assert done.stdout == "a line of some length\na line of so" and not done.stderr


class Following:
    """tail running beside the test: wait for a text to come out of it."""

    def __init__(self, *args, cwd):
        self.process = subprocess.Popen([BINARY, "tail", *args], cwd=cwd, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT)
        os.set_blocking(self.process.stdout.fileno(), False)
        self.text = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def expect(self, text, seconds=5):
        end = time.monotonic() + seconds
        while text not in self.text and time.monotonic() < end:
            self.text += (self.process.stdout.read() or b"").decode()
            time.sleep(0.01)
        assert text in self.text
        self.text = self.text.split(text, 1)[1]


def append(path, text):
    with open(path, "a") as file:
        file.write(text)


def test_follows_what_is_added(files):
    with Following("-n1", "-f", "lines", cwd=files) as tail:
        tail.expect("line 30\n")
        append(files / "lines", "more\n")
        # Far sooner than the second between looks: the kernel tells.
        tail.expect("more\n", 0.9)
        (files / "lines").write_text("new\n")
        tail.expect("file truncated\nnew\n")


def test_follows_two(files):
    with Following("-n1", "-f", "lines", "open", cwd=files) as tail:
        tail.expect("no end")
        append(files / "lines", "more\n")
        tail.expect("\n==> lines <==\nmore\n")
        append(files / "open", "X\n")
        tail.expect("\n==> open <==\nX\n")


def test_follows_in_the_order_of_changes(files):
    with Following("-n1", "-f", "lines", "open", "nul", cwd=files) as tail:
        tail.expect("d\0e")
        os.kill(tail.process.pid, signal.SIGSTOP)
        for name in ("open", "lines"):
            append(files / name, f"{name} X\n")
        os.kill(tail.process.pid, signal.SIGCONT)
        tail.expect("\n==> open <==\nopen X\n\n==> lines <==\nlines X\n")


def test_follows_the_name(files):
    with Following("-n1", "-F", "lines", cwd=files) as tail:
        tail.expect("line 30\n")
        os.rename(files / "lines", files / "lines.1")
        (files / "new").write_text("fresh\n")
        os.rename(files / "new", files / "lines")
        tail.expect("following new file\nfresh\n")
        os.unlink(files / "lines")
        tail.expect("lines has become inaccessible: No such file or directory\n")
        append(files / "lines", "again\n")
        tail.expect("lines has appeared;  following new file\nagain\n")


def test_follows_what_is_not_there_yet(files):
    with Following("-F", "later", cwd=files) as tail:
        tail.expect("cannot open 'later' for reading")
        append(files / "later", "here\n")
        tail.expect("here\n")


def test_ends_with_the_process(files):
    with subprocess.Popen(["sleep", "60"]) as sleeper:
        with Following("-n1", "-f", "-s", "0.05", f"--pid={sleeper.pid}", "lines",
                       cwd=files) as tail:
            tail.expect("line 30\n")
            assert tail.process.poll() is None
            sleeper.kill()
            sleeper.wait()
            assert tail.process.wait(timeout=5) == 0


def test_ends_when_nothing_is_left(files):
    done = run("tail", "-f", "none", cwd=files, timeout=5)
    assert done.returncode == 1 and "no files remaining" in done.stderr
    compare("tail", "-f", "-n1", input=LINES, timeout=5)


def test_ends_when_nobody_reads(files):
    done = execute(["bash", "-c", '"$0" tail -f lines | head -n 1', BINARY], cwd=files, timeout=5)
    assert done.stdout == "line 21\n"
