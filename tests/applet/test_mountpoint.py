# SPDX-License-Identifier: MIT
"""mountpoint: beside util-linux's; bind mounts, links, devices."""
import os
import subprocess

import pytest
from ramsteam import BINARY, compare, run


@pytest.mark.parametrize("words", ["/", "-q /", "/usr", "-q /usr", "-d /", "-d /usr", "-x /usr",
                                   "-q -x /usr", "/none", "-q /none", "", "a b", "/etc/passwd",
                                   "/proc/", "/usr/..", "-x /dev/null"])
def test_as_util_linux(words):
    compare("mountpoint", *words.split())


def test_link(tmp_path):
    os.symlink("/proc", tmp_path / "link")
    compare("mountpoint", "link", cwd=tmp_path)
    compare("mountpoint", "--nofollow", "link", cwd=tmp_path)


def test_bind_mount(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "file").touch()
    script = 'mount --bind a a && mount --bind file file && "$0" mountpoint a && ' \
        '"$0" mountpoint file && umount -l /proc && ! "$0" mountpoint a/.. && "$0" mountpoint /'
    done = subprocess.run(["unshare", "-m", "sh", "-c", script, BINARY], cwd=tmp_path,
                          capture_output=True, text=True)
    assert done.stdout == "a is a mountpoint\nfile is a mountpoint\na/.. is not a mountpoint\n" \
        "/ is a mountpoint\n", done.stderr
    assert done.returncode == 0


def test_message():
    done = run("mountpoint", "/none")
    assert done.stderr == "mountpoint: /none: No such file or directory\n"
