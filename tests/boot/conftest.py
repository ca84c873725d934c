# SPDX-License-Identifier: MIT
"""What every boot test needs, made once and shared by parallel workers."""
import contextlib
import fcntl
import os
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import machine  # noqa: E402

TREE = pathlib.Path(__file__).resolve().parents[2]


class Parts:
    """Kernel, initrds and roots in the build folder; each is made when it is older than its inputs."""

    def __init__(self, build):
        self.build = pathlib.Path(build).resolve()
        self.folder = self.build / "boot-test"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.binary = pathlib.Path(os.environ.get("RAMSTEAM", self.build / "ramsteam")).resolve()

    def script(self, name, *arguments):
        return subprocess.run([TREE / "scripts" / name, *map(str, arguments)], check=True, text=True,
                              stdout=subprocess.PIPE, cwd=TREE).stdout.strip()

    @contextlib.contextmanager
    def lock(self):
        with open(self.folder / "lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def kernel(self):
        with self.lock():
            return pathlib.Path(self.script("kernel", "image"))

    def modules(self):
        with self.lock():
            return pathlib.Path(self.script("kernel", "modules"))

    def initrd(self, name="initrd", files=()):
        """scripts/mkinitrd's, with these (host path, path inside) added."""
        target, modules = self.folder / name, self.modules()
        inputs = [self.binary, TREE / "scripts/mkinitrd", *(source for source, _ in files)]
        with self.lock():
            if target.exists() and all(target.stat().st_mtime > path.stat().st_mtime for path in inputs):
                return target
            part = target.with_name(name + ".part")
            added = [word for source, path in files for word in ("-f", f"{source}:{path}")]
            self.script("mkinitrd", "-o", part, "-b", self.binary, "-m", modules, *added)
            part.rename(target)
        return target

    def initrd_without(self, module):
        """The same, its driver `module` moved to /spare, where nothing looks for it."""
        source, target = self.initrd(), self.folder / f"initrd-without-{module}"
        with self.lock():
            if target.exists() and target.stat().st_mtime > source.stat().st_mtime:
                return target
            unpack = ("{ zstd -qdc %s 2>/dev/null || xz -dc %s 2>/dev/null || gzip -dc %s 2>/dev/null"
                      " || cat %s; } | cpio -idm --quiet" % ((source,) * 4))
            pack = f"find . | cpio --quiet -o -H newc -R 0:0 > {target}"
            subprocess.run(["sh", "-euc", f"tree=$(mktemp -d); cd $tree; {unpack}; mkdir spare;"
                            f"find . -name '{module}.ko*' -exec mv {{}} spare/ \\;;"
                            f"[ -e spare/{module}.ko* ]; {pack}; rm -rf $tree"], check=True)
        return target

    def systemd_root(self):
        self.script("root", self.build, "systemd")
        return self.build / "root.squashfs"

    def nix_store(self):
        """(image, path of init inside /nix/store)"""
        self.script("root", self.build, "nix-store")
        return self.build / "nix-store.squashfs", (self.build / "nix-store.init").read_text().strip()


@pytest.fixture(scope="session")
def parts():
    return Parts(os.environ.get("O", TREE / "build"))


@pytest.fixture
def network(tmp_path):
    with machine.Network(folder=tmp_path / "net") as made:
        yield made


@pytest.fixture
def boot(network, parts, request):
    """Start a machine on the network; its log is shown when the test fails."""
    machines = []

    def start(**arguments):
        if not arguments.get("pxe"):
            arguments.setdefault("kernel", parts.kernel())
            arguments.setdefault("initrd", parts.initrd())
        machines.append(machine.Machine(network, **arguments))
        return machines[-1]

    yield start
    for one in machines:
        if getattr(request.node, "failed_call", False):
            print(f"--- serial line\n{one.log[-20000:]}")
        one.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    result = (yield).get_result()
    if call.when == "call":
        item.failed_call = result.failed
