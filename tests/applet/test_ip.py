# SPDX-License-Identifier: MIT
"""ip: what the walkthrough types of it, which every configuration holds; tests/net has the rest."""
import shutil

from ramsteam import BINARY, configured, execute

# In a namespace with a cable, which the host's ip made.
ALONE = """ip link add e0 address 02:00:00:00:00:01 type veth peer name e1
ip link set e1 up
exec sh -ec "$0"
"""
LINES = """$IP a add 192.168.1.100/24 dev e0
$IP link set e0 up
$IP r add default via 192.168.1.1 dev e0
$IP r
$IP -4 a show dev e0
$IP -br link show e0
$IP route del default
$IP r
"""


def alone(script, tool):
    return execute(["unshare", "-n", "sh", "-ec", ALONE, script], env={"IP": tool, "LC_ALL": "C"})


def test_the_walkthroughs_lines():
    theirs, ours = alone(LINES, shutil.which("ip")), alone(LINES, f"{BINARY} ip")
    assert "default via 192.168.1.1" in theirs.stdout
    assert (ours.returncode, ours.stdout) == (theirs.returncode, theirs.stdout), ours.stderr


def test_what_a_small_build_left_out_is_told():
    for line in ("$IP rule", "$IP link add d0 type veth peer name d1"):
        done = alone(line, f"{BINARY} ip")
        if configured("IP_MORE"):
            assert done.returncode == 0, done.stderr
        else:
            assert done.returncode == 1 and "left out of this build (IP_MORE)" in done.stderr
