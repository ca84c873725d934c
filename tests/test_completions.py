# SPDX-License-Identifier: MIT
"""make completions: bash completes every applet's options, and only those of our links."""
import subprocess

import pytest
from ramsteam import BINARY, applets, execute

ASK = r"""
compopt() { :; }
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
_ramsteam
[[ ${#COMPREPLY[@]} = 0 ]] || printf '%s\n' "${COMPREPLY[@]}"
"""


@pytest.fixture(scope="module")
def script(tmp_path_factory):
    path = tmp_path_factory.mktemp("completion") / "ramsteam"
    path.write_text(execute([BINARY, "--completion"], check=True).stdout)
    return path


def complete(script, *words, cwd=None):
    """What bash offers for the last of the words, split as bash splits them."""
    done = subprocess.run(["bash", "-euc", f". {script}\n{ASK}", "bash", *words], cwd=cwd,
                          capture_output=True, text=True)
    assert done.returncode == 0 and done.stderr == "", done.stderr
    return done.stdout.split()


def test_applets(script):
    offered = complete(script, "ramsteam", "")
    assert set(offered) == {*applets(), "ramsteam"}
    assert complete(script, "ramsteam", "kex") == ["kexec"]
    assert "--list-full" in complete(script, "ramsteam", "--l")


@pytest.mark.parametrize("before", [["kexec"], ["ramsteam", "kexec"], ["/sbin/kexec"]])
def test_options(script, before):
    assert complete(script, *before, "--load") == ["--load", "--load-panic"]
    assert complete(script, *before, "--ini") == ["--initrd="]
    assert complete(script, *before, "--no-such") == []


def test_arguments(script, tmp_path):
    (tmp_path / "initrd-one").touch()
    (tmp_path / "initrd-two").mkdir()
    for words in (["--initrd", "ini"], ["--initrd", "=", "ini"], ["-i", "ini"]):
        assert sorted(complete(script, "kexec", *words, cwd=tmp_path)) == \
            ["initrd-one", "initrd-two"], words
    assert "initrd-one" in complete(script, "kexec", "--initrd", "=", cwd=tmp_path)
    # An operand is bash's own to complete.
    assert complete(script, "kexec", "--load", "ini", cwd=tmp_path) == []


def test_every_option_of_help_is_offered(script):
    for name in applets():
        offered = {word.rstrip("=") for word in complete(script, name, "-")}
        shown = execute([BINARY, name, "--help"], check=True).stdout
        for line in shown.splitlines():
            if line.startswith("  -") and "  " in line.strip():
                word = line.split(",")[0].split()[0].split("[=")[0]
                assert word in offered | {"-NUM"} or not offered - {"--help"}, (name, word)


def test_only_our_links(script, tmp_path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    execute([BINARY, "--install", "-s", ours], check=True)
    theirs.mkdir()
    (theirs / "ramsteam").symlink_to(BINARY)
    (ours / "ramsteam").symlink_to(BINARY)
    for path, expected in ((f"{ours}:/usr/bin:/bin", True), (f"/usr/bin:/bin:{theirs}", False)):
        done = subprocess.run(["/usr/bin/bash", "-c", f". {script}; complete -p true"],
                              capture_output=True, text=True, env={"PATH": path})
        assert ("_ramsteam" in done.stdout) == expected, done.stdout + done.stderr
