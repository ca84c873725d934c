# SPDX-License-Identifier: MIT
"""For all tests: the helpers' path, the longest first, and no applet the binary does not hold."""
import os
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import ramsteam  # noqa: E402

# Whoever started this, from a terminal or as a job behind one: tools colour, and Ctrl+C ends them.
os.environ["TERM"] = "xterm"
signal.signal(signal.SIGINT, signal.default_int_handler)

# What takes longest starts first, so that no worker idles at the end.
ORDER = ["test_config.py", "boot", "net", "unit", "applet", "test_lint.py"]


def place(item):
    parts = item.path.parts
    return next((at for at, name in enumerate(ORDER) if name in parts), len(ORDER))


def applet_of(item):
    """The applet a file is named after, unless it tests something else than an applet."""
    if item.path.parent.name not in ("applet", "net"):
        return None
    name = item.path.stem.removeprefix("test_").replace("_", "-")
    return None if name in ("multicall", "build") else name


def pytest_collection_modifyitems(config, items):
    """In a small configuration, leave out the tests of applets that were left out of it."""
    items.sort(key=place)
    if not config.getoption("--configured-only"):
        return
    there = set(ramsteam.applets())
    gone = [item for item in items if applet_of(item) not in there | {None}
            or not all(ramsteam.configured(mark.args[0]) for mark in item.iter_markers("needs"))]
    items[:] = [item for item in items if item not in gone]
    config.hook.pytest_deselected(items=gone)
    config.left_out = sorted({applet_of(item) for item in gone})


def pytest_report_collectionfinish(config):
    names = getattr(config, "left_out", [])
    return f"not in this configuration: {' '.join(names)}" if names else None


def pytest_addoption(parser):
    parser.addoption("--configured-only", action="store_true",
                     help="leave out the tests of applets that RAMSTEAM does not hold")
