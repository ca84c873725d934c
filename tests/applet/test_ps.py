# SPDX-License-Identifier: MIT
"""ps beside procps's, in a process namespace where nothing else runs."""
import os
import re
import subprocess

import pytest
from ramsteam import BINARY, execute, run

ARGS = [
    "-e", "-ef", "-A", "ax", "axu -w", "-ej", "axj", "axf", "-e --forest", "-eH", "-efH", "-ejH",
    "-eo pid,ppid,comm", "-eo pid,args", "-eo user,uid,ruser,ruid,group,gid",
    "-eo pid,ni,cls,rtprio,stat", "-eo pid,pgid,sid,tpgid,tty", "-eo pid=,comm=",
    "-eo pid=NUMBER,comm=NAME", "-eo comm:5,pid", "-eo comm,pid,args", "-eo user:20,pid",
    "-eo pid --sort=-pid", "-eo pid,comm --sort comm,-pid", "-eo pid,ni --sort=ni,pid",
    "ax -o pid,command", "axo pid,ucmd", "-C sleep -o pid,args", "-C sleep,sh", "-p 1", "-p1,2,3",
    "1 2", "p 1", "-q 1", "--pid 1,2", "--ppid 1 -o comm", "-u 12345 -o args", "-U root -o args",
    "U 12345", "-u nobody-there", "-G 54321 -o args", "--sid 1", "-N -p 1", "-p 99999", "-p x",
    "--no-headers -e", "axh", "-eo nosuch", "--nosuch", "-Y", "-e --sort nosuch",
    "-eo pid,etimes,nlwp", "-C a-very-long-program-name -o pid,comm,args", "-eo f,s,pri,opri,pid",
    "-el", "-elf", "axl", "-ely", "-eF", "-eLo pid,lwp,nlwp", "-aux -w", "-ef --cols 60",
    "ax --width 40", "-eo sess,pid,lstart", "-eo bsdtime,time,cputime,times,pid",
    "-t - -o pid", "-d", "-a", "-efc", "-ec", "-eo thcount,nlwp=,pid", "-efj", "axu n",
    "-eo wchan,pid", "-eLf", "-eL", "-eo pid,class,policy,sched", "-eo egroup,rgroup,suser,suid",
    "s p 8", "-e -o pid -o comm", "-eo pid,size,rss,vsz,sz", "-ejc", "-lp 1", "-fp 1", "-jp 1",
]

# A small family: a shell as process 1, sleepers of known names, users and priorities. Each of the
# two ps gets the same process number.
WORLD = """
mkdir {dir}/ours {dir}/theirs; chmod 755 {dir}
cp {binary} {dir}/ours/ps; cp $(command -v ps) {dir}/theirs/ps
cp /bin/sleep {dir}/a-very-long-program-name
{dir}/a-very-long-program-name 100 &
sleep 101 & nice -n 5 sleep 102 &
setsid sh -c 'sleep 103 & sleep 104 & wait' &
setpriv --reuid=12345 --regid=54321 --clear-groups sleep 105 &
(exec -a $'odd\nargument' sleep 106) &
until [ $(ls -d /proc/[0-9]* | wc -l) -ge 9 ]; do sleep 0.02; done; sleep 0.3
n=0
while read -r args; do
    for who in theirs ours; do
        echo 1000 > /proc/sys/kernel/ns_last_pid
        PATH={dir}/$who:$PATH eval ps $args > {dir}/$who.$n 2> {dir}/$who.$n.err
        echo $? >> {dir}/$who.$n
    done
    n=$((n + 1))
done
kill -9 -1
"""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ps")
    (folder / "world").write_text(WORLD.format(dir=folder, binary=BINARY))
    execute(["unshare", "-pf", "--kill-child", "--mount-proc", "bash", folder / "world"],
            env={"LC_ALL": "C", "TZ": "UTC", "COLUMNS": ""}, input="\n".join(ARGS) + "\n")
    return folder


# Memory, and what a process waits in, may move between the two looks.
MOVING = {"ELAPSED", "RSS", "VSZ", "SZ", "SIZE", "WCHAN", "%MEM", "%CPU", "C", "PSR", "STIME",
          "START", "TIME", "TIME+", "STARTED"}


def still(text):
    # The shell may not have fallen asleep yet when ps looks at it.
    lines = re.sub(r"(^| )R([+sl<N]* |$)", r"\1S\2", text, flags=re.M).splitlines()
    heads = lines[0].split() if lines else []
    if not set(heads) & MOVING:
        return [line.rstrip() for line in lines]
    return [lines[0]] + [[word for head, word in zip(heads, line.split()) if head not in MOVING]
                         for line in lines[1:]]


@pytest.mark.parametrize("args", ARGS)
def test_as_procps(args, world):
    number = ARGS.index(args)
    theirs, ours = ((world / f"{who}.{number}").read_text() for who in ("theirs", "ours"))
    assert still(ours) == still(theirs), (world / f"ours.{number}.err").read_text()


def test_own_terminal():
    script = f"{BINARY} ps; {BINARY} ps -o pid,args; {BINARY} ps T"
    done = execute(["script", "-qec", script, "/dev/null"])
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["PID", "TTY", "TIME", "CMD"]
    assert any("ramsteam" in line and "pts/" in line for line in lines)
    assert "process_api" not in done.stdout and "kthreadd" not in done.stdout


def test_zombie(tmp_path):
    with subprocess.Popen(["true"]) as process:
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        done = run("ps", "-o", "stat=,comm=,args=", "-p", process.pid, check=True)
        # Whoever runs the tests may have been nice.
        assert done.stdout.replace("ZN", "Z").split() == [
            "Z", "true", "<defunct>", "[true]", "<defunct>"]


def test_terminal_is_safe(tmp_path):
    with subprocess.Popen(["sleep", "60", ], executable="/bin/sleep",
                          preexec_fn=None) as process:
        process.kill()
    with subprocess.Popen(["\x1b[31mred\n", "60"], executable="/bin/sleep") as process:
        out = run("ps", "-o", "args=", "-p", process.pid, check=True).stdout
        process.kill()
    assert "\x1b" not in out and out.count("\n") == 1


def test_no_process_is_a_failure():
    done = run("ps", "-p", "4194303")
    assert done.returncode == 1 and done.stdout.split() == ["PID", "TTY", "TIME", "CMD"]
