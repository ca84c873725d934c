# SPDX-License-Identifier: MIT
"""wget on networks that are not loopback: addresses that lead nowhere, zones, frames that are lost,
late, out of order and doubled."""
import contextlib
import hashlib
import re
import socket
import time

import pytest
from http_server import Scripted, ranged
from lan import wait_for, within
from test_wget import CLEAN, CONTENT, HAS_OPENSSL

DIGEST = ["--sha256", hashlib.sha256(CONTENT).hexdigest()] if HAS_OPENSSL else []


@contextlib.contextmanager
def serving(lan):
    """192.168.77.1 and all its other addresses; the client has one of either family."""
    server = within(lan.server, lambda: Scripted(ranged(CONTENT), family=socket.AF_INET6,
                                                 address="::"))
    lan.ip("link", "set", "eth0", "up")
    lan.ip("addr", "add", "192.168.77.2/24", "dev", "eth0")
    lan.ip("addr", "add", "2001:db8::2/64", "dev", "eth0", "nodad")
    try:
        yield server
    finally:
        server.close()


def fetch(lan, url, *args, content=CONTENT):
    out = lan.folder / "out"
    done = lan.run("wget", "-T", "30", "-O", out, *args, url, env=CLEAN)
    assert done.returncode == 0 and out.read_bytes() == content, done.stderr
    return done.stderr


def name(lan, *addresses):
    (lan.folder / "etc/hosts").write_text("".join(f"{at} boot.test\n" for at in addresses))
    (lan.folder / "etc/resolv.conf").write_text("nameserver 127.0.0.1\n")
    return "boot.test"


@pytest.mark.parametrize("dead", ["2001:db8::dead", "192.168.77.66"])
def test_dead_addresses_cost_little(lan, dead):
    """RFC 8305: the next one is tried a quarter of a second later, and who answers first wins."""
    with serving(lan) as server:
        lan.ip("neigh", "add", dead, "lladdr", "02:00:00:00:00:66", "dev", "eth0")
        host = name(lan, dead, "192.168.77.1")
        began = time.monotonic()
        text = fetch(lan, f"http://{host}:{server.port}/f")
        assert time.monotonic() - began < 5
        assert dead in text and "connected." in text
        # Without another address it is the connect's deadline that ends it.
        began = time.monotonic()
        done = lan.run("wget", "-q", "-t", "1", "--connect-timeout", "0.5",
                       f"http://{name(lan, dead)}:{server.port}/f", env=CLEAN)
        assert done.returncode == 4 and f"connect {dead} port" in done.stderr
        assert time.monotonic() - began < 5


def test_zones_and_localhost(lan):
    with serving(lan) as server:
        words = lan.ip("-6", "addr", "show", "dev", "srv0", where=lan.server)
        address = re.search(r"inet6 (fe80:[0-9a-f:]+)", words)[1]
        wait_for(lambda: "tentative" not in lan.ip("-6", "addr", "show", "dev", "eth0"))
        for zone in ("%25eth0", "%eth0"):
            fetch(lan, f"http://[{address}{zone}]:{server.port}/f")
        assert server.requests[0].headers["host"] == f"[{address}]:{server.port}"
        done = lan.run("wget", "-q", f"http://[{address}%25none0]:{server.port}/f", env=CLEAN)
        assert done.returncode == 4 and done.stderr.count("\n") == 1
    # No file need say what this machine is to itself, nor is only one family it.
    name(lan)
    for family in (socket.AF_INET, socket.AF_INET6):
        server = within(lan.client, lambda: Scripted(ranged(CONTENT), family=family))
        fetch(lan, f"http://localhost:{server.port}/f")
        server.close()


def test_lossy_network(lan):
    """One frame in twenty lost, all of them late, out of order, and twice."""
    lan.shake(loss=0.05, delay=0.01, copies=2)
    srv = lan.folder / "srv"
    srv.mkdir()
    (srv / "f").write_bytes(CONTENT[:30_000])
    (srv / "f").chmod(0o644)
    lan.start("in.tftpd", "-L", "-s", srv, "-u", "root", "--foreground")
    with serving(lan) as server:
        fetch(lan, f"http://192.168.77.1:{server.port}/f", *DIGEST)
        fetch(lan, "tftp://192.168.77.1/f", content=CONTENT[:30_000])
    assert lan.relay.lost
