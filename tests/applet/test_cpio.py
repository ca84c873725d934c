# SPDX-License-Identifier: MIT
"""cpio beside GNU's: each reads the other's archives; lists, patterns, hostile names."""
import os
import shlex

import pytest
import trees
from ramsteam import BINARY, compare, execute, run


@pytest.fixture
def files(tmp_path):
    trees.make(tmp_path / "tree", seed=5)
    (tmp_path / "a").write_text("a\n")
    (tmp_path / "b").write_text("bb\n")
    return tmp_path


def in_seconds(root, timeless="l"):
    """As an archive of whole seconds has it, and GNU's cpio, which gives links no time; its
    folders that a hard link enters at the very end have that moment's."""
    def part_of(row, part):
        if not isinstance(part, int) or part < 10**12:
            return part
        return 0 if row[0][0] in timeless else part // 10**9
    return {name: [part_of(row, part) for part in row] for name, row in trees.look(root).items()}


def pack(tool, folder, *args):
    line = f"find tree -depth -print0 | {tool} -o -0 --quiet {shlex.join(args)} > packed"
    execute(["sh", "-c", line], cwd=folder, check=True)


@pytest.mark.parametrize("how", [["-Hnewc"], ["-Hodc"]])
def test_both_ways(how, files):
    for writer, reader in ((f"{BINARY} cpio", "cpio"), ("cpio", f"{BINARY} cpio")):
        pack(writer, files, *how)
        execute(["sh", "-c", f"rm -rf in; mkdir in; cd in; {reader} -idmu --quiet < ../packed"],
                cwd=files, check=True)
        timeless = "ld" if reader == "cpio" else "l"
        assert in_seconds(files / "in/tree", timeless) == in_seconds(files / "tree", timeless)


def test_folders_that_are_there(files):
    """An initrd unpacked over a root: what comes later does not spoil the folders' times."""
    for folder, *_ in os.walk(files / "tree"):
        (files / "in" / os.path.relpath(folder, files)).mkdir(parents=True)
    execute(["sh", "-c", f"find tree -print0 | {BINARY} cpio -0oHnewc --quiet | (cd in; "
             f"{BINARY} cpio -idmu --quiet)"], cwd=files, check=True)
    assert in_seconds(files / "in/tree") == in_seconds(files / "tree")


@pytest.mark.parametrize("args", [["-t"], ["-tv"], ["-tvn"], ["-it", "*a*"], ["-itf", "*a*"]])
def test_lists(args, files):
    pack("cpio", files, "-Hnewc")
    compare("cpio", "-F", "packed", *args, cwd=files)


def test_blocks_and_verbose(files):
    ours = execute(["sh", "-c", f"echo a | {BINARY} cpio -ovHnewc > p"], cwd=files)
    assert ours.stderr == "a\n1 block\n"
    assert run("cpio", "-t", "-F", "p", cwd=files).stderr == "1 block\n"


def test_reproducible(files):
    packed = []
    for folder in ("one", "two"):
        execute(["cp", "-a", "tree", folder], cwd=files, check=True)
        execute(["sh", "-c", f"cd {folder}; find . -print0 | sort -z | {BINARY} cpio -o0Hnewc "
                 f"--reproducible -R 0:0 --quiet > ../{folder}.cpio"], cwd=files, check=True)
        packed.append((files / f"{folder}.cpio").read_bytes())
    assert packed[0] == packed[1]


def test_passes_through(files):
    execute(["sh", "-c", f"find tree -depth -print0 | {BINARY} cpio -pd0m --quiet out"],
            cwd=files, check=True)
    assert in_seconds(files / "out/tree") == in_seconds(files / "tree")


def test_newer_stay(files):
    execute(["sh", "-c", "echo a | cpio -oHnewc --quiet > p"], cwd=files, check=True)
    (files / "a").write_text("mine\n")
    done = run("cpio", "-i", "--quiet", "-F", "p", cwd=files)
    assert "not created: newer or same age version exists" in done.stderr
    assert (files / "a").read_text() == "mine\n"
    run("cpio", "-iu", "--quiet", "-F", "p", cwd=files, check=True)
    assert (files / "a").read_text() == "a\n"


def test_needs_d_for_folders(files):
    execute(["sh", "-c", "echo tree/holes | cpio -oHnewc --quiet > p; mkdir in"], cwd=files)
    done = run("cpio", "-i", "-F", "../p", cwd=files / "in")
    assert done.returncode == 2 and not os.listdir(files / "in")


def test_stays_in_its_folder(files):
    (files / "w/in").mkdir(parents=True)
    line = f"cd w/in; printf '%s\\n' ../../a {files}/b | cpio -oHnewc --quiet > ../p"
    execute(["sh", "-c", line], cwd=files, check=True)
    done = run("cpio", "-idu", "-F", "../p", cwd=files / "w/in")
    assert "Removing leading" in done.stderr and sorted(os.listdir(files / "w")) == ["in", "p"]
    assert (files / "w/in/a").exists()


@pytest.mark.parametrize("args, text", [
    ([], "You must specify one of -oipt options."), (["-oi"], "one of -oipt"),
    (["-oH", "zip"], "invalid archive format 'zip'"), (["-p"], "a destination is due"),
    (["-iF", "none"], "Cannot open 'none': No such file or directory"),
    (["-t"], "no archive that can be read"),
])
def test_says_what_is_wrong(args, text, tmp_path):
    done = run("cpio", *args, cwd=tmp_path, input="some text that is no archive\n")
    assert done.returncode == 2 and text in done.stderr
