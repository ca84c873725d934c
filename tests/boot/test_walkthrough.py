# SPDX-License-Identifier: MIT
"""The walkthrough, typed: what a person does by hand at the serial console, from the first prompt
to stage 2's report, line by line as it stands in people's notes. Only the addresses, the name of
the interface, the hash and the console are this network's and this machine's own.
"""
import re
import time

import pytest

from machine import ADDRESS

# What the fetched script names is gone from the image: stage 1 lays the root out, and asks.
GONE = "00000000000000000000000000000000-nixos-system-gone-1.0"

NETBOOT = f"""\
#!ipxe
# a comment or two
kernel bzImage init=/nix/store/{GONE}/init initrd=initrd loglevel=4 ${{cmdline}}
initrd initrd
boot
"""

# The boot of either machine: nothing to boot from, so that a shell is what there is.
BY_HAND = "quiet ramroot=/nothing ramroot.onfail=shell"
# Before it the size may have been asked, vi left, or Ctrl+C echoed as a program ended; the kernel
# may have something to say behind.
PROMPT = r"(?:\n|\x1b8|\x1b\[K|\^C)(\[\d+\] )?[\w-]+:/[\w/.-]*# (?=$|\[ +\d)"


class Console:
    """A person at the serial line: types a line, waits for the prompt, looks at what was said."""

    def __init__(self, machine):
        self.machine = machine

    def line(self, text, fails=False, timeout=None):
        """Type it, wait for the next prompt; what was printed between. A status in the prompt is
        a failure."""
        self.machine.type(text)
        return self.answer(text, fails, timeout)

    def answer(self, what, fails=False, timeout=None):
        match = self.machine.expect(PROMPT, timeout or 120)
        said = re.sub(r"\r+", "", self.machine.child.before)
        assert fails is None or bool(match[1]) == fails, f"{what}: {match[1]}\n{said}"
        return said.split("\n", 1)[-1] if "\n" in said else said

    def keys(self, *keys):
        """One at a time, as a hand is slower than a line."""
        for key in keys:
            self.machine.type(key, enter=False)
            time.sleep(0.3)


@pytest.fixture
def served(network, parts, tmp_path):
    """The files of boot.example.com, and a resolver that knows google.com."""
    image, init = parts.nix_store()
    cut = tmp_path / "nix-store.squashfs"
    cut.write_bytes(image.read_bytes()[:100000])
    network.publish("initrd", parts.initrd("initrd-cut", [(cut, "/nix-store.squashfs")], "qemu"))
    network.publish("phasedKernel", parts.kernel())
    network.publish("bzImage", parts.kernel())
    network.publish("netboot.ipxe", NETBOOT)
    network.publish("squashfs.img", image)
    network.stop_dnsmasq()
    config = network.folder / "dnsmasq.conf"
    # local: it knows that these names have no IPv6 address, where it would refuse to say.
    config.write_text(f"{config.read_text()}host-record=google.com,{ADDRESS}\n"
                      "local=/example.com/google.com/\n")
    network.start("dnsmasq", "dnsmasq", f"--conf-file={config}")
    return init


def section_2(console):
    """Fetch a kernel and an initrd, kexec into them."""
    console.machine.type("dhclient -ipv4")
    time.sleep(0.2)
    console.keys("\x03")
    console.answer("Ctrl-C at dhclient", fails=None)
    console.machine.type("dhclient -ipv4")
    time.sleep(0.2)
    console.keys("\x04")
    console.answer("dhclient -ipv4")
    console.line("wget http://boot.example.com/initrd")
    console.line("wget http://boot.example.com/phasedKernel")
    console.line("wget http://boot.example.com/netboot.ipxe")
    script = console.line("cat netboot.ipxe")
    assert f"init=/nix/store/{GONE}/init" in script
    console.line('kexec --load phasedKernel --initrd=initrd -c "boot.shell_on_fail '
                 f'nvidia-drm.modeset=1 init=/nix/store/{GONE}/init console=ttyS0"')
    console.machine.type("kexec -e")


def section_3(console):
    """The second kernel, its stage 1 fails; the network by hand."""
    assert "cut off" in console.machine.stage1_prompt()
    console.machine.key("f")
    console.answer("f")
    deadline = time.monotonic() + 60
    while "eth0" not in console.line("ip a"):  # its driver is still being loaded
        assert time.monotonic() < deadline
    console.line("ip a add 192.168.77.100/24 dev eth0")
    console.line("ip link set eth0 up")
    console.line(f"ip r add default via {ADDRESS} dev eth0")
    assert "192.168.77.100/24" in console.line("ip a")
    console.machine.type("vi /etc/resolv.conf")
    console.machine.expect("resolv.conf")
    time.sleep(1)
    console.keys("o", f"nameserver {ADDRESS}", "\x1b", ":wq")
    console.line("")
    assert f"nameserver {ADDRESS}" in console.line("cat /etc/resolv.conf")
    for host in (ADDRESS, "google.com"):
        console.machine.type(f"ping {host}")
        console.machine.expect(r"2 ttl|icmp_seq=2")
        console.machine.key("\x03")
        assert " 0% packet loss" in console.answer(f"ping {host}")


def section_4(console, init):
    """Replace the root image, run stage 1 again, switch."""
    console.line("wget http://boot.example.com/squashfs.img")
    console.line("rm nix-store.squashfs")
    console.line("mv squashfs.img nix-store.squashfs")
    console.machine.type("./init")
    assert GONE in console.machine.stage1_prompt()
    console.machine.key("f")
    console.answer("f")
    # Tab lists the store, a letter of the hash and Tab finish it, Home and arrows lead back.
    console.machine.type("switch_root /mnt-root /mnt-root/nix/store/", enter=False)
    console.keys("\t")
    console.machine.expect("nixos-system-demo")
    console.keys("0", "\t", "init")
    console.keys("\x1b[H", *["\x1b[C"] * len("switch_root /mnt-root "))
    console.keys(*["\x1b[3~"] * len("/mnt-root"))
    console.machine.type("")
    report = console.machine.report()
    assert report["stage2"] == [init] and report["writable"] == ["yes"]
    assert GONE in report["cmdline"][0]


def section_5(console, init):
    """Or lay the root out by hand."""
    console.line("mkdir /mnt-root")
    console.line("mount -t tmpfs none /mnt-root -o mode=0755")
    console.line("mkdir -p /mnt-root/nix/.ro-store")
    assert console.line("losetup squashfs.img").split()[0] == "/dev/loop0"
    console.line("mount /dev/loop0 /mnt-root/nix/.ro-store")
    console.line("mkdir -p /mnt-root/nix/.rw-store")
    console.line("mount -t tmpfs none /mnt-root/nix/.rw-store -o mode=0755")
    console.line("mkdir -p /mnt-root/nix/store")
    console.line("mkdir /mnt-root/nix/.rw-store/{store,work}")
    console.line("mount -t overlay -o lowerdir=/mnt-root/nix/.ro-store,"
                 "upperdir=/mnt-root/nix/.rw-store/store,"
                 "workdir=/mnt-root/nix/.rw-store/work overlay /mnt-root/nix/store")
    console.machine.type(f"switch_root /mnt-root {init}")
    report = console.machine.report()
    assert report["stage2"] == [init] and report["writable"] == ["yes"]
    mounts = [mount.split()[:2] for mount in report["mount"]]
    assert ["/nix/store", "overlay"] in mounts and ["/nix/.ro-store", "squashfs"] in mounts


def first_prompt(boot):
    machine = boot(append=BY_HAND)
    machine.stage1_prompt(180)
    console = Console(machine)
    console.answer("the first prompt")
    return console


def test_kexec_network_and_switch_by_hand(boot, served):
    console = first_prompt(boot)
    section_2(console)
    section_3(console)
    section_4(console, served)


def test_root_laid_out_by_hand(boot, served):
    console = first_prompt(boot)
    console.line("dhclient -ipv4")
    console.line("wget http://boot.example.com/squashfs.img")
    section_5(console, served)


def test_the_store_replaced_by_one_option(boot, served):
    """Sections 2 to 4 as one line: what the initrd's own store lacks comes behind it."""
    console = first_prompt(boot)
    console.line("dhclient -ipv4")
    url = "http://boot.example.com"
    lines = console.line(f"ramroot -n --add {url}/squashfs.img:/nix-store.squashfs "
                         f"{url}/netboot.ipxe")
    assert "wget -O squashfs.img" in lines and "--initrd=member-2.cpio" in lines
    console.machine.type(f"ramroot -q --cmdline 'console=ttyS0 init={served}' "
                         f"--add {url}/squashfs.img:/nix-store.squashfs {url}/netboot.ipxe")
    report = console.machine.report()
    assert report["stage2"] == [served] and report["writable"] == ["yes"]
