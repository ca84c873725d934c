# SPDX-License-Identifier: MIT
"""umount: by mount point, device and file; loop devices; faults and exit codes as util-linux's."""
import os
import subprocess

import pytest
from ramsteam import BINARY


@pytest.fixture
def shell(tmp_path):
    def run_script(script, code=0):
        done = subprocess.run(["unshare", "-m", "--propagation", "private", "sh", "-uc", script],
                              capture_output=True, text=True, cwd=tmp_path, timeout=60,
                              env={**os.environ, "R": BINARY, "LC_ALL": "C"})
        assert done.returncode == code, done.stderr + done.stdout
        return done
    for name in "abc":
        (tmp_path / name).mkdir()
    return run_script


@pytest.fixture
def image(tmp_path):
    if "squashfs" not in open("/proc/filesystems").read():
        pytest.skip("this kernel has no squashfs")
    subprocess.run(["mksquashfs", tmp_path / "a", tmp_path / "s.img", "-quiet"], check=True,
                   stdout=subprocess.DEVNULL)


def test_several_and_a_symlink(shell):
    done = shell("""mount -t tmpfs none a; mount -t tmpfs none b; ln -s b link
        $R umount -v a link; findmnt $PWD/a; findmnt $PWD/b""", 1)
    assert done.stdout == "umount: a unmounted\numount: link unmounted\n"


def test_the_topmost_first(shell):
    assert shell("""mount -t tmpfs one a; mount -t tmpfs two a; $R umount a
        findmnt -no SOURCE a""").stdout == "one\n"


def test_by_device_and_by_file(shell, image):
    done = shell("""D=$(losetup --show -f s.img); mount $D a; $R umount $D && findmnt $PWD/a
        mount $D a; $R umount s.img && findmnt $PWD/a; losetup -nO NAME -j s.img; losetup -d $D""")
    assert done.stdout.count("\n") == 1


def test_frees_the_loop_device(shell, image):
    assert shell("""D=$(losetup --show -f s.img); mount $D a; $R umount -d a; losetup -j s.img
        mount s.img a; $R umount -d a; losetup -j s.img""").stdout == ""


def test_busy_and_lazy(shell):
    done = shell("mount -t tmpfs none a; cd a; $R umount ../a", 32)
    assert done.stderr == "umount: ../a: target is busy\n"
    shell("mount -t tmpfs none a; (cd a && $R umount -l ../a) && ! findmnt $PWD/a")


def test_busy_is_made_read_only(shell):
    done = shell("mount -t tmpfs none a; cd a; $R umount -r ../a && "
                 "findmnt -no OPTIONS . | cut -c1-2")
    assert done.stdout == "ro\n"


def test_recursive(shell):
    shell("""mount -t tmpfs none a; mkdir a/b; mount -t tmpfs none a/b; mkdir a/b/c
        mount -t tmpfs none a/b/c; $R umount -R a; ! findmnt $PWD/a""")


def test_all_of_a_type(shell):
    done = shell("""mount -t ramfs none a; mount -t ramfs none b; mount -t tmpfs none c
        $R umount -a -t ramfs; findmnt $PWD/a; findmnt $PWD/b; findmnt -no FSTYPE $PWD/c""")
    assert done.stdout == "tmpfs\n"


def test_type_limits_what_is_named(shell):
    assert shell("""mount -t ramfs none a; $R umount -t tmpfs a; findmnt -no FSTYPE a
        $R umount -t notmpfs a; findmnt a""", 1).stdout == "ramfs\n"


def test_faults(shell):
    assert shell("$R umount a", 32).stderr == "umount: a: not mounted\n"
    assert shell("$R umount -q a", 32).stderr == ""
    assert shell("$R umount no-such-source", 32).stderr == \
        "umount: no-such-source: no mount point specified\n"
    assert "no mount point given" in shell("$R umount", 1).stderr
    # One fault does not keep the others from being done.
    shell("mount -t tmpfs none b; $R umount a b; test $? = 32 && ! findmnt $PWD/b")


@pytest.mark.parametrize("script", ["umount a", "umount nothing", "umount",
                                    "mount -t tmpfs none a; umount a",
                                    "mount -t tmpfs none a; cd a; umount ../a"])
def test_exit_code_is_util_linux_code(shell, script):
    theirs = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True,
                            cwd=shell("pwd").stdout.strip()).returncode
    shell(script.replace("umount", "$R umount"), theirs)
