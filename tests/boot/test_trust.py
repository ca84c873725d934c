# SPDX-License-Identifier: MIT
"""An initrd with a key: what is not signed is refused, by whichever way it comes, and the prompt
says why; what is signed boots."""
import os
import subprocess

import pytest
from machine import ADDRESS
from ramsteam import applets

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
    machine.type(f"ramroot {base}/signed.squashfs")
    report = machine.report(120)
    assert report["stage2"] == ["/sbin/init"]
    assert any("verified" in line for line in report["timeline"])
