# SPDX-License-Identifier: MIT
"""ls beside GNU's: every option on a tree of every kind of file, random sets of options, widths."""
import os
import random
import subprocess

import pytest
import trees
from ramsteam import BINARY, compare, execute, run


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    root = trees.make(tmp_path_factory.mktemp("ls") / "t", seed=3, files=40)
    for name in ("UPPER", "lower", "Mixed", "two words", "back\\slash", "tab\there", "x.tar.gz",
                 "a.c", "b.h", "file10", "file9", "file1.2", "backup~", "-dash", "trailing ",
                 'quo"te', "~tilde", "a=b", "#hash", "dollar$"):
        (root / name).write_text(name)
        os.utime(root / name, (trees.START, trees.START + len(name) * 86400))
    os.chown(root / "lower", 12345, 54321)
    (root / "big").touch()
    os.truncate(root / "big", 5_000_000_000)
    for name, mode in (("exe", 0o755), ("suid", 0o4755), ("sgid", 0o2755)):
        (root / name).write_text("x")
        (root / name).chmod(mode)
    for name, mode in (("sticky", 0o1777), ("other", 0o777), ("justst", 0o1755)):
        (root / name).mkdir()
        (root / name).chmod(mode)
    os.mknod(root / "null", 0o20666, os.makedev(1, 3))
    os.mknod(root / "loop0", 0o60660, os.makedev(7, 123))
    (root / "with:colon" / "in it").mkdir(parents=True)
    (root / "recent").write_text("now")
    (root / "future").write_text("later")
    os.utime(root / "future", (4e9, 4e9))
    (root / "toexe").symlink_to("exe")
    (root / "tosticky").symlink_to("sticky")
    # A first look changes the time of access (relatime), a second one does not.
    for folder, folders, files in os.walk(root):
        for path in (os.path.join(folder, name) for name in [*folders, *files]):
            if os.path.islink(path):
                os.readlink(path)
    return root


@pytest.mark.parametrize("flags", [
    "", "-1", "-a", "-A", "-l", "-la", "-C", "-x", "-m", "-F", "-p", "-d", "-i", "-s", "-S", "-t",
    "-U", "-X", "-r", "-R", "-lR", "-Q", "-q", "-b", "-N", "-g", "-o", "-n", "-G", "-lG", "-lh",
    "-lk", "-ls", "-li", "-lis", "-lL", "-lH", "-L", "-H", "-B", "-v", "-lt", "-ltr", "-lS", "-lSr",
    "-lu", "-lc", "-u", "-c", "-ltu", "-lF", "-lp", "--file-type", "-l --file-type", "--full-time",
    "--group-directories-first", "-l --group-directories-first", "--si -l", "-sh", "-lsh", "-sk",
    "-Cs", "-Ci", "-Cis", "-xs", "-ms", "-CF", "-xF", "-mF", "-CQ", "-Cb", "-CR", "-aR", "-f",
    "-lf", "-fl", "--author -l", "-I *.c", "--hide=*.c", "-a --hide=*.c",
    "-l --time-style=long-iso", "-l --time-style=iso", "-l --time-style=full-iso",
    "-l --time-style=+%s", "-l --time-style=locale", "-l --time-style=+%Y.%N", "--time=atime -l",
    "--time=ctime -lt", "--sort=size", "--sort=time", "--sort=none", "--sort=extension",
    "--sort=width", "--sort=version", "--format=long", "--format=commas", "--format=across",
    "--format=vertical", "--format=single-column", "--quoting-style=shell",
    "--quoting-style=shell-always", "--quoting-style=shell-escape",
    "--quoting-style=shell-escape-always", "--quoting-style=c", "--quoting-style=escape",
    "--quoting-style=literal", "-C --quoting-style=shell-escape", "-l --quoting-style=shell-escape",
    "-m --quoting-style=shell-escape", "-x --quoting-style=shell", "-q --quoting-style=shell",
    "--color=always", "-l --color=always", "-C --color=always", "-F --color=always",
    "-R --color=always", "--color=never", "--color=auto", "-w 40 -C", "-w 0 -C", "-w 200 -C",
    "-w 30 -x", "-w 50 -m", "-w 0 -m", "-C -T 0", "-C -T 4", "--zero", "--zero -l",
    "--block-size=1K -l", "--block-size=M -l", "--block-size=1M -ls", "--block-size=kB -s", "-1C",
    "-C1", "-l1", "-1l", "-dl", "-d *", "-ld .", "--indicator-style=slash",
    "--indicator-style=classify", "--classify", "--classify=never", "--classify=auto", "-gG", "-og",
    "-no", "-ng", "-lrS", "-Ur", "-tU", "-k -h -s", "-h -k -s", "--sort=bad", "--time=bad",
    "--format=bad", "--color=bad", "--quoting-style=bad", "-w x", "-T x", "--time-style=bad -l",
    "--block-size=bad", "-Z", "-lZ", "-CZ", "-xisZ",
    "-mZ", "-aA", "-Aa", "-k --block-size=K -s", "-RbF", "-RQ", "-R --quoting-style=shell",
    "-R --quoting-style=shell-escape", "-l -L --full-time", "-lL --time-style=+", "-lLis",
    "--sort=width --quoting-style=shell-escape -l", "-lisZ --author", "-oZ", "-gZ",
    "-j", "--nonsense", "-y", "--dereference-command-line -l",
])
def test_options(flags, tree):
    how = {"cwd": tree, "env": {"TZ": "UTC"}}
    words = flags.split()
    if words and words[-1] == "*":
        words = words[:-1] + sorted(os.listdir(tree))
        words.insert(1, "--")
    # Unsorted is in the filesystem's order, but for . and .. which come first here.
    if words[:1] in (["-f"], ["-lf"], ["-fl"]):
        words.append("-I.*")
    compare("ls", *words, **how)
    compare("ls", *words, "a", "x.tar.gz", "none", "dangling", **how)
    compare("ls", *words, "a/to-b", "toexe", "tosticky", "null", "loop0", **how)


def test_random_sets(tree):
    pick = random.Random(11)
    letters = "aAbBcCdFgGhHiIklLmnNopqQrRsStuvxXZ1"
    for _ in range(150):
        chosen = [pick.choice(letters.replace("I", "")) for _ in range(pick.randint(1, 6))]
        words = ["-" + "".join(chosen), "-w", str(pick.choice([20, 60, 80, 132]))]
        compare("ls", *words, cwd=tree, env={"TZ": "Europe/Berlin"})


@pytest.mark.parametrize("width", range(1, 130, 7))
def test_columns(width, tree):
    compare("ls", "-C", "-w", width, cwd=tree)
    compare("ls", "-x", "-w", width, cwd=tree)
    compare("ls", "-C", cwd=tree, env={"COLUMNS": str(width)})


@pytest.mark.parametrize("seed", range(5))
def test_version_order(seed, tmp_path):
    pick = random.Random(seed)
    for _ in range(60):
        name = "".join(pick.choice(["1", "9", "0", "a", "B", ".", "~", "-", "_", "10", ".c", "00",
                                    "+"])
                       for _ in range(pick.randint(1, 6)))
        if name not in (".", ".."):
            (tmp_path / name).touch()
    compare("ls", "-v", cwd=tmp_path)
    compare("ls", "-av", cwd=tmp_path)


@pytest.mark.parametrize("flags", ["", "-l", "-a", "--color=auto", "-F", "-s", "-lF", "-1", "-m",
                                   "-Q", "-q"])
@pytest.mark.parametrize("lang", ["C", "C.UTF-8"])
def test_terminal(flags, lang, tree):
    def typescript(command):
        script = f"stty cols 91; {command} {flags}"
        return execute(["script", "-qec", script, "/dev/null"], cwd=tree,
                       env={"LC_ALL": lang, "TZ": "UTC"}).stdout
    assert typescript(f"{BINARY} ls") == typescript("ls")


@pytest.mark.parametrize("colors", ["", "di=31:ln=target:*.c=32:ex=0", "fi=33:or=41:mi=42:*.gz=35",
                                    "rs=0:ln=01;33:st=1:pi=0"])
def test_own_colors(colors, tree):
    compare("ls", "--color=always", "-l", cwd=tree, env={"LS_COLORS": colors, "TZ": "UTC"})
    compare("ls", "--color=always", cwd=tree, env={"LS_COLORS": colors})


def test_utf8_columns(tree):
    (tree / "日本語のファイル").touch()
    (tree / "bad\udcff").touch()
    for flags in (["-C"], ["-x"], ["-q"], ["-Cb"], ["-CQ"], ["-C", "--quoting-style=shell-escape"]):
        compare("ls", *flags, cwd=tree, env={"LC_ALL": "C.UTF-8"})
    (tree / "日本語のファイル").unlink()
    (tree / "bad\udcff").unlink()


@pytest.mark.parametrize("args, status, text", [
    (["none"], 2, "ls: cannot access 'none': No such file or directory\n"),
    (["-d", "none", "."], 2, "ls: cannot access 'none': No such file or directory\n"),
])
def test_says_what_is_wrong(args, status, text, tmp_path):
    done = run("ls", *args, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (status, text)


def test_links_in_a_circle(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "up").symlink_to("..")
    compare("ls", "-LR", cwd=tmp_path)
    compare("ls", "-R", cwd=tmp_path)


def test_unreadable(tmp_path):
    (tmp_path / "in").mkdir()
    tmp_path.chmod(0o755)
    (tmp_path / "in").chmod(0o000)
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    for flags in ("-R", "-l"):
        ours = execute([*nobody, BINARY, "ls", flags, "."], cwd=tmp_path)
        theirs = execute([*nobody, "ls", flags, "."], cwd=tmp_path)
        assert (ours.stdout, ours.returncode) == (theirs.stdout, theirs.returncode)
    assert execute([*nobody, BINARY, "ls", "in"], cwd=tmp_path).stderr == \
        "ls: cannot open directory 'in': Permission denied\n"


def test_many_files_is_quick(tmp_path):
    for number in range(3000):
        (tmp_path / f"{number:x}").touch()
    assert subprocess.run([BINARY, "ls"], cwd=tmp_path, capture_output=True).stdout == \
        subprocess.run(["ls"], cwd=tmp_path, capture_output=True, env={"LC_ALL": "C"}).stdout
