# SPDX-License-Identifier: MIT
"""chroot beside GNU's."""
import os

import pytest
from ramsteam import BINARY, compare, execute, run

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may change the root")


@pytest.mark.parametrize("words", [
    [], ["/none"], ["/", "/none"], ["/", "/"], ["/", "sh", "-c", "exit 7"], ["/", "pwd"],
    ["--userspec=nosuch", "/", "id"], ["--userspec=1:1", "/", "id"], ["--userspec=1:", "/", "id"],
    ["--userspec=daemon", "/", "id"], ["--userspec=:1", "/", "id"], ["--userspec=777", "/", "id"],
    ["--userspec=777:778", "/", "id"], ["--userspec=daemon:nosuch", "/", "id"],
    ["--userspec=root:daemon", "/", "id"], ["--groups=0,daemon,5", "/", "id"],
    ["--groups=", "/", "id"], ["--groups=nosuch", "/", "id"], ["--groups=,", "/", "id"],
    ["--userspec=daemon", "--groups=7,8", "/", "id"], ["--skip-chdir", "/", "pwd"],
    ["--skip-chdir", "/etc", "pwd"], ["/", "echo", "--skip-chdir"], ["--nosuch", "/"],
], ids=str)
def test_as_gnu(words):
    compare("chroot", *words, cwd="/tmp")


def test_another_root(tmp_path):
    tmp_path.chmod(0o755)
    (tmp_path / "bin").mkdir()
    (tmp_path / "etc").mkdir()
    (tmp_path / "bin" / "ramsteam").write_bytes(open(BINARY, "rb").read())
    (tmp_path / "bin" / "ramsteam").chmod(0o755)
    (tmp_path / "etc" / "passwd").write_text("somebody:x:77:78::/:/bin/sh\n")
    done = run("chroot", "--userspec=somebody", tmp_path, "/bin/ramsteam", "id", check=True)
    assert done.stdout == "uid=77(somebody) gid=78 groups=78\n"
    assert run("chroot", tmp_path, "/bin/ramsteam", "ls", "/").stdout == "bin\netc\n"


def test_shell_by_default(tmp_path):
    done = execute([BINARY, "chroot", "/"], env={"SHELL": "/bin/echo"})
    assert done.stdout == "-i\n"
