# SPDX-License-Identifier: MIT
"""scripts/mkinitrd: what is in the initrd, without booting it."""
import subprocess

import pytest


def listing(initrd):
    """{path: the fields of cpio -tv}"""
    text = subprocess.run(f"zstd -qdc {initrd} | cpio -itv --quiet", shell=True, check=True,
                          text=True, stdout=subprocess.PIPE).stdout
    rows = (line.split(None, 8) for line in text.splitlines())
    return {row[8].split(" -> ")[0]: row for row in rows}


def content(initrd, path):
    return subprocess.run(f"zstd -qdc {initrd} | cpio -i --quiet --to-stdout {path}", shell=True,
                          check=True, text=True, stdout=subprocess.PIPE).stdout


@pytest.fixture(scope="module")
def initrd(parts):
    return parts.initrd()


def test_binary_and_links(parts, initrd):
    files = listing(initrd)
    names = subprocess.run([parts.binary, "--list"], check=True, text=True,
                           stdout=subprocess.PIPE).stdout.split()
    assert int(files["bin/ramsteam"][4]) == parts.binary.stat().st_size
    assert {f"bin/{name}" for name in names} <= set(files)
    assert files["init"][8] == "init -> bin/ramsteam"
    assert all(row[2] == "root" or row[2] == "0" for row in files.values())


def test_modules_and_what_they_need(parts, initrd):
    version = parts.modules().name
    names = {path.rsplit("/", 1)[1] for path in listing(initrd) if path.endswith(".ko")}
    assert {"virtio_net.ko", "e1000.ko", "loop.ko", "squashfs.ko", "overlay.ko",
            "erofs.ko"} <= names
    assert {"net_failover.ko", "failover.ko", "libcrc32c.ko"} <= names  # needed by those
    assert not {"nouveau.ko", "snd.ko"} & names
    depends = content(initrd, f"lib/modules/{version}/modules.dep")
    for line in depends.splitlines():
        for path in line.replace(":", "").split():
            assert path.rsplit("/", 1)[1] in names


def test_aliases_of_absent_drivers(parts):
    initrd = parts.initrd("alias-initrd", drivers="virtio_net")
    version = parts.modules().name
    present = content(initrd, f"lib/modules/{version}/modules.alias")
    absent = content(initrd, f"lib/modules/{version}/modules.alias.absent")
    assert "alias virtio:d00000001v* virtio_net" in present
    assert "alias pci:v00008086d0000100Esv*sd*bc*sc*i* e1000\n" in absent
    assert "virtio_net" not in absent and "nouveau" not in absent


def test_file_added(parts, tmp_path):
    file = tmp_path / "note"
    file.write_text("carried along")
    initrd = parts.initrd("file-initrd", [(file, "/etc/deep/note")], "virtio_net")
    assert content(initrd, "etc/deep/note") == "carried along"


def test_same_input_same_bytes(parts, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    for target in first, second:
        parts.script("mkinitrd", "-o", target, "-b", parts.binary, "-m", parts.modules(),
                     "-n", "e1000")
    assert first.read_bytes() == second.read_bytes()
    assert listing(first)["init"][2:4] == ["root", "root"]


def test_space_is_shown(parts, tmp_path):
    text = parts.script("mkinitrd", "-v", "-o", tmp_path / "out", "-b", parts.binary, "-m", "none")
    assert f"{parts.binary.stat().st_size}\tbin/ramsteam" in text
    assert f"{(tmp_path / 'out').stat().st_size} bytes packed" in text


@pytest.mark.parametrize("words, message", [
    (["-n", "e1000 no-such-nic"], "no module no-such-nic in "),
    (["-m", "/nowhere"], "no modules.dep in"),
    (["-f", "/no/such:/file"], "-f /no/such:/file: want"),
    (["-f", "/etc/passwd"], "want a readable")],
    ids=["driver", "modules", "file", "colon"])
def test_missing_input_is_said(parts, tmp_path, words, message):
    result = subprocess.run([parts.tree / "scripts/mkinitrd", "-o", tmp_path / "out",
                             "-b", parts.binary, "-m", parts.modules(), *words],
                            text=True, capture_output=True)
    assert result.returncode == 1 and message in result.stderr
    assert not (tmp_path / "out").exists()


def test_no_binary_is_said(parts, tmp_path):
    result = subprocess.run([parts.tree / "scripts/mkinitrd", "-o", tmp_path / "out", "-b",
                             tmp_path / "absent", "-m", "none"], text=True, capture_output=True)
    assert result.returncode == 1 and "run make first" in result.stderr
    assert not (tmp_path / "out").exists()
