# SPDX-License-Identifier: MIT
"""What a boot is made of: kernel, initrds, roots. Made once, shared by parallel runs."""
import contextlib
import fcntl
import os
import pathlib
import subprocess

TREE = pathlib.Path(__file__).resolve().parents[2]


class Parts:
    """Kernel, initrds and roots in the build folder; made when older than their inputs."""

    def __init__(self, build):
        self.build = pathlib.Path(build).resolve()
        self.tree = TREE
        self.folder = self.build / "boot"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.binary = pathlib.Path(os.environ.get("RAMSTEAM", self.build / "ramsteam")).resolve()

    def script(self, name, *arguments):
        return subprocess.run([TREE / "scripts" / name, *map(str, arguments)], check=True,
                              text=True, stdout=subprocess.PIPE, cwd=TREE,
                              env={**os.environ, "O": str(self.build), "LEVEL": "6"}).stdout.strip()

    @contextlib.contextmanager
    def lock(self):
        with open(self.folder / "lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def kernel(self, *flavour):
        with self.lock():
            return pathlib.Path(self.script("kernel", "image", *flavour))

    def modules(self, *flavour):
        with self.lock():
            return pathlib.Path(self.script("kernel", "modules", *flavour))

    def initrd(self, name="initrd", files=(), drivers="usual", flavour=()):
        """scripts/mkinitrd's, with these (host path, path inside) added."""
        target, modules = self.folder / name, self.modules(*flavour)
        inputs = [self.binary, TREE / "scripts/mkinitrd", modules / "modules.dep",
                  *(source for source, _ in files)]
        with self.lock():
            newest = max(path.stat().st_mtime for path in inputs)
            if target.exists() and target.stat().st_mtime > newest:
                return target
            part = target.with_name(name + ".part")
            added = [word for source, path in files for word in ("-f", f"{source}:{path}")]
            self.script("mkinitrd", "-o", part, "-b", self.binary, "-m", modules,
                        "-n", drivers, *added)
            part.rename(target)
        return target

    def initrd_without(self, module):
        """The same, its driver `module` moved to /spare, where nothing looks for it."""
        source, target = self.initrd(), self.folder / f"initrd-without-{module}"
        with self.lock():
            if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
                return target
            unpack = f"zstd -qdc {source} | cpio -idm --quiet"
            pack = f"find . | cpio --quiet -o -H newc -R 0:0 > {target}"
            subprocess.run(["sh", "-euc", f"tree=$(mktemp -d); cd $tree; {unpack}; mkdir spare;"
                            f"find . -name '{module}.ko*' -exec mv {{}} spare/ \\;;"
                            f"[ -e spare/{module}.ko* ]; {pack}; rm -rf $tree"], check=True)
        return target

    def systemd_root(self):
        self.script("root", self.build, "systemd")
        return self.build / "root.squashfs"

    def debian_root(self, init):
        """Debian with another init than systemd: sysvinit, openrc or runit."""
        self.script("root", self.build, init)
        return self.build / f"root-{init}.squashfs"

    def nix_store(self):
        """(image, path of init inside /nix/store)"""
        self.script("root", self.build, "nix-store")
        init = (self.build / "nix-store.init").read_text().strip()
        return self.build / "nix-store.squashfs", init
