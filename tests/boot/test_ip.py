# SPDX-License-Identifier: MIT
"""VLANs, bonds, dummies on a real kernel that has them as modules: beside iproute2's own ip."""
import difflib
import pathlib
import shutil
import subprocess

import pytest

import machine

LINES = """\
link add d0 address 02:00:00:00:00:01 type dummy
link add d1 address 02:00:00:00:00:02 type dummy
link set d0 up
link add link d0 d0.5 type vlan id 5
link add link d0 name q type vlan protocol 802.1ad id 7 reorder_hdr off gvrp on loose_binding on \
ingress-qos-map 1:2 3:4 egress-qos-map 5:6
link add link d0 name r type vlan id 4095x
link add link d0 name r type vlan id 4095
link add link d0 name r type vlan gvrp maybe
link set d0.5 up
-d link show type vlan
-d -j link show type vlan
link set q type vlan egress-qos-map 7:1 gvrp off
-d link show q
link add b0 address 02:00:00:00:00:03 type bond mode active-backup miimon 100 updelay 200 \
arp_validate none primary_reselect better fail_over_mac active num_grat_arp 3
link add b1 address 02:00:00:00:00:04 type bond mode 802.3ad lacp_rate fast ad_select bandwidth \
xmit_hash_policy layer3+4 min_links 1 ad_user_port_key 5 ad_actor_sys_prio 77
link add b2 address 02:00:00:00:00:05 type bond mode balance-rr arp_interval 500 \
arp_ip_target 10.0.0.1,10.0.0.2 arp_all_targets all packets_per_slave 5
link add b3 type bond mode silly
link add b3 type bond miimon x
link add b3 type bond silly x
link set d1 master b0
link set b0 up
addr show master b0
-d link show d1
-j -d link show d1
link set b0 type bond active_slave d1
link set d1 type bond_slave queue_id 2
-d link show b0
-d -j link show b0
-d link show b1
-d -j link show b1
-d link show b2
-d -j link show b2
link set d1 nomaster
link set b0 type bond mode 802.3ad
link del b0
addr add 192.168.9.1/24 dev d0.5
route show
-br addr
-br link
link del d0
link
"""

SCRIPT = """\
#!/bin/sh
export PATH=/bin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
mkdir -p /run
# Carrier and state follow in the kernel's own time (linkwatch, miimon).
settle() {
	was=
	for i in 1 2 3 4 5 6 7 8 9 10; do
		is=$(ip netns exec $1 ip -br link)
		[ "$is" = "$was" ] && return
		was=$is
		sleep 1
	done
}
run() {
	ip netns add $1
	while read -r line; do
		echo "RUN $1 $line"
		ip netns exec $1 $2 $line 2>&1
		echo "STATUS $?"
		case $line in *" up" | *master*) settle $1 ;; esac
	done < /lines
}
run ours ip
run theirs /theirs/ip
echo REPORT END
poweroff -f
"""


def libraries(path):
    """What a program of the host needs: (host path, path inside)."""
    listed = subprocess.run(["ldd", path], capture_output=True, text=True, check=True).stdout
    words = [word for line in listed.splitlines() for word in line.split() if word[0] == "/"]
    return [(pathlib.Path(word), word) for word in dict.fromkeys(words)]


@pytest.fixture(scope="module")
def answers(parts, tmp_path_factory):
    """{"ours": {line: answer}, "theirs": {line: answer}}"""
    folder = tmp_path_factory.mktemp("ip")
    (folder / "script").write_text(SCRIPT)
    (folder / "script").chmod(0o755)
    (folder / "lines").write_text(LINES)
    ip = pathlib.Path(shutil.which("ip"))
    files = [(folder / "script", "/script"), (folder / "lines", "/lines"), (ip, "/theirs/ip"),
             *libraries(ip)]
    initrd = parts.initrd("ip-initrd", files, "dummy 8021q bonding macvlan")
    with machine.Machine(kernel=parts.kernel(), initrd=initrd, nic=None, memory=512,
                         append="loglevel=0 rdinit=/script") as one:
        one.expect("REPORT END", 180)
        log = one.log.replace("\r", "")
    said = {"ours": {}, "theirs": {}}
    for entry in log.split("RUN ")[1:]:
        head, _, answer = entry.partition("\n")
        tool, _, line = head.partition(" ")
        said[tool][line] = answer.split("REPORT END")[0]
    return said


def test_kinds_that_are_modules(answers):
    wrong = []
    for line in LINES.splitlines():
        # Helps are our own.
        ours, theirs = (answers[tool][line].split("Usage:")[0] for tool in ("ours", "theirs"))
        if ours != theirs:
            wrong += [f"ip {line}", *difflib.unified_diff(theirs.splitlines(), ours.splitlines(),
                                                         "theirs", "ours", n=0, lineterm="")]
    assert not wrong, "\n".join(wrong)
    assert "vlan protocol 802.1Q id 5 <REORDER_HDR>" in answers["ours"]["-d link show type vlan"]
    assert "bond mode active-backup" in answers["ours"]["-d link show b0"]
