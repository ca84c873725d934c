# SPDX-License-Identifier: MIT
"""unshare: beside util-linux's; every namespace is another one."""
import os
import subprocess

import pytest
from ramsteam import BINARY, compare, in_chroot, run


@pytest.mark.parametrize("option, file", [
    ("-m", "mnt"), ("-u", "uts"), ("-i", "ipc"), ("-n", "net"), ("-C", "cgroup"), ("-U", "user"),
    ("--net", "net"), ("-fp", "pid"), ("-fT", "time")])
def test_each_namespace(option, file):
    if option == "-U" and in_chroot():
        pytest.skip("no user namespaces below a chroot")
    inside = run("unshare", option, "readlink", f"/proc/self/ns/{file}", check=True).stdout.strip()
    assert inside.startswith(file + ":[")
    assert inside != os.readlink(f"/proc/self/ns/{file}")


@pytest.mark.parametrize("words", [
    ["-r", "id", "-u"], ["-c", "id", "-u"], ["--map-user=5", "id", "-u"], ["-r", "id", "-gn"],
    ["-f", "false"], ["-f", "true"], ["-f", "sh", "-c", "exit 7"], ["-n", "no-such-program"],
    ["-n", "/usr"], ["--propagation", "x", "true"], ["-Z"], ["-R", "/none", "true"],
    ["-w", "/usr", "pwd"], ["-w", "/none", "pwd"], ["-S", "5", "id", "-u"], ["-G", "6", "id", "-g"],
    ["-fp", "--mount-proc", "sh", "-c", "echo $$; ls -d /proc/[0-9]*"],
    ["--map-user=nobody!", "true"], ["-fp", "--kill-child", "sh", "-c", "echo $$"],
    ["--monotonic", "5", "true"], ["-U", "--setgroups", "x", "true"],
    ["-r", "--setgroups", "allow", "true"], ["-m", "--propagation", "slave", "true"],
    ["-m", "grep", "-c", "shared:", "/proc/self/mountinfo"],
    ["-u", "sh", "-c", "echo x > /proc/sys/kernel/hostname; uname -n"]])
def test_as_util_linux(words):
    compare("unshare", *words)


def test_clock_offset():
    up = run("unshare", "-fT", "--boottime", "1000000", "cat", "/proc/uptime", check=True).stdout
    assert float(up.split()[0]) > 1000000


def test_child_that_is_killed():
    done = run("unshare", "-f", "sh", "-c", "kill -9 $$")
    assert done.returncode == -9


def test_shell_without_a_program():
    done = subprocess.run([BINARY, "unshare", "-n"], input="echo it is $((6*7))\n", text=True,
                          capture_output=True, env={**os.environ, "SHELL": "/bin/sh"})
    assert done.stdout == "it is 42\n"


@pytest.mark.parametrize("option", ["--uts", "--net", "--mount", "--ipc"])
def test_kept_in_a_file(tmp_path, option):
    file = tmp_path / "kept"
    file.touch()
    script = f'mount --bind "$1" "$1" && mount --make-private "$1" && : > "$1/kept" && ' \
        f'"$0" unshare {option}="$1/kept" true && "$0" nsenter {option}="$1/kept" true'
    # One CPU: since 6.18 namespaces are numbered by batches of each CPU, and a file of mounts must
    # have a higher number than ours (EINVAL otherwise, with util-linux too).
    done = subprocess.run(["taskset", "-c", "0", "unshare", "-m", "sh", "-c", script, BINARY,
                           tmp_path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
