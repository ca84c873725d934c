# SPDX-License-Identifier: MIT
"""The look before the jump, on the card that was booted from."""
from machine import ADDRESS

SCRIPT = "#!ipxe\nkernel vmlinuz console=ttyS0 came=through\ninitrd {initrd}\nboot\n"


def test_driver_of_the_card(network, boot, parts):
    """Missing: a sentence and the prompt, not a jump. Intact: silent. Added: through."""
    network.publish("vmlinuz", parts.kernel())
    network.publish("initrd", parts.initrd())
    network.publish("bare", parts.initrd_without("virtio_net"))
    network.publish("netboot.ipxe", SCRIPT.format(initrd="bare"))
    network.publish("intact.ipxe", SCRIPT.format(initrd="initrd"))
    machine = boot(append=f"ramroot=http://{ADDRESS}/netboot.ipxe")
    cause = machine.stage1_prompt()
    assert "the initrd lacks a driver for eth0 (module virtio_net): --add-modules DIR" in cause
    machine.shell()
    text, status = machine.command(f"ramroot --check http://{ADDRESS}/intact.ipxe")
    assert status == 0 and "nothing is missing" in text, text
    text, status = machine.command(f"ramroot --check http://{ADDRESS}/netboot.ipxe")
    assert status == 1 and "lacks a driver" in text, text
    machine.type(f"ramroot --add-modules / http://{ADDRESS}/netboot.ipxe")
    machine.expect("1 modules added")
    machine.expect("Kernel command line: console=ttyS0 came=through")
    # The second kernel has the card's driver, and the lease to ask where to boot from.
    machine.expect(r"network: eth0: 192\.168\.77\.")
