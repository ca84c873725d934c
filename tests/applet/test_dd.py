# SPDX-License-Identifier: MIT
"""dd beside GNU's: what is copied, and the amounts that are told."""
import os
import re
import signal
import subprocess
import time

import pytest
import trees
from ramsteam import BINARY, execute, run


def small(folder):
    (folder / "in").write_bytes(bytes(range(256)) * 20 + b"tail")
    (folder / "text").write_text("Hello World\nshort\na much longer line than that\n\nlast")
    (folder / "records").write_text("one       two       three      ")
    (folder / "out").write_bytes(b"x" * 3000)
    (folder / "zeros").write_bytes(b"a" + bytes(200000) + b"b" + bytes(100000))


def amounts(text):
    """Without seconds and rates."""
    return re.sub(r"copied, .*", "copied", text).replace("/usr/bin/", "")


@pytest.mark.parametrize("args", [
    "if=in of=new", "if=in of=out", "if=in of=out conv=notrunc", "if=in of=new bs=1000",
    "if=in of=new ibs=100 obs=300",
    "if=in of=new bs=1k count=2", "if=in of=new count=0", "if=in of=new bs=100 skip=3",
    "if=in of=new bs=100 skip=3 count=2",
    "if=in of=new bs=100 seek=3", "if=in of=out bs=100 seek=3",
    "if=in of=out bs=100 seek=3 conv=notrunc",
    "if=in of=new bs=100 skip=1000", "if=in of=new count=100B", "if=in of=new skip=100B",
    "if=in of=new seek=100B count=1",
    "if=in of=new iflag=count_bytes count=100", "if=in of=new iflag=skip_bytes skip=100",
    "if=in of=new oflag=seek_bytes seek=10",
    "if=text of=new conv=ucase", "if=text of=new conv=lcase", "if=text of=new conv=swab",
    "if=text of=new bs=7 conv=swab",
    "if=text of=new conv=block cbs=10", "if=text of=new conv=block cbs=10 bs=13",
    "if=records of=new conv=unblock cbs=10",
    "if=records of=new conv=unblock,ucase cbs=10", "if=in of=new bs=1000 conv=sync",
    "if=text of=new bs=10 cbs=8 conv=block,sync",
    "if=zeros of=new conv=sparse", "if=zeros of=new bs=4k conv=sparse", "if=in of=new conv=excl",
    "if=in of=out conv=excl",
    "if=in of=new conv=nocreat", "if=in of=out conv=nocreat",
    "if=in of=out oflag=append conv=notrunc", "if=in of=new conv=fsync",
    "if=in of=new conv=fdatasync", "if=in of=new bs=2x50", "if=in of=new bs=1kB",
    "if=in of=new bs=2w", "if=in of=new bs=1b",
    "if=none of=new", "if=in of=none/x", "if=in of=new bs=0", "if=in of=new bs=x",
    "if=in of=new conv=x",
    "if=in of=new iflag=x", "if=in of=new status=x", "x", "if=in of=new x=1",
    "if=in of=new conv=lcase,ucase",
    "if=in of=new status=none", "if=in of=new status=noxfer", "if=. of=new", "if=in of=new bs=1M",
    "if=in of=new count=1x2",
    "if=in of=new conv=sync,noerror bs=999", "if=in of=new obs=1 count=1",
    "if=in of=new conv=excl,nocreat",
    "if=in of=new iseek=2 oseek=1", "if=in of=new iflag=nofollow,fullblock", "-- if=in of=new",
    "if=in of=new count=_2 bs=_10", "if=in of=new count=2_", "if=in of=new count=_"])
def test_as_gnu(args, tmp_path):
    words = [word.replace("_", " ") for word in args.split()]
    ours = trees.beside(tmp_path, small, "dd", *words, blocks="sparse" in args)
    small(tmp_path / "w")
    (tmp_path / "w" / "new").unlink(missing_ok=True)
    theirs = execute(["dd", *words], cwd=tmp_path / "w", env={"LC_ALL": "C"})
    if ours[1] == 0:
        assert amounts(ours[3]) == amounts(theirs.stderr)


@pytest.mark.parametrize("args", ["bs=100", "ibs=100 obs=10", "bs=1000 iflag=fullblock", "skip=2",
                                  "bs=100 count=2 iflag=fullblock"])
def test_pipes(args, tmp_path):
    small(tmp_path)
    # Written at once, so that no read gets less than there is.
    ours = execute(["sh", "-c", f'cat in | "$0" dd {args} | sha256sum', BINARY], cwd=tmp_path)
    theirs = execute(["sh", "-c", f"cat in | dd {args} | sha256sum"], cwd=tmp_path)
    assert ours.stdout == theirs.stdout and amounts(ours.stderr) == amounts(theirs.stderr)


def test_partial_reads():
    script = "(printf ab; sleep 0.2; printf cde; sleep 0.2; printf f) | {} bs=4 2>&1"
    ours = execute(["bash", "-c", script.format(f"{BINARY} dd")])
    assert ours.stdout.splitlines()[0] == "abcdef0+3 records in"
    ours = execute(["bash", "-c", script.format(f"{BINARY} dd") .replace("bs=4",
                                                                         "bs=4 iflag=fullblock")])
    assert "1+1 records in" in ours.stdout


def test_tells_when_asked():
    with subprocess.Popen([BINARY, "dd", "if=/dev/zero", "of=/dev/null", "bs=1k"],
                          stderr=subprocess.PIPE) as process:
        time.sleep(0.3)
        process.send_signal(signal.SIGUSR1)
        lines = [process.stderr.readline().decode() for _ in range(3)]
        process.send_signal(signal.SIGINT)
        process.wait(timeout=10)
    assert re.fullmatch(r"\d+\+0 records in\n", lines[0])
    assert re.fullmatch(r"\d+ bytes \(.* [kMG]B, .* [KMG]iB\) copied, [\d.]+ s, .* [kMG]B/s\n",
                        lines[2])
    assert process.returncode == -signal.SIGINT


def test_full_disk():
    done = run("dd", "if=/dev/zero", "of=/dev/full", "bs=1k", "count=1")
    assert done.returncode == 1
    assert done.stderr.startswith("dd: error writing '/dev/full': No space left on device\n"
                                  "1+0 records in")


def test_progress():
    done = execute([BINARY, "dd", "if=/dev/zero", "of=/dev/null", "bs=1M", "count=20000",
                    "status=progress"])
    assert done.returncode == 0 and "records out" in done.stderr
    assert os.path.exists("/dev/null")
