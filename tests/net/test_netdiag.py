# SPDX-License-Identifier: MIT
"""netdiag and ramroot's own word on a network that ends somewhere: each place made to be real."""
import http.server
import threading

import pytest
from lan import NAK, DISCOVER, OFFER, REQUEST, reply, usual, wait_for, within


def netdiag(lan, *args):
    """The one line of what is wrong, "" when nothing is; and what was in order."""
    done = lan.run("netdiag", "-t", "2", *args)
    lines = done.stderr.splitlines()
    assert len(lines) == done.returncode <= 1, done.stderr
    return (lines[0].removeprefix("netdiag: ") if lines else ""), done.stdout


def settle(lan, address="192.168.77.9/24", resolver="192.168.77.1"):
    """An address, a default route, a name server, as a lease would set them."""
    lan.ip("addr", "add", address, "dev", "eth0")
    lan.ip("link", "set", "eth0", "up")
    wait_for(lambda: "LOWER_UP" in lan.ip("link", "show", "eth0"))
    lan.ip("route", "add", "default", "via", "192.168.77.1")
    lan.resolv.write_text(f"nameserver {resolver}\n")


def names(lan):
    lan.log = lan.folder / "dns.log"
    lan.start("dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-hosts",
              "--no-resolv", "--user=root", "--pid-file=", "--log-facility=-",
              "--host-record=boot.example.com,192.168.77.1", "--local=/example.com/",
              stderr=lan.log.open("w"))
    wait_for(lambda: "started" in lan.log.read_text())


@pytest.fixture
def served(lan):
    server = within(lan.server, lambda: http.server.ThreadingHTTPServer(
        ("192.168.77.1", 0), http.server.SimpleHTTPRequestHandler))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_address[1]
    server.shutdown()
    server.server_close()


def test_no_card(lan):
    lan.ip("link", "del", "eth0")
    assert netdiag(lan)[0].startswith("no network card: none is there, or its driver is missing")


def test_no_carrier(lan):
    lan.ip("link", "set", "srv0", "down", where=lan.server)
    line, told = netdiag(lan)
    assert line == "no carrier on eth0; plug in the cable, or try another port of the switch"
    assert "link: eth0 is down\n" in told
    assert not lan.is_up()


def test_no_offer(lan):
    line, _ = netdiag(lan)
    assert line.startswith("carrier but no offer on eth0 within 2 s")
    assert "is a DHCP server on this network?" in line and "vlan=" in line


def test_offer_refused(lan):
    lan.fake(lambda message: reply(message, OFFER) if message.type == DISCOVER else
             reply(message, NAK, yours="0.0.0.0", options=[(56, "\x1b[31mnot you")])
             if message.type == REQUEST else None)
    line, _ = netdiag(lan)
    assert line.startswith("offer refused on eth0: 192.168.77.1 takes 192.168.77.50 back (NAK)")
    assert "log and pool" in line and "\x1b" not in line


def test_an_offer_not_taken_yet(lan):
    lan.fake(usual)
    line, _ = netdiag(lan)
    assert line.startswith("no address yet, but there is an offer (eth0: 192.168.77.50/24")
    assert not lan.addresses()


def test_lease_without_a_route(lan):
    lan.fake(usual)
    lan.run("dhclient", "-4", check=True)
    line, told = netdiag(lan)
    assert line.startswith("address 192.168.77.50 on eth0, but no route; ip route add default")
    assert "address: 192.168.77.50 on eth0\n" in told
    line, _ = netdiag(lan, "http://10.1.2.3/x")
    assert "but no route to 10.1.2.3; " in line


def test_route_but_no_dns(lan, served):
    settle(lan)
    line, told = netdiag(lan, "boot.example.com")
    assert line.startswith("route but no DNS: 192.168.77.1 ")
    assert "Connection refused; ping 192.168.77.1" in line and "route: there is one\n" in told
    lan.resolv.write_text("nameserver 192.168.77.44\nnameserver 192.168.77.1\n")
    line, _ = netdiag(lan, "boot.example.com")
    assert "192.168.77.44 " in line and ", 192.168.77.1 Connection refused" in line
    lan.resolv.write_text("# none\n")
    line, _ = netdiag(lan)
    assert line.startswith("route but no DNS: /etc/resolv.conf names no server")
    # Numbers need no names.
    assert netdiag(lan, f"192.168.77.1:{served}")[0] == ""


def test_dns_but_no_name_or_server(lan, served):
    settle(lan)
    names(lan)
    line, told = netdiag(lan, "http://typo.example.com/x")
    assert line.startswith("DNS, but no such name: 192.168.77.1 says of typo.example.com: NXDOMAIN")
    line, told = netdiag(lan, "http://boot.example.com:9/x")
    assert line.startswith("DNS but no server: ") and "refused" in line
    assert "DNS: 192.168.77.1 answers\n" in told
    line, told = netdiag(lan, f"boot.example.com:{served}")
    assert line == "" and f"server: boot.example.com port {served} answers\n" in told
    assert netdiag(lan, "tftp://boot.example.com/x")[0] == ""
    done = lan.run("netdiag", "-q", f"boot.example.com:{served}")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_ramroot_names_the_place(lan):
    words = "ip=dhcp rd.net.timeout.dhcp=1"
    done = lan.run("ramroot", "--ip", words, "http://boot.example.com/x")
    assert "carrier but no offer on eth0 within 1 s; is a DHCP server" in done.stderr
    done = lan.run("ramroot", "--ip", "192.168.77.9:::24::eth0:none", "http://10.1.2.3/x")
    assert "but no route to 10.1.2.3; ip route add" in done.stderr
    lan.ip("route", "add", "default", "via", "192.168.77.1")
    done = lan.run("ramroot", "--ip", "192.168.77.9::192.168.77.1:24::eth0:none:192.168.77.1",
                   "http://boot.example.com/x", timeout=120)
    assert "route but no DNS: 192.168.77.1 Connection refused" in done.stderr


def test_mistakes(lan):
    for args in (("a", "b"), ("http://[::1",), ("-t", "x")):
        done = lan.run("netdiag", *args)
        assert done.returncode == 1 and len(done.stderr.splitlines()) >= 1
