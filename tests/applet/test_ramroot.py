# SPDX-License-Identifier: MIT
"""ramroot on a running system: what it refuses, the plans it prints. tests/boot has the boots."""
import functools
import http.server
import subprocess
import threading

import pytest
from ramsteam import run

STORE = "0123456789abcdfghijklmnpqrsvwxyz-nixos-system-demo-1"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """(folder, URL) of a web server on loopback"""
    folder = tmp_path_factory.mktemp("www")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    handler.log_message = lambda *_: None
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield folder, f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def squash(folder, name, *paths):
    tree = folder / f"{name}.tree"
    for path in paths:
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text("#!/bin/sh\n")
    subprocess.run(["mksquashfs", tree, folder / name, "-quiet", "-no-progress"], check=True,
                   stdout=subprocess.DEVNULL)
    return folder / name


def test_root_image_is_refused_here(tmp_path):
    done = run("ramroot", squash(tmp_path, "root.squashfs", "sbin/init"))
    assert done.returncode == 1
    assert "this is a running system, not an initrd" in done.stderr


def test_plan_of_an_image(served):
    folder, url = served
    size = squash(folder, "root.squashfs", "sbin/init", "usr/x").stat().st_size
    done = run("ramroot", "--dry-run", "--layout", "overlay", f"{url}/root.squashfs")
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    image = "/run/ramroot/image"
    assert lines == [
        f"mkdir -p {image}",
        f"mount -t tmpfs -o mode=0755,size={size + (1 << 20)} none {image}",
        f"wget -O {image}/root.squashfs {url}/root.squashfs",
        "mkdir -p /run/ramroot/lower",
        f"mount -o ro,loop {image}/root.squashfs /run/ramroot/lower",
        "mkdir -p /mnt-root /run/ramroot/rw",
        "mount -t tmpfs -o mode=0755 none /run/ramroot/rw",
        "mkdir -p /run/ramroot/rw/upper /run/ramroot/rw/work",
        "mount -t overlay -o lowerdir=/run/ramroot/lower,upperdir=/run/ramroot/rw/upper,"
        "workdir=/run/ramroot/rw/work overlay /mnt-root",
        "[ ! -s /etc/resolv.conf ] || [ -s /mnt-root/etc/resolv.conf ] || "
        "cp /etc/resolv.conf /mnt-root/etc/",
        "switch_root /mnt-root /sbin/init"]


def test_plan_of_a_store(tmp_path):
    image = squash(tmp_path, "nix-store.squashfs", f"{STORE}/init")
    init = f"/nix/store/{STORE}/init"
    done = run("ramroot", "-n", "--init", init, image)
    assert done.returncode == 0, done.stderr
    assert "mount -t tmpfs -o mode=0755 none /mnt-root/nix/.rw-store\n" in done.stdout
    assert done.stdout.endswith(f"switch_root /mnt-root {init}\n")
    assert "wget" not in done.stdout and "dhclient" not in done.stdout


def test_plan_of_a_script(served):
    folder, url = served
    kernel = b"\0" * 0x202 + b"HdrS" + b"\0" * 4096
    (folder / "bzImage").write_bytes(kernel)
    (folder / "initrd").write_bytes(b"070701")
    (folder / "netboot.ipxe").write_text(
        f"#!ipxe\n# a comment or two\nkernel bzImage init=/nix/store/{STORE}/init initrd=initrd "
        "loglevel=4 ${cmdline}\ninitrd initrd\nboot\n")
    done = run("ramroot", "--dry-run", "--cmdline", "more='quoted'", f"{url}/netboot.ipxe")
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    assert lines[:2] == [f"wget -O bzImage {url}/bzImage", f"wget -O initrd {url}/initrd"]
    assert lines[2] == (f"kexec --load bzImage --initrd=initrd -c 'init=/nix/store/{STORE}/init "
                        "initrd=initrd loglevel=4 more='\\''quoted'\\'''")
    assert lines[3] == "systemctl kexec" and len(lines) == 4


def test_mirror_of_a_script(served):
    """Its kernel is looked for beside the mirror, where it is not beside the script."""
    folder, url = served
    for name in ("own", "other"):
        (folder / name).mkdir(exist_ok=True)
    (folder / "other/bzImage").write_bytes(b"\0" * 0x202 + b"HdrS" + b"\0" * 4096)
    (folder / "own/netboot.ipxe").write_text("#!ipxe\nkernel bzImage quiet\nboot\n")
    lines = run("ramroot", "-n", "--force", "--mirror", f"{url}/other/", f"{url}/own/netboot.ipxe",
                check=True).stdout
    assert f"wget --mirror {url}/other/bzImage -O bzImage {url}/own/bzImage\n" in lines
    (folder / "own/netboot.ipxe").rename(folder / "other/netboot.ipxe")
    lines = run("ramroot", "-n", "--force", "--mirror", f"{url}/other/", f"{url}/own/netboot.ipxe",
                check=True).stdout
    assert f"{url}/own/bzImage\n" in lines, "names are still those of the source's folder"


@pytest.mark.needs("OPENSSL")
def test_a_digest_is_of_one_file():
    done = run("ramroot", "-n", "--sha256", "0" * 64, "--layout", "disk", "/dev/null")
    assert done.returncode == 1 and "/dev/null is not one file" in done.stderr


def test_plan_of_a_kernel(served):
    folder, url = served
    (folder / "vmlinuz").write_bytes(b"\0" * 0x202 + b"HdrS" + b"\0" * 4096)
    done = run("ramroot", "-n", "--force", "--cmdline", "quiet", f"{url}/vmlinuz",
               f"{url}/a/initrd", f"{url}/b/initrd")
    assert done.returncode == 0, done.stderr
    assert (f"wget -O initrd {url}/a/initrd\nwget -O initrd-2 {url}/b/initrd\n" in done.stdout)
    assert "kexec --load vmlinuz --initrd=initrd --initrd=initrd-2 -c quiet\n" in done.stdout
    assert done.stdout.endswith("kexec -e\n")


@pytest.mark.parametrize("content, said", [
    (b"<!DOCTYPE html><html><body>404</body></html>",
     "looks like HTML: did the server send an error"),
    (b"no script and no image", "is no boot script, kernel, root image or archive"),
    (b"", "an empty file"),
    (b"\0\xff" * 3000, "data of no known kind"),
    (b"hsqs" + b"\0" * 36 + (1 << 30).to_bytes(8, "little") + b"\0" * 100, "is cut off: 148"),
    (b"#!ipxe\nkernel absent\nboot\n", "404"),
    (b"#!ipxe\necho nothing\n", "ends without booting anything"),
])
def test_what_is_no_source(served, content, said):
    folder, url = served
    (folder / "odd").write_bytes(content)
    done = run("ramroot", "-n", f"{url}/odd")
    assert done.returncode == 1 and said in done.stderr, done.stderr
    assert "odd" in done.stderr


@pytest.mark.parametrize("words, said", [
    (["/no/such/file"], "/no/such/file: No such file or directory"),
    (["/etc"], "/etc is no file"),
    (["http://127.0.0.1:9/x"], "refused"),
    (["--layout", "round", "/etc/passwd"], "no layout is called 'round'"),
    (["--ip", "perhaps", "/etc/passwd"], "'perhaps' is no way to configure"),
    (["--dry", "gopher://h/x"], "gopher"),
    (["--dry-rum", "x"], "did you mean '--dry-run'"),
])
def test_faults_are_named(words, said):
    done = run("ramroot", *words)
    assert done.returncode == 1 and said in done.stderr, done.stderr
