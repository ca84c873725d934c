# SPDX-License-Identifier: MIT
"""pwd beside GNU's: with links and without, in a folder that is gone."""
import os

import pytest
from ramsteam import BINARY, compare, execute


@pytest.mark.parametrize("flags", ["", "-L", "-P", "-LP", "-PL", "x", "-q"])
def test_with_links(flags, tmp_path):
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    for value in (tmp_path / "link", tmp_path / "real", "/", "relative",
                  f"{tmp_path}/real/../link"):
        compare("pwd", *flags.split(), cwd=tmp_path / "link", env={"PWD": str(value)})


def test_folder_is_gone(tmp_path):
    script = 'mkdir gone; cd gone; rmdir ../gone; "$0" pwd'
    done = execute(["sh", "-c", script, BINARY], cwd=tmp_path)
    assert done.returncode == 1 and "No such file or directory" in done.stderr


def test_longer_than_a_path_may_be(tmp_path):
    script = 'for i in $(seq 100); do mkdir $1; cd -P $1; done; "$0" pwd'
    done = execute(["sh", "-c", script, BINARY, "d" * 100], cwd=tmp_path)
    assert done.stdout == str(tmp_path) + ("/" + "d" * 100) * 100 + "\n"
    os.system(f"rm -rf {tmp_path}/d*")
