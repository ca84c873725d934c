# SPDX-License-Identifier: MIT
"""make: only what changed is compiled again, and the verbs do what help says."""
import os
import pathlib

import pytest
from ramsteam import TREE, execute

SYSROOT = os.environ.get("SYSROOT", TREE / "build/sysroot")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The smallest configuration: the library and one applet."""
    made = tmp_path_factory.mktemp("build")
    make(made, "allnoconfig")
    with open(made / ".config", "a") as config:
        config.write("CONFIG_TRUE=y\n")
    make(made, "oldconfig")
    make(made, "CFLAGS=-O0")
    return made


def make(folder, *words, check=True):
    return execute(["make", f"O={folder}", f"SYSROOT={SYSROOT}", *words], cwd=TREE, timeout=300,
                   check=check, env={"MAKEFLAGS": ""})


def compiled(folder, *words):
    lines = make(folder, "V=1", "CFLAGS=-O0", *words).stdout.splitlines()
    return {pathlib.Path(word).name for line in lines if " -c -o " in line
            for word in line.split() if word.endswith(".c")}


def test_nothing_changed_compiles_nothing(folder):
    assert compiled(folder) == set()


def test_a_header_compiles_those_that_include_it(folder):
    found = compiled(folder, "-W", "libbb/core/loop.h")
    assert "loop.c" in found and "text.c" not in found


def test_v1_shows_commands(folder):
    (folder / "obj/applets/main.o").unlink()
    assert "-Werror" in make(folder, "V=1", "CFLAGS=-O0").stdout


def test_binary_is_static(folder):
    shown = execute(["readelf", "-lW", folder / "ramsteam"], check=True).stdout
    assert "INTERP" not in shown and "DYNAMIC" not in shown


def test_install(folder, tmp_path):
    make(folder, "install", "CFLAGS=-O0", f"DESTDIR={tmp_path}", "PREFIX=/usr")
    assert os.access(tmp_path / "usr/bin/ramsteam", os.X_OK)


def test_help_needs_nothing(tmp_path):
    assert "make check" in make(tmp_path / "none", "help").stdout
    assert not (tmp_path / "none").exists()


def test_clean_keeps_the_configuration(folder):
    make(folder, "clean")
    assert not (folder / "ramsteam").exists() and (folder / ".config").exists()
