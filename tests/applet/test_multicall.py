# SPDX-License-Identifier: MIT
"""The binary itself: its lists, its links, each applet's --help, mistyped names and options."""
import os

import pytest
from ramsteam import BINARY, applets, execute, run

NAMES = applets()


def test_lists_agree():
    full = execute([BINARY, "--list-full"], check=True).stdout.split()
    assert [path.rsplit("/", 1)[1] for path in full] == NAMES
    assert {path.rsplit("/", 1)[0] for path in full} <= {"bin", "sbin"}
    assert len(NAMES) == len(set(NAMES))


def test_version_and_help():
    assert execute([BINARY, "--version"], check=True).stdout.startswith("ramsteam ")
    for words in ([], ["--help"]):
        assert "Usage: ramsteam" in execute([BINARY, *words], check=True).stdout


@pytest.mark.parametrize("words", [["--install", "-s"], ["--install"]])
def test_install_links_every_name(words, tmp_path):
    folder = tmp_path / "a" / "bin"
    # Hard links do not leave a filesystem: a copy of the binary beside the folder.
    binary = tmp_path / "ramsteam"
    binary.write_bytes(open(BINARY, "rb").read())
    binary.chmod(0o755)
    for _ in range(2):
        execute([binary, *words, folder], check=True)
    assert sorted(os.listdir(folder)) == sorted(NAMES)
    for name in NAMES:
        link = folder / name
        assert link.is_symlink() == ("-s" in words) and link.samefile(binary)


def test_called_by_name(tmp_path):
    name = "false" if "false" in NAMES else NAMES[0]
    (tmp_path / name).symlink_to(BINARY)
    assert execute([tmp_path / name, "--help"]).returncode in (0, 1)
    if name == "false":
        assert execute([tmp_path / name]).returncode == 1


def test_unknown_applet_names_the_nearest():
    name = max(NAMES, key=len)
    done = execute([BINARY, name[:-1] + "~"])
    assert done.returncode == 127 and f"did you mean '{name}'?" in done.stderr
    done = execute([BINARY, "qqqqqqqqqqqq"])
    assert done.returncode == 127 and "--list" in done.stderr


def test_unknown_option_names_the_nearest():
    done = execute([BINARY, "--isntall"])
    assert done.returncode == 1 and "--install" in done.stderr and not done.stdout


# To test it is a word like others, which is true.
@pytest.mark.parametrize("name", [name for name in NAMES if name != "test"])
def test_help(name):
    done = run(name, "--help", timeout=10)
    assert done.stdout.startswith(f"Usage: {name}") and done.returncode == 0, done.stderr
    assert done.stderr == ""


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("test", "[")])
def test_version(name):
    done = run(name, "--version", timeout=10)
    assert "RAMsteam" in done.stdout and done.returncode == 0 and not done.stderr
