# SPDX-License-Identifier: MIT
"""pidof beside sysvinit's, among processes of names that nobody else has."""
import os
import shutil
import subprocess

import pytest
from ramsteam import BINARY, compare, execute, run


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("pidof")
    tag = f"p{os.getpid()}"
    shutil.copy("/bin/sleep", path / f"{tag}-one")
    shutil.copy("/bin/sleep", path / f"{tag}-with-a-long-name")
    script = path / f"{tag}-script"
    script.write_text("#!/bin/sh -e\necho ready; read -r word\n")
    script.chmod(0o755)
    sleepers = [subprocess.Popen([path / f"{tag}-one", "100"]) for _ in range(3)]
    sleepers += [subprocess.Popen([path / f"{tag}-with-a-long-name", "100"])]
    sleepers += [subprocess.Popen([f"-{tag}-login", "100"], executable="/bin/sleep")]
    reader = subprocess.Popen([script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    reader.stdout.readline()
    yield path, tag, sleepers
    for process in [*sleepers, reader]:
        process.kill()
        process.wait()


@pytest.mark.parametrize("words", [
    "{t}-one", "{d}/{t}-one", "-s {t}-one", "{t}-one {t}-with-a-long-name", "{t}-nosuch",
    "-q {t}-one", "-d , {t}-one", "-o {p} {t}-one", "-o {p} -o {q} {t}-one", "{t}-script",
    "-x {t}-script", "-x {d}/{t}-script", "{t}-login", "-c {t}-one", "-z {t}-one", "/bin/{t}-one",
    "-n {d}/{t}-one", "{t}-with-a-long", "kthreadd", "",
])
def test_as_sysvinit(words, folder):
    path, tag, sleepers = folder
    compare("pidof", *words.format(d=path, t=tag, p=sleepers[0].pid, q=sleepers[2].pid).split())


def test_finds_itself():
    """As sysvinit's does."""
    done = execute(["sh", "-c", f"{BINARY} pidof ramsteam & wait $!; echo $!"])
    assert done.returncode == 0
    assert done.stdout.split()[-1] in done.stdout.split()[:-1]


def test_who_called(folder):
    path, tag, _ = folder
    shutil.copy("/bin/sh", path / f"{tag}-sh")
    done = execute([path / f"{tag}-sh", "-c", f"pidof -o %PPID {tag}-sh; echo $?"])
    assert done.stdout == "1\n"
    assert run("pidof", "-Z").returncode == 1
