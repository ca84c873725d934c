# SPDX-License-Identifier: MIT
"""stat beside GNU's."""
import os

import pytest
from ramsteam import compare, run


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    root = tmp_path_factory.mktemp("stat")
    (root / "a").write_text("12345")
    (root / "empty").touch()
    (root / "two words").touch()
    (root / "dir").mkdir()
    (root / "dir").chmod(0o3755)
    (root / "link").symlink_to("a")
    (root / "dangling").symlink_to("no where")
    os.mkfifo(root / "pipe")
    os.chown(root / "empty", 12345, 54321)
    os.utime(root / "a", ns=(1_500_000_000_000_000_007, 1_600_000_000_123_456_789))
    # Reading a link counts as an access, unless that was later than any change.
    for name in ("link", "dangling"):
        os.utime(root / name, (4e9, 1e9), follow_symlinks=False)
    os.mknod(root / "null", 0o20666, os.makedev(1, 3))
    return root


NAMES = ["a", "empty", "two words", "dir", "link", "dangling", "pipe", "null"]


@pytest.mark.parametrize("flags", [[], ["-t"], ["-L"], ["-Lt"], ["--cached=never"]])
def test_whole(flags, files):
    for zone in ("UTC", "CET-1"):
        compare("stat", *flags, *NAMES, cwd=files, env={"TZ": zone})
    compare("stat", *flags, "/dev/null", "/dev/pts", "none", cwd=files)


@pytest.mark.parametrize("letter", "aAbBdDfFgGhimnNorRstTuUxXyYzZW%qE")
def test_letters(letter, files):
    for form in (f"%{letter}", f"[%20{letter}]", f"[%-20{letter}]", f"[%020{letter}]",
                 f"%.3{letter}", f"%10.2{letter}", f"%#{letter}", f"%+{letter}"):
        if letter == "%" and form != "%%" or letter in "TtRrDfao" and "+" in form or \
                letter == "N" and form != "%N":  # whether GNU quotes then depends on its version
            continue
        compare("stat", "-c", form, *NAMES, cwd=files, env={"TZ": "UTC"})


@pytest.mark.parametrize("form", [
    "%n %s", "%", "%5", "%Hd %Ld %Hr %Lr", "%.X %.Y", "%.9Y|%.12Y|%.0Y|%.1Y", "%20.3Y|", "a\\nb",
    "%%n", "%n%", "%N%n", "%H", "%Hs"])
def test_formats(form, files):
    compare("stat", "-c", form, "a", "link", cwd=files)
    compare("stat", "--printf", form, "a", "link", cwd=files)


@pytest.mark.parametrize("form", ["%n\\n", "%n\\t%s\\x41\\101\\\\\\n", "no newline", "\\q",
                                  "end\\"])
def test_printf(form, files):
    compare("stat", "--printf=" + form, "a", "dir", cwd=files)


@pytest.mark.parametrize("path", [".", "/proc", "/dev", "/sys"])
def test_filesystems(path, files):
    # What is free changes while one looks.
    for form in ("%b %c %i %l %n %s %S %t %T", "%T %q", "[%10T] [%-10l]"):
        compare("stat", "-f", "-c", form, path, cwd=files)
    assert run("stat", "-f", path, cwd=files).stdout.splitlines()[1].startswith("    ID: ")


@pytest.mark.parametrize("args", [[], ["-f", "none"], ["-f", "-"], ["-q", "a"],
                                  ["--cached=x", "a"]])
def test_wrong(args, files):
    compare("stat", *args, cwd=files)


def test_says_what_is_wrong(files):
    assert run("stat", "none", cwd=files).stderr == \
        "stat: cannot statx 'none': No such file or directory\n"
