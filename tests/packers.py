# SPDX-License-Identifier: MIT
"""What is true of gzip, xz and zstd alike; each one's tests call it with its names."""
import os
import subprocess

from ramsteam import BINARY, execute, run

TEXT = "".join(f"{n * 7919 % 1000} lines of text\n" for n in range(20000)).encode()
BYTES = [b"", b"a", TEXT, os.urandom(300000), bytes(1 << 20)]


def through(command, data, status=0):
    done = subprocess.run(command, input=data, capture_output=True, check=False, timeout=120)
    assert done.returncode == status, (command, done.stderr)
    return done.stdout


def both_ways(tool, *flags):
    """Ours read by the host's and the other way round, also several members in a row."""
    for data in BYTES:
        ours = through([BINARY, tool, "-c", *flags], data)
        theirs = through([f"/usr/bin/{tool}", "-c"], data)
        assert through([f"/usr/bin/{tool}", "-dc"], ours + theirs) == data * 2
        assert through([BINARY, tool, "-dc"], theirs + ours) == data * 2
        assert through([BINARY, tool, "-t"], ours) == b""


def replaces(tool, suffix, folder):
    """A file becomes another with its mode and times, and comes back."""
    path, packed = folder / "file", folder / ("file" + suffix)
    path.write_bytes(TEXT)
    path.chmod(0o640)
    os.utime(path, (10**9, 10**9 + 5))
    run(tool, "-f", path, check=True)
    assert path.exists() == (tool == "zstd") and packed.stat().st_size < len(TEXT)
    assert (packed.stat().st_mode & 0o777, packed.stat().st_mtime) == (0o640, 10**9 + 5)
    path.unlink(missing_ok=True)
    run(tool, "-d", "-k", packed, check=True)
    assert path.read_bytes() == TEXT and packed.exists()
    assert (path.stat().st_mode & 0o777, path.stat().st_mtime) == (0o640, 10**9 + 5)
    path.write_text("mine\n")
    done = run(tool, "-d", packed)
    assert done.returncode and path.read_text() == "mine\n" and "exists" in done.stderr
    run(tool, "-df", packed, check=True)
    assert path.read_bytes() == TEXT
    assert sorted(os.listdir(folder)) == sorted({"file"} | ({packed.name} if packed.exists()
                                                            else set()))


def leaves_nothing_half(tool, suffix, folder):
    """Cut off, damaged or on a full disk: an error, and no file that looks done."""
    whole = through([f"/usr/bin/{tool}", "-c"], BYTES[3])
    path = folder / ("file" + suffix)
    wrong = bytearray(whole)
    wrong[len(wrong) // 2] ^= 0x10
    for data in (whole[:-3], whole[:100], whole[:5], bytes(wrong), b"no such format at all" * 9):
        path.write_bytes(data)
        done = run(tool, "-d", path)
        assert done.returncode and done.stderr.startswith(f"{tool}: "), (data[:9], done)
        assert os.listdir(folder) == [path.name]
        assert run(tool, "-t", path).returncode
    path.write_bytes(whole)
    done = execute(["sh", "-c", f'"$0" {tool} -dc "$1" > /dev/full', BINARY, path])
    assert done.returncode == 1 and "No space left" in done.stderr
    done = execute(["sh", "-c", f'"$0" {tool} -dc "$1" | head -c 10 > /dev/null', BINARY, path])
    assert done.returncode == 0


def refuses(tool, folder):
    (folder / "dir").mkdir()
    (folder / "file").write_text("x")
    (folder / "link").symlink_to("file")
    for name in ("dir", "link", "none"):
        done = run(tool, name, cwd=folder)
        assert done.returncode and name in done.stderr
    assert sorted(os.listdir(folder)) == ["dir", "file", "link"]
    done = execute(["script", "-qec", f"{BINARY} {tool} -c file", "/dev/null"], cwd=folder)
    assert done.returncode and "\x1f" not in done.stdout
