# SPDX-License-Identifier: MIT
"""ss: beside iproute2's, in a network namespace with sockets of every kind."""
import json
import subprocess
import sys

import pytest
from ramsteam import BINARY, run

OPTIONS = ["-tan", "-ta", "-tln", "-uan", "-tunl", "-tuna", "-tanp", "-H -tan", "-6ltn", "-4ltn",
           "-tn", "-un", "-w", "-tn state established", "-tan state listening", "-tlr", "-ltp",
           "-4tuna", "-tn state all", "-Htlnp", "-uln"]

SCRIPT = """
import json, os, socket, subprocess, sys
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
a = socket.create_server(("127.0.0.1", 7001))
c = socket.create_connection(("127.0.0.1", 7001))
s, _ = a.accept()
c.send(b"abc")
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u.bind(("0.0.0.0", 7002))
d = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
d.connect(("127.0.0.1", 7002))
v = socket.socket(socket.AF_INET6)
v.bind(("::", 7003))
v.listen()
w = socket.socket(socket.AF_INET6)
w.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
w.bind(("::1", 80))
w.listen()
results = []
for options in json.loads(sys.argv[2]):
    results.append([subprocess.run([*tool, *options.split()], capture_output=True, text=True).stdout
                    for tool in (["ss"], [sys.argv[1], "ss"])])
print(json.dumps(results))
"""


@pytest.fixture(scope="module")
def results():
    done = subprocess.run(["unshare", "-n", sys.executable, "-c", SCRIPT, BINARY,
                           json.dumps(OPTIONS)], capture_output=True, text=True, check=True)
    return dict(zip(OPTIONS, json.loads(done.stdout)))


@pytest.mark.parametrize("options", OPTIONS)
def test_as_iproute2(results, options):
    theirs, ours = results[options]
    assert ours.splitlines() == theirs.splitlines()


def test_unix(tmp_path):
    import socket
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        server.listen()
        lines = run("ss", "-xlp", check=True).stdout.splitlines()
    line, = [line for line in lines if str(tmp_path / "socket") in line]
    assert line.split()[:2] == ["u_str", "LISTEN"] and f"pid={__import__('os').getpid()}," in line


def test_summary_and_errors():
    assert run("ss", "-s", check=True).stdout.startswith("Total: ")
    assert run("ss", "state", "nonsense").returncode == 1
    assert run("ss", "dport", "=", ":80").returncode == 1


def test_help():
    assert run("ss", "-h", check=True).stdout == run("ss", "--help", check=True).stdout
