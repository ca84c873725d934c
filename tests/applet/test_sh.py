# SPDX-License-Identifier: MIT
"""sh: scripts, and the keys, completion, prompt and history that need no setting."""
import os
import re

import pexpect
import pytest
from ramsteam import BINARY, execute, run



@pytest.fixture
def links(tmp_path):
    folder = tmp_path / "bin"
    execute([BINARY, "--install", "-s", folder], check=True)
    return folder


@pytest.fixture
def shell(links, tmp_path):
    """An interactive shell with nothing but a terminal of no size, in an empty home."""
    child = pexpect.spawn(str(links / "sh"), cwd=str(tmp_path), encoding="utf-8", timeout=10,
                          dimensions=(0, 0), env={"PATH": f"{links}:/usr/bin:/bin",
                                                  "HOME": "/nowhere"})
    child.expect_exact("# ")
    child.send("o() { echo \"@\"\"<$*>@\"; }\r")
    child.expect_exact("# ")
    yield child
    child.close(force=True)


def answer(child, keys):
    """What o printed, between marks that no typed line holds in one piece."""
    child.send(keys + "\r")
    child.expect(r"@<([^<>\r\n]*)>@")
    found = child.match.group(1)
    child.expect_exact("# ")
    return found


@pytest.mark.parametrize("name", ["sh", "mksh"])
def test_scripts(name, tmp_path):
    assert run(name, "-c", "mkdir -p x/{store,work}; echo x/*", cwd=tmp_path,
               check=True).stdout == "x/store x/work\n"
    assert run(name, "-c", 'echo "$0 $1"; exit 3', "a", "b").stdout == "a b\n"
    assert run(name, input="echo from stdin\nexit 4\n").returncode == 4
    script = tmp_path / "script"
    script.write_text("for i in 1 2; do echo $i; done\n")
    assert run(name, script, check=True).stdout == "1\n2\n"
    assert run(name, tmp_path / "missing").returncode == 127


def test_path_when_the_kernel_gave_none():
    done = execute(["env", "-i", BINARY, "sh", "-c", "echo $PATH"], check=True)
    assert done.stdout == "/bin:/sbin:/usr/bin:/usr/sbin\n"


def test_mistakes():
    done = run("sh", "-c", "if")
    assert done.returncode == 1 and "syntax error" in done.stderr
    assert run("sh", "-c", "nosuchcommand").returncode == 127


# xterm, screen and a VT, a serial line: a word, then Home and what stands before, then End.
@pytest.mark.parametrize("home, end", [("\x1b[H", "\x1b[F"), ("\x1b[1~", "\x1b[4~"),
                                       ("\x1bOH", "\x1bOF"), ("\x01", "\x05")])
def test_home_and_end(shell, home, end):
    assert answer(shell, f" b{home}o{end}c") == "bc"


def test_arrows_and_delete(shell):
    assert answer(shell, "o aXc" + "\x1b[D" * 2 + "\x1b[3~b") == "abc"
    shell.send("\x1b[A")
    assert answer(shell, "") == "abc"


def test_search(shell):
    answer(shell, "o first")
    answer(shell, "o second")
    assert answer(shell, "\x12fir") == "first"


def test_completion_of_store_paths(shell, tmp_path):
    os.makedirs(tmp_path / "mnt-root/nix/store/abcdefgh-nixos-system-x")
    shell.send("cd mnt-root/nix/store/\t\r")
    shell.expect_exact("# ")
    assert answer(shell, "o ${PWD##*/}") == "abcdefgh-nixos-system-x"


def test_completion_lists_what_fits(shell, tmp_path):
    for name in ("common-one", "common-two"):
        (tmp_path / name).touch()
    shell.send("ls comm\t\t")
    shell.expect("common-one")
    shell.expect("common-two")


def test_prompt_shows_status_and_folder(shell):
    shell.send("cd /usr\r")
    shell.expect(re.compile(r"\S+:/usr# "))
    shell.send("(exit 7)\r")
    shell.expect(re.compile(r"\[7\] \S+:/usr# "))
    shell.send("\r")
    shell.expect_exact("/usr# ")


def test_terminal_settings(shell):
    assert answer(shell, "o $TERM $COLUMNS $LINES $HISTFILE") == \
        "vt100 80 24 /run/ramroot/history"
    assert answer(shell, "o $(alias ll)") == "ll='ls -l'"
    assert answer(shell, "o x{1,2}") == "x1 x2"
