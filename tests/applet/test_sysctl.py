# SPDX-License-Identifier: MIT
"""sysctl: beside procps'; what is written goes to network namespaces of our own."""
import subprocess

import pytest
from ramsteam import BINARY, compare, run


@pytest.mark.parametrize("words", [
    "kernel.ostype net.ipv4.ip_forward", "-n kernel.ostype", "kernel/ostype", "nope.x",
    "-e nope.x", "-N kernel.ostype", "-b kernel.ostype", "-a -r ostype", "-w kernel.ostype", "",
    "-w nope.x=1", "-p /none", "net.ipv4.tcp_rmem", "net.ipv4.conf.lo.rp_filter", "-a -N -r ^net",
    "net.ipv4.conf.lo", "kernel.seccomp", "-a -r ^user", "-a -n -r ^net.ipv4.conf", "-e -n x y",
    "kernel.printk", "-n kernel.ostype kernel.nope"])
def test_as_procps(words):
    compare("sysctl", *words.split())


def inside(*words):
    """Ours and procps', each in a new network namespace, with what it left there."""
    results = []
    for tool in (["sysctl"], [BINARY, "sysctl"]):
        script = '"$@"; echo "status $?"; sysctl net.ipv4.ip_forward net.ipv4.conf.lo.rp_filter'
        done = subprocess.run(["unshare", "-n", "sh", "-c", script, "sh", *tool, *words],
                              capture_output=True, text=True)
        results.append(done.stdout)
    return results


@pytest.mark.parametrize("words", [
    "net.ipv4.ip_forward=1", "-w net.ipv4.ip_forward=1", "-n net.ipv4.ip_forward=1",
    "-q net/ipv4/ip_forward=1", "net.ipv4.ip_forward=x", "--dry-run net.ipv4.ip_forward=1",
    "net.ipv4.ip_forward=1 nope.x=2 net.ipv4.conf.lo.rp_filter=2", "net.ipv4.ip_forward="])
def test_sets(words):
    theirs, ours = inside(*words.split())
    assert ours == theirs


def test_files(tmp_path):
    file = tmp_path / "sysctl.conf"
    file.write_text("# one\n; two\n\n  net.ipv4.ip_forward = 1  \nnet/ipv4/conf/lo/rp_filter=2\n"
                    "-nope.x = 1\nbad line\n")
    theirs, ours = inside("-p", str(file))
    assert ours == theirs and "ip_forward = 1" in ours
    done = run("sysctl", "-p", file)
    assert f"sysctl: {file}(7): invalid syntax, continuing...\n" in done.stderr


def test_patterns():
    script = ('"$0" sysctl -q "net.ipv4.conf.*.log_martians=1"; '
              'cat /proc/sys/net/ipv4/conf/*/log_martians')
    done = subprocess.run(["unshare", "-n", "sh", "-c", script, BINARY], capture_output=True,
                          text=True)
    assert set(done.stdout.split()) == {"1"}
