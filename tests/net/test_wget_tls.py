# SPDX-License-Identifier: MIT
"""wget over TLS: who is trusted, who is not and why; client certificates; resumption; odd ends."""
import pathlib
import socket
import ssl
import subprocess
import sys

import pytest
from ramsteam import execute

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from http_server import (answer, certificate, free_port, nginx, ranged, scripted,  # noqa: E402
                         tls_context, wait_for_port)
from test_wget import CONTENT, fails, wget  # noqa: E402


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    """A private CA, and what it has signed."""
    folder = tmp_path_factory.mktemp("pki")
    ca = certificate(folder, "ca")
    made = {"ca": ca, "folder": folder}
    for name, how in {
            "good": {}, "client": {"san": None}, "other": {"san": "DNS:boot.example.com"},
            "expired": {"end": "20240101000000Z"}, "future": {"start": "20480101000000Z"}}.items():
        made[name] = certificate(folder, name, ca=ca, **how)
    made["self"] = certificate(folder, "self")
    return made


def test_trusted(tmp_path, pki):
    with scripted(ranged(CONTENT), context=tls_context(*pki["good"])) as server:
        wget(tmp_path, "-q", "--ca-certificate", pki["ca"][0], server.url("/f"), check=True)
        assert (tmp_path / "f").read_bytes() == CONTENT
        url = f"https://localhost:{server.port}/g"
        wget(tmp_path, "-q", f"--ca-certificate={pki['ca'][0]}", url, check=True)
        wget(tmp_path, "-q", "-O", "h", url, env={"SSL_CERT_FILE": pki["ca"][0]}, check=True)
        fails(tmp_path, 5, url, says="not trusted")
        fails(tmp_path, 5, "--ca-certificate=/none", url, says="/none")
        wget(tmp_path, "-q", "-O", "i", "--no-check-certificate", url, check=True)
        done = wget(tmp_path, "-qO/dev/null", "--ca-certificate", pki["ca"][0], url, url, url)
        assert done.returncode == 0


@pytest.mark.parametrize("name, says", [
    ("self", "not trusted: self-signed certificate"),
    ("other", "the certificate is for boot.example.com, not for 127.0.0.1"),
    ("expired", "the certificate expired 2024-01-01 00:00:00 UTC, and the clock here says 20"),
    ("future", "is not valid before 2048-01-01 00:00:00 UTC, and the clock here says 20"),
])
def test_refused(tmp_path, pki, name, says):
    with scripted(ranged(CONTENT), context=tls_context(*pki[name])) as server:
        fails(tmp_path, 5, "--ca-certificate", pki["ca"][0], server.url(), says=says)
        assert not server.requests
        wget(tmp_path, "-q", "--no-check-certificate", server.url("/f"), check=True)


def test_plain_server(tmp_path):
    out = tmp_path / "out"
    out.mkdir()
    with nginx(tmp_path) as url:
        fails(out, 5, "-t", "1", url.replace("http:", "https:") + "/f", says="TLS: ")


def test_client_certificate(tmp_path, pki):
    context = tls_context(*pki["good"], ca=pki["ca"][0])
    trust = ("--ca-certificate", pki["ca"][0])
    with scripted(ranged(b"x"), context=context) as server:
        mine = ("--certificate", pki["client"][0], "--private-key", pki["client"][1])
        wget(tmp_path, "-q", *trust, *mine, server.url("/f"), check=True)
        done = wget(tmp_path, "-q", "-t", "1", *trust, server.url("/g"))
        assert done.returncode in (4, 5)
        fails(tmp_path, 5, *trust, "--certificate", pki["client"][0], "--private-key",
              pki["good"][1], server.url("/g"), says="key values mismatch")
        fails(tmp_path, 5, *trust, "--certificate", "/none", server.url("/g"), says="/none")


@pytest.mark.parametrize("version, code", [("TLSv1.1", 5), ("TLSv1.2", 0), ("TLSv1.3", 0)])
def test_versions(tmp_path, pki, version, code):
    context = tls_context(*pki["good"])
    context.minimum_version = ssl.TLSVersion.TLSv1
    context.set_ciphers("ALL:@SECLEVEL=0")
    context.maximum_version = getattr(ssl.TLSVersion, version.replace(".", "_"))
    with scripted(ranged(b"x"), context=context) as server:
        done = wget(tmp_path, "-q", "--ca-certificate", pki["ca"][0], server.url("/f"))
        assert done.returncode == code, done.stderr


def test_cut_within_tls(tmp_path, pki):
    """Without a goodbye, an answer that ends with the connection may have been cut."""
    def short(connection, _request):
        connection.sendall(b"HTTP/1.0 200 OK\r\n\r\nhalf")
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(4096):
            pass

    def complete(connection, _request):
        connection.sendall(b"HTTP/1.0 200 OK\r\n\r\nwhole")
        connection.unwrap()
    trust = ("--ca-certificate", pki["ca"][0])
    with scripted(short, context=tls_context(*pki["good"])) as server:
        fails(tmp_path, 4, "-t", "1", *trust, server.url(), says="without goodbye")
    with scripted(complete, context=tls_context(*pki["good"])) as server:
        assert wget(tmp_path, "-qO-", *trust, server.url(), check=True).stdout == "whole"


def test_resumes(tmp_path, pki):
    parts = iter([1000])

    def handler(connection, request):
        if next(parts, None):
            connection.sendall(answer(body=CONTENT[:1000], ETag='"one"',
                                      Content_Length=len(CONTENT)))
            return False
        return ranged(CONTENT)(connection, request)
    with scripted(handler, context=tls_context(*pki["good"])) as server:
        wget(tmp_path, "-q", "--ca-certificate", pki["ca"][0], server.url("/f"), check=True)
        assert (tmp_path / "f").read_bytes() == CONTENT
        assert server.requests[1].first_byte() == 1000


def test_nginx(tmp_path, pki):
    www = tmp_path / "www"
    www.mkdir()
    (www / "f").write_bytes(CONTENT)
    out = tmp_path / "out"
    out.mkdir()
    with nginx(tmp_path, http="log_format s $ssl_session_reused;", tls=pki["good"],
               server=f"access_log {tmp_path}/tls.log s; ssl_session_cache shared:s:1m; "
               "keepalive_timeout 0;") as url:
        wget(out, "-q", "-O", "x", "--ca-certificate", pki["ca"][0], f"{url}/f", f"{url}/f",
             check=True)
        assert (out / "x").read_bytes() == CONTENT * 2
    # The readiness probe is no request; the second connection resumed the first one's session.
    assert (tmp_path / "tls.log").read_text().split() == [".", "r"]


def test_through_proxy(tmp_path, pki):
    port = free_port()
    (tmp_path / "conf").write_text(f"Port {port}\nListen 127.0.0.1\nTimeout 60\n"
                                   "MaxClients 10\nAllow 127.0.0.1\nBasicAuth me secret\n")
    process = subprocess.Popen(["tinyproxy", "-d", "-c", tmp_path / "conf"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        wait_for_port(port, process)
        with scripted(ranged(CONTENT), context=tls_context(*pki["good"])) as server, \
                scripted(ranged(CONTENT)) as plain:
            proxy = f"http://me:secret@127.0.0.1:{port}"
            trust = ("--ca-certificate", pki["ca"][0])
            wget(tmp_path, "-q", *trust, server.url("/f"), env={"https_proxy": proxy}, check=True)
            assert (tmp_path / "f").read_bytes() == CONTENT
            wget(tmp_path, "-q", plain.url("/g"), env={"http_proxy": proxy}, check=True)
            assert (tmp_path / "g").read_bytes() == CONTENT
            assert "via" in plain.requests[0].headers
            wrong = {"https_proxy": f"127.0.0.1:{port}", "http_proxy": f"127.0.0.1:{port}"}
            done = wget(tmp_path, "-q", *trust, server.url("/h"), env=wrong)
            assert done.returncode == 6 and "HTTP 407" in done.stderr
            done = wget(tmp_path, "-q", plain.url("/h"), env=wrong)
            assert done.returncode == 6 and "HTTP 407" in done.stderr
            for less in ("127.0.0.1", "example.com, 127.0.0.0/8", f"127.0.0.1:{plain.port}", "*"):
                wget(tmp_path, "-q", "-O", "i", plain.url("/h"),
                     env={**wrong, "no_proxy": less}, check=True)
            wget(tmp_path, "-q", "-O", "i", "--no-proxy", plain.url("/h"), env=wrong, check=True)
            fails(tmp_path, 4, plain.url("/h"), env={"http_proxy": "http://127.0.0.1:1"},
                  says="Connection refused")
            fails(tmp_path, 1, plain.url("/h"), env={"http_proxy": "socks5://127.0.0.1:1"},
                  says="proxy")
    finally:
        process.terminate()
        process.wait()


def test_host_bundle_is_used(tmp_path, pki):
    """Without options the system's bundle decides: in a mount namespace, ours is that."""
    bundle = tmp_path / "bundle"
    bundle.write_text(pathlib.Path(pki["ca"][0]).read_text())
    with scripted(ranged(b"x"), context=tls_context(*pki["good"])) as server:
        from ramsteam import BINARY
        done = execute(["unshare", "-m", "sh", "-c",
                        f"mkdir -p /etc/ssl/certs && mount -t tmpfs none /etc/ssl/certs && "
                        f"cp {bundle} /etc/ssl/certs/ca-certificates.crt && "
                        f"{BINARY} wget -q -O- {server.url()}"], cwd=tmp_path)
        assert done.stdout == "x", done.stderr
        done = execute(["unshare", "-m", "sh", "-c",
                        f"mkdir -p /etc/ssl/certs && mount -t tmpfs none /etc/ssl/certs && "
                        f"{BINARY} wget -q -O- {server.url()}"], cwd=tmp_path)
        assert done.returncode == 5 and "ca-certificates.crt" in done.stderr
