# SPDX-License-Identifier: MIT
"""Networks that a kernel command line describes. This host's kernel may know no VLANs: their tags
are put on and taken off here, between the machine's tap and a wire behind it."""
import re
import select
import shutil
import socket
import subprocess
import sys
import threading

import pytest
from machine import ADDRESS
from parts import TREE

sys.path.insert(0, str(TREE / "tests/net"))
from lan import filled, packet_socket  # noqa: E402

AUXDATA, TAG = 8, 5
INIT = """\
#!/bin/sh
export PATH=/bin
dmesg -n 1
tell() { while read -r line; do echo "REPORT $1 $line"; done; }
ip -br addr | tell address
ip route | tell route
ip -d link show bond0 | tell bond
cat /run/ramroot/lease-bond0.5 | tell lease
cat /run/ramroot/dhclient-*.pid | grep -c . | tell keeper
ps -eo args | tell process
echo "REPORT end"
poweroff -f
"""


class Trunk(threading.Thread):
    """Frames of VLAN 5 on the tap are plain ones on the other interface, the rest is dropped."""

    def __init__(self, network, tap, plain):
        super().__init__(daemon=True)
        self.tap, self.plain = (packet_socket(network.name, name) for name in (tap, plain))
        self.tap.setsockopt(263, AUXDATA, 1)  # SOL_PACKET: the kernel tells of the tag apart
        self.stopped, self.tagged, self.untagged = False, 0, 0
        self.start()

    def run(self):
        while not self.stopped:
            for end in select.select([self.tap, self.plain], [], [], 0.05)[0]:
                frame, extra, _, where = end.recvmsg(65536, 256)
                if where[2] == socket.PACKET_OUTGOING:
                    continue
                if end is self.plain:
                    self.tap.send(frame[:12] + b"\x81\0" + bytes([0, TAG]) + frame[12:])
                elif extra and int.from_bytes(extra[0][2][16:18], "little") & 4095 == TAG:
                    self.tagged += 1
                    self.plain.send(filled(frame))  # a guest leaves sums to its card
                else:
                    self.untagged += 1

    def stop(self):
        self.stopped = True
        self.join()


@pytest.fixture
def trunk(network):
    """192.168.77.1, with all the network's servers, is reached by tagged frames alone."""
    network.stop_dnsmasq()
    network.stop_nginx()
    for line in (f"address del {ADDRESS}/24 dev tap0", "link add plain0 type veth peer plain1",
                 f"address add {ADDRESS}/24 dev plain1", "link set plain0 up",
                 "link set plain1 up"):
        network.run("ip", *line.split())
    # Offloaded sums and long segments are for cards, not for a relay.
    network.run("ethtool", "-K", "plain1", "tx", "off", "tso", "off", "gso", "off")
    made = Trunk(network, "tap0", "plain0")
    config = network.folder / "dnsmasq.conf"
    network.start_dnsmasq()
    network.stop_dnsmasq()
    config.write_text(config.read_text().replace("interface=tap0", "interface=plain1")
                      .replace("150,1h", "150,2m"))
    network.start("dnsmasq", "dnsmasq", f"--conf-file={config}")
    network.start_nginx()
    yield made
    made.stop()


@pytest.fixture
def root(network, parts, tmp_path):
    """A root of our binary, whose init tells how it finds the network."""
    tree = tmp_path / "root"
    for name in ("bin", "sbin", "etc"):
        (tree / name).mkdir(parents=True)
    shutil.copy(parts.binary, tree / "bin/ramsteam")
    for name in ("sh", "dmesg", "poweroff", "ip", "ps", "cat", "grep", "mount"):
        (tree / "bin" / name).symlink_to("ramsteam")
    (tree / "sbin/init").write_text(INIT)
    (tree / "sbin/init").chmod(0o755)
    archive = tmp_path / "root.cpio"
    subprocess.run(f"cd {tree} && find . | cpio -o -H newc --quiet > {archive}", shell=True,
                   check=True)
    return network.publish("root.cpio", archive)


def test_vlan_on_a_bond(network, trunk, boot, root):
    words = ("bond=bond0:eth0:mode=active-backup,miimon=100 vlan=bond0.5:bond0 "
             f"ip=bond0.5:dhcp nameserver={ADDRESS} nameserver=192.168.77.7 "
             "rd.route=10.9.0.0/16:192.168.77.7 ramroot=http://boot.example.com/root.cpio")
    report = boot(append=words, memory=512).report()
    text = {name: "\n".join(lines) for name, lines in report.items()}
    assert re.search(r"bond0\.5@bond0 .*192\.168\.77\.", text["address"])
    assert "10.9.0.0/16 via 192.168.77.7 dev bond0.5" in text["route"]
    assert "bond mode active-backup active_slave eth0 miimon 100" in text["bond"]
    assert f"DNS='{ADDRESS} 192.168.77.7'" in text["lease"]
    # Who kept the lease is gone, and what he knew is there.
    assert "INTERFACE=bond0.5" in text["lease"] and "OBTAINED=" in text["lease"]
    assert report["keeper"] == ["1"]
    ours = [line for line in report["process"] if not line.startswith("[")]
    assert set(ours) == {"COMMAND", "/bin/sh /sbin/init", "ps -eo args"}
    assert trunk.tagged > 100
