# SPDX-License-Identifier: MIT
"""ramroot's root path, in a mount namespace whose / is a tmpfs, as an initrd's is; no QEMU.

What it mounts is looked at from within. tests/boot/test_media.py has what needs another kernel.
"""
import functools
import hashlib
import http.server
import os
import re
import subprocess
import threading

import pytest
from ramsteam import BINARY, applets

FILESYSTEMS = open("/proc/filesystems").read().split()
pytestmark = pytest.mark.skipif(
    not {"squashfs", "overlay", "ext4"} <= set(FILESYSTEMS) or
    not os.path.exists("/dev/loop-control"), reason="this kernel has no loop, squashfs or overlay")
ENTER = """\
mount -t tmpfs none {root}
mkdir -p {root}/bin {root}/dev {root}/proc {root}/sys {root}/run {root}/tmp {root}/w
cp {binary} {root}/bin/ramsteam
for name in {names}; do ln -s ramsteam {root}/bin/$name; done
mount --rbind /dev {root}/dev
mount -t proc none {root}/proc
mount -t sysfs none {root}/sys
mount --bind {folder} {root}/w
: > {root}/cmdline; mount --bind {root}/cmdline {root}/proc/cmdline
exec chroot {root} /bin/sh -uc 'export PATH=/bin; cd /w; '"$1"
"""
SYSTEM = "0123456789abcdfghijklmnpqrsvwxyz-nixos-system-"
MOUNTS = "echo; cat /proc/mounts | grep 'ramroot\\|/mnt-root' || :"


def write(path, text, mode=0o644):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.chmod(path, mode)


def make_root(tree, who):
    write(tree / "etc/who", f"{who}\n")
    write(tree / "bin/sh", "no shell", 0o755)
    write(tree / "sbin/init", "#!/bin/sh\n", 0o755)
    return tree


def pack(command, cwd):
    subprocess.run(command, shell=True, check=True, cwd=cwd, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Images, made once."""
    folder = tmp_path_factory.mktemp("roots")
    make_root(folder / "root", "base")
    write(folder / "site/etc/who", "site\n")
    write(folder / "top/etc/top", "top\n")
    for name in ("one", "two"):
        write(folder / "store" / f"{SYSTEM}{name}" / "init", "#!/nix/store/sh\n", 0o755)
    write(folder / "store/sh", "no shell", 0o755)
    write(folder / "lone" / f"{SYSTEM}lone" / "init-is-elsewhere", "")
    (folder / "media/live").mkdir(parents=True)
    for name in ("one", "two"):
        make_root(folder / f"tree-{name}", name)
    write(folder / "file", "added\n", 0o750)
    write(folder / "evil/live/x", "")
    os.symlink("/w/root.squashfs", folder / "evil/live/filesystem.squashfs")
    pack("""for name in one two; do mksquashfs tree-$name media/live/$name.squashfs; done
        mksquashfs media media.squashfs
        for c in gzip xz zstd lz4; do mksquashfs root $c.squashfs -comp $c; done
        for name in site top store lone evil; do mksquashfs $name $name.squashfs; done
        cp gzip.squashfs root.squashfs
        mkfs.erofs plain.erofs root; mkfs.erofs -zlz4 lz4.erofs root
        mkfs.ext4 -q -d root root.ext4 8M
        mkdir odd; ln -s /run odd/upper; mkfs.ext4 -q -d odd odd.ext4 8M
        tar -C root -c . | tee root.tar | gzip > root.tar.gz
        xz -k root.tar; zstd -q root.tar
        (cd root; find . | cpio -o -H newc) | tee root.cpio | gzip > root.cpio.gz
        xz --check=crc32 -k root.cpio; zstd -q root.cpio
        tar -C site -cf site.tar .
        cp -a root linked; ln -s /w linked/out; ln -s / linked/etc/top
        mkdir linked/w; tar -C linked -cf linked.tar .
        tar -C root -cf climbing.tar --transform 's,^./etc/who,../../who,' .""", folder)
    return folder


@pytest.fixture
def stage(folder, tmp_path):
    """Run a line in there: its stdout and stderr together, and the exit code as asked for."""
    (tmp_path / "root").mkdir()
    names = [name for name in applets() if name not in ("[",)]
    script = ENTER.format(root=tmp_path / "root", binary=BINARY, folder=folder,
                          names=" ".join(names))

    def run(line, code=0):
        done = subprocess.run(["unshare", "-m", "--propagation", "private", "sh", "-euc", script,
                               "sh", line], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True, check=False, timeout=120)
        assert done.returncode == code, done.stdout
        return done.stdout
    return run


def test_every_format(stage, folder):
    names = ["gzip.squashfs", "xz.squashfs", "zstd.squashfs", "lz4.squashfs", "root.ext4",
             "root.tar", "root.tar.gz", "root.tar.xz", "root.tar.zst", "root.cpio", "root.cpio.gz",
             "root.cpio.xz", "root.cpio.zst"]
    if "erofs" in FILESYSTEMS:
        names += [name for name in ("plain.erofs", "lz4.erofs") if (folder / name).exists()]
    said = stage(f"for name in {' '.join(names)}; do ramroot -q --load $name && echo $name "
                 "$(cat /mnt-root/etc/who); done")
    assert said.splitlines() == [f"{name} base" for name in names]


def test_layers(stage):
    """The later the higher; the printed lines do the same."""
    line = "--load gzip.squashfs site.squashfs top.squashfs"
    said = stage(f"ramroot -q {line}; cat /mnt-root/etc/who /mnt-root/etc/top; {MOUNTS}")
    assert said.startswith("site\ntop\n")
    assert "lowerdir=/run/ramroot/lower2:/run/ramroot/lower1:/run/ramroot/lower," in said
    again = stage(f"ramroot -n {line} | sh; cat /mnt-root/etc/who /mnt-root/etc/top; {MOUNTS}")
    loops = re.compile(r"/dev/loop\d+|size=\d+k")
    assert loops.sub("", again) == loops.sub("", said)
    plain = stage(f"ramroot -n --layout overlay {line} | sh; {MOUNTS}")
    assert loops.sub("", plain) == loops.sub("", said.partition("\ntop\n")[2])


def test_an_archive_among_layers(stage):
    said = stage(f"ramroot -q --load gzip.squashfs site.tar top.squashfs; "
                 f"cat /mnt-root/etc/who /mnt-root/etc/top; {MOUNTS}")
    assert said.startswith("site\ntop\n")
    # An archive has its place from the start.
    assert "lowerdir=/run/ramroot/lower2:/run/ramroot/lower:/run/ramroot/lower1," in said


def test_store_of_layers(stage):
    """Above a store, further store paths."""
    init = f"/nix/store/{SYSTEM}two/init"
    line = f"--load --init {init} store.squashfs lone.squashfs"
    for how in (f"ramroot -q {line}", f"ramroot -n {line} | sh"):
        said = stage(f"{how}; ls /mnt-root/nix/store; {MOUNTS}")
        assert f"{SYSTEM}lone" in said and f"{SYSTEM}two" in said
        assert "lowerdir=/run/ramroot/lower1:/mnt-root/nix/.ro-store," in said


def test_files_are_added(stage):
    line = "--load --add file:/etc/new/deep/file --add file:/etc/who gzip.squashfs"
    for how in (f"ramroot -q {line}", f"ramroot -n {line} | sh"):
        said = stage(f"{how}; cat /mnt-root/etc/new/deep/file /mnt-root/etc/who; "
                     "stat -c %a /mnt-root/etc/who; cat /run/ramroot/lower/etc/who")
        assert said == "added\nadded\n750\nbase\n"


def test_added_files_stay_within(stage):
    """A link of the image does not lead them out."""
    said = stage("ramroot -q --load --add file:/out/escaped --add file:/etc/top/here linked.tar; "
                 "ls /w/escaped /here; cat /mnt-root/w/escaped /mnt-root/here")
    assert said.count("No such file") == 2 and said.count("added\n") == 2


def test_the_kernel_command_line(stage):
    """What it says of the source's layers holds for its own source; what is typed is stronger."""
    line = "ramroot=gzip.squashfs ramroot.layers='site.squashfs top.squashfs'".replace("'", '"')
    said = stage(f"echo '{line}' > /cmdline; "
                 "ramroot -q --load gzip.squashfs; cat /mnt-root/etc/who; "
                 "ramroot -q --load gzip.squashfs top.squashfs; cat /mnt-root/etc/who; "
                 "ramroot -q --load xz.squashfs; cat /mnt-root/etc/who")
    assert said == "site\nbase\nbase\n"
    for word in ("ramroot.image=live/two.squashfs", "layerfs-path=two.squashfs",
                 "rd.live.squashimg=two.squashfs"):
        said = stage(f"echo 'ramroot=media.squashfs {word}' > /cmdline; "
                     "ramroot -q --load media.squashfs; cat /mnt-root/etc/who")
        assert said == "two\n", word


@pytest.fixture(scope="module")
def url(folder):
    """Of a web server that has the folder's files."""
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    handler.log_message = lambda *_: None
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def test_mirrors(stage, url):
    """Nobody serves the source, nor the layer beside it: both are at the mirror."""
    dead = "http://127.0.0.1:1"
    line = f"--no-net --load {dead}/a/gzip.squashfs {dead}/a/site.squashfs"
    for mirror in (f"{url}/", f"{url}/gzip.squashfs"):
        assert stage(f"ramroot -q --mirror {mirror} {line}; cat /mnt-root/etc/who") == "site\n"
    said = stage(f"ramroot -n --mirror {url}/ {line} | sh 2>/dev/null; "
                 "cat /mnt-root/etc/who")
    assert said == "site\n"
    said = stage(f"echo 'ramroot={dead}/top.squashfs ramroot.mirrors={url}/gzip.squashfs' "
                 f"> /cmdline; ramroot -q --no-net --load {dead}/top.squashfs; "
                 "cat /mnt-root/etc/who")
    assert said == "base\n"


def test_digest(stage, folder, url):
    good = hashlib.sha256((folder / "gzip.squashfs").read_bytes()).hexdigest()
    for source in ("gzip.squashfs", f"{url}/gzip.squashfs"):
        line = f"--no-net --load --sha256 {good} {source}"
        assert stage(f"ramroot -q {line}; cat /mnt-root/etc/who") == "base\n"
        assert "base\n" in stage(f"ramroot -n {line} | sh 2>&1; cat /mnt-root/etc/who")
        said = stage(f"ramroot -q --no-net --load --sha256 {'0' * 64} {source}; echo code $?; "
                     f"{MOUNTS}")
        assert f"SHA-256 is {good}, not {'0' * 64}" in said and said.endswith("code 1\n\n")


def test_a_disk_as_it_is(stage):
    """As the kernel mounts its root=: no overlay, read-only unless rw, by rootflags=."""
    line = "--load --layout disk root.ext4"
    for words, options in (("rootflags=noatime rw", "rw,noatime"),
                           ("rootfstype=ext4", "ro,relatime")):
        for how in (f"ramroot -q {line}", f"ramroot -n {line} | sh"):
            said = stage(f"echo '{words}' > /cmdline; {how}; cat /mnt-root/etc/who; {MOUNTS}")
            assert said.startswith("base\n")
            assert f" /mnt-root ext4 {options} 0 0\n" in said and "overlay" not in said


def test_archiso_by_its_other_name(stage, folder, tmp_path):
    """The image is airootfs.erofs where there is no airootfs.sfs; a missing one names both."""
    machine = os.uname().machine
    place = tmp_path / "www/arch" / machine
    place.mkdir(parents=True)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=tmp_path / "www")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_address[1]}"
        line = (f"echo archiso_http_srv={url}/ > /cmdline; "
                f"ramroot -q --load {url}/arch/{machine}/airootfs.sfs")
        said = stage(line, 1)
        assert "404" in said and f"nor is there {url}/arch/{machine}/airootfs.erofs" in said
        # Its type is told by its bytes.
        (place / "airootfs.erofs").symlink_to(folder / "gzip.squashfs")
        assert stage(f"{line}; cat /mnt-root/etc/who") == "base\n"
        server.shutdown()


def test_persist(stage, tmp_path):
    """The second run finds what the first one wrote, on a disk that came late."""
    label = f"rs{os.getpid()}"
    disk = tmp_path / "disk.img"
    pack(f"truncate -s 16M {disk}; mkfs.ext4 -q -L {label} {disk}", tmp_path)
    late = subprocess.Popen(["sh", "-c", f"sleep 1; exec losetup -f {disk}"])
    try:
        line = f"--load --persist LABEL={label} gzip.squashfs"
        said = stage(f"ramroot -q {line} && echo kept > /mnt-root/etc/kept; "
                     f"ramroot -q {line} && cat /mnt-root/etc/kept; {MOUNTS}")
        assert said.startswith("kept\n") and " /run/ramroot/rw ext4 rw" in said
        said = stage(f"ramroot -n {line} | sh; cat /mnt-root/etc/kept; {MOUNTS}")
        assert said.startswith("kept\n") and " /run/ramroot/rw ext4 rw" in said
        said = stage(f"ramroot -q --load --init /nix/store/{SYSTEM}one/init "
                     f"--persist LABEL={label} store.squashfs; {MOUNTS}")
        assert " /mnt-root/nix/.rw-store ext4 rw" in said
    finally:
        late.wait()
        pack(f"losetup -j {disk} -O NAME -n | xargs losetup -d", tmp_path)


FAULTS = {
    "ramroot --load site.squashfs": "no init in the image (/sbin/init",
    "ramroot --load --init /sbin/int gzip.squashfs": "the closest is /sbin/init",
    f"ramroot --load --init /nix/store/1{SYSTEM[1:]}one/init store.squashfs":
        f"the closest is /nix/store/{SYSTEM}",
    "ramroot --load store.squashfs": f"2 systems: /nix/store/{SYSTEM}",
    "ramroot --load lone.squashfs": "no path of the store has an init",
    "ramroot --load --image nothing gzip.squashfs": "no image nothing in it",
    "ramroot --load gzip.squashfs file": "file is no boot script, kernel, root image or archive",
    "printf '\\4\\042\\115\\030' > /l; ramroot --load /l":
        "/l is lz4 data, which is not unpacked here",
    "echo BZh9 > /b; ramroot --load gzip.squashfs /b": "/b is bzip2 data, which is not unpacked",
    "ramroot --load --layout disk --persist /x root.ext4": "--persist are for images",
    "head -c 200 gzip.squashfs > /cut; ramroot --load gzip.squashfs /cut": "/cut is cut off",
    # bytes_used of 2^60: forged.
    "cp gzip.squashfs /f; printf '\\0\\0\\0\\0\\0\\0\\0\\020' | "
    "dd of=/f bs=1 seek=40 conv=notrunc 2>/dev/null; ramroot --load /f": "is cut off",
    "cp gzip.squashfs /f; printf '\\377\\377\\377\\377' | "
    "dd of=/f bs=1 seek=64 conv=notrunc 2>/dev/null; ramroot --load /f": "attach /f: ",
    "ramroot --load --persist /none gzip.squashfs & sleep 0.3; kill $!; wait $!; "
    "ramroot --load --persist file gzip.squashfs": "no file system found on file",
    "ramroot --load --persist odd.ext4 gzip.squashfs":
        "the kernel refuses the overlay: workdir and upperdir",
    "ramroot --load evil.squashfs": "neither a root",
    "ramroot --load --mirror http://h/x gzip.squashfs": "gzip.squashfs is a file here, not a URL",
    "ramroot --no-net --load --mirror x http://h/x": "--mirror: x is no URL",
    "ramroot --load --sha256 12 gzip.squashfs": "'12' is no SHA-256",
    "ramroot --load climbing.tar": "'..'",
}


@pytest.mark.parametrize("line", FAULTS)
def test_faults_are_named_and_leave_nothing(stage, line):
    said = stage(f"{line}; echo code $?; {MOUNTS}")
    assert FAULTS[line] in said and "code 1" in said
    left = said.partition("code 1")[2]
    # A root that stands stays, for a person to mend; of anything else nothing does.
    stands = any(word in FAULTS[line] for word in ("init", "systems", "closest"))
    assert ("/mnt-root" in left or "ramroot" in left) == stands, left
