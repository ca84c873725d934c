# SPDX-License-Identifier: MIT
"""switch_root on a running system: refused, whatever it is given, and nothing touched."""
import pytest
from ramsteam import run


@pytest.mark.parametrize("words, said", [
    ([], "want the new root and its init"),
    (["/mnt"], "want the new root and its init"),
    (["/no-such-folder", "/sbin/init"], "/no-such-folder: No such file or directory"),
    (["/etc/passwd", "/sbin/init"], "/etc/passwd is no folder"),
    (["/", "/sbin/init"], "/ is no mount point of its own"),
    (["/proc", "/sbin/init"], "/ is no initramfs but a running system's root"),
])
def test_refused(words, said):
    done = run("switch_root", *words)
    assert done.returncode == 1 and said in done.stderr
