# SPDX-License-Identifier: MIT
"""hostname: beside Debian's; names are set in UTS namespaces of our own."""
import subprocess

import pytest
from ramsteam import BINARY, compare, run


@pytest.mark.parametrize("words", ["", "-s", "-f", "-i", "-I", "-F /none", "--short", "a.b.",
                                   "-", "a..b", "--all-ip-addresses"])
def test_as_debian(words):
    compare("hostname", *words.split())


@pytest.mark.parametrize("name", ["new", "a.b.c", "x-1", "", "-x", "bad name", "under_score",
                                  "a" * 64, "a" * 65])
def test_sets(name):
    results = []
    for tool in (["hostname"], [BINARY, "hostname"]):
        done = subprocess.run(["unshare", "-u", "sh", "-c", '"$@"; echo $?; uname -n', "sh", *tool,
                               "--", name], capture_output=True, text=True)
        results.append(done.stdout)
    assert results[0] == results[1]


@pytest.mark.parametrize("text", ["new\n", "# comment\n\nother  \n", "", "bad name\n"])
@pytest.mark.parametrize("boot", [[], ["-b"]])
def test_file(tmp_path, text, boot):
    (tmp_path / "name").write_text(text)
    results = []
    for tool in (["hostname"], [BINARY, "hostname"]):
        done = subprocess.run(["unshare", "-u", "sh", "-c", 'echo old >/proc/sys/kernel/hostname;'
                               '"$@"; echo $?; uname -n', "sh", *tool, *boot, "-F",
                               tmp_path / "name"], capture_output=True, text=True)
        results.append(done.stdout)
    assert results[0] == results[1]


def test_domain():
    script = 'echo host.example.org > /proc/sys/kernel/hostname; echo 127.0.0.9 ' \
        'host.example.org alias > /tmp/hosts.$$; mount --bind /tmp/hosts.$$ /etc/hosts; ' \
        '"$0" hostname -s; "$0" hostname -d; "$0" dnsdomainname; "$0" hostname -f; ' \
        '"$0" hostname -i; "$0" hostname -a; rm /tmp/hosts.$$'
    done = subprocess.run(["unshare", "-um", "sh", "-c", script, BINARY], capture_output=True,
                          text=True)
    assert done.stdout == "host\nexample.org\nexample.org\nhost.example.org\n127.0.0.9\nalias\n"


def test_message():
    assert run("hostname", "").stderr == "hostname: the specified hostname is invalid\n"
