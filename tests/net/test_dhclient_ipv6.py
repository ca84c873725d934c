# SPDX-License-Identifier: MIT
"""dhclient -6: routers (radvd, dnsmasq), DHCPv6 (dnsmasq, ISC, Kea), the race with IPv4, and
hostile neighbours."""
import json
import re
import socket
import struct
import subprocess
import time

import pytest

from lan import OFFER, host, packet_socket, reply, usual, wait_for, within

NAMESERVER = "--dhcp-option=option6:dns-server,[2001:db8::1]"
STATEFUL = "2001:db8::100,2001:db8::1ff,64,1h"


@pytest.fixture
def lan6(lan):
    lan.ip("addr", "add", "2001:db8::1/64", "dev", "srv0", "nodad", where=lan.server)
    # No random second before, and none for addresses of the server's own.
    for name in ("eth0", "srv0"):
        where = lan.server if name == "srv0" else lan.client
        quick = [f"net.ipv6.conf.{name}.router_solicitation_delay=0"]
        quick += ["net.ipv6.conf.srv0.dad_transmits=0"] if name == "srv0" else []
        host("ip", "netns", "exec", where, "sysctl", "-qw", *quick)
    lan.ip("link", "set", "eth0", "up")
    # The server's own link-local address, from which routers and servers speak.
    wait_for(lambda: "tentative" not in lan.ip("-6", "addr", "show", "dev", "srv0", "scope",
                                               "link", where=lan.server))
    lan.ip("link", "set", "eth0", "down")
    return lan


def radvd(lan, text):
    config = lan.folder / "radvd.conf"
    config.write_text(f"interface srv0 {{ AdvSendAdvert on; MinRtrAdvInterval 3; "
                      f"MaxRtrAdvInterval 4; {text} }};")
    host("ip", "netns", "exec", lan.server, "sysctl", "-qw", "net.ipv6.conf.all.forwarding=1")
    lan.start("radvd", "-n", "-C", config, "-p", lan.folder / "radvd.pid", "-m", "stderr",
              stderr=subprocess.DEVNULL)


def ask(lan, *args, timeout=15):
    return lan.run("dhclient", "-6", "-timeout", str(timeout), *args)


def lease(lan):
    return (lan.folder / "run/ramroot/lease").read_text()


def default(lan):
    return [line for line in lan.routes("default") or [] if line] or \
        [" ".join(line.split()) for line in lan.ip("-6", "route", "show", "default").splitlines()]


PREFIX = "prefix 2001:db8::/64 { AdvValidLifetime 7200; AdvPreferredLifetime 3600; };"


def test_router_alone(lan6):
    radvd(lan6, PREFIX + "RDNSS 2001:db8::53 fe80::53 { }; DNSSL r.example s.example { };")
    done = ask(lan6)
    assert done.returncode == 0, done.stderr
    address = done.stdout.split()[1]
    assert address.startswith("2001:db8::") and address.endswith("/64")
    assert lan6.addresses(family="-6") == [address]
    shown = lan6.ip("-6", "addr", "show", "dev", "eth0", "scope", "global")
    assert re.search(r"valid_lft 7(200|199|198)sec preferred_lft 3(600|599|598)sec", shown)
    assert "tentative" not in shown
    assert "default via fe80::" in lan6.ip("-6", "route")
    assert lan6.resolv.read_text() == ("search r.example s.example\nnameserver 2001:db8::53\n"
                                       "nameserver fe80::53%eth0\n")


def test_router_the_kernel_does_not_heed(lan6):
    radvd(lan6, PREFIX)
    host("ip", "netns", "exec", lan6.client, "sysctl", "-qw", "net.ipv6.conf.eth0.accept_ra=0")
    done = ask(lan6)
    assert done.returncode == 0, done.stderr
    assert lan6.addresses(family="-6") == [done.stdout.split()[1]]
    assert "default via fe80::" in lan6.ip("-6", "route")


def test_prefix_without_a_router(lan6):
    radvd(lan6, "AdvDefaultLifetime 0;" + PREFIX)
    done = ask(lan6)
    assert done.returncode == 0 and " via " not in done.stdout
    assert "default" not in lan6.ip("-6", "route")


def test_stateful_with_a_router(lan6):
    lan6.dnsmasq("--enable-ra", NAMESERVER, "--dhcp-option=option6:domain-search,s.example",
                 "--dhcp-option=option6:bootfile-url,http://boot.example/x.efi", ranges=STATEFUL)
    done = ask(lan6)
    assert re.fullmatch(r"eth0: 2001:db8::1[0-9a-f]{2}/128 via fe80::\S+, lease 3600 s "
                        r"from fe80::\S+\n", done.stdout), done.stderr
    assert lan6.resolv.read_text() == "search s.example\nnameserver 2001:db8::1\n"
    assert "BOOT_FILE=http://boot.example/x.efi\n" in lease(lan6)
    assert "2001:db8::/64 dev eth0" in lan6.ip("-6", "route")


def test_stateful_without_a_router(lan6):
    lan6.dnsmasq(NAMESERVER, ranges=STATEFUL)
    done = ask(lan6)
    assert done.returncode == 0 and "2001:db8::1" in done.stdout


def test_stateless(lan6):
    lan6.dnsmasq("--enable-ra", NAMESERVER, "--dhcp-option=option6:bootfile-url,tftp://x/y",
                 ranges="2001:db8::,ra-stateless,64")
    done = ask(lan6)
    assert done.returncode == 0 and "/64 via fe80::" in done.stdout
    assert "BOOT_FILE=tftp://x/y\n" in lease(lan6)
    assert lan6.resolv.read_text() == "nameserver 2001:db8::1\n"


def test_stateless_promised_and_silent(lan6):
    radvd(lan6, "AdvOtherConfigFlag on;" + PREFIX)
    done = ask(lan6)
    assert done.returncode == 0 and "/64" in done.stdout


def test_isc_dhcpd(lan6):
    config = lan6.folder / "dhcpd6.conf"
    config.write_text("""
default-lease-time 900; preferred-lifetime 600;
option dhcp6.bootfile-url code 59 = string;
subnet6 2001:db8::/64 { range6 2001:db8::200 2001:db8::210;
    option dhcp6.name-servers 2001:db8::1; option dhcp6.domain-search "i.example";
    option dhcp6.bootfile-url "http://isc.example/a"; }
""")
    (lan6.folder / "leases6").touch()
    lan6.start("dhcpd", "-6", "-f", "-q", "-cf", config, "-lf", lan6.folder / "leases6",
               "--no-pid", "srv0", stderr=subprocess.DEVNULL)
    done = ask(lan6)
    assert done.returncode == 0, done.stderr
    assert "2001:db8::2" in done.stdout and "lease 900 s" in done.stdout
    assert lan6.resolv.read_text() == "search i.example\nnameserver 2001:db8::1\n"
    assert "BOOT_FILE=http://isc.example/a\n" in lease(lan6)


def kea6(lan, rapid=False, pools=("2001:db8::300 - 2001:db8::310",), **changes):
    """Kea with this configuration; its lease times are of use for the tests of kept leases."""
    config = json.loads(json.dumps(KEA6))
    config["Dhcp6"].update(changes)
    config["Dhcp6"]["subnet6"][0].update(
        {"rapid-commit": rapid, "pools": [{"pool": pool} for pool in pools]})
    path = lan.folder / "kea6.json"
    path.write_text(json.dumps(config))
    lan.start("env", f"KEA_LOCKFILE_DIR={lan.folder}", f"KEA_PIDFILE_DIR={lan.folder}",
              "kea-dhcp6", "-c", path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


KEA6 = {"Dhcp6": {
    "interfaces-config": {"interfaces": ["srv0"]},
    "lease-database": {"type": "memfile", "persist": False},
    "server-id": {"type": "EN", "enterprise-id": 1, "identifier": "0102", "persist": False},
    "valid-lifetime": 800, "preferred-lifetime": 700,
    "client-classes": [{"name": "pxe", "test": "option[61].exists",
                        "option-data": [{"name": "bootfile-url", "data": "http://kea/k"}]}],
    "subnet6": [{"id": 1, "subnet": "2001:db8::/64", "interface": "srv0",
                 "option-data": [{"name": "dns-servers", "data": "2001:db8::1"},
                                 {"name": "domain-search", "data": "k.example"}]}],
}}


def test_kea(lan6):
    kea6(lan6)
    done = ask(lan6, timeout=25)
    assert done.returncode == 0, done.stderr
    assert "2001:db8::3" in done.stdout and "lease 800 s" in done.stdout
    shown = lan6.ip("-6", "addr", "show", "dev", "eth0", "scope", "global")
    assert re.search(r"valid_lft (800|79\d)sec preferred_lft (700|69\d)sec", shown)
    assert "BOOT_FILE=http://kea/k\n" in lease(lan6)
    assert lan6.resolv.read_text() == "search k.example\nnameserver 2001:db8::1\n"


def test_kea_in_one_exchange(lan6):
    kea6(lan6, rapid=True)
    done = ask(lan6, "-v", timeout=25)
    assert done.returncode == 0 and "REPLY" in done.stderr and "REQUEST" not in done.stderr


def test_kea_without_addresses(lan6):
    kea6(lan6, pools=())
    done = ask(lan6, timeout=8)
    assert done.returncode == 1 and "has no address for us" in done.stderr


def test_several_prefixes_and_what_has_ended(lan6):
    """An address of each; resolvers whose time is over are not taken; the link's MTU is."""
    radvd(lan6, PREFIX + "prefix 2001:db8:9::/64 { AdvOnLink off; }; AdvLinkMTU 1400;"
          "RDNSS 2001:db8::53 { AdvRDNSSLifetime 0; }; RDNSS 2001:db8::54 { };"
          "DNSSL gone.example { AdvDNSSLLifetime 0; };")
    assert ask(lan6).returncode == 0
    wait_for(lambda: len(lan6.addresses(family="-6")) == 2)
    assert lan6.resolv.read_text() == "nameserver 2001:db8::54\n"
    mtu = host("ip", "netns", "exec", lan6.client, "sysctl", "-n", "net.ipv6.conf.eth0.mtu")
    assert mtu.stdout == "1400\n"
    assert "2001:db8:9::/64" not in lan6.ip("-6", "route")


def test_managed_and_silent(lan6):
    radvd(lan6, "AdvManagedFlag on;" + PREFIX)
    done = ask(lan6)
    assert done.returncode == 0 and "/64" in done.stdout


@pytest.mark.parametrize("how", [{"loss": 0.3, "seed": 4}, {"delay": 0.3, "copies": 2}])
def test_bad_links(lan, how):
    lan.shake(**how)
    lan.ip("addr", "add", "2001:db8::1/64", "dev", "srv0", "nodad", where=lan.server)
    lan.dnsmasq("--enable-ra", NAMESERVER, ranges=STATEFUL)
    done = ask(lan, timeout=40)
    assert done.returncode == 0 and "2001:db8::1" in done.stdout, done.stderr


def test_released(lan6):
    lan6.dnsmasq(ranges=STATEFUL)
    assert ask(lan6).returncode == 0
    lan6.run("dhclient", "-r", "eth0", check=True)
    wait_for(lambda: "DHCPRELEASE" in lan6.log.read_text())
    assert not lan6.addresses(family="-6")


def test_dry_run(lan6):
    lan6.dnsmasq("--enable-ra", NAMESERVER, ranges=STATEFUL)
    done = ask(lan6, "-dry-run")
    assert "ip addr replace 2001:db8::1" in done.stdout
    assert "ip -6 route replace default via fe80::" in done.stdout
    assert not lan6.addresses(family="-6") and not lan6.resolv.exists()


def test_ipv4_is_faster(lan6):
    lan6.fake(usual)
    radvd(lan6, PREFIX)
    begin = time.monotonic()
    done = lan6.run("dhclient", "-timeout", "10")
    assert "192.168.77.50/24" in done.stdout and time.monotonic() - begin < 1
    # The kernel goes on by itself.
    wait_for(lambda: lan6.addresses(family="-6"))


def test_ipv6_is_enough(lan6):
    radvd(lan6, PREFIX)
    done = lan6.run("dhclient", "-timeout", "15")
    assert done.returncode == 0 and "2001:db8::" in done.stdout


def test_network_that_says_it_is_ipv6_only(lan6):
    """RFC 8925: the offer is not taken, the address of IPv6 is; with -4 alone it is taken."""
    fake = lan6.fake(lambda m: usual(m, options=[(108, 1800)]))
    radvd(lan6, PREFIX)
    done = lan6.run("dhclient", "-timeout", "15")
    assert done.returncode == 0 and "2001:db8::" in done.stdout
    assert set(fake.kinds()) == {1} and 108 in fake.messages[0].options[55]
    assert "192.168.77.50" in lan6.run("dhclient", "-4").stdout
    assert 108 not in fake.messages[-1].options[55]


def test_says_what_is_wrong(lan6):
    assert ask(lan6, timeout=3).stderr == (
        "dhclient: carrier but no IPv6 address on eth0 within 3 s: "
        "no router and no DHCPv6 server answered\n")
    host("ip", "netns", "exec", lan6.client, "sysctl", "-qw", "net.ipv6.conf.eth0.disable_ipv6=1")
    assert "got no link-local address" in ask(lan6, timeout=1).stderr
    both = lan6.run("dhclient", "-timeout", "1").stderr
    assert "no offer on eth0 within 1 s; IPv6: " in both


def test_duplicate_address_is_declined(lan6):
    """The first address of the pool is another's; the next one is taken."""
    lan6.ip("addr", "add", "2001:db8::100/64", "dev", "srv0", "nodad", where=lan6.server)
    lan6.dnsmasq(ranges="2001:db8::100,2001:db8::101,64,1h")
    done = ask(lan6, "-v", timeout=30)
    assert done.returncode == 0, done.stderr
    assert "2001:db8::101/128" in done.stdout


# A hostile router.
def advertise(lan, options, source="fe80::bad", hops=255, flags=0, kind=134):
    sender = packet_socket(lan.server, "srv0")
    body = struct.pack("!BBHBBHII", kind, 0, 0, 64, flags, 1800, 0, 0) + options
    ends = socket.inet_pton(socket.AF_INET6, source) + socket.inet_pton(socket.AF_INET6, "ff02::1")
    from lan import checksum
    total = checksum(ends + struct.pack("!II", len(body), 58) + body)
    body = body[:2] + struct.pack("!H", total) + body[4:]
    mac = sender.getsockname()[4]
    sender.send(b"\x33\x33\0\0\0\1" + mac + b"\x86\xdd" +
                struct.pack("!IHBB", 0x60000000, len(body), 58, hops) + ends + body)
    sender.close()


def prefix(text, bits=64, flags=0xc0, valid=100, preferred=50):
    return struct.pack("!BBBBIII", 3, 4, bits, flags, valid, preferred, 0) + \
        socket.inet_pton(socket.AF_INET6, text)


HOSTILE = {
    "passed a router": (prefix("2001:db8:bad::"), {"hops": 254}),
    "source is global": (prefix("2001:db8:bad::"), {"source": "2001:db8::bad"}),
    "option of no length": (b"\3\0" + bytes(30), {}),
    "option cut off": (b"\x19\x09" + bytes(10), {}),
    "prefix of the link": (prefix("fe80::"), {}),
    "prefix for multicast": (prefix("ff00::"), {}),
    "prefix used longer than valid": (prefix("2001:db8:bad::", valid=1, preferred=9), {}),
    "prefix of other length": (prefix("2001:db8:bad::", bits=63), {}),
    "prefix for nobody": (prefix("2001:db8:bad::", valid=0, preferred=0), {}),
    "search that loops": (b"\x1f\3\0\0\0\0\xff\xff\1a\xc0\0" + bytes(12), {}),
    "resolver cut": (b"\x19\2\0\0\0\0\xff\xff" + bytes(8), {}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_router(lan6, name):
    options, how = HOSTILE[name]
    process = lan6.begin("dhclient", "-6", "-timeout", "3", "-vv")
    wait_for(lambda: "tentative" not in lan6.ip("-6", "addr", "show", "dev", "eth0")
             and "fe80" in lan6.ip("-6", "addr", "show", "dev", "eth0"))
    for _ in range(3):
        advertise(lan6, options, **how)
    text = process.communicate(timeout=10)[0]
    assert process.returncode == 1, text
    assert not lan6.addresses(family="-6") and not lan6.resolv.exists()


def test_mutated_dhcpv6(lan6):
    """A server whose answers have random bytes: no crash, no address of its choosing."""
    import random
    numbers = random.Random(4)

    def make():
        made = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
        made.bind(("::", 547))
        group = socket.inet_pton(socket.AF_INET6, "ff02::1:2")
        made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_JOIN_GROUP,
                        group + struct.pack("@I", socket.if_nametoindex("srv0")))
        made.settimeout(0.2)
        return made
    server = within(lan6.server, make)
    process = lan6.begin("dhclient", "-6", "-timeout", "5", "-v")
    while process.poll() is None:
        try:
            got, client = server.recvfrom(2048)
        except TimeoutError:
            continue
        identity = got[4:8 + struct.unpack("!H", got[6:8])[0]]
        good = bytes([2 if got[0] == 1 else 7]) + got[1:4] + identity + b"\0\2\0\4\0\3\0\1" + \
            b"\0\3\0\x28" + bytes(12) + b"\0\5\0\x18" + bytes(24) + b"\0\x17\0\x10" + bytes(16)
        for _ in range(50):
            bad = bytearray(good)
            for _ in range(numbers.randint(1, 5)):
                bad[numbers.randrange(4, len(bad))] = numbers.randrange(256)
            server.sendto(bytes(bad[:numbers.randrange(4, len(bad) + 1)]), client)
    server.close()
    assert process.returncode == 1, process.stdout.read()


def interface_id(lan):
    mac = [int(byte, 16) for byte in
           lan.ip("link", "show", "eth0").split("ether ")[1].split()[0].split(":")]
    return "%02x%02x:%02xff:fe%02x:%02x%02x" % (mac[0] ^ 2, *mac[1:])


def test_automatic_address_of_another(lan6):
    """Somebody else has what the prefix and the card's address make: another number is taken."""
    taken = f"2001:db8:7::{interface_id(lan6)}"
    lan6.ip("addr", "add", f"{taken}/64", "dev", "srv0", "nodad", where=lan6.server)
    process = lan6.begin("dhclient", "-6", "-timeout", "15", "-v")
    wait_for(lambda: "tentative" not in lan6.ip("-6", "addr", "show", "dev", "eth0")
             and "fe80" in lan6.ip("-6", "addr", "show", "dev", "eth0"))
    advertise(lan6, prefix("2001:db8:7::"), source="fe80::1")
    text = process.communicate(timeout=30)[0]
    assert process.returncode == 0, text
    (address,) = lan6.addresses(family="-6")
    assert address.startswith("2001:db8:7:") and address != f"{taken}/64"
    assert address in text


def test_two_routers_share_the_work(lan6):
    process = lan6.begin("dhclient", "-6", "-timeout", "15", "-v")
    wait_for(lambda: "tentative" not in lan6.ip("-6", "addr", "show", "dev", "eth0")
             and "fe80" in lan6.ip("-6", "addr", "show", "dev", "eth0"))
    advertise(lan6, prefix("2001:db8:7::"), source="fe80::1")
    advertise(lan6, b"\x19\3\0\0" + struct.pack("!I", 600) +
              socket.inet_pton(socket.AF_INET6, "2001:db8:7::53"), source="fe80::2")
    text = process.communicate(timeout=30)[0]
    assert process.returncode == 0, text
    assert lan6.addresses(family="-6")[0].startswith("2001:db8:7:")
    assert lan6.resolv.read_text() == "nameserver 2001:db8:7::53\n"


def test_flood_of_prefixes(lan6):
    """Each advertisement has another prefix: the first ones give an address all the same."""
    process = lan6.begin("dhclient", "-6", "-timeout", "20")
    wait_for(lambda: "tentative" not in lan6.ip("-6", "addr", "show", "dev", "eth0")
             and "fe80" in lan6.ip("-6", "addr", "show", "dev", "eth0"))
    for number in range(2000):
        advertise(lan6, prefix(f"2001:db8:{number:x}::"), source="fe80::1")
        if process.poll() is not None:
            break
        time.sleep(0.005)
    text = process.communicate(timeout=30)[0]
    assert process.returncode == 0, text
    assert text.split()[1] in lan6.addresses(family="-6")
