"""The properties by which cases are filtered, counted and ranked are named once, and every list of them agrees."""

from __future__ import annotations

from allianceskg.library.selection import FACETS
from allianceskg.matching.index.entries import LINKS as INDEXED
from allianceskg.records.fields import RecordKinds
from allianceskg.records.shortcuts import FILTERS, LINKS, SHORTCUTS


def test_the_index_numbers_them_first_and_in_their_order() -> None:
    assert INDEXED[: len(SHORTCUTS)] == tuple(LINKS.values())
    assert len(LINKS) == len(SHORTCUTS)


def test_every_facet_but_the_year_counts_by_one_of_them() -> None:
    assert {facet.name for facet in FACETS} - {"year"} <= LINKS.keys()
    assert set(FILTERS) <= {facet.name for facet in FACETS}


def test_what_a_case_says_itself_is_none_of_them_but_its_evidence(kinds: RecordKinds) -> None:
    assert {name for name, path in LINKS.items() if path in kinds.case.by_path} == {"evidence"}
