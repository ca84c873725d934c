# SPDX-License-Identifier: MIT
"""sh: scripts, and the keys, completion, prompt and history that need no setting."""
import os
import re

import pexpect
import pytest
from ramsteam import BINARY, execute, run

# In a /run of its own, so that no other shell's settings and history are found, or left.
ALONE = 'mount -t tmpfs none /run && exec "$@"'


@pytest.fixture
def links(tmp_path):
    folder = tmp_path / "bin"
    execute([BINARY, "--install", "-s", folder], check=True)
    return folder


@pytest.fixture
def spawn(links, tmp_path):
    """Start a program with nothing but a terminal, of no size unless one is given."""
    children = []

    def start(*words, env=None, dimensions=(0, 0)):
        environment = {"PATH": f"{links}:/usr/bin:/bin", "HOME": "/nowhere", **(env or {})}
        children.append(pexpect.spawn(
            "/usr/bin/unshare", ["-m", "/bin/sh", "-c", ALONE, "sh", *words], cwd=str(tmp_path),
            encoding="utf-8", timeout=60, dimensions=dimensions, env=environment))
        children[-1].delaybeforesend = None
        return children[-1]

    yield start
    for child in children:
        child.close(force=True)


@pytest.fixture
def shell(spawn, links):
    """An interactive shell, in an empty home."""
    child = spawn(str(links / "sh"))
    child.expect_exact("# ")
    define(child)
    return child


def define(child):
    child.send("o() { echo \"@\"\"<$*>@\"; }\r")
    child.expect_exact("# ")


def answer(child, keys):
    """What o printed, between marks that no typed line holds in one piece."""
    child.send(keys + "\r")
    child.expect(r"@<([^<>\r\n]*)>@")
    found = child.match.group(1)
    child.expect_exact("# ")
    return found


def begin(child, command="exec sleep 600"):
    """A command that runs until it is ended, and has begun."""
    child.send(f"sh -c 'echo be\"\"gun; {command}'\r")
    child.expect_exact("begun\r\n")


# Until there is a file.
UNTIL_GO = "until [ -e go ]; do sleep 0.05; done"


@pytest.mark.parametrize("name", ["sh", "mksh"])
def test_scripts(name, tmp_path):
    assert run(name, "-c", "mkdir -p x/{store,work}; echo x/*", cwd=tmp_path,
               check=True).stdout == "x/store x/work\n"
    assert run(name, "-c", 'echo "$0 $1"; exit 3', "a", "b").stdout == "a b\n"
    assert run(name, input="echo from stdin\nexit 4\n").returncode == 4
    script = tmp_path / "script"
    script.write_text("for i in 1 2; do echo $i; done\n")
    assert run(name, script, check=True).stdout == "1\n2\n"
    assert run(name, tmp_path / "missing").returncode == 127


def test_path_when_the_kernel_gave_none():
    done = execute(["env", "-i", BINARY, "sh", "-c", "echo $PATH"], check=True)
    assert done.stdout == "/bin:/sbin:/usr/bin:/usr/sbin\n"


def test_mistakes():
    done = run("sh", "-c", "if")
    assert done.returncode == 2 and "syntax error" in done.stderr
    done = run("sh", "-c", "dmseg")
    assert (done.returncode, done.stderr) == (127, "sh: dmseg: not found\n")
    done = run("sh", "-c", "echo x >&9")
    assert (done.returncode, done.stderr) == (1, "sh: 9: Bad file descriptor\n")


def test_mistakes_of_a_script(tmp_path):
    """The script, the line, what, why: as bash tells them."""
    script = tmp_path / "script"
    script.write_text("\nnonsense\necho > /nonexistent/file\n./script\ntype nonsense\nfi\n")
    script.chmod(0o644)
    done = run("sh", "./script", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == "nonsense: not found\n"
    assert done.stderr == (
        "./script: line 2: nonsense: not found\n"
        "./script: line 3: /nonexistent/file: No such file or directory\n"
        "./script: line 4: ./script: Permission denied\n"
        "./script: line 6: syntax error: unexpected 'fi'\n")


def test_name_of_other_shells_scripts(tmp_path):
    assert run("ash", "-c", "echo {a,b} $((1 << 33))", check=True).stdout == "a b 8589934592\n"


def test_near_names_at_the_prompt(shell):
    shell.send("dmseg\r")
    shell.expect_exact("sh: dmseg: not found; did you mean dmesg?")
    shell.expect_exact("[127]")
    shell.send("qqqqqqqqqqqq\r")
    shell.expect_exact("qqqqqqqqqqqq: not found\r\n")


# xterm, screen and a VT, a serial line, rxvt: a word, Home and what stands before, then End.
@pytest.mark.parametrize("home, end", [("\x1b[H", "\x1b[F"), ("\x1b[1~", "\x1b[4~"),
                                       ("\x1bOH", "\x1bOF"), ("\x1b[7~", "\x1b[8~"),
                                       ("\x01", "\x05")])
def test_home_and_end(shell, home, end):
    assert answer(shell, f" b{home}o{end}c") == "bc"


@pytest.mark.parametrize("up, left, right", [("\x1b[A", "\x1b[D", "\x1b[C"),
                                             ("\x1bOA", "\x1bOD", "\x1bOC"),
                                             ("\x10", "\x02", "\x06")])
def test_arrows_and_delete(shell, up, left, right):
    assert answer(shell, "o aXc" + left * 3 + right + "\x1b[3~b") == "abc"
    shell.send(up)
    assert answer(shell, "") == "abc"


def test_control_arrows(shell):
    assert answer(shell, "o one two" + "\x1b[1;5D" * 2 + "X" + "\x1b[1;5C" + "Y") == "XoneY two"


def test_emacs_keys(shell):
    assert answer(shell, "o one two\x17three") == "one three"      # Ctrl-W
    assert answer(shell, "rubbish\x15o kept") == "kept"            # Ctrl-U
    assert answer(shell, "o ab cd\x1bb\x0bef") == "ab ef"          # Alt-B, Ctrl-K
    assert answer(shell, "o ab\x17\x19\x19") == "abab"             # Ctrl-W, Ctrl-Y twice
    assert answer(shell, "o abX\x7fc") == "abc"                    # Backspace
    assert answer(shell, "o \x1b.") == "abc"                       # Alt-., the last word before
    shell.send("\x0c")                                             # Ctrl-L
    shell.expect_exact("\x1b[J")


def test_search(shell):
    answer(shell, "o first")
    answer(shell, "o second")
    assert answer(shell, "\x12fir") == "first"


def test_interrupt(shell):
    shell.send("o half a line\x03")
    shell.expect_exact("# ")
    begin(shell)
    shell.send("\x03")
    shell.expect_exact("[130]")


def test_end_of_file_typed_at_a_command_that_does_not_read(shell, tmp_path):
    """As other tools' dhclient made people do: the shell stays, and misses no key."""
    begin(shell, UNTIL_GO)
    shell.send("\x04")
    (tmp_path / "go").touch()
    shell.expect_exact("# ")
    assert answer(shell, "o here") == "here"


def test_end_of_file_at_a_console(spawn, links):
    """Process 1's shell, and those it starts, are left by exit."""
    child = spawn("/usr/bin/unshare", "-pf", str(links / "sh"))
    child.expect_exact("# ")
    child.send("\x04")
    child.expect_exact("Use 'exit'")
    child.send("exit 3\r")
    child.expect(pexpect.EOF)


def test_end_of_file_ends_others(shell):
    shell.send("\x04")
    shell.expect(pexpect.EOF)


def test_jobs(shell):
    begin(shell)
    shell.send("\x1a")
    shell.expect("Stopped|Suspended")
    shell.expect_exact("# ")
    shell.send("bg\r")
    shell.expect_exact("# ")
    shell.send("jobs\r")
    shell.expect("Running")
    shell.send("kill %1; wait\r\r")
    shell.expect("Terminated")


NAME = "0123456789abcdfghijklmnpqrsvwxyz-nixos-system-demo"


def test_store_path_without_its_prefix(shell, tmp_path):
    """The walkthrough, section 4: complete the path, then Home, and delete /mnt-root."""
    os.makedirs(tmp_path / f"mnt-root/nix/store/{NAME}")
    assert answer(shell, "o r mnt-root/nix/store/\tinit" + "\x1b[H" + "\x1b[C" * 4
                  + "\x1b[3~" * len("mnt-root")) == f"r /nix/store/{NAME}/init"


def test_completion_of_store_paths(shell, tmp_path):
    os.makedirs(tmp_path / "mnt-root/nix/store" / NAME)
    shell.send("cd mnt-root/nix/store/\t\r")
    shell.expect_exact("# ")
    assert answer(shell, "o ${PWD##*/}") == NAME


def test_completion_lists_what_fits(shell, tmp_path):
    for name in ("common-one", "common-two"):
        (tmp_path / name).touch()
    shell.send("ls comm\t")
    shell.expect("common-one")
    shell.expect("common-two")


def test_completion_of_commands(shell):
    shell.send("losetu\t--help\r")
    shell.expect("Usage: losetup")


def test_prompt_shows_status_and_folder(shell):
    shell.send("cd /usr\r")
    shell.expect(re.compile(r"\S+:/usr# "))
    shell.send("(exit 7)\r")
    shell.expect(re.compile(r"\[7\] \S+:/usr# "))
    shell.send("\r")
    shell.expect_exact("/usr# ")


def test_prompt_shows_host_and_home(spawn, links, tmp_path):
    (tmp_path / "below").mkdir()
    child = spawn(str(links / "sh"), env={"HOSTNAME": "boxen", "HOME": str(tmp_path)})
    child.expect(re.compile(r"boxen:~# "))
    child.send("cd below\r")
    child.expect(re.compile(r"boxen:~/below# "))


def test_terminal_settings(shell):
    assert answer(shell, "o $TERM $COLUMNS $LINES $HISTFILE") == \
        "vt100 80 24 /run/ramroot/history"
    assert answer(shell, "o $(alias ll)") == "ll='ls -l'"
    assert answer(shell, "o x{1,2}") == "x1 x2"


def test_history_is_the_next_shells(shell):
    assert answer(shell, "o kept") == "kept"
    for line in ("sh", "exit", "exec sh"):
        shell.send(line + "\r")
        shell.expect_exact("# ")
        define(shell)
        assert answer(shell, "\x12o ke") == "kept", line


def test_settings_are_the_persons(shell):
    """Once written, they are not written again."""
    shell.send("echo 'alias mine=true' >> /run/ramroot/shellrc\r")
    shell.expect_exact("# ")
    shell.send("sh\r")
    shell.expect_exact("# ")
    shell.send("alias mine\r")
    shell.expect_exact("mine=true")


ASKED = "\x1b[6n"


def answering(spawn, links, said, wanted):
    """A shell whose terminal answers; a machine in haste may miss the time for that, not always."""
    for _ in range(6):
        child = spawn(str(links / "sh"), "-i")
        child.expect_exact(ASKED)
        child.send(said)
        child.expect_exact("# ")
        child.send("\x15echo si''ze $LINES,$COLUMNS,\r")
        child.expect(r"size ([0-9,]*)\r\n")
        if child.match.group(1) == wanted:
            return child
    raise AssertionError(f"{child.match.group(1)} after {said!r}")


def test_window_size_of_a_serial_line(spawn, links):
    child = answering(spawn, links, "\x1b[47;123R", "47,123,")
    child.send("stty size\r")
    child.expect_exact("47 123")


def test_keys_typed_ahead_stay(spawn, links):
    """Those typed while the terminal is asked, before and behind its answer."""
    child = answering(spawn, links, "echo a\x1b[47;123Rb\r", "47,123,")
    assert "\nab\r\n" in child.before


def test_keys_typed_before_are_not_waited_for(spawn, links, tmp_path):
    child = spawn("/bin/sh", "-c", f"echo re''ady; {UNTIL_GO}; exec {links}/sh")
    child.expect_exact("ready")
    child.send("echo a''b\r")
    (tmp_path / "go").touch()
    child.expect_exact("\nab\r\n")
    assert ASKED not in child.before


def test_a_known_size_is_not_asked_for(spawn, links):
    child = spawn(str(links / "sh"), dimensions=(30, 90))
    child.expect_exact("# ")
    assert ASKED not in child.before
    child.send("echo $LINES,$COLUMNS,\r")
    child.expect_exact("30,90,")


@pytest.mark.parametrize("reply", ["\x1b[0;0R", "\x1b[;R", "\x1b[99999;99999R", "\x1b[12", "R"])
def test_odd_answers(spawn, links, reply):
    child = spawn(str(links / "sh"))
    child.expect_exact(ASKED)
    child.send(reply)
    child.expect_exact("# ")
    child.send("\x15echo $LINES,$COLUMNS,\r")
    child.expect_exact("24,80,")


# What POSIX, GNU and BusyBox agree on, and mksh alone does not.
CASES = {
    "64 bits": ("echo $((1 << 40)) $((0x7fffffff + 1)) $((3000000000))",
                "1099511627776 2147483648 3000000000\n"),
    "no trap": ("echo $(((-9223372036854775807 - 1) / -1))", "-9223372036854775808\n"),
    "negative": ("echo $((-7 / 2)) $((-7 % 3)) $((-8 >> 1))", "-3 -1 -4\n"),
    "octal": ("echo $((010))", "8\n"),
    "echo": (r"echo 'a\tb' 'c\\d'", "a\\tb c\\\\d\n"),
    "echo -e": (r"echo -e 'a\tb'", "a\tb\n"),
    "echo -ne": (r"echo -ne 'a\n'", "a\n"),
    "echo -E": (r"echo -E 'a\tb'", "a\\tb\n"),
    "redirect both": ("ls /nonexistent &>/dev/null; echo $?", "2\n"),
    "umask": ("umask 22; umask", "0022\n"),
    "read -p": ("echo x | { read -p 'prompt ' a; echo $a; }", "x\n"),
    "read alone": ("printf '  a b  \\n' | { read -r; echo \"<$REPLY>\"; }", "<  a b  >\n"),
    "signals": ("sh -c 'kill -term $$'; kill -l $?; sh -c 'kill -s hup $$'; kill -l $?",
                "TERM\nHUP\n"),
    "local export": ("export x=1; f() { local x=2; env | grep ^x=; }; f; env | grep ^x=",
                     "x=2\nx=1\n"),
    "shift too far": ("set -- a; shift 2; echo $? $1", "1 a\n"),
    "continue": ("for i in 1 2; do echo $?; false; continue 7; done; echo $?", "0\n0\n0\n"),
    "getopts anew": ("set -- -a; getopts a o; OPTIND=0; getopts a o; echo $o", "a\n"),
    "empty command": ("'' 2>/dev/null; echo $?", "127\n"),
    "last trap": ("{ trap 'echo caught' TERM; kill -TERM $(exec sh -c 'echo $PPID'); } & wait",
                  "caught\n"),
}


@pytest.mark.parametrize("case", CASES)
def test_as_other_shells(case):
    script, expected = CASES[case]
    assert run("sh", "-c", script).stdout == expected
    assert execute(["bash", "--posix", "-c", script]).stdout == expected


# What is equal here in bash and dash, and must be so in ours.
COMMON = r"""
x=abc; echo ${x#a} ${x%c} ${#x}
x=a.b.c; echo ${x##*.} ${x%%.*} ${y:-d} ${x:+s}
set -- "a b" c; for i in "$@"; do echo "<$i>"; done; IFS=:; echo "$*"
IFS=:; x=a::c; set -- $x; echo $#; x=a:b:; set -- $x; echo $#
case '[a]' in '[a]') echo lit;; esac; case abc in a[!x]*) echo m;; esac
f() { echo "$1"; return 3; }; f hi; echo $?
f() { local x=1; echo $x; }; x=2; f; echo $x
printf 'a\\b\n' | { read -r x; printf '%s\n' "$x"; }
printf ' a b \n' | { IFS= read -r x; echo "[$x]"; }
trap 'echo bye' EXIT; (trap 'echo sub' EXIT); echo main
trap 'echo t' USR1; kill -USR1 $$; echo after
set -e; if false; then :; fi; false || true; ! true; (false); echo no
set -e; f() { false; echo in; }; f || echo out
set -u; echo ${undefined-ok}; echo "$@"
x=$(printf 'a\n\n\n'); echo "[$x]"; x=$(exit 3); echo $?
x=1; x=2 eval 'echo $x'; f() { echo $x; }; x=3 f; echo $x
exec 3>f; echo x >&3; exec 3>&-; cat f; set -C; (echo y >f) 2>/dev/null; echo $?
set -- -a -b val rest; while getopts ab: o; do echo $o $OPTARG; done; shift $((OPTIND-1)); echo $1
cat <<-EOF
	hello $((1+1)) "q" \$x
	EOF
x='*'; case '*' in "$x") echo q;; esac; echo "${x:-}}"
sleep 0.1 & wait $!; echo $?; (exit 7) & wait $!; echo $?
cd /usr/bin/..; pwd; cd - >/dev/null; CDPATH=/usr; cd bin
kill -l 9; sh -c 'kill -9 $$' 2>/dev/null; echo $?
echo `echo \`echo in\``; x=$(case a in a) echo p;; esac); echo $x
i=0; while read l; do i=$((i+1)); done </etc/passwd; [ $i -gt 0 ] && echo lines
for i in 1 2; do for j in a b; do [ $j = b ] && continue 2; echo $i$j; done; done
false | true; echo $?; ! false | false; echo $?
readonly r=1; (r=2) 2>/dev/null || echo refused
mkdir d; touch d/.h d/v; echo d/*; echo d/.h*; echo /nonexistent*
echo $((1 ? 2 : 3)) $((5 % 3)) $((1 == 1 && 0 || 1)) $((~0)) $((x = 4, x * 2))
""".strip().replace("\n\t", "\t\n").split("\n")


def scripts():
    """A line each, but a here-document's three."""
    lines, found = list(COMMON), []
    while lines:
        line = lines.pop(0)
        while "EOF" in line and line.count("EOF") < 2:
            line += "\n" + lines.pop(0)
        found.append(line)
    return found


@pytest.mark.parametrize("script", scripts())
def test_beside_bash_and_dash(script, tmp_path):
    said = []
    for number, words in enumerate((["bash", "--posix"], ["dash"], [BINARY, "sh"])):
        folder = tmp_path / str(number)
        folder.mkdir()
        done = execute([*words, "-c", script, "sh"], cwd=folder, env={"LC_ALL": "C"})
        said.append((done.stdout.replace(str(folder), "."), done.returncode))
    assert said[2] in said[:2], said
