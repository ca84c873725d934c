# SPDX-License-Identifier: MIT
"""Stage 1's prompt: what it offers does what it says, and process 1 outlives every mistake."""
import re
import struct

import pytest

from machine import ADDRESS

ROOT = f"http://{ADDRESS}/root.squashfs"
ABSENT = f"ramroot=http://{ADDRESS}/absent"


def test_tries_again_by_itself(network, boot, parts):
    """Nobody at the console: it counts down, and boots once the server is there."""
    network.publish("root.squashfs", parts.systemd_root())
    network.stop_nginx()
    machine = boot(append=f"ramroot={ROOT} ramsteam.report")
    machine.stage1_prompt(120)
    network.start_nginx()
    assert machine.report()["state"] == ["running"]
    assert "any key stops the countdown" in machine.log


@pytest.mark.parametrize("key", ["i", "f"])
def test_mistakes_do_not_panic(boot, key):
    """A wrong switch_root or ramroot in either shell says why; leaving the shell prompts again."""
    machine = boot(append=ABSENT)
    assert "404" in machine.stage1_prompt(120)
    machine.shell(key)
    for line, said in (("switch_root /nowhere /sbin/init", "/nowhere"),
                       ("switch_root / /sbin/init", "/"),
                       (f"ramroot http://{ADDRESS}/absent", "404"),
                       ("ramroot /bin/ramsteam", "ramsteam"),
                       ("ramroot --no-such-option", "no-such-option")):
        text, status = machine.command(line)
        assert status != 0 and said in text, line
    machine.type("exit")
    machine.stage1_prompt()
    machine.shell(key)
    assert machine.command("true") == ("", 0)


def test_init_typed_runs_stage_1_again(network, boot, parts):
    machine = boot(append=f"ramroot={ROOT} ramsteam.report")
    assert "404" in machine.stage1_prompt(120)
    machine.shell("f")
    network.publish("root.squashfs", parts.systemd_root())
    machine.type("./init")
    assert machine.report()["state"] == ["running"]


def test_reboot(boot):
    machine = boot(append=ABSENT)
    machine.stage1_prompt(120)
    machine.key("r")
    machine.wait_end(60)  # QEMU runs with -no-reboot


def test_reboot_when_nobody_answers(boot):
    machine = boot(append=ABSENT + " ramroot.onfail=reboot")
    machine.stage1_prompt(120)
    machine.wait_end(60)


def test_shell_at_once(boot):
    machine = boot(append=ABSENT + " ramroot.onfail=shell")
    machine.stage1_prompt(120)
    machine.expect(r"[#$] $")
    assert machine.command("echo $((6 * 7))") == ("42", 0)


def test_larger_than_memory(network, boot):
    """Refused before the download, with both numbers."""
    size = 700 << 20
    head = struct.pack("<IIIIIHHHHHHQQ", 0x73717368, 1, 0, 131072, 0, 6, 17, 0, 1, 4, 0, 0, size)
    image = network.document_root / "huge.squashfs"
    image.write_bytes(head)
    with open(image, "r+b") as file:
        file.truncate(size)
    machine = boot(append=f"ramroot=http://{ADDRESS}/huge.squashfs", memory=512)
    cause = machine.stage1_prompt(120)
    numbers = re.findall(r"\d+(?:\.\d+)? ?(?:MiB|MB|M|bytes)", cause)
    assert len(numbers) >= 2, cause
    sent = [int(line.split('" ')[1].split()[1]) for line in network.requests()]
    assert max(sent) < size // 4


@pytest.mark.parametrize("nic", ["virtio-net-pci", "e1000", "rtl8139"])
def test_static_address(network, boot, parts, nic):
    """The kernel's own ip= grammar, with dnsmasq off, on more than one driver."""
    network.publish("root.squashfs", parts.systemd_root())
    network.stop_dnsmasq()
    address = "192.168.77.9"
    machine = boot(nic=nic, append=f"ip={address}::{ADDRESS}:255.255.255.0::eth0:off "
                                   f"ramroot={ROOT} ramsteam.report")
    assert machine.report()["address"] == [f"{address}/24"]
