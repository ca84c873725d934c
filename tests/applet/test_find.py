# SPDX-License-Identifier: MIT
"""find beside GNU's: every test and action, operators, random expressions, deep trees."""
import os
import random
import shlex
import subprocess

import pytest
import trees
from ramsteam import BINARY, compare, execute, run


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    root = tmp_path_factory.mktemp("find")
    trees.make(root / "t", seed=7, files=30)
    for name, text in (("a.c", "int"), ("b.H", ""), ("t/c.txt", "x" * 2000), ("t/two words", "")):
        (root / name).write_text(text)
    (root / "empty").mkdir()
    (root / "t" / "loop").symlink_to("..")
    (root / "t" / "circle").symlink_to("circle")
    os.chown(root / "a.c", 12345, 54321)
    (root / "ref").touch()
    os.utime(root / "ref", (trees.START + 9 * trees.DAY, trees.START + 9 * trees.DAY))
    now = int(subprocess.run(["date", "+%s"], capture_output=True).stdout)
    for hours in (1, 23, 25, 47, 49, 71, 200):
        (root / f"age{hours}").touch()
        os.utime(root / f"age{hours}", (now - hours * 3600 - 30, now - hours * 3600 - 30))
    (root / "list").write_bytes(b"t\0a.c\0none\0")
    return root


def same(args, tree, **how):
    how = {"cwd": tree, "env": {"LC_ALL": "C", "TZ": "UTC", **how.pop("env", {})}, **how}
    words = shlex.split(args) if isinstance(args, str) else args
    theirs, ours = execute(["find", *words], **how), run("find", *words, **how)
    # The order of a folder's files is the filesystem's.
    assert (sorted(ours.stdout.split("\n")), ours.returncode) == \
        (sorted(theirs.stdout.split("\n")), theirs.returncode), (ours.stderr, theirs.stderr)
    return ours


TESTS = r"""
-name '*.c' | -iname '*.h' | -name t | -name '[ab]*' | -path './t/*' | -ipath './T*'
-wholename ./a.c | -name '' | -lname 'no*' | -ilname 'NO*' | -lname . | -regex '.*/[ab]\..'
-regex '\./a\.c' | -iregex '.*\.h' | -regex a | -regextype posix-extended -regex '.*\.(c|H)'
-regextype sed -regex '.*\.\(c\|H\)' | -regex '.*\(c\|H\)' | -regex '.*file[0-9]+'
-regextype egrep -regex '.*[0-9]{2}' | -regextype x -name a | -type f | -type d | -type l
-type p | -type f,d | -type s | -type x | -type f, | -type '' | -xtype f | -xtype d | -xtype l
-size 0 | -size 1 | -size +1 | -size -2 | -size 2000c | -size +1k | -size -1M | -size 1M
-size +0G | -size 4b | -size 1w | -size 5x | -size x | -empty | -perm 644 | -perm -644
-perm /222 | -perm -u+x | -perm /u+s,g+s | -perm u=rw,go=r | -perm 0 | -perm /0 | -perm -0
-perm x | -user root | -user 12345 | -group 54321 | -uid 0 | -uid +0 | -gid -1 | -nouser
-nogroup | -user no-such | -group no-such | -links 1 | -links +1 | -links 2 | -inum 1
-samefile a.c | -newer ref | -anewer ref | -cnewer ref | -newermt '2020-09-20' | -newermm ref
-newerat '2020-09-20 12:00' | -newerxy ref | -newermt x | -newer none | -samefile none | -mtime 0
-mtime 1 | -mtime +1 | -mtime -2 | -mtime +100 | -mtime x | -mmin -90 | -mmin 61 | -mmin +1500
-mmin -1500 | -atime +1 | -daystart -mtime 1 | -daystart -mtime -1 | -readable | -writable
-executable | -true | -false | -fstype ext4 | -fstype proc | -fstype nothing | -maxdepth 0
-maxdepth 1 | -mindepth 1 | -mindepth 2 -maxdepth 2 | -maxdepth x | -depth | -d | -xdev -name a
-mount -type d | -follow -type f | -noleaf -name a | -warn -name a | -nowarn -name a
-name a -o -name b | -name a -o -name b -print | -name a -print -o -name b -print | ! -type d
-not -name '*c*' | '(' -name a -o -type d ')' -name t | -type f -a -name 'a*'
-type f -and -not -name a | '(' -type d | -type d ')' | '(' ')' | -o -name a | -name a -o
-name a -a | ! | -name | -foo | a.c -name a b | -type d -prune | -path ./t -prune -o -print
-name t -prune -false -o -name 'a*' | -quit | -name a.c -print -quit | -print | -print0
-print -print | -printf '%p\n' | -type f -printf '%f|%h|%P|%H|%d\n' | -printf '%s %k %b\n'
-printf '%m %M %u %U %g %G %n %i %D\n' | -type l -printf '%l %y %Y\n' | -printf '%y %Y\n'
-printf '%10p|%-10f|\n' | -maxdepth 1 -printf '%t\n'
-name ref -printf '%t|%a|%TY-%Tm-%Td %TH:%TM:%TS|%T@|%T+|%AY|%Tc|%TT|%Tr|%TD|%Tj\n'
-name a.c -printf '%%|%x|%5d|%05m|%#m|\t\101\\|\0|' | -name a.c -printf 'x\cy\n'
-name a.c -printf '%' | -printf | -name a.c -printf '%F %S\n'
-name a.c -printf '%.2f|%.1M|%3n|%-5s|\n' | -name a.c -ls | -type d -ls | -type l -ls
-name a.c -exec echo {} ';' | -type f -exec echo {} + | -name a.c -exec echo x{}y {} ';'
-name a.c -exec false ';' | -name a.c -exec false ';' -print | -name a.c -exec false {} +
-name a.c -exec /none ';' | -name a.c -exec echo | -name a.c -exec ';'
-name a.c -exec echo {} {} + | -name c.txt -execdir echo {} ';' | -type f -execdir echo {} +
-name c.txt -execdir pwd ';' | -exec echo {} + -name a.c
-name a.c -exec sh -c 'exit 3' ';' -o -name b.H | -name a.c -fprint /dev/stdout
-name a.c -fprintf /dev/stdout '%p\n' | -fprint /none/x | -ignore_readdir_race -name a.c
-files0-from list -name c.txt
"""


@pytest.mark.parametrize("args", [part.strip() for line in TESTS.strip().splitlines()
                                  for part in line.split(" | ")])
def test_expressions(args, tree):
    same(args, tree)
    if "files0" not in args:
        same(f". t {args}", tree)
        same(f"t/ {args}", tree)


@pytest.mark.parametrize("args", [
    "", "t", "t a.c", "none", "none t", "-H t/loop -maxdepth 1", "-L t -maxdepth 3 -type l",
    "-P t/loop", "-L t -type d",
    "-L . -name c.txt", "-H t/loop/ -maxdepth 1", "t/loop/ -maxdepth 1", "t// -maxdepth 1",
    "./t/../t -maxdepth 1", "/ -maxdepth 0",
    "-O3 t -name a", "-D tree t -maxdepth 0", "-- t -maxdepth 0", "-L none", "-L t/circle",
    "t/circle", "-L t/dangling"])
def test_operands(args, tree):
    same(args, tree)


def test_random_expressions(tree):
    pick = random.Random(3)
    atoms = ["-name '*a*'", "-type f", "-type d", "-size +0", "-true", "-false", "-perm -u+x",
             "-links +1", "-print", "-path './t*'", "-prune", "-empty", "-newer ref"]

    def grow(depth):
        if depth == 0 or pick.random() < 0.3:
            return pick.choice(["", "! "]) + pick.choice(atoms)
        kind = pick.choice([" ", " -a ", " -o "])
        inner = grow(depth - 1) + kind + grow(depth - 1)
        return f"'(' {inner} ')'" if pick.random() < 0.6 else inner
    for _ in range(150):
        same(grow(3), tree)


def test_depth_first_order(tree):
    lines = run("find", "t", "-depth", cwd=tree, check=True).stdout.splitlines()
    assert lines[-1] == "t" and lines.index("t/c.txt") < lines.index("t")


@pytest.mark.parametrize("args", ["-delete", "-name '*.o' -delete", "-type f -delete",
                                  "-name x -delete -print",
                                  "-mindepth 1 -delete", "sub -delete", ". -empty -delete",
                                  "-L -mindepth 1 -delete"])
def test_delete(args, tmp_path):
    def prepare(folder):
        for name in ("a.o", "b.c", "sub/c.o", "sub/d/e", "x/y"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).touch()
        (folder / "link").symlink_to("sub")
    trees.beside(tmp_path, prepare, "find", *shlex.split(args))


@pytest.mark.parametrize("answers", ["y\ny\ny\n", "n\nn\n", "", "y\nn\n"])
def test_asks(answers, tmp_path):
    (tmp_path / "a").touch()
    compare("find", ".", "-type", "f", "-ok", "echo", "{}", ";", cwd=tmp_path, input=answers)
    compare("find", ".", "-type", "f", "-okdir", "echo", "{}", ";", cwd=tmp_path, input=answers)


def test_many_arguments_in_few_commands(tmp_path):
    for number in range(9000):
        (tmp_path / f"file-of-a-rather-long-name-{number}").touch()
    done = run("find", tmp_path, "-type", "f", "-exec", "sh", "-c", "echo $#", "sh", "{}", "+")
    counts = [int(line) for line in done.stdout.split()]
    assert sum(counts) == 9000 and 1 < len(counts) < 20


def test_deeper_than_any_path(tmp_path):
    script = 'cd "$1"; for i in $(seq 500); do mkdir dddddddddddd; cd -P dddddddddddd; done; ' \
        'touch end'
    subprocess.run(["sh", "-c", script, "sh", tmp_path], check=True)
    done = run("find", tmp_path, "-name", "end", check=True)
    assert len(done.stdout) > 6000
    assert run("find", tmp_path, "-mindepth", "1", "-delete").returncode == 0
    assert os.listdir(tmp_path) == []


def test_unreadable(tree):
    os.chmod(tree, 0o755)
    (tree / "closed").mkdir(mode=0o700, exist_ok=True)
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    done = execute([*nobody, BINARY, "find", "closed"], cwd=tree)
    assert (done.returncode, done.stdout, done.stderr) == \
        (1, "closed\n", "find: 'closed': Permission denied\n")
    (tree / "closed").rmdir()


def test_says_what_is_wrong(tree):
    for args, text in ((["-foo"], "find: unknown predicate `-foo'\n"),
                       (["-name"], "find: missing argument to `-name'\n"),
                       (["t", "-name", "a", "b"], "find: paths must precede expression: `b'\n"),
                       (["none"], "find: 'none': No such file or directory\n")):
        done = run("find", *args, cwd=tree)
        assert (done.returncode, done.stderr) == (1, text)


def test_terminal_is_safe(tmp_path):
    (tmp_path / "a\x1b[31m").touch()
    done = execute(["script", "-qec", f"{BINARY} find . -name 'a*'", "/dev/null"], cwd=tmp_path)
    assert "\x1b" not in done.stdout
