# SPDX-License-Identifier: MIT
"""dmesg beside util-linux's, on saved logs and on this machine's."""
import os
import subprocess
import time

import pytest
from ramsteam import BINARY, compare, run

LOG = """<5>[    0.000000] Linux version 6.1.0
<6>[    0.000001] BIOS-provided physical RAM map:
<4>[    0.130000] ACPI: something: odd
<3>[    1.500000] usb 1-1: device descriptor read/64, error -71
<30>[    2.000000] systemd[1]: Started
<2>[  100.000123] critical
<1>[12345.678901] alert now
<0>[123456.000001] panic
<7>[123457.250000] debug detail
<14>[123458.000000] user says
"""


@pytest.fixture
def log(tmp_path):
    (tmp_path / "log").write_text(LOG)
    return tmp_path / "log"


@pytest.mark.parametrize("flags", [
    "", "-x", "-t", "-d", "-r", "-k", "-u", "-l err", "-l err,warn", "-l emerg,debug", "-f kern",
    "-f daemon,user", "-xt", "-p", "-L=always", "-xL=always", "-L=never", "--time-format delta",
    "--time-format notime", "-l warn -x", "-d -x", "-l nope", "-f nope", "--time-format nope",
])
def test_saved_log(flags, log):
    compare("dmesg", "-F", log, *flags.split())


@pytest.mark.parametrize("flags", ["-T", "-e", "--time-format iso", "-H", "-xT"])
def test_local_time(flags, log):
    # Both take the boot's time from now: a second may begin between the two.
    for _ in range(5):
        try:
            compare("dmesg", "-F", log, *flags.split(), env={"TZ": "UTC"})
            return
        except AssertionError as error:
            last = error
    raise last


@pytest.mark.skipif(not os.access("/dev/kmsg", os.R_OK), reason="no /dev/kmsg to read")
@pytest.mark.parametrize("flags", ["-x", "-t", "-xd", "-S", "-l err,warn,info"])
def test_this_machine(flags):
    # Others may log in between, and a full log loses its oldest lines: the later half stays.
    theirs = subprocess.run(["dmesg", *flags.split()], capture_output=True).stdout
    ours = subprocess.run([BINARY, "dmesg", *flags.split()], capture_output=True).stdout
    later = theirs[len(theirs) // 2:]
    assert later.count(b"\n") > 2 and later in ours


@pytest.mark.skipif(not os.access("/dev/kmsg", os.W_OK), reason="no /dev/kmsg to write")
def test_follows(tmp_path):
    with subprocess.Popen([BINARY, "dmesg", "-W", "-t"], stdout=subprocess.PIPE) as process:
        word = f"ramsteam-test-{os.getpid()}"
        for _ in range(100):
            with open("/dev/kmsg", "w") as file:
                file.write(f"<6>{word} \x1b[31m\n")
            if os.get_blocking(process.stdout.fileno()):
                os.set_blocking(process.stdout.fileno(), False)
            data = process.stdout.read(4096) or b""
            if word.encode() in data:
                break
            time.sleep(0.05)
        process.kill()
    line = next(line for line in data.splitlines() if word.encode() in line)
    assert b"\x1b" not in line and line.endswith(b"\\x1b[31m")


def test_garbage(tmp_path):
    for data in (b"\n\n<>\n<99999999999999999999>[x] y\n<6>[  1.2\n<6", os.urandom(5000)):
        (tmp_path / "log").write_bytes(data)
        assert run("dmesg", "-x", "-F", tmp_path / "log").returncode == 0


def test_says_what_is_wrong():
    for args, word in ((["-F", "/none"], "/none"), (["-l", "loud"], "unknown level 'loud'"),
                       (["-n", "9"], "9"), (["-C", "-c"], "mutually exclusive"), (["x"], "x")):
        done = run("dmesg", *args)
        assert done.returncode == 1 and word in done.stderr and not done.stdout
