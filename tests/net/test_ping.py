# SPDX-License-Identifier: MIT
"""ping beside iputils' own, on loopback and on a network of namespaces."""
import os
import re
import subprocess
import tempfile
import time

import pytest
from ramsteam import BINARY, run

from lan import host

TIMES = [(r"time[= ]\d+(\.\d+)? ?ms", "TIME"), (r"= [\d./]+ ms", "= RTT"),
         (r"ewma [\d./]+ ms", "ewma IPG"), (r"\[\d+\.\d{6}\]", "[STAMP]")]


def plain(text):
    for pattern, name in TIMES:
        text = re.sub(pattern, name, text)
    return text


def both(*args, namespace=None):
    """Ours and iputils' with one command line: output but for the times, and exit code."""
    prefix = ["ip", "netns", "exec", namespace] if namespace else []
    made = [subprocess.run([*prefix, *tool, *args], capture_output=True, text=True, timeout=20)
            for tool in ([BINARY, "ping"], ["ping"])]
    ours, theirs = made
    assert plain(ours.stdout) == plain(theirs.stdout)
    assert (ours.returncode, ours.stderr) == (theirs.returncode, theirs.stderr)
    return ours


@pytest.fixture
def routed(lan):
    """Both families; the server's end forwards, so that errors come from it."""
    lan.ip("addr", "add", "192.168.77.5/24", "dev", "eth0")
    lan.ip("addr", "add", "2001:db8::5/64", "dev", "eth0", "nodad")
    lan.ip("addr", "add", "2001:db8::1/64", "dev", "srv0", "nodad", where=lan.server)
    lan.ip("link", "set", "eth0", "up")
    lan.ip("route", "add", "default", "via", "192.168.77.1")
    lan.ip("route", "add", "default", "via", "2001:db8::1")
    host("ip", "netns", "exec", lan.server, "sysctl", "-qw", "net.ipv4.ip_forward=1",
         "net.ipv6.conf.all.forwarding=1")
    return lan


@pytest.mark.parametrize("line", [
    "-c1 127.0.0.1", "-c1 ::1", "-c1 localhost", "-c1 -4 localhost", "-c1 -n localhost",
    "-c1 -s0 127.0.0.1", "-c1 -s 15 127.0.0.1", "-c1 -s 1400 ::1", "-c1 -I lo 127.0.0.1",
    "-c1 -I 127.0.0.1 127.0.0.1", "-c2 -D -i 0.2 127.0.0.1", "-c3 -f 127.0.0.1",
    "-c3 -A 127.0.0.1", "-c2 -q -i 0.1 127.0.0.1", "-c1 -W 1 -w 2 127.0.0.1", "-c1 -t 9 127.0.0.1",
    "-c1 nosuch.invalid", "-4 -c1 ::1", "-c1 -I nosuch 127.0.0.1", "-c1 -I 1.2.3.4 127.0.0.1",
    "-c1 255.255.255.255",
])
def test_loopback(line):
    both(*line.split())


@pytest.mark.parametrize("line", [
    "-c1 192.168.77.1", "-c1 2001:db8::1", "-c1 1.2.3.4", "-c1 2001:db9::7", "-t1 -c1 1.2.3.4",
    "-c1 -W1 192.168.77.9", "-q -c1 1.2.3.4", "-c1 ff02::1%eth0", "-c1 -I eth0 192.168.77.1",
])
def test_network(routed, line):
    both(*line.split(), namespace=routed.client)


def test_hop_limit(routed):
    """Beyond the first router: it says so."""
    routed.ip("addr", "add", "10.9.9.1/24", "dev", "lo", where=routed.server)
    routed.ip("route", "add", "10.8.0.0/16", "via", "192.168.77.5", where=routed.server)
    done = both("-c1", "-t", "1", "10.8.0.1", namespace=routed.client)
    assert "Time to live exceeded" in done.stdout and done.returncode == 1


def test_no_way(lan):
    host("ip", "-n", lan.client, "link", "set", "eth0", "up")
    done = both("-c1", "1.1.1.1", namespace=lan.client)
    assert (done.returncode, done.stderr) == (2, "ping: connect: Network is unreachable\n")


def test_kernels_own_sockets(routed):
    """The same where the kernel gives echo sockets to everybody."""
    host("ip", "netns", "exec", routed.client, "sysctl", "-qw", "net.ipv4.ping_group_range=0 9")
    for target in ("192.168.77.1", "2001:db8::1", "1.2.3.4", "2001:db9::7"):
        both("-c1", target, namespace=routed.client)


def test_interrupted():
    process = subprocess.Popen([BINARY, "ping", "127.0.0.1"], stdout=subprocess.PIPE, text=True)
    time.sleep(1.2)
    process.send_signal(2)
    text = process.communicate(timeout=5)[0]
    assert process.returncode == 0
    assert "2 packets transmitted, 2 received, 0% packet loss, time " in text
    assert text.count("bytes from") == 2


def test_ends_when_told(routed):
    begin = time.monotonic()
    done = subprocess.run(["ip", "netns", "exec", routed.client, BINARY, "ping", "-w", "1",
                           "192.168.77.9"], capture_output=True, text=True)
    assert done.returncode == 1 and 0.9 < time.monotonic() - begin < 2
    begin = time.monotonic()
    done = subprocess.run(["ip", "netns", "exec", routed.client, BINARY, "ping", "-c1", "-W",
                           "0.3", "192.168.77.9"], capture_output=True, text=True)
    assert done.returncode == 1 and time.monotonic() - begin < 1


def test_duplicates_and_loss(lan):
    lan.shake(copies=2)
    lan.ip("addr", "add", "192.168.77.5/24", "dev", "eth0")
    lan.ip("link", "set", "eth0", "up")
    done = lan.run("ping", "-c", "3", "-i", "0.2", "192.168.77.1")
    assert "(DUP!)" in done.stdout and "duplicates" in done.stdout
    assert "3 packets transmitted, 3 received" in done.stdout


def test_says_what_is_wrong():
    for args in ((), ("a", "b"), ("-c", "0", "localhost"), ("-c", "x", "localhost"), ("-W",),
                 ("-s", "65508", "localhost"), ("-t", "0", "localhost"), ("-i", "-1", "localhost"),
                 ("-4", "-6", "localhost"), ("--nosuch", "localhost"), ("-i", "nan", "localhost")):
        done = run("ping", *args)
        assert done.returncode == 2 and done.stderr.startswith("ping: "), args
        assert not done.stdout


def test_a_refused_family_hides_no_other():
    """A server without upstream has the A and refuses the AAAA; the host has that address."""
    script = ('ip link set lo up; mount --bind "$1" /etc/resolv.conf; '
              'dnsmasq --conf-file=/dev/null --no-hosts --no-resolv --pid-file= --port=53 '
              '--listen-address=127.0.0.1 --bind-interfaces --host-record=here.lan,127.0.0.9; '
              '"$0" ping -c1 -W2 here.lan')
    with tempfile.NamedTemporaryFile("w") as servers:
        servers.write("nameserver 127.0.0.1\noptions timeout:1 attempts:1\n")
        servers.flush()
        os.chmod(servers.name, 0o644)
        # With the first of its processes, dnsmasq ends.
        done = subprocess.run(["unshare", "-nmpf", "--mount-proc", "sh", "-c", script, BINARY,
                               servers.name], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("PING here.lan (127.0.0.9)")
