# SPDX-License-Identifier: MIT
"""date beside GNU's: formats with flags and widths, dates in words, what it refuses."""
import os
import random
import re

import pytest
from ramsteam import BINARY, execute, run

INDIA = {"TZ": "IST-5:30"}
# The clock of the machine that tests is not ours to set: "date -s x" is a time to GNU's.
POWERLESS = ["setpriv", "--bounding-set=-sys_time", "--inh-caps=-all"]
MOMENT = "2004-02-05 07:08:09.0450"


def compare(*words, env=None, **how):
    """Ours and the host's, neither of which may set the clock."""
    how["env"] = {"LC_ALL": "C", **(env or {})}
    theirs = execute([*POWERLESS, "date", *words], **how)
    ours = execute([*POWERLESS, BINARY, "date", *words], **how)
    assert (ours.stdout, ours.returncode) == (theirs.stdout, theirs.returncode), \
        f"ours says {ours.stderr!r}, theirs {theirs.stderr!r}"
    return ours


@pytest.mark.parametrize("format", """%N|%3N|%12N|%-N|%_N|%_3N|%-3N|%012N|%_12N|%10Y|%_10Y|%-d|%_d
%^a|%#a|%#Z|%^Z|%10a|%010a|%-10d|%+5Y|%+7Y|%F|%12F|%_12F|%+12F|%:z|%::z|%:::z|%_z|%10z|%_10z|%-z
%-:z|%_10:z|%Q|%q|%E|%Ey|%Od|%5|%-|%:|%:a|%|%P|%#p|%^P|%k|%l|%-k|%0k|%0e|%_5e|%5n|%5t|%s|%15s
%_15s|%+|%5T|%12T|%^c|%#c|%C|%g|%G|%j|%-j|%_j|%u|%3u|%h|%^h|%10h|%i|%v|%L|%E%|%EH|%Oc|%--d|%-_d
%_-d|%^#a|%#^a|%r|%-r|%#r|%X|%x|%c|%12c|%:::::z|%-N.|%::|é%dü|%%n|%D|%R|%U %V %W %w|%e %I %S %M|
%Y-%m-%dT%H:%M:%S.%6N%:z""".replace("\n", "|").split("|"))
def test_format(format):
    compare("-d", MOMENT, f"+[{format}]", env=INDIA)


def test_random_formats():
    dice = random.Random(4)
    for _ in range(60):
        format = "".join(
            "%" + "".join(dice.sample("-_0^#", dice.choice((0, 0, 1)))) +
            dice.choice(("", "", "", "1", "4", "11")) +
            dice.choice("aAbBcCdDeFgGhHIjklmMNpPqrRsSTuUVwWxXyYzZ") + dice.choice(".: ")
            for _ in range(8))
        moment = f"@{dice.randrange(2 ** 33)}.{dice.randrange(10 ** 9):09}"
        zone = dice.choice(("UTC0", "CET-1CEST,M3.5.0,M10.5.0/3", "NST3:30", "NPT-5:45:30"))
        compare("-d", moment, f"+{format}", env={"TZ": zone})


@pytest.mark.parametrize("words", [
    "-R", "-I", "-Id", "-Idate", "-Ih", "-Im", "-Is", "-Iseconds", "-In", "-Ins", "-I9", "-Ix",
    "--iso-8601", "--iso-8601=min", "--iso-8601=", "--rfc-3339=date", "--rfc-3339=s",
    "--rfc-3339=ns", "--rfc-3339=hours", "--rfc-3339", "--rfc-email", "-u", "-uR", "--utc -Is",
    "-R -I", "-R +%F", "+%F +%T", "+", "x", "+%F x", "1230", "-r .", "-s now", "-f x", "-q", "-d"])
def test_words(words):
    compare("-d", MOMENT, *words.split(), env=INDIA)


@pytest.mark.parametrize("date", [
    "x", "", "2004-02-30", "@1.5", "@-1", "2004-06-05 12:00 EDT", "12:34 tomorrow 2004-01-01",
    "2004-03-01 +3 hours 1 month ago", "2004-03-01 1 day ago 2 hours ago", "2004-03-01 ago",
    "Sun Oct 31 03:59:59 UTC 2010", "2021-10-31 01:30 +0000"])
def test_dates(date):
    compare("-d", date, "+%F %T %Z" if date else "+%T",
            env={"TZ": "GMT0BST,M3.5.0/1,M10.5.0/2"})


@pytest.mark.parametrize("operands", [
    ["13010000"], ["x"], ["0101000"], ["010100001"], ["0101000020.99"], ["01010000", "x"],
    ["01010000", "+%F"], ["x", "+%F"], [""], ["-s", "y!"], ["-s", "now", "x"],
    ["-r", "/none"], ["-f", "/none"]])
def test_refused(operands):
    assert compare(*operands, env={"TZ": "UTC0"}).returncode == 1


@pytest.mark.parametrize("operands", [["-s", "2004-02-05 10:00"], ["0205100020"], ["02051000"],
                                      ["-s", "x", "+%T"], ["020510002004.30"]])
def test_setting_needs_rights(operands):
    """The time that was meant is shown in any case."""
    done = compare(*operands, env={"TZ": "UTC0"})
    assert "cannot set date: Operation not permitted" in done.stderr


def test_files(tmp_path):
    (tmp_path / "lines").write_text("2004-02-05\nx\n@0\n2001-01-01 10:00 UTC")
    os.utime(tmp_path / "lines", ns=(1, 1234567890123456789))
    compare("-u", "-f", "lines", cwd=tmp_path)
    compare("-ur", "lines", "+%F %T.%N", cwd=tmp_path)
    compare("-u", "-f", "-", "-Is", input="2004-02-05\n@7\n")


def test_digits_alone():
    """BusyBox's form, which GNU refuses."""
    assert run("date", "-d", "200001231133.30", "+%F %T", check=True).stdout == \
        "2000-01-23 11:33:30\n"


def test_now():
    assert re.fullmatch(r"\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d UTC \d{4}\n", run("date", "-u").stdout)
    ours, theirs = (int(execute([*c, "+%s"]).stdout) for c in ([BINARY, "date"], ["date"]))
    assert 0 <= theirs - ours < 30
