# SPDX-License-Identifier: MIT
"""tee beside GNU's."""
import pytest
import trees
from ramsteam import BINARY, execute, run


def small(folder):
    (folder / "old").write_text("old\n")


@pytest.mark.parametrize("args", ["", "a", "a b", "-a old", "old", "none/x a", "-", "-i a", "-p a",
                                  "-q",
                                  "--output-error=warn a", "--output-error=x a",
                                  "--output-error a", ". a"])
def test_as_gnu(args, tmp_path):
    trees.beside(tmp_path, small, "tee", *args.split(), input="text\nmore\n")


def test_goes_on_without_a_reader(tmp_path):
    script = 'yes | head -c 300000 | "$0" tee {} out | head -n 1'
    execute(["bash", "-c", script.format("-p"), BINARY], cwd=tmp_path)
    assert (tmp_path / "out").stat().st_size == 300000


def test_full_disk(tmp_path):
    done = run("tee", "/dev/full", "a", cwd=tmp_path, input="x\n")
    assert done.returncode == 1 and done.stdout == "x\n" and (tmp_path / "a").read_text() == "x\n"
    assert done.stderr == "tee: /dev/full: No space left on device\n"
