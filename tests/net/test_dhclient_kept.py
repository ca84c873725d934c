# SPDX-License-Identifier: MIT
"""dhclient -d: a lease renewed, rebound, refused, ended, changed; and the other family's beside."""
import socket
import struct

import pytest

from lan import DISCOVER, EVERYBODY, NAK, REQUEST, SERVER, address, reply, usual, wait_for
from test_dhclient_ipv6 import (NAMESERVER, PREFIX, STATEFUL, advertise, kea6, lan6,  # noqa: F401
                                prefix, radvd)


def keep(lan, *args):
    return lan.begin("dhclient", "-d", "-v", *(args or ("-4",)))


def is_renewal(message):
    return message.type == REQUEST and message.ciaddr != bytes(4)


def test_rebound_by_whoever_answers(lan):
    """The server is silent, when it alone is asked; when all are, one answers."""
    def handler(message):
        if is_renewal(message):
            return usual(message, lease=600) if message.to == EVERYBODY else None
        return usual(message, lease=6)
    fake = lan.fake(handler)
    keep(lan)
    wait_for(lambda: "valid_lft 6sec" not in lan.ip("addr", "show", "dev", "eth0")
             and "valid_lft 600sec" in lan.ip("addr", "show", "dev", "eth0").replace("599", "600"))
    alone, everybody = [message for message in fake.messages if is_renewal(message)]
    assert alone.to != EVERYBODY == everybody.to and 54 not in everybody.options


def test_ended(lan):
    """Nobody answers: the address goes when its time is over, and another is asked for."""
    silent = []
    fake = lan.fake(lambda message: None if silent else usual(message, lease=3))
    keep(lan)
    wait_for(lan.addresses)
    silent.append(True)
    wait_for(lambda: not lan.addresses())
    silent.clear()
    wait_for(lan.addresses)
    assert fake.kinds().count(DISCOVER) >= 2


def test_refused_when_renewed(lan):
    """The address goes at once, RFC 2131 section 4.4.5."""
    def handler(message):
        refused = NAK in answered
        if is_renewal(message) and not refused:
            answered.append(NAK)
            return reply(message, NAK)
        return usual(message, yours=f"192.168.77.{51 if refused else 50}", lease=4)
    answered = []
    lan.fake(handler)
    process = keep(lan)
    wait_for(lambda: lan.addresses() == ["192.168.77.51/24"])
    assert process.poll() is None


@pytest.mark.parametrize("moved", [False, True])
def test_plugged_in_again(lan, moved):
    """RFC 2131, 3.2: is the address still good here? Another network says no."""
    def handler(message):
        asked = message.type == REQUEST and message.ciaddr == bytes(4) and \
            54 not in message.options
        if asked:
            again.append(message)
        if asked and moved:
            return reply(message, NAK)
        return usual(message, yours=f"192.168.77.{51 if again and moved else 50}",
                     options=[(3, SERVER)])
    again = []
    lan.fake(handler)
    keep(lan)
    wait_for(lan.addresses)
    lan.ip("link", "set", "srv0", "down", where=lan.server)
    wait_for(lambda: "state UP" not in lan.ip("link", "show", "eth0"))
    lan.ip("link", "set", "srv0", "up", where=lan.server)
    wait_for(lambda: again)
    wait_for(lambda: lan.addresses() == [f"192.168.77.{51 if moved else 50}/24"])
    wait_for(lambda: "default via 192.168.77.1 dev eth0" in lan.routes())


def test_renewed_with_changes(lan):
    """What the server no longer says is no longer so."""
    def handler(message):
        if is_renewal(message) or changed:
            changed.append(True)
            return usual(message, lease=600, options=[(3, "192.168.77.2"), (6, "192.168.77.2")])
        return usual(message, lease=4, options=[
            (6, SERVER), (121, b"\0" + address(SERVER) + b"\x10\x0a\x09" + address(SERVER))])
    changed = []
    lan.fake(handler)
    keep(lan)
    wait_for(lambda: "10.9.0.0/16 via 192.168.77.1 dev eth0" in lan.routes())
    wait_for(lambda: "default via 192.168.77.2 dev eth0" in lan.routes())
    assert not any("192.168.77.1" in route or "10.9" in route for route in lan.routes())
    wait_for(lambda: lan.resolv.read_text() == "nameserver 192.168.77.2\n")


def test_asked_again_with_another_gateway(lan):
    """The same without anybody who keeps it: dhclient, and dhclient again."""
    for last in (1, 2):
        fake = lan.fake(lambda message: usual(message, options=[(3, f"192.168.77.{last}")]))
        lan.run("dhclient", "-4", check=True)
        assert [route for route in lan.routes() if route.startswith("default")] == \
            [f"default via 192.168.77.{last} dev eth0"]
        fake.stop()
        lan.fakes.remove(fake)


def test_kea_renews(lan6):  # noqa: F811
    kea6(lan6, **{"valid-lifetime": 6, "preferred-lifetime": 5, "renew-timer": 2,
                  "rebind-timer": 4})
    process = keep(lan6, "-6", "-timeout", "25")
    lines = []
    while sum(" REPLY from " in line for line in lines) < 3:
        lines.append(process.stdout.readline())
        assert lines[-1], lines
    assert sum(": RENEW" in line for line in lines) == 2
    assert len(lan6.addresses(family="-6")) == 1


def test_router_changes_its_mind(lan6):  # noqa: F811
    """Other resolvers than when the address was made."""
    router = lan6.ip("-6", "addr", "show", "dev", "srv0", "scope", "link",
                     where=lan6.server).split("inet6 ")[1].split("/")[0]
    radvd(lan6, PREFIX + "RDNSS 2001:db8::53 { };")
    keep(lan6, "-6")
    wait_for(lambda: lan6.resolv.exists() and "::53" in lan6.resolv.read_text(), seconds=20)
    # radvd goes on saying the other, so that both are seen in turn.
    for _ in range(50):
        advertise(lan6, prefix("2001:db8::", valid=7200, preferred=3600) + b"\x19\3\0\0" +
                  struct.pack("!I", 600) + socket.inet_pton(socket.AF_INET6, "2001:db8::54"),
                  source=router)
        try:
            return wait_for(lambda: "::54" in lan6.resolv.read_text(), seconds=0.2)
        except AssertionError:
            continue
    raise AssertionError(lan6.resolv.read_text())


def test_the_other_family_follows(lan6):  # noqa: F811
    """IPv4 wins and is renewed; DHCPv6 adds its address and resolver; both are given back."""
    fake = lan6.fake(lambda message: usual(message, lease=8, options=[(6, SERVER)]))
    lan6.dnsmasq("--enable-ra", NAMESERVER, ranges=STATEFUL)
    keep(lan6, "-timeout", "20")
    wait_for(lambda: lan6.addresses() == ["192.168.77.50/24"])
    wait_for(lambda: "2001:db8::1" in str(lan6.addresses(family="-6")))
    both = f"nameserver {SERVER}\nnameserver 2001:db8::1\n"
    wait_for(lambda: sorted(lan6.resolv.read_text().splitlines()) == sorted(both.splitlines()))
    wait_for(lambda: any(is_renewal(message) for message in fake.messages))
    assert next(m for m in fake.messages if is_renewal(m)).ciaddr == address("192.168.77.50")
    state = lan6.folder / "run/ramroot"
    assert "ADDRESS=192.168.77.50\n" in (state / "lease-eth0").read_text()
    assert "ADDRESS=2001:db8::1" in (state / "lease6-eth0").read_text()
    lan6.run("dhclient", "-r", "eth0", check=True)
    assert not lan6.addresses() and not lan6.addresses(family="-6")
    wait_for(lambda: "DHCPRELEASE" in lan6.log.read_text() and fake.kinds()[-1] == 7)


def test_both_families_when_both_are_asked_for(lan6):  # noqa: F811
    """Once, with no child left behind; where only one is to be had, that is enough."""
    lan6.fake(lambda message: usual(message, options=[(6, SERVER)]))
    done = lan6.run("dhclient", "-ipv4", "-ipv6=true", "-timeout", "1")
    assert done.returncode == 0 and done.stdout.count("\n") == 1 and not done.stderr
    lan6.dnsmasq("--enable-ra", NAMESERVER, ranges=STATEFUL)
    done = lan6.run("dhclient", "-4", "-6", "-timeout", "30")
    assert "eth0: 192.168.77.50/24" in done.stdout and "eth0: 2001:db8::1" in done.stdout
    assert lan6.addresses() == ["192.168.77.50/24"]
    assert "2001:db8::1" in str(lan6.addresses(family="-6"))
    assert len(lan6.resolv.read_text().splitlines()) == 2
    assert "ADDRESS=192.168.77.50\n" in (lan6.folder / "run/ramroot/lease").read_text()
    assert not list((lan6.folder / "run/ramroot").glob("*.pid"))


def test_one_family_after_the_other(lan6):  # noqa: F811
    """dhclient -4, then dhclient -6: the resolvers of both are there."""
    lan6.fake(lambda message: usual(message, options=[(6, SERVER), (15, "v4.example")]))
    radvd(lan6, PREFIX + "RDNSS 2001:db8::53 { }; DNSSL v6.example { };")
    lan6.run("dhclient", "-4", check=True)
    lan6.run("dhclient", "-6", check=True)
    assert lan6.resolv.read_text() == ("search v6.example\nnameserver 2001:db8::53\n"
                                       f"nameserver {SERVER}\n")
    # With its address goes what belongs to it.
    lan6.ip("addr", "flush", "dev", "eth0", "scope", "global")
    lan6.run("dhclient", "-4", check=True)
    assert lan6.resolv.read_text() == f"search v4.example\nnameserver {SERVER}\n"
