# SPDX-License-Identifier: MIT
"""pgrep and pkill beside procps's, in a process namespace where nothing else runs."""
import os
import signal
import subprocess

import pytest
from ramsteam import BINARY, execute, run

ARGS = [
    "sleep", "-l sleep", "-a sleep", "-c sleep", "-x sleep", "-x slee", "slee", "-f 'sleep 10[12]'",
    "-xf 'sleep 101'", "-af 103", "-v sleep", "-lv .", "-l .", "-d, sleep", "-d ' ' -l sleep",
    "-n sleep", "-o sleep", "-n -o sleep", "-P 1", "-P 1 sleep", "-u root sleep", "-u 12345",
    "-U 12345 -a", "-G 54321 -l", "-u 0,12345 -c", "-g 1 -l", "-s 1 sleep", "nosuch",
    "-c nosuch", "-i SLEEP", "SLEEP", "^a-very", "a-very-long-program-name", "-f a-very-long-prog",
    "-x a-very-long-pro", "-w sleep", "-r S sleep", "-r Z", "-r RD nosuch", "'['", "", "a b",
    "-u nosuch", "-G nosuch", "-g x", "-t nosuchtty", "-F {dir}/pid", "-F {dir}/none",
    "-F {dir}/junk", "-A -x bash", "-O 1000 sleep", "-s 0 -x sleep -c", "-nl sleep", "-ol sleep",
    "-Y", "-af odd", "'sleep|bash' -l", "-lf .", "-vx sleep -l", "-P 1 -n", "--list-full sleep",
    "--count --exact sleep", "-U root -P 1 -l", "-a ^bash", "-d", "-x 'sleep|bash' -c",
    "'a{{'", "'*a'", "'sl(e)\\1p' -l", "-i '\\bSLEEP'",
]

# Each of the two gets the same process number, as the world itself is of the list.
WORLD = """
mkdir {dir}/ours {dir}/theirs; chmod 755 {dir}
cp {binary} {dir}/ours/pgrep; cp $(command -v pgrep) {dir}/theirs/pgrep
cp /bin/sleep {dir}/a-very-long-program-name
{dir}/a-very-long-program-name 100 & echo $! >{dir}/pid; echo junk >{dir}/junk
sleep 101 & sleep 102 &
setsid sh -c 'sleep 103 & sleep 104 & wait' &
setpriv --reuid=12345 --regid=54321 --clear-groups sleep 105 &
(exec -a $'odd argument' sleep 106) &
until [ "$(cat /proc/[0-9]*/comm 2>/dev/null | grep -c -e sleep -e a-very)" = 7 ]; do
    sleep 0.05
done
n=0
while read -r args; do
    for who in theirs ours; do
        echo 1000 > /proc/sys/kernel/ns_last_pid
        PATH={dir}/$who:$PATH eval pgrep $args > {dir}/$who.$n 2> {dir}/$who.$n.err </dev/null
        echo "exits $?" >> {dir}/$who.$n
    done
    n=$((n + 1))
done
kill -9 -1
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pgrep")
    (folder / "world").write_text(WORLD.format(dir=folder, binary=BINARY))
    lines = "\n".join(args.format(dir=folder) for args in ARGS) + "\n"
    execute(["unshare", "-pf", "--kill-child", "--mount-proc", "bash", folder / "world"],
            env={"LC_ALL": "C"}, input=lines)
    return folder


@pytest.mark.parametrize("args", ARGS)
def test_as_procps(args, world):
    number = ARGS.index(args)
    theirs, ours = ((world / f"{who}.{number}").read_text() for who in ("theirs", "ours"))
    assert ours == theirs, (world / f"ours.{number}.err").read_text()


@pytest.fixture
def named(tmp_path):
    """A sleep of a name that nobody else has."""
    tool = tmp_path / f"pk{os.getpid()}x"
    tool.write_bytes(open("/bin/sleep", "rb").read())
    tool.chmod(0o755)
    children = [subprocess.Popen([tool, "100"]) for _ in range(2)]
    yield tool.name, children
    for child in children:
        child.kill()
        child.wait()


@pytest.mark.parametrize("words, number", [
    ([], 15), (["-9"], 9), (["-HUP"], 1), (["--signal", "INT"], 2), (["--signal=USR1"], 10),
    (["-SIGQUIT"], 3), (["-q", "3", "-USR2"], 12), (["-KILL", "-x"], 9), (["-x", "-34"], 34),
])
def test_pkill(words, number, named):
    name, children = named
    run("pkill", *words, name, check=True)
    assert [child.wait(20) for child in children] == [-number, -number]


def test_pkill_tells(named):
    name, children = named
    done = run("pkill", "-e", "-c", "-0", name, check=True)
    assert done.stdout == "".join(f"{name} killed (pid {child.pid})\n"
                                  for child in sorted(children, key=lambda each: each.pid)) + "2\n"
    assert run("pkill", "-n", "-TERM", name, check=True).stdout == ""
    assert children[1].wait(20) == -signal.SIGTERM and children[0].poll() is None


@pytest.mark.parametrize("words, code", [
    (["nosuch-at-all"], 1), ([], 2), (["-F/none", "x"], 1), (["("], 2), (["a", "b"], 2),
    (["-Y"], 2),
    (["--signal", "x", "y"], 2), (["-u", "nosuch"], 2), (["-q", "x", "y"], 2),
])
def test_pkill_exit_codes(words, code):
    done = run("pkill", *words)
    assert done.returncode == code and (words == ["nosuch-at-all"] or done.stderr)


def test_name_is_safe_on_a_terminal(tmp_path):
    tool = tmp_path / "\x1b[31m\nred"
    tool.write_bytes(open("/bin/sleep", "rb").read())
    tool.chmod(0o755)
    with subprocess.Popen([tool, "100"]) as child:
        done = run("pgrep", "-la", "-P", os.getpid(), "red", check=True)
        child.kill()
    assert "\x1b" not in done.stdout and done.stdout.count("\n") == 1
