# SPDX-License-Identifier: MIT
"""ramroot's network step, told by words of the kernel command line. What a kernel of a host may
lack (bonds) is in tests/boot. The file that is asked for is not there: only the step before counts.
"""
import os
import shlex
import time
from pathlib import Path

import pytest
from lan import REQUEST, Lan, host, usual, wait_for
from ramsteam import BINARY, execute


def ramroot(lan, words, *more):
    done = lan.run("ramroot", "--ip", words, *more, "/nothing", timeout=90)
    assert "/nothing: No such file" in done.stderr, done.stdout + done.stderr
    return done


def by_hand(lan, words):
    """The network's lines of the dry run, typed into our shell, where our applets are in PATH."""
    links = lan.folder / "bin"
    links.mkdir(exist_ok=True)
    lan.run("--install", "-s", links, check=True)
    archive = lan.folder / "root.cpio"
    archive.write_bytes(b"070701")
    planned = lan.run("ramroot", "--dry-run", "--init", "/i", "--ip", words, archive, check=True)
    lines = planned.stdout.split("# network")[1].split("\n# ")[0].split("\n", 1)[1]
    done = lan.run("sh", "-ec", f"PATH={links}:$PATH\n{lines}")
    assert done.returncode == 0, lines + done.stderr


@pytest.fixture(scope="module")
def vlans():
    name = f"vl{os.getpid()}"
    host("ip", "link", "add", f"{name}p", "type", "veth", "peer", "name", f"{name}q")
    try:
        if host("ip", "link", "add", "link", f"{name}p", "name", name, "type", "vlan", "id", "5",
                check=False).returncode:
            pytest.skip("this kernel has no VLANs; tests/boot has them in a machine")
    finally:
        host("ip", "link", "del", f"{name}p")


def tagged(lan, number=5, address="192.168.78.1/24", ranges=(50, 99), **how):
    """A server on the VLAN, with dnsmasq."""
    device = f"srv0.{number}"
    lan.ip("link", "add", "link", "srv0", "name", device, "type", "vlan", "id", number,
           where=lan.server)
    lan.ip("addr", "add", address, "dev", device, where=lan.server)
    lan.ip("link", "set", device, "up", where=lan.server)
    net = address.rsplit(".", 1)[0]
    lan.dnsmasq(f"--interface={device}", "--bind-interfaces", f"--dhcp-option=6,{net}.53",
                ranges=f"{net}.{ranges[0]},{net}.{ranges[1]},255.255.255.0,3600", **how)


@pytest.mark.parametrize("way", [ramroot, by_hand])
@pytest.mark.usefixtures("vlans")
def test_vlan(lan, way):
    tagged(lan)
    way(lan, "vlan=eth0.5:eth0 ip=eth0.5:dhcp nameserver=9.9.9.9 rd.route=10.9.0.0/16:192.168.78.7")
    (address,) = lan.addresses("eth0.5")
    assert address.startswith("192.168.78.")
    assert not lan.addresses("eth0")
    assert "10.9.0.0/16 via 192.168.78.7 dev eth0.5" in lan.routes()
    assert "default via 192.168.78.1 dev eth0.5" in lan.routes()
    assert lan.resolv.read_text().split()[-4:] == ["nameserver", "9.9.9.9", "nameserver",
                                                   "192.168.78.53"]


@pytest.mark.usefixtures("vlans")
def test_the_last_made_is_asked_on(lan):
    tagged(lan, 12)
    ramroot(lan, "vlan=vlan0012:eth0 ip=dhcp rd.peerdns=0")
    assert lan.addresses("vlan0012")
    assert "nameserver" not in (lan.resolv.read_text() if lan.resolv.exists() else "")


@pytest.mark.parametrize("way", [ramroot, by_hand])
def test_bridge_with_a_static_address(tmp_path, way):
    with Lan(tmp_path, links=2) as lan:
        words = ("bridge=br0:eth0,eth1 ip=192.168.77.9::192.168.77.1:24:box:br0:none:1400 "
                 "nameserver=192.168.77.1 nameserver=2001:db8::53")
        way(lan, words)
        assert lan.addresses("br0") == ["192.168.77.9/24"]
        assert "mtu 1400" in lan.ip("link", "show", "br0")
        for port in ("eth0", "eth1"):
            assert "master br0" in lan.ip("link", "show", port) and lan.is_up(port)
        assert lan.resolv.read_text() == "nameserver 192.168.77.1\nnameserver 2001:db8::53\n"
        assert lan.run("ping", "-c1", "-w5", "192.168.77.1").returncode == 0


def test_several_addresses(tmp_path):
    with Lan(tmp_path, links=2) as lan:
        lan.dnsmasq("--interface=srv0", "--bind-interfaces")
        done = ramroot(lan, "ip=192.168.80.2:::24::eth1:none ip=eth0:dhcp bootdev=eth0")
        assert lan.addresses("eth1") == ["192.168.80.2/24"]
        assert lan.addresses("eth0")[0].startswith("192.168.77.")
        assert "eth0: 192.168.77." in done.stdout


def test_one_of_several_fails(tmp_path):
    with Lan(tmp_path, links=2) as lan:
        done = ramroot(lan, "ip=eth0:dhcp ip=192.168.80.2:::24::eth1:none rd.net.timeout.dhcp=1")
        assert lan.addresses("eth1") == ["192.168.80.2/24"]
        assert "no offer on eth0 within 1 s" in done.stdout
        done = lan.run("ramroot", "--ip", "ip=eth0:dhcp ip=192.168.80.2:::24::eth1:none "
                       "bootdev=eth0 rd.net.timeout.dhcp=1", "/nothing")
        assert done.returncode == 1 and "no offer on eth0" in done.stderr


def mac(lan, device):
    return lan.ip("link", "show", device).split("link/ether ")[1].split()[0]


def test_cards_by_their_address(tmp_path):
    with Lan(tmp_path, links=2) as lan:
        first, second = mac(lan, "eth0"), mac(lan, "eth1")
        lan.ip("addr", "add", "192.168.81.1/24", "dev", "srv1", where=lan.server)
        lan.dnsmasq("--interface=srv1", "--bind-interfaces",
                    ranges="192.168.81.50,192.168.81.60,255.255.255.0,3600")
        words = f"BOOTIF=01-{second.replace(':', '-')} ip=dhcp"
        ramroot(lan, words)
        assert lan.addresses("eth1") and not lan.is_up("eth0")
        # Names change places.
        ramroot(lan, f"ifname=eth1:{first} ifname=eth0:{second} ip=192.168.82.1:::24::eth0:none")
        assert (mac(lan, "eth1"), mac(lan, "eth0")) == (first, second)
        assert "192.168.82.1/24" in lan.addresses("eth0")


def test_address_of_hardware_and_mtu(lan):
    lan.dnsmasq("--dhcp-option=26,1450")
    ramroot(lan, "ip=eth0:dhcp:1400:02:00:00:00:ab:09")
    link = lan.ip("link", "show", "eth0")
    assert "mtu 1400" in link and "02:00:00:00:ab:09" in link and lan.addresses()


def test_gateway_and_resolver_beside_dhcp(lan):
    """nfsroot.rst: they count more than what the server tells."""
    lan.dnsmasq("--dhcp-option=6,192.168.77.53")
    ramroot(lan, "ip=::192.168.77.9:::eth0:dhcp:192.168.77.8")
    assert lan.addresses()
    assert [line for line in lan.routes() if "default" in line][0].startswith(
        "default via 192.168.77.9 dev eth0")
    assert lan.resolv.read_text().splitlines()[-2:] == ["nameserver 192.168.77.8",
                                                        "nameserver 192.168.77.53"]


@pytest.mark.parametrize("words, message", [
    ("vlan=eth0.9:eth7 ip=dhcp", "eth0.9: there is no network interface eth7"),
    ("ip=eth0:magic", "'magic' is no way to configure"),
    ("nameserver=dns", "nameserver="),
    ("vlan=a1:b2 vlan=b2:a1", "is made of itself"),
    ("team=t0:eth0 ip=t0:dhcp", "bond= makes the same of its ports"),
])
def test_mistakes(lan, words, message):
    done = lan.run("ramroot", "--ip", words, "/nothing")
    assert done.returncode == 1 and message in done.stderr, done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_words_with_shell_in_them_are_refused(lan):
    words = "vlan=$(reboot)5:eth0"
    done = lan.run("ramroot", "--dry-run", "--ip", words, "/nothing")
    assert done.returncode == 1 and "is no name of an interface" in done.stderr
    assert shlex.quote(words) not in done.stdout


def test_lease_is_kept_while_stage_1_lasts(lan):
    """In an initramfs, which is a tmpfs: a child renews, until the next root or kernel begins."""
    fake = lan.fake(lambda message: usual(message, lease=4, options=[(42, "192.168.77.4")]))
    script = (f"mount -t tmpfs none {lan.folder}/etc; cd {lan.folder}/etc; mkdir etc run dev proc;"
              "mount --bind /dev dev; mount -t proc none proc; mount --bind /run run;"
              f"cp {BINARY} ramsteam; exec chroot . /ramsteam ramroot --ip eth0:dhcp /nothing")
    done = execute(lan.command("sh", "-c", script), timeout=90)
    assert "/nothing: No such file" in done.stderr, done.stdout + done.stderr
    wait_for(lambda: fake.kinds().count(REQUEST) >= 3, seconds=12)
    state = lan.folder / "run/ramroot"
    lease = (state / "lease-eth0").read_text()
    assert "ADDRESS=192.168.77.50\n" in lease and "NTP=192.168.77.4\n" in lease
    assert abs(time.time() - int(lease.split("OBTAINED=")[1])) < 5
    pid = int((state / "dhclient-eth0.pid").read_text())
    assert Path(f"/proc/{pid}").exists()
    # What is not a server's hand-over: the address stays.
    lan.run("dhclient", "-x", "eth0", check=True)
    wait_for(lambda: not Path(f"/proc/{pid}").exists())
    assert lan.addresses() == ["192.168.77.50/24"]
