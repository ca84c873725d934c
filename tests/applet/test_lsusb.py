# SPDX-License-Identifier: MIT
"""lsusb: devices of a /sys made here, as no test machine need have any."""
import subprocess

from ramsteam import BINARY, run

DEVICES = {"usb1": (1, 1, "1d6b", "0002", "Linux xhci-hcd", "xHCI Host Controller"),
           "1-1": (1, 2, "0627", "0001", "QEMU", "QEMU USB Tablet"),
           "2-1": (2, 10, "abcd", "1234", "bad\x1b[31m", "")}


def usb(tmp_path, *options):
    for name, values in DEVICES.items():
        folder = tmp_path / "usb/devices" / name
        folder.mkdir(parents=True, exist_ok=True)
        for file, value in zip(("busnum", "devnum", "idVendor", "idProduct", "manufacturer",
                                "product"), values):
            (folder / file).write_text(f"{value}\n")
    (tmp_path / "usb/devices/1-1:1.0").mkdir(exist_ok=True)
    script = 'mount --bind "$1" /sys/bus && mount -t tmpfs none /usr/share/misc' \
        ' && { mount -t tmpfs none /var/lib/usbutils 2>/dev/null || :; } && shift' \
        ' && exec "$0" lsusb "$@"'
    return subprocess.run(["unshare", "-m", "sh", "-c", script, BINARY, tmp_path, *options],
                          capture_output=True, text=True)


def test_lists_in_order(tmp_path):
    assert usb(tmp_path).stdout == (
        "Bus 001 Device 001: ID 1d6b:0002 Linux xhci-hcd xHCI Host Controller\n"
        "Bus 001 Device 002: ID 0627:0001 QEMU QEMU USB Tablet\n"
        "Bus 002 Device 010: ID abcd:1234 bad?[31m \n")


def test_selects(tmp_path):
    assert usb(tmp_path, "-s", "1:2").stdout.count("\n") == 1
    assert usb(tmp_path, "-s", "10").stdout.startswith("Bus 002")
    assert usb(tmp_path, "-d", "1d6b:").stdout.startswith("Bus 001 Device 001")
    assert usb(tmp_path, "-d", "1d6b:0003").returncode == 1
    assert usb(tmp_path, "-d", "1d6b").returncode == 1
    assert usb(tmp_path, "-s", "x").returncode == 1


def test_usage():
    assert run("lsusb", "x").returncode == 1
