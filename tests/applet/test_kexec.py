# SPDX-License-Identifier: MIT
"""kexec: what can be told without jumping. The jump itself is tested under tests/boot."""
import os
import struct

import pytest
from ramsteam import run


@pytest.fixture
def kernel(tmp_path):
    head = bytearray(2304)
    head[0x1f1] = 3
    struct.pack_into("<I", head, 0x1f4, 16)
    head[0x202:0x206] = b"HdrS"
    struct.pack_into("<H", head, 0x206, 0x20f)
    struct.pack_into("<HI", head, 0x236, 1, 2047)
    path = tmp_path / "phasedKernel"
    path.write_bytes(head)
    return str(path)


@pytest.mark.parametrize("content,text", [
    (b"", "FILE is no kernel: it is empty"),
    (b"\n <!DOCTYPE html><html>", "FILE is no kernel: looks like HTML: "
     "did the server send an error page?"),
    (b"\x1f\x8b\x08\0\0\0\0\0", "FILE is no kernel: it is a gzip file: an initrd?"),
    (b"hsqs" + bytes(60), "FILE is no kernel: it is squashfs"),
    (b"#!ipxe\nkernel x\n", "FILE is no kernel: it is an iPXE script: "
     "give it to ramroot, or chain it from iPXE"),
    (b"\x7fELF\2\1\1", "FILE is no kernel: it is an ELF file: "
     "kexec needs the bzImage, not vmlinux"),
])
def test_what_is_no_kernel_is_named(tmp_path, content, text):
    path = tmp_path / "file"
    path.write_bytes(content)
    done = run("kexec", "--load", str(path), "--initrd=" + str(path), "-c", "quiet")
    assert done.returncode == 1
    expected = "kexec: " + text.replace("FILE", str(path)) + "\n"
    # The initrd, the same file, is looked at first where it can be told that it is none.
    assert done.stderr == expected or f"{path} is no initrd: " in done.stderr


def test_a_cut_kernel(kernel):
    os.truncate(kernel, 2000)
    done = run("kexec", "-l", kernel)
    assert done.returncode == 1
    assert done.stderr == f"kexec: {kernel} is cut off: 2000 bytes of a kernel of 2304\n"


def test_an_error_page_as_initrd(kernel, tmp_path):
    (tmp_path / "initrd").write_text("<html><body>404 Not Found")
    done = run("kexec", "--load", kernel, "--initrd=" + str(tmp_path / "initrd"), "-c", "x")
    assert done.returncode == 1 and "is no initrd: it is HTML: did the server" in done.stderr


def test_a_command_line_too_long(kernel):
    done = run("kexec", "-l", kernel, "-c", "x" * 2048)
    assert done.returncode == 1
    assert done.stderr == f"kexec: the command line has 2048 bytes, {kernel} takes 2047 at most\n"
    assert "command line has" not in run("kexec", "-l", kernel, "-c", "x" * 2047).stderr


def test_command_line_and_joined_initrds(kernel, tmp_path):
    (tmp_path / "one").write_bytes(b"070701")
    (tmp_path / "two").write_bytes(b"070701xyz")
    done = run("kexec", "-d", "-s", kernel, "-l", "-i", str(tmp_path / "one"),
               "--ramdisk", str(tmp_path / "two"), "--command-line=init=/nix/store/x/init",
               "--append", "more words")
    first = done.stderr.splitlines()[0]
    assert first == (f"kernel {kernel}, 2 initrds of 20 bytes, "
                     "command line: init=/nix/store/x/init more words")


def test_reuse_drops_what_the_loader_added(kernel):
    done = run("kexec", "-d", "-l", kernel, "--reuse-cmdline", "-c", "added")
    words = [word for word in open("/proc/cmdline").read().split()
             if not word.startswith(("BOOT_IMAGE=", "initrd="))]
    assert done.stderr.splitlines()[0].split("command line: ")[1] == " ".join(words + ["added"])


def test_names_each_missing_file(kernel):
    done = run("kexec", "-l", kernel + ".none")
    assert (done.returncode, done.stderr) == (
        1, f"kexec: cannot open kernel {kernel}.none: No such file or directory\n")
    done = run("kexec", "-l", kernel, "--initrd=none")
    assert (done.returncode, done.stderr) == (
        1, "kexec: cannot open initrd none: No such file or directory\n")


def test_this_made_up_kernel_is_never_loaded(kernel):
    """Its header passes, the running kernel refuses it: as unknown, unsigned or not at all."""
    done = run("kexec", "--load", kernel, "-c", "x")
    assert done.returncode == 1 and done.stderr.startswith(f"kexec: load {kernel}: ")


def test_nothing_loaded(kernel):
    done = run("kexec", "-e")
    assert done.returncode == 1 and "no kernel is loaded: first kexec --load" in done.stderr
    assert run("kexec", "-S", "-l").returncode == 0


def test_usage(kernel):
    assert "no kernel specified" in run("kexec", "--load").stderr
    done = run("kexec", "-p", kernel)
    assert done.returncode == 1 and "-p is not supported" in done.stderr
    assert "what is 'initrd'" in run("kexec", "-l", kernel, "initrd").stderr
