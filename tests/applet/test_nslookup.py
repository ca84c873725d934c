# SPDX-License-Identifier: MIT
"""nslookup: beside BIND's, asking dnsmasq in a network namespace; and hostile answers."""
import json
import subprocess
import sys

import pytest
from ramsteam import BINARY, run

QUESTIONS = ["a.example", "both.example", "alias.example", "none.example", "-type=mx mx.example",
             "-type=txt txt.example", "10.0.0.1", "10.9.9.9", "-type=AAAA both.example",
             "-type=MX both.example", "x.other", "-type=ptr 1.0.0.10.in-addr.arpa", "fd00::1"]

SCRIPT = """
import json, subprocess, sys, time
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
server = subprocess.Popen(["dnsmasq", "--no-daemon", "--no-resolv", "--no-hosts", "--port=53",
    "--conf-file=/dev/null",
    "--listen-address=127.0.0.1", "--bind-interfaces", "--address=/a.example/10.1.2.3",
    "--host-record=both.example,10.0.0.1,fd00::1", "--cname=alias.example,both.example",
    "--mx-host=mx.example,mail.example,10", "--txt-record=txt.example,hello world",
    "--local=/example/", "--user=root", "--pid-file="], stderr=subprocess.PIPE, text=True)
while "read" not in (line := server.stderr.readline()) and "started" not in line:
    pass
time.sleep(0.3)
results = []
for words in json.loads(sys.argv[2]):
    results.append([])
    for tool in ["nslookup"], [sys.argv[1], "nslookup"]:
        done = subprocess.run([*tool, *words.split(), "127.0.0.1"], capture_output=True, text=True)
        results[-1].append((done.stdout, done.returncode))
server.terminate()
print(json.dumps(results))
"""

LIAR = """
import socket, subprocess, sys
subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
server.bind(("127.0.0.1", 53))
process = subprocess.Popen([sys.argv[1], "nslookup", "-timeout=1", "-type=a", "x.y", "127.0.0.1"])
server.settimeout(0.2)
answer = bytes.fromhex(sys.argv[2])
while process.poll() is None:
    try:
        question, peer = server.recvfrom(512)
        server.sendto(question[:2] + answer + question[12:] + bytes.fromhex(sys.argv[3]), peer)
    except TimeoutError:
        pass
sys.exit(process.returncode)
"""


@pytest.fixture(scope="module")
def results():
    done = subprocess.run(["unshare", "-n", sys.executable, "-c", SCRIPT, BINARY,
                           json.dumps(QUESTIONS)], capture_output=True, text=True, check=True,
                          timeout=120)
    return dict(zip(QUESTIONS, json.loads(done.stdout)))


@pytest.mark.parametrize("question", QUESTIONS)
def test_as_bind(results, question):
    theirs, ours = results[question]
    assert ours == theirs


@pytest.mark.parametrize("flags, data", [
    ("818000010001" + "00000000", ""), ("818000010001" + "00000000", "c0"),
    ("818000010001" + "00000000", "c00c" + "0001" + "0001" + "00000000" + "ffff" + "01"),
    ("818000010001" + "00000000", "c013" + "00010001000000000004"),
    ("81800001ffff" + "00000000", "c00c00010001000000000003010203"),
    ("000000010001" + "00000000", ""), ("", "")])
def test_hostile_answers(flags, data):
    done = subprocess.run(["unshare", "-n", sys.executable, "-c", LIAR, BINARY, flags, data],
                          capture_output=True, text=True, timeout=30)
    assert done.returncode in (0, 1), done.stderr


def test_no_server():
    done = subprocess.run(["unshare", "-n", "sh", "-c",
                           'ip link set lo up; exec "$0" nslookup x.y 127.0.0.1', BINARY],
                          capture_output=True, text=True)
    assert done.returncode == 1 and "connection refused" in done.stdout
    assert done.stdout.endswith(";; no servers could be reached\n\n")


@pytest.mark.parametrize("words", ["", "-type=nope x", "-nope x", "a b c", "a..b 127.0.0.1",
                                   "x" * 64 + " 127.0.0.1"])
def test_usage(words):
    assert run("nslookup", *words.split()).returncode == 1
