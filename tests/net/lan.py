# SPDX-License-Identifier: MIT
"""A network of two namespaces: `client`, where our binary runs, and `server`, where what it talks
to runs; a relay between them that loses and delays; DHCP messages as bytes, for our servers."""
import ctypes
import errno
import heapq
import itertools
import os
import random
import select
import shutil
import socket
import struct
import subprocess
import threading
import time

from ramsteam import BINARY, execute

LIBC = ctypes.CDLL(None, use_errno=True)
CLONE_NEWNET = 0x40000000
NUMBERS = itertools.count()
EVERYBODY = b"\xff" * 6


def host(*command, check=True, **how):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True,
                          check=check, **how)


def within(namespace, make):
    """What make() returns, called by a thread that lives in the namespace."""
    made = []

    def enter():
        fd = os.open(f"/run/netns/{namespace}", os.O_RDONLY)
        try:
            if LIBC.setns(fd, CLONE_NEWNET):
                raise OSError(ctypes.get_errno(), "setns")
            made.append(make())
        finally:
            os.close(fd)

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    return made[0]


def packet_socket(namespace, device, protocol=3):
    """Frames of the device, by default of every protocol."""
    def make():
        made = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
        made.bind((device, protocol))
        return made
    return within(namespace, make)


def filled(got):
    """The frame with the checksum of UDP and TCP that its sender left to a card."""
    if got[12:14] == b"\x08\x00" and len(got) > 34:
        begin, protocol, pseudo = 14 + (got[14] & 15) * 4, got[23], got[26:34]
        end = 14 + struct.unpack("!H", got[16:18])[0]
    elif got[12:14] == b"\x86\xdd" and len(got) > 54:
        begin, protocol, pseudo = 54, got[20], got[22:54]
        end = 54 + struct.unpack("!H", got[18:20])[0]
    else:
        return got
    at = {6: 16, 17: 6}.get(protocol)
    if at is None:
        return got
    segment = bytearray(got[begin:end])
    segment[at:at + 2] = b"\0\0"
    total = checksum(pseudo + struct.pack("!HH", protocol, len(segment)) + bytes(segment))
    segment[at:at + 2] = struct.pack("!H", total or 0xffff)
    return got[:begin] + bytes(segment) + got[end:]


class Relay(threading.Thread):
    """Frames between two packet sockets, some of them lost, all of them late."""

    def __init__(self, ends, loss=0.0, delay=0.0, copies=1, seed=1):
        super().__init__(daemon=True)
        self.ends, self.loss, self.delay, self.copies = ends, loss, delay, copies
        self.random, self.stopped, self.seen, self.lost = random.Random(seed), False, 0, 0
        self.start()

    def run(self):
        waiting, order = [], itertools.count()
        while not self.stopped:
            wait = max(0, min(0.05, waiting[0][0] - time.monotonic())) if waiting else 0.05
            for end in select.select(self.ends, [], [], wait)[0]:
                got, where = end.recvfrom(65536)
                if where[2] == socket.PACKET_OUTGOING:
                    continue
                self.seen += 1
                if self.random.random() < self.loss:
                    self.lost += 1
                    continue
                other = self.ends[1 - self.ends.index(end)]
                for _ in range(self.copies):
                    due = time.monotonic() + self.delay * self.random.uniform(0.8, 1.2)
                    heapq.heappush(waiting, (due, next(order), other, got))
            while waiting and waiting[0][0] <= time.monotonic():
                _, _, other, got = heapq.heappop(waiting)
                other.send(filled(got))

    def stop(self):
        self.stopped = True
        self.join()


class Lan:
    """eth0 of `client` is joined to srv0 of `server`, which has 192.168.77.1/24."""

    def __init__(self, folder, address="192.168.77.1/24", links=1):
        self.folder = folder
        name = f"ramsteam-{os.getpid()}-{next(NUMBERS)}"
        self.client, self.server = f"{name}-c", f"{name}-s"
        self.processes, self.fakes, self.relay = [], [], None
        for path in ("etc", "run"):
            (folder / path).mkdir()
        shutil.copy("/etc/passwd", folder / "etc")
        for namespace in (self.client, self.server):
            host("ip", "netns", "add", namespace)
            host("ip", "-n", namespace, "link", "set", "lo", "up")
        for i in range(links):
            self.join(f"eth{i}", f"srv{i}")
        if address:
            self.ip("addr", "add", address, "dev", "srv0", where=self.server)
        self.resolv = folder / "etc/resolv.conf"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for fake in self.fakes:
            fake.stop()
        if self.relay:
            self.relay.stop()
        for process in self.processes:
            process.kill()
            process.wait()
        for namespace in (self.client, self.server):
            host("ip", "netns", "del", namespace, check=False)

    def ip(self, *words, where=None):
        return host("ip", "-n", where or self.client, *words).stdout

    def join(self, ours, theirs):
        host("ip", "link", "add", ours, "netns", self.client, "type", "veth", "peer", "name",
             theirs, "netns", self.server)
        self.ip("link", "set", theirs, "up", where=self.server)

    def shake(self, **how):
        """Put the relay into the middle of eth0 and srv0."""
        self.ip("link", "del", "eth0")
        self.ip("link", "del", "srv0", where=self.server) if self.has("srv0") else None
        middle = [f"m{next(NUMBERS)}-{os.getpid() % 10000}" for _ in range(2)]
        host("ip", "link", "add", "eth0", "netns", self.client, "type", "veth", "peer", "name",
             middle[0], "netns", self.server)
        host("ip", "link", "add", "srv0", "netns", self.server, "type", "veth", "peer", "name",
             middle[1], "netns", self.server)
        self.ip("addr", "add", "192.168.77.1/24", "dev", "srv0", where=self.server)
        for device in ("srv0", *middle):
            self.ip("link", "set", device, "up", where=self.server)
        # Long segments are for cards, not for a relay.
        for namespace, device in ((self.client, "eth0"), (self.server, "srv0")):
            host("ip", "netns", "exec", namespace, "ethtool", "-K", device, "tso", "off", "gso",
                 "off")
        self.relay = Relay([packet_socket(self.server, device) for device in middle], **how)

    def has(self, device):
        return host("ip", "-n", self.server, "link", "show", device, check=False).returncode == 0

    def command(self, *words, namespace=None):
        """The words, in the client's namespace with an /etc, a /run and a host name of its own."""
        script = ('mount --bind "$1/etc" /etc && mount --bind "$1/run" /run && '
                  'echo localhost >/proc/sys/kernel/hostname && shift && exec "$@"')
        return ["nsenter", f"--net=/run/netns/{namespace or self.client}", "unshare", "-m", "-u",
                "sh", "-c", script, "sh", str(self.folder), *[str(word) for word in words]]

    def run(self, applet, *args, **how):
        return execute(self.command(BINARY, applet, *args), **how)

    def start(self, *words, namespace=None, **how):
        """A process that lives until the network goes; in the server's namespace by default."""
        prefix = ["ip", "netns", "exec", namespace or self.server]
        process = subprocess.Popen([*prefix, *[str(word) for word in words]], **how)
        self.processes.append(process)
        return process

    def begin(self, applet, *args):
        """Our binary in the client's namespace, running on."""
        process = subprocess.Popen(self.command(BINARY, applet, *args), text=True,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT)
        self.processes.append(process)
        return process

    def dnsmasq(self, *options, ranges="192.168.77.50,192.168.77.99,255.255.255.0,3600"):
        self.log = self.folder / "dnsmasq.log"
        process = self.start("dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null",
                             "--port=0", "--no-ping", "--log-dhcp", f"--log-facility={self.log}",
                             f"--dhcp-range={ranges}", "--user=root", "--pid-file=",
                             f"--dhcp-leasefile={self.folder}/leases", *options,
                             stderr=subprocess.DEVNULL)
        wait_for(lambda: self.log.exists() and "DHCP" in self.log.read_text())
        return process

    def addresses(self, device="eth0", family="-4"):
        words = self.ip(family, "-o", "addr", "show", "dev", device, "scope", "global").split()
        return [words[i + 1] for i, word in enumerate(words) if word in ("inet", "inet6")]

    def routes(self, *what):
        return [" ".join(line.split()) for line in self.ip("route", "show", *what).splitlines()]

    def is_up(self, device="eth0"):
        return "UP" in self.ip("link", "show", device).split("<")[1].split(">")[0].split(",")

    def fake(self, handler, device="srv0"):
        """A server of ours. The link is up before, as a kernel may take a second to let the far
        end of a new one send."""
        self.ip("link", "set", "eth0", "up")
        wait_for(lambda: "state UP" in self.ip("link", "show", "srv0", where=self.server))
        made = Fake(self, handler, device)
        self.fakes.append(made)
        return made


def wait_for(condition, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError("what was waited for did not come")


# DHCP as bytes.
DISCOVER, OFFER, REQUEST, DECLINE, ACK, NAK, RELEASE = range(1, 8)
COOKIE = b"\x63\x82\x53\x63"
SERVER = "192.168.77.1"


def address(text):
    return socket.inet_aton(text)


def option(number, value):
    if isinstance(value, str):
        value = address(value) if value.count(".") == 3 else value.encode()
    elif isinstance(value, int):
        value = struct.pack("!I", value)
    return bytes([number, len(value)]) + value


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return total ^ 0xffff


class Message:
    """What a client sent."""

    def __init__(self, frame):
        self.frame, self.mac, self.to = frame, frame[6:12], frame[:6]
        self.source, self.destination = frame[26:30], frame[30:34]
        self.data = data = frame[42:]
        self.op, self.htype, self.hlen, self.hops, self.xid, self.secs, self.flags = \
            struct.unpack("!4BIHH", data[:12])
        self.ciaddr, self.chaddr = data[12:16], data[28:44]
        self.options, at = {}, 240
        while at < len(data) and data[at] != 255:
            if data[at]:
                self.options[data[at]] = data[at + 2:at + 2 + data[at + 1]]
                at += data[at + 1] + 1
            at += 1
        self.type = self.options.get(53, b"\0")[0]
        self.when = time.monotonic()


def reply(message, kind, yours="192.168.77.50", options=(), server=SERVER, mask="255.255.255.0",
          lease=3600, siaddr="0.0.0.0", sname=b"", file=b"", end=b"\xff", xid=None, op=2,
          cookie=COOKIE, chaddr=None, tail=b""):
    """A server's DHCP payload: the usual options unless they are None, then those given."""
    known = b"".join(option(number, value) for number, value in
                     ((53, None if kind is None else bytes([kind])), (54, server),
                      (51, lease), (1, mask)) if value is not None)
    if kind == NAK:
        known = option(53, bytes([NAK])) + option(54, server)
    options = options if isinstance(options, bytes) else \
        b"".join(option(number, value) for number, value in options)
    head = struct.pack("!4BIHH", op, 1, 6, 0, message.xid if xid is None else xid, 0,
                       message.flags)
    head += bytes(4) + address(yours) + address(siaddr) + bytes(4)
    head += (chaddr or message.chaddr) + sname.ljust(64, b"\0") + file.ljust(128, b"\0")
    return head + cookie + known + options + end + tail


def frame(payload, mac, to=EVERYBODY, source=SERVER, destination="255.255.255.255", ports=(67, 68),
          udp_sum=None, ip_changes=None):
    udp = struct.pack("!4H", *ports, 8 + len(payload), 0)
    pseudo = address(source) + address(destination) + struct.pack("!HH", 17, len(udp + payload))
    total = checksum(pseudo + udp + payload) if udp_sum is None else udp_sum
    udp = udp[:6] + struct.pack("!H", total or (0xffff if udp_sum is None else 0))
    ip = bytearray(struct.pack("!BBHHHBBH", 0x45, 0, 28 + len(payload), 0, 0, 64, 17, 0) +
                   address(source) + address(destination))
    ip[10:12] = struct.pack("!H", checksum(bytes(ip)))
    if ip_changes:
        ip_changes(ip)
    return to + mac + b"\x08\x00" + bytes(ip) + udp + payload


class Fake(threading.Thread):
    """A server whose handler is given each client message, and returns payloads or whole frames."""

    def __init__(self, lan, handler, device):
        super().__init__(daemon=True)
        self.handler, self.stopped, self.messages, self.failure = handler, False, [], None
        self.socket = packet_socket(lan.server, device)
        self.mac = self.socket.getsockname()[4]
        self.arps = []
        self.start()

    def run(self):
        while not self.stopped:
            if not select.select([self.socket], [], [], 0.02)[0]:
                continue
            try:
                got, where = self.socket.recvfrom(65536)
            except OSError as failure:
                if failure.errno != errno.ENETDOWN:  # told once, when the link goes down
                    raise
                continue
            if where[2] == socket.PACKET_OUTGOING:
                continue
            if got[12:14] == b"\x08\x06":
                self.arps.append((time.monotonic(), got))
                self.answer(self.handler(got) if self.wants_arp() else None, got[6:12])
            elif got[12:14] == b"\x08\x00" and got[23] == 17 and got[36:38] == b"\0\x43":
                message = Message(got)
                self.messages.append(message)
                try:
                    self.answer(self.handler(message), message.mac)
                except Exception as failure:  # shown by the test, which would only see silence
                    self.failure = failure

    def wants_arp(self):
        return getattr(self.handler, "arp", False)

    def answer(self, replies, to):
        for payload in [replies] if isinstance(replies, bytes) else replies or []:
            whole = len(payload) > 14 and payload[12:14] in (b"\x08\x00", b"\x08\x06") and \
                payload[6:12] == self.mac
            self.socket.send(payload if whole else frame(payload, self.mac, to=to))

    def kinds(self):
        return [message.type for message in self.messages]

    def stop(self):
        self.stopped = True
        self.join()
        self.socket.close()
        if self.failure:
            raise self.failure


def usual(message, **how):
    """What a good server answers."""
    kind = {DISCOVER: OFFER, REQUEST: ACK}.get(message.type)
    return reply(message, kind, **how) if kind else None
