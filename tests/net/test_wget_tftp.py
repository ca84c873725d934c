# SPDX-License-Identifier: MIT
"""wget over TFTP: tftpd-hpa with blksize and tsize, dnsmasq, and a server of our own that loses
and doubles packets, offers windows, and lies."""
import contextlib
import pathlib
import socket
import struct
import subprocess
import sys
import threading
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from test_wget import CONTENT, fails, files, wget  # noqa: E402

DATA, ERROR, OACK = 3, 5, 6


class Tftp:
    """RFC 1350, 2347 to 2349, 7440; faults(packet number) says "drop", "double" or None."""

    def __init__(self, content, options=("blksize", "tsize", "windowsize"), faults=None, **lies):
        self.content, self.options, self.lies = content, options, lies
        self.faults = faults or (lambda number: None)
        self.sent, self.requests, self.acks, self.heard = 0, [], 0, 0
        self.listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.listener.bind(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.listen, daemon=True).start()

    def url(self, path="/f"):
        return f"tftp://127.0.0.1:{self.port}{path}"

    def listen(self):
        with contextlib.suppress(OSError):
            while True:
                packet, peer = self.listener.recvfrom(65536)
                words = packet[2:].split(b"\0")[:-1]
                asked = {words[i].decode().lower(): int(words[i + 1])
                         for i in range(2, len(words) - 1, 2)}
                self.requests.append((words[0].decode(), asked))
                threading.Thread(target=self.serve, args=(peer, asked), daemon=True).start()

    def put(self, sock, packet):
        self.sent += 1
        fault = self.faults(self.sent)
        if fault != "drop":
            sock.send(packet)
        if fault == "double":
            sock.send(packet)

    def serve(self, peer, asked):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
            sock.bind(("127.0.0.1", 0))
            sock.connect(peer)
            sock.settimeout(0.2)
            if "error" in self.lies:
                sock.send(struct.pack("!HH", ERROR, self.lies["error"]) + b"go\x1b[31m away\0")
                return
            if "mute" in self.lies:
                return
            granted = {name: asked[name] for name in self.options if name in asked}
            if "tsize" in granted:
                granted["tsize"] = self.lies.get("tsize", len(self.content))
            size, window = granted.get("blksize", 512), granted.get("windowsize", 1)
            blocks = [self.content[i:i + size] for i in range(0, len(self.content) + 1, size)]
            at = 0
            if granted:
                at = -1
            for _ in range(len(blocks) * 20):
                if at < 0:
                    text = "".join(f"{name}\0{value}\0" for name, value in granted.items())
                    self.put(sock, struct.pack("!H", OACK) + text.encode())
                else:
                    for number in range(at, min(at + window, len(blocks))):
                        self.put(sock, struct.pack("!HH", DATA, (number + 1) & 0xffff) +
                                 blocks[number])
                try:
                    opcode, number = struct.unpack("!HH", sock.recv(512)[:4])
                except (OSError, struct.error):
                    continue
                if opcode == ERROR:
                    return
                self.heard += 1
                if self.heard in self.lies.get("deaf", ()):
                    continue
                self.acks += 1
                at = max(at, 0)
                at += (number - at) & 0xffff if ((number - at) & 0xffff) < 0x8000 else 0
                if at >= len(blocks):
                    return


def test_windows(tmp_path):
    server = Tftp(CONTENT)
    wget(tmp_path, "-q", server.url("/dir/f%20g;mode=octet"), check=True)
    name, asked = server.requests[0]
    assert name == "dir/f g" and asked == {"tsize": 0, "blksize": 1468, "windowsize": 16}
    blocks = len(CONTENT) // 1468 + 1
    assert server.acks <= blocks // 16 + 3
    assert [(tmp_path / f).read_bytes() for f in files(tmp_path)] == [CONTENT]


@pytest.mark.parametrize("options", [(), ("blksize",), ("tsize",), ("windowsize", "tsize")])
@pytest.mark.parametrize("length", [0, 1, 511, 512, 1468, 1468 * 16, 100_000])
def test_options_and_sizes(tmp_path, options, length):
    server = Tftp(CONTENT[:length], options)
    wget(tmp_path, "-q", server.url(), check=True)
    assert (tmp_path / "f").read_bytes() == CONTENT[:length]


def test_more_than_65535_blocks(tmp_path):
    content = CONTENT * 120
    server = Tftp(content, options=())
    wget(tmp_path, "-q", server.url(), check=True)
    assert len(content) // 512 > 65536 and (tmp_path / "f").read_bytes() == content


@pytest.mark.parametrize("faults", [
    lambda number: "drop" if number % 7 == 3 else None,
    lambda number: "double" if number % 5 == 2 else None,
    lambda number: "drop" if number == 1 else "double" if number % 3 == 0 else None,
])
@pytest.mark.parametrize("options", [("blksize",), ("windowsize",)])
def test_lost_and_doubled(tmp_path, faults, options):
    server = Tftp(CONTENT[:20_000], options, faults)
    wget(tmp_path, "-q", server.url(), check=True)
    assert (tmp_path / "f").read_bytes() == CONTENT[:20_000]


@pytest.mark.parametrize("options", [("blksize",), ("blksize", "windowsize")])
def test_what_we_say_is_lost(tmp_path, options):
    """A server that repeats itself sooner than we do is answered each time."""
    server = Tftp(CONTENT[:60_000], options, deaf=(1, 2, 4, 5))
    wget(tmp_path, "-q", "-T", "3", "-t", "1", server.url(), check=True)
    assert (tmp_path / "f").read_bytes() == CONTENT[:60_000]


def test_errors(tmp_path):
    done = fails(tmp_path, 8, Tftp(b"", error=1).url(), says="TFTP error 1: go")
    assert "\x1b" not in done.stderr
    began = time.monotonic()
    fails(tmp_path, 4, "-T", "1", "-t", "1", Tftp(b"", mute=1).url(), says="no answer")
    assert time.monotonic() - began < 3
    fails(tmp_path, 4, "-t", "1", "tftp://127.0.0.1:1/f", says="refused")
    fails(tmp_path, 4, "-t", "1", Tftp(CONTENT[:5000], tsize=6000).url(),
          says="cut off after 5000 of 6000 bytes")


@contextlib.contextmanager
def in_namespace(command):
    """The real servers want port 69: a network namespace of their own gives it."""
    holder = subprocess.Popen(["unshare", "-n", "sh", "-c", f"ip link set lo up; exec {command}"],
                              stderr=subprocess.PIPE, text=True)
    try:
        time.sleep(0.5)
        assert holder.poll() is None, holder.stderr.read()
        yield ["nsenter", f"--net=/proc/{holder.pid}/ns/net"]
    finally:
        holder.terminate()
        holder.wait()


@pytest.mark.parametrize("server", [
    "in.tftpd -L -s {folder} -u root --foreground",
    "dnsmasq -k -p 0 --enable-tftp --tftp-root={folder} -u root -C /dev/null --pid-file=",
])
def test_real_servers(tmp_path, server):
    from ramsteam import BINARY, execute
    folder = tmp_path / "srv"
    folder.mkdir()
    (folder / "f").write_bytes(CONTENT)
    (folder / "f").chmod(0o644)
    with in_namespace(server.format(folder=folder)) as enter:
        execute([*enter, BINARY, "wget", "-q", "tftp://127.0.0.1/f"], cwd=tmp_path, check=True)
        assert (tmp_path / "f").read_bytes() == CONTENT
        done = execute([*enter, BINARY, "wget", "-q", "tftp://127.0.0.1/none"], cwd=tmp_path)
        assert done.returncode == 8 and "TFTP error 1" in done.stderr
