# SPDX-License-Identifier: MIT
"""The corpus of iPXE scripts: www/NAME.ipxe, and www/NAME.out, what iPXE's own ROM made of it.

A script's comments may say `# options: ...`, further words for `ipxe -n`, of which --set is given
to the ROM too, and `# keys: down enter | esc`, what is pressed there each time it says `> KEYS`.
Only lines that begin with "> ", what `show` and `imgstat` print, and what is booted are compared.
"""
import contextlib
import functools
import http.server
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from ramsteam import BINARY  # noqa: E402

HERE = pathlib.Path(__file__).parent
WWW = HERE / "www"
KERNELS = ("kernel-a", "kernel-b", "sub/kernel-c")
SHOWN = re.compile(r"> ?|[\w./-]*:\w+ = |[\w.-]+ : \S+ bytes|(kernel|initrd|cmdline) ")


def names():
    """Of the scripts that are run; those in folders are what they chain to."""
    return sorted(path.stem for path in WWW.glob("*.ipxe"))


def _comment(name, what):
    found = re.search(rf"^# {what}: (.*)$", (WWW / f"{name}.ipxe").read_text("latin-1"),
                      re.MULTILINE)
    return found[1] if found else ""


def for_terminals(name):
    """Does it need keys that no option of `ipxe -n` presses?"""
    return bool(_comment(name, "terminal"))


def options(name):
    return _comment(name, "options").split()


def keys(name):
    return [part.split() for part in _comment(name, "keys").split("|")]


def expected(name):
    return (WWW / f"{name}.out").read_text()


def _plain_initrd(line):
    """initrd URL /path mode=755 in one spelling; names without a path reach no kernel."""
    url, *words = line.split()[1:]
    if not words or not words[0].startswith("/"):
        return f"initrd {url}"
    mode = next((word[5:] for word in words[1:] if word.startswith("mode=")), "644")
    return f"initrd {url} {words[0]} {int(mode, 8):o}"


def normalise(text, base):
    """The lines that are compared, without what differs between servers and machines."""
    lines = []
    for line in text.replace(base, "http://HOST").splitlines():
        line = line.rstrip()
        if not SHOWN.match(line) or line == "> KEYS":
            continue
        line = re.sub(r" \[(PXE-NBP|bzImage)\]", "", line)
        lines.append(_plain_initrd(line) if line.startswith("initrd ") else line)
    return "".join(line + "\n" for line in lines)


def make_kernel(folder):
    """The oracle's kernel without its name."""
    folder = pathlib.Path(folder)
    subprocess.run(["gcc", "-m32", "-c", "-o", folder / "kernel.o", HERE / "kernel.S"], check=True)
    subprocess.run(["ld", "-m", "elf_i386", "-Ttext=0", "--oformat", "binary", "-o",
                    folder / "kernel.bin", folder / "kernel.o"], check=True)
    return (folder / "kernel.bin").read_bytes()


def publish(folder, kernel=bytes(1536)):
    """The document root: www/, and kernels that know their names."""
    shutil.copytree(WWW, folder, dirs_exist_ok=True)
    for name in KERNELS:
        path = pathlib.Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(kernel + name.encode() + b"\0")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def list_directory(self, _):
        self.send_error(403)


@contextlib.contextmanager
def server():
    """The document root on the loopback, for `ipxe -n`; its address."""
    with tempfile.TemporaryDirectory() as folder:
        publish(folder)
        handler = functools.partial(Quiet, directory=folder)
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as listener:
            threading.Thread(target=listener.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{listener.server_port}"
            listener.shutdown()


def run(name, base):
    """What `ipxe -n` makes of it, as it is compared."""
    done = subprocess.run([BINARY, "ipxe", "-n", *options(name), f"{base}/{name}.ipxe"],
                          capture_output=True, text=True, errors="replace", timeout=60)
    told = normalise(done.stdout, base)
    ended = any(line.startswith("kernel ") for line in told.splitlines())
    return told if ended else told + f"= {done.returncode}\n"
