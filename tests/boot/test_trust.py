# SPDX-License-Identifier: MIT
"""An initrd with a key: what is not signed is refused, by whichever way it comes, and the prompt
says why; what is signed boots. And a clock that is wrong: by the build, by hand, by the lease."""
import contextlib
import os
import re
import socket
import subprocess
import sys
import threading
import time

import pytest
from machine import ADDRESS
from parts import TREE
from ramsteam import applets

sys.path.insert(0, str(TREE / "tests/net"))
from lan import within  # noqa: E402
from test_sntp import answer  # noqa: E402

DAY = 86400
pytestmark = pytest.mark.skipif("verify" not in applets(), reason="built without OpenSSL")

INIT = """\
#!/bin/sh
echo "REPORT stage2 $0"
while read -r line; do echo "REPORT timeline $line"; done < /run/ramroot/timeline
echo "REPORT end"
poweroff -f
"""


def minisign(folder, *args):
    subprocess.run(["minisign", *args], cwd=folder, check=True, input="", text=True,
                   capture_output=True)


class TimeServer(threading.Thread):
    """Of the machine's network: `days` ahead of this host."""

    def __init__(self, network, days):
        super().__init__(daemon=True)
        self.days = days
        self.socket = within(network.name, lambda: socket.socket(type=socket.SOCK_DGRAM))
        self.socket.bind((ADDRESS, 123))
        self.start()

    def run(self):
        with contextlib.suppress(OSError):
            while True:
                question, client = self.socket.recvfrom(512)
                self.socket.sendto(answer(question, self.days * DAY), client)


def clocks(machine, server, base):
    """It is set by hand, and by the time server that the lease names."""
    for days, command in ((1000, f"sntp -S {ADDRESS}"), (2000, f"ramroot --ntp dhcp {base}/none")):
        server.days = days
        text, _ = machine.command(f"{command}; touch /now; stat -c now:%Y: /now", 60)
        now = int(re.findall(r"now:(\d+):", text)[-1])
        assert abs(now - time.time() - days * DAY) < DAY / 2, text
    assert re.search(rf"clock: \+8\d{{7}}\.\d+ s by {ADDRESS}", text), text
    text, _ = machine.command(f"ramroot --ntp 127.0.0.1 {base}/none", 60)
    assert "ask 127.0.0.1" in text and "none" not in text.rpartition("ask")[2]


@pytest.fixture
def signed(parts, tmp_path):
    """A small root, signed, and the key in an initrd."""
    tree = tmp_path / "tree"
    for name in ("bin", "sbin", "etc", "usr"):
        (tree / name).mkdir(parents=True)
    subprocess.run(["cp", parts.binary, tree / "bin/ramsteam"], check=True)
    for name in ("sh", "poweroff"):
        (tree / "bin" / name).symlink_to("ramsteam")
    (tree / "sbin/init").write_text(INIT)
    os.chmod(tree / "sbin/init", 0o755)
    subprocess.run(["mksquashfs", tree, tmp_path / "signed.squashfs", "-quiet", "-no-progress"],
                   check=True, stdout=subprocess.DEVNULL)
    minisign(tmp_path, "-G", "-W", "-p", "boot.pub", "-s", "boot.key")
    minisign(tmp_path, "-S", "-s", "boot.key", "-m", "signed.squashfs")
    return tmp_path


def test_key_in_the_initrd(network, boot, parts, signed):
    image = (signed / "signed.squashfs").read_bytes()
    signature = (signed / "signed.squashfs.minisig").read_bytes()
    network.publish("plain.squashfs", image)
    network.publish("signed.squashfs", image)
    network.publish("signed.squashfs.minisig", signature)
    network.publish("other.squashfs", image + b"\0" * 4096)
    network.publish("other.squashfs.minisig", signature)
    network.publish("script.ipxe", "#!ipxe\necho UNVERIFIED\nkernel bzImage\nboot\n")
    initrd = parts.initrd("initrd-key", [(signed / "boot.pub", "/etc/ramroot/keys/boot.pub")])
    base = f"http://{ADDRESS}"
    machine = boot(append=f"ramroot={base}/plain.squashfs ramroot.key= ramroot.sums=x",
                   initrd=initrd, memory=512, rtc="2001-01-01")
    cause = machine.stage1_prompt(120)
    assert "must be signed, and there is no signature" in cause
    assert "clock: it said 2001-01-01, before this was built" in machine.log
    machine.shell()
    refused = "; ".join((
        f"ramroot {base}/other.squashfs", f"ramroot {base}/script.ipxe", f"ipxe {base}/script.ipxe",
        f"ramroot --key /etc/ramroot/keys/boot.pub {base}/signed.squashfs",
        f"ramroot {base}/plain.squashfs",
        "ls /run/ramroot/image /run/ramroot/lower", "mount | grep -c loop"))
    text, status = machine.command(refused, 60)
    assert status == 1 and text.splitlines()[-1] == "0"
    for says in ("Signature verification failed", "trusts no other"):
        assert says in text
    assert text.count("must be signed") == 3 and "UNVERIFIED" not in text.replace("echo U", "")
    assert "squashfs\n" not in text.replace("\r", "")
    clocks(machine, TimeServer(network, 0), base)
    machine.type(f"ramroot {base}/signed.squashfs")
    report = machine.report(120)
    assert report["stage2"] == ["/sbin/init"]
    assert any("verified" in line for line in report["timeline"])
