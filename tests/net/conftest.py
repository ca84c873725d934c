# SPDX-License-Identifier: MIT
"""What the tests of networks share."""
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from lan import Lan  # noqa: E402


@pytest.fixture
def lan(tmp_path):
    with Lan(tmp_path) as made:
        yield made
