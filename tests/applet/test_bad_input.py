# SPDX-License-Identifier: MIT
"""Bad input, applet by applet, beside the host's tools: what cannot be read, written or meant."""
import itertools
import os
import shutil
import subprocess

import pytest
from ramsteam import BINARY

ARGUMENTS = {   # what an applet needs besides files
    "cat": [], "cut": ["-f1"], "egrep": ["a"], "expr": None, "fgrep": ["a"], "grep": ["a"],
    "head": [], "nl": [], "od": [], "sed": ["p"], "sort": [], "strings": [], "tail": [],
    "uniq": [], "wc": [], "hexdump": ["-C"], "xxd": [], "tr": None, "seq": None, "printf": None,
    "echo": None, "test": None, "tee": None, "xargs": None, "cmp": None, "true": None,
    "false": None,
}
READERS = [name for name, words in ARGUMENTS.items() if words is not None]
WRITES = {      # prints something of "plain", a file, or its arguments
    **{name: [*words, "plain"] for name, words in ARGUMENTS.items() if words is not None},
    "expr": ["1", "+", "1"], "seq": ["3"], "printf": ["x"], "echo": ["x"], "tr": ["a", "b"],
    "tee": [], "xargs": [], "cmp": ["-l", "plain", "binary"],
}
IMPOSSIBLE = """
head -n x|head -c -x|head -n 1q|head -n ''|tail -n x|tail -c 1q|tail -s x|tail -s -1|tail --pid=x
tail -n ''|cut -f 0|cut -f 2-1|cut -f x|cut -d ab -f1|cut -b ''|sort -k 0|sort -k x|sort -k 1.0
sort -t ab|sort -t ''|sort -S x|sort --sort=x|sort -k 1,x|sort -cC|uniq -f x|uniq -s -1|uniq -w x
uniq --group=x|uniq -D -c|uniq --all-repeated=x|nl -b x|nl -w 0|nl -w x|nl -v x|nl -i x|nl -n x
nl -l 0|nl -b 'p\\('|od -t q|od -A q|od -j x|od -N -1|od -w0|od -t x3|wc --total=x|grep -m x a
grep -A x a|grep -C -1 a|grep -E -F a|grep '\\('|grep --binary-files=x a|sed k|sed 's/a'|sed -n
seq x|seq 1 2 3 4|seq 1 0 5|seq -f x 3|seq -f %d 3|tr a|tr z-a b|tr '[:x:]' b|tr a b c|tr|expr
expr 1 +|expr 1 / 0|expr a + 1|expr '('|printf|printf %d x|printf %z|xargs -n 0|xargs -n x
xargs -L x|xargs -s 1|xargs -P x|xargs -d ab|tee -q|tee --output-error=x|cmp|cmp -n x plain plain
cmp -i x plain plain|cmp -l -s plain plain|test -q x|test 1 -eq x|test a b|test '(' a
test a b c d e|cat --nope|cat -Q|echo --nope|strings -n 0|strings -t q|strings -n x|grep|sed|cut
cut -f1 -b1|head --lines|tail --lines|nl --nope|uniq a b c|wc --files0-from=none
sort --files0-from=none|wc --files0-from=- -- a|true --nope|false --nope
""".replace("\n", "|").strip("|").split("|")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    root = tmp_path_factory.mktemp("bad")
    (root / "plain").write_text("a\nb a\n")
    (root / "binary").write_bytes(b"a\0\xff\nb\xc3\xa9a\n")
    (root / "folder").mkdir()
    os.symlink("loop", root / "loop")
    os.symlink("none", root / "dangling")
    (root / "new\nline").write_text("a\n")
    (root / os.fsdecode(b"\xff\xfebad")).write_text("a\n")
    (root / "esc\x1b[31m").write_text("a\n")
    (root / "-dash").write_text("a\n")
    return root


def both(name, words, cwd, shell=None, input=b"a\nb\n"):
    """Status and output of the host's and ours, through a shell when it gives one a redirection."""
    results = []
    for tool in ([shutil.which(name)], [BINARY, name]):
        command = [*tool, *words]
        if shell:
            command = ["bash", "-c", shell, *command]
        done = subprocess.run(command, cwd=cwd, input=input, capture_output=True, timeout=20,
                              env={**os.environ, "LC_ALL": "C"})
        results.append((done.returncode, done.stdout, done.stderr))
    return results


def need(name):
    if not shutil.which(name):
        pytest.skip(f"this host has no {name} to compare with")


@pytest.mark.parametrize("name", READERS)
def test_what_cannot_be_read(name, files):
    need(name)
    for operand in ("none", "folder", "loop", "dangling", "plain/x", "", "x" * 300):
        for words in ([operand], ["plain", operand, "plain"]):
            # The second operand of uniq is written; od and hexdump open a folder and end there.
            if (name == "uniq" and len(words) > 1) or \
                    (name in ("od", "hexdump") and operand == "folder"):
                continue
            theirs, ours = both(name, [*ARGUMENTS[name], *words], files)
            assert ours[:2] == theirs[:2], (words, ours, theirs)
            assert bool(ours[2]) == bool(theirs[2]), (words, ours, theirs)


@pytest.mark.parametrize("name", READERS)
def test_strange_names(name, files):
    need(name)
    for operand in ("new\nline", os.fsdecode(b"\xff\xfebad"), "./-dash"):
        words = [*ARGUMENTS[name], operand]
        if name in ("grep", "egrep", "fgrep"):
            words.insert(0, "-H")
        theirs, ours = both(name, words, files)
        assert ours[:2] == theirs[:2], (words, ours, theirs)
    # A message never hands a terminal what a name holds.
    missing = both(name, [*ARGUMENTS[name], "gone\x1b[31m\n\xff"], files)[1]
    assert missing[0] and b"\x1b" not in missing[2] and missing[2].count(b"\n") <= 2


# The status of expr and xxd is 3; hexdump does not look at a closed stdout.
@pytest.mark.parametrize("name", [name for name in WRITES
                                  if name not in ("expr", "xxd", "hexdump")])
def test_what_cannot_be_written(name, files):
    need(name)
    for shell in ('"$0" "$@" > /dev/full', '"$0" "$@" >&-'):
        if name == "cmp" and "&" in shell:
            continue        # without a stdout diffutils's only tells whether they differ
        theirs, ours = both(name, WRITES[name], files, shell)
        assert ours[0] == theirs[0], (shell, ours, theirs)
        assert bool(ours[2]) == bool(theirs[2]), (shell, ours, theirs)


# The hosts' strings and hexdump take it for empty, wc counts nothing of it.
@pytest.mark.parametrize("name", [name for name in WRITES if name not in (
    "seq", "cmp", "strings", "hexdump", "wc")])
def test_closed_input(name, files):
    need(name)
    words = ARGUMENTS[name] if ARGUMENTS[name] is not None else WRITES[name]
    theirs, ours = both(name, words, files, '"$0" "$@" <&-')
    assert ours[:2] == theirs[:2], (ours, theirs)
    assert bool(ours[2]) == bool(theirs[2]), (ours, theirs)


@pytest.mark.parametrize("name, words", [
    ("cat", ["big"]), ("grep", ["a", "big"]), ("sed", ["p", "big"]), ("seq", ["999999"]),
    ("yes", []), ("sort", ["big"]), ("od", ["big"]), ("nl", ["big"]), ("tr", ["a", "b"]),
    ("head", ["-n99999", "big"]), ("tail", ["-n+1", "big"]), ("uniq", ["-c", "big"])])
def test_nobody_reads(name, words, files):
    text = "".join(f"a {number}\n" for number in range(60000))
    (files / "big").write_text(text)
    shell = 'set -o pipefail; "$0" "$@" 2>&1 | head -n 1 > /dev/null; echo ${PIPESTATUS[0]}'
    theirs, ours = both(name, words, files, shell, text.encode())
    assert ours == theirs


@pytest.mark.parametrize("line", IMPOSSIBLE)
def test_what_cannot_be_meant(line, files):
    name, *words = (subprocess.run(["bash", "-c", f"printf '%s\\0' {line}"], capture_output=True,
                                   check=True).stdout.decode().split("\0"))[:-1]
    need(name)
    theirs, ours = both(name, words, files)
    assert ours[:2] == theirs[:2], (ours, theirs)
    assert bool(ours[2]) == bool(theirs[2]), (ours, theirs)


def test_every_option_that_nobody_has(files):
    for name, option in itertools.product(READERS, ("--no-such-option", "-\x01", "-\xff")):
        done = both(name, [option], files)[1]
        assert done[0] and not done[1] and b"\x01" not in done[2], (name, done)
