# SPDX-License-Identifier: MIT
"""README tells of what there is."""
import re
import subprocess

from ramsteam import BINARY, TREE


def test_applets():
    done = subprocess.run([TREE / "scripts/applet-table", "--check"], capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stdout + "mended by scripts/applet-table"
    listed = subprocess.run([BINARY, "--list"], capture_output=True, text=True, check=True)
    table = re.findall(r"^\| (?:boot|net|disk|file|text|proc|archive|shell) \| (.*) \|$",
                       (TREE / "README.md").read_text(), re.M)
    assert sorted(listed.stdout.split()) == sorted(" ".join(table).split())


def test_links():
    """A file that README names is there."""
    for name in re.findall(r"\]\(([^):]+)\)", (TREE / "README.md").read_text()):
        assert (TREE / name).exists(), name
