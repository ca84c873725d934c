# SPDX-License-Identifier: MIT
"""ethtool: beside Debian's, on the machine's cards and on a veth in a namespace of our own."""
import os
import shutil
import subprocess

import pytest
from ramsteam import BINARY, compare, run

CARDS = sorted(name for name in os.listdir("/sys/class/net")
               if os.path.exists(f"/sys/class/net/{name}/device"))


@pytest.mark.parametrize("words", ["lo", "none", "", "-i lo", "-i none", "-Q", "-s lo speed 10",
                                   *CARDS, *(f"-i {card}" for card in CARDS)])
def test_as_ethtool(words):
    compare("ethtool", *words.split())


def test_veth():
    script = "ip link add left type veth peer name right && ip link set left up && " \
        "ip link set right up; " \
        '"$@" left; "$@" -i left; "$@" right'
    outputs = [subprocess.run(["unshare", "-n", "sh", "-c", script, "sh", *tool],
                              capture_output=True, text=True).stdout
               for tool in ([shutil.which("ethtool")], [BINARY, "ethtool"])]
    assert outputs[0] == outputs[1] and "Speed: 10000Mb/s" in outputs[1]
    assert "driver: veth" in outputs[1] and "Link detected: yes" in outputs[1]


def test_messages():
    assert run("ethtool", "-i", "lo").stderr == \
        "Cannot get driver information: Operation not supported\n"
