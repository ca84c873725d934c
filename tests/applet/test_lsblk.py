# SPDX-License-Identifier: MIT
"""lsblk: beside util-linux's, of the machine's disks and of a loop device."""
import json
import os
import subprocess

import pytest
from ramsteam import compare, run

# What other tests attach and mount meanwhile is left out.
COLUMNS = "NAME,KNAME,PATH,MAJ:MIN,RM,SIZE,RO,TYPE,OWNER,GROUP,MODE,ROTA,SCHED,RQ-SIZE,RA," \
    "LOG-SEC,PHY-SEC,MIN-IO,OPT-IO,ALIGNMENT,MODEL,SERIAL,STATE,SUBSYSTEMS,TRAN,HCTL,HOTPLUG," \
    "DISC-ALN,DISC-GRAN,DISC-MAX,DISC-ZERO,WSAME,RAND,DAX,PKNAME,VENDOR,REV,START"


@pytest.mark.parametrize("options", [
    "", "-l", "-J", "-r", "-P", "-n", "-p", "-s", "-d", "-b", "-i", "-A", "-T", "-y -P", "-b -J",
    "-x SIZE", "-b -x SIZE", "-m", "-t", "-D", "-S", "-f -n", "-o NAME", "-o +START", "-o NOPE",
    "-s -l", f"-o {COLUMNS}", f"-J -o {COLUMNS}", f"-r -o {COLUMNS}"])
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_as_util_linux(options, locale):
    words = options.split()
    if not any(word[0] != "-" for word in words) and not {"-m", "-t", "-D", "-S"} & set(words):
        words += ["-o", "NAME,MAJ:MIN,RM,SIZE,RO,TYPE"]
    compare("lsblk", "-e", "1,7", *words, env={"LC_ALL": locale})


@pytest.mark.parametrize("operands", ["/dev/none", "/dev/null", "-J /dev/none", "-I x", "-e 1,x",
                                      "/dev/none /dev/null"])
def test_errors(operands):
    ours = compare("lsblk", *operands.split())
    assert ours.stderr.startswith("lsblk: ")


@pytest.fixture
def device(tmp_path):
    if not os.path.exists("/dev/loop-control"):
        pytest.skip("no loop driver")
    image = tmp_path / "image"
    with open(image, "wb") as file:
        file.truncate(33 << 20)
    subprocess.run(["mkfs.ext4", "-q", "-L", "ours", image], check=True)
    name = subprocess.run(["losetup", "-f", "--show", image], capture_output=True, text=True,
                          check=True).stdout.strip()
    yield name
    subprocess.run(["losetup", "-d", name])


@pytest.mark.parametrize("options", ["", "-J", "-b -J", "-P", "-s", "-p", "-l", "-d"])
def test_loop_device(device, options):
    compare("lsblk", *options.split(), device)
    out = run("lsblk", "-n", "-o", "SIZE,TYPE", device, check=True).stdout
    assert out.split() == ["33M", "loop"]


def test_contents(device):
    # Debian's asks udev alone, which knows nothing of it in a container.
    out = run("lsblk", "-J", "-o", "FSTYPE,LABEL,FSVER,MOUNTPOINT", device, check=True).stdout
    row, = json.loads(out)["blockdevices"]
    assert row == {"fstype": "ext4", "label": "ours", "fsver": "1.0", "mountpoint": None}


def test_some_are_missing(device):
    done = run("lsblk", device, "/dev/none")
    assert done.returncode == 64 and device[5:] in done.stdout


def test_where_it_is_mounted(device, tmp_path):
    (tmp_path / "here").mkdir()
    subprocess.run(["mount", device, tmp_path / "here"], check=True)
    try:
        ours = compare("lsblk", "-o", "NAME,MOUNTPOINT,MOUNTPOINTS,FSROOTS,FSSIZE,FSAVAIL,FSUSE%",
                       device)
        assert str(tmp_path / "here") in ours.stdout
    finally:
        subprocess.run(["umount", tmp_path / "here"], check=True)
