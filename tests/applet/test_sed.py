# SPDX-License-Identifier: MIT
"""sed beside GNU's: commands, addresses, patterns, mistakes, files in place, random scripts."""
import os
import random
import re
import subprocess

import pytest
from ramsteam import BINARY, compare, execute, run

TEXT = """apple pie
banana split
  cherry cake
date_42 = (fig)

one two  three\tfour
aaa bbb aaa
path/to/file.txt
The quick brown fox
last line"""

# A script a line; "\n" there is a newline.
SCRIPTS = r"""
p|$p|1p;$=|=|n;d|$!N;P;D|N;N;s/\n/+/g|1!G;h;$!d|$!d|2q|2Q|3q5|Q7|q;p|/b/,/d/d|2,4p|2,+2p|2,~4p
0,/a/s//X/|1,/a/s//X/|/date/,$p|$!{h;d};x;G|1~3d|2~2!d|0~4p|5,2p|/x/,3p|2!p|/a/!d|/APPLE/Ip
\,path,p|\xa\xxp|/a/{/b/p}|/a/{p;p}|{p}|{p;};p|1{p;n;p}|/^$/d|s/a/X/|s/a/X/g|s/a/X/2|s/a/X/2g
s/A/x/i|s/A/x/Ig|s/a/X/p|s/.*/[&]/|s/.*/[\&]/|s/\(a*\) \(b*\)/\2 \1/|s/a\|b/X/g|s,a,/,
s/[/]/-/g|s/[^ ]*/<&>/2|s/x*/-/g|s/b*/x/2|s/a*/x/3g|s/\</</g|s/\w\+/[&]/g|s/\W/_/g
s/$/!/|s/^/> /|s/^[ \t]*//;s/[ \t]*$//|s/\s\+/ /g|s/.\{3\}/&\n/g|s/./\U&/|s/\w\+/\L\u&/g
s/\(.\)\(.*\)/\U\1\E\2/|s/.*/\U&/|s/\(a\)\|b/\u\1x/g|s/a/\l\Uxyz/|s/a/\tb\n/|s/a/\x41\o102\d067/
y/abc/xyz/|y/a\/b/x\\y/|y/abc/\n\t\\/|y,a\,b,123,|y/abc/ab/|a foo|i foo|c foo|a\|a\nfoo|$!c foo
2,3!c foo|$c foo|a\  foo|a   foo|a\tfoo|a a\tb|1i\\tfoo|$a end|1a one\ntwo|/a/a x
i\ |r other|$r other|r none|R other|R other;R other|1r other;2R other|w out|/a/w out|W /dev/stdout
w /dev/stdout|s/a/X/w out|l|l 5|l 1|l 0|N;l|H;x;s/\n/,/g|H;$!d;x;s/\n/,/g|G|G;G|x|x;p;x|g|h;G
z;s/^$/E/
F|1F|D|N;D|$!N;$!D|:a;N;$!ba;s/\n/ /g|:a;s/^\(.*\)a/\1X/;ta|:a;$!{N;ba};s/\n/;/g|/a/b;s/^/no /
/a/bx;s/^/no /;:x|/a/b x;s/^/no /;: x|s/a/X/;t;s/^/no /|s/a/X/;T;s/^/yes /|s/a/X/;tx;b;:x;s/$/!/
n;n;s/./X/|n;n;n;n;n;n;2,5p|n;2,5p|N;N;2,4d|2{N;N;s/\n/-/g}|$!n;s/a/b/|v|v 4.2|e echo hi|1e echo hi
1s/.*/echo run/e|#n|p # c|p;#c|s/a/b/;# c|;;p;;|  p  ;  p|
{;;p;;}|{p;p|}|p}|1|$|1,|,2p|1,p|!|!!p|k|3k|s|s/|s/a|s/a/|s/a/b|s/a/b/q|s/a/b/0|s/a/b/gg|s/a/b/pp
s/a/b/2 3|s/a/b/22|s/\(a/b/|s/a\)/b/|s/a/\1/|s/\(a\)/\2/|s/[a/b/|s/a\{1/b/|s//x/|/a/s//<&>/g|//p
s//x/I|s//x/M|//Id|//Mp|/a/s//x/I|/a/I{//p}|s//x/2|/a/{s/b/c/;s//d/g}
s][[]]X]g|s][]]]X]|s][^]]]X]g|s][[]a]X]|s,[\,],X,
y/a|y/a/
y/a/b|y/ab/c/|a|i|c|r|w|:|b nowhere|t nowhere|1:a|1}|0p|0,3p|0,/x/p|+3p|1,2q|1,2=|p x|d x|q x|l x
}|1,2{|s/a/b/w|2,+0p|2,~0p|1~0p|s/\n/X/|N;s/^b/X/M|N;s/e$/X/Mg|N;s/\`b/X/M|N;N;s/e\'/X/M
s/a\{2\}/X/|s/\(.\)\1/<\1>/g|s/^\(.*\) \(.*\)$/\2 \1/|s/a*\(b\)*/[\1]/g|s/\(^\|[^a]\)b/\1X/g
s/[[:space:]]/_/g|s/[[:upper:]]/(&)/g|s/[]]/x/|s/[^]]/x/|s/[a-c]/x/g|s/\./!/|s/*/x/|s/a\?b/X/g
s/a*/X/
s/a\.*/X/|s/\(a\|ab\)\(c\|bcd\)*/[&]/|s/\x5e/b/|s/\x61/b/g|s/[\n]/b/|s/\t/TAB/|s/a.*a/X/|s/\S*$/X/
s/.//3|s/ \+/&&/2|/one/,/two/s/^/> /|/two/,/one/d|$!{$!p}|1!{2!{3!d}}|/a/,/b/{//!d}|2{p}|2{p};3{p}
1d;n;d|2,3{d};p|1,3s/^/#/;2s/#/!/|1h;2,3H;$G|/fig/{x;p;x}|1{h;d};G|s/a/b/;s/b/c/;s/c/d/
y/abc/bca/;p
s/o/0/;s/o/0/;s/o/0/|s.a\.b.X.|s*a\**X*|s+1\+1+X+|s&a&[\&]&|s/a/\//|sxaxbx
"""
SCRIPTS = re.split(r"(?<!\\)[|\n]", SCRIPTS.strip()) + [
    "s|/|\\||g", "s/\\b/|/g", "s|a\\|b|X|g", "\\|a\\|b|p", "s/a/\\\n/", "a\\\nfoo",
    "i\\\n  foo\\\nbar", "c\\\nfoo", "2,4c\\\nchanged", "#n\np", "# c\np # c", "1,3{=;#c\n}",
    "a foo\np", "/a/{\np\n}"]
EXTENDED = r"""
s/(a|b)+/X/g;s/(.)(.)/\2\1/g;s/a{2}/X/;s/a{1,}/X/g;s/a?b/X/;s/^(.*) (.*)$/\2 \1/;s/(^|[^a])b/\1X/g
s/a+|b+/<&>/g;s/\(/[/;s/[0-9]+/(&)/;s/(a*)*/X/;s/(a*)+/X/;s/a|/X/g;s/()/X/;s/\{/x/;s/a{/x/;s/+/x/
s/(a/x/
s/a)/x/;s/\w+/\u&/g;s/(\w+) (\w+)/\2 \1/;s/^.{4}/&-/;s/(.)\1/<\1\1>/g;s/([a-z]+)[^a-z]+/\U\1\E-/g
s/((a)(b)?)/[\1\2\3]/g;s/a{,2}/x/;s/\ba/X/g;s/(x|y|)a/[\1]/;s/.{0,3}$//;s/^|$/"/g;s/\<./\u&/g
""".strip("\n").replace("\n", ";").split(";")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    root = tmp_path_factory.mktemp("sed")
    (root / "text").write_text(TEXT)
    (root / "other").write_text("other 1\nother 2\n")
    (root / "short").write_text("no newline")
    (root / "empty").write_text("")
    (root / "nul").write_bytes(b"a\nb\0b\nc\0end")
    (root / "utf8").write_text("café\nÀ la carte\n日本語\n")
    (root / "script").write_text("#!/bin/sed -f\n/a/{\ns/a/X/\n}\n$a\\\nend\n")
    (root / "wrong").write_text("p\np\nk\n")
    return root


def both(*args, cwd, **how):
    """Output, exit code and messages, and the file that w has written."""
    out = cwd / "out"
    how["env"] = {"LC_ALL": "C", **how.get("env", {})}
    results = []
    for command in (["sed"], [BINARY, "sed"]):
        out.unlink(missing_ok=True)
        done = execute([*command, *args], cwd=cwd, timeout=20, **how)
        results.append((done.stdout, done.returncode, done.stderr.split("\nUsage")[0],
                        out.read_text() if out.exists() else None))
    return results


@pytest.mark.parametrize("script", SCRIPTS)
def test_scripts(script, files, tmp_path):
    for name in ("other", "none"):
        if name != "none":
            (tmp_path / name).write_text((files / name).read_text())
    for flags in ([], ["-n"]):
        theirs, ours = both(*flags, "--", script, input=TEXT, cwd=tmp_path)
        assert ours == theirs


@pytest.mark.parametrize("script", EXTENDED)
def test_extended(script, files):
    for flags in (["-E"], ["-nr"]):
        theirs, ours = both(*flags, "-e", script, "-e", "p", input=TEXT, cwd=files)
        assert ours == theirs


@pytest.mark.parametrize("args", [
    [], ["-n"], ["-f", "script", "text"], ["-f", "wrong", "text"], ["-f", "none", "text"],
    ["-e", "a\\", "-e", "foo", "text"], ["-e", "a foo", "-e", "p", "text"], ["-e", "p", "-e",
    "x;k"],
    ["-e", "{p", "-e", "}", "text"], ["-e", "i\\", "-e", "  x", "text"], ["p", "text", "none"],
    ["p", "none"], ["-n", "$p", "text", "empty"], ["-n", "$=", "text", "other", "empty"],
    ["-s", "-n", "$=", "text", "other"], ["-n", "$p", "empty", "none"], ["-s", "1F", "text",
    "other"],
    ["-s", "$!N;s/\\n/+/", "text", "other"], ["-s", "2,/e/d", "text", "other"],
    ["p", "short"], ["p", "short", "short"], ["$!d", "short", "empty"], ["i x", "short"],
    ["a x", "short"], ["=", "short"], ["r short", "other"], ["R short", "other"],
    ["r short", "short", "other"], ["G", "short"], ["x;G", "short"], ["N;P;D", "short", "other"],
    ["-z", "s/\\n/,/g", "nul"], ["-z", "s/^b/X/", "nul"], ["-nz", "l", "nul"], ["-z", "$!d",
    "nul"],
    ["-z", "cfoo", "nul"], ["-z", "1ifoo", "nul"], ["-z", "1i\\\na\\\nb", "nul"],
    ["-z", "1afoo", "nul"], ["-z", "N;P;D", "nul"],
    ["-z", "G", "nul"], ["-z", "=", "nul"], ["-zs", "1F", "nul"],
    ["-l", "10", "-n", "l", "text"], ["-l5", "l", "text"], ["--line-length=1", "-n", "l", "text"],
    ["-l0", "-n", "l", "text"], ["--expression=p", "--quiet", "text"], ["--silent", "p", "text"],
    ["--regexp-extended", "s/(a)/\\1\\1/", "text"], ["--null-data", "p", "nul"],
    ["--sandbox", "w x", "text"], ["--sandbox", "s/a/b/e", "text"], ["--sandbox", "r x", "text"],
    ["p", "."], ["-i", "p", "."], ["-i", "p"], ["-u", "p", "text"], ["--nope"], ["-q"],
    ["p", "-", "text"], ["F", "-"], ["w /none/x", "text"], ["-n", "/a/p", "--", "text"],
    ["p", "text", "-n"], ["--", "p", "text"], ["-e"], ["-s", "-n", "$p;1p", "text", "other"],
])
def test_operands(args, files):
    theirs, ours = both(*args, input="in\nput\n", cwd=files)
    assert ours[0] == theirs[0] and ours[1] == theirs[1], (ours[2], theirs[2])


@pytest.mark.parametrize("script", [
    "y/éà/ea/", "s/é/e/", "s/./X/g", "s/.*/\\U&/", "s/.*/\\L&/", "s/\\w/[&]/g", "l",
    "s/^./\\u&/", "s/É/x/I", "y/日本/AB/", "s/[àé]/x/g", "s/./&&/2", "s/[^a-z]/_/g"])
def test_utf8(script, files):
    # In the C locale GNU's makes bytes of 255 where it changes letters.
    for locale in ("C.UTF-8",) if "\\" in script else ("C", "C.UTF-8"):
        theirs, ours = both(script, "utf8", cwd=files, env={"LC_ALL": locale})
        assert ours == theirs


@pytest.mark.parametrize("args", [
    ["-i", "s/a/X/", "f"], ["-i.bak", "s/a/X/", "f"], ["-i", "-e", "1d", "f", "g"],
    ["--in-place=.old", "$d", "f", "g"], ["-ibak_*", "p", "f"], ["-i", "-n", "p", "g"],
    ["-i", "2q", "f"], ["-i", "F;=", "f"], ["-i", "w out", "f"], ["-i", "$a end", "g"],
    ["-n", "-i", "$p", "f", "g"], ["-i", "s/$/ /w /dev/stdout", "f"], ["-i", "p", "none"],
    ["-i", "p", "none", "f"], ["-i", "p", ".", "f"], ["-i", "p", "link"], ["-i", "1i top", "e"],
    ["-i", "--follow-symlinks", "p", "link"], ["-Ei", "s/(a)/\\1\\1/", "f"], ["-ibaks/*", "p",
    "f"],
    ["-i", "k", "f"], ["-s", "1p", "f", "g"], ["-i", "r f", "g"]])
def test_in_place(args, tmp_path):
    seen = []
    for tool in (["sed"], [BINARY, "sed"]):
        folder = tmp_path / tool[-1].replace("/", "") / str(len(tool))
        (folder / "baks").mkdir(parents=True)
        (folder / "f").write_text("a\nba\nc\n")
        (folder / "g").write_text("one\ntwo")
        (folder / "e").write_text("")
        (folder / "f").chmod(0o640)
        (folder / "link").symlink_to("f")
        done = execute([*tool, *args], cwd=folder, env={"LC_ALL": "C"})
        seen.append((done.stdout, done.returncode, {
            str(path.relative_to(folder)): (path.is_symlink(), path.stat().st_mode,
            path.read_text())
            for path in folder.rglob("*") if path.is_file()}))
    assert seen[0] == seen[1]


def random_script(pick):
    pattern = "".join(pick.choice(["a", "b", ".", "[ab]", "a*", "^", "$", "\\(a\\|b\\)", "\\w*",
    " ",
                                   "b\\+", "\\n", "[^a]", "a\\?"])
                      for _ in range(pick.randint(1, 3)))
    address = pick.choice(["", "", "1", "2", "$", f"/{pattern}/", "2~2", "0~3", "1,3", "2,$",
    "3,1",
                           f"/{pattern}/,3", f"2,/{pattern}/", f"/a/,/{pattern}/", "2,+1", "1,~2",
                           f"0,/{pattern}/", f"/{pattern}/,+1"])
    address += pick.choice(["", "", "", "!"]) if address else ""
    command = pick.choice(["p", "d", "$!N;P;D", "n", "N", "g", "G", "h", "H", "x", "P", "=", "l",
    "z",
    "q",
                           "a\\\nA", "i\\\nI", "c\\\nC", "y/ab/ba/", f"s/{pattern}/X/",
                           f"s/{pattern}/[&]/g", f"s/{pattern}/<&>/2", f"s/{pattern}//p",
                           f"s/{pattern}/\\n/", "tz", "b", f"{{p;s/{pattern}/Y/\n}}", "s//Z/",
                           "n;n"])
    return f"{address}{command}"


@pytest.mark.parametrize("seed", range(6))
def test_random(seed, tmp_path):
    pick = random.Random(seed)
    for _ in range(60):
        text = "\n".join("".join(pick.choice("aab  b") for _ in range(pick.randint(0, 6)))
                         for _ in range(pick.randint(1, 9))) + pick.choice(["", "\n"])
        script = "\n".join(random_script(pick) for _ in range(pick.randint(1, 4))) + "\n:z"
        flags = [pick.choice(["-n", "-s", "--"])]
        try:
            execute(["sed", *flags, script], input=text, timeout=0.5, cwd=tmp_path)
        except subprocess.TimeoutExpired:
            continue        # a script that loops for ever
        theirs, ours = both(*flags, script, input=text, cwd=tmp_path)
        assert ours == theirs, (flags, script, text)


def test_quits_and_leaves_the_rest(files):
    for script in ("1q", "2q"):
        ours = execute(["bash", "-c", f'(seq 5 | ("$0" sed -u {script}; cat))', BINARY])
        assert ours.stdout == "1\n2\n3\n4\n5\n"


def test_shows_at_once():
    with subprocess.Popen([BINARY, "sed", "-u", "s/a/b/"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as process:
        process.stdin.write(b"a\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"b\n"
        process.stdin.close()


def test_failed_write_is_told(files):
    done = execute(["bash", "-c", '"$0" sed p text > /dev/full', BINARY], cwd=files)
    assert done.returncode == 4 and "No space left on device" in done.stderr


def test_full_disk_keeps_the_file(tmp_path):
    (tmp_path / "f").write_text("keep\n")
    done = execute(["bash", "-c", f'ulimit -f 0; trap "" XFSZ; "{BINARY}" sed -i s/k/x/ f'],
                   cwd=tmp_path)
    assert done.returncode == 4
    assert os.listdir(tmp_path) == ["f"] and (tmp_path / "f").read_text() == "keep\n"


def test_large(tmp_path):
    (tmp_path / "f").write_text("".join(f"line {n} of many\n" for n in range(200000)))
    compare("sed", "-n", "s/9\\(.\\)/[\\1]/gp", "f", cwd=tmp_path)
    assert run("sed", "-n", "$=", "f", cwd=tmp_path).stdout == "200000\n"
