# SPDX-License-Identifier: MIT
"""wget --key, --sums: nothing that is not what was signed gets a name, or goes down a pipe."""
import os
import pathlib
import subprocess
import sys

import pytest
from ramsteam import BINARY, applets, run

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from http_server import answer, scripted  # noqa: E402

pytestmark = pytest.mark.skipif("verify" not in applets(), reason="built without OpenSSL")
CONTENT = bytes(i * 7919 % 251 for i in range(700_000))


def minisign(folder, *args):
    subprocess.run(["minisign", *args], cwd=folder, check=True, input="", text=True,
                   capture_output=True)


@pytest.fixture(scope="module")
def www(tmp_path_factory):
    """Files by name, keys of theirs and of another."""
    folder = tmp_path_factory.mktemp("www")
    for name in ("mine", "other"):
        minisign(folder, "-G", "-W", "-p", f"{name}.pub", "-s", f"{name}.key")
    for name in ("file", "legacy", "bad", "unsigned", "theirs"):
        (folder / name).write_bytes(CONTENT)
    sums = subprocess.run(["sha256sum", "file", "legacy"], cwd=folder, capture_output=True,
                          check=True).stdout
    bsd = subprocess.run(["sha256sum", "--tag", "file", "legacy"], cwd=folder,
                         capture_output=True, check=True).stdout
    (folder / "SHA256SUMS").write_bytes(sums)
    (folder / "BSD").write_bytes(bsd)
    for name in ("file", "bad", "SHA256SUMS"):
        minisign(folder, "-S", "-s", "mine.key", "-m", name)
    minisign(folder, "-S", "-l", "-s", "mine.key", "-m", "legacy")
    minisign(folder, "-S", "-s", "other.key", "-m", "theirs")
    (folder / "bad").write_bytes(CONTENT[:-1] + b"?")
    (folder / "cut").write_bytes(CONTENT)
    (folder / "cut.minisig").write_bytes((folder / "file.minisig").read_bytes()[:200])
    (folder / "huge").write_bytes(CONTENT)
    (folder / "huge.minisig").write_bytes(b"u" * 1_000_000)
    (folder / "odd").write_bytes(CONTENT)
    text = (folder / "file.minisig").read_text()
    (folder / "odd.minisig").write_text(text.replace("\nRU", "\nRT", 1))
    return folder


@pytest.fixture
def server(www):
    def handler(connection, request):
        path = www / request.target.lstrip("/").split("?")[0]
        if not path.exists():
            connection.sendall(answer("404 Not Found"))
            return True
        body, status, headers = path.read_bytes(), "200 OK", {"ETag": f'"{path.name}"'}
        if request.first_byte():
            first = request.first_byte()
            if first >= len(body):
                connection.sendall(answer("416 No", Content_Range=f"bytes */{len(body)}"))
                return True
            status = "206 Partial"
            headers["Content_Range"] = f"bytes {first}-{len(body) - 1}/{len(body)}"
            body = body[first:]
        connection.sendall(answer(status, body, **headers))
        return True
    with scripted(handler) as made:
        yield made


def wget(folder, *args, **how):
    return run("wget", "-q", "-t", "1", *args, cwd=folder, env={"HOME": "/nonexistent"}, **how)


@pytest.mark.parametrize("name", ["file", "legacy", "file?token=1"])
def test_takes_what_is_signed(www, server, tmp_path, name):
    wget(tmp_path, "--key", www / "mine.pub", "-O", "out", server.url(f"/{name}"), check=True)
    assert (tmp_path / "out").read_bytes() == CONTENT
    key = (www / "mine.pub").read_text().splitlines()[1]
    done = wget(tmp_path, "--key", www / "other.pub", "--key", key, server.url(f"/{name}"))
    assert done.returncode == 0, done.stderr
    wget(tmp_path, "--key", www, "-O", "all", server.url(f"/{name}"), check=True)
    assert [r.target for r in server.requests][:2] == [
        "/" + name.replace("?", ".minisig?") + ("" if "?" in name else ".minisig"), f"/{name}"]


@pytest.mark.parametrize("name, code, says", [
    ("bad", 1, "/bad: Signature verification failed"),
    ("unsigned", 8, "must be signed, and there is no signature"),
    ("theirs", 1, "is signed with key"), ("cut", 1, "reading the signature"),
    ("huge", 1, "more than 16384"),
    ("odd", 1, "Unsupported signature algorithm"),
])
def test_refuses(www, server, tmp_path, name, code, says):
    done = wget(tmp_path, "--key", www / "mine.pub", server.url(f"/{name}"))
    assert done.returncode == code and says in done.stderr and done.stderr.count("\n") == 1
    assert os.listdir(tmp_path) == []
    done = wget(tmp_path, "--key", www / "mine.pub", "-O", "-", server.url(f"/{name}"))
    assert done.returncode == code and done.stdout == ""
    # Not a byte of it was asked for where the signature alone tells.
    assert name == "bad" or f"/{name}" not in [r.target for r in server.requests]


@pytest.mark.parametrize("name", ["file", "legacy"])
def test_pipes_hold_only_what_is_verified(www, server, tmp_path, name):
    with open(tmp_path / "out", "wb") as out:
        done = subprocess.run(["sh", "-c",
                               f"{BINARY} wget -q --key {www}/mine.pub -O - "
                               f"{server.url('/' + name)} | cat"], stdout=out, check=False)
    assert done.returncode == 0 and (tmp_path / "out").read_bytes() == CONTENT


@pytest.mark.parametrize("there", [CONTENT[:1000], CONTENT, b"another"],
                         ids=["part", "whole", "other"])
def test_resumes_and_checks_the_whole(www, server, tmp_path, there):
    (tmp_path / "file").write_bytes(there)
    wget(tmp_path, "-t", "2", "-c", "--key", www / "mine.pub", server.url("/file"), check=True)
    assert (tmp_path / "file").read_bytes() == CONTENT and os.listdir(tmp_path) == ["file"]
    (tmp_path / "bad").write_bytes(CONTENT[:1000])
    done = wget(tmp_path, "-c", "--key", www / "mine.pub", server.url("/bad"))
    assert done.returncode == 1 and "bad" not in os.listdir(tmp_path)


@pytest.mark.parametrize("sums", ["SHA256SUMS", "BSD"])
def test_sums(www, server, tmp_path, sums):
    wget(tmp_path, "--sums", server.url(f"/{sums}"), server.url("/file"), server.url("/legacy"),
         check=True)
    assert sorted(os.listdir(tmp_path)) == ["file", "legacy"]
    done = wget(tmp_path, "--sums", server.url(f"/{sums}"), server.url("/unsigned"))
    assert done.returncode == 1 and f"/{sums} has no SHA-256 of unsigned" in done.stderr
    done = wget(tmp_path, "--sums", server.url("/nothing"), server.url("/file"))
    assert done.returncode == 8


def test_signed_sums(www, server, tmp_path):
    wget(tmp_path, "--key", www / "mine.pub", "--sums", server.url("/SHA256SUMS"),
         server.url("/file"), check=True)
    assert "/file.minisig" not in [r.target for r in server.requests]
    done = wget(tmp_path, "--key", www / "mine.pub", "--sums", server.url("/BSD"),
                server.url("/legacy"))
    assert done.returncode == 8 and "must be signed" in done.stderr
    assert os.listdir(tmp_path) == ["file"]


def test_mirrors_of_which_one_lies(www, server, tmp_path):
    (tmp_path / "list").write_text(f"{server.url('/legacy')}\n\n{server.url('/file')}\n")
    wget(tmp_path, "--key", www / "mine.pub", "--mirror-list", "list", "-O", "out",
         server.url("/bad"), check=True)
    assert (tmp_path / "out").read_bytes() == CONTENT


def test_keys_that_are_none(www, server, tmp_path):
    for key in ("nothere", www / "file", "RWQ", tmp_path):
        done = wget(tmp_path, "--key", key, server.url("/file"))
        assert done.returncode == 1 and done.stderr.count("\n") == 1, done.stderr
    assert os.listdir(tmp_path) == []
