# SPDX-License-Identifier: MIT
"""What every boot test needs, made once and shared by parallel workers."""
import os
import pathlib
import subprocess
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import machine  # noqa: E402
from parts import TREE, Parts  # noqa: E402

# What stage 2 says of itself on a root of our binary.
INIT = """\
#!/bin/sh
export PATH=/bin
dmesg -n 1
echo "REPORT stage2 $0"
echo "REPORT kernel $(uname -r)"
echo "REPORT nic $(readlink /sys/class/net/eth0/device/driver)"
echo "REPORT address $(ip -4 -o addr show dev eth0)"
while read -r source target type options rest; do
	echo "REPORT mount $target $type $options"
done < /proc/mounts
if echo written > /written; then echo "REPORT writable yes"; fi
while read -r line; do echo "REPORT timeline $line"; done < /run/ramroot/timeline
echo "REPORT end"
poweroff -f
"""


@pytest.fixture(scope="session")
def parts():
    return Parts(os.environ.get("O", TREE / "build"))


@pytest.fixture(scope="module")
def tree(parts, tmp_path_factory):
    """A small root, whose init reports."""
    tree = tmp_path_factory.mktemp("root")
    for name in ("bin", "sbin", "etc", "usr"):
        (tree / name).mkdir()
    subprocess.run(["cp", parts.binary, tree / "bin/ramsteam"], check=True)
    for name in ("sh", "dmesg", "poweroff", "uname", "readlink", "ip"):
        (tree / "bin" / name).symlink_to("ramsteam")
    (tree / "sbin/init").write_text(INIT)
    (tree / "sbin/init").chmod(0o755)
    return tree


@pytest.fixture
def network(tmp_path):
    with machine.Network(folder=tmp_path / "net") as made:
        yield made


@pytest.fixture
def boot(network, parts, request):
    """Start a machine on the network; its log is shown when the test fails."""
    machines = []

    def start(**arguments):
        if not arguments.get("pxe") and not arguments.get("firmware"):
            arguments.setdefault("kernel", parts.kernel())
            arguments.setdefault("initrd", parts.initrd())
        machines.append(machine.Machine(network, **arguments))
        return machines[-1]

    yield start
    for one in machines:
        if getattr(request.node, "failed_call", False):
            print(f"--- serial line\n{one.log[-20000:]}")
        one.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    result = (yield).get_result()
    if call.when == "call":
        item.failed_call = result.failed
