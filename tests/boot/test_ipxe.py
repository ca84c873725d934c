# SPDX-License-Identifier: MIT
"""iPXE menus inside Linux: walked by keys on the serial console into a kexec; the prompt."""
from machine import ADDRESS

MENU = """\
#!ipxe
:start
menu Boot menu of ${net0/mac}
item --gap -- --- Systems ---
item local Boot from disk
item more More systems ...
item --gap -- --- Tools ---
item --key s shell iPXE shell
choose --default local --timeout 120000 target || goto start
goto ${target}
:local
exit 1
:more
chain sub/menu.ipxe || goto start
:shell
shell
goto start
"""
SUBMENU = """\
#!ipxe
set os Debian
menu More systems
item back Back
item install ${os} installer
item rescue ${os} rescue
choose os_choice || exit 1
iseq ${os_choice} back && exit 1 ||
kernel ../vmlinuz console=ttyS0 choice=${os_choice} from=${cwuri} mac=${net0/mac:hexhyp}
initrd ../initrd
boot
"""


def test_menus_into_kexec(network, boot, parts):
    """A sub-menu and back, its second entry, whose command line is edited, then the jump"""
    network.publish("vmlinuz", parts.kernel())
    network.publish("initrd", parts.initrd())
    network.publish("menu.ipxe", MENU)
    network.publish("sub/menu.ipxe", SUBMENU)
    machine = boot(append=f"ramroot=http://{ADDRESS}/menu.ipxe")
    machine.expect("Boot menu of 52:54:00:12:34:56")
    machine.expect("iPXE shell.*Esc leaves")
    machine.type("\x1b[B")
    machine.expect("Debian rescue.*Esc leaves")
    machine.key("\r")
    machine.expect("iPXE shell.*Esc leaves")
    machine.type("\x1b[B")
    machine.expect("Debian rescue.*Esc leaves")
    machine.key("\x1b[B")
    machine.key("e")
    machine.expect("Command line: .*mac=52-54-00-12-34-56")  # scrolled to its end
    machine.type(" edited=1")
    machine.expect(r"Kernel command line: console=ttyS0 choice=install from=http://192\.168\.77\.1/"
                   r"sub/menu\.ipxe mac=52-54-00-12-34-56 edited=1\s")


def test_prompt(network, boot, parts):
    """`ipxe` in the initrd's shell: an address, a menu from the server, a kernel"""
    network.publish("vmlinuz", parts.kernel())
    network.publish("sub/menu.ipxe", SUBMENU.replace("initrd ../initrd\n", ""))
    machine = boot(append="ramroot=http://192.168.77.1/none")
    assert "404" in machine.stage1_prompt()
    machine.shell()
    machine.type("ipxe")
    machine.expect("iPXE> ")
    machine.type("dhcp")
    machine.expect("iPXE> ")
    machine.type("route")
    machine.expect(r"net0: 192\.168\.77\.\d+/255\.255\.255\.0 gw 192\.168\.77\.1")
    machine.type("show net0.dhcp/next-server")
    machine.expect(r"net0\.dhcp/next-server:ipv4 = 192\.168\.77\.1")
    machine.type("show manufacturer")
    machine.expect("smbios/manufacturer:string = QEMU")
    machine.type("show smbios/1.5.0")
    machine.expect("smbios/1.5.0:string = Standard PC")
    machine.type("show chip")
    machine.expect("net0/chip:string = virtio_net")
    machine.type("nslookup where boot.example.com && echo at ${where}")
    machine.expect(r"at 192\.168\.77\.1")
    machine.type("ping -c 1 ${where} && echo reached")
    machine.expect("reached")
    machine.type("chain http://${where}/none || echo not there")
    machine.expect("HTTP 404 Not Found")
    machine.expect("not there")
    machine.type("chain http://${where}/sub/menu.ipxe")
    machine.expect("Debian rescue.*Esc leaves")
    machine.type("\x1b[B\x1b[B")
    machine.expect("Kernel command line: console=ttyS0 choice=rescue")
