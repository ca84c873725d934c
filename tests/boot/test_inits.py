# SPDX-License-Identifier: MIT
"""Debian with other inits than systemd: each comes to its login, the network as ramroot left it."""
import pytest
from machine import ADDRESS

pytestmark = pytest.mark.slow
# What init is there, and the end of the address' life: the lease's where somebody renews it.
INITS = {
    "sysvinit": ("/usr/sbin/init", "valid_lft forever"),
    "openrc": ("/usr/sbin/init", r"valid_lft [0-9]*sec"),
    "runit": ("/usr/lib/runit/runit-init", "valid_lft forever"),
}


@pytest.mark.parametrize("init", INITS)
def test_login(network, boot, parts, init):
    program, lifetime = INITS[init]
    network.publish("root.squashfs", parts.debian_root(init))
    machine = boot(append=f"ramroot=http://{ADDRESS}/root.squashfs", memory=768)
    machine.expect("ramsteam login: ")
    machine.type("root")
    machine.expect(r"# $")
    said, _ = machine.command("readlink -f /sbin/init; stat -f -c %T / /run /run/ramroot")
    assert program in said and "overlayfs" in said
    lease, _ = machine.command("grep -h ^ADDRESS /run/ramroot/lease")
    ours = lease.split("=")[1].strip("'\n").split("/")[0]
    addresses, _ = machine.command("ip -4 addr show scope global")
    if init == "openrc":  # dhcpcd takes it over: the same address, and no other beside it
        addresses, status = machine.command(
            "for i in $(seq 60); do ip -4 addr show scope global | grep -q noprefixroute && break; "
            "sleep 1; done; ip -4 addr show scope global")
        assert addresses.count("inet ") == 1
    assert f"inet {ours}/24" in addresses and machine.command(
        f"ip -4 addr show scope global | grep '{lifetime}'")[1] == 0, addresses
    assert machine.command("ip route | grep '^default via 192.168.77.1'")[1] == 0
    assert f"nameserver {ADDRESS}" in machine.command("cat /etc/resolv.conf")[0]
    # grep's 1: no process of ours is left.
    assert machine.command("ls -l /proc/*/exe 2>/dev/null | grep ramsteam")[1] == 1
