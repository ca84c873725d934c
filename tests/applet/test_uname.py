# SPDX-License-Identifier: MIT
"""uname beside GNU's."""
import pytest
from ramsteam import compare


@pytest.mark.parametrize("flags", ["", "-s", "-n", "-r", "-v", "-m", "-p", "-i", "-o", "-a", "-sr",
                                   "-rs", "-mo", "-pio", "--all", "--kernel-release", "x", "-q"])
def test_names(flags):
    compare("uname", *flags.split())
