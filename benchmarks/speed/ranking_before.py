"""The ranking query as it was before words and graded criteria, asked for what the same criteria asked then."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from allianceskg.matching.criteria import SHARED_LEVELS, Criterion
from allianceskg.rdf.term import IRI, Literal, Term
from allianceskg.sparql.query_files import read_query
from allianceskg.terms import AKG, TERRITORY, XSD_INTEGER, concept

_QUERY: Final = Path(__file__).parent / "ranking-before.rq"
_LINKS: Final = {
    "model": "inCategory", "function": "coversFunction", "territory": "inTerritory", "themes": "concernsTheme",
    "types": "involvesActorType", "need": "addressesNeed", "sdgs": "contributesToGoal",
}  # fmt: skip
_WHOLE: Final = ("usesModel", "inCategory", "coversFunction", "concernsTheme", "involvesActorType", "addressesNeed", "contributesToGoal")  # fmt: skip
_NEAREST: Final = 24


def ranking_before(criteria: Sequence[Criterion]) -> str:
    """
    Return the query of version 0.1.0 for criteria of today.

    It knew neither words nor sought actors, nor distances; of a theme or a type it asked the concept alone. The points
    do not matter for its time.
    """
    known = [one for one in criteria if one.kind in _LINKS]
    return read_query(_QUERY).bind(
        {
            "(criterion weight primary)": [
                (Literal(one.name), _integer(one.weight), _integer(one.is_primary)) for one in known
            ],
            "(criterion link)": [(Literal(one.name), IRI(f"{AKG}{_LINKS[one.kind]}")) for one in known],
            "(criterion link value gain)": [row for one in known for row in _gains(one)],
            "(criterion asked level gain)": [row for one in known for row in _shared(one)]
            or [(Literal("none"), IRI(f"{TERRITORY}none"), IRI(f"{TERRITORY}none"), _integer(0))],
        }
    )


def _gains(criterion: Criterion) -> Iterator[tuple[Term, ...]]:
    name = Literal(criterion.name)
    if criterion.kind == "territory":
        yield name, IRI(f"{AKG}inTerritory"), IRI(f"{TERRITORY}{criterion.expected[0]}"), _integer(criterion.weight)
        return
    schemes = {"themes": "themes", "types": "actor-types"}
    asked = {concept(schemes[criterion.kind], one) for one in criterion.expected} if criterion.kind in schemes else None
    for gain in criterion.gains:
        if gain.link.removeprefix(AKG) in _WHOLE and (asked is None or gain.value in asked):
            yield name, IRI(gain.link), IRI(gain.value), _integer(gain.points)


def _shared(criterion: Criterion) -> Iterator[tuple[Term, ...]]:
    if criterion.kind == "territory":
        asked = IRI(f"{TERRITORY}{criterion.expected[0]}")
        for level in SHARED_LEVELS:
            yield Literal(criterion.name), asked, IRI(concept("territory-levels", level)), _integer(_NEAREST)


def _integer(number: int) -> Literal:
    return Literal(str(int(number)), datatype=XSD_INTEGER)
