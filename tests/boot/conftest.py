# SPDX-License-Identifier: MIT
"""What every boot test needs, made once and shared by parallel workers."""
import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import machine  # noqa: E402
from parts import TREE, Parts  # noqa: E402


@pytest.fixture(scope="session")
def parts():
    return Parts(os.environ.get("O", TREE / "build"))


@pytest.fixture
def network(tmp_path):
    with machine.Network(folder=tmp_path / "net") as made:
        yield made


@pytest.fixture
def boot(network, parts, request):
    """Start a machine on the network; its log is shown when the test fails."""
    machines = []

    def start(**arguments):
        if not arguments.get("pxe"):
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
