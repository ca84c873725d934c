# SPDX-License-Identifier: MIT
"""man: pages from the tables at the prompt, and as mdoc(7) in which mandoc finds no fault."""
import glob
import re
import subprocess

import pexpect
import pytest
from ramsteam import BINARY, TREE, applets, execute, run

NAMES = applets()
BOLD = re.compile(r"\x1b\[\d*m")


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """scripts/man's folder: it ends well only when mandoc -Tlint is silent."""
    folder = tmp_path_factory.mktemp("man") / "man"
    done = execute([TREE / "scripts/man", BINARY, folder], env={"SOURCE_DATE_EPOCH": "86400"})
    assert done.returncode == 0 and done.stderr == "", done.stdout + done.stderr
    assert done.stdout == f"{len(NAMES) + 1} pages in {folder}\n"
    return folder


def rendered(path):
    done = execute(["mandoc", "-T", "ascii", path], check=True).stdout
    return re.sub(r".\x08", "", done)


def test_every_name_has_a_page(pages):
    found = {path.name.rsplit(".", 1)[0] for path in pages.iterdir()}
    assert found == {*NAMES, "ramsteam"}


def test_lint_can_fail(pages, tmp_path):
    page = tmp_path / "kexec.8"
    page.write_text((pages / "kexec.8").read_text().replace(".El", ""))
    assert execute(["mandoc", "-T", "lint", page]).returncode != 0


def test_a_page_holds_every_row_of_the_table(pages):
    """What --help shows of each applet, the rendered page shows."""
    for name in NAMES:
        page = " ".join(rendered(next(pages.glob(glob.escape(name) + ".[18]"))).split())
        for words in re.findall(r"^  (-\S+(?:, -\S+)*)", run(name, "--help").stdout, re.M):
            for option in words.split(", "):
                assert re.sub(r"=?\[=.*", "", option) in page, (name, option)


def test_header_and_date(pages):
    page = rendered(pages / "kexec.8")
    assert page.startswith("KEXEC(8)") and "January 2, 1970" in page.splitlines()[-1]
    assert "kexec [OPTION ...] [KERNEL]" in page


def test_alias_is_a_link():
    assert subprocess.run([BINARY, "--man", "poweroff"], capture_output=True, check=True).stdout \
        == subprocess.run([BINARY, "--man", "reboot"], capture_output=True, check=True).stdout


@pytest.mark.parametrize("name", NAMES)
def test_text(name):
    done = run("man", name, env={"COLUMNS": "80"})
    assert done.returncode == 0 and done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0].startswith(f"{lines[0].split('(')[0]}(") and "NAME" in lines
    assert not BOLD.search(done.stdout)
    rows = set(re.findall(r"^  (-\S+)", run(name, "--help").stdout, re.M))
    text = done.stdout
    assert all(row.split("[=")[0].rstrip(",") in text for row in rows)


def test_width():
    wide = run("man", "ls", env={"COLUMNS": "100"}).stdout.splitlines()
    narrow = run("man", "ls", env={"COLUMNS": "40"}).stdout.splitlines()
    assert max(map(len, wide)) > 80 and len(narrow) > len(wide)
    assert max(len(line) for line in narrow if not line.strip().startswith("-")) <= 40


def test_chapters():
    assert run("man", "8", "kexec").stdout.startswith("KEXEC(8)")
    done = run("man", "1", "kexec")
    assert done.returncode == 16 and "chapter 1" in done.stderr


def test_search():
    assert re.search(r"^kexec \(8\) +- ", run("man", "-k", "firmware").stdout, re.M)
    assert run("man", "-f", "true").stdout.startswith("true (1) ")
    assert run("man", "-k", "qqqq").returncode == 16


def test_mistakes():
    done = run("man", "kexce")
    assert done.returncode == 16 and "did you mean kexec?" in done.stderr
    assert run("man").returncode == 1
    assert execute([BINARY, "--man", "nothing"]).returncode == 1


def on_terminal(*words, rows=24, env=None):
    return pexpect.spawn(BINARY, list(words), encoding="utf-8", timeout=10,
                         dimensions=(rows, 80), env={"PATH": "/usr/bin:/bin", **(env or {})})


def test_headings_are_bold_on_a_terminal():
    child = on_terminal("man", "true", rows=100)
    child.expect(pexpect.EOF)
    assert "\x1b[1mNAME\x1b[m" in child.before


def test_pager_of_the_environment():
    """Only for what the screen does not hold."""
    child = on_terminal("man", "ls", env={"PAGER": "wc -l; echo paged"})
    child.expect("paged")
    child = on_terminal("man", "true", rows=100, env={"PAGER": "echo paged"})
    child.expect(pexpect.EOF)
    assert "paged" not in child.before


@pytest.mark.skipif("less" not in NAMES, reason="less is not in this configuration")
def test_less():
    child = on_terminal("man", "ls", env={"TERM": "vt100"})
    child.expect("NAME")
    child.send("G")
    child.expect_exact("(END)")
    child.send("q")
    child.expect(pexpect.EOF)
