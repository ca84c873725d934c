# SPDX-License-Identifier: MIT
"""traceroute beside Debian's, on loopback and through routers made of namespaces."""
import os
import re
import subprocess

import pytest
from ramsteam import BINARY, run

from lan import host


def plain(text):
    return re.sub(r"\d+\.\d{3} ms", "TIME", text)


def trace(tool, words, namespace):
    return subprocess.run(["ip", "netns", "exec", namespace, *tool, *words], capture_output=True,
                          text=True, timeout=60)


def both(words, namespace):
    ours, theirs = (trace(tool, words, namespace) for tool in ([BINARY, "traceroute"],
                                                               ["traceroute"]))
    assert plain(ours.stdout) == plain(theirs.stdout), ours.stderr
    assert ours.returncode == theirs.returncode
    return ours


@pytest.fixture(scope="module")
def way():
    """Four hosts in a row; the last has nobody behind it."""
    names = [f"tr{os.getpid()}{letter}" for letter in "abcd"]
    for name in names:
        host("ip", "netns", "add", name)
        for setting in ("net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1",
                        "net.ipv4.icmp_ratelimit=0", "net.ipv6.icmp.ratelimit=0",
                        "net.ipv4.icmp_msgs_per_sec=100000"):
            host("ip", "netns", "exec", name, "sysctl", "-qw", setting, check=False)
        host("ip", "-n", name, "link", "set", "lo", "up")
    for at, (left, right) in enumerate(zip(names, names[1:])):
        host("ip", "-n", left, "link", "add", "right", "type", "veth", "peer", "name", "left",
             "netns", right)
        for name, device, end in ((left, "right", 1), (right, "left", 2)):
            host("ip", "-n", name, "addr", "add", f"10.77.{at}.{end}/24", "dev", device)
            host("ip", "-n", name, "addr", "add", f"2001:db8:{at}::{end}/64", "dev", device,
                 "nodad")
            host("ip", "-n", name, "link", "set", device, "up")
    for at, name in enumerate(names):
        for device, gateway, other in (("right", 2, at), ("left", 1, at - 1)):
            if 0 <= other < 3:
                nets = range(other + 1, 3) if device == "right" else range(0, other)
                for net in nets:
                    host("ip", "-n", name, "route", "add", f"10.77.{net}.0/24", "via",
                         f"10.77.{other}.{gateway}")
                    host("ip", "-n", name, "route", "add", f"2001:db8:{net}::/64", "via",
                         f"2001:db8:{other}::{gateway}")
    for name in names[:3]:
        host("ip", "-n", name, "route", "add", "10.99.0.0/16", "via",
             f"10.77.{names.index(name)}.2")
    host("ip", "-n", names[3], "route", "add", "unreachable", "10.99.1.0/24")
    host("ip", "-n", names[3], "route", "add", "prohibit", "10.99.2.0/24")
    host("ip", "-n", names[3], "route", "add", "blackhole", "10.99.3.0/24")
    yield names
    for name in names:
        host("ip", "netns", "del", name, check=False)


@pytest.mark.parametrize("words", [
    "-n 10.77.2.2", "-n -I 10.77.2.2", "-n -T 10.77.2.2", "-n -q 1 10.77.2.2",
    "-n -m 2 10.77.2.2", "-n -f 2 10.77.2.2", "-n 2001:db8:2::2", "-n -6 -I 2001:db8:2::2",
    "-n -q 1 -T 2001:db8:2::2", "-n -q 1 -N 1 10.77.2.2", "-n -s 10.77.0.1 10.77.2.2",
    "-n -i right 10.77.2.2", "-n 10.77.2.2 100", "-n 10.77.2.2 10", "-n -F 10.77.2.2 1500",
    "-n -q 1 10.99.1.1", "-n -q 1 10.99.2.1", "-n -I -q 1 10.99.1.1", "-n -p 40000 10.77.2.2",
    "-n -T -p 9 10.77.2.2", "-n -w 1 -m 5 -q 1 10.99.3.1", "-n -I -w 1 -m 5 -q 2 10.99.3.1",
    "-n -w 0.5,2,5 -q 2 -m 6 10.99.3.1", "127.0.0.1", "-I 127.0.0.1", "::1", "-4 localhost",
    "-6 localhost", "-n -t 16 10.77.2.2", "-n -z 0.01 10.77.1.2", "-r -n 10.77.0.2",
])
def test_as_debians(words, way):
    both(words.split(), way[0])


def test_an_open_port(way):
    server = subprocess.Popen(["ip", "netns", "exec", way[3], BINARY, "nc", "-l", "-k", "-p", "80"],
                              stdin=subprocess.DEVNULL)
    try:
        for _ in range(100):
            if ":80 " in subprocess.run(["ip", "netns", "exec", way[3], BINARY, "ss", "-ltn"],
                                        capture_output=True, text=True).stdout:
                break
        assert "10.77.2.2" in both(["-n", "-T", "10.77.2.2"], way[0]).stdout.splitlines()[3]
    finally:
        server.kill()
        server.wait()


@pytest.mark.parametrize("words, code", [
    ([], 2), (["-m", "0", "h"], 2), (["-m", "256", "h"], 2), (["-q", "11", "h"], 2),
    (["-f", "9", "-m", "3", "127.0.0.1"], 2), (["-w", "x", "h"], 2), (["-Y", "h"], 2),
    (["nosuch.invalid"], 2), (["-4", "::1"], 2), (["127.0.0.1", "x"], 2), (["a", "1", "b"], 2),
    (["-s", "1.2.3.4", "127.0.0.1"], 1), (["-i", "nosuch", "127.0.0.1"], 1),
])
def test_says_what_is_wrong(words, code):
    done = run("traceroute", *words)
    assert done.returncode == code and done.stderr


def test_no_way(way):
    done = trace([BINARY, "traceroute"], ["-n", "203.0.113.1"], way[0])
    assert (done.returncode, done.stderr) == (1, "traceroute: connect: Network is unreachable\n")
