"""The real territories and the shipped concepts among which invented cases are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from allianceskg.files import Home
from allianceskg.rdf import turtle
from allianceskg.rdf.term import IRI
from allianceskg.terms import AKG, TERRITORY, VOCABULARY, slug

_BROADER: Final = IRI("http://www.w3.org/2004/02/skos/core#broader")
_WITHIN: Final = IRI(f"{AKG}directlyWithin")
_LEVELS: Final = ("country", "region", "departement", "collectivite", "epci", "ept", "commune", "arrondissement")

LARGE_CITIES: Final = (
    "75056", "13055", "69123", "31555", "06088", "44109", "34172", "67482", "33063", "59350", "35238", "83137",
    "51454", "42218", "76351", "69266", "21231", "49007", "38185", "93066", "30189", "13001", "63113", "29019",
    "87085", "37261", "80021", "57463", "66136", "25056", "45234", "76540", "68224", "14118", "54395", "95018",
    "93048", "59512", "84007", "86194",
)  # fmt: skip
"""Codes of the most populated communes, the largest first, among which most partnerships are found."""


@dataclass(frozen=True, slots=True)
class World:
    """
    Where cases can be, and what they can be about.

    Attributes:
        territories: Slugs by level.
        ancestors: Each territory and all that it lies in.
        broader: Each concept of the vocabularies and all that is broader than it, itself included; by IRI.
    """

    territories: Mapping[str, Sequence[str]]
    ancestors: Mapping[str, tuple[str, ...]]
    broader: Mapping[str, tuple[str, ...]]

    def concepts(self, scheme: str) -> list[str]:
        """List the slugs of a scheme, in alphabetical order."""
        start = f"{VOCABULARY}{scheme}/"
        return sorted(iri.removeprefix(start) for iri in self.broader if iri.startswith(start))


@cache
def read_world(home: Home) -> World:
    """Read the territories and the vocabularies that ship."""
    above: dict[str, list[str]] = {}
    for path in sorted((home.data / "territories").glob("*.ttl.gz")):
        if path.name == "former-communes.ttl.gz":
            continue
        for triple in turtle.read(path):
            subject = _value(triple.subject)
            if subject.startswith(TERRITORY) and slug(subject).partition("-")[0] in _LEVELS and "/" not in subject[38:]:
                known = above.setdefault(slug(subject), [])
                if triple.predicate == _WITHIN:
                    known.append(slug(_value(triple.object)))
    broader: dict[str, list[str]] = {}
    for path in sorted((home.ontology / "vocabularies").glob("*.ttl")):
        for triple in turtle.read(path):
            subject = _value(triple.subject)
            known = broader.setdefault(subject, [])
            if triple.predicate == _BROADER:
                known.append(_value(triple.object))
    by_level: dict[str, list[str]] = {level: [] for level in _LEVELS}
    for territory in sorted(above):
        by_level[territory.partition("-")[0]].append(territory)
    return World(
        by_level,
        {one: _closure(one, above) for one in above},
        {one: _closure(one, broader) for one in broader},
    )


def _closure(start: str, above: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    found: list[str] = []
    waiting = [start]
    while waiting:
        one = waiting.pop(0)
        if one not in found:
            found.append(one)
            waiting.extend(above.get(one, ()))
    return tuple(found)


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))
