"""What records consist of, read once from the shipped shapes."""

from __future__ import annotations

import pytest

from allianceskg.files import Home
from allianceskg.records.fields import RecordKinds
from allianceskg.records.turtle_text import load_kinds


@pytest.fixture(scope="session")
def kinds(home: Home) -> RecordKinds:
    """The kinds of records and parts of this repository."""
    return load_kinds(home)
