# SPDX-License-Identifier: MIT
"""losetup: the walkthrough's one operand, and util-linux's lines, tables and exit codes."""
import os
import subprocess

import pytest
from ramsteam import compare, run

pytestmark = pytest.mark.skipif(not os.path.exists("/dev/loop-control"), reason="no loop driver")


@pytest.fixture
def image(tmp_path):
    path = tmp_path / "squashfs.img"
    path.write_bytes(b"hsqs" + bytes(1 << 20))
    yield str(path)
    found = subprocess.run(["losetup", "-j", path], capture_output=True, text=True).stdout
    for line in found.splitlines():
        subprocess.run(["losetup", "-d", line.split(":")[0]])


def host(*args):
    return subprocess.run(["losetup", *args], capture_output=True, text=True, check=True).stdout


def test_one_file_attaches_and_prints(image):
    done = run("losetup", os.path.basename(image), cwd=os.path.dirname(image), check=True)
    device = done.stdout.strip()
    assert device.startswith("/dev/loop") and done.stdout.count("\n") == 1
    assert host("-n", "-O", "BACK-FILE,RO,AUTOCLEAR,DIO", device).split() == [image, "0", "0", "0"]


def test_shows_as_util_linux(image):
    device = run("losetup", "-o", "4096", "--sizelimit", "64K", image, check=True).stdout.strip()
    compare("losetup", device)
    compare("losetup", "-j", image)
    compare("losetup", "-l", "-j", image)
    compare("losetup", "-n", "-O", "NAME,BACK-FILE,offset,SIZELIMIT", "-j", image)
    assert "offset 4096, sizelimit 65536" in run("losetup", "-j", image).stdout
    assert f"{device}: [" in run("losetup", "-a").stdout
    lines = run("losetup").stdout.splitlines()
    assert lines[0].split() == "NAME SIZELIMIT OFFSET AUTOCLEAR RO BACK-FILE DIO LOG-SEC".split()
    assert any(line.split()[0] == device and image in line for line in lines)


def test_find_is_silent_unless_show(image):
    assert run("losetup", "-f", image, check=True).stdout == ""
    assert host("-j", image).count("\n") == 1
    shown = run("losetup", "-r", "-f", "--show", image, check=True).stdout.strip()
    assert host("-n", "-O", "RO", shown).strip() == "1"


def test_find_free():
    # Others may take it meanwhile; its form is what counts.
    done = run("losetup", "-f", check=True)
    assert done.stdout.startswith("/dev/loop") and os.path.exists(done.stdout.strip())


def test_given_device(image):
    for _ in range(20):
        device = run("losetup", "-f", check=True).stdout.strip()
        if run("losetup", device, image).returncode == 0:
            break
    assert host("-j", image).startswith(device + ":")


def test_detach(image):
    device = run("losetup", image, check=True).stdout.strip()
    assert run("losetup", "-d", device).returncode == 0
    assert host("-j", image) == ""
    device = run("losetup", image, check=True).stdout.strip()
    other = run("losetup", image, check=True).stdout.strip()
    assert run("losetup", "--detach", device, other).returncode == 0
    assert host("-j", image) == ""


def test_capacity_follows_the_file(image):
    device = run("losetup", image, check=True).stdout.strip()
    size = f"/sys/block/{os.path.basename(device)}/size"
    before = int(open(size).read())
    os.truncate(image, 4 << 20)
    assert run("losetup", "-c", device).returncode == 0
    assert before < int(open(size).read()) == (4 << 20) // 512


def test_read_only_file_falls_back(image):
    if subprocess.run(["chattr", "+i", image], capture_output=True).returncode:
        pytest.skip("no immutable files here")
    try:
        device = run("losetup", image, check=True).stdout.strip()
        assert host("-n", "-O", "RO", device).strip() == "1"
    finally:
        subprocess.run(["chattr", "-i", image])


def test_says_what_is_wrong(image):
    done = run("losetup", image + ".none")
    assert done.returncode == 1
    assert done.stderr == (f"losetup: {image}.none: failed to set up loop device: "
                           f"open {image}.none: No such file or directory\n")
    assert "unknown column: COLOUR" in run("losetup", "-O", "COLOUR").stderr
    done = run("losetup", "--sizelimit", "many", image)
    assert done.returncode == 1 and "many" in done.stderr
    assert run("losetup", "a", "b", "c").returncode == 1


def test_without_the_driver():
    script = 'mount -t tmpfs none /dev && exec "$0" losetup -f'
    from ramsteam import BINARY
    done = subprocess.run(["unshare", "-m", "sh", "-c", script, BINARY], capture_output=True,
                          text=True)
    assert done.returncode == 1
    assert done.stderr == ("losetup: cannot find an unused loop device: "
                           "no loop driver: modprobe loop\n")
