# SPDX-License-Identifier: MIT
"""lsmod: /proc/modules, in kmod's columns; the /proc is the test's own."""
import subprocess

from ramsteam import BINARY, run

MODULES = """\
nls_ascii 16384 1 - Live 0xffffffffc0a5b000
virtio_ring 49152 3 virtio_net,virtio_pci,virtio, Live 0xffffffffc0000000
virtio_pci_legacy_dev 16384 1 virtio_pci, Live 0xffffffffc0000000
broken
"""


def with_proc(command):
    """In a /proc of its own, which holds no more than what the command puts there."""
    return subprocess.run(["unshare", "-m", "sh", "-ec", f"mount -t tmpfs none /proc; {command};"
                           f"exec {BINARY} lsmod"], text=True, capture_output=True, input=MODULES,
                          timeout=30)


def test_columns():
    result = with_proc("cat > /proc/modules")
    assert result.stdout == ("Module                  Size  Used by\n"
                             "nls_ascii              16384  1\n"
                             "virtio_ring            49152  3 virtio_net,virtio_pci,virtio\n"
                             "virtio_pci_legacy_dev    16384  1 virtio_pci\n")


def test_operand_is_refused():
    assert run("lsmod", "x").returncode == 1


def test_no_modules_file():
    result = with_proc("true")
    assert result.returncode == 1 and "/proc/modules: No such file or directory" in result.stderr
