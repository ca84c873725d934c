# SPDX-License-Identifier: MIT
"""df beside GNU's, in a mount namespace where nothing else writes."""
import pytest
from ramsteam import BINARY, execute, run

WORLD = """
mount --make-rprivate / 2>/dev/null
mkdir small big bound over
mount -t tmpfs -o size=1m,nr_inodes=100 small-fs small
mount -t tmpfs -o size=3g "big fs" big
dd if=/dev/zero of=small/x bs=1k count=300 status=none
mount --bind small bound
mount -t tmpfs none over && mount -t tmpfs -o size=64k again over
export LC_ALL=C
{tool} {args}; echo "status $?"
"""

TYPES = "-t tmpfs -t proc -t sysfs"


@pytest.mark.parametrize("args", [
    "small", "big", "small big", "-h small", "-H small", "-k small", "-BM small", "-B1M small big",
    "-B 512 small",
    "-B kB small", "-B 1MB small", "-P small", "-Ph small", "-PT small", "-T small", "-i small",
    "-ih big", "-iP small",
    "--total small big", "--total -h small big", "--total -T small", "-a small", "small/x",
    "bound", "over",
    "--output small", "--output=source,target small", "--output=target,source small",
    "--output=size,used,avail,pcent small",
    "--output=itotal,iused,iavail,ipcent,file small/x", "--output=size --total small big",
    "--output=target --total small big",
    "--output=bad small", "--output=size,size small", "--output -i small", "--output -T small",
    "-t tmpfs small",
    "-t ext4 small", "-x tmpfs small", "-x tmpfs -t tmpfs small", "none", "none small",
    "-B x small", "-q small",
    "--sync small", "--no-sync small", "-l small", "-v small",
    "-t proc", "-t sysfs -t proc", "-t nothing", "-h --output=size,avail small", "-B1 small",
    "-B1K -i small", "--output=pcent,fstype,ipcent small big"])
def test_as_gnu(args, tmp_path):
    results = []
    for tool in ("df", f"{BINARY} df"):
        folder = tmp_path / str(len(results)) / "w"
        folder.mkdir(parents=True)
        done = execute(["unshare", "-m", "sh", "-c", WORLD.format(tool=tool, args=args)],
                       cwd=folder)
        results.append(done.stdout.replace(str(folder), "/w"))
    lines = [[line.rstrip() for line in result.splitlines()] for result in results]
    assert lines[1] == lines[0]


def test_all_of_this_machine():
    for args in ([], ["-T"], ["-a", "--output=source,fstype,target"],
                 ["-i", "--output=target,fstype"]):
        if args[:1] == ["-i"]:
            args = args[1:]
        theirs = execute(["df", "--output=source,fstype,target", *args[1:2]], env={"LC_ALL": "C"})
        ours = run("df", "--output=source,fstype,target", *args[1:2])
        if "-a" not in args:
            assert sorted(ours.stdout.split()) == sorted(theirs.stdout.split())


def test_says_what_is_wrong():
    done = run("df", "/none")
    assert (done.returncode, done.stderr) == (1, "df: /none: No such file or directory\n")
    assert run("df", "-t", "none").stderr == "df: no file systems processed\n"
