"""Two or three cases side by side, criterion by criterion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from allianceskg.catalogue import Catalogue
from allianceskg.language import Text
from allianceskg.matching.criteria import asked_criteria
from allianceskg.matching.diagnosis import diagnose
from allianceskg.matching.explanation import criterion_in_words, explain
from allianceskg.matching.finding import query_ranking
from allianceskg.matching.specification import Ranked
from allianceskg.model import CriterionAssessment, Match, Profile
from allianceskg.terms import slug


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion, and how each case answers it, in the order of the columns."""

    heading: Text
    cells: tuple[CriterionAssessment, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    Cases side by side.

    Attributes:
        matches: The columns, best first.
        choices: Every listed case, to choose from.
    """

    matches: tuple[Match, ...]
    rows: tuple[Row, ...]
    choices: tuple[tuple[str, Text], ...]


def compare(profile: Profile, cases: Sequence[str], catalogue: Catalogue) -> Comparison:
    """
    Explain the chosen cases by the criteria of a profile.

    Args:
        cases: Slugs; those that the profile does not list are left out.
    """
    knowledge = catalogue.knowledge
    diagnosis = diagnose(profile, knowledge.typology, knowledge.conventions)
    criteria = asked_criteria(profile, diagnosis, knowledge.conventions)
    listed = query_ranking(catalogue.store, catalogue.queries)(criteria)
    matches = explain(
        catalogue.store,
        catalogue.queries,
        catalogue.names,
        catalogue.titles,
        criteria,
        _chosen(listed, cases),
        score_decimals=knowledge.conventions.score_decimals,
    )
    rows = tuple(
        Row(criterion_in_words(criterion, catalogue.names), tuple(match.criteria[rank] for match in matches))
        for rank, criterion in enumerate(criteria)
    )
    return Comparison(tuple(matches), rows, tuple((slug(one.case), catalogue.titles[one.case]) for one in listed))


def _chosen(listed: Sequence[Ranked], cases: Sequence[str]) -> list[Ranked]:
    return [one for one in listed if slug(one.case) in cases]
