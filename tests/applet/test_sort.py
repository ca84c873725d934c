# SPDX-License-Identifier: MIT
"""sort beside GNU's: keys, orders, random sets of both, more than fits into memory."""
import random

import pytest
from ramsteam import BINARY, compare, execute, run

TEXT = """banana 3 x
Apple 10 y
cherry 2 z
apple 10 a
 leading 1 b
banana 3 a

10
9
-5
1.5
1e2
2K
1M
500
Feb 1
jan 2
DEC 3
unknown 4
file10.txt
file9.txt
file1.2.txt
a:b:3
a:c:1
b:a:2
tab\tfield\t7
Zebra 0x10
zebra 010
 spaces   between 4
x.y-z
xy z
+5
.5
-0
0
nan
inf
last line"""

FLAGS = """|-r|-f|-n|-nr|-g|-h|-M|-V|-d|-i|-b|-u|-s|-c|-C|-m|-z|-fu|-nu|-gu|-hu|-Mu|-k2|-k2n
-k2nr|-k2,2|-k2,2n|-k1,1|-k1.2|-k1.2,1.3|-k2b|-k1b,1|-k2,2b|-t: -k2|-t: -k3n|-t: -k2,2 -k1,1
-t: -k1,1r -k3n|-t , -k2|-k1f|-k1,1f -k2n|-k1d|-k1V|-k1M|-k1h|-k1g|-sk1,1|-u -k1,1|-r -k1,1
-rs -k1,1|-n -k2|-k2 -n|-k2,1|-k9|-k1.9|-k1.0|-k0|-k1,0|-k x|-k1x|-k1.|-k1,x|-t ''|-t xx
-t : -t ,|-nd|-ng|-Mn|-di|-dfi|--sort=numeric|--sort=version|--sort=x|--check|--check=quiet
--check=x|-cC|-S 1M|-S x|--key=2n|--reverse|--field-separator=: -k2|-k1,1 -k2,2n -r|-k2.2n
-k1.3,1.5|-t: -k2.1,2.1|-k 2 -b|-k1,1b -k2b,2|--parallel=2|-T /tmp|-bn|-k3|-k1i|-fd|-k1fd|-o -|-q
-nb|-uf|-k1,1u|-k1r|-r -k1r|-V -r|-k2V -k1|-k1,2|-k1,2.1""".replace("\n", "|").split("|")


@pytest.mark.parametrize("flags", FLAGS)
def test_flags(flags, tmp_path):
    words = [word.strip("'") for word in flags.split()]
    how = {"cwd": tmp_path}
    compare("sort", *words, input=TEXT, **how)
    compare("sort", *words, input=TEXT + "\n", **how)
    compare("sort", *words, input="", **how)
    compare("sort", *words, input="b\na\n\nb\n", **how)


@pytest.mark.parametrize("seed", range(8))
def test_random(seed):
    pick = random.Random(seed)
    for _ in range(25):
        lines = ["".join(pick.choice(["a", "B", "1", "22", " ", ":", "-", ".", "\t", "K", "x"])
                         for _ in range(pick.randint(0, 8))) for _ in range(40)]
        words = []
        for _ in range(pick.randint(0, 3)):
            key = f"{pick.randint(1, 3)}"
            if pick.random() < 0.4:
                key += f".{pick.randint(1, 3)}"
            key += "".join(pick.sample("bfr", pick.randint(0, 2))) + pick.choice(["", "n", "d",
                                                                                  "V", "g", "h"])
            if pick.random() < 0.5:
                key += f",{pick.randint(1, 4)}"
                if pick.random() < 0.4:
                    key += f".{pick.randint(0, 3)}"
            words.append("-k" + key)
        words += pick.sample(["-r", "-s", "-u", "-b", "-f"], pick.randint(0, 2))
        if pick.random() < 0.4:
            words += ["-t:"]
        compare("sort", *words, input="\n".join(lines))


@pytest.mark.parametrize("words", [
    "-n -g", "-g -n", "-d -n", "-i -h", "-n -V -k2n", "-n -M -k2", "-d -g -k2,2r", "-i -n -k1b",
    "-k1ng", "-k1nd", "-k1dV", "-nn", "-n -n -k2"])
def test_orders_that_exclude_one_another(words):
    compare("sort", *words.split(), input="b 2\na 10\n")


def test_files(tmp_path):
    (tmp_path / "a").write_text("c\na\nb")
    (tmp_path / "b").write_text("x\nb\n")
    (tmp_path / "s1").write_text("a\nc\ne\n")
    (tmp_path / "s2").write_text("b\nc\nd")
    (tmp_path / "list").write_bytes(b"a\0b\0")
    for args in ("a b", "a - b", "-m s1 s2", "-mu s1 s2", "-mr s1 s2", "none a", "a none", ".",
                 "-c a", "-c s1", "-c a b",
                 "-C a", "-c none", "--files0-from=list", "--files0-from=none",
                 "--files0-from=list a", "-cu s1", "-m s1 a", "-k1,1 a b", "-c -o x a"):
        compare("sort", *args.split(), cwd=tmp_path, input="in\n")
    done = run("sort", "-c", "a", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "sort: a:2: disorder: a\n")


@pytest.mark.parametrize("flags", ["", "-m", "-u"])
def test_output_over_input(flags, tmp_path):
    (tmp_path / "a").write_text("c\na\nb\na\n" if flags != "-m" else "a\nb\nc\n")
    expected = execute(["sort", *flags.split(), "a"], cwd=tmp_path, env={"LC_ALL": "C"}).stdout
    run("sort", *flags.split(), "-o", "a", "a", cwd=tmp_path, check=True)
    assert (tmp_path / "a").read_text() == expected


@pytest.mark.parametrize("flags", ["", "-n", "-u", "-r -k2", "-s -k2,2", "-u -k2,2"])
def test_more_than_memory(flags, tmp_path):
    pick = random.Random(1)
    (tmp_path / "big").write_text("".join(
        f"{pick.randint(0, 99999)} word{pick.randint(0, 99)}\n" for _ in range(60000)) + "end")
    theirs = execute(["sort", *flags.split(), "big"], cwd=tmp_path, env={"LC_ALL": "C"})
    for memory in ("100K", "1M", "1G"):
        ours = run("sort", "-S", memory, *flags.split(), "big", cwd=tmp_path,
                   env={"TMPDIR": str(tmp_path)}, check=True)
        assert ours.stdout == theirs.stdout
    ours = run("sort", "-S100K", "--batch-size=2", *flags.split(), "big", cwd=tmp_path,
               env={"TMPDIR": str(tmp_path)}, check=True)
    assert ours.stdout == theirs.stdout
    assert sorted(path.name for path in tmp_path.iterdir()) == ["big"]


def test_random_order():
    text = "".join(f"{n}\n" for n in range(100)) * 2
    one, two = (run("sort", "-R", input=text, check=True).stdout.split() for _ in range(2))
    assert one != two and sorted(one) == sorted(two) == sorted(text.split())
    assert all(a == b for a, b in zip(one[::2], one[1::2]))


def test_full_disk(tmp_path):
    done = execute(["sh", "-c", 'echo x | "$0" sort > /dev/full', BINARY])
    assert done.returncode == 2 and "No space left on device" in done.stderr
    done = run("sort", "-o", "none/x", cwd=tmp_path, input="a\n")
    assert done.returncode == 2 and "open failed: none/x: No such file or directory" in done.stderr
