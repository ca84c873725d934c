# SPDX-License-Identifier: MIT
"""depmod beside kmod's, on Debian's kernel modules and on broken ones."""
import gzip
import lzma
import os
import pathlib
import shutil
import subprocess

import pytest
from ramsteam import BINARY, compare, execute, run

TREE = pathlib.Path(__file__).resolve().parents[2]
TABLES = ["modules.dep", "modules.alias", "modules.softdep", "modules.symbols", "modules.devname"]
SOME = ["e1000e", "virtio_net", "net_failover", "failover", "loop", "tun", "ext4", "jbd2",
        "mbcache", "fuse", "r8169", "realtek", "libphy", "vfat", "fat", "crc16", "crc32c_generic",
        "autofs4", "ptp", "pps_core", "mdio_devres"]


@pytest.fixture(scope="module")
def modules():
    """lib/modules/VERSION of a kernel"""
    text = subprocess.run([TREE / "scripts/kernel", "modules"], check=True, text=True, cwd=TREE,
                          stdout=subprocess.PIPE).stdout.strip()
    return pathlib.Path(text)


@pytest.fixture
def some(modules, tmp_path):
    """A few of them, in a root of their own: (root, its lib/modules/VERSION)."""
    folder = tmp_path / "lib/modules" / modules.name
    for path in modules.rglob("*.ko"):
        if path.stem.replace("-", "_") in SOME:
            place = folder / path.relative_to(modules)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, place)
    for name in ("modules.order", "modules.builtin", "modules.builtin.modinfo"):
        shutil.copy(modules / name, folder)
    return tmp_path, folder


def sections(text):
    """The tables that -n prints; that of symbols has no order of its own."""
    lines = text.splitlines()
    return ([line for line in lines if not line.startswith("alias symbol:")],
            sorted(line for line in lines if line.startswith("alias symbol:")))


def test_a_whole_kernel(modules):
    words = ["-n", "-b", modules.parents[2], modules.name]
    theirs = execute(["depmod", *words], timeout=300)
    ours = run("depmod", *words, check=True, timeout=300)
    assert len(ours.stdout.splitlines()) > 10000
    assert sections(ours.stdout) == sections(theirs.stdout)


def both(root, folder, *words):
    """What the two write, and say."""
    result = []
    for tool in (lambda: execute(["depmod", "-b", root, *words, folder.name]),
                 lambda: run("depmod", "-b", root, *words, folder.name)):
        for name in TABLES:
            (folder / name).unlink(missing_ok=True)
        done = tool()
        tables = {name: (folder / name).read_text() if (folder / name).exists() else None
                  for name in TABLES}
        if tables["modules.symbols"]:
            tables["modules.symbols"] = sorted(tables["modules.symbols"].splitlines())
        result.append((done.returncode, tables))
    return result


@pytest.mark.parametrize("words", [[], ["-a"], ["-A"], ["--all"], ["-w"]], ids=str)
def test_writes(words, some):
    theirs, ours = both(*some, *words)
    assert ours == theirs
    assert not [path for path in os.listdir(some[1]) if path.endswith(str(os.getpid()))]


def test_modprobe_reads_them(some):
    root, folder = some
    run("depmod", "-b", root, folder.name, check=True)
    lines = run("modprobe", "-D", "-d", root, "-S", folder.name, "virtio_net",
                check=True).stdout.splitlines()
    assert [line.split("/")[-1].strip() for line in lines] == \
        ["failover.ko", "net_failover.ko", "virtio_net.ko"]


def xz(content):
    return lzma.compress(content, preset=0)


def gz(content):
    return gzip.compress(content, 1)


def test_packed_ones(some):
    root, folder = some
    plain = run("depmod", "-n", "-b", root, folder.name, check=True).stdout
    for number, path in enumerate(sorted(folder.rglob("*.ko"))):
        pack, ending = ((xz, ".xz"), (gz, ".gz"))[number % 2]
        path.with_name(path.name + ending).write_bytes(pack(path.read_bytes()))
        path.unlink()
    packed = run("depmod", "-n", "-b", root, folder.name, check=True).stdout
    assert packed != plain
    assert packed.replace(".ko.xz", ".ko").replace(".ko.gz", ".ko") == plain


def test_updates_go_first(some):
    root, folder = some
    (folder / "updates").mkdir()
    shutil.copy(next(folder.rglob("loop.ko")), folder / "updates/loop.ko")
    theirs, ours = both(root, folder)
    assert ours == theirs
    assert "updates/loop.ko:" in ours[1]["modules.dep"]
    assert "loop.ko" in run("depmod", "-nw", "-b", root, folder.name).stderr


def test_quick(some):
    root, folder = some
    run("depmod", "-A", "-b", root, folder.name, check=True)
    (folder / "modules.dep").write_text("mine\n")
    run("depmod", "-A", "-b", root, folder.name, check=True)
    assert (folder / "modules.dep").read_text() == "mine\n"
    os.utime(next(folder.rglob("loop.ko")), (2 ** 32, 2 ** 32))
    run("depmod", "-A", "-b", root, folder.name, check=True)
    assert "loop.ko" in (folder / "modules.dep").read_text()


def test_missing_symbols(some, tmp_path):
    root, folder = some
    symbols = tmp_path / "System.map"
    symbols.write_text("ffffffff81000000 R __ksymtab_printk\nbroken\n")
    next(folder.rglob("fat.ko")).unlink()
    done = run("depmod", "-neF", symbols, "-b", root, folder.name, check=True)
    assert "vfat.ko needs unknown symbol fat_attach" in done.stderr
    assert "unknown symbol printk" not in done.stderr
    assert run("depmod", "-neF", "/none", "-b", root, folder.name).returncode == 1


def test_broken_files(some):
    root, folder = some
    whole = next(folder.rglob("loop.ko")).read_bytes()
    for number, content in enumerate([b"", b"junk", whole[:1000], whole[:len(whole) // 2],
                                      whole[:70] + b"\xff" * 500 + whole[570:],
                                      whole[:-300] + b"\xff" * 300]):
        (folder / f"kernel/broken{number}.ko").write_bytes(content)
    (folder / "kernel/folder.ko").mkdir()
    (folder / "kernel/link.ko").symlink_to("nowhere")
    done = run("depmod", "-b", root, folder.name)
    assert done.returncode == 0 and "broken1.ko" in done.stderr
    assert "virtio_net.ko: " in (folder / "modules.dep").read_text()


@pytest.mark.parametrize("words", [["9.9"], ["-b", "/none", "9.9"], ["xyz"], ["-Z"], ["../x"]])
def test_refused(words):
    compare("depmod", *words)


def test_full_disk(some):
    root, folder = some
    run("depmod", "-b", root, folder.name, check=True)
    before = (folder / "modules.alias").read_bytes()
    done = execute(["sh", "-c", 'ulimit -f 1; trap "" XFSZ; exec "$0" "$@"', BINARY,
                    "depmod", "-b", root, folder.name])
    assert done.returncode == 1 and done.stderr
    assert (folder / "modules.alias").read_bytes() == before
