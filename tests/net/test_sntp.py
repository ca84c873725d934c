# SPDX-License-Identifier: MIT
"""sntp asks servers on loopback: a good one, a late one, one that refuses, one that lies."""
import contextlib
import re
import socket
import struct
import threading
import time

import pytest
from ramsteam import run


@contextlib.contextmanager
def server(reply):
    """reply(question) gives the answers to send; yields the port."""
    ours = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    ours.bind(("127.0.0.1", 0))
    ended = threading.Event()

    def serve():
        while not ended.is_set():
            question, client = ours.recvfrom(512)
            if question:
                for answer in reply(question):
                    ours.sendto(answer, client)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield ours.getsockname()[1]
    finally:
        ended.set()
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as waker:
            waker.sendto(b"", ours.getsockname())
        thread.join()
        ours.close()


def answer(question, ahead=0.0, stratum=2, leap=0, reference=b"\0" * 4, originate=None):
    ntp = time.time() + ahead + 2208988800
    stamp = struct.pack("!II", int(ntp), int(ntp % 1 * 2**32))
    return (struct.pack("!BBBb8x4s8x", leap << 6 | 4 << 3 | 4, stratum, 6, -20, reference) +
            (originate or question[40:48]) + stamp + stamp)


def test_offset():
    with server(lambda q: [answer(q, 5000)]) as port:
        done = run("sntp", "-p", port, "127.0.0.1", check=True)
    date = r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} \([+-]\d{4}\)"
    found = re.fullmatch(date + r" ([+-]\S+) \+/- (\S+) 127\.0\.0\.1 127\.0\.0\.1 s2\n",
                         done.stdout)
    assert found, done.stdout
    assert abs(float(found[1]) - 5000) < 5 and 0 <= float(found[2]) < 5


def test_passes_over_what_is_no_answer():
    with server(lambda q: [b"x", answer(q, -9, originate=b"12345678"), answer(q, -50)]) as port:
        done = run("sntp", "-p", port, "localhost", check=True)
    assert " -4" in done.stdout or " -5" in done.stdout


@pytest.mark.parametrize("how, says", [
    ({"stratum": 0, "reference": b"RATE"}, "the server refuses: RATE"),
    ({"stratum": 0, "reference": b"\x1b[1m"}, "the server refuses: ?[1m"),
    ({"stratum": 16}, "does not know the time"), ({"leap": 3}, "does not know the time"),
    ({"originate": b"another!"}, "another's question"),
])
def test_refusals(how, says):
    with server(lambda q: [answer(q, **how)]) as port:
        done = run("sntp", "-t", "1", "-S", "-p", port, "127.0.0.1")
    assert done.returncode == 1 and done.stdout == "" and "\x1b" not in done.stderr
    assert done.stderr.startswith("sntp: ask 127.0.0.1") and says in done.stderr


def test_nobody_there():
    with server(lambda q: []) as port:
        done = run("sntp", "-t", "1", "-p", port, "127.0.0.1")
        assert done.returncode == 1 and "no answer within 1 s" in done.stderr
    done = run("sntp", "-t", "1", "-p", port, "127.0.0.1")
    assert done.returncode == 1 and "Connection refused" in done.stderr
    with server(lambda q: [answer(q)]) as port:
        done = run("sntp", "-q", "-t", "1", "-p", port, "nowhere.invalid", "127.0.0.1")
        assert done.returncode == 0 and done.stdout == "" and "nowhere" in done.stderr
    for wrong in ((), ("-p", "70000", "127.0.0.1"), ("--no-such", "x")):
        assert run("sntp", *wrong).returncode == 1
