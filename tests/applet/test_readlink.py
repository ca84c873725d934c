# SPDX-License-Identifier: MIT
"""readlink and realpath beside GNU's, on every kind of link."""
import pytest
from ramsteam import compare, run

OPERANDS = ["link", "file", "dir", "none", "dangling", "loop", "link/", "file/", "dir/", "dirlink",
            "dirlink/",
            "dirlink/x", "dir/x", "dir/none", "none/none", "dangling/x", "..", ".", "dir/..",
            "dirlink/..",
            "dirlink/../file", "/", "//", "/..", "abs", "chain1", "file/..", "file/x", "none/..",
            "none/../file",
            "./dir//x", "dir/./x", "", "up", "up/dir", "loop/x", "dangling/", "none/", "dir/none/"]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    root = tmp_path_factory.mktemp("links")
    (root / "dir").mkdir()
    (root / "dir" / "x").touch()
    (root / "file").touch()
    (root / "link").symlink_to("file")
    (root / "dirlink").symlink_to("dir")
    (root / "dangling").symlink_to("nowhere")
    (root / "loop").symlink_to("loop")
    (root / "abs").symlink_to(root / "dir" / "x")
    (root / "chain1").symlink_to("chain2")
    (root / "chain2").symlink_to("dir/../link")
    (root / "dir" / "back").symlink_to("..")
    (root / "up").symlink_to("dir/back")
    return root


@pytest.mark.parametrize("operand", OPERANDS)
def test_readlink(operand, files):
    for flags in ("", "-f", "-e", "-m", "-n", "-z", "-v", "-fn"):
        compare("readlink", *flags.split(), operand, cwd=files)


@pytest.mark.parametrize("operand", OPERANDS)
def test_realpath(operand, files):
    for flags in ("", "-e", "-m", "-L", "-P", "-s", "-z", "-q", "-ms", "-es", "-Lm",
                  "--relative-to=dir",
                  "--relative-to=/", "--relative-base=.", "--relative-base=dir",
                  "--relative-to=none",
                  "--relative-to=dir --relative-base=.", "--relative-to=/usr --relative-base=."):
        compare("realpath", *flags.split(), operand, cwd=files)


@pytest.mark.parametrize("words", ["", "-f", "link file", "-n link dirlink", "-Q x",
                                   "-f link dangling"])
def test_words(words, files):
    compare("readlink", *words.split(), cwd=files)
    compare("realpath", *words.split(), cwd=files)


def test_says_what_is_wrong(files):
    assert run("readlink", "-v", "file", cwd=files).stderr == "readlink: file: Invalid argument\n"
    assert run("realpath", "none/x", cwd=files).stderr == \
        "realpath: none/x: No such file or directory\n"
    assert run("realpath", "loop", cwd=files).stderr == \
        "realpath: loop: Too many levels of symbolic links\n"
