# SPDX-License-Identifier: MIT
"""findmnt: beside util-linux's, on a table of mounts in a file, and on the live one."""
import json

import pytest
from ramsteam import compare, run

MOUNTINFO = """\
20 26 0:19 / /sys rw,nosuid,nodev,noexec,relatime shared:7 - sysfs sysfs rw
21 26 0:20 / /proc rw,relatime shared:14 - proc proc rw
22 26 0:5 / /dev rw,nosuid shared:2 - devtmpfs udev rw,size=8k,mode=755
23 22 0:21 / /dev/pts rw,relatime shared:3 - devpts devpts rw,gid=5
26 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,errors=remount-ro
27 20 0:6 / /sys/kernel/security rw shared:8 - securityfs securityfs rw
40 26 8:2 /home /mnt/a\\040b ro,noatime master:4 - btrfs /dev/sda2 rw,subvol=/home
41 40 0:44 / /mnt/a\\040b/\\303\\274 rw,relatime - tmpfs x\\011y ro,size=4k
39 26 0:45 / /early rw unbindable - tmpfs none rw
45 39 0:46 / /early rw shared:9 master:2 - tmpfs none rw
46 26 0:47 / /net rw - nfs4 server:/export rw,addr=10.0.0.1
"""
FSTAB = """# comment
UUID=abc / ext4 errors=remount-ro 0 1
proc /proc proc defaults
/dev/sda1 none swap sw 0 0
/dev/sdb /mnt/a\\040b xfs noauto,ro 0 0
"""


@pytest.fixture
def table(tmp_path):
    (tmp_path / "mountinfo").write_text(MOUNTINFO)
    (tmp_path / "fstab").write_text(FSTAB)
    return tmp_path


@pytest.mark.parametrize("options", """
/ -l -r -P -J -J,-l -a -n -n,-l -f -U,-l -v -v,-l -R,/mnt/a\040b -R,/dev -l,-R,/dev
/early -M,/early -S,none /dev/sda2 0:44 8:1 8:2,/mnt/a\040b -d,backward,-l -n,-r
-t,tmpfs -t,ext4,/ -t,notmpfs,-l -t,tmpfs,-i -O,ro -O,noatime -O,size=4k -O,noro --real
--pseudo --pseudo,-l --shadowed -i,/ -o,TARGET,-J -o,ID,-J -o,PROPAGATION
-o,+PROPAGATION,-l -o,MAJ:MIN,-y,-P -o,FSROOT,-r -o,OPT-FIELDS,-l
-o,VFS-OPTIONS -o,FS-OPTIONS -o,PARENT,-J -o,SOURCES -o,NOPE /nope -J,/nope
-C,/early --tree,-t,tmpfs -R,-t,tmpfs -m,-l -k -A
""".split())
@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_table(table, options, locale):
    words = [word.replace("\\040", " ") for word in options.split(",")]
    compare("findmnt", "-F", "mountinfo", *words, cwd=table, env={"LC_ALL": locale})


@pytest.mark.parametrize("options", ["", "-s", "-l", "-J", "-t xfs", "-o TARGET,FREQ,PASSNO", "/",
                                     "/dev/sdb", "-n -o SOURCE /proc", "-O ro", "-r", "-P", "/x",
                                     "-o ID,SIZE"])
def test_fstab(table, options):
    compare("findmnt", "-F", "fstab", *options.split(), cwd=table)


@pytest.mark.parametrize("options", [
    "/", "-T /usr/bin", "-T /proc/self/status", "-M /usr", "-n -o SIZE,FSTYPE /", "-D /proc",
    "-b -J -o SIZE,TARGET /proc", "-o TARGET,SIZE,USED,AVAIL,USE% /proc", "-N 1 -o TID,ID /",
    "-N 999999999 /", "-N x", "-T /nope", "-D -J -o FSTYPE,SIZE /", "-r -o TARGET,SIZE /sys"])
def test_live(options):
    compare("findmnt", *options.split())


def test_df_has_all_real(table):
    lines = run("findmnt", "-D", check=True).stdout.splitlines()
    assert lines[0].split() == "SOURCE FSTYPE SIZE USED AVAIL USE% TARGET".split()
    assert any(line.split()[-1] == "/" for line in lines)
    assert not any(" proc " in line for line in lines)


def test_json_is_json():
    tree = json.loads(run("findmnt", "-J", check=True).stdout)
    assert tree["filesystems"][0]["target"] == "/"


def test_bad_usage(table):
    assert run("findmnt", "a", "b", "c").returncode == 1
    assert run("findmnt", "-r", "-P").returncode == 1
    assert run("findmnt", "-F", "none", cwd=table).returncode == 1
    assert run("findmnt", "-d", "sideways").returncode == 1


def test_broken_tables_are_survived(tmp_path):
    for text in ("1 2\n", "1 2 3:4 / /a\n", "x" * 100000, "1 2 3:4 / /a rw - \n", "\\0\\04\n" * 9,
                 "1 1 3:4 / / rw - x y z\n2 2 3:4 / / rw - x y z\n"):
        (tmp_path / "mountinfo").write_text(text)
        assert run("findmnt", "-F", "mountinfo", cwd=tmp_path).returncode in (0, 1)
