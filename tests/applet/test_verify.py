# SPDX-License-Identifier: MIT
"""verify beside minisign itself: the same files, the same exit codes, the same words."""
import subprocess

import pytest
from ramsteam import applets, compare, run

pytestmark = pytest.mark.skipif("verify" not in applets(), reason="built without OpenSSL")


def minisign(folder, *args):
    subprocess.run(["minisign", *args], cwd=folder, check=True, input="", text=True,
                   capture_output=True)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with two keys and a file that is signed in both ways."""
    folder = tmp_path_factory.mktemp("signed")
    for name in ("minisign", "other"):
        minisign(folder, "-G", "-W", "-p", f"{name}.pub", "-s", f"{name}.key")
    (folder / "file").write_bytes(bytes(range(256)) * 5000)
    (folder / "empty").write_bytes(b"")
    for name in ("file", "empty"):
        minisign(folder, "-S", "-s", "minisign.key", "-m", name, "-t", "the words")
        minisign(folder, "-S", "-l", "-s", "minisign.key", "-m", name, "-x", f"{name}.legacy")
    return folder


@pytest.mark.parametrize("args", [
    "-m file", "-q -m file", "-Q -m file", "-m empty", "-p minisign.pub -m file",
    "-m file -x file.legacy", "-m empty -x empty.legacy", "-H -m file",
    "-H -m file -x file.legacy", "-p other.pub -m file", "-p nokey -m file", "-m nofile",
    "-m file -x nothere", "-m file -x empty.minisig", "-P RWQ -m file",
    "-P RWQ -p other.pub -m file", "-m file -x minisign.pub", "-p file.minisig -m file",
    "-m file -x empty",
])
def test_as_minisign(made, args):
    compare("minisign", "-V", *args.split(), cwd=made)


def test_prints_what_is_verified(made):
    done = compare("minisign", "-V", "-o", "-m", "file.legacy", "-x", "file.legacy", cwd=made)
    assert done.returncode == 1 and done.stdout == ""
    done = compare("minisign", "-V", "-o", "-m", "empty", cwd=made)
    assert "verified" in done.stderr
    key = (made / "minisign.pub").read_text().splitlines()[1]
    done = run("verify", "-o", "-q", "-P", key, "file", cwd=made, check=True)
    assert done.stdout.startswith("\0") and done.stderr == ""


def damaged(text):
    """Signatures that are none, each with what is wrong in them."""
    lines = text.splitlines(keepends=True)
    yield "cut", text[:150], "base64"
    yield "three", "".join(lines[:3]), "reading the signature file"
    yield "algorithm", text.replace("\nRU", "\nRT", 1), "Unsupported signature algorithm"
    yield "comment", text.replace("the words", "The words"), "Comment signature verification"
    yield "escape", text.replace("the words", "\x1b[31m"), "Comment signature verification"
    yield "huge", text + "x" * 100000, "16384"
    yield "binary", "\0" * 300, "reading the signature file"


def test_damaged(made):
    text = (made / "file.minisig").read_text()
    for name, content, says in damaged(text):
        (made / name).write_text(content)
        done = run("verify", "-m", "file", "-x", name, cwd=made)
        assert done.returncode in (1, 2) and done.stdout == "", name
        assert says in done.stderr and done.stderr.count("\n") == 1, name
        assert "\x1b" not in done.stderr


def test_changed_file(made):
    (made / "changed").write_bytes((made / "file").read_bytes() + b"x")
    for signature in ("file.minisig", "file.legacy"):
        done = compare("minisign", "-V", "-m", "changed", "-x", signature, cwd=made)
        assert done.returncode == 1 and "Signature verification failed" in done.stderr


def test_names_the_keys(made):
    done = run("verify", "-p", "other.pub", "file", cwd=made)
    for name in ("minisign", "other"):
        comment = (made / f"{name}.pub").read_text().splitlines()[0]
        assert comment.split()[-1] in done.stderr
    both = run("verify", "-p", ".", "file", cwd=made)
    assert both.returncode == 0
