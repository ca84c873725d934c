# SPDX-License-Identifier: MIT
"""sha256sum and its kin beside coreutils'."""
import pytest
from ramsteam import BINARY, compare, execute, run

NAMES = ["sha256sum", "sha512sum", "sha384sum", "sha224sum", "sha1sum", "md5sum", "b2sum"]


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "a").write_bytes(b"abc")
    (tmp_path / "big file").write_bytes(bytes(range(256)) * 5000)
    (tmp_path / "odd\\na\nme").write_bytes(b"odd")
    return tmp_path


@pytest.mark.parametrize("name", NAMES)
def test_prints(folder, name):
    for args in ([], ["-b"], ["-t"], ["--tag"], ["-z"], ["--tag", "-z"]):
        compare(name, *args, "a", "empty", "big file", "odd\\na\nme", "none", ".", cwd=folder)
    compare(name, cwd=folder, input="abc")
    compare(name, "a", "-", cwd=folder, input="abc")


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", [[], ["--tag"], ["-b"]])
def test_checks(folder, name, form):
    sums = run(name, *form, "a", "empty", "big file", "odd\\na\nme", cwd=folder, check=True).stdout
    (folder / "sums").write_text(sums)
    compare(name, "-c", "sums", cwd=folder)
    compare(name, "-c", cwd=folder, input=sums)
    (folder / "a").write_text("changed")
    (folder / "empty").unlink()
    for args in ([], ["--quiet"], ["--status"], ["--ignore-missing"], ["-w"], ["--strict"]):
        assert compare(name, "-c", *args, "sums", cwd=folder).returncode == 1
    done = run(name, "-c", "sums", cwd=folder)
    assert "WARNING: 1 computed checksum did NOT match" in done.stderr
    assert "WARNING: 1 listed file could not be read" in done.stderr


def test_malformed(folder):
    good = run("sha256sum", "a", cwd=folder, check=True).stdout
    for text in (good + "nonsense\n", "# a comment\n" + good, "nonsense\n", "", good.upper(),
                 good.replace("  ", " "), good.replace("  ", " *"), good.replace("\n", "\r\n"),
                 "\\" + good, "\\" + good.replace("  a", "  a\\x"), good.replace("  a", "  "),
                 good[1:], "0" + good, "  " + good, "SHA256 (a)= " + good[:64] + "\n",
                 "SHA256 a = " + good[:64] + "\n", "SHA512 (a) = " + good[:64] + "\n",
                 "SHA256 (a) = " + good[:63] + "\n", "\0\0\n" + good):
        for args in ([], ["--strict"], ["-w"], ["--status"], ["--ignore-missing"]):
            compare("sha256sum", "-c", *args, cwd=folder, input=text)
    compare("sha256sum", "-c", "--ignore-missing", cwd=folder,
            input=good.replace("  a", "  nowhere"))
    compare("sha256sum", "-c", "nowhere", cwd=folder)
    done = run("sha256sum", "-c", "-w", cwd=folder, input=good + "nonsense\n")
    assert "2: improperly formatted SHA256 checksum line" in done.stderr
    assert "WARNING: 1 line is improperly formatted" in done.stderr and done.returncode == 0


@pytest.mark.parametrize("args", [
    ["--tag", "-c"], ["-z", "-c"], ["-b", "-c"], ["--tag", "-t"], ["--quiet"], ["--status"],
    ["--strict"], ["-w"], ["--ignore-missing"], ["--no-such"],
])
def test_usage(folder, args):
    assert compare("sha256sum", *args, "a", cwd=folder).returncode == 1


def test_full(folder):
    done = execute(["sh", "-c", f"exec {BINARY} sha256sum a >/dev/full"], cwd=folder)
    assert done.returncode == 1 and "No space left on device" in done.stderr
