# SPDX-License-Identifier: MIT
"""kexec on a real kernel, run by a script in place of init: load, unload, faults, and the jump."""
import subprocess

import pytest

import machine

FIRST = """\
#!/bin/sh
export PATH=/bin
mount -t proc none /proc
mount -t sysfs none /sys
mount -t devtmpfs none /dev
say() { echo "REPORT $*"; }
try() { name=$1; shift; text=$("$@" 2>&1); say "$name" "$? $text"; }
loaded() { read -r number < /sys/kernel/kexec_loaded; say loaded "$number"; }

try early kexec -e
try script kexec -l /first
loaded
cd /next
kexec --load phasedKernel --initrd=initrd -c "console=ttyS0 quiet" ; loaded
try status kexec -l -S
kexec -u; loaded
kexec phasedKernel --load --initrd=initrd --initrd=extra --append "never read"
kexec --load phasedKernel --initrd=initrd --initrd=extra -c "console=ttyS0 loglevel=0 \
rdinit=/second init=/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-x/init a=\\"b c\\""
kexec -e
say failed
"""

SECOND = """\
#!/bin/sh
export PATH=/bin
mount -t proc none /proc
read -r line < /proc/cmdline
echo "REPORT cmdline $line"
test -e /joined/extra && echo "REPORT joined"
echo "REPORT end"
poweroff -f
"""


def executable(path, text):
    path.write_text(text)
    path.chmod(0o755)
    return path


@pytest.fixture(scope="module")
def said(parts, tmp_path_factory):
    """What both kernels report: {name: [value, …]}"""
    folder = tmp_path_factory.mktemp("kexec")
    second = parts.initrd("kexec-second", [(executable(folder / "second", SECOND), "/second")],
                          "qemu")
    # Five bytes of name make the archive's length odd: what follows must be padded.
    (folder / "joined").mkdir()
    (folder / "joined" / "extra").write_text("x")
    subprocess.run("find joined | cpio --quiet -o -H newc | gzip > extra", shell=True, check=True,
                   cwd=folder)
    first = parts.initrd("kexec-first", [
        (executable(folder / "first", FIRST), "/first"), (parts.kernel(), "/next/phasedKernel"),
        (second, "/next/initrd"), (folder / "extra", "/next/extra")], "qemu")
    with machine.Machine(kernel=parts.kernel(), initrd=first, nic=None, memory=512,
                         append="loglevel=0 rdinit=/first") as one:
        one.expect("REPORT (end|failed)", 180)
        log = one.log
    found = {}
    for entry in log.split("REPORT ")[1:]:
        name, _, value = entry.partition(" ")
        found.setdefault(name.strip(), []).append(value.strip())
    return found


def test_nothing_to_start(said):
    assert said["early"] == ['1 kexec: no kernel is loaded: first kexec --load KERNEL '
                             '--initrd=INITRD -c "COMMAND LINE"']


def test_a_script_is_no_kernel(said):
    assert said["script"] == ["1 kexec: /first is no kernel: it is text: did the server send a "
                              "message instead?"]


def test_load_status_unload(said):
    assert said["loaded"] == ["0", "1", "0"]
    assert said["status"] == ["1"]


def test_the_second_kernel_has_exactly_the_command_line(said):
    assert said["cmdline"] == [
        "console=ttyS0 loglevel=0 rdinit=/second "
        'init=/nix/store/0123456789abcdfghijklmnpqrsvwxyz-nixos-system-x/init a="b c"']


def test_initrds_are_joined(said):
    assert "joined" in said
