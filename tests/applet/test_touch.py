# SPDX-License-Identifier: MIT
"""touch beside GNU's: which times, of which files, in how many ways to write a date."""
import os
import time

import pytest
import trees
from ramsteam import compare, execute, run, BINARY


def small(folder):
    for name in ("a", "b"):
        (folder / name).touch()
        os.utime(folder / name, (trees.START, trees.START + 5))
    (folder / "d").mkdir()
    (folder / "link").symlink_to("a")
    (folder / "dangling").symlink_to("none")
    os.utime(folder / "d", (trees.START, trees.START))
    for name in ("link", "dangling"):
        os.utime(folder / name, (trees.START, trees.START), follow_symlinks=False)


STAMP = "-t 202001020304.05"


@pytest.mark.parametrize("args", [
    f"{STAMP} a", f"{STAMP} a b d", f"{STAMP} new", f"-c {STAMP} new", f"-a {STAMP} a",
    f"-m {STAMP} a",
    f"-am {STAMP} a", f"-h {STAMP} link", f"{STAMP} link", f"{STAMP} dangling",
    f"-c {STAMP} dangling",
    f"-h {STAMP} dangling", f"{STAMP} none/x", f"{STAMP} a/x", f"--time=atime {STAMP} a",
    f"--time=mtime {STAMP} a",
    "-r a b", "-r none b", "-r link b", "-hr link b", "-r a -d tomorrow b", "-t 01020304 a",
    "-t 2001020304 a",
    "-t 6901020304 a", "-t 6801020304 a", "-t 202013020304 a", "-t 20200102030x a", "-t 1 a",
    "-t x a",
    "-t 202001020304.99 a", "-d", "-d x a", "-t 202001020304 -d now a", "", "-q a", "--time=x a",
    "-c none", "-c none/x", "-d @5 a", "-d 2020-01-02T03:04:05.678 new",
])
def test_times(args, tmp_path):
    trees.beside(tmp_path, small, "touch", *args.split(), times="-t 01" not in args,
                 env={"TZ": "UTC"})


DATES = """2024-02-29|2024-02-29 13:45|2024-02-29 13:45:30|2024-02-29 13:45:30.5|2024-02-29T13:45:30
2024-02-29T13:45:30Z|2024-02-29 13:45:30 +0100|2024-02-29 13:45 -05:00|2024-02-29 13:45 UTC|20240229
20240229 1345|Feb 29 2024|Feb 29, 2024|29 Feb 2024|29-Feb-2024|29 February 2024 10:00
Thu Feb 29 13:45:30 2024|Thu, 29 Feb 2024 13:45:30 +0000|Thu Feb 29 13:45:30 UTC 2024|02/29/2024
2/29/24
2024/02/29|@1234567890|@1234567890.123|@-5|2023-02-29|2024-13-01|2024-01-32|25:00|12:60|x|now x|
2024-01-01 12:30pm|2024-01-01 12:30am|2024-01-01 1pm|2024-01-01 11:59 pm|2024-01-01 13pm
2024-01-31 +1 month|2024-01-31 1 day|2024-01-31 3 days ago|2024-01-31 2 weeks|2024-01-31 -1 year
2024-01-31 yesterday|2024-01-31 tomorrow|2024-01-31 12:00 1 hour ago
2024-01-31 next month|2024-01-31 last year|2024-01-31 10:00 next day|2024-01-31 fortnight ago
2024-03-10 02:30|@0 1 day|1970-01-01 00:00:00 UTC 1234567890 seconds
2024-02-29 (a comment) 10:00|29 Feb|2024-02-29 10:00 EST|12-Mar-99|1999-12-31 23:59:60
2024-02-29 24:00
2024-02-29 10|69-01-01|Mar 5 10:20:30 2021|jan 1 1999 00:00 gmt+3|2021-03-04 05:06:07,89"""


@pytest.mark.parametrize("date", DATES.replace("\n", "|").split("|"))
@pytest.mark.parametrize("zone", ["UTC", "CET-1CEST,M3.5.0,M10.5.0/3"])
def test_dates(date, zone, tmp_path):
    def both(name, command):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (1, 1))
        done = execute([*command, "-d", date, name], cwd=tmp_path, env={"TZ": zone, "LC_ALL": "C"})
        return done.returncode, os.stat(tmp_path / name).st_mtime_ns // 10 ** 6
    ours, theirs = both("ours", [BINARY, "touch"]), both("theirs", ["touch"])
    # A date without a time, or with what comes from now, may fall into two seconds.
    assert ours[0] == theirs[0] and abs(ours[1] - theirs[1]) < 2000


@pytest.mark.parametrize("date", [
    "now", "today", "yesterday", "tomorrow", "1 hour ago", "+2 days", "next week", "last month",
    "monday", "next friday", "last sunday", "sat 10:00", "third wednesday", "10:00", "5pm",
    "10:00 UTC", "yesterday 12:34:56", "12 hours", "2 years ago", "-5 minutes", "- 5 minutes",
    "this week", "hour",
    "day", "10am yesterday", "friday next week", "1 month ago 10:00", "UTC", "00:00:00 +0200", ""])
def test_dates_from_now(date, tmp_path):
    test_dates(date, "UTC", tmp_path)
    test_dates(date, "EST5EDT,M3.2.0,M11.1.0", tmp_path)


def test_now(tmp_path):
    before = time.time()
    run("touch", "new", cwd=tmp_path, check=True)
    assert before - 1 < os.stat(tmp_path / "new").st_mtime < time.time() + 1
    compare("touch", cwd=tmp_path)


def test_says_what_is_wrong(tmp_path):
    for args, text in ((["none/x"], "touch: cannot touch 'none/x': No such file or directory\n"),
                       (["-d", "xy", "a"], "touch: invalid date format 'xy'\n"),
                       (["-t", "1", "a"], "touch: invalid date format '1'\n")):
        done = run("touch", *args, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (1, text)
