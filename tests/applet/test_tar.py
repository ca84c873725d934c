# SPDX-License-Identifier: MIT
"""tar beside GNU's: each reads the other's archives; lists, members, hostile ones."""
import io
import os
import stat
import subprocess
import tarfile

import pytest
import trees
from ramsteam import BINARY, compare, execute, run

DATE = "2020-01-02 03:04:05 UTC"


@pytest.fixture
def files(tmp_path):
    trees.make(tmp_path / "tree", seed=3)
    (tmp_path / ("long" * 30)).mkdir()
    (tmp_path / ("long" * 30) / ("name" * 40)).write_text("deep\n")
    (tmp_path / "more").write_text("more\n")
    return tmp_path


def in_seconds(root):
    """What a tree looks like in an archive of whole seconds."""
    rows = trees.look(root)
    return {name: [part // 10**9 * 10**9 if isinstance(part, int) and part > 10**12 else part
                   for part in row] for name, row in rows.items()}


def gnu(*args, **how):
    return execute(["/usr/bin/tar", *args], env={"LC_ALL": "C"}, check=True, **how)


@pytest.mark.parametrize("how", [[], ["--format=pax"], ["-z"], ["-J"], ["--zstd"], ["--sort=name"],
                                 ["-S"]])
def test_both_ways(how, files):
    run("tar", "-c", *how, "-f", "ours.tar", "tree", "long" * 30, cwd=files, check=True)
    theirs = [flag for flag in how if flag != "-S"]
    gnu("-c", *theirs, "-f", "gnu.tar", "tree", "long" * 30, cwd=files)
    for name in ("a", "b", "c"):
        (files / name).mkdir()
    gnu("-x", *[f for f in theirs if f[1] != "-"], "-f", "../ours.tar", cwd=files / "a")
    run("tar", "-xf", "../gnu.tar", cwd=files / "b", check=True)
    run("tar", "xf", "ours.tar", "-C", "c", cwd=files, check=True)
    wanted = in_seconds(files / "tree")
    for name in ("a", "b", "c"):
        assert in_seconds(files / name / "tree") == wanted
        assert (files / name / ("long" * 30) / ("name" * 40)).read_text() == "deep\n"
    if "-S" in how:
        assert os.stat(files / "ours.tar").st_size < 1 << 20
        assert os.stat(files / "c/tree/holes").st_blocks < 100


def test_folders_that_are_there(files):
    run("tar", "-cf", "a.tar", "tree", cwd=files, check=True)
    for folder, *_ in os.walk(files / "tree"):
        (files / "in" / os.path.relpath(folder, files)).mkdir(parents=True)
    run("tar", "-xf", "a.tar", "-C", "in", cwd=files, check=True)
    assert in_seconds(files / "in/tree") == in_seconds(files / "tree")


@pytest.mark.parametrize("how, name", [
    (["-j"], "bzip2"), (["-I", "gzip -9"], "gzip"), (["--use-compress-program=xz"], "xz"),
    (["-a"], "bzip2")])
def test_other_programs_compress(how, name, files):
    packed = "more.tar.bz2" if how == ["-a"] else "packed"
    run("tar", "-c", *how, "-f", packed, "more", cwd=files, check=True)
    execute(["sh", "-c", f"{name} -t < {packed}"], cwd=files, check=True)
    reader = [] if how[0] in ("-j", "-a") else how
    assert run("tar", "-tv", *reader, "-f", packed, cwd=files, check=True).stdout == \
        gnu("-tvf", packed, cwd=files).stdout


@pytest.mark.parametrize("args", [["-tI", "/none/x", "-f", "a.tar"], ["-cI", "/none/x", "-f", "b",
                                  "more"], ["-cI", "false", "-f", "b", "tree"],
                                  ["-tjf", "cut.tar.bz2"], ["-tf", "cut.tar.bz2"]])
def test_programs_that_fail(args, files):
    gnu("-cjf", "a.tar.bz2", "tree", cwd=files)
    (files / "cut.tar.bz2").write_bytes((files / "a.tar.bz2").read_bytes()[:100])
    gnu("-cf", "a.tar", "tree", cwd=files)
    done = compare("tar", *args, cwd=files)
    assert done.returncode == 2 and "tar: " in done.stderr


def test_says_when_bzip2_is_missing(files):
    gnu("-cjf", "a.tar.bz2", "more", cwd=files)
    done = run("tar", "-tf", "a.tar.bz2", cwd=files, env={"PATH": "/none"})
    assert done.returncode == 2 and "bzip2" in done.stderr


@pytest.mark.parametrize("strip", ["0", "1", "2"])
def test_stripped_names_are_shown(strip, files):
    gnu("-cf", "a.tar", "tree", cwd=files)
    ours, theirs = (execute([*tool, "-tf", "a.tar", "--strip", strip, "--show-transformed"],
                            cwd=files, check=True, env={"LC_ALL": "C"}).stdout
                    for tool in ([BINARY, "tar"], ["/usr/bin/tar"]))
    # What is stripped away GNU's lists as "/" or nothing, and does not unpack.
    assert ours.splitlines() == [name for name in theirs.splitlines() if name not in ("", "/")]
    (files / "ours").mkdir()
    (files / "gnu").mkdir()
    words = ["a.tar", f"--strip-components={strip}", "--show-transformed-names"]
    assert run("tar", "-xvf", *words, "-C", "ours", cwd=files, check=True,
               env={"LC_ALL": "C"}).stdout == gnu("-xvf", *words, "-C", "gnu", cwd=files).stdout


@pytest.mark.parametrize("args", [
    ["-tf"], ["-tvf"], ["--list", "--verbose", "--numeric-owner", "--file"], ["tvf"],
    ["--full-time", "-tvf"], ["--utc", "-tvf"],
])
def test_lists_as_gnu(args, files):
    gnu("-cf", "t.tar", "tree", "/etc/hostname", cwd=files)
    compare("tar", *args, "t.tar", cwd=files)
    compare("tar", *args, "t.tar", "tree/a", cwd=files)
    compare("tar", *args, "t.tar", "--exclude=*1", "--exclude", "pipe", cwd=files)
    compare("tar", *args, "t.tar", "--wildcards", "*/soft*", cwd=files)


def test_creates_with_the_same_list(files):
    for args in (["-cvvf", "/dev/null"], ["-cvf", "/dev/null", "--exclude", "a"],
                 ["--no-recursion", "-cvf", "/dev/null"],
                 ["-hcvf", "/dev/null", "--exclude=s*", "--exclude=dan*"]):
        compare("tar", *args, "./tree/a/", "more", cwd=files)
        compare("tar", *args, "tree/../tree", cwd=files)
    compare("tar", "cvf", "-", "more", "--owner=joe:12", "--group=7", "--mtime", DATE, "--mode=600",
            cwd=files)


def test_owners_and_folders(files):
    run("tar", "-cf", "x.tar", "--owner=joe:12", "--group=pals:7", "--mtime", DATE, "--mode=600",
        "more", "-C", "tree/a", "--no-recursion", ".", "-C", "..", "pipe", cwd=files, check=True)
    listed = gnu("--utc", "-tvf", "x.tar", cwd=files).stdout.splitlines()
    assert listed[0] == "-rw------- joe/pals          5 2020-01-02 03:04 more"
    assert [line.split()[-1] for line in listed] == ["more", "./", "pipe"]


def test_names_from_files(files):
    (files / "list").write_text("more\ntree/pipe\n")
    (files / "nul").write_bytes(b"tree/holes\0more\0")
    compare("tar", "-cvf", "/dev/null", "-T", "list", cwd=files)
    compare("tar", "-cvf", "/dev/null", "--null", "-T", "nul", cwd=files)
    compare("tar", "-cvf", "/dev/null", "-T", "-", cwd=files, input="more\n")
    (files / "not").write_text("a\nb\n")
    compare("tar", "-cvf", "/dev/null", "-X", "not", "tree", cwd=files)


def test_members_and_stripping(files):
    gnu("-cf", "t.tar", "tree", cwd=files)
    for args in (["tree/a"], ["--strip-components=1"], ["--strip-components=2", "tree/a"], ["-m"],
                 ["--exclude=tree/a"], ["--wildcards", "*/x*"], ["tree/none"], ["-p", "tree/b"],
                 ["--no-same-owner", "--no-same-permissions"], ["-v", "tree/b"]):
        trees.beside(files, lambda _: None, "tar", "-xf", files / "t.tar", *args)
    compare("tar", "-xOf", "t.tar", "tree/holes", cwd=files)
    (files / "d1").mkdir()
    (files / "d2").mkdir()
    run("tar", "-xf", "t.tar", "-C", "d1", "tree/pipe", "-C", "../d2", "tree/holes", cwd=files,
        check=True)
    assert os.listdir(files / "d1/tree") == ["pipe"]
    assert os.listdir(files / "d2/tree") == ["holes"]


@pytest.mark.parametrize("how", [[], ["-k"], ["--skip-old-files"], ["--overwrite"], ["-U"],
                                 ["--keep-newer-files"]])
def test_what_is_there_already(how, files):
    gnu("-cf", "t.tar", "more", "tree/a", cwd=files)

    def prepare(folder):
        (folder / "more").write_text("longer than before\n")
        os.link(folder / "more", folder / "other")
    trees.beside(files, prepare, "tar", "-xf", files / "t.tar", *how)


def test_appends_and_updates(files):
    run("tar", "-cf", "x.tar", "more", cwd=files, check=True)
    run("tar", "-rf", "x.tar", "tree/pipe", cwd=files, check=True)
    os.utime(files / "more", (2e9, 2e9))
    run("tar", "-uf", "x.tar", "more", "tree/pipe", cwd=files, check=True)
    assert gnu("-tf", "x.tar", cwd=files).stdout == "more\ntree/pipe\nmore\n"
    compare("tar", "-tf", "x.tar", cwd=files)


def test_compares(files):
    gnu("-cf", "x.tar", "more", "tree", cwd=files)
    compare("tar", "-df", "x.tar", cwd=files)
    (files / "more").write_text("lore\n")
    os.utime(files / "more", (1, 1))
    (files / "tree/holes").chmod(0o600)
    (files / "tree/dangling").unlink()
    (files / "tree/dangling").symlink_to("elsewhere")
    compare("tar", "-df", "x.tar", cwd=files)


def hostile(path, *members):
    with tarfile.open(path, "w", format=tarfile.GNU_FORMAT) as archive:
        for name, kind, link in members:
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, link
            member.size = 4 if kind == tarfile.REGTYPE else 0
            archive.addfile(member, io.BytesIO(b"evil"))


FILE, LINK, HARD = tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE


@pytest.mark.parametrize("members", [
    [("../out", FILE, "")], [("a/../../out", FILE, "")], [("..", FILE, "")],
    [("l", LINK, ".."), ("l/out", FILE, "")],
    [("l", LINK, "{top}"), ("l/out", FILE, "")],
    [("d/l", LINK, "../.."), ("d/l/out", FILE, "")],
    [("l", LINK, "{top}/secret"), ("h", HARD, "l"), ("h", FILE, "")],
    [("h", HARD, "../secret")],
    [("{top}/out", FILE, "")],
])
def test_stays_in_its_folder(members, tmp_path):
    (tmp_path / "secret").write_text("secret\n")
    hostile(tmp_path / "evil.tar", *[(name.format(top=tmp_path), kind, link.format(top=tmp_path))
                                     for name, kind, link in members])
    (tmp_path / "in").mkdir()
    done = run("tar", "xf", "../evil.tar", cwd=tmp_path / "in")
    assert sorted(os.listdir(tmp_path)) == ["evil.tar", "in", "secret"]
    assert (tmp_path / "secret").read_text() == "secret\n"
    assert os.stat(tmp_path / "secret").st_nlink == 1
    assert done.stderr or members[-1] == ("h", FILE, "")


def test_keeps_links_that_point_up(files):
    run("tar", "cf", "x.tar", "tree", cwd=files, check=True)
    (files / "in").mkdir()
    run("tar", "xf", "../x.tar", cwd=files / "in", check=True)
    assert os.readlink(files / "in/tree/dangling") == "nowhere"
    links = [p for p in (files / "in").rglob("soft*") if p.is_symlink()]
    assert links and all(os.readlink(p).startswith("/") for p in links)


@pytest.mark.parametrize("size", [0, 100, 511, 3000, 40000])
def test_cut_off_or_damaged(size, files):
    gnu("-cf", "t.tar", "tree", cwd=files)
    whole = (files / "t.tar").read_bytes()
    (files / "cut.tar").write_bytes(whole[:size])
    done = run("tar", "tf", "cut.tar", cwd=files)
    assert done.returncode == (2 if size else 0)
    assert not size or done.stderr
    for tool in ("gzip", "xz", "zstd"):
        packed = subprocess.run([tool, "-c"], input=whole, capture_output=True, check=True).stdout
        (files / "cut.tar").write_bytes(packed[:len(packed) // 2])
        assert run("tar", "tf", "cut.tar", cwd=files).returncode == 2


def test_other_bytes(tmp_path):
    head = bytearray(tarfile.TarInfo("x").tobuf())
    head[124:136] = b"\x80" + b"\xff" * 11
    for bytes_ in (b"<!DOCTYPE html>" * 100, os.urandom(20000), bytes(head), bytes(head) * 3):
        (tmp_path / "x.tar").write_bytes(bytes_)
        done = run("tar", "xf", "x.tar", cwd=tmp_path)
        assert done.returncode == 2 and done.stderr.startswith("tar: ")


@pytest.mark.parametrize("args, text", [
    ([], "You must specify one of the '-cdtrux' options"),
    (["-c"], "Cowardly refusing to create an empty archive"),
    (["-ct"], "You may not specify more than one '-Acdtrux' option"),
    (["-xf", "none"], "tar: none: Cannot open: No such file or directory\n"
     "tar: Error is not recoverable: exiting now\n"),
    (["-cf", "/dev/null", "none"], "tar: none: Cannot stat: No such file or directory\n"
     "tar: Exiting with failure status due to previous errors\n"),
    (["-xf", "/dev/null", "-C", "none"], "tar: none: Cannot open: No such file or directory\n"),
    (["-cf", "/dev/full", "/etc/passwd"], "Cannot write: No space left on device"),
    (["--format=zip", "-cf", "x", "."], "Invalid archive format 'zip'"),
    (["-xf", "/dev/null", "x"], "tar: x: Not found in archive\n"),
])
def test_says_what_is_wrong(args, text, tmp_path):
    done = run("tar", *args, cwd=tmp_path)
    assert done.returncode == 2 and text in done.stderr


def test_itself_and_unreadable(files):
    done = run("tar", "-cvf", "tree/t.tar", "tree", cwd=files)
    assert done.returncode == 0 and "tree/t.tar: file is the archive; not dumped" in done.stderr
    assert "tree/t.tar" not in done.stdout


def test_through_a_pipe(files):
    execute(["sh", "-c", 'mkdir p; "$0" tar -c -f - tree | "$0" tar -x -f - -C p', BINARY],
            cwd=files, check=True)
    assert in_seconds(files / "p/tree") == in_seconds(files / "tree")
    assert stat.S_ISFIFO(os.lstat(files / "p/tree/pipe").st_mode)
