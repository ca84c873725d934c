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


def made(parts, target, *words):
    """Without modules, unless the words want some: so it is quick."""
    return parts.script("mkinitrd", "-o", target, "-b", parts.binary, "-m", "none", *words)


def test_makers_and_this_host(parts, tmp_path):
    target = tmp_path / "out"
    made(parts, target, "-m", parts.modules(), "--nics=intel,vmware")
    names = {path.rsplit("/", 1)[1] for path in listing(target) if path.endswith(".ko")}
    assert {"e1000.ko", "igb.ko", "ice.ko", "vmxnet3.ko", "usbhid.ko"} <= names
    assert not {"tg3.ko", "r8169.ko", "virtio_net.ko"} & names
    made(parts, target, "-m", parts.modules(), "--host-only")
    assert any(path.endswith("/squashfs.ko") for path in listing(target))


def test_firmware(parts, tmp_path):
    """What the drivers ask for, unpacked; what is not there is counted."""
    folder = tmp_path / "firmware"
    (folder / "tigon").mkdir(parents=True)
    (folder / "unrelated.bin").write_text("no")
    (folder / "tigon/tg3.bin").write_text("as it is")
    subprocess.run(["xz", "--check=crc32"], input=b"unpacked", check=True,
                   stdout=open(folder / "tigon/tg3_tso.bin.xz", "wb"))
    target = tmp_path / "out"
    made(parts, target, "-m", parts.modules(), "--nics", "tg3", "--firmware", folder)
    files = {path for path in listing(target) if "firmware/" in path and path.endswith(".bin")}
    assert files == {"lib/firmware/tigon/tg3.bin", "lib/firmware/tigon/tg3_tso.bin"}
    assert content(target, "lib/firmware/tigon/tg3_tso.bin") == "unpacked"


def test_microcode_comes_first(parts, tmp_path):
    (tmp_path / "firmware/intel-ucode").mkdir(parents=True)
    for name in ("06-01-02", "06-01-03"):
        (tmp_path / "firmware/intel-ucode" / name).write_text(name)
    target = tmp_path / "out"
    made(parts, target, "--microcode", "--firmware", tmp_path / "firmware")
    early = subprocess.run(["cpio", "-i", "--quiet", "--to-stdout",
                            "kernel/x86/microcode/GenuineIntel.bin"],
                           input=target.read_bytes(), capture_output=True, check=True).stdout
    assert early == b"06-01-0206-01-03"
    assert b"\x28\xb5\x2f\xfd" in target.read_bytes()  # zstd's, behind it


def test_settings_of_a_site(parts, tmp_path):
    key, script, ca = tmp_path / "site.pub", tmp_path / "first", tmp_path / "ca.pem"
    key.write_text("untrusted comment: minisign public key\nRW" + 54 * "A" + "\n")
    script.write_text("#!/bin/sh\n")
    ca.write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")
    target = tmp_path / "out"
    made(parts, target, "--key", key, "--ca", "none", "--ca", ca, "--script", script,
         "--script", script, "--cmdline-default", "ip=dhcp ramroot=http://h/x")
    files = listing(target)
    assert content(target, "etc/ramroot/keys/site.pub") == key.read_text()
    assert content(target, "etc/ramroot/cmdline") == "ip=dhcp ramroot=http://h/x\n"
    assert content(target, "etc/ssl/certs/ca-certificates.crt") == ca.read_text() + "\n"
    assert files["etc/ramroot/scripts/10-first"][0] == "-rwxr-xr-x"
    assert "etc/ramroot/scripts/11-first" in files
    made(parts, target, "--ca", "none")
    assert not [path for path in listing(target) if path.startswith(("etc/ramroot", "etc/ssl"))]


FORMATS = {"cpio.gz": "gzip -dc", "cpio.xz": "xz -dc", "uki": "cat"}


@pytest.mark.parametrize("name", FORMATS)
def test_formats(parts, tmp_path, name):
    first, second = tmp_path / "first", tmp_path / "second"
    for target in first, second:
        made(parts, target, "--format", name, "--kernel", parts.kernel(),
             "--cmdline-default", "console=ttyS0 x=1")
    assert first.read_bytes() == second.read_bytes()
    if name == "uki":
        for section in ("linux", "initrd", "cmdline"):
            subprocess.run(["objcopy", "--dump-section", f".{section}={tmp_path / section}", first,
                            tmp_path / "copy"], check=True)
        assert (tmp_path / "linux").read_bytes().startswith(parts.kernel().read_bytes())
        assert (tmp_path / "cmdline").read_bytes().rstrip(b"\0") == b"console=ttyS0 x=1"
        assert "bin/ramsteam" in listing(tmp_path / "initrd")
        return
    names = subprocess.run(f"{FORMATS[name]} {first} | cpio -it --quiet", shell=True, check=True,
                           text=True, stdout=subprocess.PIPE).stdout.split()
    assert "bin/ramsteam" in names


def test_netboot_folder(parts, tmp_path):
    """All an HTTP server needs, with sums and signatures that others' tools accept."""
    root, folder = tmp_path / "root.squashfs", tmp_path / "www"
    root.write_text("an image")
    subprocess.run(["minisign", "-G", "-W", "-p", "site.pub", "-s", "site.key"], cwd=tmp_path,
                   input="", text=True, check=True, stdout=subprocess.DEVNULL)
    parts.script("netboot", "-o", folder, "-i", root, "-a", "console=ttyS0", "-k",
                 tmp_path / "site.key", "--", "-b", parts.binary, "--nics", "virtio")
    names = {path.name for path in folder.iterdir()}
    plain = {"vmlinuz", "initrd", "menu.ipxe", "netboot.ipxe", "root.squashfs", "SHA256SUMS"}
    assert names == plain | {f"{name}.minisig" for name in plain}
    subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder, check=True)
    for name in plain:
        subprocess.run(["minisign", "-Vqm", name, "-p", tmp_path / "site.pub"], cwd=folder,
                       check=True)
    said = subprocess.run([parts.binary, "ipxe", "-n", "--choose", "boot", folder / "menu.ipxe"],
                          text=True, capture_output=True)
    assert said.returncode == 0, said.stderr
    assert "ramroot=" in said.stdout and "console=ttyS0" in said.stdout


@pytest.mark.parametrize("words, message", [
    (["-n", "e1000 no-such-nic"], "no module no-such-nic in "),
    (["-m", "/nowhere"], "no modules.dep in"),
    (["-f", "/no/such:/file"], "-f /no/such:/file: want"),
    (["-f", "/etc/passwd"], "want a readable"),
    (["--format", "zip"], "--format zip: want cpio.zst"),
    (["--key", "/etc/passwd"], "this is no public key of minisign"),
    (["--ca", "/etc/passwd"], "no certificate in PEM"),
    (["--script", "/no/such"], "--script /no/such: want a readable file"),
    (["--firmware", "/no/such"], "--firmware /no/such: there is no such folder"),
    (["--format", "uki"], "--kernel : want a readable file")],
    ids=["driver", "modules", "file", "colon", "format", "key", "ca", "script", "firmware",
         "kernel"])
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
