# SPDX-License-Identifier: MIT
"""HTTP servers for the tests: a scripted one on raw sockets, which may be as odd as it likes, and
nginx. Each on a port of loopback that the kernel chose."""
import contextlib
import os
import pathlib
import socket
import ssl
import subprocess
import threading
import time


class Request:
    """What a client asked: method, target, headers (lower case), body."""

    def __init__(self, head, body):
        lines = head.decode("latin-1").split("\r\n")
        self.text = head.decode("latin-1")
        self.method, self.target, self.version = lines[0].split(" ")
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()
        self.body = body

    def first_byte(self):
        """Of a Range header, or None."""
        value = self.headers.get("range")
        return int(value.removeprefix("bytes=").split("-")[0]) if value else None


class Scripted:
    """handler(connection, request) writes what it likes; a true return keeps the connection."""

    def __init__(self, handler, family=socket.AF_INET, context=None, address=None):
        self.handler, self.context = handler, context
        self.requests, self.connections = [], 0
        self.listener = socket.socket(family, socket.SOCK_STREAM)
        address = address or ("::1" if family == socket.AF_INET6 else "127.0.0.1")
        self.listener.bind((address, 0))
        self.listener.listen(64)
        self.port = self.listener.getsockname()[1]
        self.host = f"[{address}]" if family == socket.AF_INET6 else address
        self.thread = threading.Thread(target=self.accept, daemon=True)
        self.thread.start()

    def url(self, path="/file", scheme=None):
        return f"{scheme or ('https' if self.context else 'http')}://{self.host}:{self.port}{path}"

    def accept(self):
        while True:
            try:
                connection = self.listener.accept()[0]
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self.serve, args=(connection,), daemon=True).start()

    def serve(self, connection):
        with contextlib.suppress(OSError, ValueError):
            if self.context:
                connection = self.context.wrap_socket(connection, server_side=True)
            while self.one(connection):
                pass
        with contextlib.suppress(OSError):
            connection.close()

    def one(self, connection):
        data = b""
        while b"\r\n\r\n" not in data:
            more = connection.recv(65536)
            if not more:
                return False
            data += more
        head, _, body = data.partition(b"\r\n\r\n")
        request = Request(head, b"")
        while len(body) < int(request.headers.get("content-length", 0)):
            body += connection.recv(65536)
        request.body = body
        self.requests.append(request)
        return self.handler(connection, request)

    def close(self):
        # Not while the thread may be about to accept: it would take the next server's clients.
        self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join()
        self.listener.close()


@contextlib.contextmanager
def scripted(handler, **how):
    server = Scripted(handler, **how)
    try:
        yield server
    finally:
        server.close()


def answer(status="200 OK", body=b"", **headers):
    """An answer's bytes; header names with _ for -. Content-Length unless given."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}
    headers.setdefault("Content-Length", len(body))
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value is not None)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode("latin-1") + body


def always(data):
    """A handler that sends these bytes and closes."""
    def handler(connection, _request):
        connection.sendall(data)
    return handler


def ranged(content, etag='"one"', **headers):
    """A handler that serves ranges as a good server does, and keeps the connection."""
    def handler(connection, request):
        first = request.first_byte()
        condition = request.headers.get("if-range")
        extra = {"ETag": etag, "Accept_Ranges": "bytes", **headers}
        if request.method == "HEAD":
            connection.sendall(answer(Content_Length=len(content), **extra))
        elif first is not None and first >= len(content):
            connection.sendall(answer("416 Range Not Satisfiable",
                                      Content_Range=f"bytes */{len(content)}"))
        elif first is not None and condition in (None, etag):
            connection.sendall(answer(
                "206 Partial Content", content[first:],
                Content_Range=f"bytes {first}-{len(content) - 1}/{len(content)}", **extra))
        else:
            connection.sendall(answer(body=content, **extra))
        return True
    return handler


def certificate(folder, name="server", san="IP:127.0.0.1,DNS:localhost", ca=None, start=None,
                end=None):
    """A key and certificate, self-signed or by (certificate, key) of a CA: their paths."""
    folder = pathlib.Path(folder)
    key, cert = folder / f"{name}.key", folder / f"{name}.pem"
    request = folder / f"{name}.csr"
    quiet = {"check": True, "capture_output": True}
    subprocess.run(["openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-keyout", key, "-out", request, "-subj", f"/CN={name}"], **quiet)
    (folder / f"{name}.ext").write_text(
        (f"subjectAltName={san}\n" if san else "") +
        ("" if ca else "basicConstraints=critical,CA:TRUE\n"))
    database = folder / f"{name}.ca"
    database.mkdir(exist_ok=True)
    (database / "index.txt").write_text("")
    (database / "serial").write_text("01\n")
    (database / "conf").write_text(
        f"[ca]\ndefault_ca=d\n[d]\ndir={database}\ndatabase=$dir/index.txt\nserial=$dir/serial\n"
        f"new_certs_dir=$dir\ndefault_md=sha256\npolicy=p\nunique_subject=no\n"
        f"[p]\ncommonName=supplied\n")
    signer = ["-cert", ca[0], "-keyfile", ca[1]] if ca else ["-selfsign", "-keyfile", key]
    subprocess.run(["openssl", "ca", "-batch", "-notext", "-config", database / "conf",
                    "-in", request, "-out", cert, "-extfile", folder / f"{name}.ext",
                    "-startdate", start or "20200101000000Z",
                    "-enddate", end or "20490101000000Z", *signer], **quiet)
    return str(cert), str(key)


def tls_context(cert, key, **how):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    if "ca" in how:
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_verify_locations(how["ca"])
    return context


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for_port(port, process):
    for _ in range(100):
        if process.poll() is not None:
            raise AssertionError(f"the server ended: {process.stderr.read()}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError("the server does not listen")


@contextlib.contextmanager
def nginx(folder, server="", http="", tls=None):
    """A real one over `folder`/www; yields its base URL. tls: (certificate, key)."""
    folder = pathlib.Path(folder)
    (folder / "www").mkdir(exist_ok=True)
    port = free_port()
    secure = f"ssl_certificate {tls[0]}; ssl_certificate_key {tls[1]};" if tls else ""
    temporary = "".join(f"{name}_temp_path {folder}/{name};"
                        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (folder / "nginx.conf").write_text(f"""
daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; worker_processes 1;
{"user root;" if os.getuid() == 0 else ""}
events {{ worker_connections 512; }}
http {{ access_log {folder}/access.log; {temporary} {http}
server {{ listen 127.0.0.1:{port} {"ssl" if tls else ""} backlog=1024; root {folder}/www;
{secure} {server} }} }}
""")
    process = subprocess.Popen(["nginx", "-c", folder / "nginx.conf", "-e", folder / "error.log"],
                               stderr=subprocess.PIPE, text=True)
    try:
        wait_for_port(port, process)
        yield f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()
