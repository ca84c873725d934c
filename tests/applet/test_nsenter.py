# SPDX-License-Identifier: MIT
"""nsenter: beside util-linux's, into the namespaces of a process of our own."""
import os
import subprocess

import pytest
from ramsteam import compare, in_chroot, run


@pytest.fixture(scope="module")
def target():
    process = subprocess.Popen(["unshare", "-muinCp", "-f", "sh", "-c",
                                "cd /usr; echo ns > /proc/sys/kernel/hostname; echo; "
                                "exec sleep 99"],
                               stdout=subprocess.PIPE)
    process.stdout.readline()
    child = open(f"/proc/{process.pid}/task/{process.pid}/children").read().split()[0]
    yield child
    os.kill(int(child), 9)
    process.wait()


@pytest.mark.parametrize("option, file", [("-m", "mnt"), ("-u", "uts"), ("-i", "ipc"),
                                          ("-n", "net"), ("-C", "cgroup"), ("-p", "pid"),
                                          ("--uts", "uts")])
def test_each_namespace(target, option, file):
    theirs = os.readlink(f"/proc/{target}/ns/{file}")
    assert theirs != os.readlink(f"/proc/self/ns/{file}")
    out = run("nsenter", "-t", target, option, "readlink", f"/proc/self/ns/{file}", check=True)
    assert out.stdout.strip() == theirs
    out = run("nsenter", f"{option}{'=' if len(option) > 2 else ''}/proc/{target}/ns/{file}",
              "readlink", f"/proc/self/ns/{file}", check=True)
    assert out.stdout.strip() == theirs


@pytest.mark.parametrize("words", [
    "-a uname -n", "-u uname -n", "-n true", "-a false", "-a sh -c exit\\040\\067", "-w pwd",
    "-w/ pwd", "-m -r pwd", "-m -W /etc pwd", "-a -F uname -n", "-u -S 5 id -u", "-u -G 5 id -g",
    "-u no-such-program", "-u /usr", "-Q true", "-m -W /none pwd"])
def test_as_util_linux(target, words):
    if words == "-m -r pwd" and in_chroot():
        pytest.skip("another process's root is not reached by name below a chroot")
    compare("nsenter", "-t", target, *[word.replace("\\040", " ").replace("\\067", "7")
                                       for word in words.split()])


@pytest.mark.parametrize("words", ["-n true", "-t x true", "-t 999999999 -n true", "-n/none true",
                                   "-a true", "-t 1 true"])
def test_errors(words):
    compare("nsenter", *words.split())


def test_messages():
    assert run("nsenter", "-n", "true").stderr == \
        "nsenter: neither filename nor target pid supplied for ns/net\n"
    assert run("nsenter", "-t", "999999999", "-n", "true").stderr == \
        "nsenter: cannot open /proc/999999999/ns/net: No such file or directory\n"
