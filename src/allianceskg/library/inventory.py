"""The cases that a build holds, with what all lists of them are counted and ordered by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from allianceskg.library.case_entries import years_of
from allianceskg.library.catalogue import Catalogue
from allianceskg.library.sets import positions, set_of
from allianceskg.rdf.term import Term
from allianceskg.terms import AKG, RDF_TYPE, expand

_KINDS: Final = {f"{AKG}Alliance": "alliances", f"{AKG}CatalystInitiative": "initiatives"}


@dataclass(frozen=True, slots=True)
class Inventory:
    """
    What is known of every case; every list is by position.

    Attributes:
        iris: Sorted by code point.
        modified: Last change; empty for a case without one.
        years: In which a recorded stage begins.
        kinds: The sets `alliances` and `initiatives`.
    """

    iris: tuple[str, ...]
    modified: Sequence[str]
    years: Sequence[tuple[int, ...]]
    kinds: Mapping[str, int]

    def written(self) -> list[Any]:
        """Return what JSON can hold."""
        kinds = {name: list(positions(cases)) for name, cases in self.kinds.items()}
        return [self.iris, self.modified, self.years, kinds]

    @classmethod
    def of(cls, written: Sequence[Any]) -> Inventory:
        """Take back what was written."""
        iris, modified, years, kinds = written
        return cls(tuple(iris), modified, list(map(tuple, years)), {name: set_of(kinds[name]) for name in kinds})


def read_inventory(catalogue: Catalogue) -> Inventory:
    """Read what every case of a build documents, when its stages began and when it last changed."""
    said: dict[str, dict[str, list[Term]]] = {}
    for triple in catalogue.store.construct(catalogue.queries.get("page-case-marks").text):
        said.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, []).append(triple.object)
    iris = tuple(sorted(one for one in said if RDF_TYPE in said[one]))
    modified, starts, kind = (expand(name) for name in ("dcterms:modified", "akg:startDate", "dcterms:type"))
    kinds: dict[str, list[int]] = {name: [] for name in _KINDS.values()}
    for position, iri in enumerate(iris):
        for one in said[iri].get(kind, ()):
            kinds[_KINDS[one.value]].append(position)
    return Inventory(
        iris=iris,
        modified=[min((one.value for one in said[iri].get(modified, ())), default="") for iri in iris],
        years=[years_of(said[iri].get(starts, ())) for iri in iris],
        kinds={name: set_of(members) for name, members in kinds.items()},
    )
