# SPDX-License-Identifier: MIT
"""dhclient against servers that are broken, silent, malicious or merely odd."""
import random
import socket
import struct
import subprocess
import threading
import time

import pytest

from lan import (ACK, COOKIE, DECLINE, DISCOVER, NAK, OFFER, REQUEST, SERVER, address, frame, host,
                 option, packet_socket, reply, usual, wait_for)

ADDRESS = "192.168.77.50/24"


def odd_once(first):
    """Odd answers to the first DISCOVER, good ones to later messages: the odd must be ignored.
    What is requested is granted, so that an odd offer that was taken shows."""
    seen = []

    def handler(message):
        if message.type == DISCOVER and not seen:
            seen.append(message)
            return first(message)
        if message.type == REQUEST and 50 in message.options:
            return usual(message, yours=socket.inet_ntoa(message.options[50]))
        return usual(message)
    return handler


def ask(lan, *args, timeout=20):
    return lan.run("dhclient", "-4", "-timeout", str(timeout), *args)


def in_vlan(whole, tag):
    return whole[:12] + b"\x81\x00" + struct.pack("!H", tag) + whole[12:]


IGNORED = {
    "another transaction": lambda m: reply(m, OFFER, "192.168.77.66", xid=m.xid ^ 1),
    "another card": lambda m: reply(m, OFFER, "192.168.77.66", chaddr=b"\2\3\4\5\6\7" + bytes(10)),
    "another's identifier": lambda m: reply(m, OFFER, "192.168.77.66", [(61, b"\1other!")]),
    "a request": lambda m: reply(m, OFFER, "192.168.77.66", op=1),
    "no cookie": lambda m: reply(m, OFFER, "192.168.77.66", cookie=b"abcd"),
    "no address": lambda m: reply(m, OFFER, "0.0.0.0"),
    "multicast address": lambda m: reply(m, OFFER, "224.0.0.9"),
    "loopback address": lambda m: reply(m, OFFER, "127.0.0.9"),
    "everybody's address": lambda m: reply(m, OFFER, "192.168.77.255"),
    "the network's address": lambda m: reply(m, OFFER, "192.168.77.0"),
    "mask with holes": lambda m: reply(m, OFFER, "192.168.77.66", mask="255.0.255.0"),
    "mask of zeros": lambda m: reply(m, OFFER, "192.168.77.66", mask="0.0.0.0"),
    "mask cut": lambda m: reply(m, OFFER, "192.168.77.66", [(1, b"\xff\xff")], mask=None),
    "no server": lambda m: reply(m, OFFER, "192.168.77.66", server=None),
    "server cut": lambda m: reply(m, OFFER, "192.168.77.66", [(54, b"\xc0")], server=None),
    "lease time cut": lambda m: reply(m, OFFER, "192.168.77.66", [(51, b"\1")], lease=None),
    "type twice": lambda m: reply(m, OFFER, "192.168.77.66", [(53, b"\2")]),
    "type unknown": lambda m: reply(m, 77, "192.168.77.66"),
    "acknowledged unasked": lambda m: reply(m, ACK, "192.168.77.66"),
    "refused unasked": lambda m: reply(m, NAK),
    "option cut off": lambda m: reply(m, OFFER, "192.168.77.66", b"\x06\xf0ab", end=b""),
    "length missing": lambda m: reply(m, OFFER, "192.168.77.66", b"\x06", end=b""),
    "overload of nothing": lambda m: reply(m, OFFER, "192.168.77.66", [(52, b"\7")]),
    "overload cut off": lambda m: reply(m, OFFER, "192.168.77.66", [(52, b"\1")],
                                        file=b"\x06\xf0"),
    "header alone": lambda m: reply(m, OFFER, "192.168.77.66")[:240],
    "half a header": lambda m: reply(m, OFFER, "192.168.77.66")[:100],
    "nothing": lambda m: b"",
}


FRAMES = {
    "wrong UDP checksum": lambda m, mac: frame(reply(m, OFFER, "192.168.77.66"), mac,
                                               udp_sum=0x1234),
    "of another VLAN": lambda m, mac: in_vlan(frame(reply(m, OFFER, "192.168.77.66"), mac,
                                                    to=m.mac), 5),
    "to another card": lambda m, mac: frame(reply(m, OFFER, "192.168.77.66"), mac,
                                            to=b"\2\0\0\0\0\7"),
}


@pytest.mark.parametrize("name", [*IGNORED, *FRAMES])
def test_ignored(lan, name):
    """Nothing of it is taken, and the next, good offer is."""
    def first(message):
        if name in IGNORED:
            return IGNORED[name](message)
        fake.socket.send(FRAMES[name](message, fake.mac))
        return None
    fake = lan.fake(odd_once(first))
    done = ask(lan)
    assert done.returncode == 0, done.stderr
    assert lan.addresses() == [ADDRESS]


POOR = ["no server", "option cut off", "length missing", "overload cut off"]


@pytest.mark.parametrize("name", POOR)
def test_better_than_none(lan, name):
    """Where nobody offers better, what every client takes is taken, a second later."""
    fake = lan.fake(lambda m: bytes(IGNORED[name](m)).replace(option(53, b"\2"), option(
        53, b"\5" if m.type == REQUEST else b"\2")) if m.type in (DISCOVER, REQUEST) else None)
    done = ask(lan)
    assert done.returncode == 0, done.stderr
    assert lan.addresses() == ["192.168.77.66/24"]
    assert (54 in fake.messages[-1].options) == (name != "no server")


def fragment(ip):
    ip[6:8] = b"\x20\x00"
    refresh(ip)


def wrong_sum(ip):
    ip[10] ^= 1


def too_long(ip):
    ip[2:4] = b"\xff\xff"
    refresh(ip)


def short_header(ip):
    ip[0] = 0x43
    refresh(ip)


def refresh(ip):
    from lan import checksum
    ip[10:12] = bytes(2)
    ip[10:12] = struct.pack("!H", checksum(bytes(ip)))


@pytest.mark.parametrize("change", [fragment, wrong_sum, too_long, short_header])
def test_broken_headers_are_ignored(lan, change):
    fake = lan.fake(odd_once(lambda m: frame(reply(m, OFFER, "192.168.77.66"), fake.mac,
                                             ip_changes=change)))
    assert ask(lan).returncode == 0
    assert lan.addresses() == [ADDRESS]


def longer_header(whole):
    """With an option of IP, router alert (RFC 2113)."""
    ip = bytearray(whole[14:34] + b"\x94\x04\0\0")
    ip[0] = 0x46
    ip[2:4] = struct.pack("!H", len(whole) - 14 + 4)
    refresh(ip)
    return whole[:14] + bytes(ip) + whole[34:]


ODD_FRAMES = {
    "options of IP": lambda m, mac: longer_header(frame(usual(m), mac, to=m.mac)),
    "no UDP checksum": lambda m, mac: frame(usual(m), mac, to=m.mac, udp_sum=0),
    "another source port": lambda m, mac: frame(usual(m), mac, to=m.mac, ports=(1067, 68)),
    "to the address given": lambda m, mac: frame(usual(m), mac, to=m.mac,
                                                 destination="192.168.77.50"),
    "VLAN 0": lambda m, mac: in_vlan(frame(usual(m), mac, to=m.mac), 0xe000),
}


@pytest.mark.parametrize("name", ODD_FRAMES)
def test_odd_frames_are_taken(lan, name):
    def handler(message):
        if usual(message):
            fake.socket.send(ODD_FRAMES[name](message, fake.mac))
    fake = lan.fake(handler)
    assert ask(lan, timeout=6).returncode == 0


TAKEN = {
    # name: (what the server adds, what must be there, what must not)
    "MTU below 576": ([(26, b"\x02\x3f")], ["mtu 1500"], ["mtu 575"]),
    "MTU": ([(26, b"\x05\x00")], ["mtu 1280"], []),
    "MTU beyond the card's": ([(26, b"\xff\xff")], ["eth0"], []),
    "gateway outside": ([(3, "10.1.1.1")], ["192.168.77.0/24 dev eth0"], ["default via"]),
    "gateways, the second good": ([(3, address("10.1.1.1") + address("192.168.77.9"))],
                                  ["default via 192.168.77.9 dev eth0"], ["10.1.1.1"]),
    "gateway itself": ([(3, "192.168.77.50")], ["192.168.77.0/24"], ["default via"]),
    "gateway zero": ([(3, "0.0.0.0")], ["192.168.77.0/24"], ["default via"]),
    "gateway cut": ([(3, b"\xc0\xa8\x4d")], ["192.168.77.0/24"], ["default via"]),
    "classless overrides": ([(3, "192.168.77.1"), (121, b"\x10\x0a\x09" + address("192.168.77.2"))],
                            ["10.9.0.0/16 via 192.168.77.2"], ["default via"]),
    "classless with default": ([(121, b"\x00" + address("192.168.77.3"))],
                               ["default via 192.168.77.3"], []),
    "classless on the link": ([(121, b"\x18\x0a\x09\x08" + bytes(4))],
                              ["10.9.8.0/24 dev eth0 scope link"], []),
    "classless malformed": ([(3, "192.168.77.1"), (121, b"\x21\x0a\x09\x08\x07\x06" + bytes(4))],
                            ["default via 192.168.77.1"], []),
    "classless cut": ([(3, "192.168.77.1"), (121, b"\x18\x0a\x09")],
                      ["default via 192.168.77.1"], []),
    "Microsoft's classless routes": ([(3, "192.168.77.9"), (249, b"\x10\x0a\x09" +
                                      address("192.168.77.2"))],
                                     ["10.9.0.0/16 via 192.168.77.2"], ["default via"]),
    "classless routes of both numbers": ([(249, b"\0" + address("192.168.77.2")),
                                          (121, b"\0" + address("192.168.77.3"))],
                                         ["default via 192.168.77.3"], ["via 192.168.77.2 "]),
    "static routes": ([(3, "192.168.77.1"), (33, address("10.0.0.0") + address("192.168.77.2") +
                                             address("172.16.5.9") + address("192.168.77.3") +
                                             address("192.168.9.0") + address("10.1.1.1"))],
                      ["default via 192.168.77.1", "10.0.0.0/8 via 192.168.77.2",
                       "172.16.5.9 via 192.168.77.3"], ["192.168.9.0"]),
    "static routes beside classless": ([(33, address("10.0.0.0") + address("192.168.77.2")),
                                        (121, b"\0" + address("192.168.77.3"))],
                                       ["default via 192.168.77.3"], ["10.0.0.0"]),
    "static routes cut": ([(33, address("10.0.0.0") + b"\x01")], [ADDRESS], ["10.0.0.0"]),
    "names with shell in them": ([(15, "a;reboot"), (12, "`id`"), (6, "192.168.77.1")],
                                 ["nameserver 192.168.77.1"], ["reboot", "`"]),
    "names with lines in them": ([(15, b"x\nnameserver 6.6.6.6"), (6, "192.168.77.1")],
                                 ["nameserver 192.168.77.1"], ["6.6.6.6"]),
    "name with its NUL": ([(15, b"lan.example\0"), (6, "192.168.77.1")],
                          ["search lan.example\n"], []),
    "search that loops": ([(119, b"\1a\xc0\x00"), (15, "good.example"), (6, "192.168.77.1")],
                          ["search good.example\n"], []),
    "search that points ahead": ([(119, b"\xc0\x02\1a\0"), (6, "192.168.77.1")],
                                 ["nameserver"], ["search"]),
    "search is a bomb": ([(119, (b"\x3f" + b"a" * 63) + b"\x00" + b"\xc0\x00" * 60),
                          (6, "192.168.77.1")], ["nameserver"], ["search"]),
    "split search": ([(119, b"\1a\7exa"), (6, "192.168.77.1"), (119, b"mple\0\1b\xc0\x02")],
                     ["search a.example b.example\n"], []),
    "resolver cut": ([(6, b"\x08\x08\x08")], ["192.168.77.0/24"], ["nameserver"]),
    "resolver zero and a good one": ([(6, bytes(4) + address("192.168.77.1"))],
                                     ["nameserver 192.168.77.1"], ["0.0.0.0"]),
    "unknown options": ([(200, b"x" * 200), (224, b""), (254, b"\0" * 100)], [ADDRESS], []),
    "padding between": (b"\0\0\0" + option(3, "192.168.77.1") + b"\0\0",
                        ["default via 192.168.77.1"], []),
    "garbage behind the end": (option(3, "192.168.77.1") + b"\xff\x03\xff\xff",
                               ["default via 192.168.77.1"], []),
}


@pytest.mark.parametrize("name", TAKEN)
def test_taken(lan, name):
    options, wanted, unwanted = TAKEN[name]
    lan.fake(lambda message: usual(message, options=options))
    done = ask(lan)
    assert done.returncode == 0, done.stderr
    assert lan.addresses() == [ADDRESS]
    shown = lan.ip("addr", "show", "dev", "eth0") + "\n".join(lan.routes()) + "\n" + (
        lan.resolv.read_text() if lan.resolv.exists() else "")
    for text in wanted:
        assert text in shown
    for text in unwanted:
        assert text not in shown


def test_only_ourselves_in_the_network(lan):
    lan.fake(lambda m: usual(m, mask="255.255.255.255", options=[(3, "10.1.1.1")]))
    assert ask(lan).returncode == 0
    assert lan.routes() == ["default via 10.1.1.1 dev eth0", "10.1.1.1 dev eth0 scope link"]


def test_point_to_point_network(lan):
    lan.fake(lambda m: usual(m, mask="255.255.255.254", options=[(3, "192.168.77.51")]))
    assert ask(lan).returncode == 0
    assert "default via 192.168.77.51 dev eth0" in lan.routes()
    assert lan.addresses() == ["192.168.77.50/31"]


def test_cloud_routes(lan):
    """What Google's servers send: a network of one, the gateway as a route of its own."""
    lan.fake(lambda m: usual(m, mask="255.255.255.255", options=[
        (3, "10.1.1.1"), (121, b"\x20\x0a\x01\x01\x01" + bytes(4) + b"\0\x0a\x01\x01\x01")]))
    assert ask(lan).returncode == 0
    assert lan.routes() == ["default via 10.1.1.1 dev eth0", "10.1.1.1 dev eth0 scope link"]


def test_no_mask_no_time(lan):
    lan.fake(lambda m: usual(m, mask=None, lease=None))
    assert "192.168.77.50/24" in ask(lan).stdout
    assert "dynamic" in lan.ip("addr", "show", "dev", "eth0")


def test_lease_without_end(lan):
    lan.fake(lambda m: usual(m, lease=0xffffffff))
    assert "lease without end" in ask(lan).stdout
    assert "valid_lft forever" in lan.ip("-4", "addr", "show", "dev", "eth0")


def test_no_end_option(lan):
    lan.fake(lambda m: usual(m, end=b""))
    assert ask(lan).returncode == 0


def test_bootp_server(lan):
    lan.fake(lambda m: reply(m, None, server=None, lease=None, options=[(3, "192.168.77.1")],
                             file=b"bootp.img", siaddr=SERVER) if m.type == DISCOVER else None)
    done = ask(lan)
    assert done.stdout == ("eth0: 192.168.77.50/24 via 192.168.77.1, lease without end "
                           "from 192.168.77.1\n")
    assert "BOOT_FILE=bootp.img" in (lan.folder / "run/ramroot/lease").read_text()


def test_proxy_tells_the_boot_file(lan):
    """Beside a server that gives addresses alone, as a router does."""
    proxy = [(60, "PXEClient"), (43, b"\x06\x01\x08\xff")]
    lan.fake(lambda m: [reply(m, OFFER, "0.0.0.0", proxy, server="192.168.77.9", mask=None,
                              lease=None, file=b"proxy.efi", siaddr="192.168.77.9"), usual(m)]
             if m.type == DISCOVER else usual(m))
    assert ask(lan).returncode == 0
    values = (lan.folder / "run/ramroot/lease").read_text()
    assert "BOOT_FILE=proxy.efi\n" in values and "BOOT_SERVER=192.168.77.9\n" in values
    assert "SERVER=192.168.77.1\n" in values


def test_a_flood_of_routes_leaves_the_default(lan):
    routes = b"".join(b"\x18\x0a\x09" + bytes([i]) + address(SERVER) for i in range(100))
    routes += b"\0" + address(SERVER)
    parts = [(121, routes[at:at + 250]) for at in range(0, len(routes), 250)]
    lan.fake(lambda m: usual(m, options=parts))
    assert ask(lan).returncode == 0
    assert "default via 192.168.77.1 dev eth0" in lan.routes()


def test_overloaded_fields(lan):
    lan.fake(lambda m: usual(m, options=[(52, b"\3")],
                             file=option(3, "192.168.77.1") + option(67, "http://x/") + b"\xff",
                             sname=option(67, "boot.img") + option(66, b"192.168.77.8") + b"\xff"))
    assert ask(lan).returncode == 0
    assert "default via 192.168.77.1 dev eth0" in lan.routes()
    values = (lan.folder / "run/ramroot/lease").read_text()
    assert "BOOT_FILE=http://x/boot.img\n" in values and "BOOT_SERVER=192.168.77.8\n" in values


def test_refusal_starts_over(lan):
    refused = []

    def handler(message):
        if message.type == REQUEST and not refused:
            refused.append(message)
            return reply(message, NAK, options=[(56, "not \x1b[2Jyet")])
        return usual(message)
    fake = lan.fake(handler)
    begin = time.monotonic()
    assert ask(lan, "-v").returncode == 0
    assert time.monotonic() - begin < 4
    assert fake.kinds() == [DISCOVER, REQUEST, DISCOVER, REQUEST]
    assert fake.messages[2].xid != fake.messages[1].xid


def test_refusal_for_ever(lan):
    fake = lan.fake(lambda m: reply(m, NAK, options=[(56, "go away")]) if m.type == REQUEST
                    else usual(m))
    done = ask(lan, timeout=5)
    assert done.returncode == 1
    assert done.stderr == ("dhclient: offer refused on eth0: 192.168.77.1 takes 192.168.77.50 "
                           "back (NAK): go away\n")
    assert len(fake.messages) < 16
    assert not lan.addresses()


def test_silent_after_request_is_left_for_another(lan):
    def handler(message):
        if message.type == DISCOVER:
            other = reply(message, OFFER, "192.168.77.60", server="192.168.77.2")
            return [usual(message), other]
        if message.options[54] == address("192.168.77.2"):
            return reply(message, ACK, "192.168.77.60", server="192.168.77.2")
        return None
    lan.fake(handler)
    begin = time.monotonic()
    done = ask(lan)
    assert done.returncode == 0 and "from 192.168.77.2" in done.stdout
    assert time.monotonic() - begin < 7


@pytest.mark.parametrize("bad", [None, NAK])
def test_second_offer_is_remembered(lan, bad):
    """It comes while the first is requested: its server need not be asked for it again."""
    def handler(message):
        if message.type == DISCOVER:
            late = reply(message, OFFER, "192.168.77.60", server="192.168.77.2")
            threading.Timer(0.2, fake.answer, (late, message.mac)).start()
            return usual(message)
        if message.options[54] == address("192.168.77.2"):
            return reply(message, ACK, "192.168.77.60", server="192.168.77.2")
        if bad:
            time.sleep(0.4)
        return reply(message, NAK) if bad else None
    fake = lan.fake(handler)
    assert "from 192.168.77.2" in ask(lan).stdout
    assert fake.kinds().count(DISCOVER) == 1
    assert fake.messages[-1].when - fake.messages[0].when < 4


def test_silent_for_ever(lan):
    lan.fake(lambda m: usual(m) if m.type == DISCOVER else None)
    done = ask(lan, timeout=6)
    assert done.stderr == ("dhclient: 192.168.77.1 offered 192.168.77.50 on eth0, "
                           "but does not answer the request\n")


def test_another_server_cannot_refuse(lan):
    def handler(message):
        if message.type == REQUEST:
            return [reply(message, NAK, server="192.168.77.2"), usual(message)]
        return usual(message)
    fake = lan.fake(handler)
    assert ask(lan).returncode == 0
    assert fake.kinds() == [DISCOVER, REQUEST]


def test_slow_server(lan):
    """Its offer comes after the client asked again: the same transaction, so it counts."""
    fake = None

    def handler(message):
        if message.type == DISCOVER and len(fake.messages) == 1:
            threading.Timer(1, fake.answer, (usual(message), message.mac)).start()
            return None
        return usual(message) if message.type == REQUEST else None
    fake = lan.fake(handler)
    assert ask(lan).returncode == 0
    assert fake.kinds() == [DISCOVER, DISCOVER, REQUEST]


def test_answers_by_broadcast_alone(lan):
    """A path that loses unicast: asked for by the flag, when the first question stays alone."""
    fake = lan.fake(lambda m: usual(m) if m.flags & 0x8000 else None)
    begin = time.monotonic()
    assert ask(lan).returncode == 0
    assert time.monotonic() - begin < 3
    assert [bool(m.flags) for m in fake.messages] == [False, True, True]


def test_retransmissions_back_off(lan):
    fake = lan.fake(lambda m: None)
    ask(lan, timeout=9)
    gaps = [b.when - a.when for a, b in zip(fake.messages, fake.messages[1:])]
    assert len(gaps) == 4 and len({m.xid for m in fake.messages}) == 1
    for gap, expected in zip(gaps, (0.5, 1, 2, 4)):
        assert 0.7 * expected < gap < 1.35 * expected
    assert [m.secs for m in fake.messages] == sorted(m.secs for m in fake.messages)
    assert fake.messages[-1].secs >= 5


def test_what_is_asked(lan):
    fake = lan.fake(usual)
    assert ask(lan).returncode == 0
    discover, request = fake.messages
    mac = discover.chaddr[:6]
    assert discover.options[61] == b"\1" + mac and discover.mac == mac
    assert set(discover.options[55]) >= {1, 3, 6, 12, 15, 26, 28, 33, 42, 43, 60, 66, 67, 119,
                                          121, 249}
    assert discover.options[55].index(121) < discover.options[55].index(3)
    assert discover.options[60].startswith(b"PXEClient:Arch:0000")
    assert len(discover.options[93]) == 2 and discover.options[94][0] == 1
    assert discover.options[77] == b"RAMsteam"
    assert struct.unpack("!H", discover.options[57])[0] >= 576
    assert request.options[50] == address("192.168.77.50")
    assert request.options[54] == address(SERVER)
    assert (request.ciaddr, request.source) == (bytes(4), bytes(4))
    assert len(discover.data) >= 300


def taken_by_another(lan, text):
    """A neighbour on the server's side who has the address."""
    lan.ip("addr", "add", f"{text}/24", "dev", "srv0", where=lan.server)


def test_conflict_is_declined_and_the_next_taken(lan):
    taken_by_another(lan, "192.168.77.50")

    def handler(message):
        last = 51 if DECLINE in fake.kinds() else 50
        return usual(message, yours=f"192.168.77.{last}")
    fake = lan.fake(handler)
    begin = time.monotonic()
    done = ask(lan)
    assert done.returncode == 0 and "192.168.77.51/24" in done.stdout
    assert time.monotonic() - begin < 2
    decline = next(m for m in fake.messages if m.type == DECLINE)
    assert decline.options[50] == address("192.168.77.50") and decline.options[54]
    assert decline.ciaddr == bytes(4)


def test_conflict_for_ever(lan):
    taken_by_another(lan, "192.168.77.50")
    lan.fake(usual)
    done = ask(lan, timeout=3)
    assert done.stderr == ("dhclient: 192.168.77.50, offered on eth0 by 192.168.77.1, is in use "
                           "by another host\n")
    assert not lan.addresses()


def test_two_cards_on_one_network_do_not_conflict(lan):
    """Asked again while the address is on the other card of the same network."""
    lan.join("eth1", "srv1")
    lan.ip("link", "add", "br0", "type", "bridge", where=lan.server)
    lan.ip("addr", "flush", "dev", "srv0", where=lan.server)
    for device in ("srv0", "srv1"):
        lan.ip("link", "set", device, "master", "br0", where=lan.server)
    lan.ip("link", "set", "br0", "up", where=lan.server)
    lan.fake(usual, device="br0")
    for device in ("eth0", "eth1"):
        lan.ip("link", "set", device, "up")
    assert ask(lan, "eth0").returncode == 0
    assert ask(lan, "eth1", timeout=5).returncode == 0


def test_probe_is_short_and_the_address_announced(lan):
    fake = lan.fake(usual)
    assert ask(lan).returncode == 0
    wait_for(lambda: len(arps(fake)) >= 3)
    probes = [(when, got) for when, got in arps(fake) if got[28:32] == bytes(4)]
    assert len(probes) == 2 and probes[1][0] - probes[0][0] < 0.1
    assert any(got[28:32] == address("192.168.77.50") for _, got in arps(fake))


def arps(fake):
    return [(when, got) for when, got in fake.arps if got[38:42] == address("192.168.77.50")]


def test_mutations(lan):
    """Valid answers with bytes changed, inserted, removed, a hundred a second; then good ones."""
    numbers = random.Random(11)
    done = threading.Event()

    def mutated(payload):
        payload = bytearray(payload)
        for _ in range(numbers.randint(1, 6)):
            at = numbers.choice([numbers.randrange(len(payload)), numbers.randrange(236, 300)])
            at = min(at, len(payload) - 1)
            what = numbers.randrange(4)
            if what == 0:
                payload[at] = numbers.randrange(256)
            elif what == 1:
                payload[at:at + numbers.randrange(8)] = b""
            elif what == 2:
                payload[at:at] = bytes(numbers.randrange(256) for _ in range(4))
            else:
                del payload[max(at, 1):]
            if not payload:
                return b"\2"
        return bytes(payload)

    def handler(message):
        if message.type not in (DISCOVER, REQUEST):
            return None
        good = usual(message, options=[(3, SERVER), (119, b"\1a\0"), (52, b"\3"),
                                       (121, b"\x18\x0a\x09\x08" + bytes(4))],
                     file=option(67, "x") + b"\xff", sname=b"\xff")
        return [mutated(good) for _ in range(60)] + ([usual(message)] if done.is_set() else [])

    lan.fake(handler)
    for _ in range(6):
        ours = ask(lan, "-vv", timeout=1)
        assert ours.returncode in (0, 1), ours.stderr
        assert all(line.isprintable() for line in ours.stderr.splitlines())
    done.set()
    assert ask(lan).returncode == 0


def test_flood_of_others_answers(lan):
    """Thousands of frames for others on the port: the lease comes, and time is not lost."""
    def handler(message):
        other = [reply(message, OFFER, xid=number) for number in range(300)]
        return [*other, usual(message)] if message.type in (DISCOVER, REQUEST) else None
    lan.fake(handler)
    begin = time.monotonic()
    assert ask(lan).returncode == 0
    assert time.monotonic() - begin < 3
