# SPDX-License-Identifier: MIT
"""wget: GNU wget's ways, a file that is whole or not there, and servers of every kind."""
import contextlib
import fcntl
import hashlib
import itertools
import os
import pathlib
import pty
import signal
import socket
import struct
import subprocess
import sys
import termios
import time

import pytest
from ramsteam import BINARY, applets, execute, run

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from http_server import always, answer, nginx, ranged, scripted  # noqa: E402

CONTENT = bytes(i * 7919 % 251 for i in range(300_000))
HAS_OPENSSL = "sha256sum" in applets()
CLEAN = {"http_proxy": "", "https_proxy": "", "no_proxy": "", "HOME": "/nonexistent"}


def wget(folder, *args, **how):
    how["env"] = {**CLEAN, **(how.get("env") or {})}
    return run("wget", *args, cwd=folder, **how)


def files(folder):
    return sorted(os.listdir(folder))


def fails(folder, code, *args, says="", **how):
    """It exits so, in one clear line, and leaves nothing."""
    before = files(folder)
    done = wget(folder, "-q", *args, **how)
    assert done.returncode == code, done.stderr
    assert done.stderr.startswith("wget: ") and done.stderr.count("\n") == 1, done.stderr
    assert says in done.stderr
    assert files(folder) == before
    return done


def test_saves_under_its_name(tmp_path):
    with scripted(ranged(CONTENT, Last_Modified="Sun, 06 Nov 1994 08:49:37 GMT")) as server:
        done = wget(tmp_path, server.url("/a/file.img?x=1"), check=True)
    assert files(tmp_path) == ["file.img?x=1"]
    assert (tmp_path / "file.img?x=1").read_bytes() == CONTENT
    assert (tmp_path / "file.img?x=1").stat().st_mtime == 784111777
    assert (tmp_path / "file.img?x=1").stat().st_mode & 0o777 == 0o644
    assert done.stdout == ""
    for line in ("Length: 300000 (293K)", "Saving to: 'file.img?x=1'", "saved [300000/300000]",
                 "awaiting response... 200 OK"):
        assert line in done.stderr
    request = server.requests[0]
    assert request.text.startswith("GET /a/file.img?x=1 HTTP/1.1\r\n")
    assert request.headers["host"] == f"127.0.0.1:{server.port}"
    assert request.headers["user-agent"].startswith("RAMsteam/")


@pytest.mark.parametrize("path, name", [
    ("/", "index.html"), ("", "index.html"), ("/d/", "index.html"), ("/a%20b", "a b"),
    ("/x/..%2Fy", "..%2Fy"), ("/%2e%2e", "%2E."), ("/n%0a", "n%0A"), ("/x#f", "x"),
    ("/%C3%A4", "ä"),
])
def test_names(tmp_path, path, name):
    with scripted(ranged(b"x")) as server:
        wget(tmp_path, "-q", server.url(path), check=True)
    assert files(tmp_path) == [name]


def test_names_that_exist(tmp_path):
    with scripted(ranged(b"new")) as server:
        url = server.url("/f")
        for name in ("f", "f.1", "f.2"):
            done = wget(tmp_path, url, check=True)
            assert f"Saving to: '{name}'" in done.stderr
        assert files(tmp_path) == ["f", "f.1", "f.2"]
        (tmp_path / "f").write_text("old")
        done = wget(tmp_path, "-nc", url, check=True)
        assert "already there; not retrieving" in done.stderr
        assert (tmp_path / "f").read_text() == "old"
        # GNU wget: what -O names is one file, and there.
        assert wget(tmp_path, "-q", "-nc", "-O", "f", url).returncode == 1
        assert (tmp_path / "f").read_text() == "old"
        wget(tmp_path, "-q", "-nc", "-O", "two", url, url, check=True)
        assert (tmp_path / "two").read_text() == "newnew"
        wget(tmp_path, "-q", "-nc", "-O-", url, check=True)
        (tmp_path / "two").unlink()
        wget(tmp_path, "-q", "-O", "f", url, check=True)
        assert (tmp_path / "f").read_text() == "new"
        wget(tmp_path, "-q", "-P", "a/b", url, check=True)
        assert (tmp_path / "a/b/f").read_text() == "new"


def test_stdout_and_several(tmp_path):
    with scripted(lambda c, r: c.sendall(answer(body=r.target.encode())) or True) as server:
        done = wget(tmp_path, "-qO-", server.url("/1"), server.url("/2"), check=True)
        assert done.stdout == "/1/2" and done.stderr == "" and files(tmp_path) == []
        assert server.connections == 1
        (tmp_path / "list").write_text(f"# these\n{server.url('/3')}\n\n  {server.url('/4')}\r\n")
        wget(tmp_path, "-q", "-i", "list", "-O", "both", check=True)
        assert (tmp_path / "both").read_text() == "/3/4"
        done = wget(tmp_path, "-q", "-O", "-", "-i", "-", input=server.url("/5"), check=True)
        assert done.stdout == "/5"


def test_devices_and_links(tmp_path):
    with scripted(ranged(CONTENT)) as server:
        wget(tmp_path, "-q", "-O", "/dev/null", server.url(), check=True)
        assert not os.path.isfile("/dev/null")
        done = fails(tmp_path, 3, "-O", "/dev/full", server.url())
        assert "No space left on device" in done.stderr
        for words in ('"$0" wget -qO- "$1" >&-', '{ "$0" wget -qO- "$1"; echo $? >&2; } | :'):
            done = execute(["sh", "-c", words, BINARY, server.url()], env=CLEAN)
            assert "3" in (str(done.returncode), done.stderr[-2:-1]), done.stderr
            assert "write - (" not in done.stderr and "fetch " in done.stderr
        (tmp_path / "real").write_text("old")
        (tmp_path / "link").symlink_to("real")
        wget(tmp_path, "-q", "-O", "link", server.url(), check=True)
        assert (tmp_path / "real").read_bytes() == CONTENT and (tmp_path / "link").is_symlink()
        fails(tmp_path, 3, "-O", "no/such/folder", server.url(), says="No such file or directory")


@pytest.mark.parametrize("status, code", [
    ("404 Not Found", 8), ("403 Forbidden", 8), ("401 Unauthorized", 6), ("500 Oops", 8),
    ("503 Service Unavailable", 8), ("302 Found", 8), ("304 Not Modified", 8),
    ("418 I'm \x1b[31ma teapot", 8), ("999 Odd", 8),
])
def test_statuses(tmp_path, status, code):
    with scripted(always(answer(status, b"an error page"))) as server:
        done = fails(tmp_path, code, "-t", "1", server.url(), says=f"HTTP {status[:3]} ")
        assert "\x1b" not in done.stderr and f"fetch {server.url()}: " in done.stderr
        done = wget(tmp_path, "-t", "1", "-S", server.url())
        assert "\x1b" not in done.stderr


def test_exit_code_of_several(tmp_path):
    with scripted(always(answer("404 No"))) as server:
        done = wget(tmp_path, "-q", server.url(), "http://127.0.0.1:1/", server.url("/2"))
        assert done.returncode == 4


def test_quiet_brief_and_headers(tmp_path):
    with scripted(ranged(b"12345")) as server:
        assert wget(tmp_path, "-q", server.url(), check=True).stderr == ""
        done = wget(tmp_path, "-nv", server.url("/n"), check=True)
        assert done.stderr.endswith(f'URL:{server.url("/n")} [5/5] -> "n" [1]\n')
        assert done.stderr.count("\n") == 1
        done = wget(tmp_path, "-S", server.url("/s"), check=True)
        assert "  HTTP/1.1 200 OK\n  ETag: \"one\"\n" in done.stderr


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308, 300])
def test_redirects(tmp_path, status):
    def handler(connection, request):
        if request.target == "/a/from":
            connection.sendall(answer(f"{status} Over there", b"moved", Location="../to?q#frag"))
        else:
            connection.sendall(answer(body=b"here"))
        return True
    with scripted(handler) as server:
        wget(tmp_path, "-q", server.url("/a/from"), check=True)
        assert files(tmp_path) == ["from"]
        assert [r.target for r in server.requests] == ["/a/from", "/to?q"]
        assert server.connections == 1
        wget(tmp_path, "-q", "-O", "posted", "--post-data", "x=1", server.url("/a/from"),
             check=True)
        method = "POST" if status > 303 else "GET"
        assert [r.method for r in server.requests[2:]] == ["POST", method]
        assert server.requests[2].body == b"x=1"
        assert server.requests[3].body == (b"x=1" if status > 303 else b"")


def test_redirects_refused(tmp_path):
    for location, code, says in [
            ("file:///etc/passwd", 7, "refused"), ("FILE:/etc/passwd", 7, "refused"),
            ("ftp://host/x", 7, "refused"), ("/again", 8, "circles"),
            ("http://host\x7f/", 7, "control character"), ("http://", 7, "no host")]:
        with scripted(always(answer("302 Go", Location=location))) as server:
            fails(tmp_path, code, server.url("/again"), says=says)
    # It may be sent once to where it has been: what it asked for was made meanwhile.
    answers = iter([answer("302 Go", Location="/x"), answer(body=b"ready")])
    with scripted(lambda c, r: c.sendall(next(answers)) or True) as server:
        assert wget(tmp_path, "-qO-", server.url("/x"), check=True).stdout == "ready"

    def onward(connection, request):
        connection.sendall(answer("302 Go", Location=request.target + "x"))
        return True
    with scripted(onward) as server:
        fails(tmp_path, 8, server.url("/x"), says="more than 50 redirects")
        assert len(server.requests) == 51
        fails(tmp_path, 8, "--max-redirect", "0", server.url("/x"), says="more than 0 redirects")
        fails(tmp_path, 8, "--max-redirect=2", server.url("/x"), says="more than 2 redirects")


def test_secrets_stay_with_their_server(tmp_path):
    with scripted(ranged(b"x")) as other, scripted(
            lambda c, r: c.sendall(answer("302 Go", Location=other.url("/o")))) as server:
        wget(tmp_path, "-q", "--header", "Cookie: secret", "--header=X-Mine: 1", "--user", "u",
             "--password", "p", server.url("/s"), check=True)
        assert server.requests[0].headers["cookie"] == "secret"
        assert server.requests[0].headers["authorization"] == "Basic dTpw"
        assert "cookie" not in other.requests[0].headers
        assert "authorization" not in other.requests[0].headers
        assert other.requests[0].headers["x-mine"] == "1"


def test_login(tmp_path):
    def handler(connection, request):
        good = request.headers.get("authorization") == "Basic bWU6cEBzcw=="
        connection.sendall(answer(body=b"in") if good else answer("401 Unauthorized"))
        return True
    with scripted(handler) as server:
        at = f"127.0.0.1:{server.port}/f"
        wget(tmp_path, "-q", "-O", "1", f"http://me:p%40ss@{at}", check=True)
        wget(tmp_path, "-q", "-O", "1", "--user=me", "--password=p@ss", f"http://{at}", check=True)
        fails(tmp_path, 6, f"http://{at}", says="HTTP 401")
        done = fails(tmp_path, 6, f"http://me:wrong@{at}")
        assert "wrong" not in done.stderr
        (tmp_path / ".netrc").write_text("machine other login a password b\n"
                                         "machine 127.0.0.1\n login me\n password \"p@ss\"\n")
        wget(tmp_path, "-q", "-O", "1", f"http://{at}", env={"HOME": str(tmp_path)}, check=True)
        fails(tmp_path, 6, "--no-netrc", f"http://{at}", env={"HOME": str(tmp_path)})


def test_chunked(tmp_path):
    chunks = b"".join(b"%x;ext=1\r\n%s\r\n" % (len(part), part) for part in
                      (CONTENT[:1], CONTENT[1:70_000], CONTENT[70_000:]))
    body = answer(Content_Length=None, Transfer_Encoding="chunked") + chunks

    def slowly(connection, _request):
        data = body + b"0\r\nTrailer: 1\r\n\r\n"
        for at in range(0, 300, 7):
            connection.sendall(data[at:min(at + 7, 300)])
        connection.sendall(data[300:])
        return True
    with scripted(slowly) as server:
        done = wget(tmp_path, server.url("/c"), server.url("/d"), check=True)
        assert (tmp_path / "c").read_bytes() == (tmp_path / "d").read_bytes() == CONTENT
        assert "Length: unspecified" in done.stderr and server.connections == 1
    with scripted(always(body)) as server:
        fails(tmp_path, 4, "-t", "1", server.url(), says="cut off after 300000 bytes")
    for twice in (b"chunked, chunked", b"chunked\r\ntransfer-encoding: Chunked"):
        with scripted(always(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: " + twice +
                             b"\r\n\r\n5\nhello\n0\n\n")) as server:
            assert wget(tmp_path, "-qO-", server.url(), check=True).stdout == "hello"


def test_cut_without_length(tmp_path):
    with scripted(always(b"HTTP/1.0 200 OK\r\n\r\nall of it")) as server:
        assert wget(tmp_path, "-qO-", server.url(), check=True).stdout == "all of it"
    with scripted(always(b"")) as server:
        fails(tmp_path, 4, "-t", "1", server.url(), says="without an answer")
    with scripted(always(b"HTTP/1.1 200 OK\r\nContent-Le")) as server:
        fails(tmp_path, 4, "-t", "1", server.url(), says="cut off within the answer's head")
    with scripted(always(answer(body=b"abc", Content_Length=456))) as server:
        fails(tmp_path, 4, "-t", "1", server.url(), says="cut off after 3 of 456 bytes")


def test_reset_is_no_end(tmp_path):
    """Without a length only a proper end ends the file."""
    def reset(connection, _request):
        connection.sendall(b"HTTP/1.0 200 OK\r\n\r\n" + CONTENT)
        time.sleep(0.1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    with scripted(reset) as server:
        fails(tmp_path, 4, "-t", "1", server.url(), says="reset by peer")


def cutting(content, sizes, **headers):
    """Cuts its answers after so many bytes each; those after are whole."""
    sizes = iter(sizes)
    def handler(connection, request):
        whole = ranged(content, **headers)
        size = next(sizes, None)
        if size is None:
            return whole(connection, request)
        class Short:
            def sendall(self, data):
                head, _, body = data.partition(b"\r\n\r\n")
                connection.sendall(head + b"\r\n\r\n" + body[:size])
        whole(Short(), request)
        return False
    return handler


def test_resumes_after_cuts(tmp_path):
    with scripted(cutting(CONTENT, [100_000, 50_000, 0])) as server:
        done = wget(tmp_path, server.url("/f"), check=True)
    assert (tmp_path / "f").read_bytes() == CONTENT
    assert [r.first_byte() for r in server.requests] == [None, 100_000, 150_000, 150_000]
    assert server.requests[1].headers["if-range"] == '"one"'
    assert "cut off after 100000 of 300000 bytes. Trying again in" in done.stderr


def test_resumes_by_date(tmp_path):
    date = "Sun, 06 Nov 1994 08:49:37 GMT"
    with scripted(cutting(CONTENT, [100_000], etag=date, Last_Modified=date)) as server:
        # An ETag that is no quoted string is none; the date stands in.
        wget(tmp_path, "-q", server.url("/f"), check=True)
        assert server.requests[1].headers["if-range"] == date
    assert (tmp_path / "f").read_bytes() == CONTENT


@pytest.mark.parametrize("second", [
    ranged(CONTENT[::-1], etag='"two"'),                   # If-Range works: 200
    lambda c, r: c.sendall(answer(                          # ignored: 206 of another ETag
        "206 Partial Content", CONTENT[::-1][r.first_byte():], ETag='"two"',
        Content_Range=f"bytes {r.first_byte()}-299999/300000"))
    if r.first_byte() else c.sendall(answer(body=CONTENT[::-1], ETag='"two"')),
    lambda c, r: c.sendall(answer(                          # another size
        "206 Partial Content", CONTENT[::-1][r.first_byte():], ETag='"one"',
        Content_Range=f"bytes {r.first_byte()}-299999/300001"))
    if r.first_byte() else c.sendall(answer(body=CONTENT[::-1], ETag='"two"')),
])
def test_never_joins_two_versions(tmp_path, second):
    first, count = cutting(CONTENT, [100_000]), iter(range(99))
    with scripted(lambda c, r: (second if next(count) else first)(c, r)) as server:
        wget(tmp_path, "-q", server.url("/f"), check=True)
        assert (tmp_path / "f").read_bytes() == CONTENT[::-1]
    first, count = cutting(CONTENT, [100_000]), iter(range(99))
    with scripted(lambda c, r: (second if next(count) else first)(c, r)) as server:
        done = wget(tmp_path, "-qO-", server.url("/f"))
        assert done.returncode == 1 and "changed on the server" in done.stderr


def test_without_validator_begins_anew(tmp_path):
    bodies = iter([CONTENT[:1000], CONTENT])
    def handler(connection, _request):
        connection.sendall(answer(body=next(bodies), Content_Length=len(CONTENT)))
    with scripted(handler) as server:
        wget(tmp_path, "-q", server.url("/f"), check=True)
    assert (tmp_path / "f").read_bytes() == CONTENT
    assert server.requests[1].first_byte() in (None, 1000)


def test_server_without_ranges(tmp_path):
    """The same version whole again: what is there is passed over, even on stdout."""
    bodies = iter([CONTENT[:1000], CONTENT])
    def handler(connection, _request):
        connection.sendall(answer(body=next(bodies), Content_Length=len(CONTENT), ETag='"x"'))
    with scripted(handler) as server:
        done = subprocess.run([BINARY, "wget", "-qO-", server.url()], capture_output=True,
                              check=True)
    assert done.stdout == CONTENT


def test_continue(tmp_path):
    with scripted(ranged(CONTENT)) as server:
        (tmp_path / "f").write_bytes(CONTENT[:123_456])
        done = wget(tmp_path, "-c", server.url("/f"), check=True)
        assert (tmp_path / "f").read_bytes() == CONTENT
        assert server.requests[0].first_byte() == 123_456
        assert "176544 remaining" in done.stderr
        done = wget(tmp_path, "-c", server.url("/f"), check=True)
        assert "already fully retrieved" in done.stderr
        (tmp_path / "f").write_bytes(CONTENT + b"x")
        wget(tmp_path, "-q", "-c", server.url("/f"), check=True)
        assert (tmp_path / "f").read_bytes() == CONTENT
        wget(tmp_path, "-q", "-c", server.url("/new"), check=True)
        assert files(tmp_path) == ["f", "new"]
    # A part of who knows what is no file, asked for or not.
    for extra in ({}, {"Content_Type": "multipart/byteranges; boundary=x"}):
        with scripted(always(answer("206 Partial", b"who knows", **extra))) as server:
            (tmp_path / "f").write_bytes(CONTENT[:1000])
            done = wget(tmp_path, "-q", "-c", "-t", "1", server.url("/f"))
            assert done.returncode == 7 and "without Content-Range" in done.stderr
            assert (tmp_path / "f").read_bytes() == CONTENT[:1000]
    with scripted(always(answer(body=b"whole"))) as server:
        (tmp_path / "f").write_bytes(b"something longer")
        wget(tmp_path, "-q", "-c", server.url("/f"), check=True)
        assert (tmp_path / "f").read_bytes() == b"whole"
    assert files(tmp_path) == ["f", "new"]


def test_continue_keeps_its_part(tmp_path):
    with scripted(cutting(CONTENT, [1000, 500])) as server:
        assert wget(tmp_path, "-q", "-c", "-t", "1", server.url("/f")).returncode == 4
        assert files(tmp_path) == ["f.part"]
        assert wget(tmp_path, "-q", "-c", "-t", "1", server.url("/f")).returncode == 4
        assert (tmp_path / "f.part").read_bytes() == CONTENT[:1500]
        wget(tmp_path, "-q", "-c", server.url("/f"), check=True)
        assert files(tmp_path) == ["f"] and (tmp_path / "f").read_bytes() == CONTENT


def test_timestamping(tmp_path):
    date = "Sun, 06 Nov 1994 08:49:37 GMT"
    def handler(connection, request):
        if request.headers.get("if-modified-since") == date:
            connection.sendall(answer("304 Not Modified", Content_Length=None))
        else:
            connection.sendall(answer(body=b"new", Last_Modified=date))
        return True
    with scripted(handler) as server:
        wget(tmp_path, "-q", "-N", server.url("/f"), check=True)
        done = wget(tmp_path, "-N", server.url("/f"), check=True)
        assert "not retrieving" in done.stderr
        (tmp_path / "f").write_text("odd")
        os.utime(tmp_path / "f", (0, 1))
        wget(tmp_path, "-q", "-N", server.url("/f"), check=True)
        assert (tmp_path / "f").read_text() == "new" and files(tmp_path) == ["f"]
    with scripted(always(answer(body=b"new", Last_Modified=date))) as server:
        done = wget(tmp_path, "-N", server.url("/f"), check=True)
        assert "not retrieving" in done.stderr


def test_spider(tmp_path):
    with scripted(ranged(CONTENT)) as server:
        done = wget(tmp_path, "--spider", server.url(), check=True)
        assert "Remote file exists." in done.stderr
        assert server.requests[0].method == "HEAD" and files(tmp_path) == []
    with scripted(always(answer("404 Not Found"))) as server:
        fails(tmp_path, 8, "--spider", server.url())
    no_head = lambda c, r: c.sendall(  # noqa: E731
        answer("405 No") if r.method == "HEAD" else answer(body=CONTENT))
    with scripted(no_head) as server:
        wget(tmp_path, "-q", "--spider", server.url(), check=True)


@pytest.mark.parametrize("data, says", [
    (b"SSH-2.0-OpenSSH_9.2\r\n", "no HTTP answer"),
    (b"\x00\x01\x02\x03", "no HTTP answer"),
    (b"<html>hello</html>", "no HTTP answer"),
    (b"HTTP/1.1 2000 OK\r\n\r\n", "malformed status line"),
    (b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "malformed header line"),
    (b"HTTP/1.1 200 OK\r\n folded: onto nothing\r\n\r\n", "malformed header line"),
    (b"HTTP/1.1 abc\r\n\r\n", "malformed status line"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello", "no length"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", "no length"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!", "contradicting"),
    (b"HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\nhello!", "contradicting"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", "not supported"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "malformed chunk size"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n", "malformed chunk size"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n", "too large"),
    (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabcdefgh", "longer than its size"),
    (b"HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n", "NUL byte"),
    (b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 5-9/10\r\n\r\n", "not what was asked"),
    (b"HTTP/1.1 101 Switching Protocols\r\n\r\n", "101"),
])
def test_nonsense(tmp_path, data, says):
    with scripted(always(data)) as server:
        code = 8 if says == "101" else 7
        fails(tmp_path, code, "-t", "1", server.url(), says=says)


def test_endless_heads(tmp_path):
    def bomb(connection, _request):
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while True:
            connection.sendall(b"X-Bomb: " + b"x" * 1000 + b"\r\n")
    with scripted(bomb) as server:
        fails(tmp_path, 7, "-t", "1", server.url(), says="longer than 300 KiB")
    def one_line(connection, _request):
        connection.sendall(b"HTTP/1.1 200 ")
        while True:
            connection.sendall(b"x" * 1000)
    with scripted(one_line) as server:
        fails(tmp_path, 7, "-t", "1", server.url(), says="longer than 300 KiB")
    def interim(connection, _request):
        while True:
            connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n" * 100)
    with scripted(interim) as server:
        fails(tmp_path, 7, "-t", "1", server.url(), says="without end")
    def trailers(connection, _request):
        connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n")
        while True:
            connection.sendall(b"X-Bomb: " + b"x" * 1000 + b"\r\n")
    with scripted(trailers) as server:
        fails(tmp_path, 7, "-t", "1", server.url(), says="without end")


@pytest.mark.parametrize("head", [
    b"HTTP/1.1 200 OK\nContent-Length: 5\n\n",
    b"HTTP/1.1 200\r\nContent-Length:5\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-length : 5 \r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nContent-Length:\r\n  5\r\n\r\n",
    b"HTTP/1.1 200 OK\r\n: no name\r\nContent-Length: 5\r\n\r\n",
    b"HTTP/2 200\r\nContent-Length: 5\r\n\r\n",
    b"http/1.1  200OK\r\nContent-Length: 5\r\n\r\n",
    b"HTTP/1.1 299 Well\r\nContent-Length: 5\r\n\r\n",
    b"HTTP/1.1 206 Partial Content\r\nContent-Length: 5\r\n\r\n",
    b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-4/5\r\nContent-Length: 5\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nX: " + b"x" * 250_000 + b"\r\nContent-Length: 5\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n"
    b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
    b"HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: identity\r\nContent-Length: 5\r\n\r\n",
    b"HTTP/1.1 203 Non-Authoritative\r\nContent-Length: 5\r\n\r\n",
    b"HTTP/1.1 200 OK\r\r\nContent-Length: 5\r\r\n\r\r\n",
    b"HTTP/1.1 200 OK\nContent-Length: 5\r\n\n",
], ids=itertools.count())
def test_odd_but_harmless(tmp_path, head):
    with scripted(always(head + b"helloX")) as server:
        assert wget(tmp_path, "-qO-", server.url(), check=True).stdout == "hello"


def test_empty_file(tmp_path):
    for data in (answer(), answer("204 No Content", Content_Length=None)):
        with scripted(always(data)) as server:
            wget(tmp_path, "-q", "-O", "f", server.url(), check=True)
            assert (tmp_path / "f").read_bytes() == b""


def test_terminal_escapes(tmp_path):
    with scripted(always(b"HTTP/1.1 200 O\x1b]0;x\x07K\r\nX: \x1b[31m\xc2\x9b\r\n"
                         b"Content-Type: a/\x1bb\r\nContent-Length: 1\r\n\r\nx")) as server:
        done = wget(tmp_path, "-S", server.url("/%1b[31m"), check=True)
        assert not set(done.stderr) & set("\x1b\x07\x9b")


def test_timeouts(tmp_path):
    def silent(connection, _request):
        connection.recv(1)
    def stalls(connection, _request):
        connection.sendall(answer(body=b"part", Content_Length=100))
        connection.recv(1)
    for handler, says in ((silent, "no answer within 0.3 s"),
                          (stalls, "nothing received for 0.3 s after 4 of 100 bytes")):
        with scripted(handler) as server:
            began = time.monotonic()
            fails(tmp_path, 4, "-T", "0.3", "-t", "1", server.url(), says=says)
            assert time.monotonic() - began < 2


def test_refused_is_quick(tmp_path):
    began = time.monotonic()
    fails(tmp_path, 4, "http://127.0.0.1:1/x",
          says="fetch http://127.0.0.1:1/x: connect 127.0.0.1 port 1: Connection refused")
    assert time.monotonic() - began < 1
    done = wget(tmp_path, "-t", "2", "--retry-connrefused", "http://127.0.0.1:1/x")
    assert done.returncode == 4 and "Trying again" in done.stderr


def test_busy_servers_are_tried_again(tmp_path):
    answers = iter([answer("503 Busy", Retry_After="1"), answer("429 Slow down"),
                    answer("500 Oops"), answer(body=b"ok")])
    with scripted(lambda c, r: c.sendall(next(answers))) as server:
        began = time.monotonic()
        assert wget(tmp_path, "-qO-", server.url(), check=True).stdout == "ok"
        assert 1 < time.monotonic() - began < 9
    with scripted(always(answer("503 Busy", Retry_After="100000"))) as server:
        fails(tmp_path, 8, server.url(), says="asks to come back")
        assert len(server.requests) == 1


def test_kept_connection_given_up(tmp_path):
    """A server that closes after its first answer, without saying so."""
    with scripted(lambda c, r: c.sendall(answer(body=b"x"))) as server:
        done = wget(tmp_path, "-qO-", server.url(), server.url(), check=True)
        assert done.stdout == "xx"
    def tired(connection, request):
        late = request.target == "/2" and server.connections == 1
        connection.sendall(answer("408 Too late") if late else answer(body=b"x"))
        return True
    with scripted(tired) as server:
        done = wget(tmp_path, "-qO-", "-t", "1", server.url("/1"), server.url("/2"), check=True)
        assert done.stdout == "xx" and server.connections == 2


def test_bad_urls(tmp_path):
    for url, says in [("http://h/a\nb", "control character"), ("http://h:99999/", "port"),
                      ("http://[::1/", "']'"), ("http:///x", "no host"), ("gopher://h/", "gopher"),
                      ("http://a b/", "host"), ("http://h:0/", "port"),
                      ("http://h/" + "x" * 33000, "longer")]:
        fails(tmp_path, 1, url, says=says)
    assert wget(tmp_path).returncode == 1
    assert wget(tmp_path, "--no-such").returncode == 2


def test_without_openssl(tmp_path):
    """What a small configuration cannot do it refuses, before it asks anybody."""
    if not HAS_OPENSSL:
        fails(tmp_path, 5, "https://127.0.0.1:1/f", says="built without OpenSSL")
        fails(tmp_path, 1, "--sha256", "0" * 64, "http://127.0.0.1:1/", says="without OpenSSL")
    else:
        fails(tmp_path, 4, "https://127.0.0.1:1/f", says="refused")
        fails(tmp_path, 4, "--sha256", "0" * 64, "http://127.0.0.1:1/", says="refused")


def test_digest(tmp_path):
    if not HAS_OPENSSL:
        return
    good = hashlib.sha256(CONTENT).hexdigest()
    with scripted(cutting(CONTENT, [100_000])) as server:
        wget(tmp_path, "-q", "--sha256", good.upper(), server.url("/f"), check=True)
        wget(tmp_path, "-q", server.url("/g#sha256=" + good), check=True)
        assert (tmp_path / "f").read_bytes() == CONTENT and files(tmp_path) == ["f", "g"]
        fails(tmp_path, 1, "--sha256", "0" * 64, server.url("/h"), says=f"SHA-256 is {good}")
        fails(tmp_path, 1, "--sha256", "123", server.url("/h"), says="no SHA-256")
        done = wget(tmp_path, "-q", "-O-", "--sha256", "0" * 64, server.url("/h"))
        assert done.returncode == 1
        # A part of another version is found out and fetched anew.
        (tmp_path / "f").write_bytes(b"x" * 1000)
        wget(tmp_path, "-q", "-c", "--sha256", good, server.url("/f"), check=True)
        assert (tmp_path / "f").read_bytes() == CONTENT


def test_mirrors(tmp_path):
    digest = ["--sha256", hashlib.sha256(CONTENT).hexdigest()] if HAS_OPENSSL else []
    with scripted(always(answer("404 Gone"))) as gone, \
            scripted(cutting(CONTENT, [100_000] * 9)) as cuts, \
            scripted(ranged(CONTENT, etag='"other"')) as whole:
        done = wget(tmp_path, "--mirror", cuts.url(), "--mirror", whole.url(), gone.url("/f"),
                    *digest, check=True)
        assert (tmp_path / "f").read_bytes() == CONTENT
        assert "Trying the next mirror" in done.stderr
        assert not digest or whole.requests[0].first_byte() == 100_000
        # Without a digest two servers' files are joined only when they are dated alike.
        wget(tmp_path, "-q", "-O", "g", "--mirror", whole.url(), cuts.url("/g"), check=True)
        assert (tmp_path / "g").read_bytes() == CONTENT
        fails(tmp_path, 8, "-t", "1", "--mirror", gone.url(), gone.url(), says="HTTP 404")


def parallel(tmp_path, handlers, *args, size=4 << 20, **how):
    """Fetch a file of this size from so many servers in four parts: what they were asked."""
    content = bytes(range(251)) * (size // 251 + 1)
    content = content[:size]
    digest = ["--sha256", hashlib.sha256(content).hexdigest()] if HAS_OPENSSL else []
    with contextlib.ExitStack() as stack:
        servers = [stack.enter_context(scripted(handler(content))) for handler in handlers]
        mirrors = [word for server in servers[1:] for word in ("--mirror", server.url())]
        for check in ([], digest):
            (tmp_path / "f").unlink(missing_ok=True)
            wget(tmp_path, "-q", "--parallel=4", *mirrors, *check, *args, servers[0].url("/f"),
                 check=True, **how)
            assert (tmp_path / "f").read_bytes() == content and files(tmp_path) == ["f"]
        return [[request.headers.get("range") for request in server.requests]
                for server in servers]


def test_parallel(tmp_path):
    dated = lambda content: ranged(content, Last_Modified="Sun, 06 Nov 1994 08:49:37 GMT",  # noqa
                                   etag="")
    asked, = parallel(tmp_path, [ranged])
    quarter = 1 << 20
    for i in range(1, 4):
        assert any((line or "").startswith(f"bytes={i * quarter}-") for line in asked)
    assert None in asked
    # Over mirrors, which need not agree about more than the date.
    asked = parallel(tmp_path, [dated, dated])
    assert f"bytes={quarter}-{2 * quarter - 1}" in asked[1]
    # One that is gone, cuts, gives another version or knows no ranges: fetched from the front.
    parallel(tmp_path, [dated, lambda content: always(answer("404 Gone"))], "-t", "1")
    parallel(tmp_path, [lambda content: cutting(content, [300_000] * 9), ranged])
    parallel(tmp_path, [ranged, lambda content: ranged(content[::-1], etag='"two"')])
    parallel(tmp_path, [lambda content: always(answer(body=content, ETag='"one"'))])
    parallel(tmp_path, [lambda content: always(answer(body=content))])
    parallel(tmp_path, [ranged], size=1000)
    # Four connections have four times the rate; those who help end with who asked.
    slow = tmp_path / "slow"
    (slow / "www").mkdir(parents=True)
    (slow / "www/f").write_bytes(CONTENT * 30)
    with nginx(slow, "limit_rate 1m;") as url:
        began = time.monotonic()
        wget(tmp_path, "-q", "--parallel=6", "-O", "f", f"{url}/f", check=True)
        assert time.monotonic() - began < 6 and (tmp_path / "f").read_bytes() == CONTENT * 30
        process = subprocess.Popen([BINARY, "wget", "-q", "--parallel=3", "-O", "g", f"{url}/f"],
                                   cwd=tmp_path, env={**os.environ, **CLEAN})
        children = pathlib.Path(f"/proc/{process.pid}/task/{process.pid}/children")
        while process.poll() is None and len(helpers := children.read_text().split()) < 2:
            time.sleep(0.01)
        process.terminate()
        process.wait()
        while any(pathlib.Path("/proc", pid).exists() for pid in helpers):
            time.sleep(0.01)
    assert files(tmp_path) == ["f", "slow"]


def test_parallel_never_joins_two_versions(tmp_path):
    """The file changes while its parts are fetched; what helpers wrote of the old one is gone."""
    old, new = bytes(4 << 20), b"n" * (3 << 20)
    asked = itertools.count()
    def handler(connection, request):
        if next(asked) < 3:
            return cutting(old, [100_000] * 9, etag='"old"')(connection, request)
        return ranged(new, etag='"new"')(connection, request)
    with scripted(handler) as server:
        wget(tmp_path, "-q", "--parallel=4", server.url("/f"), check=True)
        assert (tmp_path / "f").read_bytes() == new and files(tmp_path) == ["f"]


def test_interrupted_leaves_nothing(tmp_path):
    def stalls(connection, _request):
        connection.sendall(answer(body=b"part", Content_Length=100))
        connection.recv(1)
    with scripted(stalls) as server:
        process = subprocess.Popen([BINARY, "wget", "-q", server.url("/f")], cwd=tmp_path)
        for _ in range(100):
            if files(tmp_path):
                break
            time.sleep(0.02)
        assert len(files(tmp_path)) == 1 and files(tmp_path)[0] != "f"
        process.send_signal(signal.SIGINT)
        assert process.wait(5) == -signal.SIGINT
    assert files(tmp_path) == []


def test_limit_rate(tmp_path):
    with scripted(ranged(CONTENT)) as server:
        began = time.monotonic()
        wget(tmp_path, "-q", "--limit-rate=300k", server.url("/f"), check=True)
        assert 0.7 < time.monotonic() - began < 3


def test_headers(tmp_path):
    with scripted(ranged(b"x")) as server:
        wget(tmp_path, "-q", "-U", "Mine/1", "--header=Accept: text/plain", "--header", "X-A: 1",
             "--header=Host: virtual", server.url(), check=True)
        headers = server.requests[0].headers
        assert headers["user-agent"] == "Mine/1" and headers["accept"] == "text/plain"
        assert headers["x-a"] == "1" and headers["host"] == "virtual"
        assert server.requests[0].text.lower().count("host:") == 1
        fails(tmp_path, 1, "--header", "X: a\r\nEvil: 1", server.url(), says="malformed header")


def test_ipv6(tmp_path):
    with scripted(ranged(CONTENT), family=socket.AF_INET6) as server:
        wget(tmp_path, "-q", "-O", "f", server.url(), check=True)
        assert server.requests[0].headers["host"] == f"[::1]:{server.port}"


def test_local_file(tmp_path):
    (tmp_path / "a b").write_bytes(CONTENT)
    wget(tmp_path, "-q", "-O", "f", f"file://{tmp_path}/a%20b", check=True)
    assert (tmp_path / "f").read_bytes() == CONTENT
    fails(tmp_path, 3, f"file://{tmp_path}/none", says="No such file")
    fails(tmp_path, 3, f"file://{tmp_path}", says="is a directory")


def test_log_file(tmp_path):
    with scripted(ranged(b"x")) as server:
        done = wget(tmp_path, "-o", "log", server.url("/f"), check=True)
        assert done.stderr == "" and "saved [1/1]" in (tmp_path / "log").read_text()
        wget(tmp_path, "-a", "log", server.url("/g"), check=True)
        assert (tmp_path / "log").read_text().count("saved [1/1]") == 2


def test_nginx(tmp_path):
    www = tmp_path / "www"
    www.mkdir()
    (www / "f").write_bytes(CONTENT)
    (www / "sub").mkdir()
    (tmp_path / "users").write_text("me:{PLAIN}secret\n")
    out = tmp_path / "out"
    out.mkdir()
    server = f"location /in {{ auth_basic x; auth_basic_user_file {tmp_path}/users; " \
        f"alias {www}; }} location /slow {{ limit_rate 400k; alias {www}; }}"
    with nginx(tmp_path, server) as url:
        wget(out, "-q", f"{url}/f", check=True)
        assert (out / "f").read_bytes() == CONTENT
        (out / "f").write_bytes(CONTENT[:1000])
        wget(out, "-q", "-c", f"{url}/f", check=True)
        assert (out / "f").read_bytes() == CONTENT
        done = wget(out, "-N", f"{url}/f", check=True)
        assert "not retrieving" in done.stderr
        fails(out, 8, f"{url}/none", says="HTTP 404 Not Found")
        fails(out, 8, f"{url}/sub", says="HTTP 403")
        fails(out, 6, f"{url}/in/f", says="HTTP 401")
        wget(out, "-q", "-O", "g", "--user=me", "--password=secret", f"{url}/in/f", check=True)
        assert (out / "g").read_bytes() == CONTENT
        wget(out, "-q", "-O", "slow", f"{url}/slow/f", check=True)
        assert (out / "slow").read_bytes() == CONTENT


def test_progress_on_a_terminal(tmp_path):
    """One line, redrawn at most five times a second, never wider than the terminal."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
    with scripted(ranged(CONTENT)) as server:
        process = subprocess.Popen([BINARY, "wget", "--limit-rate=300k", server.url("/f\x1b[31m")],
                                   cwd=tmp_path, stdout=slave, stderr=slave,
                                   env={**os.environ, **CLEAN})
        assert process.wait(20) == 1
        process = subprocess.Popen([BINARY, "wget", "--limit-rate=300k", server.url("/f%1b[31m")],
                                   cwd=tmp_path, stdout=slave, stderr=slave,
                                   env={**os.environ, **CLEAN})
        assert process.wait(20) == 0
    os.close(slave)
    text = b""
    with contextlib.suppress(OSError):
        while more := os.read(master, 65536):
            text += more
    assert b"\x1b" not in text
    lines = [line for line in text.decode().split("\r") if " of 300 kB" in line]
    assert 3 <= len(lines) <= 8 and all(len(line) < 60 for line in lines)
    assert "100%  300 kB of 300 kB" in lines[-1]


def test_silent_name_server(tmp_path):
    """DNS has its own deadline, and a machine without a name server is told so."""
    resolv = tmp_path / "resolv"
    script = f"""ip link set lo up; echo "$1" >{resolv}
        mount --bind {resolv} /etc/resolv.conf; exec "$0" wget -q -T 1 -t 1 http://name.test/"""
    silent = """import socket, subprocess, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 53))
sys.exit(subprocess.run(sys.argv[1:]).returncode)"""
    enter = ["unshare", "-n", "-m", "sh", "-c", "ip link set lo up; exec \"$@\"", "sh"]
    began = time.monotonic()
    done = execute([*enter, sys.executable, "-c", silent, "sh", "-c", script, BINARY,
                    "nameserver 127.0.0.1"], env=CLEAN)
    assert done.returncode == 4 and time.monotonic() - began < 4
    assert "resolve name.test: no answer within 1 s\n" in done.stderr
    done = execute([*enter, "sh", "-c", script, BINARY, "# nothing"], env=CLEAN)
    assert "(/etc/resolv.conf names no server)" in done.stderr and done.returncode == 4


def test_too_slow_is_stalled(tmp_path):
    """Slow is no failure as long as it is a byte a second; nor is a head that comes in drips."""
    def drip(pause, data):
        def handler(connection, _request):
            for at in range(len(data)):
                connection.sendall(data[at:at + 1])
                time.sleep(pause)
        return handler
    slow = answer(body=b"hello")
    with scripted(drip(0.03, slow)) as server:
        assert wget(tmp_path, "-qO-", "-T", "0.5", "-t", "1", server.url()).stdout == "hello"
    with scripted(drip(0.1, b"HTTP/1.1 200 OK\r\n" + b"x" * 99)) as server:
        fails(tmp_path, 4, "-T", "0.5", "-t", "1", server.url(), says="no answer within 2 s")
    with scripted(lambda c, r: c.sendall(answer(Content_Length=99)) or
                  drip(1.8, b"x" * 99)(c, r)) as server:
        fails(tmp_path, 4, "-T", "2", "-t", "1", server.url(), says="stalled: only ")
