# SPDX-License-Identifier: MIT
"""grep beside GNU's: options, patterns, context, files of every kind, random texts and patterns."""
import os
import random
import subprocess

import pytest
import trees
from ramsteam import BINARY, compare, execute, run

TEXT = """apple
Banana banana
cherry pie
  indented line
apple pie and cherry

date (fruit)
a+b=c
foo.bar
foobar
tab\there
x
last apple"""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    root = tmp_path_factory.mktemp("grep")
    (root / "text").write_text(TEXT)
    (root / "other").write_text("apple\nnothing\n")
    (root / "empty").write_text("")
    (root / "newline").write_text("\n")
    (root / "binary").write_bytes(b"apple\nb\0in\napple\n")
    (root / "late").write_bytes(b"apple\n" * 10 + b"x\0apple\n")
    (root / "nul").write_bytes(b"apple\0b\nc\0apple pie\0")
    (root / "bad").write_bytes(b"apple \xff\nok apple\n")
    (root / "utf8").write_text("café\nCAFÉ\nnaïve\n日本語\n")
    (root / "patterns").write_text("apple\nfoo\n")
    (root / "long").write_text("x" * 300000 + "needle" + "y" * 10 + "\nshort needle\n")
    (root / "many").write_text("".join(f"line {n} {'hit' if n % 7 == 0 else ''}\n"
                                       for n in range(200)))
    trees.make(root / "tree", seed=5)
    (root / "tree" / "pipe").unlink()
    (root / "tree" / "a.c").write_text("int apple;\n")
    (root / "tree" / "sub").mkdir()
    (root / "tree" / "sub" / "b.h").write_text("int apple;\nfoo\n")
    (root / "tree" / "up").symlink_to("..")
    (root / "-dash").write_text("apple\n")
    return root


@pytest.mark.parametrize("flags", [
    "", "-i", "-v", "-c", "-l", "-L", "-n", "-o", "-q", "-s", "-w", "-x", "-h", "-H", "-b", "-ob",
    "-on", "-vn", "-vc", "-cv", "-lv", "-Lv", "-A1", "-B1", "-C1", "-A2 -n", "-B2 -n", "-C2 -n",
    "-1", "-2 -n", "-m1", "-m2 -n", "-m1 -A1", "-m0", "-m1 -c", "-m1 -v", "-nb", "-T", "-nT",
    "-HnT", "-Z", "-lZ", "-cZ", "--color=always", "-n --color=always", "-H --color=always",
    "-o --color=always", "-v --color=always", "-C1 --color=always", "-i --color=always",
    "-c --color=always -H", "-l --color=always", "--label=in -H", "-a", "-I", "-U", "-z", "-zo",
    "--line-buffered", "--no-group-separator -A1", "--group-separator=== -A1", "--max-count=1",
    "-y", "--count", "--only-matching", "-A1 -o", "-C1 -c", "-vx", "-vw", "-wo", "-xo", "-no",
    "-hn", "-Hh", "-hH", "-qv", "-sq", "--binary-files=text", "--binary-files=without-match",
    "-bA1", "-A0", "-B0 -n", "-C0", "-0", "-A0 -c", "-C0 --group-separator=x", "-ql", "-qL", "-lq",
    "-A99999999999999999999", "--color=never",
])
@pytest.mark.parametrize("pattern", ["apple", "", "an*"])
def test_options(flags, pattern, files):
    how = {"cwd": files, "env": {"GREP_COLORS": "", "TERM": "xterm"}}
    names = ["text", "other", "empty", "newline", "late", "binary"]
    compare("grep", *flags.split(), "-e", pattern, *names, **how)
    compare("grep", *flags.split(), "-e", pattern, "text", **how)
    compare("grep", *flags.split(), pattern, **how, input=TEXT)


PATTERNS = [
    (["-E"], p) for p in [
        "a|b", "(a|b)c*", "^a", "e$", "^$", "x{2}", "a{1,2}p", "a+", "ap?", "[[:upper:]]",
        "[^a-z ]", "\\bpie\\b", "\\<c", "y\\>", "(an)+", "(.)\\1", "a.c", "()", "a||b", "*a", "+a",
        "a{,2}", "a{x", "a{1", "[a", "(a", "a)", "[[:foo:]]", "[:space:]", "a\\", "a**", "a+?",
        "\\w+", "\\W", "\\s", "\\S+$", "x$|^a", "(^| )b", "^(apple|x)$", "(a)(b)?\\2", "[]a]",
        "[a-]", "[^]]", "\\.", "foo\\.bar", "^.{5}$", "[z-a]", "a\\{1", "(((a)))", "a{2}{3}", "\\1",
        "(a)\\2", "\\Bp", "\\`a", "e\\'", "é", "^....$", "[é]", "a^b", "a$b", "(^a)",
        "(e$)", "\t", "\\t",
    ]
] + [
    ([], p) for p in [
        "a\\|b", "\\(a\\|b\\)c*", "^a", "e$", "x\\{2\\}", "a\\+", "ap\\?", "a+b", "(f", "a|b", "*a",
        "\\(*a\\)", "^*a", "\\(an\\)\\+", "\\(.\\)\\1", "a\\{1", "a\\{1a\\}", "a\\{2,1\\}", "\\(a",
        "a\\)", "x^y", "x$y", "\\(^a\\)", "\\(e$\\)", "[.]", "foo.bar", "\\{1\\}", "a\\{99999\\}",
        "a\\|", "\\|a", "\\a", "[\\n]", "^\\*", "\\n", "a*\\{2\\}", "[[=a=]]", "[[.a.]]", "[a\\]",
        "\\*", "\\^", "\\$", "^^a", "e$$", "a\nx", "\n", "[[:alpha:][:digit:]]\\{4,\\}",
    ]
] + [
    (["-F"], p) for p in [
        "foo.bar", "a+b", "", "apple\nfoo", "(fruit)", "\\", "*", "é", "a\n", "\napple",
    ]
]


@pytest.mark.parametrize("flags, pattern", PATTERNS)
def test_patterns(flags, pattern, files):
    for more in ("-n", "-on", "-wo", "-xc", "-iwn"):
        compare("grep", *flags, more, "-e", pattern, "text", "utf8", "other", cwd=files)
    for more in ("-on", "-in"):
        compare("grep", *flags, more, "-e", pattern, "text", "utf8", cwd=files,
                env={"LC_ALL": "C.UTF-8"})


@pytest.mark.parametrize("seed", range(6))
def test_random(seed, files):
    pick = random.Random(seed)
    lines = ["".join(pick.choice("aabbc d_1") for _ in range(pick.randint(0, 12)))
             for _ in range(60)]
    text = "\n".join(lines) + pick.choice(["", "\n"])
    atoms = ["a", "b", "c", ".", "[ab]", "[^a]", "\\w", "\\b", "^", "$", "\\<", "\\>", " ", "(ab)",
             "(a|bc)", "(b*)"]
    for _ in range(60):
        # A repeat behind a place (^, \\b) is GNU's own riddle.
        chosen = [pick.choice(atoms) for _ in range(pick.randint(1, 4))]
        pattern = "".join(atom + ("" if atom in ("\\b", "^", "$", "\\<", "\\>") else
                                  pick.choice(["", "", "*", "+", "?", "{1,2}"])) for atom in chosen)
        flags = pick.choice(["-n", "-on", "-c", "-vn", "-wn", "-xn", "-in", "-won", "-ob", "-A1",
                             "-B2", "-nC1", "-m2"])
        compare("grep", "-E", flags, "-e", pattern, input=text)


@pytest.mark.parametrize("seed", range(3))
def test_many_plain_texts(seed, tmp_path):
    pick = random.Random(seed)
    texts = ["".join(pick.choice("abAB é_") for _ in range(pick.randint(0 if seed else 1, 5)))
             for _ in range(pick.choice([2, 5, 40]))]
    (tmp_path / "texts").write_text("\n".join(texts) + "\n")
    lines = ["".join(pick.choice("aabbAB é_c") for _ in range(pick.randint(0, 9)))
             for _ in range(80)]
    for flags in ("", "-o", "-w", "-wo", "-x", "-i", "-io", "-ix", "-v", "-E", "-F", "-Fiw"):
        for locale in ("C", "C.UTF-8"):
            compare("grep", "-n", *flags.split(), "-f", "texts", input="\n".join(lines),
                    cwd=tmp_path, env={"LC_ALL": locale})


def test_a_file_of_ten_thousand_texts(tmp_path):
    pick = random.Random(1)
    texts = [f"{pick.getrandbits(256):064x}" for _ in range(10000)]
    (tmp_path / "texts").write_text("\n".join(texts))
    (tmp_path / "lines").write_text("\n".join([f"x{text}y" for text in texts[::50]] +
                                             [text[1:] for text in texts]))
    assert run("grep", "-c", "-f", "texts", "lines", cwd=tmp_path, timeout=30).stdout == "200\n"


@pytest.mark.parametrize("flags", [
    "-r apple", "-R apple", "-r apple tree", "-R apple tree", "-rl apple", "-rL apple",
    "-rc apple tree", "-rn apple --include=*.c", "-r apple --exclude=*.c tree",
    "-r apple --exclude-dir=sub tree", "-rh apple tree", "-rH apple tree/sub",
    "-rl --include=*.h --include=*.c apple tree", "-r apple tree/a.c", "-rs apple tree nothing",
    "-d skip apple tree text", "-d recurse apple tree", "-d read apple tree text", "apple tree",
    "-s apple tree text", "-D skip apple text", "--exclude=text apple text other",
    "--include=text apple text other", "-r apple --exclude-dir=tree tree",
    "-r apple --exclude=t*t . other", "-rl apple --exclude-from=patterns tree", "-rq apple tree",
    "-rIl . tree", "-rZl apple tree",
])
def test_folders(flags, files):
    theirs = execute(["grep", *flags.split()], cwd=files, env={"LC_ALL": "C"})
    ours = run("grep", *flags.split(), cwd=files, env={"LC_ALL": "C"})
    # The order of a folder's files is the filesystem's.
    assert (sorted(ours.stdout.splitlines()), ours.returncode) == \
        (sorted(theirs.stdout.splitlines()), theirs.returncode), (ours.stderr, theirs.stderr)


@pytest.mark.parametrize("args", [
    ["-f", "patterns", "text"], ["-f", "empty", "text"], ["-vf", "empty", "text"],
    ["-f", "newline", "text"], ["-f", "patterns", "-e", "x", "text"],
    ["-Ff", "patterns", "-o", "text"], ["-f", "none", "text"], ["-e", "x", "-e", "tab", "text"],
    ["-e", "a", "none"], ["-se", "a", "none", "text"], ["-qe", "apple", "none", "text"],
    ["-qe", "apple", "text", "none"], ["apple", "--", "-dash"], ["-e", "-b", "--", "-dash"], [],
    ["-e"], ["-A"], ["-A", "x", "a"], ["-m", "x", "a"], ["-Q"], ["--nope"],
    ["-c", "needle", "long"], ["-o", "x*needle", "long"], ["-n", "short", "long"],
    ["-c", "^$", "empty"], ["-c", "^$", "newline"], ["-z", "apple", "nul"], ["-zc", "^c", "nul"],
    ["-c", "apple", "nul"], ["-ac", "apple", "nul"], ["apple", "bad"], ["-a", "apple", "bad"],
    ["-c", ".", "bad"], ["--binary-files=x", "a", "text"], ["-n", "-A3", "hit", "many"],
    ["-n", "-B3", "hit", "many"], ["-n", "-C3", "hit", "many"], ["-C9", "hit", "many"],
    ["-nv", "-A1", "1", "many"], ["-m3", "-A2", "hit", "many"], ["-E", "-G", "a|b", "text"],
    ["-F", "-E", "a|b", "text"], ["apple", "text", "-", "other"], ["-cm2", "hit", "many"],
])
def test_operands(args, files):
    compare("grep", *args, cwd=files, input="apple in\n")
    compare("grep", *args, cwd=files, input="apple in\n", env={"LC_ALL": "C.UTF-8"})


@pytest.mark.parametrize("name, flag", [("egrep", "-E"), ("fgrep", "-F")])
def test_other_names(name, flag, files):
    assert run(name, "a+|x", "text", cwd=files).stdout == \
        execute(["grep", flag, "a+|x", "text"], cwd=files).stdout


def test_interval_behind_a_brace_is_too_large(files):
    compare("grep", "-E", "a{x{99999}", "text", cwd=files)


@pytest.mark.parametrize("options", ["-wo", "-c", "-on"])
@pytest.mark.parametrize("pattern", ["foo", "\\<foo\\>", "\\bfoo", "foo\\B", "\\(f\\|fo\\)\\b"])
def test_words_beside_characters(tmp_path, options, pattern):
    """Whether a character beyond ASCII is a letter decides where a word ends."""
    text = "\u201cfoo\u201d\n\u00e9foo\nfoo\u2014bar\nfoo\u00e9\n\u4e2dfoo\nfo\u00b7f\n"
    (tmp_path / "text").write_text(text)
    compare("grep", options, pattern, "text", cwd=tmp_path, env={"LC_ALL": "C.UTF-8"})


def test_leaves_the_rest(files):
    for flags in ("-m1 apple", "-m 2 a", "-q Banana"):
        ours = execute(["bash", "-c", f'("$0" grep {flags}; cat) < text', BINARY], cwd=files)
        theirs = execute(["bash", "-c", f"(grep {flags}; cat) < text"], cwd=files)
        if "-q" not in flags:
            assert ours.stdout == theirs.stdout


def test_output_is_input(tmp_path):
    (tmp_path / "f").write_text("a\n")
    done = execute(["bash", "-c", '"$0" grep a f >> f', BINARY], cwd=tmp_path, timeout=10)
    assert done.returncode == 2 and "input file is also the output" in done.stderr


def test_says_what_is_wrong(files):
    for args, text in ((["a", "none"], "grep: none: No such file or directory\n"),
                       (["a", "tree"], "grep: tree: Is a directory\n"),
                       (["\\(", "text"], "grep: Unmatched ( or \\(\n"),
                       (["[:space:]", "text"],
                        "grep: character class syntax is [[:space:]], not [:space:]\n"),
                       (["-A", "x", "a"], "grep: x: invalid context length argument\n")):
        done = run("grep", *args, cwd=files)
        assert (done.returncode, done.stderr) == (2, text)


def test_own_colors(files):
    for colors in ("mt=32", "ms=1:fn=33:ln=31:se=34", "sl=1:cx=2", "rv:sl=1", "ne", "bn=7"):
        for flags in ("-n", "-C1", "-vH", "-b"):
            compare("grep", flags, "--color=always", "apple", "text", "other", cwd=files,
                    env={"GREP_COLORS": colors})


def test_full_disk(files):
    done = execute(["bash", "-c", '"$0" grep a text > /dev/full', BINARY], cwd=files)
    assert done.returncode == 1 or done.returncode == 2
    assert "write error: No space left on device" in done.stderr


def test_pipe_is_shown_at_once():
    with subprocess.Popen([BINARY, "grep", "--line-buffered", "a"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as process:
        os.set_blocking(process.stdout.fileno(), True)
        process.stdin.write(b"b\na\n")
        process.stdin.flush()
        assert process.stdout.readline() == b"a\n"
        process.stdin.close()
