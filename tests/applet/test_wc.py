# SPDX-License-Identifier: MIT
"""wc beside GNU's."""
import os

import pytest
from ramsteam import BINARY, compare, execute


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    root = tmp_path_factory.mktemp("wc")
    (root / "a").write_text("one two\nthree\n\n  four  \n")
    (root / "open").write_text("no newline")
    (root / "empty").write_text("")
    (root / "big").write_text("word " * 3000 + "\n" + "x" * 5000 + "\n")
    (root / "tabs").write_text("a\tb\n\t\tc\r\nlong line\fnext\n")
    (root / "utf8").write_text("café 日本語\nnaïve\u00a0x\u2003y\n")
    (root / "binary").write_bytes(bytes(range(256)) * 5)
    (root / "bad").write_bytes(b"a\xff b\xc3\n\xe2\x82")
    (root / "dir").mkdir()
    (root / "list").write_bytes(b"a\0open\0none\0")
    return root


@pytest.mark.parametrize("flags", ["", "-l", "-w", "-c", "-m", "-L", "-lw", "-lc", "-cm", "-lwcmL",
                                   "-wL"])
@pytest.mark.parametrize("lang", ["C", "C.UTF-8"])
def test_counts(flags, lang, files):
    how = {"cwd": files, "env": {"LC_ALL": lang}}
    for name in ("a", "open", "empty", "big", "tabs", "utf8", "binary"):
        compare("wc", *flags.split(), name, **how)
    compare("wc", *flags.split(), "a", "open", "none", "dir", "empty", **how)
    compare("wc", *flags.split(), "a", "-", "big", **how, input="in\nput\n")
    compare("wc", *flags.split(), **how, input="in\nput\n")
    compare("wc", *flags.split(), "bad", **how)


@pytest.mark.parametrize("args", ["--files0-from=list", "--files0-from=list a",
                                  "--files0-from=none", "-q",
                                  "-l --files0-from=list", "none", "dir", "-c /proc/version"])
def test_operands(args, files):
    compare("wc", *args.split(), cwd=files)


def test_characters_across_chunks(files):
    data = ("é" * 70000 + " \n").encode()
    for offset in range(3):
        (files / "long").write_bytes(b"x" * offset + data)
        compare("wc", "-mwl", "long", cwd=files, env={"LC_ALL": "C.UTF-8"})


def test_stdin_from_where_it_is(files):
    for tool in ("wc", f"{BINARY} wc"):
        done = execute(["bash", "-c", f"(read x; {tool} -c) < a"], cwd=files)
        assert done.stdout.strip() == str(os.path.getsize(files / "a") - 8)
