# SPDX-License-Identifier: MIT
"""truncate beside GNU's."""
import pytest
import trees


def small(folder):
    (folder / "a").write_text("0123456789")
    (folder / "b").write_text("x" * 700)
    (folder / "d").mkdir()


@pytest.mark.parametrize("args", [
    "-s 5 a", "-s 20 a", "-s 0 a b", "-s +5 a", "-s -5 a", "-s -50 a", "-s <5 a", "-s >5 a",
    "-s >50 a", "-s /4 a",
    "-s %4 a", "-s %10 a", "-s 1K a", "-s 1kB a", "-s 5 new", "-c -s 5 new", "-r b a",
    "-r b -s +5 a", "-r b -s 5 a",
    "-r none a", "-s", "a", "", "-s x a", "-s 5", "-o -s 1 a", "-o a", "-s 5 d", "-s 5 none/x",
    "-s %0 a", "-s /0 a",
    "-s 99999999999999999999 a", "-s 9223372036854775807 a", "-s +9223372036854775807 a",
    "-s <-5 a", "-s 1M b a"])
def test_as_gnu(args, tmp_path):
    trees.beside(tmp_path, small, "truncate", *args.split())
