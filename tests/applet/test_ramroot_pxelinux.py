# SPDX-License-Identifier: MIT
"""ramroot in PXELINUX's place: its configuration over HTTP, menus by number, what is booted."""
import functools
import http.server
import threading

import pytest
from ramsteam import run

MENU = """\
default menu.c32
include menu/main.cfg
label local
\tmenu label Boot from disk
\tlocalboot 0
"""
MAIN = """\
menu title Things to boot
label install
\tmenu label ^Install
\tkernel d/linux
\tappend vga=788 initrd=d/one.gz,d/two.gz --- quiet
menu begin
\tmenu label More
\tlabel back
\t\tmenu exit
\tlabel rescue
\t\tlinux ::d/linux
\t\tinitrd /abs.gz
menu end
label other
\tkernel menu.c32
\tappend other.cfg
"""


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tftp")
    for name, text in {"tree/pxelinux.cfg/default": MENU, "tree/menu/main.cfg": MAIN,
                       "tree/other.cfg": "prompt 1\nlabel solo\nkernel solo\n",
                       "plain/pxelinux.cfg/default": "default linux quick\nlabel linux\n"
                       "kernel http://h/vmlinuz\nappend quiet\n",
                       "empty/pxelinux.cfg/default": "prompt 1\n",
                       "circle/pxelinux.cfg/default": "\ninclude pxelinux.cfg/default\n",
                       "cfg/pxelinux.cfg/01-aa": "label x\nkernel k\n"}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=folder)
    handler.log_message = lambda *_: None
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


def plan(url, answers=""):
    done = run("ramroot", "-n", url, input=answers)
    return done, [line for line in done.stdout.splitlines() if line.startswith(("wget", "kexec"))]


def test_entry_of_a_menu(served):
    done, lines = plan(f"{served}/tree/pxelinux.0", "1\n")
    assert "Things to boot" in done.stderr and "Boot from disk" in done.stderr
    base = f"{served}/tree/d"
    assert lines == [
        f"wget -O linux {base}/linux", f"wget -O one.gz {base}/one.gz",
        f"wget -O two.gz {base}/two.gz",
        "kexec --load linux --initrd=one.gz --initrd=two.gz -c 'BOOT_IMAGE=d/linux vga=788 "
        "initrd=d/one.gz,d/two.gz --- quiet'"]


def test_submenu_and_back(served):
    _, lines = plan(f"{served}/tree/pxelinux.0", "2\n1\n2\n2\n")
    assert lines[:2] == [f"wget -O linux {served}/tree/d/linux", f"wget -O abs.gz {served}/abs.gz"]
    assert lines[2].endswith("-c 'BOOT_IMAGE=::d/linux initrd=/abs.gz'")


def test_other_configuration(served):
    _, lines = plan(f"{served}/tree/pxelinux.0", "3\n1\n")
    assert lines[0] == f"wget -O solo {served}/tree/solo"


def test_default_with_more_words(served):
    _, lines = plan(f"{served}/plain/pxelinux.cfg/default")
    assert lines == ["wget -O vmlinuz http://h/vmlinuz",
                     "kexec --load vmlinuz -c 'BOOT_IMAGE=http://h/vmlinuz quiet quick'"]


@pytest.mark.parametrize("name, answers, said", [
    ("tree/pxelinux.0", "4\n", "'local' boots from the local disk, which kexec cannot"),
    ("none/pxelinux.0", "", "404"),
    ("empty/pxelinux.0", "", "has no LABEL to boot"),
    ("circle/pxelinux.0", "", "default:2: "),
])
def test_faults_are_named(served, name, answers, said):
    done, _ = plan(f"{served}/{name}", answers)
    assert done.returncode == 1 and said in done.stderr, done.stderr
