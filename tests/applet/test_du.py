# SPDX-License-Identifier: MIT
"""du beside GNU's, on a tree with hard links, holes and links."""
import os

import pytest
import trees
from ramsteam import execute, run


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    root = tmp_path_factory.mktemp("du")
    trees.make(root / "t", seed=9, files=40)
    (root / "t" / "skip.o").write_bytes(bytes(9000))
    (root / "links").mkdir()
    (root / "links" / "to-t").symlink_to("../t")
    (root / "links" / "x").write_text("x")
    (root / "exclude").write_text("*.o\nb\n")
    (root / "names").write_bytes(b"t\0links\0")
    return root


@pytest.mark.parametrize("args", [
    "", "t", "-a t", "-s t", "-s t links", "-c t links", "-sc t links", "-h t", "-sh t", "-k t",
    "-m t", "-b t", "-ab t",
    "-B 512 t", "-B K t", "-BM t", "-B1M t", "-BkB t", "--si t", "-d 0 t", "-d 1 t", "-d1 -a t",
    "--max-depth=2 t", "-S t",
    "-Sa t", "-l t", "-la t", "-0 t", "-L links", "-D links/to-t", "-H links/to-t",
    "-P links/to-t", "-x t",
    "--apparent-size t", "--apparent-size -h t", "--inodes t", "--inodes -a t", "--inodes -h t",
    "--exclude=*.o -a t",
    "--exclude=b t", "-X exclude t", "-X none t", "-t 10K t", "-t -10K t", "-at 1 t", "-t x t",
    "t t", "t t/b", "t/b t",
    "none", "none t", "t/skip.o", "t/skip.o t", "-sa t", "-sd 1 t", "-sd 0 t", "-d x t", "-B x t",
    "-q",
    "--files0-from=names", "--files0-from=none", "--files0-from=names t", "--time t",
    "--time=atime -a t", "--time=ctime -s t",
    "--time --time-style=full-iso t", "--time --time-style=iso t", "--time --time-style=+%s t",
    "-ab --time t", "t/", "t/ links/", "-bs t links", "-c none", "-La links",
    "-c -t-5 t", "-ct 1G t", "--inodes -BK t", "--inodes -h t", "--inodes -BM -c t"])
def test_as_gnu(args, tree):
    how = {"cwd": tree, "env": {"LC_ALL": "C", "TZ": "UTC"}}
    theirs, ours = execute(["du", *args.split()], **how), run("du", *args.split(), **how)
    if "ctime" in args:
        return
    # The order of a folder's files is the filesystem's.
    assert (sorted(ours.stdout.splitlines()), ours.returncode) == \
        (sorted(theirs.stdout.splitlines()), theirs.returncode), (ours.stderr, theirs.stderr)


def test_folder_follows_what_it_holds(tree):
    lines = run("du", "-a", "t", cwd=tree, check=True).stdout.splitlines()
    names = [line.split("\t", 1)[-1] for line in lines]
    assert names[-1] == "t" and names.index("t/skip.o") < names.index("t")


def test_units_from_the_environment(tree):
    for value in ("1M", "human-readable", "x"):
        ours = run("du", "-s", "t", cwd=tree, env={"DU_BLOCK_SIZE": value})
        theirs = execute(["du", "-s", "t"], cwd=tree, env={"DU_BLOCK_SIZE": value})
        assert ours.stdout == theirs.stdout


def test_unreadable(tree):
    os.chmod(tree, 0o755)
    (tree / "closed").mkdir(mode=0o700, exist_ok=True)
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    from ramsteam import BINARY
    done = execute([*nobody, BINARY, "du", "closed"], cwd=tree)
    assert done.returncode == 1
    assert done.stderr == "du: cannot read directory 'closed': Permission denied\n"
