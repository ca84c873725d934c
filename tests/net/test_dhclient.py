# SPDX-License-Identifier: MIT
"""dhclient beside real servers: dnsmasq, ISC dhcpd, Kea; and what it tells when there is none."""
import json
import re
import subprocess
import time
from pathlib import Path

import pytest
from ramsteam import BINARY, execute

from lan import Lan, host, packet_socket, usual, wait_for

QUICK = 0.1


def test_lease_is_applied(lan):
    lan.dnsmasq("--dhcp-option=6,192.168.77.1,1.1.1.1", "--domain=lan.example",
                "--dhcp-option=option:domain-search,a.example,b.a.example")
    done = lan.run("dhclient", "-ipv4", check=True)
    assert re.fullmatch(r"eth0: 192\.168\.77\.\d+/24 via 192\.168\.77\.1, lease 3600 s "
                        r"from 192\.168\.77\.1\n", done.stdout)
    assert done.stderr == ""
    assert lan.addresses() == [done.stdout.split()[1]]
    shown = lan.ip("-4", "addr", "show", "dev", "eth0")
    assert "brd 192.168.77.255" in shown and "valid_lft 3600sec" in shown.replace("3599", "3600")
    assert "default via 192.168.77.1 dev eth0" in lan.routes()
    assert lan.resolv.read_text() == ("search a.example b.a.example\n"
                                      "nameserver 192.168.77.1\nnameserver 1.1.1.1\n")
    values = (lan.folder / "run/ramroot/lease").read_text()
    assert "INTERFACE=eth0\n" in values and "DOMAIN=lan.example\n" in values


def test_a_quiet_link_takes_a_tenth_of_a_second(lan):
    lan.dnsmasq()
    host("ip", "-n", lan.client, "link", "set", "eth0", "up")
    took = []
    for _ in range(3):
        begin = time.monotonic()
        lan.run("dhclient", "-4", check=True)
        took.append(time.monotonic() - begin)
    # The processes that only enter the namespaces are within.
    assert min(took) < QUICK


def test_walkthrough_needs_no_keys(lan):
    lan.dnsmasq()
    process = lan.begin("dhclient", "-ipv4")
    assert process.wait(5) == 0


def test_link_that_appears_later(lan):
    lan.dnsmasq()
    lan.ip("link", "del", "eth0")
    process = lan.begin("dhclient", "-4", "-timeout", "10")
    time.sleep(0.9)
    assert process.poll() is None
    lan.join("eth0", "srv0")
    lan.ip("addr", "add", "192.168.77.1/24", "dev", "srv0", where=lan.server)
    begin = time.monotonic()
    lan.dnsmasq()
    assert process.wait(5) == 0
    assert time.monotonic() - begin < 2
    assert lan.addresses()


def test_carrier_that_comes_later(lan):
    lan.dnsmasq()
    lan.ip("link", "set", "srv0", "down", where=lan.server)
    process = lan.begin("dhclient", "-4", "-v", "-timeout", "10")
    time.sleep(0.5)
    assert process.poll() is None
    begin = time.monotonic()
    lan.ip("link", "set", "srv0", "up", where=lan.server)
    assert process.wait(5) == 0
    assert time.monotonic() - begin < 0.3
    assert "eth0: carrier\neth0: DISCOVER\n" in process.stdout.read()


def test_several_links_the_first_wins(tmp_path):
    with Lan(tmp_path, links=3, address=None) as lan:
        lan.ip("addr", "add", "192.168.77.1/24", "dev", "srv1", where=lan.server)
        lan.ip("link", "set", "eth2", "up")
        lan.dnsmasq("--interface=srv1")
        done = lan.run("dhclient", "-4", check=True)
        assert done.stdout.startswith("eth1: ")
        assert lan.addresses("eth1") and not lan.addresses("eth0")
        # Those it raised in vain are down again, that which was up is up.
        assert not lan.is_up("eth0") and lan.is_up("eth1") and lan.is_up("eth2")


def test_interfaces_by_name_and_expression(tmp_path):
    with Lan(tmp_path, links=2) as lan:
        lan.dnsmasq()
        done = lan.run("dhclient", "-4", "-timeout", "1", "eth1")
        assert done.returncode == 1 and "on eth1 within 1 s" in done.stderr
        assert not lan.addresses()
        for words in (["eth0"], ["^eth[0]$"], ["eth1", "eth0"], [".*"]):
            assert lan.run("dhclient", "-4", *words, check=True).stdout.startswith("eth0: ")
        # A name is no expression: eth is not eth0.
        assert "no interface matches \"eth\"" in lan.run("dhclient", "-timeout", "1",
                                                         "eth").stderr
        assert "expression" in lan.run("dhclient", "eth[").stderr


def test_dry_run_changes_nothing_and_its_lines_do(lan):
    lan.dnsmasq("--dhcp-option=6,192.168.77.1", "--dhcp-option=26,1400",
                "--dhcp-option=121,10.0.0.0/8,192.168.77.2,0.0.0.0/0,192.168.77.3")
    lines = lan.run("dhclient", "-4", "-dry-run", check=True).stdout
    assert not lan.addresses() and not lan.is_up() and not lan.resolv.exists()
    host(*lan.command("sh", "-ec", lines))
    made = (lan.addresses(), lan.routes(), lan.resolv.read_text(), lan.ip("link", "show", "eth0"))
    lan.ip("addr", "flush", "dev", "eth0")
    lan.run("dhclient", "-4", check=True)
    assert made == (lan.addresses(), lan.routes(), lan.resolv.read_text(),
                    lan.ip("link", "show", "eth0"))
    assert "mtu 1400" in made[3] and "default via 192.168.77.3 dev eth0" in made[1]


def test_again_with_another_address(lan):
    lan.dnsmasq()
    lan.ip("addr", "add", "10.1.2.3/8", "dev", "eth0")
    lan.run("dhclient", "-4", check=True)
    first = lan.addresses()
    assert len(first) == 1 and first[0].startswith("192.168.77.")
    lan.run("dhclient", "-4", check=True)
    assert lan.addresses() == first


def test_asks_as_a_pxe_client(lan):
    lan.dnsmasq("--dhcp-vendorclass=set:pxe,PXEClient", "--dhcp-userclass=set:us,RAMsteam",
                "--dhcp-match=set:arch,option:client-arch",
                "--tag-if=set:all,tag:pxe,tag:us,tag:arch",
                "--dhcp-boot=tag:all,menu.ipxe,bootserver,192.168.77.9")
    lan.run("dhclient", "-4", check=True)
    values = (lan.folder / "run/ramroot/lease").read_text()
    assert "BOOT_FILE=menu.ipxe\n" in values and "BOOT_SERVER=192.168.77.9\n" in values


def test_names_told_and_taken(lan):
    lan.dnsmasq("--dhcp-host=given,192.168.77.77")
    assert lan.run("dhclient", "-4", "-H", "given", check=True).stdout.startswith(
        "eth0: 192.168.77.77/24")
    script = lan.command("sh", "-c", '"$1" dhclient -4 -q && uname -n', "sh",
                         BINARY)
    lan.processes[0].kill()
    lan.processes[0].wait()
    lan.dnsmasq(f"--dhcp-host={mac(lan)},served,192.168.77.78")
    assert host(*script).stdout == "served\n"


def mac(lan):
    return re.search(r"link/ether (\S+)", lan.ip("link", "show", "eth0"))[1]


def test_client_identifier(lan):
    lan.dnsmasq(f"--dhcp-host=id:01:{mac(lan)},192.168.77.61", "--dhcp-host=id:mine,192.168.77.62",
                "--dhcp-host=id:ff:01:02:03,192.168.77.63")
    for args, last in (((), 61), (("-C", "ff:01:02:03"), 63)):
        assert f"192.168.77.{last}/24" in lan.run("dhclient", "-4", *args, check=True).stdout
    lan.run("dhclient", "-4", "-C", "mine", check=True)
    assert "client identifier" in lan.run("dhclient", "-4", "-C", "").stderr


def test_rapid_commit(lan):
    lan.dnsmasq("--dhcp-rapid-commit")
    done = lan.run("dhclient", "-4", "-v", check=True)
    assert "REQUEST" not in done.stderr and "eth0: ACK of" in done.stderr


def test_broadcast_answers_when_asked(lan):
    lan.dnsmasq()
    lan.ip("link", "set", "eth0", "up")
    socket = packet_socket(lan.client, "eth0")
    lan.run("dhclient", "-4", "-B", check=True)
    offers = [got for got in drain(socket) if got[23:24] == b"\x11" and got[36:38] == b"\0\x44"]
    assert offers and all(got[:6] == b"\xff" * 6 for got in offers)


def drain(socket):
    got = []
    socket.settimeout(0.2)
    try:
        while True:
            got.append(socket.recv(65536))
    except TimeoutError:
        return got


def test_says_what_is_wrong(lan):
    done = lan.run("dhclient", "-timeout", "1", "wlan7")
    assert (done.returncode, done.stderr) == (
        1, 'dhclient: no interface matches "wlan7", there is: lo eth0\n')
    lan.ip("link", "set", "srv0", "down", where=lan.server)
    done = lan.run("dhclient", "-4", "-1", "-timeout", "1")
    assert (done.returncode, done.stderr) == (2, "dhclient: no carrier on eth0\n")
    lan.ip("link", "set", "srv0", "up", where=lan.server)
    done = lan.run("dhclient", "-4", "-timeout", "1")
    assert (done.returncode, done.stderr) == (
        1, "dhclient: carrier but no offer on eth0 within 1 s\n")
    assert not lan.is_up()
    lan.ip("link", "del", "eth0")
    done = lan.run("dhclient", "-timeout", "1")
    assert done.stderr.startswith("dhclient: no network card: ")
    for args in (("-timeout", "x"), ("-ipv4=perhaps",), ("-ipv4=false", "-ipv6=false"),
                 ("--tiemout", "3")):
        assert lan.run("dhclient", *args).returncode == 1


def test_says_once_what_several_have_in_common(tmp_path):
    with Lan(tmp_path, links=3) as lan:
        lan.ip("link", "set", "srv1", "down", where=lan.server)
        done = lan.run("dhclient", "-4", "-timeout", "1")
        assert done.stderr == ("dhclient: carrier but no offer on eth0, eth2 within 1 s; "
                               "no carrier on eth1\n")


def test_ctrl_c_leaves_things_as_found(lan):
    process = lan.begin("dhclient", "-4")
    wait_for(lan.is_up)
    for child in host("pgrep", "-P", process.pid, check=False).stdout.split() or [process.pid]:
        subprocess.run(["kill", "-INT", str(child)], check=True)
    assert process.wait(5) == 130
    assert not lan.is_up()


def test_release_and_stop(lan):
    lan.dnsmasq()
    lan.run("dhclient", "-4", check=True)
    lan.run("dhclient", "-r", "eth0", check=True)
    wait_for(lambda: "DHCPRELEASE" in lan.log.read_text())
    assert not lan.addresses()
    assert lan.run("dhclient", "-r", "eth0").returncode == 1
    # -d stays, -x ends it and leaves the address.
    process = lan.begin("dhclient", "-4", "-d")
    wait_for(lan.addresses)
    wait_for(lambda: (lan.folder / "run/ramroot/dhclient-eth0.pid").exists())
    assert process.poll() is None
    lan.run("dhclient", "-x", check=True)
    assert process.wait(5) == 0
    assert lan.addresses()


def test_kept_in_the_background(lan):
    fake = lan.fake(lambda message: usual(message, lease=4))
    assert lan.run("dhclient", "-4", "-b").returncode == 0
    wait_for(lambda: fake.kinds().count(3) >= 2, seconds=8)
    # A second one would disturb the first.
    assert "kept already" in lan.run("dhclient", "-4", "-d", "-timeout", "5").stderr
    pid = int((lan.folder / "run/ramroot/dhclient-eth0.pid").read_text())
    lan.run("dhclient", "-r", "eth0", check=True)
    state = Path(f"/proc/{pid}/stat")
    wait_for(lambda: not state.exists() or state.read_text().split()[2] == "Z")
    assert not lan.addresses()
    wait_for(lambda: fake.kinds()[-1] == 7)


def test_kept_lease_is_renewed(lan):
    fake = lan.fake(lambda message: usual(message, lease=4))
    process = lan.begin("dhclient", "-4", "-d", "-v")
    wait_for(lambda: fake.kinds().count(3) >= 3, seconds=12)
    renewals = fake.messages[2:4]
    assert all(message.ciaddr == bytes([192, 168, 77, 50]) for message in renewals)
    assert all(54 not in message.options and 50 not in message.options for message in renewals)
    assert all(message.source == message.ciaddr for message in renewals)
    assert lan.addresses() == ["192.168.77.50/24"]
    assert process.poll() is None


DHCPD = """
authoritative;
default-lease-time 600;
option domain-search "x.example", "y.example";
option rfc3442 code 121 = array of integer 8;
subnet 192.168.77.0 netmask 255.255.255.0 {{
    range 192.168.77.50 192.168.77.60;
    option routers 192.168.77.1;
    option domain-name-servers 192.168.77.1;
    {more}
    if substring(option vendor-class-identifier, 0, 9) = "PXEClient" {{
        filename "{boot}";
        next-server 192.168.77.8;
    }}
}}
"""


def dhcpd(lan, more="", boot="boot/grub.efi"):
    config = lan.folder / "dhcpd.conf"
    config.write_text(DHCPD.format(more=more, boot=boot))
    (lan.folder / "dhcpd.leases").touch()
    lan.start("dhcpd", "-f", "-q", "-cf", config, "-lf", lan.folder / "dhcpd.leases", "-pf",
              lan.folder / "dhcpd.pid", "--no-pid", "srv0", stderr=subprocess.DEVNULL)


def test_isc_dhcpd(lan):
    dhcpd(lan)
    done = lan.run("dhclient", "-4", check=True)
    assert "lease 600 s" in done.stdout
    assert lan.resolv.read_text() == "search x.example y.example\nnameserver 192.168.77.1\n"
    values = (lan.folder / "run/ramroot/lease").read_text()
    assert "BOOT_FILE=boot/grub.efi\n" in values and "BOOT_SERVER=192.168.77.8\n" in values


def test_isc_overloads_fields_and_splits_options(lan):
    names = ", ".join(f'"part{i}.of-a-search-list.example.org"' for i in range(14))
    routes = ", ".join(f"24, 10, 9, {i}, 192, 168, 77, 2" for i in range(30))
    dhcpd(lan, f"option domain-search {names};\n    option rfc3442 {routes}, 0, 192, 168, 77, 3;")
    lan.run("dhclient", "-4", check=True)
    assert lan.resolv.read_text().split("\n")[0].count("of-a-search-list.example.org") == 14
    routes = lan.routes()
    assert sum("via 192.168.77.2" in line for line in routes) == 30
    assert "default via 192.168.77.3 dev eth0" in routes


KEA = {"Dhcp4": {
    "interfaces-config": {"interfaces": ["srv0"]},
    "lease-database": {"type": "memfile", "persist": False},
    "valid-lifetime": 700, "authoritative": True,
    "client-classes": [{"name": "pxe", "test": "substring(option[60].hex,0,9) == 'PXEClient'",
                        "boot-file-name": "kea.efi", "next-server": "192.168.77.7"}],
    "subnet4": [{"id": 1, "subnet": "192.168.77.0/24",
                 "pools": [{"pool": "192.168.77.50 - 192.168.77.60"}],
                 "option-data": [{"name": "routers", "data": "192.168.77.1"},
                                 {"name": "domain-name-servers", "data": "192.168.77.1"},
                                 {"name": "domain-search", "data": "k.example,l.example"}]}],
}}


def test_kea(lan):
    config = lan.folder / "kea.json"
    config.write_text(json.dumps(KEA))
    lan.start("env", f"KEA_LOCKFILE_DIR={lan.folder}", f"KEA_PIDFILE_DIR={lan.folder}",
              "kea-dhcp4", "-c", config, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    done = lan.run("dhclient", "-4", "-timeout", "20", check=True)
    assert "lease 700 s" in done.stdout
    assert lan.resolv.read_text() == "search k.example l.example\nnameserver 192.168.77.1\n"
    values = (lan.folder / "run/ramroot/lease").read_text()
    assert "BOOT_FILE=kea.efi\n" in values and "BOOT_SERVER=192.168.77.7\n" in values


@pytest.mark.parametrize("how", [{"loss": 0.3, "seed": 5}, {"delay": 0.3}, {"copies": 3},
                                 {"loss": 0.3, "delay": 0.1, "copies": 2, "seed": 2}])
def test_bad_links(lan, how):
    lan.shake(**how)
    lan.dnsmasq()
    done = lan.run("dhclient", "-4", "-timeout", "40", check=True)
    assert lan.addresses() == [done.stdout.split()[1]]
    assert not how.get("loss") or lan.relay.lost


def test_etc_that_cannot_be_written(lan):
    """The address is worth having all the same; what is lacking is said."""
    lan.dnsmasq("--dhcp-option=6,192.168.77.1")
    done = execute(lan.command("sh", "-c", 'mount -o remount,bind,ro /etc; "$1" dhclient -4', "sh",
                               BINARY))
    assert done.returncode == 0 and lan.addresses()
    assert "resolv.conf" in done.stderr and "Read-only file system" in done.stderr
