"""The values that some cases have of a facet, counted, and those that none of them has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from allianceskg.library.case_entries import CaseEntry
from allianceskg.library.library import Library
from allianceskg.library.reader import Reader
from allianceskg.library.selection import FACET, Facet


@dataclass(frozen=True, slots=True)
class Tally:
    """
    The values of a facet among some cases.

    Attributes:
        counts: IRI and number of cases; of a closed list every value, those without a case too.
        concerned: Number of the cases that could have a value.
        unrecorded: Number of those that have none.
        others: Number of values that are left out.
    """

    facet: Facet
    counts: tuple[tuple[str, int], ...]
    concerned: int
    unrecorded: int
    others: int = 0

    @property
    def covered(self) -> int:
        """Number of values that have a case."""
        return sum(1 for _, cases in self.counts if cases)

    @property
    def missing(self) -> tuple[str, ...]:
        """Values without a case."""
        return tuple(iri for iri, cases in self.counts if not cases)


@dataclass(frozen=True, slots=True)
class Gap:
    """A value without a case among some, and how many it has elsewhere, with one to read."""

    iri: str
    facet: str
    elsewhere: int
    example: CaseEntry | None


def tally_closed(facet: str, cases: int, library: Library) -> Tally:
    """Count every value of a list that the kit closes: the models, the functions."""
    concepts = library.catalogue.names.in_scheme(FACET[facet].scheme)
    values = [one.iri for one in concepts if bool(one.broader) == (facet == "model")]
    sets = library.sets[facet]
    counts = sorted(((iri, (sets.get(iri, 0) & cases).bit_count()) for iri in values), key=lambda one: -one[1])
    return Tally(FACET[facet], tuple(counts), *_denominators(facet, cases, library))


def tally_open(facet: str, cases: int, reader: Reader, *, but: str, limit: int) -> Tally:
    """
    Count the values that cases have, the most frequent first, equal ones by name.

    Args:
        but: A value that is left out, since the cases were chosen by it.
    """
    found = {iri: (having & cases).bit_count() for iri, having in reader.library.sets[facet].items() if iri != but}
    ordered = reader.in_order([iri for iri, number in found.items() if number])
    counts = sorted(((iri, found[iri]) for iri in ordered), key=lambda one: -one[1])
    others = max(0, len(counts) - limit)
    return Tally(FACET[facet], tuple(counts[:limit]), *_denominators(facet, cases, reader.library), others=others)


def find_gaps(tallies: Iterable[Tally], library: Library) -> Iterator[Gap]:
    """Say of each value that is missing where it can be found."""
    for tally in tallies:
        for iri in tally.missing:
            elsewhere = library.sets[tally.facet.name].get(iri, 0)
            example = next(iter(library.orders.best_documented(elsewhere, first=1)), None)
            yield Gap(iri, tally.facet.name, elsewhere.bit_count(), example)


def _denominators(facet: str, cases: int, library: Library) -> tuple[int, int]:
    sets = library.sets
    return (sets.concerned[facet] & cases).bit_count(), (sets.unrecorded(facet) & cases).bit_count()
