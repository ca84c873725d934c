# SPDX-License-Identifier: MIT
"""cat beside GNU's: every way to show lines, and what cannot be shown."""
import os
import subprocess

import pytest
from ramsteam import BINARY, compare, execute, run

BYTES = b"one\n\n\n\ttab\r\n\x01\x7f\x80\xff\xc3\xa9\nno newline"


@pytest.mark.parametrize("flags", ["", "-A", "-b", "-e", "-E", "-n", "-s", "-t", "-T", "-u", "-v",
                                   "-ns", "-bs", "-vE", "-nA", "-bn", "-vT", "-sE",
                                   "-ET", "-TE", "-bET"])
def test_shows_as_gnu(flags, tmp_path):
    (tmp_path / "a").write_bytes(BYTES)
    (tmp_path / "b").write_bytes(b"\n\nlast\r\n")
    compare("cat", *flags.split(), "a", "b", cwd=tmp_path)
    compare("cat", *flags.split(), "a", "-", "b", cwd=tmp_path, input="in\n\nput")


def test_all_bytes(tmp_path):
    (tmp_path / "all").write_bytes(bytes(range(256)) * 3)
    compare("cat", "-v", tmp_path / "all")
    compare("cat", "-A", tmp_path / "all")


def test_large_through_pipe_and_file(tmp_path):
    data = os.urandom(3 << 20)
    (tmp_path / "in").write_bytes(data)
    assert subprocess.run([BINARY, "cat", tmp_path / "in"], capture_output=True).stdout == data
    assert subprocess.run([BINARY, "cat"], input=data, capture_output=True).stdout == data
    with open(tmp_path / "out", "wb") as out:
        subprocess.run([BINARY, "cat", tmp_path / "in", tmp_path / "in"], stdout=out, check=True)
    assert (tmp_path / "out").read_bytes() == data * 2
    with open(tmp_path / "out", "ab") as out:
        subprocess.run([BINARY, "cat", tmp_path / "in"], stdout=out, check=True)
    assert (tmp_path / "out").read_bytes() == data * 3


def test_proc_files_have_no_size():
    assert run("cat", "/proc/version", check=True).stdout == open("/proc/version").read()


def test_goes_on_after_what_it_cannot_read(tmp_path):
    (tmp_path / "a").write_text("a\n")
    done = run("cat", "none", "a", "two words", ".", cwd=tmp_path)
    assert (done.stdout, done.returncode) == ("a\n", 1)
    assert done.stderr == ("cat: none: No such file or directory\n"
                           "cat: 'two words': No such file or directory\n"
                           "cat: .: Is a directory\n")


def test_output_is_input(tmp_path):
    (tmp_path / "f").write_text("x\n")
    done = execute(["sh", "-c", '"$0" cat f >> f', BINARY], cwd=tmp_path)
    assert done.returncode == 1 and "f: input file is output file" in done.stderr


def test_full_disk():
    done = execute(["sh", "-c", '"$0" cat /proc/version > /dev/full', BINARY])
    assert done.returncode == 1 and "write error: No space left on device" in done.stderr
    done = execute(["sh", "-c", '"$0" cat -n /proc/version > /dev/full', BINARY])
    assert done.returncode == 1 and "write error: No space left on device" in done.stderr
