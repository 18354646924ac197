"""The reference page says what the program does."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from allianceskg.endpoint import media
from allianceskg.endpoint.capacity import PoolLimits
from allianceskg.endpoint.complexity import QueryLimits
from allianceskg.endpoint.protocol import ProtocolLimits
from allianceskg.serving.problem_types import TYPES, ProblemType
from allianceskg.serving.server import ConnectionLimits

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGE = (REFERENCE / "sparql-endpoint.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("page", ["problems.md", "problems.fr.md"])
@pytest.mark.parametrize("one", TYPES.values(), ids=lambda one: one.name)
def test_each_problem_is_described_with_its_status(one: ProblemType, page: str) -> None:
    assert f"| `{one.name}` | {one.status} |" in (REFERENCE / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("one", media.FORMATS, ids=lambda one: one.name)
def test_each_format_is_listed(one: media.Format) -> None:
    assert f"| `{one.name}` | `{one.media_type}` |" in PAGE


@pytest.mark.parametrize(
    "limits", [PoolLimits(), QueryLimits(), ProtocolLimits(), ConnectionLimits()], ids=lambda one: type(one).__name__
)
def test_each_limit_is_listed_with_its_value(limits: object) -> None:
    listed = dict(re.findall(r"^\| `(\w+)` \| ([\d.]+) \|", PAGE, re.MULTILINE))
    expected = {field.name: f"{getattr(limits, field.name):g}" for field in fields(limits)}  # type: ignore[arg-type]
    assert {name: f"{float(listed[name]):g}" for name in expected} == expected
