# SPDX-License-Identifier: MIT
"""nc: against sockets of our own, and against Debian's on the other side; in a namespace."""
import subprocess

import pytest
from ramsteam import BINARY, run

WAIT = ('wait_for() { for i in $(seq 100); do '
        'ss -Hanl | grep -q "$1" && return; sleep 0.05; done; }; ')


def inside(script):
    done = subprocess.run(["unshare", "-n", "sh", "-c", "ip link set lo up; nc=nc; "
                           + WAIT + script, BINARY], capture_output=True, text=True, timeout=60)
    return done.stdout, done.returncode, done.stderr


@pytest.mark.parametrize("server, client", [('"$0" nc', '"$0" nc'), ("nc", '"$0" nc'),
                                            ('"$0" nc', "nc")])
def test_tcp_both_ways(server, client):
    out, status, err = inside(f'echo answer | {server} -N -l 7001 > /tmp/nc.$$ & wait_for :7001; '
                              f'echo question | {client} -N 127.0.0.1 7001; wait; '
                              'cat /tmp/nc.$$; rm /tmp/nc.$$')
    assert (out, status) == ("answer\nquestion\n", 0), err


def test_much_data():
    out, status, err = inside('"$0" nc -l 7001 </dev/null | sha256sum & wait_for :7001; '
                              'head -c 20000000 /dev/zero | "$0" nc -N 127.0.0.1 7001; wait; '
                              'head -c 20000000 /dev/zero | sha256sum')
    first, second = out.splitlines()
    assert first == second, err


def test_udp():
    out, status, err = inside('"$0" nc -u -l -w 1 7001 </dev/null & wait_for :7001; '
                              'echo hello | "$0" nc -u -w 1 127.0.0.1 7001; wait')
    assert out == "hello\n", err


def test_unix(tmp_path):
    path = tmp_path / "socket"
    out, status, err = inside(f'"$0" nc -lU {path} </dev/null & wait_for {path}; '
                              f'echo hello | "$0" nc -NU {path}; wait; ls {tmp_path}')
    assert out == "hello\n", err


def test_scan():
    out, status, err = inside('"$0" nc -kl 7002 </dev/null & p=$!; wait_for :7002; '
                              '"$0" nc -zv 127.0.0.1 7001-7003; echo $?; '
                              '"$0" nc -z 127.0.0.1 7001; echo $?; kill $p')
    assert out == "0\n1\n"
    assert "Connection to 127.0.0.1 7002 port [tcp/*] succeeded!" in err
    assert "nc: connect to 127.0.0.1 (127.0.0.1) port 7001 (tcp) failed: Connection refused" in err


def test_waits_no_longer():
    out, status, err = inside('"$0" nc -l 7001 >/dev/null & p=$!; wait_for :7001; sleep 5 | '
                              '"$0" nc -w 1 127.0.0.1 7001; echo $?; kill $p 2>/dev/null')
    assert out == "0\n"


@pytest.mark.parametrize("words", ["", "host", "-l", "a b c", "-w x a 1", "-Q", "-n name 1",
                                   "127.0.0.1 99999", "-U /none"])
def test_errors(words):
    assert run("nc", *words.split()).returncode == 1
