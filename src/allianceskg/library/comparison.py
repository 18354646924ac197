"""Two or three cases side by side, criterion by criterion."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.language import Text, same
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.library import library_of
from allianceskg.matching.answer import criteria_of
from allianceskg.matching.criteria import Criterion
from allianceskg.matching.diagnosis import diagnose
from allianceskg.matching.explanation import criterion_in_words, explain_records
from allianceskg.matching.index.finder import IndexFinder
from allianceskg.model import CriterionAssessment, Match, Profile
from allianceskg.terms import slug

_CHOICES: Final = 200
"""Cases that are offered to be compared, as many as an answer can show."""


@dataclass(frozen=True, slots=True)
class ComparedCriterion:
    """One criterion, and how each case answers it, in the order of the columns."""

    heading: Text
    cells: tuple[CriterionAssessment, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    Cases side by side.

    Attributes:
        criteria: What is asked, in the order of the rows.
        matches: The columns, best first.
        choices: The first of the listed cases, to choose from, and the chosen ones: slug and title.
        others: Number of the listed cases that are not among the choices.
    """

    criteria: tuple[Criterion, ...]
    matches: tuple[Match, ...]
    rows: tuple[ComparedCriterion, ...]
    choices: tuple[tuple[str, Text], ...]
    others: int

    @property
    def named_criteria(self) -> list[tuple[Criterion, Text]]:
        """Each criterion with its name."""
        return [(criterion, row.heading) for criterion, row in zip(self.criteria, self.rows, strict=True)]


def compare(profile: Profile, cases: Sequence[str], catalogue: Catalogue) -> Comparison:
    """
    Explain the chosen cases by the criteria of a profile.

    Args:
        cases: Slugs; those that the profile does not list are left out.
    """
    knowledge = catalogue.knowledge
    diagnosis = diagnose(profile, knowledge.typology, knowledge.conventions)
    criteria = catalogue.by_index(lambda finder: criteria_of(profile, diagnosis, knowledge, finder))
    known = library_of(catalogue).cases
    chosen = [known.iris[known.by_slug[one]] for one in cases if one in known.by_slug]

    def work(finder: IndexFinder) -> tuple[list[Match], dict[str, Text], int]:
        listing = finder.find(criteria)
        ranked = listing.among(chosen)
        shown = [one.case for one in ranked]
        offered = [one.case for one in listing.first(_CHOICES)]
        offered += [case for case in shown if case not in offered]
        matches = explain_records(
            finder.records(criteria, shown),
            catalogue.queries,
            catalogue.names,
            finder.titles(shown),
            criteria,
            ranked,
            kinds=finder.kinds(shown),
            score_decimals=knowledge.conventions.score_decimals,
        )
        titles = finder.titles(offered)
        return (
            matches,
            {slug(case): titles.get(case, same(slug(case))) for case in offered},
            listing.size - len(offered),
        )

    matches, choices, others = catalogue.by_index(work)
    rows = tuple(
        ComparedCriterion(
            criterion_in_words(criterion, catalogue.names), tuple(match.criteria[rank] for match in matches)
        )
        for rank, criterion in enumerate(criteria)
    )
    return Comparison(criteria, tuple(matches), rows, tuple(choices.items()), others)
