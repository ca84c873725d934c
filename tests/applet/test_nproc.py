# SPDX-License-Identifier: MIT
"""nproc beside GNU's."""
import pytest
from ramsteam import compare, execute, BINARY


@pytest.mark.parametrize("words", [[], ["--all"], ["--ignore=1"], ["--ignore", "1000"],
                                   ["--all", "--ignore=1"], ["x"], ["--ignore=x"], ["--ignore=-1"]])
def test_as_gnu(words):
    compare("nproc", *words)


@pytest.mark.parametrize("env", [{"OMP_NUM_THREADS": "5"}, {"OMP_NUM_THREADS": "3,2"},
                                 {"OMP_THREAD_LIMIT": "1"}, {"OMP_NUM_THREADS": "x"},
                                 {"OMP_NUM_THREADS": "8", "OMP_THREAD_LIMIT": "2"}])
def test_variables(env):
    compare("nproc", env=env)
    compare("nproc", "--all", env=env)


def test_only_where_it_may_run():
    assert execute(["taskset", "-c", "0", BINARY, "nproc"]).stdout == "1\n"
