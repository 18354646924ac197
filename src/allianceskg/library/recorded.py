"""What the cases of a build record, counted once: aspects, statements and sources, as landmark sheets need them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from allianceskg.library.catalogue import Catalogue
from allianceskg.library.descriptions import choose_texts
from allianceskg.library.sets import positions, set_of
from allianceskg.rdf.term import Literal, Term
from allianceskg.terms import AKG, expand

_SOURCE: Final = f"{AKG}hasSource"


@dataclass(frozen=True, slots=True)
class RecordedAspects:
    """
    What cases record that no facet counts.

    Attributes:
        cases: The set of cases that record each, by property.
        numbers: How many things each case records, by property and position.
    """

    cases: Mapping[str, int]
    numbers: Mapping[str, Mapping[int, int]]

    def total(self, link: str, within: int) -> int:
        """Count what the cases of a set record."""
        numbers = self.numbers.get(link, {})
        return sum(numbers[position] for position in positions(within & self.cases.get(link, 0)))

    def written(self) -> dict[str, list[list[int]]]:
        """Return what JSON can hold: of each property, the positions and the numbers."""
        return {link: [list(of_link), list(of_link.values())] for link, of_link in self.numbers.items()}

    @classmethod
    def of(cls, written: Mapping[str, Sequence[Sequence[int]]]) -> RecordedAspects:
        """Take back what was written."""
        return cls.counted({link: dict(zip(*lists, strict=True)) for link, lists in written.items()})

    @classmethod
    def counted(cls, numbers: Mapping[str, Mapping[int, int]]) -> RecordedAspects:
        """Make the sets that belong to numbers."""
        return cls({link: set_of(of_link) for link, of_link in numbers.items()}, numbers)


def read_aspects(catalogue: Catalogue, places: Mapping[str, int]) -> RecordedAspects:
    """
    Read what each case records.

    Args:
        places: Position of each case, by IRI.
    """
    numbers: dict[str, dict[int, int]] = {}
    for triple in catalogue.store.construct(catalogue.queries.get("page-case-aspects").text):
        of_link = numbers.setdefault(triple.predicate.value, {})
        place = places[triple.subject.value]
        of_link[place] = of_link.get(place, 0) + 1
    return RecordedAspects.counted(numbers)


@dataclass(frozen=True, slots=True)
class RecordedSources:
    """
    The sources of cases.

    Attributes:
        numbers: Numbers of the sources of each case, by position; records of one page have one number.
    """

    numbers: Sequence[frozenset[int]]

    def count(self, within: int) -> int:
        """Count the different sources of the cases of a set."""
        return len(frozenset[int]().union(*(self.numbers[position] for position in positions(within))))

    def written(self) -> list[list[int]]:
        """Return what JSON can hold."""
        return [sorted(of_case) for of_case in self.numbers]

    @classmethod
    def of(cls, written: Sequence[Sequence[int]]) -> RecordedSources:
        """Take back what was written."""
        return cls([frozenset(of_case) for of_case in written])


def read_sources_of_cases(catalogue: Catalogue, places: Mapping[str, int]) -> RecordedSources:
    """
    Read by what the sources of each case are told apart.

    Args:
        places: Position of each case, by IRI.
    """
    of_cases: list[list[str]] = [[] for _ in places]
    said: dict[str, dict[str, list[Term]]] = {}
    for triple in catalogue.store.construct(catalogue.queries.get("page-case-sources").text):
        if triple.predicate.value == _SOURCE:
            of_cases[places[triple.subject.value]].append(triple.object.value)
        else:
            said.setdefault(triple.subject.value, {}).setdefault(triple.predicate.value, []).append(triple.object)
    numbers: dict[tuple[str, str], int] = {}
    number_of: dict[str, int] = {}

    def number(source: str) -> int:
        if source not in number_of:
            number_of[source] = numbers.setdefault(_mark(said.get(source, {})), len(numbers))
        return number_of[source]

    return RecordedSources([frozenset(map(number, sources)) for sources in of_cases])


def _mark(said: Mapping[str, Sequence[Term]]) -> tuple[str, str]:
    page = min((one.value for one in said.get(expand("foaf:page"), ())), default="")
    line = min((one.value for one in said.get(expand("akg:sourceLine"), ())), default="")
    titles = (one for one in said.get(expand("dcterms:title"), ()) if isinstance(one, Literal))
    title = next((one.value for one in choose_texts(titles, "fr")), "")
    return page, "" if page else line or title
