"""What a test does on a machine that lacks a program or a library."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def refuse_or_skip(reason: str) -> NoReturn:
    """Skip a test for want of something; with `ALLIANCESKG_REQUIRE=all`, as in continuous integration, fail it."""
    if os.environ.get("ALLIANCESKG_REQUIRE") == "all":
        pytest.fail(reason)
    pytest.skip(reason)
